/// What rules about the whole file are told, gathered while it is read.
package struct FileView: Sendable {
  package let options: LintOptions
  /// The name for commands in hints, as a shell takes it.
  package let path: String
  package let size: Int
  /// The first bytes, up to 512.
  package let start: [UInt8]
  /// Permission bits; nil for what is no regular file.
  package let permissions: UInt32?
  package internal(set) var lines = LineCounts()
  /// How many entries each server knows, by its name, where it can use the file.
  package internal(set) var users: [String: Int] = [:]
  /// Why a server cannot use the file, by its name.
  package internal(set) var failures: [String: StartFailure] = [:]

  /// What kinds of lines there are: of each kind the first.
  package struct LineCounts: Sendable {
    package internal(set) var last: Line?
    /// The first line of the file, where nothing but white space stands on it.
    package internal(set) var blankFirst: Line?
    package internal(set) var carriageReturnLineFeed: Line?
    package internal(set) var loneCarriageReturn: Line?
  }

  /// Whether the file is UTF-16: by its byte order mark, or since every other byte of its start is NUL.
  package var isUTF16: Bool {
    if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) { return true }
    let nuls = start.indices.filter { start[$0] == 0 }
    return start.count >= 4 && nuls.count * 5 >= start.count * 2
      && (nuls.allSatisfy { $0 % 2 == 0 } || nuls.allSatisfy { $0 % 2 == 1 })
  }

  package var whole: Range<Int> { 0..<size }
}

/// What the lint is asked.
package struct LintOptions: Sendable {
  /// bcrypt costs outside of these are findings.
  package var minimumCost = Cost.standard
  package var maximumCost = Cost(14) ?? .standard
  /// Try passwords that come to mind: it costs a hash each.
  package var guesses = false
  /// Names of rules.
  package var ignored: Set<String> = []

  package init() {}
}
