internal import Credentials
internal import Kernel

extension Rule {
  static let continuedLine = Rule(
    name: "continued-line",
    summary: "a backslash at the end of a line, which joins the next line to it",
    page: """
      Apache reads credential files as it reads its configuration: if a line ends in a backslash, even a comment, the \
      next line belongs to it, and the entry there is lost.

      Remove the backslash.
      """,
    bad: Example("# the team \\\nadmin:\(Example.hash)\n", for: "apache"),
    good: Example("# the team\nadmin:\(Example.hash)\n", for: "apache"),
    triggers: .finalBackslash,
    check: .line { view in
      guard view.server.file.joinsAtBackslash, view.line.ending != .none, view.bytes.last == Ascii.backslash
      else { return [] }
      return [
        Report(
          .line, .error, "the line ends in a backslash, so \(view.server.product) joins the next line to it",
          remedy: .manual("remove the backslash"))
      ]
    }
  )
}
