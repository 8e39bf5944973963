internal import CLinux
internal import Deployments
internal import Htpasswd

extension Command {
  static let config = Command(
    name: "config",
    operands: ["WHAT", "FILE"],
    lastIsOptional: true,
    choices: ConfigKind.allCases.map(\.rawValue),
    summary: "print the settings that make Chroma ask for credentials",
    details: """
      WHAT is env (export lines for a shell), docker (a docker run line), compose, kubernetes, or nginx, a whole \
      nginx.conf to stand in front of Chroma 1.x, which has no authentication of its own. FILE is the credential file \
      (server.htpasswd), or with --auth token the file of tokens (server.token). It is read first, and refused if \
      the server would not start with it. Use env as settings=$(chroma-htpasswd config env) && eval "$settings": eval of \
      nothing succeeds, and the next command would start an open server. With check as WHAT, FILE is \
      a file of variables, without it the environment and .env are meant, and mistakes that Chroma passes over in \
      silence are found.
      """,
    example: "chroma-htpasswd config compose server.htpasswd",
    options: [
      .server.taking(ChromaRelease.toPrint.map(\.word)), .authentication, .tokenHeader, .listen,
      .upstream, .proxy,
    ] + ConfigCheck.options,
    run: { (invocation, console) throws(Failure) in
      let what = try ConfigKind(invocation)
      if what == .check { return try ConfigCheck(invocation).run(console) }
      for option in ConfigCheck.options where invocation.has(option) {
        throw invocation.usage("\(option.word) goes with check")
      }
      return try console.print(configuration: try Configuring(invocation, what).text(console))
    }
  )
}

private enum ConfigKind: String, CaseIterable {
  case env, docker, compose, kubernetes, nginx, check

  init(_ invocation: Invocation) throws(Failure) {
    let word = String(decoding: invocation.operand(0), as: UTF8.self)
    guard let kind = ConfigKind(rawValue: word) else {
      let words = ConfigKind.allCases.map(\.rawValue)
      throw .unknown(
        invocation.operand(0), of: words,
        "WHAT is one of \(words.joined(separator: ", ")), not \(invocation.operand(0).shown)",
        hint: "chroma-htpasswd config --help")
    }
    self = kind
  }
}

extension Invocation {
  /// What `config` is for.
  func release() throws(Failure) -> ChromaRelease? {
    try choice(.server).flatMap(ChromaRelease.init(word:))
  }

  fileprivate func address(_ option: Option) throws(Failure) -> Address? {
    try value(option).map { (value) throws(Failure) in try Address(value, option, self) }
  }
}

/// `config` for everything but `check`.
private struct Configuring {
  private let invocation: Invocation
  private let what: ConfigKind
  private let release: ChromaRelease
  private let hasProxy: Bool
  private let authentication: Authentication
  private let listen: Address
  private let upstream: Address

  init(_ invocation: Invocation, _ what: ConfigKind) throws(Failure) {
    self.invocation = invocation
    self.what = what
    release = try invocation.release() ?? (what == .nginx ? .v1 : .v06)
    hasProxy = try invocation.choice(.proxy) != nil
    let word = try invocation.choice(.authentication)
    authentication = word.flatMap(Authentication.init) ?? .basic
    listen =
      try invocation.address(.listen) ?? Address(host: "127.0.0.1", port: release == .v1 ? 8080 : 8000)
    upstream = try invocation.address(.upstream) ?? Address(host: "127.0.0.1", port: 8000)
    try checkCombination()
  }

  private func checkCombination() throws(Failure) {
    if authentication == .basic, invocation.has(.tokenHeader) {
      throw invocation.usage("--token-header goes with --auth token")
    }
    if hasProxy, what != .compose || release != .v1 {
      throw invocation.usage("--proxy goes with compose and --for chroma-1")
    }
    if what == .nginx, release != .v1 {
      throw invocation.usage("nginx goes with --for chroma-1: older servers ask for credentials themselves")
    }
    if invocation.has(.upstream), what != .nginx { throw invocation.usage("--upstream goes with nginx") }
    if invocation.has(.listen), what == .env || what == .kubernetes {
      throw invocation.usage("--listen goes with docker, compose and nginx")
    }
    if what == .nginx, listen.takes(upstream) {
      throw invocation.usage("nginx cannot listen on \(listen), where it looks for Chroma")
    }
    guard release == .v1, what != .nginx, !hasProxy else { return }
    let options = authentication == .token ? " --auth token" : ""
    let proxy = what == .compose ? "chroma-htpasswd config compose --for chroma-1 --proxy nginx" : nil
    throw Failure(
      .unusable,
      "Chroma 1.0 and later has no authentication: it ignores these settings without a word, and is open",
      hint: "\(proxy ?? "chroma-htpasswd config nginx")\(options) \(path.shellWord) puts nginx in front of it"
    )
  }

  private var path: FilePath {
    guard invocation.operandCount > 1 else {
      return FilePath(authentication == .basic ? "server.htpasswd" : "server.token")
    }
    return FilePath(bytes: invocation.operand(1))
  }

  func text(_ console: Console) throws(Failure) -> Secret {
    let deployment = try deployment(console)
    let isForNginx = what == .nginx || hasProxy
    if isForNginx { warnOfUnreadable(deployment, what == .nginx ? .host : .container, console) }
    if isForNginx, deployment.hasLongToken {
      throw Failure(
        .unhashable, "\(path) has a token that is too long for nginx, which takes 4095 bytes at once")
    }
    // Where Chroma reads the token from its file, the file is all that holds it.
    if authentication == .token, isForNginx || release == .v04 || what == .kubernetes {
      console.hint("what is printed holds the token: umask 077 keeps others from a file of it")
    }
    switch what {
    case .env, .check: return deployment.exports
    case .docker: return deployment.dockerRun
    case .compose: return hasProxy ? deployment.composeFileWithProxy : deployment.composeFile
    case .kubernetes: return deployment.kubernetesManifest
    case .nginx:
      return deployment.nginxConfiguration(.host)
    }
  }

  private func warnOfUnreadable(_ deployment: borrowing Deployment, _ place: NginxPlace, _ console: Console) {
    guard deployment.isUnreadable(place) else { return }
    let file = path.shellWord
    if place == .host, let folder = deployment.closedFolder {
      console.warning("nginx cannot enter \(folder), so it will answer every login with 500")
      console.hint("move \(path) to a folder that nginx can enter, such as /etc/nginx, and print it again")
    } else {
      console.warning("only root can read \(path), so nginx will answer every login with 500")
      console.hint(
        "to let its group read it: chgrp \(place == .host ? "www-data" : "101") \(file) && chmod 640 \(file)")
    }
  }

  private func deployment(_ console: Console) throws(Failure) -> Deployment {
    let word = try invocation.choice(.tokenHeader)
    let makes = authentication == .basic ? "create \(path.shellWord) USER" : "token -o \(path.shellWord)"
    let (bytes, owner) = try storing(hint: "chroma-htpasswd \(makes) makes it") { () throws(StorageError) in
      let source = try ByteSource.opening(path)
      let bytes = try source.read(path) { (source) throws(SystemError) in try source.bytes() }
      return (bytes, source.status)
    }
    return Deployment(
      release: release, authentication: authentication,
      header: word.flatMap(TokenHeader.init) ?? .authorization, file: try FileName(path),
      listen: listen, upstream: upstream, content: Secret(copying: bytes.span),
      tokens: authentication == .basic
        ? try checkedEntries(bytes, console) : try checkedTokens(bytes, console),
      owner: owner)
  }

  // MARK: The file

  /// - Returns: no tokens.
  private func checkedEntries(_ bytes: [UInt8], _ console: Console) throws(Failure) -> [[UInt8]] {
    let reader = release.reader
    let source = ByteSource.memory(bytes)
    var usable = 0
    // Memory is read without system calls: nothing can fail.
    let failure = try? reader.read(source) { (line, entry, _) in
      if reader.canUse(line.extracting(entry.hash)) { usable += 1 }
    }
    if let failure = failure ?? nil {
      throw Failure(
        .unusable, "\(reader.product) \(reader.failurePhrase) with \(path): \(failure)",
        hint: "chroma-htpasswd lint --for \(reader.name) \(path.shellWord) says how to mend it")
    }
    if usable == 0 {
      console.warning("\(path) has nobody whom \(reader.product) lets in")
      console.hint("chroma-htpasswd lint --for \(reader.name) \(path.shellWord)")
    }
    return []
  }

  private func checkedTokens(_ bytes: [UInt8], _ console: Console) throws(Failure) -> [[UInt8]] {
    let lint = "chroma-htpasswd lint --for \(Server.chromaToken.name) \(path.shellWord) says how to mend it"
    let file = TokenFile(bytes)
    if let failure = file.failure {
      throw Failure(.unusable, "Chroma does not start with \(path): \(failure)", hint: lint)
    }
    // Chroma reads such a file itself; what it can do with it is not known here.
    if let line = file.unknownLine, release != .v06 {
      throw Failure(.unusable, "line \(line) of \(path) is YAML that is not understood", hint: lint)
    }
    var tokens = file.users.filter { $0.id != nil }.flatMap(\.tokens).filter(\.isUsable).map(\.bytes)
    if let single = file.single, file.isToken(single.token), single.lineBreak.isEmpty || release != .v06 {
      tokens = [Array(bytes[single.token])]
    }
    if release == .v04, file.single == nil {
      throw Failure(.unusable, "Chroma 0.4 takes one token, \(path) is a list of users")
    }
    if tokens.isEmpty, file.unknownLine == nil {
      throw Failure(.unusable, "\(path) has no token that a request can carry", hint: lint)
    }
    return tokens
  }
}

extension ByteSource {
  /// Of a regular file.
  fileprivate var status: FileDescriptor.Status? {
    switch self {
    case .memory: nil
    case .file(let descriptor): try? descriptor.status()
    }
  }
}

extension Console {
  /// What is to go into a file: nobody reading it is an error.
  fileprivate func print(configuration: consuming Secret) throws(Failure) -> ExitStatus {
    var text = configuration
    text.removeFinalLineBreak()
    try print(secret: text)
    clinux_print_false_on_end(false)
    return .done
  }
}
