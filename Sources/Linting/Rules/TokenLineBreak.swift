internal import Credentials
internal import Deployments

extension Rule {
  static let tokenLineBreak = Rule(
    name: "token-line-break",
    summary: "a line break after the token, which becomes a part of it",
    page: """
      Chroma reads a file of one line as one token, the line break included. It starts with such a file, and no \
      request ever matches: no header can carry a line break. echo and editors write one.

      lint --fix removes it, and chroma-htpasswd token -o FILE never writes one.
      """,
    bad: Example("kVv0D5aQx8Zr1nTq\n", for: "chroma-token"),
    good: Example("kVv0D5aQx8Zr1nTq", for: "chroma-token"),
    check: .tokens { file, view in
      guard let single = file.single, !single.lineBreak.isEmpty, !single.token.isEmpty else { return [] }
      return [
        Report(
          nil, .error,
          "the line break at the end is part of the token; nobody can log in",
          fix: Fix(.safe, [Splice(single.lineBreak, [])]), to: "remove it")
      ]
    }
  )
}
