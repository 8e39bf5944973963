internal import Credentials
internal import Deployments

/// A rule of the lint: its page, and its check. Each is in a file of its own below `Rules`, and is named for the bad
/// pattern.
package struct Rule: Sendable {
  package let name: String
  /// One line.
  package let summary: String
  /// The page: what the rule finds, what servers do, how to fix it: paragraphs, a blank line between them.
  package var page: String { makePage() }
  private let makePage: @Sendable () -> String
  /// The content of a file that has the fault, and of one that has not: made for those who read pages, not at every start.
  package var bad: Example { makeBad() }
  package var good: Example { makeGood() }
  private let makeBad: @Sendable () -> Example
  private let makeGood: @Sendable () -> Example
  /// A rule about lines is asked about those that have one of these.
  let triggers: LineTraits
  /// Whether it is asked at all.
  let isAsked: @Sendable (LintOptions) -> Bool
  /// The findings of other rules that this one covers, since it says all that helps.
  let covers: Cover
  /// The covered findings that it is still asked about.
  let showsThrough: Cover
  let check: Check

  /// Parts of a file of which one finding says all that helps.
  struct Cover: OptionSet, Sendable {
    let rawValue: UInt8

    /// A line with a NUL: what servers read is another line.
    static let nulLines = Cover(rawValue: 1)
    /// UTF-16, and what is below it.
    static let wideLines = Cover(rawValue: 2)
  }

  /// When a rule is asked.
  enum Check: Sendable {
    /// For every line that the server reads, once for each server.
    case line(@Sendable (LineView) -> [Report])
    /// For lines that the server does not read too.
    case unreadLine(@Sendable (LineView) -> [Report])
    /// For every line, once for all servers: the finding does not depend on one.
    case anyLine(@Sendable (LineView) -> [Report])
    /// Once for the file and all servers.
    case file(@Sendable (FileView) -> [Report])
    /// Once for a file that is clearly not a credential file; no other rule is asked about that.
    case otherKind(@Sendable (FileKind) -> [Report])
    /// Not by the engine: what `SettingsJudge` and the readers of deployments find has a page here.
    case deployment
    /// Once for the file and each server.
    case fileForServer(@Sendable (FileView, FileView.ServedFile) -> [Report])
    /// Once for the file and all servers, tokens or entries, whatever the file holds.
    case attributes(@Sendable (FileView, FileAttributes) -> [Report])
    /// Once for the file, for a server that reads tokens. Its lines are secrets: a report has no part.
    case tokens(@Sendable (TokenFile, FileView) -> [Report])
    /// Once for the file, for a server that reads roles. Its lines may hold tokens: a report has no part.
    case roles(@Sendable (RolesView) -> [Report])
    /// For each entry after the first of several that are alike in this respect.
    case repeated(Likeness, @Sendable (LineView, _ former: Former) -> [Report])
  }

  init(
    name: String, summary: String, page: @autoclosure @escaping @Sendable () -> String,
    bad: @autoclosure @escaping @Sendable () -> Example,
    good: @autoclosure @escaping @Sendable () -> Example, triggers: LineTraits = .any,
    isAsked: @escaping @Sendable (LintOptions) -> Bool = { _ in true }, covers: Cover = [],
    showsThrough: Cover = [], check: Check
  ) {
    self.name = name
    self.summary = summary
    self.makePage = page
    self.makeBad = bad
    self.makeGood = good
    self.triggers = triggers
    self.isAsked = isAsked
    self.covers = covers
    self.showsThrough = showsThrough
    self.check = check
  }

  /// The rule, asked about every line: slower, and with the same findings.
  package var askedAlways: Rule {
    Rule(
      name: name, summary: summary, page: makePage(), bad: makeBad(), good: makeGood(), isAsked: isAsked,
      covers: covers, showsThrough: showsThrough, check: check)
  }

  /// An entry that a later one is like.
  struct Former: Sendable {
    let line: Line
    let user: [UInt8]
    let isUsable: Bool
    /// The line of the first entry that both are like.
    let firstLine: Int
  }

  /// A likeness of two entries.
  enum Likeness: Sendable, CaseIterable {
    /// The user, byte by byte.
    case user
    /// The user as it looks, not byte by byte.
    case looks
    /// The hash field.
    case hash
  }

  /// A file, and for rules about one server its name.
  package struct Example: Sendable {
    package let bytes: [UInt8]
    package let server: String
    /// Files beside it, by name.
    package let besides: [(name: String, text: String)]

    init(
      _ text: String, for server: String = "chroma", besides: [(name: String, text: String)] = []
    ) {
      bytes = Array(text.utf8)
      self.server = server
      self.besides = besides
    }

    init(bytes: [UInt8], for server: String = "chroma") {
      self.bytes = bytes
      self.server = server
      besides = []
    }

    /// An entry of admin with this in place of the variant and the cost, `2y$10`.
    init(admin setting: String) {
      self.init("admin:$\(setting)\(Self.hash.dropFirst("$2y$10".count))\n")
    }

    /// Some hash field of cost 10, for examples.
    static let hash = "$2y$10$hR/J5NXfL73lF9lWFdhJfuM8dRd3BbCw8neQXYBd69OCWW9YmF3Qm"
  }

  /// The report of a check; the engine makes a finding of it.
  struct Report: Sendable {
    /// Which part of the line; nil for the whole file.
    let part: Part?
    let severity: Severity
    let message: String
    let remedy: Remedy?
    let fix: Fix?
    /// The line of a finding that has no part.
    let line: Int?
    let column: Int?
    let user: [UInt8]?
    /// The names of the servers that it is about, where the check asks about several; none if it holds for every one.
    var servers: [String] = []

    enum Part: Sendable { case line, user, hash, rest }

    init(
      _ part: Part?, _ severity: Severity, _ message: String, remedy: Remedy? = nil, fix: Fix? = nil,
      line: Int? = nil, column: Int? = nil, user: [UInt8]? = nil
    ) {
      self.part = part
      self.severity = severity
      self.message = message
      self.remedy = remedy
      self.fix = fix
      self.line = line
      self.column = column
      self.user = user
    }

    /// A finding with a fix, and what that does.
    init(
      _ part: Part?, _ severity: Severity, _ message: String, fix: Fix, to effect: String, line: Int? = nil
    ) {
      self.init(
        part, severity, message,
        remedy: .applyFixes(Remedy.Fixes(kind: fix.kind, rule: nil, effect: effect)), fix: fix, line: line)
    }
  }

  /// - Returns: the rule of that name, or nil.
  package static func named(_ name: String) -> Rule? { all.first { $0.name == name } }
}
