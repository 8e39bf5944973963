internal import Htpasswd
internal import Linting

/// Findings as a Code Quality report of GitLab CI: a JSON array.
enum LintGitLab {
  static func text(_ files: [LintedFile]) -> String {
    JSON.array(
      files.flatMap { file in
        let remedies = RemedyText(file.path, file.servers)
        return zip(file.result.findings, KnownFindings.digests(of: file, [])).map { (finding, digest) in
          JSON.object([
            (
              "description",
              .string(finding.message + (finding.remedy.map { "; \(remedies.hint($0))" } ?? ""))
            ),
            ("check_name", .string(finding.rule)),
            ("fingerprint", .bytes(digest)),
            ("severity", .string(severity(finding.severity))),
            (
              "location",
              .object([
                // Relative to the repository, without ./ before it.
                ("path", .bytes(file.path.relative)),
                ("lines", .object([("begin", .number(finding.line))])),
              ])
            ),
          ])
        }
      }
    ).line
  }

  private static func severity(_ severity: Severity) -> String {
    switch severity {
    case .error: "major"
    case .warning: "minor"
    case .note: "info"
    }
  }
}
