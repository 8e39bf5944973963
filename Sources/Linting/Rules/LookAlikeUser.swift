internal import Credentials
internal import Hashing

extension Rule {
  static let lookAlikeUser = Rule(
    name: "look-alike-user",
    summary: "two names that look the same",
    page: """
      The names differ in case, in how Unicode composes a letter, or in a character that cannot be seen. Servers compare bytes: to them these are two \
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
          remedy: .manual("keep one of the two names: servers compare their bytes"))
      ]
    }
  )
}
