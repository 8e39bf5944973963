internal import Credentials
internal import Hashing

extension Rule {
  static let plainTextPassword = Rule(
    name: "plain-text-password",
    summary: "a password in plain text",
    page: """
      What follows the colon is not a hash. If it is the password, everybody who reads the file knows it, and nobody \
      can log in with it: Chroma needs a bcrypt hash.

      `!`, `*` and `*LK*` are not passwords: they lock the account, as in shadow(5), and `*0` and `*1` are what crypt(3) \
      returns if it makes no hash. No server lets anyone in with them.

      chroma-htpasswd add FILE USER replaces it with a hash. Whoever may have seen the file knows the password: choose \
      another.
      """,
    bad: Example("admin:admin\n"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: [.fault(.plainText), .fault(.otherFormat)],
    check: .line { view in
      // 13 letters may be a hash of DES; with a space around them they are none.
      let isText = view.format == .plain || view.diagnosis == .text
      guard view.fault == .plainText || view.fault == .otherFormat && isText else { return [] }
      return [
        Report(
          .hash, view.severity(.warning),
          view.isUsable
            ? "\(view.name)'s entry is not a hash (a plain-text password?); \(view.consequence)"
            : view.reason,
          // Whoever wrote a lock means that nobody gets in.
          remedy: view.diagnosis == .lock ? nil : view.newPassword())
      ]
    }
  )
}
