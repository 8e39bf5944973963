extension Rule {
  static let commentLine = Rule(
    name: "comment-line",
    summary: "a comment, which the server does not know",
    page: """
      Chroma's format has no comments. A line that begins with # and has no colon stops the server: ValueError: \
      Invalid htpasswd credentials found. One with a single colon becomes a user whose name begins with #: in \
      #admin:$2y$... that user can log in.

      lint --unsafe-fixes removes the line. chroma-htpasswd delete FILE USER is the way to take a user out.
      """,
    bad: Example("# users\nadmin:\(Example.hash)\n"),
    good: Example("admin:\(Example.hash)\n"),
    check: .line { view in
      // Behind a byte order mark it is one to no server, and is one without.
      let hidesComment = view.markCount > 0 && view.server.file.commentStarts.contains(Ascii.hash)
      guard view.fault == .comment, !hidesComment else { return [] }
      switch view.reading {
      case .comment, .blank: return []
      case .entry:
        return [
          Report(
            .line, .error, "\(view.server.product) knows no comments, the line makes a user \(view.name)",
            hint: "\(view.mending(.unsafe)) removes the line", fix: view.removal)
        ]
      default:
        return [
          Report(
            .line, .error, "\(view.server.product) knows no comments; \(view.consequence)",
            hint: "\(view.mending(.unsafe)) removes the line", fix: view.removal)
        ]
      }
    }
  )
}
