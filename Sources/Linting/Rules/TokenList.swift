internal import Credentials
internal import Deployments

extension Rule {
  static let tokenList = Rule(
    name: "token-list",
    summary: "several lines that are not a YAML list of users",
    page: """
      A file of more than one line is YAML with a list of users: id and tokens for each. Bare tokens, one a line, or \
      a blank line after a single one, stop Chroma: TypeError: string indices must be integers. So does YAML that \
      cannot be read: a tab before a line, a value that begins with @, %, * or a backquote.

      YAML that only some readers take, such as tags and complex keys, is not read here: it is not known whether \
      Chroma starts and who can log in, and lint fails until that is known.

      If a single line has text, lint --fix leaves that as the token. Otherwise write:
      users: [{id: alice, tokens: ['...']}] over several lines.
      """,
    bad: Example("kVv0D5aQx8Zr1nTq\n\n", for: "chroma-token"),
    good: Example("users:\n  - id: alice\n    tokens:\n      - kVv0D5aQx8Zr1nTq\n", for: "chroma-token"),
    check: .tokens { file, view in
      if let line = file.unknownLine {
        return [
          Report(
            nil, .error, "line \(line) has YAML that lint does not read, so it cannot tell who can log in",
            remedy: .manual("write the tokens as plain lists, each on a line"), line: line)
        ]
      }
      guard let failure = file.failure, case .noUserList = failure.cause else { return [] }
      let message = "\(failure); Chroma will not start"
      if file.textLines.count == 1, let text = file.textLines.first, file.isToken(text) {
        let fix = Fix(
          .safe, [Splice(0..<text.lowerBound, []), Splice(text.upperBound..<file.bytes.count, [])])
        return [
          Report(nil, .error, message, fix: fix, to: "leave the token alone in the file", line: failure.line)
        ]
      }
      return [
        Report(
          nil, .error, message, remedy: .manual("list the users below users:, each with id and tokens"),
          line: failure.line)
      ]
    }
  )
}
