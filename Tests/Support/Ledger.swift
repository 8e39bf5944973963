import Foundation

/// Lines of the table that `Tests/run` ends in: what was tried, how often, and how often something was lost.
public enum Ledger {
  /// Adds a line to the file that `CHROMA_HTPASSWD_LEDGER` names, if it names one.
  ///
  /// - Parameters:
  ///   - trial: what was tried.
  ///   - tried: how often.
  ///   - lost: how often something was lost, by this program.
  ///   - peer: what Apache's htpasswd lost of the same, where it was asked.
  public static func record(_ trial: String, tried: Int, lost: Int, peer: String = "") throws {
    guard let path = ProcessInfo.processInfo.environment["CHROMA_HTPASSWD_LEDGER"] else { return }
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    defer { close(descriptor) }
    // One write, so that lines of tests that run at once do not mix.
    let line = Array("\(trial)\t\(tried)\t\(lost)\t\(peer)\n".utf8)
    guard
      unsafe line.withUnsafeBytes({ unsafe Foundation.write(descriptor, $0.baseAddress, $0.count) })
        == line.count
    else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
  }
}
