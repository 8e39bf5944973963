import Foundation
import TestSupport
import Testing

/// A web server on a free port of the loopback, stopped when nothing refers to it any more.
final class WebServerProcess {
  let server: WebServer
  private let folder: TemporaryFolder
  private var port: UInt16 = 0
  private var child: Child?
  private var changes = 0

  init(_ server: WebServer) throws {
    self.server = server
    folder = try TemporaryFolder()
    // A server that gives up root must reach what is in here.
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    try folder.write("secret", to: "secret")
    for file in 0..<server.fileCount { try folder.write("", to: WebServer.file(file)) }
    child = try startOnLoopback(
      server.rawValue, in: folder, logs: Self.logs,
      command: { (port) in
        self.port = port
        return try server.command(port: port, in: folder)
      }, isReady: { LoopbackConnection.isAnswered(request(0, nil), with: 401, port: port, attempts: 3000) })
  }

  deinit { _ = try? child?.finish() }

  /// Whether it lets each login of each question in.
  func answers(to questions: [WebServerQuestion]) throws -> [[Bool]] {
    var answers: [[Bool]] = []
    while answers.count < questions.count {
      let batch = questions[answers.count...].prefix(server.fileCount)
      for (file, question) in batch.enumerated() {
        try folder.write(question.content, to: WebServer.file(file))
      }
      let requests = batch.enumerated().flatMap { file, question in
        question.logins.map { request(file, $0) }
      }
      var statuses = try statuses(of: requests)[...]
      for question in batch {
        answers.append(try statuses.prefix(question.logins.count).map(isAcceptance))
        statuses.removeFirst(question.logins.count)
      }
    }
    return answers
  }

  /// Its output, for failures.
  var log: String { folder.endOfLogs(Self.logs) }
  private static let logs = ["log", "nginx.log", "apache.log", "lighttpd.log"]

  /// Records an issue for each error in its log that `explain` does not know.
  func expectErrorsKnown() {
    for name in Self.logs {
      PeerTests.expectErrorsKnown(in: (try? folder.bytes(of: name)) ?? [])
    }
  }

  private func request(_ file: Int, _ login: WebServerLogin?) -> [UInt8] {
    PeerTests.request(["GET \(server.resource(file)) HTTP/1.0", "Host: localhost"], login)
  }

  private func isAcceptance(_ status: Int?) throws -> Bool {
    switch status {
    case 200: return true
    case 400, 401, 403, 500: return false
    default:
      let answer = status.map(String.init) ?? "nothing"
      throw ServerFailed(description: "\(server.rawValue) answers \(answer)\n\(log)")
    }
  }

  /// The HTTP status that each request is answered with; nil for none.
  private func statuses(of requests: [[UInt8]]) throws -> [Int?] {
    var statuses = [Int?](repeating: nil, count: requests.count)
    var unsent = requests.indices
    var waiting: [(request: Int, connection: LoopbackConnection)] = []
    while !unsent.isEmpty || !waiting.isEmpty {
      while waiting.count < server.requestCount, let next = unsent.popFirst() {
        // The registry reads a file again when its time changes, and where it cannot use one, goes on with what it
        // had read before: every request is the first after a change.
        if server == .registry { try markAsChanged() }
        waiting.append((next, try LoopbackConnection(to: port, sending: requests[next])))
      }
      let answered = try LoopbackConnection.receive(on: waiting.map(\.connection))
      for place in answered.reversed() {
        let (request, connection) = waiting.remove(at: place)
        statuses[request] = connection.status
      }
    }
    return statuses
  }

  private func markAsChanged() throws {
    changes += 1
    let time = Date(timeIntervalSince1970: 1_000_000_000 + Double(changes))
    try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: folder[WebServer.file(0)])
  }
}
