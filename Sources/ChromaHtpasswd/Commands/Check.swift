internal import Deployments
internal import Glibc
internal import Htpasswd

extension Command {
  static let check = Command(
    name: "check",
    operands: ["URL", "USER"],
    optionalCount: 1,
    insteadOfLast: .token,
    summary: "ask a running server whether it refuses strangers",
    details: """
      Asks a Chroma server, through curl: is it up, which version is it, does it refuse a request without credentials, \
      and with USER or --token, does it take these, and may this user connect. A URL with a path, of any server, is \
      requested as is. HOST:PORT means http. The password goes to curl through a pipe, and is not sent to a \
      request without it was answered. Exit 0 if strangers are refused and the credentials taken, 7 if the server is \
      open to everybody, 3 if it refuses the credentials or the user may not connect, 1 if it does not answer as \
      Chroma does.
      """,
    examples: """
      chroma-htpasswd check http://localhost:8000 admin
      chroma-htpasswd check --wait 30 http://localhost:8000
      chroma-htpasswd check --token --password-file server.token localhost:8000
      """,
    exits: [.refused, .unhashable, .user, .unusable],
    options: {
      Options.passwords
      Option.token
      Option.tokenHeader
      Option.timeout
      Option.wait
      Option.useProxy
      Option.format
    },
    exclusions: { [.passwords] },
    requirements: {
      [
        .tokenHeader,
        Requirement(Options.passwords, "needs USER, or --token") { $0.has(.token) || $0.operandCount > 1 },
      ]
    },
    run: { (invocation, console) throws(Failure) in
      try CheckCommand(invocation).run(console)
    }
  )
}

private final class CheckCommand {
  private let invocation: Invocation
  private let address: ServerAddress
  private let curl: Curl
  /// In seconds: how long a server that is not up yet is asked again.
  private let patience: Int
  /// nil if nobody is named.
  private let credentials: Credentials?
  private let isJSON: Bool
  private var report: CheckReport

  init(_ invocation: Invocation) throws(Failure) {
    self.invocation = invocation
    address = try ServerAddress(invocation.operand(0), invocation)
    curl = Curl(
      timeout: invocation[.timeout] ?? 10, usesProxy: invocation.has(.useProxy))
    patience = invocation[.wait] ?? 0
    isJSON = invocation[.format] == .json
    report = CheckReport(url: address.page ?? address.description)
    if invocation.has(.token) {
      credentials = try Credentials(invocation, user: nil)
    } else if invocation.operandCount > 1 {
      credentials = try Credentials(invocation, user: invocation.operand(1))
    } else {
      credentials = nil
    }
    report.user = credentials?.name
  }

  func run(_ console: Console) throws(Failure) -> ExitStatus {
    guard isJSON else { return try answer(console) }
    do throws(Failure) {
      let status = try answer(console)
      _ = try console.print(report.json)
      return status
    } catch {
      report.messages.append(error.message)
      _ = try console.print(report.json)
      throw error
    }
  }

  private func answer(_ console: Console) throws(Failure) -> ExitStatus {
    guard let credentials else { return try ask(nil, nil, console) }
    let source = try PasswordSource.chosen(invocation)
    // One among the arguments is taken out of them first; somebody who has to type it is asked when it is
    // needed.
    guard !source.asksSomebody else { return try ask(credentials, nil, console) }
    let secret = try credentials.secret(source, invocation, console)
    return try ask(credentials, secret, console)
  }

  /// A verdict, and in JSON a message.
  private func say(
    _ message: String, isGood: Bool = false, _ console: Console
  ) throws(Failure) {
    report.messages.append(message)
    if !isJSON { try console.verdict(message + "\n", isGood: isGood) }
  }

  private func ask(
    _ credentials: Credentials?, _ known: consuming Secret?, _ console: Console
  ) throws(Failure) -> ExitStatus {
    if address.isExposed || address.isPlainHTTP && Curl.proxyIsNamed && invocation.has(.useProxy) {
      // With -q too where something is sent.
      console.warning(
        "plain HTTP: anyone on the network can read "
          + (credentials == nil ? "what clients send" : "the credentials"),
        evenIfQuiet: credentials != nil)
    }
    let target = try target(console)
    report.isUp = true
    let stranger = try get(target.question, keepsBody: false).status
    switch stranger {
    case 401, 403:
      let hole: (release: ReleaseHole, isBehindProxy: Bool)? =
        if case .chroma(_, let version) = target { try self.hole(version, stranger) } else { nil }
      if let (hole, isBehindProxy) = hole, !isBehindProxy {
        report.isProtected = false
        try say(
          "not protected: a request without credentials is refused (\(stranger)), but \(hole.harm)", console)
        console.hint(
          "to close it: " + (hole.image.map { "use the image \($0), or " } ?? "")
            + "pip install \(hole.requirement)")
        return .unusable
      }
      if case .chroma(let api, _) = target, try answersPost(api) {
        report.isProtected = false
        try say(
          "not protected: GET without credentials is refused (\(stranger)), but POST is let in", console)
        console.hint("to close it: have the front ask for credentials whatever the method")
        return .unusable
      }
      report.isProtected = true
      try say("protected: a request without credentials is refused (\(stranger))", isGood: true, console)
      if let (hole, _) = hole {
        console.warning("a proxy refuses strangers; of those who reach Chroma past it \(hole.harm)")
      }
    case 200..<300:
      report.isProtected = false
      try say("open: a request without credentials is answered", console)
      switch target {
      case .chroma(_, let version): hintWhyOpen(version, console)
      case .page(let url):
        if url.hasSuffix("/heartbeat") {
          console.hint("every Chroma answers that to anyone: give the URL without a path")
        }
      }
      return .unusable
    default:
      throw unclear(target, nil, stranger)
    }
    guard let credentials else { return .done }

    let secret: Secret
    switch consume known {
    case let given?: secret = given
    case nil:
      secret = try credentials.secret(try PasswordSource.chosen(invocation), invocation, console)
    }
    report.credentials = .refused
    let header = credentials.header(secret)
    let answer = try get(target.question, header: header.curlLine, keepsBody: false).status
    switch answer {
    case 200..<300:
      try sayAccepted(credentials, target, header, console)
      return .done
    case 401, 403:
      return try hintWhyRefused(credentials, secret, answer, stranger, target, console)
    default:
      report.credentials = nil
      throw unclear(target, credentials.name, answer)
    }
  }

  /// Neither a refusal nor what was asked for: what a server does then says nothing of its credentials.
  ///
  /// - Parameter name: whose request it is; nil for a stranger's.
  private func unclear(_ target: Target, _ name: String?, _ status: Int) -> Failure {
    guard case .page(let url) = target else {
      guard let name else {
        return Failure(
          .unreachable,
          "\(address) answers a request for collections with \(status), so nothing can be said")
      }
      return Failure(.unreachable, "\(address) answers \(name) with \(status)")
    }
    let hint: String? =
      switch status {
      case 300..<400: "ask the URL that it redirects to"
      case 404: "ask a URL that exists; Traefik says 404 too where it dropped a middleware"
      default: nil
      }
    return Failure(.unreachable, "\(url) answers \(name ?? "strangers") with \(status)", hint: hint)
  }

  private func sayAccepted(
    _ credentials: Credentials, _ target: Target, _ header: borrowing RequestHeader,
    _ console: Console, _ place: String = ""
  ) throws(Failure) {
    report.credentials = .accepted
    guard case .chroma(let api, let version) = target else {
      return try say("accepted: \(credentials.name) gets in\(place)", isGood: true, console)
    }
    let inside = version == nil ? try self.version(api, header: header.curlLine) : nil
    if let inside { report.release = inside }
    try say(
      "accepted: \(credentials.name) gets in\(place)\(inside.map { ", to Chroma \($0)" } ?? "")",
      isGood: true, console)
    guard (version ?? inside)?.hasPrefix("0.") ?? false else { return }
    report.missing = try missingRights(api, header)
    guard !report.missing.isEmpty else { return }
    console.warning(
      "\(report.missing.joined(separator: " and ")) \(report.missing.count == 1 ? "is" : "are") not granted to "
        + "\(credentials.name), so Python's HttpClient() cannot connect")
    console.hint(Self.grant(report.missing))
  }

  /// The rights that every client needs to connect, and the server does not grant.
  private func missingRights(_ api: API, _ header: borrowing RequestHeader) throws(Failure) -> [String] {
    var missing: [String] = []
    for (right, path) in api.rights {
      let status = try get(address.description + path, header: header.curlLine, keepsBody: false).status
      if status == 401 || status == 403 { missing.append(right) }
    }
    return missing
  }

  private static func grant(_ rights: [String]) -> String {
    "add \(rights.joined(separator: " and ")) to the actions of the user's role in the roles file, and restart Chroma"
  }

  private func hintWhyRefused(
    _ credentials: Credentials, _ secret: borrowing Secret, _ status: Int, _ stranger: Int, _ target: Target,
    _ console: Console
  ) throws(Failure) -> ExitStatus {
    // A token may be meant for the other header.
    if case .token(let tried) = credentials {
      let other = TokenHeader.allCases.first { $0 != tried } ?? tried
      let header = Credentials.token(other).header(secret)
      if (200..<300).contains(try get(target.question, header: header.curlLine, keepsBody: false).status) {
        guard invocation.has(.tokenHeader) else {
          try sayAccepted(
            credentials, target, header, console, " in \(other.rawValue), not in \(tried.rawValue)")
          return .done
        }
        try say("refused: the token does not get in in \(tried.rawValue) (\(status))", console)
        console.hint("this server reads it from the other header: --token-header \(other.rawValue)")
        return .refused
      }
    }
    if let answer = try tellWhatIsNotGranted(credentials, secret, target, console) { return answer }
    try say("refused: \(credentials.name) does not get in (\(status))", console)
    switch target {
    case .chroma(_, let version): hintWhyRefused(credentials, version, console)
    case .page where status == 403 && stranger == 401:
      console.hint(
        "strangers get 401 here: the user may be known, and not allowed this")
    case .page: break
    }
    return .refused
  }

  /// Chroma 0.5 and 0.6 say by the body that credentials are right and the action is not granted. 0.4 says the same for
  /// both, but one that answers anything knows the user.
  ///
  /// - Returns: nil if the credentials are wrong, as far as is known.
  private func tellWhatIsNotGranted(
    _ credentials: Credentials, _ secret: borrowing Secret, _ target: Target, _ console: Console
  ) throws(Failure) -> ExitStatus? {
    let header = credentials.header(secret)
    let body = try get(target.question, header: header.curlLine).body.filter { $0 != Ascii.space }
    let isKnown = body == Array("{\"detail\":\"Forbidden\"}".utf8)
    let right = if case .token = credentials { "the token" } else { "the password of \(credentials.name)" }
    guard case .chroma(let api, let version) = target else {
      guard isKnown else { return nil }
      report.credentials = .notAuthorised
      try say("not authorised: \(right) is right, and the role does not grant this request", console)
      return .refused
    }
    guard isKnown || version?.hasPrefix("0.4.") ?? false else { return nil }
    let missing = try missingRights(api, header)
    guard isKnown || missing.count < api.rights.count else { return nil }
    report.missing = missing
    guard !missing.isEmpty else {
      report.credentials = .accepted
      try say(
        "accepted: \(credentials.name) gets in, and db:list_collections is not granted", isGood: true, console
      )
      return .done
    }
    report.credentials = .notAuthorised
    try say(
      "not authorised: \(right) is right, but \(missing.joined(separator: " and ")) "
        + "\(missing.count == 1 ? "is" : "are") not granted, so clients cannot connect", console)
    console.hint(Self.grant(missing))
    return .refused
  }

  /// Whether a stranger's POST gets to Chroma, which says then that there is no such collection.
  private func answersPost(_ api: API) throws(Failure) -> Bool {
    let answer = try get(api.documents, posting: "{}")
    let isRefused = [401, 403, 405, 407].contains(answer.status)
    return !isRefused && answer.body.contains(words: "does not exist")
  }

  /// The hole through which a stranger still gets in, found by asking, and from the version.
  ///
  /// - Parameter refusal: the status of a stranger's first request.
  /// - Returns: also whether a proxy refuses strangers before they reach it. Chroma of these releases says 403, never 401.
  private func hole(
    _ version: String?, _ refusal: Int
  ) throws(Failure) -> (release: ReleaseHole, isBehindProxy: Bool)? {
    let known = version.flatMap { ChromaVersion($0) }.flatMap(ReleaseHole.known)
    let answer = try get(address.description + ReleaseHole.question)
    if ReleaseHole.isShown(by: answer.body) { return (known ?? .deletionOf063, false) }
    // A proxy may refuse this question alone.
    return known.map { ($0, refusal == 401 && answer.status == 401) }
  }

  private func hintWhyOpen(_ version: String?, _ console: Console) {
    guard version?.hasPrefix("0.") ?? false else {
      console.hint(
        "to put nginx in front of Chroma 1.x: chroma-htpasswd config nginx")
      return
    }
    console.hint(
      "to see what is missing in the server's environment: chroma-htpasswd config check\(Self.option(version))"
    )
  }

  /// The option that commands need for a server of another release than the default.
  private static func option(_ version: String?) -> String {
    version?.hasPrefix("0.4.") ?? false ? " --for \(ChromaRelease.v04.word)" : ""
  }

  private func hintWhyRefused(_ credentials: Credentials, _ version: String?, _ console: Console) {
    let option = Self.option(version)
    if case .user(let user) = credentials, !option.isEmpty {
      console.hint(
        "with a roles file Chroma 0.4 answers a role without rights so too: chroma-htpasswd can\(option) "
          + user.operands(after: "roles.yaml"))
    }
    switch (credentials, version != nil) {
    case (.user(let user), true):
      console.hint(
        "to check the file: chroma-htpasswd verify\(option) \(user.operands(after: "server.htpasswd"))")
      console.hint("Chroma reads the file when it starts: restart it after a change")
    case (.user(let user), false):
      console.hint(
        "to check the file: chroma-htpasswd verify --for nginx \(user.operands(after: "server.htpasswd"))")
    case (.token, true) where !option.isEmpty:
      console.hint(
        "to check the server's environment: chroma-htpasswd config check\(option)")
    case (.token, true):
      console.hint(
        "to check the file: chroma-htpasswd lint --for chroma-token server.token")
      console.hint("Chroma reads the file when it starts: restart it after a change")
    case (.token, false):
      console.hint(
        "to print a configuration with the present token: chroma-htpasswd config nginx --auth token")
    }
  }

  // MARK: The server

  private enum Target {
    /// A Chroma, and the release that it says.
    case chroma(API, String?)
    /// A URL of any server.
    case page(String)

    /// The URL that nobody may read without credentials.
    var question: String {
      switch self {
      case .chroma(let api, _): api.collections
      case .page(let url): url
      }
    }
  }

  private struct API {
    let address: String
    let root: String

    private var tenant: String { "/tenants/default_tenant" }

    /// The URL that nobody may read.
    var collections: String {
      address + root + (isFirst ? "/collections" : tenant + "/databases/default_database/collections")
    }

    /// Asks for the documents of a collection that is not there: a request that reads.
    var documents: String { collections + "/00000000-0000-0000-0000-000000000000/get" }

    /// The rights that every client needs to connect, each with a path that asks for it.
    var rights: [(right: String, path: String)] {
      [
        ("tenant:get_tenant", root + tenant),
        (
          "db:get_database",
          root
            + (isFirst
              ? "/databases/default_database?tenant=default_tenant" : tenant + "/databases/default_database")
        ),
      ]
    }

    private var isFirst: Bool { root == "/api/v1" }
  }

  private func target(_ console: Console) throws(Failure) -> Target {
    if let page = address.page, page.contains("?") { return .page(page) }
    let (found, statuses) = try api()
    if let api = found {
      let version = try version(api)
      report.release = version
      try say(
        "up: \(address) is Chroma\(version.map { " " + $0 } ?? ", behind a proxy that hides its version")",
        isGood: true, console)
      return .chroma(api, version)
    }
    if let page = address.page { return .page(page) }
    // Something in front that closes the heartbeat too may be in front of a Chroma, or of anything.
    if statuses[0] == 401 || statuses[0] == 403 {
      throw Failure(
        .unreachable,
        "\(address) refuses the heartbeat too (\(statuses[0])), so whether it is Chroma is unknown",
        hint: "to ask for its collections: chroma-htpasswd check "
          + API(address: address.description, root: "/api/v2").collections)
    }
    let codes = Set(statuses).sorted().map { String($0) }.joined(separator: " and ")
    throw Failure(
      .unreachable, "\(address) is not a Chroma server: its heartbeats return \(codes)",
      hint: "to ask a page of another server, give its path: chroma-htpasswd check \(address)/PATH")
  }

  /// The newest that it has: 1.x has no v1, 0.4 no v2. A Chroma may be below the path of a URL.
  private func api() throws(Failure) -> (API?, statuses: [Int]) {
    var seen: [Int] = []
    for root in ["/api/v2", "/api/v1"] {
      let url = address.description + root + "/heartbeat"
      let answer = seen.isEmpty ? try answerInTime(url) : try get(url)
      if answer.status == 200, answer.body.containsHeartbeat {
        return (API(address: address.description, root: root), seen)
      }
      if answer.status == 400, answer.body.contains(words: "InvalidHTTPVersion") {
        throw Failure(
          .unreachable,
          "\(address) is Chroma behind a proxy that speaks HTTP/1.0, which Chroma refuses (400)",
          hint: "in nginx, beside proxy_pass: proxy_http_version 1.1;")
      }
      seen.append(answer.status)
    }
    return (nil, seen)
  }

  /// Asks again, once a second, while nobody answers, or a proxy whose Chroma is not up yet.
  private func answerInTime(_ url: String) throws(Failure) -> Curl.Answer {
    let end = monotonicSeconds() + Double(patience)
    var isTold = false
    while true {
      do throws(Curl.Fault) {
        let answer = try curl.get(url, header: Secret(capacity: 0))
        if !(500..<600).contains(answer.status) || monotonicSeconds() >= end { return answer }
      } catch {
        guard case .failed(_, isPassing: true) = error, monotonicSeconds() < end else { throw failure(error) }
      }
      sleep(1)
      if !isTold, !invocation.has(.quiet) {
        Console().note("waiting for \(address) to answer, up to \(patience) s")
        isTold = true
      }
    }
  }

  /// nil if a proxy in front of Chroma refuses to say.
  private func version(
    _ api: API, header: borrowing Secret = Secret(capacity: 0)
  ) throws(Failure) -> String? {
    let answer = try get(address.description + api.root + "/version", header: header)
    guard answer.status == 200 else { return nil }
    let text = answer.body.filter { $0 != UInt8(ascii: "\"") && $0 != Ascii.lineFeed }
    guard (1...32).contains(text.count),
      text.allSatisfy({ $0.isDigit || (0x61...0x7A).contains($0) || $0 == 0x2E })
    else { return nil }
    let version = String(decoding: text, as: UTF8.self)
    // Every server of 1.x says 1.0.0, 1.5.9 too.
    return version == "1.0.0" ? "1.x" : version
  }

  private func get(
    _ url: String, header: borrowing Secret = Secret(capacity: 0), keepsBody: Bool = true,
    posting data: String? = nil
  ) throws(Failure) -> Curl.Answer {
    do throws(Curl.Fault) {
      return try curl.get(url, header: header, keepsBody: keepsBody, posting: data)
    } catch {
      throw failure(error)
    }
  }

  private func failure(_ fault: Curl.Fault) -> Failure {
    switch fault {
    case .missing:
      Failure(.unreachable, "there is no curl, through which servers are asked", hint: "apt-get install curl")
    case .notStarted(let cause): Failure(.unreachable, "cannot start curl: \(cause)")
    case .failed(let reason, _): Failure(.unreachable, "cannot reach \(address): \(reason)")
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
