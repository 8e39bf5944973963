internal import Deployments
internal import Glibc
internal import Htpasswd
internal import Linting

extension Command {
  static let lint = Command(
    name: "lint",
    operands: ["PATH"],
    repeatsLast: true,
    summary: "say what a server would refuse, and how to fix it",
    details: """
      Reads files as the server does, and says what it would refuse or a careful operator would fix. Of \
      compose files, Kubernetes manifests, scripts, Dockerfiles, units, env files and configurations of servers in front \
      it says whether Chroma is protected; a folder means those in it. Nothing that is shown holds a whole hash, or what may be a password. - reads standard input. Exit 0 if \
      nothing was found at or above --fail-on, 7 if something was. --fix fixes what it can without losing a login, and \
      the exit status is that of what remains; with --diff it is 7 if something would change. A file that is clearly \
      something else is named, and never changed; a token file is linted for Chroma's token authentication, a roles file \
      for its SimpleRBAC provider, with --with FILE against the users of a credential or token file.
      """,
    examples: """
      chroma-htpasswd lint .
      chroma-htpasswd lint --for nginx --fix server.htpasswd
      chroma-htpasswd lint --format github compose.yaml
      """,
    exits: [.unusable],
    options: {
      Option.readers
      Option.kind
      Option.readAs
      Option.with
      Option.minimumCost
      Option.maximumCost
      Option.fix
      Option.unsafeFixes
      Option.diff
      Option.guess
      Option.standardInputName
      LintReport.options
      Options.writing
    },
    exclusions: { [Exclusion(.writeBaseline, and: .fix), Exclusion(.writeBaseline, and: .diff)] },
    requirements: { [LintReport.baseline, Requirement(.inPlace, "needs --fix") { $0.has(.fix) }] },
    run: { (invocation, console) throws(Failure) in try LintCommand(invocation).run(console)
    }
  )
}

/// Whose answer `lint` gives.
struct LintReaders: Sendable {
  /// Never empty.
  var servers: [Server]
  /// The release for env files, which do not name one.
  var release: ChromaRelease?
  /// Whether somebody asked reads such files: Chroma 1.x reads none.
  var isReader = true
}

extension Option<LintReaders> {
  fileprivate static var readers: Self {
    Option(
      "for", value: .required("SERVER"), "for this server, may be repeated",
      choices: { Server.allToLint.map(\.name) + [ChromaRelease.v1.word] }, standard: { Server.chroma.name },
      parse: { (value) throws(Failure) in
        let names = try value.choices(orElse: value.unknown)
        let servers = names.compactMap(Server.named)
        return LintReaders(
          servers: servers.isEmpty ? [.chroma] : servers,
          release: names.lazy.compactMap { ChromaRelease(word: $0) }.first, isReader: !servers.isEmpty)
      })
  }
}

/// Files, as `lint` and `config check` are given them.
final class LintCommand {
  private let invocation: Invocation
  private let paths: [FilePath]
  private let servers: [Server]
  /// Whether they were asked for; else a token file is linted for the reader of those.
  private let isServerGiven: Bool
  /// Whether they read the files with which users log in.
  private let isReader: Bool
  private let options: LintOptions
  /// The release for env files, which do not name one.
  private let release: ChromaRelease?
  private let reader: EnvironmentFile.Reader?
  private let report: LintReport
  /// The name of standard input in reports, and the folder of the files that it names.
  private let standardInputName: FilePath?
  private let writing: WriteOptions

  convenience init(_ invocation: Invocation) throws(Failure) {
    try self.init(invocation, from: 0, invocation[.readers])
  }

  /// The file of `config check`. A release is one of Chroma's settings: a file of another kind has its own reader.
  convenience init(settings invocation: Invocation, of kind: FileKind) throws(Failure) {
    let release = kind.isDeployment || kind == .credentials ? invocation[.settingsRelease] : nil
    let readers = release.map {
      LintReaders(servers: [$0.settings?.server ?? .chroma], release: $0, isReader: $0 != .v1)
    }
    try self.init(invocation, from: 1, readers)
  }

  /// - Parameter first: the operand that is the first file.
  private init(_ invocation: Invocation, from first: Int, _ readers: LintReaders?) throws(Failure) {
    self.invocation = invocation
    paths = invocation.operands(from: first).map(FilePath.init(bytes:))
    isServerGiven = readers != nil
    servers = readers?.servers ?? [.chroma]
    release = readers?.release
    isReader = readers?.isReader ?? (invocation[.settingsRelease] != .v1)
    var options = LintOptions()
    if let cost = invocation[.minimumCost] { options.minimumCost = cost }
    if let cost = invocation[.maximumCost] { options.maximumCost = cost }
    if options.minimumCost > options.maximumCost {
      throw invocation.usage("--min-cost is above --max-cost")
    }
    options.guesses = invocation.has(.guess)
    options.kind = invocation[.kind]
    options.ignored = invocation[.ignore] ?? []
    options.logins = try invocation.loginNames(for: servers)
    options.only = invocation[.only]
    self.options = options
    reader = invocation[.readAs]
    report = LintReport(invocation)
    standardInputName = invocation[.standardInputName]
    writing = invocation.writeOptions
  }

  func run(_ console: Console) throws(Failure) -> ExitStatus {
    if invocation.has(.diff) { return try diff(console) }
    if invocation.has(.unsafeFixes), !fixes {
      console.hint("--unsafe-fixes only widens --fix; to apply them: --fix --unsafe-fixes")
    }
    var files: [LintedFile] = []
    var isUnreadable = false
    var isIgnored = false
    for path in paths {
      do throws(Failure) {
        // In a folder, what a deployment there reads is a part of it, and not one of its own.
        var read: Set<[UInt8]> = []
        for path in try DeploymentFolder.files(of: path) where !read.contains(path.bytes) {
          if fixes { try fix(path, console) }
          let linted = try lint(path)
          read.formUnion(linted.flatMap(\.read).map(\.bytes))
          if !isReader, [.credentials, .tokens, .roles].contains(linted[0].kind) {
            isIgnored = true
            console.error(
              Failure(
                .unusable, "Chroma 1.0 and later has no authentication: it ignores \(path), and is open",
                hint: "to put nginx in front of Chroma 1.x: chroma-htpasswd config nginx"))
            continue
          }
          add(linted, to: &files)
        }
      } catch {
        if error.status == .usage { throw error }
        console.error(error)
        isUnreadable = true
      }
    }
    // Text has nothing to say of no files; the other formats stay what they are.
    var report = report
    let knownCount = try report.leaveOutKnown(&files, console)
    if !files.isEmpty || !report.isText { try print(files, knownCount, console) }
    return isUnreadable ? .unreachable : isIgnored ? .unusable : report.status(of: files)
  }

  private var fixes: Bool { invocation.has(.fix) }

  private func kind(of source: borrowing ByteSource, _ path: FilePath) throws(SystemError) -> FileKind {
    if let kind = options.kind { return kind }
    let kind = try source.kind(named: path)
    // Whoever names the reader of a file says what it is; in a folder it may be one of variables.
    if kind == .environment, servers.allSatisfy(\.readsTokens),
      paths.contains(path) || path == standardInputName
    {
      return .tokens
    }
    return kind
  }

  /// Whose answer is asked for of this file.
  private func servers(for kind: FileKind) -> [Server] {
    if kind == .tokens, !isServerGiven { return [.chromaToken] }
    // The provider of the same release.
    guard kind == .roles else { return servers }
    return servers.map {
      $0.name == Server.chroma.name ? .chromaRoles : $0.name == Server.chroma04.name ? .chromaRoles04 : $0
    }
  }

  private func print(_ files: [LintedFile], _ knownCount: Int?, _ console: Console) throws(Failure) {
    var output = Output()
    guard report.isText else {
      report.write(files, to: &output)
      return try output.end()
    }
    // With -q what the exit status is about is still said.
    let text = LintText(
      isColored: console.isOutputColored, namesServers: files.contains { $0.servers.count > 1 },
      width: console.outputWidth,
      failures: invocation.has(.quiet) ? report : nil,
      knownCount: knownCount)
    text.write(files, to: &output)
    try output.end()
  }

  /// Each file once for each kind that it is read as: those that a deployment names may be asked for too.
  private func add(_ linted: [LintedFile], to files: inout [LintedFile]) {
    for file in linted {
      let index = files.firstIndex {
        $0.path == file.path && ($0.isPart || file.isPart || $0.kind == file.kind)
      }
      if let index {
        if files[index].isPart, !file.isPart { files[index] = file }
      } else {
        files.append(file)
      }
    }
  }

  private func lint(_ path: FilePath) throws(Failure) -> [LintedFile] {
    var deployment: DeploymentLint?
    var bytes: [UInt8] = []
    let name = path == FilePath("-") ? standardInputName ?? path : path
    let file = try storing { () throws(StorageError) in
      let source = try open(path)
      let attributes = attributes(of: source, path, servers)
      return try source.read(path) { (source) throws(SystemError) in
        let kind = try kind(of: source, name)
        let servers = servers(for: kind)
        // It has been looked for.
        var options = options
        options.kind = kind
        let linter = Linter(servers, options)
        if kind.isDeployment {
          bytes = try source.start(Variables.maximumFileSize)
          deployment = linter.lint(kind, in: context(name, bytes))
          if let deployment {
            return LintedFile(
              path: name, kind: kind, result: LintResult(servers: [], findings: deployment.files[0].findings),
              servers: servers, services: deployment.services, read: deployment.read)
          }
        }
        let result = try linter.lint(source, attributes: attributes, listsUsers: report.listsUsers)
        return LintedFile(path: name, kind: kind, result: result, servers: servers)
      }
    }
    guard let deployment else { return [file] }
    return [file] + (try parts(of: deployment))
  }

  /// In CI the mode is that of the checkout, and says nothing of the file that is deployed.
  private func attributes(
    of source: borrowing ByteSource, _ path: FilePath, _ servers: [Server]
  ) -> FileAttributes? {
    guard !isContinuousIntegration, let status = source.status else { return nil }
    return FileAttributes(status, of: path, source, for: servers)
  }

  private func context(_ path: FilePath, _ bytes: [UInt8]) -> DeploymentContext {
    var context = DeploymentContext(
      path, bytes, file: { Surroundings.file($0, isHere: true) }, environment: Surroundings.variable)
    context.names = Surroundings.names
    // In CI the mode is that of the checkout.
    if !isContinuousIntegration { context.attributes = Surroundings.attributes }
    context.workingFolder = FilePath.workingFolder?.bytes
    context.release = release
    context.reader = reader
    return context
  }

  /// The files that a deployment names: with what was found in them, and as their server reads them.
  private func parts(of deployment: DeploymentLint) throws(Failure) -> [LintedFile] {
    var parts: [LintedFile] = []
    for file in deployment.files.dropFirst() {
      parts.append(
        LintedFile(
          path: file.path, kind: Surroundings.kind(of: file.path) ?? .unknown,
          result: LintResult(servers: [], findings: file.findings),
          servers: servers, isPart: true))
    }
    // A file that several read is judged for each of them: once for those that read it alike.
    var uses: [(mounted: ServiceAnswer.MountedFile, servers: [Server], logins: LoginNames?)] = []
    for answer in deployment.services {
      for mounted in answer.files where !parts.contains(where: { $0.path == mounted.path }) {
        guard let server = answer.server(of: mounted.use) else { continue }
        guard
          let index = uses.firstIndex(where: {
            $0.mounted.path == mounted.path && $0.mounted.use.kind == mounted.use.kind
          })
        else {
          uses.append((mounted, [server], mounted.use == .roles ? logins(of: answer) : nil))
          continue
        }
        if !uses[index].servers.contains(where: { $0.name == server.name }) {
          uses[index].servers.append(server)
        }
      }
    }
    for use in uses {
      var options = options
      // --kind is of the files that are asked for.
      options.kind = nil
      options.logins = options.logins ?? use.logins
      let (mounted, servers) = (use.mounted, use.servers)
      let linted = try storing { () throws(StorageError) in
        try ByteSource.opening(mounted.path).read(mounted.path) { (source) throws(SystemError) in
          LintedFile(
            path: mounted.path, kind: mounted.use.kind,
            result: try Linter(servers, options).lint(source, attributes: nil, listsUsers: report.listsUsers),
            servers: servers)
        }
      }
      parts.append(linted)
    }
    return parts
  }

  /// Who can log in at a service, to compare its roles with; nil if that is not known, which its own file says.
  private func logins(of answer: ServiceAnswer) -> LoginNames? {
    let file = answer.files.first { $0.use != .roles }
    return file.flatMap { try? LoginNames($0.path, for: answer.release == .v04 ? .first : .current) }
  }

  private func open(_ path: FilePath) throws(StorageError) -> ByteSource {
    path == FilePath("-") ? try ByteSource.standardInput() : try ByteSource.opening(path)
  }

  // MARK: Fixing

  private func fixer(for kind: FileKind) -> Fixer {
    var options = options
    // Its name may say what its content does not.
    if kind != .credentials { options.kind = kind }
    return Fixer(Linter(servers(for: kind), options), withUnsafe: invocation.has(.unsafeFixes))
  }

  private func fix(_ path: FilePath, _ console: Console) throws(Failure) {
    if path == FilePath("-") {
      throw invocation.usage("standard input cannot be fixed", hint: "to see what would change: --diff")
    }
    let store = CredentialStore(path, options: writing)
    let isUnsafe = invocation.has(.unsafeFixes)
    var fixed = Fixed()
    // Found and judged under the lock, on the bytes that are there then.
    let result = try storing(
      hint: isUnsafe && (try? targetStatus(of: store.oldPath)) != nil
        ? "to keep it: mv \(store.oldPath.shellWord) OTHER-NAME" : nil
    ) { () throws(StorageError) in
      try store.update(keepsOld: isUnsafe) { (source) throws(SystemError) in
        fixed = try self.fixed(source, path)
        return Edit(from: fixed.old, to: fixed.outcome.bytes)
      }
    }
    if let refusal = fixed.refusal {
      console.error(refusal)
      return
    }
    guard result.changed else { return }
    if isUnsafe {
      for line in removedLines(fixed.old, fixed.outcome.bytes, of: fixed.servers) { console.note(line) }
    }
    if isUnsafe, !writing.dryRun { console.note("the old file is \(store.oldPath)") }
    let found = fixed.outcome.foundCount
    console.report(
      result,
      "fixed \(found - fixed.outcome.leftCount) of \(found) problem\(found == 1 ? "" : "s") in \(path)",
      store, for: fixed.servers)
  }

  /// A file with its fixes applied.
  private struct Fixed {
    var old: [UInt8] = []
    var outcome = Fixer.Outcome(bytes: [], foundCount: 0, leftCount: 0)
    var servers: [Server] = []
    /// Why they are not applied, if they are not.
    var refusal: Failure?
  }

  private func fixed(_ source: borrowing ByteSource, _ path: FilePath) throws(SystemError) -> Fixed {
    let kind = try kind(of: source, path)
    let servers = servers(for: kind)
    let old = try source.bytes()
    let unchanged = Fixer.Outcome(bytes: old, foundCount: 0, leftCount: 0)
    // One word is hardly known to be a token.
    if kind == .tokens, options.kind == nil, !isServerGiven, old.isOneWord {
      return Fixed(old: old, outcome: unchanged, servers: servers)
    }
    let outcome = try fixer(for: kind).fixed(old, attributes: attributes(of: source, path, servers))
    guard invocation.has(.unsafeFixes), try !Fixer.keepsSomebody(outcome.bytes, old, servers) else {
      return Fixed(old: old, outcome: outcome, servers: servers)
    }
    let option = servers.count == 1 ? servers[0].option : ""
    return Fixed(
      old: old, outcome: unchanged, servers: servers,
      refusal: Failure(
        .unusable, "the fixes would leave no user in \(path); it is unchanged",
        hint: kind == .credentials
          ? "to add a user before: chroma-htpasswd add\(option) \(path.shellWord) USER"
          : "to see what is wrong: chroma-htpasswd lint\(servers.options) \(path.shellWord)"))
  }

  /// The lines that are gone, redacted; of many the first ones.
  private func removedLines(_ old: [UInt8], _ new: [UInt8], of servers: [Server]) -> [String] {
    let isBreak: (UInt8) -> Bool = { $0 == Ascii.lineFeed || $0 == Ascii.carriageReturn }
    var kept: [ArraySlice<UInt8>: Int] = [:]
    for line in new.split(whereSeparator: isBreak) { kept[line, default: 0] += 1 }
    var gone: [String] = []
    var count = 0
    for line in old.split(whereSeparator: isBreak) {
      if let left = kept[line], left > 0 {
        kept[line] = left - 1
        continue
      }
      count += 1
      guard count <= Self.shownLines else { continue }
      let bytes = Array(line) + [Ascii.lineFeed]
      gone.append(
        "removed or changed: "
          + (servers.contains { $0.hidesLines } ? Redaction.secretLine(bytes) : Redaction.line(bytes)))
    }
    return gone + (count > Self.shownLines ? ["and \(count - Self.shownLines) lines more"] : [])
  }

  private static let shownLines = 20

  private func diff(_ console: Console) throws(Failure) -> ExitStatus {
    guard report.isText else {
      throw invocation.usage("--diff shows a diff, not a report; leave --format out")
    }
    var output = Output()
    var isUnreadable = false
    var differs = false
    for path in paths {
      do throws(Failure) {
        for path in try DeploymentFolder.files(of: path) where try diff(path, to: &output, console) {
          differs = true
        }
      } catch {
        console.error(error)
        isUnreadable = true
      }
    }
    try output.end()
    if isUnreadable { return .unreachable }
    return differs ? .unusable : .done
  }

  /// - Returns: whether something would change, or the fixes would be refused.
  private func diff(_ path: FilePath, to output: inout Output, _ console: Console) throws(Failure) -> Bool {
    var fixed = Fixed()
    try storing { () throws(StorageError) in
      try open(path).read(path) { (source) throws(SystemError) in fixed = try self.fixed(source, path) }
    }
    if let refusal = fixed.refusal {
      console.error(refusal)
      return true
    }
    let (old, new) = (fixed.old, fixed.outcome.bytes)
    LintDiff.write(path, old, new, hidesLines: fixed.servers.contains { $0.hidesLines }, to: &output)
    return old != new
  }
}

extension Invocation {
  /// The users of `--with FILE`.
  fileprivate func loginNames(for servers: [Server]) throws(Failure) -> LoginNames? {
    try self[.with].map { (path) throws(Failure) in
      try LoginNames(
        path,
        for: servers.contains { $0.rolesReader == .first || $0.name == Server.chroma04.name }
          ? .first : .current)
    }
  }
}

/// Whether a variable says so that every such service sets.
private var isContinuousIntegration: Bool {
  // The value is a C string that nobody changes.
  guard let value = unsafe getenv("CI") else { return false }
  return unsafe value.pointee != 0 && strcmp(value, "false") != 0
}

extension [UInt8] {
  /// Whether it has no line and no blank but the line break at its end.
  fileprivate var isOneWord: Bool {
    let end = lastIndex { $0 > Ascii.space } ?? 0
    return prefix(end).allSatisfy { $0 > Ascii.space }
  }
}
