package import Credentials
internal import Hashing
internal import Kernel

/// A change that fixes a finding.
package struct Fix: Sendable {
  package enum Kind: Sendable, Equatable {
    /// Keeps every login that was meant.
    case safe
    /// Removes something, or guesses.
    case unsafe

    package var word: String { self == .safe ? "safe" : "unsafe" }
  }

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
  /// Whether all that it does is to take away whole lines.
  let removesLines: Bool

  init(_ kind: Kind, _ change: Change, removesLines: Bool = false) {
    self.kind = kind
    self.change = change
    self.removesLines = removesLines
  }

  /// Takes away a whole line.
  init(removing line: Line) {
    self.init(.unsafe, .splices([Splice(line.whole, [])]), removesLines: true)
  }

  init(_ kind: Kind, _ splices: [Splice]) { self.init(kind, .splices(splices)) }

  /// The ranges of the file that it changes; nil if that is all of it.
  package var changedRanges: [Range<Int>]? {
    if case .splices(let splices) = change { return splices.map(\.range) }
    return nil
  }
}

/// A finding of a rule: a value, printed by the reports.
package struct Finding: Sendable {
  /// The rule's name.
  package let rule: String
  /// The rule's place in its table.
  let rank: UInt16
  /// Whether it is about the file's mode, and not about what is in it.
  var isOfAttributes = false
  package let severity: Severity
  /// The names of the servers that it is about; none if it holds for every one.
  package internal(set) var servers: [String]
  /// As those servers number lines; 1 for a finding about the whole file.
  package let line: Int
  /// 1-based, in Unicode scalars, in bytes if the line cannot be decoded.
  package let column: Int
  package let user: [UInt8]?
  package let message: String
  package internal(set) var remedy: Remedy?
  package internal(set) var fix: Fix?
  /// The line with its hash redacted; nil for a finding about the whole file.
  package let excerpt: Excerpt?
}

extension Finding {
  /// Causes before style: by severity, then in the file's order, then in the order of the rules.
  static func precedes(_ left: Finding, _ right: Finding) -> Bool {
    if left.severity != right.severity { return left.severity > right.severity }
    if left.isOfAttributes != right.isOfAttributes { return right.isOfAttributes }
    if left.line != right.line { return left.line < right.line }
    if left.column != right.column { return left.column < right.column }
    return left.rank < right.rank
  }
}

extension [Finding] {
  /// With each finding that several servers have alike given once.
  ///
  /// - Parameter all: the names of the servers of the lint.
  func merged(for all: [String]) -> [Finding] {
    guard all.count > 1 else { return self }
    var result: [Finding] = []
    // The first of those with the same place and rule.
    var start = 0
    for finding in self {
      if let first = result.indices.contains(start) ? result[start] : nil,
        (first.severity, first.line, first.column, first.rank)
          != (finding.severity, finding.line, finding.column, finding.rank)
      {
        start = result.count
      }
      if let same = result[start...].firstIndex(where: { $0.message == finding.message && $0.isLike(finding) }
      ) {
        result[same].servers += finding.servers
      } else {
        result.append(finding)
      }
    }
    return result
  }
}

extension Finding {
  /// Whether the two give one answer.
  fileprivate func isLike(_ other: Finding) -> Bool {
    !servers.isEmpty && !other.servers.isEmpty && user == other.user && remedy == other.remedy
      && fix?.kind == other.fix?.kind
  }
}

/// A line as a report may show it: never a whole hash, never what may be a password.
package struct Excerpt: Sendable, Equatable {
  enum Content: Sendable, Equatable {
    /// The name with a byte order mark before it, and the redacted field.
    case entry(name: [UInt8], field: String)
    /// In bytes.
    case hidden(count: Int)
  }

  let content: Content
  let part: Rule.Report.Part

  package var text: String {
    switch content {
    case .entry(let name, let field): Redaction.shortUser(name) + ":" + field
    case .hidden(let count): "(\(count) byte\(count == 1 ? "" : "s"), not shown)"
    }
  }

  /// The text before what is to be underlined, and that; nil if nothing of that is shown.
  package var parts: (before: String, marked: String)? {
    switch content {
    case .hidden: return nil
    case .entry(_, "…") where part == .hash || part == .rest: return nil
    case .entry(let name, let field):
      let name = Redaction.shortUser(name)
      switch part {
      case .user: return ("", name)
      case .hash, .rest: return (name + ":", field)
      case .line: return ("", name + ":" + field)
      }
    }
  }
}
