internal import Glibc
internal import Htpasswd

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
      .minimumCost, .maximumCost, .ignore, .failOn, .fix, .unsafeFixes, .diff, .guess,
    ] + Option.writing,
    run: { (invocation, console) throws(Failure) in try Linting(invocation).run(console) }
  )
}

/// What `lint` knows of one file.
struct LintedFile {
  let path: FilePath
  let result: LintResult
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
    if !files.isEmpty || format != "text" { _ = try console.print(report(files, console)) }
    if isUnreadable { return .unreachable }
    let worst = files.flatMap(\.result.findings).map(\.severity).max()
    return worst.map { $0 >= failOn } ?? false ? .unusable : .done
  }

  private var fixes: Bool { invocation.has(.fix) || invocation.has(.unsafeFixes) }

  private func report(_ files: [LintedFile], _ console: Console) -> String {
    switch format {
    case "json": LintJSON.text(files)
    case "sarif": LintSARIF.text(files)
    case "github": LintGitHub.text(files)
    default:
      LintText(
        isColored: console.isOutputColored, namesServers: servers.count > 1, isQuiet: invocation.has(.quiet)
      ).text(files)
    }
  }

  private func lint(_ path: FilePath) throws(Failure) -> LintedFile {
    let result = try storing { () throws(StorageError) in
      let source = try open(path)
      let permissions = source.permissions
      return try source.read(path) { (source) throws(SystemError) in
        try Linter(servers, options).lint(
          source, path: path == FilePath("-") ? "FILE" : path.shellWord, permissions: permissions,
          listsUsers: format == "json")
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
    var text = ""
    var isUnreadable = false
    for path in invocation.operands(from: 0).map(FilePath.init(bytes:)) {
      do throws(Failure) {
        text += try storing { () throws(StorageError) in
          try open(path).read(path) { (source) throws(SystemError) in
            let bytes = try source.bytes()
            return LintDiff.text(
              path, bytes, try fixer.fixed(bytes), hidesLines: servers.contains { $0.readsTokens })
          }
        }
      } catch {
        console.error(error)
        isUnreadable = true
      }
    }
    _ = try console.print(text)
    if isUnreadable { return .unreachable }
    return text.isEmpty ? .done : .unusable
  }
}
