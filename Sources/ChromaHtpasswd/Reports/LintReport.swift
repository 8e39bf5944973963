internal import Htpasswd
internal import Linting

/// What `lint` and `config check` do with findings: which are known already, how the others are printed, and whether they
/// fail.
struct LintReport {
  static let options: [Option] = [
    .format.taking(["text", "json", "sarif", "github", "gitlab", "junit"]), .failOn, .ignore, .only,
    .baseline,
    .writeBaseline,
  ]

  /// nil where people read it.
  private let machine: Format?
  private let failOn: Severity
  /// Rules whose findings fail, whatever their severity.
  private let failingRules: Set<String>
  private var known: KnownFindings?

  private enum Format: String { case json, sarif, github, gitlab, junit }

  init(_ invocation: Invocation) throws(Failure) {
    machine = try invocation.choice(.format).flatMap(Format.init)
    let words = try invocation.choices(.failOn)
    failOn = [Severity.note, .warning].first { words.contains($0.word) } ?? .error
    failingRules = Set(words)
    known = try KnownFindings(invocation)
  }

  /// Whether a report has every user.
  var listsUsers: Bool { machine == .json }
  var isText: Bool { machine == nil }

  /// Whether a finding makes the exit status 7.
  func fails(_ finding: Finding) -> Bool { finding.severity >= failOn || failingRules.contains(finding.rule) }

  /// Leaves out the findings that the baseline has, or writes them into it.
  ///
  /// - Returns: how many are left out; nil where there is no baseline.
  mutating func takeKnown(_ files: inout [LintedFile], _ console: Console) throws(Failure) -> Int? {
    try known?.take(&files, console)
  }

  /// The report for machines; nil where people read it.
  func text(of files: [LintedFile]) -> String? {
    switch machine {
    case .json: LintJSON.text(files)
    case .sarif: LintSARIF.text(files)
    case .github: LintGitHub.text(files)
    case .gitlab: LintGitLab.text(files)
    case .junit: LintJUnit.text(files, fails)
    case nil: nil
    }
  }

  func status(of files: [LintedFile]) -> ExitStatus {
    files.contains { $0.result.findings.contains(where: fails) } ? .unusable : .done
  }
}
