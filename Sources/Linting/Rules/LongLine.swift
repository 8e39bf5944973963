internal import Credentials

extension Rule {
  static let longLine = Rule(
    name: "long-line",
    summary: "a line longer than some servers read",
    page: """
      lighttpd ignores lines of more than 1024 bytes. Apache reads nothing after a line of more than 8190. The \
      docker registry answers 400 to everybody when a line has 64 KiB. Chroma and nginx have no limit.

      No bcrypt entry needs more than 316 bytes: such a line is a comment, or damage.
      """,
    bad: Example("admin:\(Example.hash)\n# \(String(repeating: "x", count: 1100))\n", for: "lighttpd"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: .long,
    check: .line { view in
      // To a server with a limit a CR is part of the line.
      let count = view.bytes.count + (view.line.ending == .carriageReturnLineFeed ? 1 : 0)
      guard count > LineView.shortestLimit else { return [] }
      guard let limit = view.server.file.longLine?.maximumCount, count > limit else {
        return [
          Report(
            .line, .note, "the line is \(count) bytes long; some servers read \(LineView.shortestLimit)")
        ]
      }
      return [
        Report(
          .line, .error, "the line is over \(limit) bytes; \(view.consequence)",
          fix: view.removal, to: "remove the line")
      ]
    }
  )
}
