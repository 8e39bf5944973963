internal import Htpasswd
internal import Linting

/// Options about reports.

extension Option<ReportFormat> {
  static var format: Self {
    Option("format", choosing: "FORMAT", "how it is written", standard: { ReportFormat.text.rawValue })
      .taking([ReportFormat.text, .json].map(\.rawValue))
  }
}

extension Option<FailingFindings> {
  static var failOn: Self {
    Option(
      "fail-on", value: .required("WHAT"),
      "exit 7 from this severity on, error, warning or note (error), or for this rule too; may be repeated",
      choices: { [Severity.error, .warning, .note].map(\.word) + Rule.all.map(\.name) },
      parse: { (value) throws(Failure) in
        let words = try value.choices { (word, words) in
          .unknown(
            word, of: words, "--fail-on takes error, warning, note or a rule, not \(word.shown)",
            hint: "to list the rules: chroma-htpasswd explain")
        }
        return FailingFindings(
          severity: [.note, .warning].first { words.contains($0.word) } ?? .error, rules: Set(words))
      })
  }
}
