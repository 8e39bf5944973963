extension Rule {
  static let utf8Bom = Rule(
    name: "utf8-bom",
    summary: "a byte order mark becomes part of the first user name",
    page: """
      The file begins with the bytes EF BB BF, as Windows editors write them. To every server they are part of the \
      first user's name, so that user cannot log in. A byte order mark alone on a line stops Chroma: ValueError: \
      Invalid htpasswd credentials found.

      A byte order mark says how the file is encoded and is no part of a name: lint --fix removes it.
      """,
    bad: Example(bytes: [0xEF, 0xBB, 0xBF] + Array("admin:\(Example.hash)\n".utf8)),
    good: Example("admin:\(Example.hash)\n"),
    check: .file { view in
      guard view.start.starts(with: [0xEF, 0xBB, 0xBF]) else { return [] }
      return [
        Report(
          nil, .error, "the file begins with a byte order mark, which becomes part of the first user's name",
          hint: "\(view.options.mending(.safe, view.path)) removes it", fix: Fix(.safe, [Splice(0..<3, [])]))
      ]
    }
  )
}
