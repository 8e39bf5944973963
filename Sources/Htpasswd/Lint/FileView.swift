/// What rules about the whole file are told, gathered while it is read.
package struct FileView: Sendable {
  package let options: LintOptions
  /// The name for commands in hints, as a shell takes it.
  package let path: String
  package let size: Int
  /// Permission bits; nil for what is no regular file.
  package let permissions: UInt32?
  /// What can be read in it, for messages.
  var secrets = "hashes"
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

  /// Where UTF-16 begins: the line, as each kind of reader numbers it.
  struct Wide: Sendable {
    let start: Int
    let lines: [LineBreaks: Int]
  }

  /// nil for a file without UTF-16.
  var wide: Wide?

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
  /// `--for` and each server, as the lint was asked, for the commands in hints; nothing for Chroma, which is meant
  /// without it.
  package internal(set) var serverWords = ""

  /// The command that applies the fixes of a kind, to be typed.
  func mending(_ kind: Fix.Kind, _ path: String) -> String {
    "chroma-htpasswd lint\(serverWords) \(kind == .safe ? "--fix" : "--unsafe-fixes") \(path)"
  }

  package init() {}
}
