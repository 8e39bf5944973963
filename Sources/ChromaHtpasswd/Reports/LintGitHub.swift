internal import Htpasswd
internal import Linting

/// Findings as workflow commands of GitHub Actions: an annotation each.
enum LintGitHub {
  static func text(_ files: [LintedFile]) -> String {
    var text = ""
    for file in files {
      let remedies = RemedyText(file.path, file.servers)
      for finding in file.result.findings {
        let word = finding.severity == .note ? "notice" : finding.severity.word
        let hint = finding.remedy.map { "; \(remedies.hint($0))" } ?? ""
        text +=
          "::\(word) file=\(escaped(String(decoding: file.path.bytes, as: UTF8.self), isProperty: true)),"
          + "line=\(finding.line),col=\(finding.column),title=\(finding.rule)::"
          + escaped(finding.message + hint, isProperty: false) + "\n"
      }
    }
    return text
  }

  /// `%` and line ends mean something to the runner; `:` and `,` do in a property.
  private static func escaped(_ text: String, isProperty: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      case ":" where isProperty: result += "%3A"
      case "," where isProperty: result += "%2C"
      // Whoever reads the log on a terminal is shown no other control character either.
      default: result += Array(String(scalar).utf8).printable
      }
    }
    return result
  }
}
