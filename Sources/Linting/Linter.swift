package import Credentials
internal import Deployments
package import Kernel

/// Runs rules over a file.
package struct Linter: Sendable {
  package let servers: [Server]
  package let options: LintOptions
  let set: RuleSet
  /// In bytes, of files whose lines are asked about by class.
  let plainMinimumSize: Int

  /// - Parameter plainMinimumSize: of files that are looked at on all cores, if they are plain.
  package init(
    _ servers: [Server], _ options: LintOptions, rules: [Rule] = Rule.all,
    plainMinimumSize: Int = PlainFile.minimumSize
  ) {
    self.servers = servers
    self.options = options
    self.plainMinimumSize = plainMinimumSize
    set = RuleSet(rules, options)
  }

  /// - Parameters:
  ///   - attributes: the file's, if it has some that say who can read it.
  ///   - listsUsers: whether the result names each server's users.
  package func lint(
    _ source: borrowing ByteSource, attributes: FileAttributes?, listsUsers: Bool
  ) throws(SystemError) -> LintResult {
    if let result = try resultOfOtherKind(source) { return result }
    if !listsUsers, let result = try lintPlain(source, attributes: attributes) { return result }
    var view = FileView(options: options, size: try source.count(), attributes: attributes)
    if servers.allSatisfy({ $0.hidesLines }) { view.secrets = "tokens" }
    let tokens = servers.contains { $0.content == .tokens } ? TokenFile(try source.bytes()) : nil
    var roles: [RolesView] = []
    var answers: [LintResult.ServerAnswer] = []
    for server in servers {
      if let reader = server.rolesReader {
        let bytes = try source.bytes()
        let file = RolesFile(bytes, for: reader)
        let isWide = bytes.span.mayBeWide ? try source.firstWideLine(.universal) != nil : false
        roles.append(RolesView(bytes, file, options, isWide: isWide))
        answers.append(LintResult.ServerAnswer(server, file, lists: listsUsers))
        view.servers.append(.init(server: server, failure: file.startFailure, users: nil))
        continue
      }
      if server.content == .tokens, let tokens {
        answers.append(LintResult.ServerAnswer(server, tokens, lists: listsUsers))
        view.servers.append(.init(server: server, failure: tokens.failure, users: nil))
        continue
      }
      let (answer, count) = try ask(server, source, lists: listsUsers, hasDuplicates: false)
      answers.append(answer)
      view.servers.append(
        .init(server: server, failure: answer.failure, users: answer.failure == nil ? count : nil))
    }
    let readers = view.servers.filter { $0.server.content == .entries }
    var pass = LinePass(readers, options, set)
    // A server that refuses duplicates has looked for them.
    if let reader = readers.first, readers.count == 1, reader.failure == nil, reader.server.refusesDuplicates
    {
      pass.areUsersUnique = true
    }
    try pass.run(source, &view)
    if pass.hasDuplicates, !listsUsers {
      for (index, server) in servers.enumerated()
      where server.content == .entries && answers[index].failure == nil {
        answers[index] = try ask(server, source, lists: false, hasDuplicates: true).answer
      }
    }
    if pass.mayBeWide || tokens?.bytes.span.mayBeWide == true || roles.contains(where: \.isWide) {
      view.wide = try FileView.Wide(source, for: servers)
    }
    if let attributes {
      for index in answers.indices { answers[index].isReadable = servers[index].canRead(attributes) }
    }
    view.holdsSecrets =
      pass.holdsHashes || tokens.map { $0.single.map { !$0.token.isEmpty } ?? true } == true
      || roles.contains { $0.holdsTokens }

    var findings = pass.findings
    for (origin, check) in set.rules { findings += ask(check, origin, view, tokens, roles) }
    if let wide = view.wide, set.covers.contains(.wideLines) {
      // A finding that holds for every server is found as the first one splits lines.
      let first = (readers.first { $0.server.file.lineBreaks == .universal } ?? readers.first)?.server
      findings.removeAll { finding in
        let server = servers.first { [$0.name] == finding.servers } ?? first
        let start = wide.lines[server?.file.lineBreaks ?? .lineFeed, default: 1]
        return finding.line >= start && !set.showsThroughUTF16(finding.rank)
      }
    }
    findings.sort(by: Finding.precedes)
    try FixJudge.judge(&findings, servers, source)
    return LintResult(servers: answers, findings: findings.merged(for: servers.map(\.name)))
  }

  /// - Returns: nil for a credential file, or what may be one, and for a token file if tokens are meant.
  private func resultOfOtherKind(_ source: borrowing ByteSource) throws(SystemError) -> LintResult? {
    guard servers.contains(where: { $0.content == .entries }) else { return nil }
    let kind: FileKind
    if let given = options.kind { kind = given } else { kind = try source.kind() }
    if kind == .credentials || kind == .tokens && servers.contains(where: { $0.content == .tokens }) {
      return nil
    }
    let findings = set.rules.flatMap { (origin, check) -> [Finding] in
      guard case .otherKind(let check) = check else { return [] }
      return check(kind).map { Finding($0, of: origin, server: nil) }
    }
    return LintResult(servers: [], findings: findings)
  }

  /// Asks a rule about the whole file.
  func ask(
    _ check: Rule.Check, _ origin: RuleSet.Origin, _ view: FileView, _ tokens: TokenFile?,
    _ roles: [RolesView]
  ) -> [Finding] {
    let readsEntries = view.servers.contains { $0.server.content == .entries }
    switch check {
    case .attributes(let check):
      guard let attributes = view.attributes else { return [] }
      return check(view, attributes).map {
        var finding = Finding($0, of: origin, server: nil)
        finding.isOfAttributes = true
        return finding
      }
    case .file(let check):
      return readsEntries ? check(view).map { Finding($0, of: origin, server: nil) } : []
    case .tokens(let check):
      guard let tokens, let reader = servers.first(where: { $0.content == .tokens }) else { return [] }
      return check(tokens, view).map { Finding($0, of: origin, server: reader.name) }
    case .roles(let check):
      return zip(roles, servers.filter { $0.rolesReader != nil }).flatMap { (roles, server) in
        check(roles).map { Finding($0, of: origin, server: server.name) }
      }
    case .fileForServer(let check):
      // A file of UTF-16 is not a file of tokens either.
      return view.servers.filter { $0.server.content == .entries || view.wide != nil }.flatMap { served in
        check(view, served).map { Finding($0, of: origin, server: served.server.name) }
      }
    case .line, .unreadLine, .anyLine, .repeated, .otherKind, .deployment: return []
    }
  }
}

extension FileView.Wide {
  /// - Returns: nil for a file without UTF-16.
  fileprivate init?(_ source: borrowing ByteSource, for servers: [Server]) throws(SystemError) {
    var lines: [LineBreaks: Int] = [:]
    var start = 0
    for breaks in Set(servers.map(\.file.lineBreaks)) {
      guard let first = try source.firstWideLine(breaks) else { return nil }
      (start, lines[breaks]) = (first.start, first.number)
    }
    self.init(start: start, lines: lines)
  }
}

extension Finding {
  /// About the whole file: at 1:1.
  init(_ report: Rule.Report, of origin: RuleSet.Origin, server: String?) {
    self.init(
      rule: origin.name, rank: origin.rank, severity: report.severity,
      servers: server.map { [$0] } ?? report.servers,
      line: report.line ?? 1, column: report.column ?? 1, user: report.user, message: report.message,
      remedy: report.remedy?.naming(origin.name), fix: report.fix, excerpt: nil)
  }

  /// About a part of a line.
  ///
  /// - Parameter servers: the name of the one that it is about; none if it holds for every one.
  init(_ report: Rule.Report, of origin: RuleSet.Origin, in view: LineView, servers: [String]) {
    let start: Int
    switch report.part {
    case .user: start = view.entry?.user.lowerBound ?? 0
    case .hash: start = view.entry?.hash.lowerBound ?? 0
    case .rest: start = view.entry?.rest.lowerBound ?? 0
    case .line, nil: start = WhiteSpace.strip(view.bytes.span).lowerBound
    }
    self.init(
      rule: origin.name, rank: origin.rank, severity: report.severity, servers: servers,
      line: view.line.number, column: view.column(of: start), user: view.isWellFormed ? view.user : nil,
      message: report.message, remedy: report.remedy?.naming(origin.name), fix: report.fix,
      excerpt: Excerpt(view, report.part ?? .line))
  }
}

extension Remedy {
  /// With the rule whose fixes are applied, if that are not all the safe ones.
  fileprivate func naming(_ rule: String) -> Remedy {
    guard case .applyFixes(let fixes) = self, fixes.kind == .unsafe else { return self }
    return .applyFixes(Fixes(kind: .unsafe, rule: rule, effect: fixes.effect))
  }
}

extension Excerpt {
  /// Makes the excerpt; of a line that is not a well-formed entry only the length is shown: all of it may be a password.
  fileprivate init(_ view: LineView, _ part: Rule.Report.Part) {
    self.part = part
    guard view.isWellFormed, let user = view.user else {
      content = .hidden(count: view.bytes.count)
      return
    }
    content = .entry(
      name: view.markCount == 0 ? user : Array(view.bytes[..<view.markCount]) + user,
      field: view.redactedField)
  }
}
