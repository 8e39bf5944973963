internal import Htpasswd
internal import Linting

/// Findings for people: one block each, as rustc prints them.
struct LintText {
  let isColored: Bool
  /// With several servers, a finding says which it is about.
  let namesServers: Bool
  /// Only findings from this severity on, and no summary; nil for everything.
  let onlyFrom: Severity?

  func write(_ files: [LintedFile], to output: inout Output) {
    for file in files {
      let path = file.path.description.withoutWorkflowCommand
      let remedies = RemedyText(file.path, file.servers)
      for finding in file.result.findings where onlyFrom.map({ finding.severity >= $0 }) ?? true {
        write(finding, path, remedies, to: &output)
      }
    }
    if onlyFrom == nil { output.write(summary(files)) }
  }

  private func write(
    _ finding: Finding, _ path: String, _ remedies: RemedyText, to output: inout Output
  ) {
    let number = String(finding.line)
    let margin = number.utf8.count
    output.write(path)
    output.write(":")
    output.write(number)
    output.write(":")
    output.write(finding.column)
    output.write(": ")
    output.write(colored(finding.severity))
    output.write(": ")
    output.write(finding.message)
    output.write(" [")
    output.write(finding.rule)
    output.write("]")
    if namesServers, !finding.servers.isEmpty {
      output.write(" (\(finding.servers.joined(separator: ", ")))")
    }
    output.write("\n")
    if let excerpt = finding.excerpt {
      let (before, marked) = excerpt.parts
      output.write(spaces: margin)
      output.write(" |\n")
      output.write(number)
      output.write(" | ")
      output.write(excerpt.text)
      output.write("\n")
      output.write(spaces: margin)
      output.write(" | ")
      output.write(spaces: before.columns)
      output.write(UInt8(ascii: "^"), count: max(1, marked.columns))
      output.write("\n")
    }
    if let remedy = finding.remedy {
      output.write(spaces: margin)
      output.write(" = help: ")
      output.write(remedies.hint(remedy))
      output.write("\n")
    }
    output.write("\n")
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
    var counts = [0, 0, 0]
    var fixable = 0
    for file in files {
      let path = file.path.description.withoutWorkflowCommand
      for answer in file.result.servers { text += "\(path): \(answer.outcome)\n" }
      for answer in file.services { text += "\(path): \(answer.line)\n" }
      for finding in file.result.findings {
        counts[finding.severity.rawValue] += 1
        if finding.fix?.kind == .safe { fixable += 1 }
      }
    }
    let numbers = [Severity.error, .warning, .note].map { severity in
      let count = counts[severity.rawValue]
      return "\(count) \(severity.word)\(count == 1 ? "" : "s")"
    }
    return text + numbers.joined(separator: ", ") + (fixable > 0 ? "; --fix can fix \(fixable)" : "") + "\n"
  }
}
