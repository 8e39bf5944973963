extension Rule {
  static let loneCarriageReturn = Rule(
    name: "lone-carriage-return",
    summary: "a line ends in a carriage return alone",
    page: """
      Python splits lines at a lone CR, so Chroma reads such a file. Most other servers split at LF only: to them \
      everything up to the next LF is one line, and the users after the first are lost.

      lint --fix ends every line in LF.
      """,
    bad: Example("admin:\(Example.hash)\rbob:\(Example.hash)\n", for: "nginx"),
    good: Example("admin:\(Example.hash)\n"),
    check: .fileForServer { view, server in
      guard let line = view.lines.loneCarriageReturn else { return [] }
      let splits = server.file.lineBreaks == .universal
      return [
        Report(
          nil, splits ? .note : .error,
          splits
            ? "a line ends in a carriage return alone, where most servers see no line end"
            : "a carriage return alone is no line end to \(server.product), so the users behind it are lost",
          hint: view.options.mending(.safe, view.path), fix: Fix(.safe, .lineFeeds), line: line.number)
      ]
    }
  )
}
