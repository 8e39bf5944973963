package import Credentials
package import Deployments
package import Kernel

/// The result of linting a deployment.
package struct DeploymentLint: Sendable {
  /// The findings in one of its files.
  package struct File: Sendable {
    package let path: FilePath
    /// By severity and line.
    package let findings: [Finding]
  }

  package let services: [ServiceAnswer]
  /// The file that was asked about, then the others with findings.
  package let files: [File]
  /// Every file that was read for it besides the one that was asked about.
  package let read: [FilePath]
}

extension Linter {
  /// Asks what becomes of the services of a file; nil if files of this kind have none, or this one has none.
  package func lint(_ kind: FileKind, in context: DeploymentContext) -> DeploymentLint? {
    guard let deployment = kind.deployment(in: context) else { return nil }
    let answers = deployment.answers(
      file: context.file, names: context.names, attributes: context.attributes)
    // The reader knows more of a place than the judge: its finding stays.
    let known = Set(deployment.findings.map(SeenPlace.init))
    let all =
      deployment.findings
      + answers.flatMap { $0.service.isUnrelated ? [] : $0.findings }.filter {
        !known.contains(SeenPlace($0))
      }
    var byPath: [[UInt8]: [Finding]] = [:]
    var paths = [context.path]
    var seen: Set<Seen> = []
    for found in all where options.asks(found.rule.rawValue) {
      // Several services may have one line in common.
      guard seen.insert(Seen(found)).inserted else { continue }
      let path = found.place?.path ?? context.path
      if !paths.contains(where: { $0.bytes == path.bytes }) { paths.append(path) }
      byPath[path.bytes, default: []].append(Finding(found))
    }
    return DeploymentLint(
      services: answers.filter { !$0.service.isUnrelated },
      files: paths.map { path in
        DeploymentLint.File(path: path, findings: (byPath[path.bytes] ?? []).sorted(by: Finding.precedes))
      }, read: deployment.files + answers.flatMap(\.service.configurationFiles))
  }

}

extension LintOptions {
  /// Whether findings of a rule are wanted.
  package func asks(_ rule: String) -> Bool {
    !ignored.contains(rule) && only.map { $0.contains(rule) } ?? true
  }
}

/// A rule at a place.
private struct SeenPlace: Hashable {
  let path: [UInt8]
  let line: Int
  let column: Int
  let rule: String

  init(_ finding: SettingFinding) {
    path = finding.place?.path?.bytes ?? []
    line = finding.place?.line ?? 0
    column = finding.place?.column ?? 0
    rule = finding.rule.rawValue
  }
}

/// The key by which two findings are one.
private struct Seen: Hashable {
  let path: [UInt8]
  let line: Int
  let rule: String
  let message: String

  init(_ finding: SettingFinding) {
    path = finding.place?.path?.bytes ?? []
    line = finding.place?.line ?? 0
    rule = finding.rule.rawValue
    message = finding.message
  }
}

extension Finding {
  /// A finding about settings or a deployment; what a line of those holds may be a secret, and is not shown.
  package init(_ finding: SettingFinding) {
    let rank = Rule.all.firstIndex { $0.name == finding.rule.rawValue } ?? Rule.all.count
    self.init(
      rule: finding.rule.rawValue, rank: UInt16(rank), severity: finding.severity, servers: [],
      line: finding.place?.line ?? 1, column: finding.place?.column ?? 1, user: nil, message: finding.message,
      remedy: finding.remedy.map { .setting($0) }, fix: nil, excerpt: nil)
  }
}
