internal import Htpasswd

/// Findings for people: one block each, as rustc prints them.
struct LintText {
  let isColored: Bool
  /// With several servers, a finding says which it is about.
  let namesServers: Bool
  /// Errors alone.
  let isQuiet: Bool

  func text(_ files: [LintedFile]) -> String {
    var text = ""
    for file in files {
      for finding in file.result.findings where !isQuiet || finding.severity == .error {
        text += block(finding, file)
      }
    }
    return isQuiet ? text : text + summary(files)
  }

  private func block(_ finding: Finding, _ file: LintedFile) -> String {
    let number = String(finding.line)
    let margin = String(repeating: " ", count: number.count)
    let server = namesServers ? finding.server.map { " (\($0))" } ?? "" : ""
    var text =
      "\(file.path.description.withoutWorkflowCommand):\(number):\(finding.column): \(colored(finding.severity)): \(finding.message)"
      + " [\(finding.rule)]\(server)\n"
    if let excerpt = finding.excerpt {
      let start = excerpt.text.prefix(excerpt.marked.lowerBound)
      let marked = excerpt.text.dropFirst(excerpt.marked.lowerBound).prefix(excerpt.marked.count)
      let before = String(repeating: " ", count: start.columns)
      let carets = String(repeating: "^", count: max(1, marked.columns))
      text += "\(margin) |\n\(number) | \(excerpt.text)\n\(margin) | \(before)\(carets)\n"
    }
    if let hint = finding.hint { text += "\(margin) = help: \(hint)\n" }
    return text + "\n"
  }

  private func colored(_ severity: Severity) -> String {
    guard isColored else { return severity.word }
    let color =
      switch severity {
      case .error: "31"
      case .warning: "33"
      case .note: "36"
      }
    return "\u{1B}[1;\(color)m\(severity.word)\u{1B}[0m"
  }

  /// For each file what its servers do with it, then the numbers.
  private func summary(_ files: [LintedFile]) -> String {
    var text = ""
    for file in files {
      for answer in file.result.servers {
        // Of tokens it is not known whether anybody gets in.
        let can = answer.server.readsTokens ? "starts with the file" : "can use the file"
        let what = answer.failure.map { "\(answer.server.failurePhrase): \($0)" } ?? can
        text += "\(file.path.description.withoutWorkflowCommand): \(answer.server.product) \(what)\n"
      }
    }
    let severities = files.flatMap(\.result.findings).map(\.severity)
    let numbers = [Severity.error, .warning, .note].map { severity in
      let count = severities.filter { $0 == severity }.count
      return "\(count) \(severity.word)\(count == 1 ? "" : "s")"
    }
    return text + numbers.joined(separator: ", ") + "\n"
  }
}
