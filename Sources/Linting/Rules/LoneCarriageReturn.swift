internal import Credentials

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
    check: .fileForServer { view, served in
      guard let line = view.lines.loneCarriageReturn else { return [] }
      let splits = served.server.file.lineBreaks == .universal
      return [
        Report(
          nil, splits ? .note : .error,
          splits
            ? "a CR alone ends a line; most servers see no line end there"
            : "a CR alone does not end a line for \(served.server.product); the users after it are lost",
          fix: Fix(.safe, .lineFeeds), to: "end every line in LF", line: line.number)
      ]
    }
  )
}
