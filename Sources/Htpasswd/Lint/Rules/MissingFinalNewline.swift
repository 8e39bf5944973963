extension Rule {
  static let missingFinalNewline = Rule(
    name: "missing-final-newline",
    summary: "the last line has no line feed",
    page: """
      Servers read such a file. Apache's htpasswd, other tools and echo >> do not look: the entry that they append is \
      fused with the last line, and both users are broken.

      lint --fix adds the line feed.
      """,
    bad: Example("admin:\(Example.hash)"),
    good: Example("admin:\(Example.hash)\n"),
    check: .file { view in
      guard let last = view.lines.last, last.ending == .none else { return [] }
      return [
        Report(
          nil, .warning, "the last line has no line feed, so what another tool appends is fused with it",
          hint: view.options.mending(.safe, view.path),
          fix: Fix(.safe, [Splice(view.size..<view.size, [Ascii.lineFeed])]), line: last.number)
      ]
    }
  )
}
