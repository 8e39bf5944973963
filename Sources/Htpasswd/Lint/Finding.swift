/// How much a finding matters to a server.
package enum Severity: Int, Comparable, Sendable {
  /// Worth knowing.
  case note
  /// It works, and should not stay so.
  case warning
  /// The server cannot use the file, or a user cannot get in.
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

/// A change that mends a finding.
package struct Fix: Sendable {
  package enum Kind: Sendable {
    /// Keeps every login that was meant.
    case safe
    /// Removes something, or guesses.
    case unsafe

    package var word: String { self == .safe ? "safe" : "unsafe" }
  }

  /// What is done.
  enum Change: Sendable {
    /// In ranges of the file.
    case splices([Splice])
    /// UTF-16, with its byte order mark or without, becomes UTF-8.
    case decodeUTF16
    /// Every line ends in LF.
    case lineFeeds
  }

  package let kind: Kind
  let change: Change

  init(_ kind: Kind, _ change: Change) {
    self.kind = kind
    self.change = change
  }

  init(_ kind: Kind, _ splices: [Splice]) { self.init(kind, .splices(splices)) }
}

/// What a rule found: a value, printed by the reports.
package struct Finding: Sendable {
  /// The rule's name.
  package let rule: String
  package let severity: Severity
  /// The server that it is about; nil where it holds for every one.
  package let server: String?
  /// As that server numbers lines; 1 for a finding about the whole file.
  package let line: Int
  /// 1-based, in Unicode scalars, in bytes where the line cannot be decoded.
  package let column: Int
  package let user: [UInt8]?
  package let message: String
  /// How to mend it.
  package internal(set) var hint: String?
  package internal(set) var fix: Fix?
  /// The line with its hash redacted, and the part of that to underline; nil for a finding about the whole file.
  package let excerpt: Excerpt?
}

/// A line as a report may show it: never a whole hash, never what may be a password.
package struct Excerpt: Sendable, Equatable {
  package let text: String
  /// In characters of `text`.
  package let marked: Range<Int>
}
