internal import Credentials
internal import Hashing

extension Rule {
  static let guessablePassword = Rule(
    name: "guessable-password",
    summary: "a password that attackers try first",
    page: """
      Only with --guess, since each guess costs a hash: the user's own name, and the passwords of Chroma's guide and \
      of every list are tried.

      chroma-htpasswd add --generate FILE USER sets a random one.
      """,
    bad: Example("admin:$2y$04$V8UrQ4ZTvl047aecfJfbTOf1vsjMet50WcDUXyMI2Nnw0cHgqSlzq\n"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: .bcrypt,
    isAsked: { $0.guesses },
    check: .line { view in
      guard view.isUsable, let user = view.user, let field = view.field,
        let cost = BcryptField(field.span)?.cost, cost <= view.options.maximumCost
      else { return [] }
      for guess in [String(decoding: user, as: UTF8.self)] + guesses {
        let verdict = view.server.verdict(
          .found(hash: field, line: view.line.number), password: Secret(guess), of: user)
        guard verdict == .accepted else { continue }
        return [
          Report(
            .hash, .warning, "\(view.name)'s password is one of the first that attackers try",
            remedy: view.newPassword(isRandom: true))
        ]
      }
      return []
    }
  )
}

/// Those of Chroma's guide, and the first of every list of leaked passwords.
private let guesses = [
  "password123", "admin", "password", "secret", "chroma", "123456", "12345678", "changeme", "test", "user",
]
