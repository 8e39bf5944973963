import Foundation
import TestSupport
import Testing

/// A front on a free port of the loopback that answers for a batch of files; stopped when nothing refers to it any more.
final class FrontProcess {
  let front: Front
  private let folder: TemporaryFolder
  private var port: UInt16 = 0
  private var child: Child?
  /// The files that HAProxy can be started with.
  private var startable: Set<Int> = []
  /// Whether this HAProxy starts with such entries, and would crash at a login.
  private let takesEntriesWithoutHash: Bool

  /// The answers of a front to each file and each login.
  static func answers(of front: Front, to questions: [WebServerQuestion]) throws -> [FrontAnswer] {
    if front == .caddy {
      let process = try FrontProcess(front, [])
      return try questions.map { try process.load($0) }
    }
    var answers: [FrontAnswer] = []
    while answers.count < questions.count {
      let batch = Array(questions[answers.count...].prefix(front.batchCount))
      answers += try FrontProcess(front, batch).answers(to: batch)
    }
    return answers
  }

  private init(_ front: Front, _ questions: [WebServerQuestion], withoutHash: Bool = false) throws {
    self.front = front
    takesEntriesWithoutHash = withoutHash
    folder = try TemporaryFolder()
    child = try startOnLoopback(
      front.rawValue, in: folder, environment: "export HOME=$PWD; : >log; ",
      command: { (port) in
        self.port = port
        return try command(for: questions)
      }, isReady: { waitUntilReady() })
  }

  deinit {
    _ = try? child?.finish()
    expectErrorsKnown(in: (try? folder.bytes(of: "log")) ?? [])
  }

  /// Its output, for failures.
  private var log: String { folder.endOfLogs(["log"]) }

  /// Whether HAProxy ends by a signal when a user who has no password logs in.
  static func crashesOfHAProxy(user: [UInt8]) throws -> Bool {
    let login = WebServerLogin(user, Array("x".utf8))
    let process = try FrontProcess(
      .haproxy, [WebServerQuestion(content: user, logins: [login])], withoutHash: true)
    let status = try LoopbackConnection.answers(
      to: [(host: 1, bytes: process.request("/0/", login))], port: process.port)[0].status
    return status == nil && !process.waitUntilReady(attempts: 10)
  }

  // MARK: Starting

  private func command(for questions: [WebServerQuestion]) throws -> [String] {
    for (file, question) in questions.enumerated() { try folder.write(question.content, to: "file\(file)") }
    switch front {
    case .traefik:
      try folder.write(traefikConfiguration(questions.count), to: "dynamic.yml")
      return [
        try Peers.traefik, "--entrypoints.web.address=127.0.0.1:\(port)", "--ping=true",
        "--ping.manualrouting=true", "--providers.file.filename=dynamic.yml",
        "--providers.file.watch=false", "--global.checknewversion=false",
        "--global.sendanonymoususage=false", "--log.level=ERROR",
      ]
    case .envoy:
      try folder.write("ready:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n", to: "file\(questions.count)")
      try folder.write(envoyListeners(questions.count + 1), to: "listeners.yaml")
      try folder.write(
        """
        node: {id: test, cluster: test}
        dynamic_resources: {lds_config: {path_config_source: {path: \(folder["listeners.yaml"])}}}

        """, to: "envoy.yaml")
      readyHost = Self.host(questions.count)
      return [
        try Peers.envoy, "-c", "envoy.yaml", "--concurrency", "1", "--disable-hot-restart", "-l", "error",
      ]
    case .caddy:
      try folder.write(#"{"admin":{"listen":"127.0.0.1:\#(port)"}}"#, to: "caddy.json")
      sitePort = try LoopbackConnection.freePort()
      return [
        "env", "XDG_CONFIG_HOME=\(folder.path)", "XDG_DATA_HOME=\(folder.path)", try Peers.caddy, "run",
        "--config", "caddy.json",
      ]
    case .haproxy:
      let program = try Peers.haproxy
      startable = Set(questions.indices)
      let lines = try haproxyConfiguration(questions)
      let check = try Command([program, "-c", "-f", "haproxy.cfg"], in: folder.path).run()
      expectErrorsKnown(in: Array(check.messages.utf8))
      // It reads on after an error, and names the line of each.
      for match in check.messages.matches(of: /\[ALERT\].*parsing \[haproxy\.cfg:(\d+)\]/) {
        guard let line = Int(match.1), let file = lines.lastIndex(where: { $0 <= line }) else { continue }
        startable.remove(file)
      }
      _ = try haproxyConfiguration(questions)
      return [program, "-db", "-f", "haproxy.cfg"]
    }
  }

  private var readyHost: UInt16 = 1
  private var sitePort: UInt16 = 0
  /// How many configurations Caddy was given; each answers with its number.
  private var loadCount = 0

  private func traefikConfiguration(_ count: Int) -> String {
    var (routers, middlewares) = ("", "")
    for file in 0..<count {
      routers +=
        "    r\(file): {rule: \"PathPrefix(`/\(file)/`)\", middlewares: [m\(file)], service: ping@internal}\n"
      middlewares += "    m\(file): {basicAuth: {usersFile: \(folder["file\(file)"])}}\n"
    }
    return """
      http:
        routers:
          ready: {rule: "Path(`/ready`)", service: ping@internal}
      \(routers)  middlewares:
      \(middlewares)

      """
  }

  /// A listener for each file, since the filter's error takes its listener down: each on an address of its own.
  private func envoyListeners(_ count: Int) -> String {
    let filters = "type.googleapis.com/envoy.extensions.filters"
    let listeners = (0..<count).map { file in
      """
      - {"@type": type.googleapis.com/envoy.config.listener.v3.Listener, name: l\(file),
         address: {socket_address: {address: 127.0.\((file + 2) / 256).\((file + 2) % 256), port_value: \(port)}},
         filter_chains: [{filters: [{name: http, typed_config: {
           "@type": \(filters).network.http_connection_manager.v3.HttpConnectionManager, stat_prefix: s, delayed_close_timeout: 0s,
           http_filters: [
             {name: basic, typed_config: {"@type": \(filters).http.basic_auth.v3.BasicAuth,
               users: {filename: \(folder["file\(file)"])}}},
             {name: router, typed_config: {"@type": \(filters).http.router.v3.Router}}],
           route_config: {name: r, virtual_hosts: [{name: v, domains: ["*"],
             routes: [{match: {prefix: "/"}, direct_response: {status: 200}}]}]}}}]}]}

      """
    }
    return "resources:\n" + listeners.joined()
  }

  private static func host(_ file: Int) -> UInt16 { UInt16(file + 2) }

  /// Writes the configuration with the files that can be started with.
  ///
  /// - Returns: the line at which each file's list begins.
  private func haproxyConfiguration(_ questions: [WebServerQuestion]) throws -> [Int] {
    var text = Array("defaults\n  mode http\n  timeout client 60s\n  timeout server 60s\n".utf8)
    var starts: [Int] = []
    var lineCount = 4
    for (file, question) in questions.enumerated() {
      starts.append(lineCount + 1)
      guard startable.contains(file) else { continue }
      let entries = CopiedEntry.all(of: question.content)
      let isWritable = entries.allSatisfy { $0.isForUserlist && $0.hash?.isEmpty == false }
      if !isWritable, !takesEntriesWithoutHash {
        startable.remove(file)
        continue
      }
      let lines = entries.map(\.ofUserlist)
      text += Array("userlist l\(file)\n".utf8) + lines.flatMap { Array("  ".utf8) + $0 + Array("\n".utf8) }
      lineCount += 1 + lines.count
    }
    text += Array("frontend web\n  bind 127.0.0.1:\(port)\n".utf8)
    for file in startable.sorted() {
      text += Array(
        "  http-request return status 401 if { path_beg /\(file)/ } !{ http_auth(l\(file)) }\n".utf8)
    }
    text += Array("  http-request return status 200\n".utf8)
    try folder.write(text, to: "haproxy.cfg")
    return starts
  }

  private func waitUntilReady(attempts: Int = 3000) -> Bool {
    let (path, status) =
      switch front {
      case .traefik: ("/ready", 200)
      case .envoy: ("/", 401)
      case .caddy: ("/config/", 200)
      case .haproxy: ("/ready", 200)
      }
    return LoopbackConnection.isAnswered(
      request(path, nil), with: status, port: port, host: readyHost, attempts: attempts)
  }

  // MARK: Asking

  private func answers(to questions: [WebServerQuestion]) throws -> [FrontAnswer] {
    try questions.enumerated().map { file, question in
      if front == .haproxy, !startable.contains(file) {
        return .refusal(question)
      }
      let host = front == .envoy ? Self.host(file) : 1
      // Traefik has no route, Envoy no listener, for a file that it refused.
      var starts = true
      let logins = try question.logins.map { login in
        let sent = [(host: host, bytes: request("/\(file)/", login))]
        let answer: LoopbackConnection
        do {
          answer = try LoopbackConnection.answers(to: sent, port: port)[0]
        } catch let error as POSIXError where error.code == .ECONNREFUSED && front == .envoy {
          starts = false
          return false
        }
        if front == .traefik, answer.status == 404 {
          starts = false
          return false
        }
        return try isAcceptance(answer.status)
      }
      return FrontAnswer(starts: starts, logins: logins)
    }
  }

  /// Gives Caddy a configuration with the file's entries, and asks it.
  private func load(_ question: WebServerQuestion) throws -> FrontAnswer {
    let entries = CopiedEntry.all(of: question.content)
    guard entries.allSatisfy(\.isForCaddyfile) else { return .refusal(question) }
    let lines = entries.map(\.ofCaddyfile)
    loadCount += 1
    var caddyfile = Array(
      """
      {
        admin 127.0.0.1:\(port)
        auto_https off
        persist_config off
        log {
          output discard
        }
      }
      http://:\(sitePort) {
        bind 127.0.0.1
        handle_errors {
          respond "\(loadCount)" {err.status_code}
        }
        \(lines.isEmpty ? "respond \"\(loadCount)\" 401" : "basic_auth bcrypt realm {")

      """.utf8)
    for line in lines { caddyfile += Array("    ".utf8) + line + Array("\n".utf8) }
    if !lines.isEmpty { caddyfile += Array("  }\n  respond \"\(loadCount)\" 200\n".utf8) }
    caddyfile += Array("}\n".utf8)
    let head =
      "POST /load HTTP/1.0\r\nHost: 127.0.0.1:\(port)\r\nContent-Type: text/caddyfile\r\nContent-Length: \(caddyfile.count)\r\n\r\n"
    let upload = [(host: UInt16(1), bytes: Array(head.utf8) + caddyfile)]
    var loaded = try LoopbackConnection.answers(to: upload, port: port)[0]
    // A connection that the configuration before still had ends without an answer.
    for _ in 0..<20 where loaded.status == nil {
      loaded = try LoopbackConnection.answers(to: upload, port: port)[0]
    }
    guard loaded.status == 200 else {
      guard loaded.status == 400 else { throw ServerFailed(description: "caddy answers \(loaded)\n\(log)") }
      return .refusal(question)
    }
    let requests = question.logins.map { (host: UInt16(1), bytes: request("/", $0)) }
    var answers = try LoopbackConnection.answers(to: requests, port: sitePort)
    // The configuration before answers for a while, or ends without an answer: nothing tells when it is gone.
    let number = Array("\r\n\r\n\(loadCount)".utf8)
    for _ in 0..<6000 where answers.contains(where: { !$0.ends(with: number) }) {
      _ = poll(nil, 0, 20)
      answers = try LoopbackConnection.answers(to: requests, port: sitePort)
    }
    return FrontAnswer(
      starts: true,
      logins: try answers.map { try isAcceptance($0.status) })
  }

  private func request(_ path: String, _ login: WebServerLogin?) -> [UInt8] {
    // Envoy speaks HTTP/1.1 alone.
    PeerTests.request(["GET \(path) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close"], login)
  }

  private func isAcceptance(_ status: Int?) throws -> Bool {
    switch status {
    case 200: return true
    case 401: return false
    default:
      let answer = status.map(String.init) ?? "nothing"
      throw ServerFailed(description: "\(front.rawValue) answers \(answer)\n\(log)")
    }
  }
}
