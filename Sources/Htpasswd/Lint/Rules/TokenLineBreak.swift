extension Rule {
  static let tokenLineBreak = Rule(
    name: "token-line-break",
    summary: "a line break behind the token, which becomes a part of it",
    page: """
      Chroma takes a file of one line for one token, the line break included. It starts with such a file, and no \
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
          "the file ends in a line break, which Chroma takes for a part of the token; it lets nobody in",
          hint: "chroma-htpasswd lint --for chroma-token --fix \(view.path)",
          fix: Fix(.safe, [Splice(single.lineBreak, [])]))
      ]
    }
  )
}
