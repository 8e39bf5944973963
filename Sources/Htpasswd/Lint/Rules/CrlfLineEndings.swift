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
    check: .fileForServer { view, server in
      guard let line = view.lines.carriageReturnLineFeed else { return [] }
      let isHarmless =
        server.file.trimming != .nothing || server.file.hashEnds.contains(Ascii.carriageReturn)
        || server.file.lineBreaks == .universal
      return [
        Report(
          nil, isHarmless ? .note : .error,
          isHarmless
            ? "lines end in CR LF"
            : "lines end in CR LF, and \(server.product) makes the CR part of the hash",
          hint: view.options.mending(.safe, view.path), fix: Fix(.safe, .lineFeeds), line: line.number)
      ]
    }
  )
}
