/// A rule of the lint: its page, and its check. Each stands in a file of its own below `Rules`, and is named for
/// the bad pattern.
package struct Rule: Sendable {
  package let name: String
  /// One line.
  package let summary: String
  /// What the rule finds, what servers do, how to mend it: paragraphs, a blank line between them.
  package let page: String
  /// The content of a file that has the fault, and of one that has not.
  package let bad: Example
  package let good: Example
  let check: Check

  /// When a rule is asked.
  enum Check: Sendable {
    /// For every line that is not a clean entry, once for each server. What is clean, `CleanEntry` says: a rule about
    /// other entries takes them out there.
    case line(@Sendable (LineView) -> [Report])
    /// The same, once for all servers: the finding does not depend on one.
    case anyLine(@Sendable (LineView) -> [Report])
    /// Once for the file and all servers.
    case file(@Sendable (FileView) -> [Report])
    /// Once for the file and each server.
    case fileForServer(@Sendable (FileView, Server) -> [Report])
    /// Once for the file and all servers, whatever the file holds.
    case permissions(@Sendable (FileView) -> [Report])
    /// Once for the file, for a server that reads tokens. Its lines are secrets: a report has no part.
    case tokens(@Sendable (TokenFile, FileView) -> [Report])
    /// For each entry after the first of several that are alike in this respect.
    case repeated(Likeness, @Sendable (LineView, _ former: Former) -> [Report])
  }

  /// An entry that a later one is like.
  struct Former: Sendable {
    let line: Line
    let user: [UInt8]
    let isUsable: Bool
  }

  /// What two entries can have in common.
  enum Likeness: Sendable {
    /// The user, byte by byte.
    case user
    /// The user but for case and Unicode normalisation, not byte by byte.
    case looks
    /// The hash field.
    case hash
  }

  /// A file, and for rules about one server its name.
  package struct Example: Sendable {
    package let bytes: [UInt8]
    package let server: String

    init(_ text: String, for server: String = "chroma") {
      bytes = Array(text.utf8)
      self.server = server
    }

    init(bytes: [UInt8], for server: String = "chroma") {
      self.bytes = bytes
      self.server = server
    }

    /// An entry of admin with this in place of the variant and the cost, `2y$10`.
    init(admin setting: String) {
      self.init("admin:$\(setting)\(Self.hash.dropFirst("$2y$10".count))\n")
    }

    /// Some hash field of cost 10, for examples.
    static let hash = "$2y$10$hR/J5NXfL73lF9lWFdhJfuM8dRd3BbCw8neQXYBd69OCWW9YmF3Qm"
  }

  /// What a check says; the engine makes a finding of it.
  struct Report: Sendable {
    /// Which part of the line; nil for the whole file.
    let part: Part?
    let severity: Severity
    let message: String
    let hint: String?
    let fix: Fix?
    /// Of a finding without a part that has a line all the same.
    let line: Int?

    enum Part: Sendable { case line, user, hash, rest }

    init(
      _ part: Part?, _ severity: Severity, _ message: String, hint: String? = nil, fix: Fix? = nil,
      line: Int? = nil
    ) {
      self.part = part
      self.severity = severity
      self.message = message
      self.hint = hint
      self.fix = fix
      self.line = line
    }
  }

  /// - Returns: the rule of that name, or nil.
  package static func named(_ name: String) -> Rule? { all.first { $0.name == name } }
}
