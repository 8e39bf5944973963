internal import CLinux
internal import Deployments
internal import Htpasswd
internal import Linting

extension Command {
  static let config = Command(
    name: "config",
    operands: ["WHAT", "FILE"],
    optionalCount: 1,
    choices: { ConfigKind.allCases.map(\.rawValue) },
    summary: "print the settings that make Chroma ask for credentials",
    details: """
      WHAT is env (export lines for a shell), docker (a docker run line), compose, kubernetes, authz (a roles file for \
      the users of FILE), or one of nginx, caddy, haproxy, apache, traefik and envoy: a whole configuration of a server \
      in front of Chroma 1.x, which has no authentication of its own. FILE is the credential file \
      (server.htpasswd), or with --auth token the file of tokens (server.token). It is read first, and refused if \
      the server would not start with it. Use env as settings=$(chroma-htpasswd config env) && eval "$settings": eval of \
      nothing succeeds, and the next command would start an open server. With check as WHAT, FILE is \
      a file of variables, without it the environment and .env are meant, and mistakes that Chroma passes over in \
      silence are found.
      """,
    examples: """
      chroma-htpasswd config compose server.htpasswd
      chroma-htpasswd config compose --for chroma-1 --proxy caddy server.htpasswd
      chroma-htpasswd config check
      """,
    exits: [.unhashable, .unusable],
    options: {
      Option.settingsRelease
      Option.authentication
      Option.tokenHeader
      Option.authorization
      Option.role
      Option.listen
      Option.upstream
      Option.proxy
      Option.host
      Option.cors
      ConfigCheck.options
    },
    requirements: { ConfigKind.requirements },
    run: { (invocation, console) throws(Failure) in
      let what = try ConfigKind(invocation)
      if what == .check { return try ConfigCheck.run(invocation, console) }
      if what == .authz { return try console.print(try RolesConfiguration(invocation).text) }
      return try console.print(configuration: try ConfigCommand(invocation, what).text(console))
    }
  )
}

private enum ConfigKind: String, CaseIterable {
  case env, docker, compose, kubernetes, nginx, caddy, haproxy, apache, traefik, envoy, authz, check

  /// The server whose configuration is printed.
  var front: Front? { Front(rawValue: rawValue) }

  /// The first operand as it was typed; nil if it is none of these.
  private static func typed(_ invocation: Invocation) -> ConfigKind? {
    ConfigKind(rawValue: String(decoding: invocation.operand(0), as: UTF8.self))
  }

  init(_ invocation: Invocation) throws(Failure) {
    guard let kind = Self.typed(invocation) else {
      let words = ConfigKind.allCases.map(\.rawValue)
      throw .unknown(
        invocation.operand(0), of: words,
        "unknown WHAT \(invocation.operand(0).shown)",
        hint: "config prints \(words.joined(separator: ", "))")
    }
    self = kind
  }

  /// The server in front of Chroma 1.x, if there is one.
  func front(_ invocation: Invocation) -> Front? {
    front ?? invocation[.proxy] ?? (self == .kubernetes && invocation[.settingsRelease] == .v1 ? .nginx : nil)
  }

  /// The options that belong to some kinds, or to other options.
  static var requirements: [Requirement] {
    /// A requirement on the kind, too; a word that is not a kind is named later.
    func of(
      _ options: [AnyOption], _ phrase: String,
      isMet: @escaping @Sendable (ConfigKind, Invocation) -> Bool
    ) -> Requirement {
      Requirement(options, phrase) { invocation in typed(invocation).map { isMet($0, invocation) } ?? true }
    }
    return [
      of(ConfigCheck.options, "needs check") { (what, _) in what == .check },
      LintReport.baseline,
      of(ConfigCheck.others, "does not go with check") { (what, _) in what != .check },
      of(RolesConfiguration.others, "does not go with authz") { (what, _) in what != .authz },
      Requirement(.tokenHeader, "needs --auth token") { $0[.authentication] == .token },
      of([Option.proxy.erased], "needs compose and --for chroma-1") { (what, invocation) in
        what == .compose && invocation[.settingsRelease] == .v1
      },
      of([Option.upstream.erased], "needs nginx, caddy, haproxy, apache, traefik or envoy") { (what, _) in
        what.front != nil
      },
      of(
        [Option.cors.erased],
        "goes with a front: nginx, caddy, haproxy, apache, traefik, envoy, and with --for chroma-1"
      ) { (what, invocation) in what.front(invocation) != nil },
      of([Option.host.erased], "needs caddy") { (what, _) in what == .caddy },
      Requirement(.host, "cannot be used with --listen: Caddy listens on ports 80 and 443") {
        !$0.has(.listen)
      },
      of([Option.listen.erased], "needs docker, compose, nginx or another front") { (what, _) in
        what != .env && what != .kubernetes
      },
      of(
        [Option.authorization.erased], "needs --for chroma or chroma-0.4: Chroma 1.x has no roles"
      ) { (what, invocation) in what.front == nil && invocation[.settingsRelease] != .v1 },
      of([Option.role.erased], "needs authz, or nginx and --auth basic") { (what, invocation) in
        what == .authz || invocation[.authentication] != .token && what.front(invocation) == .nginx
      },
    ]
  }
}

extension OptionValue {
  /// A name of DNS: letters, digits, hyphens and dots.
  func hostName() throws(Failure) -> String {
    let isName = bytes.allSatisfy { $0.isAlphanumeric || $0 == Ascii.hyphen || $0 == UInt8(ascii: ".") }
    guard isName, let first = bytes.first, first != Ascii.hyphen, first != UInt8(ascii: "."),
      bytes.count <= 253
    else { throw usage("--host takes a host name, such as chroma.example.org") }
    return text
  }
}

/// `config` for everything but `check`.
private final class ConfigCommand {
  private let invocation: Invocation
  private let what: ConfigKind
  private let release: ChromaRelease
  /// The server in front of Chroma 1.x, if there is one.
  private let front: Front?
  private let host: String?
  private let authentication: Authentication
  private let listen: Address
  private let upstream: Address

  init(_ invocation: Invocation, _ what: ConfigKind) throws(Failure) {
    self.invocation = invocation
    self.what = what
    release = invocation[.settingsRelease] ?? (what.front != nil ? .v1 : .v06)
    front = what.front(invocation)
    host = invocation[.host]
    authentication = invocation[.authentication] ?? .basic
    listen =
      invocation[.listen] ?? Address(host: "127.0.0.1", port: release == .v1 ? 8080 : 8000)
    upstream = invocation[.upstream] ?? Address(host: "127.0.0.1", port: 8000)
    try checkCombination()
  }

  private func checkCombination() throws(Failure) {
    if let front = what.front {
      if release != .v1 {
        throw invocation.usage(
          "\(front.rawValue) needs --for chroma-1: older releases need no front")
      }
      if listen.takes(upstream) {
        throw invocation.usage("\(front.product) cannot listen on \(listen): that is Chroma's address")
      }
    }
    guard release == .v1, front == nil else { return }
    let options = authentication == .token ? " --auth token" : ""
    let proxy = what == .compose ? "chroma-htpasswd config compose --for chroma-1 --proxy nginx" : nil
    throw Failure(
      .unusable,
      "Chroma 1.x has no authentication, and silently ignores these settings",
      hint:
        "to put nginx in front of it: \(proxy ?? "chroma-htpasswd config nginx")\(options) \(path.shellWord)"
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
    let place: FrontPlace = what.front != nil ? .host : what == .kubernetes ? .pod : .container
    var users: FrontEntries?
    if let front {
      if !front.holdsUsers, front != .envoy { warnOfUnreadable(deployment, front, place, console) }
      if deployment.hasLongToken {
        throw Failure(
          .unhashable,
          "\(path) has a token of more than 4095 bytes, too long for \(front.product)")
      }
      if authentication == .basic { users = try usable(deployment, front, console) }
    }
    // If Chroma reads the token from its file, the file is all that holds it.
    if authentication == .token, front != nil || release == .v04 || what == .kubernetes {
      console.hint("the output holds the token; before it goes into a file: umask 077")
    }
    let entries = users ?? FrontEntries(Secret(), for: .nginx)
    switch what {
    case .env, .check, .authz: return deployment.exports
    case .docker: return deployment.dockerRun
    case .compose: return front.map { deployment.composeFile(with: $0, entries) } ?? deployment.composeFile
    case .kubernetes:
      return front == nil ? deployment.kubernetesManifest : deployment.kubernetesManifestWithNginx
    case .nginx: return deployment.nginxConfiguration(.host)
    case .caddy: return deployment.caddyfile(.host, host: host, entries)
    case .haproxy: return deployment.haproxyConfiguration(entries)
    case .apache: return deployment.apacheConfiguration
    case .traefik: return deployment.traefikConfiguration(.host)
    case .envoy: return deployment.envoyConfiguration
    }
  }

  /// The users whom a front lets in; those whom it does not are named.
  private func usable(
    _ deployment: borrowing Deployment, _ front: Front, _ console: Console
  ) throws(Failure) -> FrontEntries {
    let users = FrontEntries(deployment.content, for: front)
    guard front.holdsUsers, !users.left.isEmpty else { return users }
    let names =
      users.left.prefix(5).map(\.shown).joined(separator: ", ") + (users.left.count > 5 ? ", ..." : "")
    let noun = users.left.count == 1 ? "user" : "users"
    let add = "chroma-htpasswd add\(Server.named(front.rawValue)?.option ?? "") \(path.shellWord) USER"
    if users.entries.isEmpty {
      throw Failure(
        .unusable, "\(front.product) cannot use the entries of \(path): \(names)",
        hint: "to set a new password, with bcrypt: \(add)")
    }
    console.warning("left out \(users.left.count) \(noun) that \(front.product) cannot use: \(names)")
    console.hint("to set a new password, with bcrypt: \(add)")
    return users
  }

  private func warnOfUnreadable(
    _ deployment: borrowing Deployment, _ front: Front, _ place: FrontPlace, _ console: Console
  ) {
    guard deployment.isUnreadable(place) else { return }
    let file = path.shellWord
    if place == .host, let folder = deployment.closedFolder {
      console.warning("\(front.product) cannot enter \(folder), so nobody can log in")
      console.hint(
        "move \(path) to a folder that \(front.product) can enter, such as /etc/\(front.rawValue), and print it again"
      )
    } else {
      console.warning("only root can read \(path), so nobody can log in")
      console.hint(
        place == .host
          ? "to let a group read it: chgrp www-data \(file) && chmod 640 \(file), then print this again"
          : "to let its group read it: chgrp 101 \(file) && chmod 640 \(file)")
    }
  }

  private func deployment(_ console: Console) throws(Failure) -> Deployment {
    let makes = authentication == .basic ? "create \(path.shellWord) USER" : "token -o \(path.shellWord)"
    let (bytes, owner) = try storing(hint: "to create it: chroma-htpasswd \(makes)") {
      () throws(StorageError) in
      let source = try ByteSource.opening(path)
      let bytes = try source.read(path) { (source) throws(SystemError) in try source.bytes() }
      return (bytes, source.status)
    }
    let roles = try invocation[.authorization].map { (path) throws(Failure) in
      try checkedRoles(path, console)
    }
    let rolesContent = roles?.content ?? []
    var userRoles: [(user: [UInt8], role: BuiltInRole)] = []
    if invocation.has(.role) {
      let logins = try LoginNames(path, for: .current)
      let roles = try invocation.roles(of: logins, path)
      userRoles = logins.names.compactMap { name in roles[name].map { (name, $0) } }
    }
    return Deployment(
      release: release, authentication: authentication,
      header: invocation[.tokenHeader] ?? .authorization, file: try FileName(path),
      listen: listen, upstream: upstream, origin: invocation[.cors], content: Secret(copying: bytes.span),
      tokens: authentication == .basic
        ? try checkedEntries(bytes, console) : try checkedTokens(bytes, console),
      owner: owner, roles: roles?.name, rolesContent: Secret(copying: rolesContent.span),
      userRoles: userRoles)
  }

  // MARK: The files

  /// A roles file with which Chroma starts, and that lets somebody do something.
  private func checkedRoles(
    _ roles: FilePath, _ console: Console
  ) throws(Failure) -> (name: FileName, content: [UInt8]) {
    let reader = release == .v04 ? RolesReader.first : .current
    let file = try roles.rolesFile(for: reader)
    let logins = try LoginNames(path, for: reader)
    let command =
      "chroma-htpasswd lint --for \(reader == .first ? "chroma-roles-0.4" : "chroma-roles") --with \(path.shellWord) \(roles.shellWord)"
    if logins.kind == .singleToken, reader == .first {
      throw Failure(
        .unusable, "with a single token and a roles file Chroma 0.4 answers errors only",
        hint: "use basic authentication, or Chroma 0.6.2")
    }
    let idle = logins.idleNames(with: file)
    if idle.count == logins.names.count {
      throw Failure(
        .unusable, "no user of \(path) may do anything with \(roles)", hint: "to see why: \(command)")
    }
    if let first = idle.first {
      let more = idle.count > 1 ? " and \(idle.count - 1) more" : ""
      console.warning("\(first.userName)\(more) of \(path) may do nothing with \(roles)")
      console.hint("to see why: \(command)")
    }
    let content = try storing { () throws(StorageError) in
      try ByteSource.opening(roles).read(roles) { (source) throws(SystemError) in try source.bytes() }
    }
    return (try FileName(roles), content)
  }

  /// - Returns: no tokens.
  private func checkedEntries(_ bytes: [UInt8], _ console: Console) throws(Failure) -> [[UInt8]] {
    let reader = front?.reader ?? release.reader
    let source = ByteSource.memory(bytes)
    var usable = 0
    // Memory is read without system calls: nothing can fail.
    let failure = try? reader.read(source) { (line, entry, _) in
      if reader.canUse(line.extracting(entry.hash)) { usable += 1 }
    }
    if let failure = failure ?? nil {
      throw Failure(
        .unusable, "\(reader.refusal(of: "\(path)")): \(failure)",
        hint: "to see the fixes: chroma-htpasswd lint\(reader.option) \(path.shellWord)")
    }
    if usable == 0, front?.holdsUsers != true {
      console.warning("nobody in \(path) can log in to \(reader.product)")
      console.hint("to see why: chroma-htpasswd lint\(reader.option) \(path.shellWord)")
    }
    return []
  }

  private func checkedTokens(_ bytes: [UInt8], _ console: Console) throws(Failure) -> [[UInt8]] {
    let lint = "to see the fixes: chroma-htpasswd lint --for \(Server.chromaToken.name) \(path.shellWord)"
    let file = TokenFile(bytes)
    if let failure = file.failure {
      throw Failure(.unusable, "Chroma will not start with \(path): \(failure)", hint: lint)
    }
    // Chroma reads such a file itself; what it can do with it is not known here.
    if let line = file.unknownLine, release != .v06 {
      throw Failure(.unusable, "line \(line) of \(path) is YAML that is not understood here", hint: lint)
    }
    if file.emptyToken != nil {
      throw Failure(
        .unusable, "\(path) has an empty token, so anyone can log in by sending nothing", hint: lint)
    }
    if let line = file.unknownLine {
      console.warning(
        "cannot tell whether Chroma starts: line \(line) of \(path) is not understood")
    }
    var tokens = file.users.filter { $0.id != nil }.flatMap(\.tokens).filter(\.isUsable).map(\.bytes)
    if let single = file.single, file.isToken(single.token), single.lineBreak.isEmpty || release != .v06 {
      tokens = [Array(bytes[single.token])]
    }
    if release == .v04, file.single == nil {
      throw Failure(
        .unusable, "\(path) is a list of users; for Chroma 0.4 config needs a single token",
        hint: "use Chroma 0.6.2, or a file of one token")
    }
    if tokens.isEmpty, file.unknownLine == nil {
      throw Failure(.unusable, "\(path) has no token that a request can carry", hint: lint)
    }
    return tokens
  }
}

extension ByteSource {
  /// The status of a regular file.
  fileprivate var status: FileDescriptor.Status? {
    switch self {
    case .memory: nil
    case .lines: nil
    case .file(let descriptor): try? descriptor.status()
    }
  }
}

extension Console {
  /// Prints what is to go into a file: it is an error if nobody reads it.
  fileprivate func print(configuration: consuming Secret) throws(Failure) -> ExitStatus {
    var text = configuration
    text.removeFinalLineBreak()
    try print(secret: text)
    clinux_print_false_on_end(false)
    return .done
  }
}
