import Foundation
import TestSupport
import Testing

/// A program that listens on a free port of the loopback, stopped when nothing refers to it any more.
class ListeningServer {
  let port: UInt16
  let folder: TemporaryFolder
  private let child: Child
  private let logName: String
  /// The server behind it, which has to last as long.
  private let upstream: ListeningServer?

  /// - Parameters:
  ///   - script: for bash, in the folder; `$PORT` is the port. It ends in `exec` of the server.
  ///   - path: answers 200 once the server is up.
  init(
    in folder: TemporaryFolder, _ script: String, ready path: String, before upstream: ListeningServer? = nil
  ) throws {
    self.folder = folder
    self.upstream = upstream
    port = try LoopbackConnection.freePort()
    logName = "log-\(port)"
    var command = Command(["bash", "-c", "exec >\(logName) 2>&1; \(script)"], in: folder.path)
    command.environment = ["PORT": "\(port)", "ANONYMIZED_TELEMETRY": "False"]
    child = try command.start()
    let request = "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n"
    #expect(LoopbackConnection.isAnswered(Array(request.utf8), with: 200, port: port), "\(log)")
  }

  /// With a signal that nginx hands on to its workers.
  deinit {
    child.kill(SIGTERM)
    _ = try? child.finish()
    expectErrorsKnown(in: (try? folder.bytes(of: logName)) ?? [])
  }

  var url: String { "http://127.0.0.1:\(port)" }

  var log: String { "the server's log:\n" + ((try? folder.text(of: logName)) ?? "") }

  /// Records an issue unless a request with these options of curl has this HTTP status.
  func expect(
    _ status: String, _ path: String, _ options: [String] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try curl(options, path)
    #expect(outcome.text == status, "\(outcome)\n\(log)", sourceLocation: sourceLocation)
  }

  /// Asks with the header that `chroma-htpasswd header` prints, given to curl as the manual says.
  func expect(
    _ status: String, _ path: String, header arguments: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try folder.shell(
      """
      set -o pipefail; url=$1; shift
      chroma-htpasswd header --curl "$@" |
        curl -q --silent --noproxy '*' --output /dev/null --write-out '%{http_code}' --config - "$url"
      """, arguments: [url + path] + arguments)
    #expect(outcome.text == status, "\(outcome)\n\(log)", sourceLocation: sourceLocation)
  }

  private func curl(_ options: [String], _ path: String) throws -> Outcome {
    try Command(
      ["curl", "-q", "--silent", "--noproxy", "*", "--output", "/dev/null", "--write-out", "%{http_code}"]
        + options + [url + path]
    ).run()
  }
}

/// A real Chroma.
final class ChromaServer: ListeningServer {
  let release: String

  /// - Parameter settings: a script that sets its variables; it finds `chroma-htpasswd`.
  init(_ release: String, in folder: TemporaryFolder, settings: String) throws {
    self.release = release
    let program = try Peers.chroma(release, "chroma")
    try super.init(
      in: folder,
      """
      set -e
      \(settings)
      exec '\(program)' run --host 127.0.0.1 --port $PORT --path "data-$PORT"
      """, ready: release.hasPrefix("0.4") ? "/api/v1/heartbeat" : "/api/v2/heartbeat")
  }

  /// A path that strangers may not see.
  var collections: String {
    release < "0.6"
      ? "/api/v1/collections" : "/api/v2/tenants/default_tenant/databases/default_database/collections"
  }

  /// The status of a refused request.
  var refusal: String { release.hasPrefix("0.4") ? "401" : "403" }
}

extension TemporaryFolder {
  /// Asks a server with a release's own Python client, with each of the credentials: `in` or `refused`.
  func clients(
    _ release: String, port: UInt16, _ credentials: [(kind: String, text: String)]
  ) throws -> [String] {
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "Oracles/chroma_client.py")
    let outcome = try Command(
      [try Peers.chroma(release, "python"), "-B", script.path(percentEncoded: false), "\(port)"]
        + credentials.flatMap { [$0.kind, $0.text] }, in: path
    ).run().expect(exits: 0)
    return outcome.text.split(separator: "\n").map(String.init)
  }

  /// Runs a shell script with these arguments; it finds `chroma-htpasswd`.
  func shell(_ script: String, arguments: [String]) throws -> Outcome {
    try Command(["bash", "-c", script, "bash"] + arguments, in: path).run()
  }
}
