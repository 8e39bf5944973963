extension Rule {
  static let missingColon = Rule(
    name: "missing-colon",
    summary: "a line without a colon",
    page: """
      An entry is user:hash. A line without colon stops Chroma: ValueError: Invalid htpasswd credentials found: \
      [...]. Lines must be exactly <username>:<bcrypt passwd>. The docker registry answers 400 to everybody; nginx \
      and lighttpd pass over the line, and nginx may pass over the next one too.

      lint --unsafe-fixes removes the line.
      """,
    bad: Example("admin\n"),
    good: Example("admin:\(Example.hash)\n"),
    check: .line { view in
      guard view.fault == .missingColon, !view.bytes.contains(Ascii.nul) else { return [] }
      switch view.reading {
      case .comment, .blank: return []
      default: break
      }
      return [
        Report(
          .line, view.isRefused ? .error : .warning, "the line has no colon; \(view.consequence)",
          hint: "\(view.mending(.unsafe)) removes the line", fix: view.removal)
      ]
    }
  )
}
