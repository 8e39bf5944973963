extension Rule {
  static let lookAlikeUser = Rule(
    name: "look-alike-user",
    summary: "two names that look the same",
    page: """
      The names differ in case, or in how Unicode composes a letter. Servers compare bytes: to them these are two \
      users. A client that writes the name another way is refused.
      """,
    bad: Example("admin:\(Example.hash)\nAdmin:\(Example.hash)\n"),
    good: Example("admin:\(Example.hash)\n"),
    check: .repeated(.looks) { view, former in
      guard let user = view.user, user != former.user else { return [] }
      return [
        Report(
          .user, .warning,
          "\(view.name) looks like \(Redaction.shortUser(former.user)) on line \(former.line.number)",
          hint: "names compare by their bytes: keep one")
      ]
    }
  )
}
