extension Rule {
  static let malformedBcrypt = Rule(
    name: "malformed-bcrypt",
    summary: "a damaged bcrypt hash",
    page: """
      The hash begins as bcrypt does, but no password can match it: it has not 60 characters, a character outside of \
      ./A-Za-z0-9, a cost outside of 04 to 31, or spare bits at an end. Chroma starts with it and refuses the login, or \
      answers HTTP 500 where little more than the prefix is left.

      chroma-htpasswd add FILE USER sets the password anew.
      """,
    bad: Example("admin:\(Example.hash.dropLast())\n"),
    good: Example("admin:\(Example.hash)\n"),
    check: .line { view in
      guard view.fault == .malformedBcrypt, let field = view.field, !view.server.canUse(field.span) else {
        return []
      }
      let what =
        field.count == 60
        ? "a damaged bcrypt hash" : "a bcrypt hash of \(field.count) characters instead of 60"
      return [
        Report(
          .hash, .error, "\(view.name) has \(what); \(view.consequence)",
          hint: view.adding("sets the password anew"))
      ]
    }
  )
}
