internal import Htpasswd
internal import Linting

/// The findings that make the exit status 7.
struct FailingFindings: Sendable {
  /// Those of this severity and above.
  let severity: Severity
  /// Those of these rules, whatever their severity.
  let rules: Set<String>
}

/// The report of `lint` and `config check`: which findings are known already, how the others are printed, and whether they
/// fail.
struct LintReport {
  @OptionList static var options: [AnyOption] {
    Option.format.taking(ReportFormat.allCases.map(\.rawValue))
    Option.failOn
    Option.ignore
    Option.only
    Option.baseline
    Option.writeBaseline
  }

  /// Where findings are written to.
  static var baseline: Requirement {
    Requirement(.writeBaseline, "needs --baseline FILE") { $0.has(.baseline) }
  }

  private let format: ReportFormat
  private let failOn: FailingFindings
  private var known: KnownFindings?
  /// Whether some findings were not asked for.
  private let isNarrowed: Bool

  init(_ invocation: Invocation) {
    format = invocation[.format] ?? .text
    failOn = invocation[.failOn] ?? FailingFindings(severity: .error, rules: [])
    known = KnownFindings(invocation)
    isNarrowed = invocation.has(.ignore) || invocation.has(.only) || known != nil
  }

  /// Whether a report has every user.
  var listsUsers: Bool { format == .json }
  var isText: Bool { format == .text }

  /// Whether a finding makes the exit status 7.
  func fails(_ finding: Finding) -> Bool {
    finding.severity >= failOn.severity || failOn.rules.contains(finding.rule)
  }

  /// Leaves out the findings that the baseline has, or writes them into it.
  ///
  /// - Returns: how many are left out; nil if there is no baseline.
  mutating func leaveOutKnown(_ files: inout [LintedFile], _ console: Console) throws(Failure) -> Int? {
    try known?.leaveOut(&files, console)
  }

  /// Writes the report for machines; for people, nothing.
  func write(_ files: [LintedFile], to output: inout Output) {
    switch format {
    case .json: LintJSON.write(files, to: &output)
    case .sarif: output.write(LintSARIF.text(files))
    case .github: output.write(LintGitHub.text(files))
    case .gitlab: output.write(LintGitLab.text(files))
    case .junit: output.write(LintJUnit.text(files, fails))
    case .text: break
    }
  }

  func status(of files: [LintedFile]) -> ExitStatus {
    files.contains { $0.result.findings.hasKind(where: fails) || !stopped($0).isEmpty } ? .unusable : .done
  }

  /// The servers that do not start with a file of which no rule says why.
  func stopped(_ file: LintedFile) -> [LintResult.ServerAnswer] {
    guard !isNarrowed, !file.result.findings.hasKind(where: { $0.severity == .error }) else { return [] }
    return file.result.servers.filter { $0.starts == false }
  }
}
