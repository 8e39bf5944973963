import Foundation
import TestSupport

/// Starts a server on a free port of the loopback. Another program may take the port between the asking and the server's
/// start: then it is tried again.
///
/// - Parameters:
///   - name: the server's, for failures.
///   - environment: a line of a shell before it.
///   - logs: the files that it writes its words to, for failures.
///   - command: makes the command line for a port.
///   - isReady: waits until it answers.
/// - Returns: the process, which ends with its standard input: also when the tests are killed. Its words are in `log`.
func startOnLoopback(
  _ name: String, in folder: TemporaryFolder, environment: String = "", logs: [String] = ["log"],
  command: (UInt16) throws -> [String], isReady: () throws -> Bool
) throws -> Child {
  for _ in 0..<3 {
    let words = try command(try LoopbackConnection.freePort())
    let script = environment + #""$@" >>log 2>&1 & read -r; kill -KILL $!"#
    let running = try Command(["bash", "-c", script, "bash"] + words, in: folder.path).start()
    if try isReady() { return running }
    _ = try running.finish()
  }
  throw ServerFailed(description: "\(name) does not start\n\(folder.endOfLogs(logs))")
}

/// A server that does not do its part of a test.
struct ServerFailed: Error, CustomStringConvertible {
  var description: String
}

extension TemporaryFolder {
  /// The last words that servers wrote, for failures.
  func endOfLogs(_ names: [String]) -> String {
    let text = names.compactMap { try? self.text(of: $0) }.joined()
    return "the end of its log:\n" + text.split(separator: "\n").suffix(20).joined(separator: "\n")
  }
}

/// A request for a page, perhaps with credentials.
///
/// - Parameter lines: the request line and the headers besides.
func request(_ lines: [String], _ login: WebServerLogin?) -> [UInt8] {
  var lines = lines
  if let login {
    let credentials = Data(login.user + [UInt8(ascii: ":")] + login.password).base64EncodedString()
    lines.append("Authorization: Basic \(credentials)")
  }
  return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
}
