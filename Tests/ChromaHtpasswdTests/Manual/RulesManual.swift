import Foundation
import Linting

/// The section RULES of chroma-htpasswd-rules(7), made from the table of rules.
enum RulesManual {
  /// mdoc: a subsection for each rule, in the table's order; a sentence begins a line.
  static var section: String {
    var text = ""
    for rule in Rule.all {
      let summary = rule.summary.prefix(1).uppercased() + rule.summary.dropFirst()
      text += ".Ss \(rule.name)\n" + filled(summary + ".")
      for paragraph in rule.page.components(separatedBy: "\n\n") { text += ".Pp\n" + filled(paragraph) }
    }
    return text
  }

  /// Words in lines of at most 79 columns.
  private static func filled(_ paragraph: String) -> String {
    var lines: [String] = []
    var line = ""
    for word in paragraph.split(whereSeparator: \.isWhitespace) {
      let word = word.replacing("\\", with: "\\e")
      let isSentence = line.hasSuffix(".") && word.first?.isUppercase == true
      if !line.isEmpty, isSentence || line.count + 1 + word.count > 79 {
        lines.append(line)
        line = ""
      }
      // A full stop or an apostrophe would begin a request.
      let isRequest = line.isEmpty && (word.hasPrefix(".") || word.hasPrefix("'"))
      line += (line.isEmpty ? "" : " ") + (isRequest ? "\\&" : "") + word
    }
    return (lines + [line]).map { $0 + "\n" }.joined()
  }
}
