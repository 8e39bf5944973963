internal import Credentials

extension Rule {
  static let malformedBcrypt = Rule(
    name: "malformed-bcrypt",
    summary: "a damaged bcrypt hash",
    page: """
      The hash begins like bcrypt, but no password can match it: it does not have 60 characters, or has a character outside of \
      ./A-Za-z0-9, a cost outside of 04 to 31, or spare bits at an end. Chroma starts with it and refuses the login, or \
      answers HTTP 500 if little more than the prefix is left.

      chroma-htpasswd add FILE USER sets a new password. If the hash is whole, and only has a space in it or more text \
      after it, lint --fix --unsafe-fixes takes that out.
      """,
    bad: Example("admin:\(Example.hash.dropLast())\n"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: .fault(.malformedBcrypt),
    check: .line { view in
      guard view.fault == .malformedBcrypt, !view.isUsable else { return [] }
      return [view.damageReport(.unsafe, to: "write the hash as it was")]
    }
  )
}
