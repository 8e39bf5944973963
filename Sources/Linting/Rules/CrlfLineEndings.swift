internal import Credentials
internal import Kernel

extension Rule {
  static let crlfLineEndings = Rule(
    name: "crlf-line-endings",
    summary: "lines end in CR LF, as on Windows",
    page: """
      Chroma and most servers read such a file. Envoy does not: the CR becomes part of the hash. Other tools that \
      edit the file may mix the endings.

      lint --fix ends every line in LF.
      """,
    bad: Example("admin:\(Example.hash)\r\n"),
    good: Example("admin:\(Example.hash)\n"),
    check: .fileForServer { view, served in
      guard let line = view.lines.carriageReturnLineFeed else { return [] }
      let file = served.server.file
      let isHarmless =
        file.trimming != .nothing || file.hashEnds.contains(Ascii.carriageReturn)
        || file.lineBreaks == .universal
      return [
        Report(
          nil, isHarmless ? .note : .error,
          isHarmless
            ? "lines end in CR LF"
            : "lines end in CR LF; \(served.server.product) reads the CR as part of the hash",
          fix: Fix(.safe, .lineFeeds), to: "end every line in LF", line: line.number)
      ]
    }
  )
}
