internal import Credentials

extension Rule {
  static let unreadEntry = Rule(
    name: "unread-entry",
    summary: "an entry that the server never reads",
    page: """
      Chroma 0.4 reads the first line of the file only. Every other user is refused.

      Chroma 0.5 and later read the whole file.
      """,
    bad: Example("admin:\(Example.hash)\nbob:\(Example.hash)\n", for: "chroma-0.4"),
    good: Example("admin:\(Example.hash)\n", for: "chroma-0.4"),
    triggers: .unread,
    showsThrough: .nulLines,
    check: .unreadLine { view in
      guard !view.server.reads(line: view.line.number), view.entry != nil else { return [] }
      return [
        Report(
          .line, .error, "\(view.server.product) reads only the first line; \(view.name) cannot log in",
          remedy: .manual("use Chroma 0.5.4 or later, which reads the whole file"))
      ]
    }
  )
}
