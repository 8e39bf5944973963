internal import Credentials
internal import Kernel

extension Rule {
  static let commentLine = Rule(
    name: "comment-line",
    summary: "a comment that the server does not allow",
    page: """
      Chroma allows no comments. A line that begins with # and has no colon stops the server: ValueError: \
      Invalid htpasswd credentials found. One with a single colon becomes a user whose name begins with #: in \
      #admin:$2y$... that user can log in.

      lint --fix --unsafe-fixes removes the line. chroma-htpasswd delete FILE USER takes a user out.
      """,
    bad: Example("# users\nadmin:\(Example.hash)\n"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: .fault(.comment),
    check: .line { view in
      // After a byte order mark no server reads it as one; without the mark some do.
      let hidesComment = view.markCount > 0 && view.server.file.commentStarts.contains(Ascii.hash)
      guard view.fault == .comment, !hidesComment, !view.isTooLong else { return [] }
      switch view.reading {
      case .comment, .blank: return []
      case .entry:
        return [
          Report(
            .line, .error, "comments are not allowed: \(view.server.product) reads a user \(view.name)",
            fix: view.removal, to: "remove the line")
        ]
      default:
        return [
          Report(
            .line, .error, "comments are not allowed; \(view.consequence)", fix: view.removal,
            to: "remove the line")
        ]
      }
    }
  )
}
