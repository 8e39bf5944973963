internal import Credentials
internal import Kernel

extension Rule {
  static let utf8BOM = Rule(
    name: "utf8-bom",
    summary: "a byte order mark becomes part of a user name",
    page: """
      The file begins with the bytes EF BB BF, as Windows editors write them, or a line does if such a file was \
      appended to another. To every server they are part of that user's name, so that the user cannot log in. A byte \
      order mark alone on a line stops Chroma: ValueError: Invalid htpasswd credentials found.

      A byte order mark says how the file is encoded and is not part of a name: lint --fix removes it.
      """,
    bad: Example(bytes: ByteOrderMark.utf8 + Array("admin:\(Example.hash)\n".utf8)),
    good: Example("admin:\(Example.hash)\n"),
    triggers: .notASCII,
    check: .anyLine { view in
      guard view.bytes.starts(with: ByteOrderMark.utf8) else { return [] }
      let start = view.line.content.lowerBound
      // Without one of two it would be another name again.
      var count = 0
      while view.bytes.dropFirst(count).starts(with: ByteOrderMark.utf8) { count += ByteOrderMark.utf8.count }
      return [
        Report(
          .line, .error,
          start == 0
            ? "the file begins with a byte order mark; it is part of the first name"
            : "the line begins with a byte order mark; it is part of the user's name",
          fix: Fix(.safe, [Splice(start..<start + count, [])]), to: "remove it")
      ]
    }
  )
}
