/// What a lint found of one file.
package struct LintResult: Sendable {
  package struct ServerAnswer: Sendable {
    package let server: Server
    /// Why it cannot use the file; nil where it can.
    package let failure: StartFailure?
    /// Those that it knows, of duplicates the one that counts, in file order; none where it cannot use the file.
    /// Only filled where it was asked for.
    package let users: [User]
  }

  package struct User: Sendable {
    package let name: [UInt8]
    package let line: Int
    package let isUsable: Bool
  }

  package let servers: [ServerAnswer]
  /// By line, column and rule.
  package let findings: [Finding]
}

/// Runs rules over a file.
package struct Linter: Sendable {
  package let servers: [Server]
  package let options: LintOptions
  private let rules: [Rule]

  package init(_ servers: [Server], _ options: LintOptions, rules: [Rule] = Rule.all) {
    self.servers = servers
    var options = options
    if servers.map(\.name) != [Server.chroma.name] {
      options.serverWords = servers.map { " --for \($0.name)" }.joined()
    }
    self.options = options
    self.rules = rules.filter { !options.ignored.contains($0.name) }
  }

  /// - Parameters:
  ///   - path: as a shell takes it, for the commands in hints.
  ///   - permissions: the file's, where it has some.
  ///   - listsUsers: whether the result names each server's users.
  package func lint(
    _ source: borrowing ByteSource, path: String, permissions: UInt32?, listsUsers: Bool
  ) throws(SystemError) -> LintResult {
    var view = FileView(
      options: options, path: path, size: try source.count(), permissions: permissions)
    if servers.allSatisfy({ $0.content == .tokens }) { view.secrets = "tokens" }
    var answers: [LintResult.ServerAnswer] = []
    let tokens = servers.contains { $0.content == .tokens } ? TokenFile(try source.bytes()) : nil
    for server in servers {
      if server.content == .tokens, let tokens {
        answers.append(LintResult.ServerAnswer(server, tokens, listsUsers: listsUsers))
        view.failures[server.name] = tokens.failure
        continue
      }
      let (answer, count) = try ask(server, source, listsUsers: listsUsers)
      answers.append(answer)
      if answer.failure == nil { view.users[server.name] = count }
      view.failures[server.name] = answer.failure
    }
    let readers = servers.filter { $0.content == .entries }
    var pass = LinePass(
      servers: readers, options: options, rules: rules, path: path, failures: view.failures)
    // A server that refuses duplicates has looked for them.
    if let server = readers.first, readers.count == 1, view.failures.isEmpty, server.refusesDuplicates {
      pass.areUsersUnique = true
    }
    try pass.run(source, &view)
    if pass.mayBeWide || tokens?.bytes.span.mayBeWide == true {
      view.wide = try FileView.Wide(source, for: servers)
    }

    var findings = pass.findings
    for rule in rules {
      switch rule.check {
      case .permissions(let check):
        findings += check(view).map { Finding($0, of: rule, server: nil) }
      case .file(let check):
        guard !readers.isEmpty else { break }
        findings += check(view).map { Finding($0, of: rule, server: nil) }
      case .tokens(let check):
        guard let tokens else { break }
        findings += check(tokens, view).map { Finding($0, of: rule, server: Server.chromaToken.name) }
      case .fileForServer(let check):
        // UTF-16 is no file of tokens either.
        for server in view.wide == nil ? readers : servers {
          findings += check(view, server).map { Finding($0, of: rule, server: server.name) }
        }
      default: break
      }
    }
    // Of lines in another encoding nothing else makes sense.
    if let wide = view.wide, rules.contains(where: { $0.name == Rule.utf16Encoding.name }) {
      let kept = [Rule.utf16Encoding, .worldReadable, .groupWritable].map(\.name)
      // What holds for every server is found as the first one splits lines.
      let first = readers.first { $0.file.lineBreaks == .universal } ?? readers.first
      findings = findings.filter { finding in
        let server = finding.server.flatMap(Server.named) ?? first
        let start = wide.lines[server?.file.lineBreaks ?? .lineFeed, default: 1]
        return finding.line < start || kept.contains(finding.rule)
      }
    }
    let order = Dictionary(
      uniqueKeysWithValues: Rule.all.enumerated().map { ($0.element.name, $0.offset) })
    findings.sort { left, right in
      (left.line, left.column, order[left.rule] ?? 0) < (right.line, right.column, order[right.rule] ?? 0)
    }
    return LintResult(servers: answers, findings: try judged(findings, source, path: path))
  }

  /// A fix that would cost a login in this very file is not safe, whatever its rule says: a byte order mark, say,
  /// whose removal makes its user stand there twice.
  private func judged(
    _ findings: [Finding], _ source: borrowing ByteSource, path: String
  ) throws(SystemError) -> [Finding] {
    let safe = findings.filter { $0.fix?.kind == .safe }
    if safe.isEmpty { return findings }
    let bytes = try source.bytes()
    var logins: [Logins] = []
    for server in servers { logins.append(try Logins(of: server, in: bytes)) }
    if try areKept(logins, safe.compactMap(\.fix), bytes) { return findings }

    var harmless: [Fix] = []
    var costly: Set<String> = []
    for rule in rules {
      let fixes = safe.filter { $0.rule == rule.name }.compactMap(\.fix)
      if fixes.isEmpty { continue }
      if try areKept(logins, harmless + fixes, bytes) {
        harmless += fixes
      } else {
        costly.insert(rule.name)
      }
    }
    return findings.map { finding in
      guard costly.contains(finding.rule), let fix = finding.fix, fix.kind == .safe else { return finding }
      var finding = finding
      finding.fix = Fix(.unsafe, fix.change)
      finding.hint = "\(options.mending(.unsafe, path)) mends it, and costs a login here"
      return finding
    }
  }

  private func areKept(
    _ logins: [Logins], _ fixes: [Fix], _ bytes: [UInt8]
  ) throws(SystemError) -> Bool {
    let mended = fixes.applied(to: bytes)
    for (server, before) in zip(servers, logins) {
      guard try before.isSubset(of: Logins(of: server, in: mended)) else { return false }
    }
    return true
  }

  private func ask(
    _ server: Server, _ source: borrowing ByteSource, listsUsers: Bool
  ) throws(SystemError) -> (LintResult.ServerAnswer, count: Int) {
    var users: [LintResult.User] = []
    var places: [[UInt8]: Int] = [:]
    var count = 0
    let failure = try server.read(source) { (bytes, entry, line) in
      count += 1
      guard listsUsers else { return }
      let user = LintResult.User(
        name: bytes.extracting(entry.user).array, line: line.number,
        isUsable: server.canUse(bytes.extracting(entry.hash)))
      guard let place = places[user.name] else {
        places[user.name] = users.count
        users.append(user)
        return
      }
      if server.file.duplicates == .lastCounts { users[place] = user }
    }
    users.sort { $0.line < $1.line }
    return (.init(server: server, failure: failure, users: failure == nil ? users : []), count)
  }
}

/// One look at every line: the clean ones are only noted for what they may have in common with others.
private struct LinePass {
  let servers: [Server]
  let options: LintOptions
  let rules: [Rule]
  let path: String
  /// Why a server cannot use the file, by its name.
  let failures: [String: StartFailure]
  private(set) var findings: [Finding] = []
  private var logs = Likenesses()
  /// Whether some line has what only UTF-16 should have.
  private(set) var mayBeWide = false
  var areUsersUnique: Bool {
    get { logs.areUsersUnique }
    set { logs.areUsersUnique = newValue }
  }

  init(
    servers: [Server], options: LintOptions, rules: [Rule], path: String, failures: [String: StartFailure]
  ) {
    (self.servers, self.options, self.rules, self.path) = (servers, options, rules, path)
    self.failures = failures
  }

  mutating func run(_ source: borrowing ByteSource, _ view: inout FileView) throws(SystemError) {
    let universal = servers.filter { $0.file.lineBreaks == .universal }
    let others = servers.filter { $0.file.lineBreaks == .lineFeed }
    var isFirst = true
    for (breaks, group) in [(LineBreaks.universal, universal), (.lineFeed, others)] where !group.isEmpty {
      let takeBcrypt = group.allSatisfy { $0.hashes.bcrypt != nil && $0.reads(line: .max) }
      var lines = FileView.LineCounts()
      try source.forEachLine(breaks) { (bytes, line) in
        lines.note(bytes, line, breaks)
        if takeBcrypt, !options.guesses, let entry = CleanEntry(bytes, line, options) {
          if isFirst { logs.note(entry.user, entry.hash, bytes, isUnusual: entry.hasCapital) }
          return true
        }
        if isFirst, !mayBeWide { mayBeWide = bytes.mayBeWide }
        if isFirst, let entry = Entry(bytes) {
          let user = bytes.extracting(entry.user)
          logs.note(entry.user, entry.hash, bytes, isUnusual: !user.isPlainName)
        }
        look(at: bytes, line, group, isFirst: isFirst)
        return true
      }
      if isFirst || breaks == .universal { view.lines = lines }
      isFirst = false
    }
    try findRepeated(source)
  }

  private mutating func look(
    at bytes: Span<UInt8>, _ line: Line, _ group: [Server], isFirst: Bool
  ) {
    let hasNUL = hidesAll(bytes)
    for (index, server) in group.enumerated() {
      let view = LineView(bytes, line, server, options, path: path)
      // A line that is only decoded can be at fault too.
      let isRead = server.reads(line: line.number) || failures[server.name]?.line == line.number
      for rule in rules where isRead || rule.name == Rule.unreadEntry.name {
        // A NUL makes another line of it: nothing else that is said of that would help.
        if hasNUL, !Self.rulesBesideNUL.contains(rule.name) { continue }
        switch rule.check {
        case .line(let check):
          findings += check(view).map { Finding($0, of: rule, in: view, server: server.name) }
        case .anyLine(let check):
          guard isFirst && index == 0 else { break }
          findings += check(view).map { Finding($0, of: rule, in: view, server: nil) }
        default: break
        }
      }
    }
  }

  private static let rulesBesideNUL = Set([Rule.nulByte, .invalidUtf8, .unreadEntry].map(\.name))

  /// Whether a line has a NUL, of which a rule tells.
  private func hidesAll(_ bytes: Span<UInt8>) -> Bool {
    bytes.contains(Ascii.nul) && rules.contains { $0.name == Rule.nulByte.name }
  }

  /// Looks again for entries whose fingerprints were alike, compares what they stand for, and asks the rules about
  /// those that are.
  private mutating func findRepeated(_ source: borrowing ByteSource) throws(SystemError) {
    for likeness in [Rule.Likeness.user, .looks, .hash] {
      let suspects = try logs.suspects(likeness, source)
      if suspects.isEmpty { continue }
      for (index, server) in servers.enumerated() {
        var formers: [LikenessKey: Rule.Former] = [:]
        try source.forEachLine(server.file.lineBreaks) { (bytes, line) in
          // Of a line that is not read, or has a NUL, something else is said.
          let readers = likeness == .user ? [server] : servers
          guard case .entry(let entry) = server.reading(of: bytes),
            readers.contains(where: { $0.reads(line: line.number) }),
            likeness == .user || !hidesAll(bytes)
          else { return true }
          let key = likeness.key(bytes.extracting(entry.user), bytes.extracting(entry.hash))
          guard let key, suspects.contains(key.fingerprint) else { return true }
          let isUsable = server.canUse(bytes.extracting(entry.hash))
          let this = Rule.Former(line: line, user: bytes.extracting(entry.user).array, isUsable: isUsable)
          guard let former = formers[key] else {
            formers[key] = this
            return true
          }
          // The first that lets somebody in is the one to keep.
          if !former.isUsable && isUsable { formers[key] = this }
          let view = LineView(bytes, line, server, options, path: path)
          for rule in rules {
            guard case .repeated(likeness, let check) = rule.check, likeness == .user || index == 0 else {
              continue
            }
            let about = likeness == .user ? server.name : nil
            findings += check(view, former).map {
              Finding($0, of: rule, in: view, server: about)
            }
          }
          return true
        }
      }
    }
  }
}

/// An entry that no rule has anything to say about, alone: told in one look at its bytes.
private struct CleanEntry {
  let user: Range<Int>
  let hash: Range<Int>
  let hasCapital: Bool

  init?(_ line: Span<UInt8>, _ place: Line, _ options: LintOptions) {
    // A colon, 60 characters, LF.
    let colon = line.count - 61
    guard place.ending == .lineFeed, colon > 0, colon <= 255, line[colon] == Ascii.colon,
      let field = BcryptField(line.extracting(colon + 1..<line.count)), field.variant != .x,
      field.cost >= options.minimumCost, field.cost <= options.maximumCost,
      line[0] != Ascii.hash, line[0] != Ascii.space, line[colon - 1] != Ascii.space
    else { return nil }
    var hasCapital = false
    for index in 0..<colon {
      switch line[index] {
      case 0x41...0x5A: hasCapital = true
      // Not quotes, a dollar, a brace or a colon: they may mean something else.
      case 0x22, 0x24, 0x27, 0x3A, 0x7B: return nil
      case 0x20...0x7E: break
      default: return nil
      }
    }
    user = 0..<colon
    hash = colon + 1..<line.count
    self.hasCapital = hasCapital
  }
}

extension Span<UInt8> {
  /// Whether it is ASCII without capitals.
  fileprivate var isPlainName: Bool {
    for index in indices where self[index] >= 0x80 || (0x41...0x5A).contains(self[index]) { return false }
    return true
  }
}

/// Fingerprints of what entries may have in common.
private struct Likenesses {
  /// Whether nobody needs to look for names that stand there twice.
  var areUsersUnique = false
  private var users = FingerprintLog()
  private var hashes = FingerprintLog()
  /// Whether some name may look like another without being the same: ASCII names without capitals cannot.
  private var hasUnusualName = false

  mutating func note(
    _ user: Range<Int>, _ hash: Range<Int>, _ bytes: Span<UInt8>, isUnusual: Bool
  ) {
    if !areUsersUnique { users.append(bytes.extracting(user)) }
    hashes.append(bytes.extracting(hash))
    if isUnusual { hasUnusualName = true }
  }

  func suspects(_ likeness: Rule.Likeness, _ source: borrowing ByteSource) throws(SystemError) -> Set<UInt64>
  {
    switch likeness {
    case .user: return users.repeated()
    case .hash: return hashes.repeated()
    case .looks:
      guard hasUnusualName else { return [] }
      var looks = FingerprintLog()
      try source.forEachLine { (bytes, line) in
        guard let entry = Entry(bytes) else { return true }
        let key = likeness.key(bytes.extracting(entry.user), bytes.extracting(entry.hash))
        if let key { looks.append(key.fingerprint) }
        return true
      }
      return looks.repeated()
    }
  }
}

/// What is compared of two entries.
private enum LikenessKey: Hashable {
  case bytes([UInt8])
  /// Swift compares strings by canonical equivalence (Unicode Standard Annex 15).
  case text(String)

  var fingerprint: UInt64 {
    switch self {
    case .bytes(let bytes): Fingerprint.of(bytes.span)
    case .text(let text): UInt64(bitPattern: Int64(text.hashValue))
    }
  }
}

extension Rule.Likeness {
  fileprivate func key(_ user: Span<UInt8>, _ hash: Span<UInt8>) -> LikenessKey? {
    switch self {
    case .user: .bytes(user.array)
    case .hash: hash.isEmpty ? nil : .bytes(hash.array)
    case .looks: String(validating: user.array, as: UTF8.self).map { .text($0.lowercased()) }
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

extension FileView.LineCounts {
  fileprivate mutating func note(_ bytes: Span<UInt8>, _ line: Line, _ breaks: LineBreaks) {
    last = line
    if line.number == 1 && WhiteSpace.strip(bytes).isEmpty { blankFirst = line }
    switch line.ending {
    case .carriageReturnLineFeed: carriageReturnLineFeed = carriageReturnLineFeed ?? line
    case .carriageReturn: loneCarriageReturn = loneCarriageReturn ?? line
    case .lineFeed, .none:
      guard breaks == .lineFeed, let at = bytes.firstIndex(of: Ascii.carriageReturn) else { return }
      if at == bytes.count - 1 && line.ending == .lineFeed {
        carriageReturnLineFeed = carriageReturnLineFeed ?? line
      } else {
        loneCarriageReturn = loneCarriageReturn ?? line
      }
    }
  }
}

extension Finding {
  /// About the whole file: at 1:1.
  fileprivate init(_ report: Rule.Report, of rule: Rule, server: String?) {
    self.init(
      rule: rule.name, severity: report.severity, server: server, line: report.line ?? 1, column: 1,
      user: nil,
      message: report.message, hint: report.hint, fix: report.fix, excerpt: nil)
  }

  /// About a part of a line.
  fileprivate init(_ report: Rule.Report, of rule: Rule, in view: LineView, server: String?) {
    let start: Int
    switch report.part {
    case .user: start = view.entry?.user.lowerBound ?? 0
    case .hash: start = view.entry?.hash.lowerBound ?? 0
    case .rest: start = view.entry?.rest.lowerBound ?? 0
    case .line, nil: start = WhiteSpace.strip(view.bytes.span).lowerBound
    }
    let before = Array(view.bytes[..<start])
    let column =
      String(validating: view.bytes, as: UTF8.self) == nil
      ? start : String(decoding: before, as: UTF8.self).unicodeScalars.count
    self.init(
      rule: rule.name, severity: report.severity, server: server, line: view.line.number,
      column: column + 1, user: view.isWellFormed ? view.user : nil, message: report.message,
      hint: report.hint, fix: report.fix, excerpt: Excerpt(view, report.part ?? .line))
  }
}

extension Excerpt {
  /// Of a line that is no well-formed entry only the length is shown: all of it may be a password.
  fileprivate init(_ view: LineView, _ part: Rule.Report.Part) {
    guard view.isWellFormed, let user = view.user, let field = view.field else {
      text = "(\(view.bytes.count) bytes, not shown)"
      marked = 0..<text.count
      return
    }
    let name = Redaction.shortUser(Array(view.bytes[..<view.markCount]) + user)
    let hash = Redaction.field(field)
    text = name + ":" + hash
    switch part {
    case .user: marked = 0..<name.count
    case .hash, .rest: marked = name.count + 1..<text.count
    case .line: marked = 0..<text.count
    }
  }
}

extension LintResult.ServerAnswer {
  /// Of a file of tokens; without users Chroma calls whoever has the token `anonymous`.
  fileprivate init(_ server: Server, _ file: TokenFile, listsUsers: Bool) {
    self.server = server
    failure = file.failure
    var users = file.users.map { user in
      LintResult.User(
        name: user.id ?? [], line: user.line,
        isUsable: user.id != nil && user.tokens.contains { $0.isUsable })
    }
    if let single = file.single {
      let isUsable = single.lineBreak.isEmpty && file.isToken(single.token)
      users = [LintResult.User(name: Array("anonymous".utf8), line: 1, isUsable: isUsable)]
    }
    self.users = listsUsers ? users : []
  }
}
