internal import Credentials
internal import Hashing

extension Rule {
  static let bcrypt2x = Rule(
    name: "bcrypt-2x",
    summary: "a hash of the variant 2x",
    page: """
      2x marks hashes of an old implementation that got characters outside of ASCII wrong. Chroma computes them as 2b, \
      libcrypt as 2x: a password with such characters works in one and not in the other.

      chroma-htpasswd add FILE USER sets a new password, as 2y.
      """,
    bad: Example(admin: "2x$10"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: .bcrypt2x,
    check: .anyLine { view in
      guard view.fault == nil, case .bcrypt(let field) = view.format, field.variant == .x else { return [] }
      return [
        Report(
          .hash, .warning,
          "\(view.name)'s hash is bcrypt 2x, which servers compute in two ways",
          remedy: view.newPassword())
      ]
    }
  )
}
