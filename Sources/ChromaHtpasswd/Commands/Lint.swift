internal import Glibc
internal import Htpasswd
internal import Linting

extension Command {
  static let lint = Command(
    name: "lint",
    operands: ["FILE"],
    repeatsLast: true,
    summary: "say what a server would refuse, and how to mend it",
    details: """
      Reads files as the server does, and says what it would refuse or a careful operator would mend. \
      Nothing that is shown holds a whole hash, or what may be a password. - reads standard input. Exit 0 if \
      nothing was found at or above --fail-on, 7 if something was. --fix mends, and the exit status is that of what \
      remains; with --diff it is 7 if something would change.
      """,
    example: "chroma-htpasswd lint --for nginx server.htpasswd",
    options: [
      .server.saying("for this server, may be repeated").taking(Server.allToLint.map(\.name)),
      .format.taking(["text", "json", "sarif", "github"]),
      .minimumCost, .maximumCost, .ignore, .only, .failOn, .fix, .unsafeFixes, .diff, .guess,
    ] + Option.writing,
    run: { (invocation, console) throws(Failure) in try Linting(invocation).run(console) }
  )
}

private struct Linting {
  private let invocation: Invocation
  private let servers: [Server]
  private let options: LintOptions
  private let failOn: Severity
  private let format: String
  private let writing: WriteOptions

  init(_ invocation: Invocation) throws(Failure) {
    self.invocation = invocation
    let names = try invocation.choices(.server)
    servers = names.isEmpty ? [.chroma] : names.compactMap(Server.named)
    var options = LintOptions()
    if let cost = try invocation.number(.minimumCost, in: Cost.range).flatMap(Cost.init) {
      options.minimumCost = cost
    }
    if let cost = try invocation.number(.maximumCost, in: Cost.range).flatMap(Cost.init) {
      options.maximumCost = cost
    }
    if options.minimumCost > options.maximumCost {
      throw invocation.usage("--min-cost is above --max-cost")
    }
    options.guesses = invocation.has(.guess)
    options.ignored = Set(try invocation.choices(.ignore))
    if invocation.has(.only) { options.only = Set(try invocation.choices(.only)) }
    self.options = options
    failOn = try invocation.choice(.failOn) == "warning" ? .warning : .error
    format = try invocation.choice(.format) ?? "text"
    writing = try invocation.writeOptions()
  }

  func run(_ console: Console) throws(Failure) -> ExitStatus {
    if invocation.has(.diff) { return try diff(console) }
    var files: [LintedFile] = []
    var isUnreadable = false
    for path in invocation.operands(from: 0).map(FilePath.init(bytes:)) {
      do throws(Failure) {
        if fixes { try fix(path, console) }
        files.append(try lint(path))
      } catch {
        if error.status == .usage { throw error }
        console.error(error)
        isUnreadable = true
      }
    }
    // Of nothing there is no text; the other formats stay what they are.
    if !files.isEmpty || format != "text" { try print(files, console) }
    if isUnreadable { return .unreachable }
    let worst = files.flatMap(\.result.findings).map(\.severity).max()
    return worst.map { $0 >= failOn } ?? false ? .unusable : .done
  }

  private var fixes: Bool { invocation.has(.fix) || invocation.has(.unsafeFixes) }

  private func print(_ files: [LintedFile], _ console: Console) throws(Failure) {
    switch format {
    case "json": _ = try console.print(LintJSON.text(files, servers))
    case "sarif": _ = try console.print(LintSARIF.text(files, servers))
    case "github": _ = try console.print(LintGitHub.text(files, servers))
    default:
      var output = Output()
      // With -q what the exit status is about is still said.
      LintText(
        isColored: console.isOutputColored, servers: servers, onlyFrom: invocation.has(.quiet) ? failOn : nil
      ).write(files, to: &output)
      try output.end()
    }
  }

  private func lint(_ path: FilePath) throws(Failure) -> LintedFile {
    let result = try storing { () throws(StorageError) in
      let source = try open(path)
      // In CI the mode is that of the checkout, and says nothing of the file that is deployed.
      let attributes = isContinuousIntegration ? nil : source.status.map(FileAttributes.init)
      return try source.read(path) { (source) throws(SystemError) in
        try Linter(servers, options).lint(
          source, attributes: attributes, listsUsers: format == "json")
      }
    }
    return LintedFile(path: path, result: result)
  }

  private func open(_ path: FilePath) throws(StorageError) -> ByteSource {
    path == FilePath("-") ? try ByteSource.standardInput() : try ByteSource.opening(path)
  }

  // MARK: Fixing

  private var fixer: Fixer { Fixer(Linter(servers, options), withUnsafe: invocation.has(.unsafeFixes)) }

  private func fix(_ path: FilePath, _ console: Console) throws(Failure) {
    if path == FilePath("-") {
      throw invocation.usage("standard input cannot be mended", hint: "--diff shows what would change")
    }
    let store = CredentialStore(path, options: writing)
    let result = try storing { () throws(StorageError) in
      try store.update { (source) throws(SystemError) in
        let bytes = try source.bytes()
        return Edit(from: bytes, to: try fixer.fixed(bytes))
      }
    }
    if result.changed { console.report(result, "mended \(path)", store, for: servers) }
  }

  private func diff(_ console: Console) throws(Failure) -> ExitStatus {
    var output = Output()
    var isUnreadable = false
    var differs = false
    for path in invocation.operands(from: 0).map(FilePath.init(bytes:)) {
      do throws(Failure) {
        let (old, new) = try storing { () throws(StorageError) in
          try open(path).read(path) { (source) throws(SystemError) in
            let bytes = try source.bytes()
            return (bytes, try fixer.fixed(bytes))
          }
        }
        if old != new { differs = true }
        LintDiff.write(path, old, new, hidesLines: servers.contains { $0.readsTokens }, to: &output)
      } catch {
        console.error(error)
        isUnreadable = true
      }
    }
    try output.end()
    if isUnreadable { return .unreachable }
    return differs ? .unusable : .done
  }
}

extension FileAttributes {
  fileprivate init(_ status: FileDescriptor.Status) {
    self.init(mode: status.permissions, owner: status.owner, group: status.group)
  }
}

/// Whether a variable says so that every such service sets.
private var isContinuousIntegration: Bool {
  // The value is a C string that nobody changes.
  guard let value = unsafe getenv("CI") else { return false }
  return unsafe value.pointee != 0 && strcmp(value, "false") != 0
}
