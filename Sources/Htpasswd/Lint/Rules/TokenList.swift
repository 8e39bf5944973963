extension Rule {
  static let tokenList = Rule(
    name: "token-list",
    summary: "several lines that are no YAML list of users",
    page: """
      A file of more than one line is YAML with a list of users: id and tokens for each. Bare tokens, one a line, or \
      a blank line behind a single one, stop Chroma: TypeError: string indices must be integers. So does YAML that \
      cannot be read: a tab before a line, a value that begins with @, %, * or a backquote.

      Where a single line has text, lint --fix leaves that as the token. Otherwise write:
      users: [{id: alice, tokens: ['...']}] over several lines.
      """,
    bad: Example("kVv0D5aQx8Zr1nTq\n\n", for: "chroma-token"),
    good: Example("users:\n  - id: alice\n    tokens:\n      - kVv0D5aQx8Zr1nTq\n", for: "chroma-token"),
    check: .tokens { file, view in
      if let line = file.unknownLine {
        return [
          Report(
            nil, .warning, "line \(line) uses YAML that lint does not read, so it cannot tell who gets in",
            hint: "write the tokens as plain lists, each on a line", line: line)
        ]
      }
      guard let failure = file.failure, case .noUserList = failure.cause else { return [] }
      var fix: Fix?
      if file.textLines.count == 1, let text = file.textLines.first, file.isToken(text) {
        fix = Fix(.safe, [Splice(0..<text.lowerBound, []), Splice(text.upperBound..<file.bytes.count, [])])
      }
      return [
        Report(
          nil, .error, "\(failure), so Chroma does not start",
          hint: fix == nil
            ? "users: with a list of id and tokens"
            : "chroma-htpasswd lint --for chroma-token --fix \(view.path)",
          fix: fix, line: failure.line)
      ]
    }
  )
}
