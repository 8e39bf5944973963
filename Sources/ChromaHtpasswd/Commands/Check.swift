internal import Deployments
internal import Glibc
internal import Htpasswd

extension Command {
  static let check = Command(
    name: "check",
    operands: ["URL", "USER"],
    lastIsOptional: true,
    insteadOfLast: .token,
    summary: "ask a running server whether it refuses strangers",
    details: """
      Asks a Chroma server, through curl: is it up, which version is it, does it refuse a request without credentials, \
      and with USER or --token, does it take these. The password goes to curl through a pipe, and is not sent where a \
      request without it was answered. Exit 0 if strangers are refused and the credentials taken, 7 if the server is \
      open to everybody, 3 if it refuses the credentials, 1 if it does not answer as Chroma does.
      """,
    example: "chroma-htpasswd check http://localhost:8000 admin",
    options: Option.passwords + [.token, .tokenHeader, .timeout, .wait, .useProxy],
    run: { (invocation, console) throws(Failure) in try Checking(invocation).run(console) }
  )
}

private struct Checking {
  private let invocation: Invocation
  private let address: ServerAddress
  private let curl: Curl
  /// In seconds: how long a server that is not up yet is asked again.
  private let patience: Int
  /// nil where nobody is named.
  private let credentials: Credentials?

  init(_ invocation: Invocation) throws(Failure) {
    self.invocation = invocation
    address = try ServerAddress(invocation.operand(0), invocation)
    curl = Curl(
      timeout: try invocation.number(.timeout, in: 1...600) ?? 10, usesProxy: invocation.has(.useProxy))
    patience = try invocation.number(.wait, in: 0...600) ?? 0
    if invocation.has(.token) {
      credentials = try Credentials(invocation, user: nil)
    } else if invocation.operandCount > 1 {
      credentials = try Credentials(invocation, user: invocation.operand(1))
    } else {
      credentials = nil
      if let option = (Option.passwords + [.tokenHeader]).first(where: { invocation.has($0) }) {
        throw invocation.usage("\(invocation.spelling(option)) wants USER, or --token")
      }
    }
  }

  func run(_ console: Console) throws(Failure) -> ExitStatus {
    guard let credentials else { return try ask(nil, nil, console) }
    let source = try PasswordSource.chosen(invocation)
    // One that stands in the arguments is taken out of them first; somebody who has to type it is asked when it is
    // needed.
    guard !source.asksSomebody else { return try ask(credentials, nil, console) }
    let secret = try credentials.secret(source, invocation, console)
    return try ask(credentials, secret, console)
  }

  private func ask(
    _ credentials: Credentials?, _ known: consuming Secret?, _ console: Console
  ) throws(Failure) -> ExitStatus {
    if address.isExposed || address.isPlainHTTP && Curl.proxyIsNamed && invocation.has(.useProxy) {
      // With -q too where something is sent.
      console.warning(
        "plain HTTP to \(address): anyone on the network can read the credentials",
        evenIfQuiet: credentials != nil)
    }
    let api = try api()
    let version = try version(api)
    try console.verdict(
      "up: \(address) is Chroma\(version.map { " " + $0 } ?? ", behind something that hides its version")\n")

    let stranger = try get(api.collections, keepsBody: false).status
    switch stranger {
    case 401, 403:
      if let hole = try hole(version) {
        try console.verdict(
          "not protected: a request without credentials is refused (\(stranger)), but \(hole.harm)\n")
        console.hint(
          "to close it, use Chroma \(ReleaseHole.soundRelease): image \(ChromaRelease.v06.image), or pip install "
            + "chromadb==\(ReleaseHole.soundRelease)")
        return .unusable
      }
      try console.verdict("protected: a request without credentials is refused (\(stranger))\n")
    case 200..<300:
      try console.verdict("open: a request without credentials is answered\n")
      tellWhyOpen(version, console)
      return .unusable
    default:
      throw Failure(
        .unreachable, "\(address) answers a request for collections with \(stranger), so nothing can be said")
    }
    guard let credentials else { return .done }

    let secret: Secret
    switch consume known {
    case let given?: secret = given
    case nil:
      secret = try credentials.secret(try PasswordSource.chosen(invocation), invocation, console)
    }
    let header = credentials.header(secret)
    let answer = try get(api.collections, header: header.curlLine, keepsBody: false).status
    switch answer {
    case 200..<300:
      try sayAccepted(credentials, api, version, header, console)
      return .done
    case 401, 403:
      return try tellWhyRefused(credentials, secret, answer, api, version, console)
    default:
      throw Failure(.unreachable, "\(address) answers \(credentials.name) with \(answer)")
    }
  }

  private func sayAccepted(
    _ credentials: Credentials, _ api: API, _ version: String?, _ header: borrowing RequestHeader,
    _ console: Console, _ where: String = ""
  ) throws(Failure) {
    let inside = version == nil ? try self.version(api, header: header.curlLine) : nil
    try console.verdict(
      "accepted: \(credentials.name) gets in\(`where`)\(inside.map { ", to Chroma \($0)" } ?? "")\n")
  }

  /// A token may be meant for the other header.
  private func tellWhyRefused(
    _ credentials: Credentials, _ secret: borrowing Secret, _ status: Int, _ api: API, _ version: String?,
    _ console: Console
  ) throws(Failure) -> ExitStatus {
    if case .token(let tried) = credentials {
      let other = TokenHeader.allCases.first { $0 != tried } ?? tried
      let header = Credentials.token(other).header(secret)
      if (200..<300).contains(try get(api.collections, header: header.curlLine, keepsBody: false).status) {
        guard invocation.has(.tokenHeader) else {
          try sayAccepted(
            credentials, api, version, header, console, " in \(other.rawValue), not in \(tried.rawValue)")
          return .done
        }
        try console.verdict("refused: the token does not get in in \(tried.rawValue) (\(status))\n")
        console.hint("this server reads it from the other header: --token-header \(other.rawValue)")
        return .refused
      }
    }
    try console.verdict("refused: \(credentials.name) does not get in (\(status))\n")
    tellWhyRefused(credentials, version, console)
    return .refused
  }

  /// What a stranger can do all the same, found by asking.
  private func hole(_ version: String?) throws(Failure) -> ReleaseHole? {
    for hole in ReleaseHole.all {
      let answer = try get(hole.question)
      // A page that something in front of Chroma gives for any path is no answer to the question.
      if hole.isIn(answer.body) { return hole }
    }
    // A release that has one has it behind something that refuses this question too.
    return ReleaseHole.known(in: version)
  }

  private func tellWhyOpen(_ version: String?, _ console: Console) {
    guard version?.hasPrefix("0.") ?? false else {
      console.hint(
        "Chroma 1.0 and later has no authentication, and ignores the settings of older ones without a word; "
          + "chroma-htpasswd config nginx puts nginx in front of it")
      return
    }
    console.hint(
      "chroma-htpasswd config check\(Self.option(version)), in the server's environment, says which setting is "
        + "missing")
  }

  /// What commands are told about a server that is not of the default release.
  private static func option(_ version: String?) -> String {
    version?.hasPrefix("0.4.") ?? false ? " --for \(ChromaRelease.v04.word)" : ""
  }

  private func tellWhyRefused(_ credentials: Credentials, _ version: String?, _ console: Console) {
    let option = Self.option(version)
    switch (credentials, version != nil) {
    case (.user(let user), true):
      console.hint(
        "if chroma-htpasswd verify\(option) \(user.operands(after: "server.htpasswd")) accepts the password, restart "
          + "Chroma: it reads the file at start")
    case (.user(let user), false):
      console.hint(
        "chroma-htpasswd verify --for nginx \(user.operands(after: "server.htpasswd")) asks the file; with config nginx, "
          + "print the configuration again if its path has changed")
    case (.token, true) where !option.isEmpty:
      console.hint(
        "if chroma-htpasswd config check\(option) finds nothing in the server's environment, the token there is "
          + "another one")
    case (.token, true):
      console.hint(
        "if chroma-htpasswd lint --for chroma-token finds nothing, restart Chroma: it reads the file at start"
      )
    case (.token, false):
      console.hint("chroma-htpasswd config nginx --auth token prints a configuration with the token of today")
    }
  }

  // MARK: The server

  private struct API {
    let root: String

    /// What nobody may see.
    var collections: String {
      root == "/api/v1"
        ? "/api/v1/collections" : root + "/tenants/default_tenant/databases/default_database/collections"
    }
  }

  /// The newest that it has: 1.x has no v1, 0.4 no v2.
  private func api() throws(Failure) -> API {
    var seen: [Int] = []
    for root in ["/api/v2", "/api/v1"] {
      let path = root + "/heartbeat"
      let answer = seen.isEmpty ? try answerInTime(path) : try get(path)
      if answer.status == 200, answer.body.containsHeartbeat { return API(root: root) }
      seen.append(answer.status)
    }
    let codes = seen.map { String($0) }.joined(separator: ", ")
    throw Failure(
      .unreachable, "\(address) answers, but not as Chroma does (\(codes))",
      hint: "is it the address of another server, or does something before it ask for credentials?")
  }

  /// Asks again, once a second, while nobody answers, or somebody who stands before a Chroma that is not up yet.
  private func answerInTime(_ path: String) throws(Failure) -> Curl.Answer {
    let end = monotonicSeconds() + Double(patience)
    while true {
      do throws(Curl.Fault) {
        let answer = try curl.get(address.description + path, header: Secret(capacity: 0))
        if !(500..<600).contains(answer.status) || monotonicSeconds() >= end { return answer }
      } catch {
        guard case .failed(_, isPassing: true) = error, monotonicSeconds() < end else { throw failure(error) }
      }
      sleep(1)
    }
  }

  /// nil where something in front of Chroma refuses to tell.
  private func version(
    _ api: API, header: borrowing Secret = Secret(capacity: 0)
  ) throws(Failure) -> String? {
    let answer = try get(api.root + "/version", header: header)
    guard answer.status == 200 else { return nil }
    let text = answer.body.filter { $0 != UInt8(ascii: "\"") && $0 != Ascii.lineFeed }
    guard (1...32).contains(text.count),
      text.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2E })
    else { return nil }
    let version = String(decoding: text, as: UTF8.self)
    // What every server of 1.x says, 1.5.9 too.
    return version == "1.0.0" ? "1.x" : version
  }

  private func get(
    _ path: String, header: borrowing Secret = Secret(capacity: 0), keepsBody: Bool = true
  ) throws(Failure) -> Curl.Answer {
    do throws(Curl.Fault) {
      return try curl.get(address.description + path, header: header, keepsBody: keepsBody)
    } catch {
      throw failure(error)
    }
  }

  private func failure(_ fault: Curl.Fault) -> Failure {
    switch fault {
    case .missing:
      Failure(.unreachable, "there is no curl, through which servers are asked", hint: "apt-get install curl")
    case .notStarted(let cause): Failure(.unreachable, "cannot start curl: \(cause)")
    case .failed(let reason, _): Failure(.unreachable, "cannot ask \(address), curl says: \(reason)")
    }
  }
}

extension [UInt8] {
  /// `{"nanosecond heartbeat": 1}`.
  fileprivate var containsHeartbeat: Bool {
    let words = Array("\"nanosecond heartbeat\"".utf8)
    return drop { $0 != words[0] }.starts(with: words)
  }
}
