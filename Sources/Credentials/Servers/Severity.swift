/// How much a finding matters to a server.
package enum Severity: Int, Comparable, Sendable {
  /// Worth knowing.
  case note
  /// It works, and should not stay so.
  case warning
  /// The server cannot use the file, or a user cannot log in.
  case error

  package var word: String {
    switch self {
    case .note: "note"
    case .warning: "warning"
    case .error: "error"
    }
  }

  package static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
}
