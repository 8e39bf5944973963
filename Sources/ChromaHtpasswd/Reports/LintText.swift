internal import Deployments
internal import Htpasswd
internal import Linting

/// Findings for people: one block each, as rustc prints them.
struct LintText {
  let isColored: Bool
  /// With several servers, a finding says which it is about.
  let namesServers: Bool
  /// The width of the terminal, in columns; 0 if the output is not one.
  let width: Int
  /// The report that says which findings fail: only those are shown, without a summary; nil for everything.
  let failures: LintReport?
  /// How many findings the baseline left out; nil if there is none.
  let knownCount: Int?

  func write(_ files: [LintedFile], to output: inout Output) {
    for file in files {
      let path = file.path.description.withoutWorkflowCommand
      let remedies = RemedyText(file.path, file.servers)
      let findings = file.result.findings
      let texts = findings.kinds.map { text(of: $0.example, path, remedies) }
      for index in findings.indices {
        if let (line, kind) = findings.line(index), line.isWord, let text = texts[kind] {
          output.write(text, line)
        } else {
          let finding = findings[index]
          if failures?.fails(finding) ?? true { write(finding, path, remedies, to: &output) }
        }
      }
    }
    guard let failures else { return output.write(summary(files)) }
    for file in files {
      for answer in failures.stopped(file) { output.write(line(answer, of: file)) }
    }
  }

  private func write(
    _ finding: Finding, _ path: String, _ remedies: RemedyText, to output: inout Output
  ) {
    let number = String(finding.line)
    let margin = number.utf8.count
    if width > 0 {
      writeHead(finding, path, to: &output)
    } else {
      writeHead(finding, path, unwrapped: &output)
    }
    if let excerpt = finding.excerpt {
      output.write(spaces: margin)
      output.write(" |\n")
      output.write(number)
      output.write(" | ")
      output.write(excerpt.text)
      output.write("\n")
      if let (before, marked) = excerpt.parts {
        output.write(spaces: margin)
        output.write(" | ")
        output.write(spaces: before.columns)
        output.write(UInt8(ascii: "^"), count: max(1, marked.columns))
        output.write("\n")
      }
    }
    if let remedy = finding.remedy {
      output.write(spaces: margin)
      output.write(" = help: ")
      output.write(help(remedies.hint(remedy), indent: margin + 9))
      output.write("\n")
    }
    output.write("\n")
  }

  /// The text that `write` writes for each finding of a kind; nil if it differs from name to name.
  ///
  /// - Parameter finding: of a line of `Findings.Kind.user`.
  private func text(of finding: Finding, _ path: String, _ remedies: RemedyText) -> LineText? {
    let name = Findings.Kind.user
    guard width == 0, failures == nil, !Array(path.utf8).contains(words: name),
      finding.servers.isEmpty || !namesServers
    else { return nil }
    var text = LineText()
    text.append(path + ":")
    text.appendNumber()
    switch finding.column {
    case 1: text.append(":1: ")
    case name.count + 2:
      text.append(":")
      text.appendHashColumn()
      text.append(": ")
    default: return nil
    }
    text.append(colored(finding.severity) + ": ")
    text.append(finding.message, naming: name)
    text.append(" [\(finding.rule)]\n")
    if let excerpt = finding.excerpt {
      text.append(spaces: 0, perDigit: 1)
      text.append(" |\n")
      text.appendNumber()
      text.append(" | ")
      text.append(excerpt.text, naming: name)
      text.append("\n")
      if let (before, marked) = excerpt.parts {
        text.append(spaces: 0, perDigit: 1)
        text.append(" | ")
        // The name is in one of the two, once.
        let isMarked = before.isEmpty
        text.append(spaces: before.columns - (isMarked ? 0 : name.count), perNameByte: isMarked ? 0 : 1)
        if isMarked { text.appendCarets() }
        text.append(
          [UInt8](repeating: UInt8(ascii: "^"), count: marked.columns - (isMarked ? name.count : 0)))
        text.append("\n")
      }
    }
    if let remedy = finding.remedy {
      text.append(spaces: 0, perDigit: 1)
      text.append(" = help: ")
      text.append(remedies.hint(remedy), naming: name)
      text.append("\n")
    }
    text.append("\n")
    return text
  }

  /// `path:line:column: error: message [rule] (servers)`.
  private func writeHead(_ finding: Finding, _ path: String, to output: inout Output) {
    let place = "\(path):\(finding.line):\(finding.column): "
    var text = "\(finding.message) [\(finding.rule)]"
    if namesServers, !finding.servers.isEmpty { text += " (\(finding.servers.joined(separator: ", ")))" }
    output.write(place)
    output.write(colored(finding.severity))
    output.write(": ")
    let start = place.columns + finding.severity.word.utf8.count + 2
    output.write(text.wrapped(to: width, from: start, indent: 2))
    output.write("\n")
  }

  /// A command goes on one line, so that it can be copied.
  private func help(_ hint: String, indent: Int) -> String {
    guard width > 0, indent + hint.columns > width else { return hint }
    let margin = "\n" + String(repeating: " ", count: indent)
    if hint.hasPrefix("to "), let colon = hint.firstIndex(of: ":") {
      let command = hint[hint.index(after: colon)...].drop { $0 == " " }
      return String(hint[...colon]).wrapped(to: width, from: indent, indent: indent) + margin + command
    }
    return hint.wrapped(to: width, from: indent, indent: indent)
  }

  /// Writes the head unwrapped, without a separate text for each finding.
  private func writeHead(_ finding: Finding, _ path: String, unwrapped output: inout Output) {
    output.write(path)
    output.write(":")
    output.write(finding.line)
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
    var worst: (severity: Severity, rule: String)?
    for file in files {
      let path = file.path.description.withoutWorkflowCommand
      for answer in file.result.servers { text += line(answer, of: file) }
      for answer in file.services { text += line("\(path): \(answer.line)") }
      if file.kind.isDeployment, file.services.isEmpty, !file.isPart, file.result.findings.isEmpty {
        text += line("\(path): this is \(file.kind.title), and no Chroma is in it")
      }
      file.result.findings.forEachKind { (finding, count) in
        counts[finding.severity.rawValue] += count
        if finding.fix?.kind == .safe { fixable += count }
        if finding.severity > worst?.severity ?? .note || worst == nil {
          worst = (finding.severity, finding.rule)
        }
      }
    }
    // Not `joined`: for that the runtime looks through every conformance there is.
    var last = ""
    for severity in [Severity.error, .warning, .note] {
      let count = counts[severity.rawValue]
      last += "\(last.isEmpty ? "" : ", ")\(count) \(severity.word)\(count == 1 ? "" : "s")"
    }
    if fixable > 0 { last += "; --fix can fix \(fixable)" }
    if let knownCount, knownCount > 0 {
      last += "; \(knownCount) known finding\(knownCount == 1 ? " is" : "s are") not shown"
    }
    text += line(last)
    guard let worst else { return text }
    return text + "for more about a rule: chroma-htpasswd explain \(worst.rule)\n"
  }

  private func line(_ answer: LintResult.ServerAnswer, of file: LintedFile) -> String {
    line("\(file.path.description.withoutWorkflowCommand): \(answer.outcome)")
  }

  private func line(_ text: String) -> String { text.wrapped(to: width, indent: 2) + "\n" }
}
