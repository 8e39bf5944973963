internal import Deployments
internal import Htpasswd
internal import Linting

/// Findings as JSON, version 1.
enum LintJSON {
  static func write(_ files: [LintedFile], to output: inout Output) {
    func count(_ severity: Severity) -> JSON {
      .number(files.reduce(0) { $0 + $1.result.findings.count { $0.severity == severity } })
    }
    // The text of 66,000 findings took 180 MiB as a whole.
    var text = ""
    JSON.object([
      ("version", .number(1)),
      ("files", .array(files.map(file))),
      (
        "summary",
        .object([
          ("files", .number(files.count)), ("errors", count(.error)), ("warnings", count(.warning)),
          ("notes", count(.note)),
        ])
      ),
    ]).write(to: &text) { (text) in
      output.write(text)
      text = ""
    }
    output.write(text + "\n")
  }

  private static func file(_ file: LintedFile) -> JSON {
    let remedies = RemedyText(file.path, file.servers)
    let findings = file.result.findings
    return .object([
      ("path", .bytes(file.path.bytes)),
      ("kind", .string(file.kind.rawValue)),
      ("servers", .array(file.result.servers.map(server))),
      ("services", .array(file.services.map(service))),
      ("findings", .elements(findings.count) { finding(findings[$0], remedies) }),
    ])
  }

  private static func service(_ answer: ServiceAnswer) -> JSON {
    .object([
      ("name", .string(answer.service.name)),
      ("image", answer.service.image.map { .string($0.text) } ?? .null),
      ("release", .string(answer.releaseWord)), ("outcome", .string(answer.outcome.rawValue)),
      ("why", .string(answer.why)), ("reached", .string(answer.reached)),
      (
        "files",
        .array(
          answer.files.map { .object([("path", .bytes($0.path.bytes)), ("use", .string($0.use.rawValue))]) })
      ),
    ])
  }

  private static func server(_ answer: LintResult.ServerAnswer) -> JSON {
    .object([
      ("server", .string(answer.server.name)), ("starts", answer.starts.map { .boolean($0) } ?? .null),
      ("reason", answer.failure.map { .string($0.description) } ?? .null),
      (
        "users",
        .elements(answer.users.count) { index in
          let user = answer.users[index]
          return .object([
            ("name", .string(Redaction.name(user.name))), ("line", .number(user.line)),
            ("usable", .boolean(user.isUsable)),
          ])
        }
      ),
    ])
  }

  private static func finding(_ finding: Finding, _ remedies: RemedyText) -> JSON {
    .object([
      ("rule", .string(finding.rule)), ("severity", .string(finding.severity.word)),
      ("server", finding.servers.first.map { .string($0) } ?? .null),
      ("servers", .array(finding.servers.map { .string($0) })), ("line", .number(finding.line)),
      ("column", .number(finding.column)),
      ("user", finding.user.map { .string(Redaction.name($0)) } ?? .null),
      ("message", .string(finding.message)),
      ("hint", finding.remedy.map { .string(remedies.hint($0)) } ?? .null),
      ("remedy", finding.remedy?.json ?? .null),
      ("fix", .string(finding.fix?.kind.word ?? "none")),
    ])
  }
}
