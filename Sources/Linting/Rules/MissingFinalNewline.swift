internal import Credentials
internal import Kernel

extension Rule {
  static let missingFinalNewline = Rule(
    name: "missing-final-newline",
    summary: "no newline at end of file",
    page: """
      Servers read such a file. Apache's htpasswd, other tools and echo >> do not check: the entry that they append \
      runs into the last line, and both users are broken.

      lint --fix adds the newline.
      """,
    bad: Example("admin:\(Example.hash)"),
    good: Example("admin:\(Example.hash)\n"),
    check: .file { view in
      guard let last = view.lines.last, last.ending == .none else { return [] }
      return [
        Report(
          nil, .warning, "no newline at end of file; an appended entry will run into this line",
          fix: Fix(.safe, [Splice(view.size..<view.size, [Ascii.lineFeed])]), to: "add one", line: last.number
        )
      ]
    }
  )
}
