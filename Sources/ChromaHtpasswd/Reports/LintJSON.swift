internal import Htpasswd

/// Findings as JSON, version 1.
enum LintJSON {
  static func text(_ files: [LintedFile]) -> String {
    let severities = files.flatMap(\.result.findings).map(\.severity)
    func count(_ severity: Severity) -> JSON { .number(severities.filter { $0 == severity }.count) }
    return JSON.object([
      ("version", .number(1)),
      ("files", .array(files.map(file))),
      (
        "summary",
        .object([
          ("files", .number(files.count)), ("errors", count(.error)), ("warnings", count(.warning)),
          ("notes", count(.note)),
        ])
      ),
    ]).line
  }

  private static func file(_ file: LintedFile) -> JSON {
    .object([
      ("path", .bytes(file.path.bytes)),
      ("servers", .array(file.result.servers.map(server))),
      ("findings", .array(file.result.findings.map(finding))),
    ])
  }

  private static func server(_ answer: LintResult.ServerAnswer) -> JSON {
    .object([
      ("server", .string(answer.server.name)), ("starts", .boolean(answer.failure == nil)),
      ("reason", answer.failure.map { .string($0.description) } ?? .null),
      (
        "users",
        .array(
          answer.users.map { user in
            .object([
              ("name", .string(Redaction.name(user.name))), ("line", .number(user.line)),
              ("usable", .boolean(user.isUsable)),
            ])
          })
      ),
    ])
  }

  private static func finding(_ finding: Finding) -> JSON {
    .object([
      ("rule", .string(finding.rule)), ("severity", .string(finding.severity.word)),
      ("server", finding.server.map { .string($0) } ?? .null), ("line", .number(finding.line)),
      ("column", .number(finding.column)),
      ("user", finding.user.map { .string(Redaction.name($0)) } ?? .null),
      ("message", .string(finding.message)), ("hint", finding.hint.map { .string($0) } ?? .null),
      ("fix", .string(finding.fix?.kind.word ?? "none")),
    ])
  }
}
