package import Credentials
package import Hashing

/// The input of rules about the whole file, gathered while it is read.
package struct FileView: Sendable {
  package let options: LintOptions
  package let size: Int
  /// nil if it is not a regular file.
  package let attributes: FileAttributes?
  /// Each server's reading of it, in the order of the lint.
  package internal(set) var servers: [ServedFile] = []
  package internal(set) var lines = LineCounts()
  /// Whether it holds a hash, or a token.
  package internal(set) var holdsSecrets = false
  /// The word for what can be read in it, for messages.
  var secrets = "hashes"

  /// The file, as one server sees it. A reference: every line that is looked at has it.
  package final class ServedFile: Sendable {
    package let server: Server
    /// Why the server cannot use it.
    package let failure: StartFailure?
    /// How many entries the server knows; nil if it cannot use the file, or reads tokens.
    package let users: Int?

    init(server: Server, failure: StartFailure?, users: Int?) {
      (self.server, self.failure, self.users) = (server, failure, users)
    }
  }

  /// The first line of each kind.
  package struct LineCounts: Sendable {
    package internal(set) var last: Line?
    /// The first line of the file, if it holds white space alone.
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

/// The options of a lint.
package struct LintOptions: Sendable {
  /// bcrypt costs outside of these are findings.
  package var minimumCost = Cost.standard
  package var maximumCost = Cost(14) ?? .standard
  /// Try passwords that come to mind: it costs a hash each.
  package var guesses = false
  /// The kind of the files; nil to find it in each.
  package var kind: FileKind?
  /// Who can log in, to compare a roles file with; nil if that is not asked.
  package var logins: LoginNames?
  /// Names of rules.
  package var ignored: Set<String> = []
  /// Names of the only rules to ask; nil for all.
  package var only: Set<String>?

  package init() {}

  /// A cost for a new password that is not a finding; nil if that is the standard.
  package var newCost: Cost? {
    let cost = max(minimumCost, min(.standard, maximumCost))
    return cost == .standard ? nil : cost
  }
}
