import Foundation
import Htpasswd
import TestSupport
import Testing

/// The model to compare with a web server: the answers of `verify --for`.
struct WebServerModel {
  enum Answer: Equatable, Sendable {
    case accepted
    case refused
    /// No password here has a NUL, and no hash takes long: an answer that is wrong but for `isTooLong`.
    case cannotCheck
  }

  private let server: Server

  init(_ name: String) throws { server = try #require(Server.named(name)) }

  /// Why the server cannot use the file, or nil.
  func failure(_ content: [UInt8]) throws -> StartFailure? {
    try server.read(.memory(content)) { (_, _, _) in }
  }

  /// Whether a login can end the server, so that it answers nothing.
  func canEnd(_ content: [UInt8]) throws -> Bool {
    var canEnd = false
    _ = try server.read(.memory(content)) { (line, entry, _) in
      if server.hashes.canEndServer(line.extracting(entry.hash)) { canEnd = true }
    }
    return canEnd
  }

  /// The library's answer.
  func answer(_ content: [UInt8], _ login: WebServerLogin) throws -> Answer {
    let lookup = try server.lookUp(login.user, in: .memory(content))
    switch server.verdict(lookup, password: Secret(copying: login.password.span), of: login.user) {
    case .accepted: return .accepted
    case .cannotCheck: return .cannotCheck
    default: return .refused
    }
  }

  /// The program's answer.
  func programAnswer(_ content: [UInt8], _ login: WebServerLogin) throws -> Answer {
    let folder = try TemporaryFolder()
    try folder.write(content, to: "file")
    let options = ["verify", "--for", server.name, "--format=json", "--stdin", "--", folder["file"]]
    var command = Command(bytes: ([Program.path] + options).map { Array($0.utf8) } + [login.user])
    command.input = login.password + Array("\r\n".utf8)
    let outcome = try command.run()
    switch outcome.ending {
    case .exited(0): return .accepted
    case .exited(7) where outcome.text.contains(#""reason":"cannot-check""#):
      return .cannotCheck
    case .exited(3), .exited(5), .exited(6), .exited(7): return .refused
    default: throw ServerFailed(description: "\(outcome)")
    }
  }
}

/// Whether libcrypt, which takes 511 bytes, cannot compute what musl does: DES of BSD reads a password to its end.
private func isTooLong(_ server: String, _ content: [UInt8], _ login: WebServerLogin) -> Bool {
  server == Server.nginxAlpine.name && login.password.count > 511
    && content.split(separator: 0x0A).contains { $0.starts(with: login.user + Array(":_".utf8)) }
}

/// Records an issue unless the two answers are one.
func expectAgreement(
  _ server: String, _ content: [UInt8], _ login: WebServerLogin, _ truth: Bool,
  _ answer: WebServerModel.Answer, sourceLocation: SourceLocation = #_sourceLocation
) {
  switch answer {
  case .accepted where truth, .refused where !truth: return
  case .cannotCheck where isTooLong(server, content, login): return
  default: break
  }
  Issue.record(
    """
    \(server) and chroma-htpasswd disagree (CHROMA_HTPASSWD_SEED=\(SeededGenerator.seed))
    file:            \(content.hexDigits)
    user:            \(login.user.hexDigits)
    password:        \(login.password.hexDigits)
    server:          \(truth ? "accepted" : "refused")
    chroma-htpasswd: \(answer)
    """, sourceLocation: sourceLocation)
}
