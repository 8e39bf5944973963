internal import Credentials
internal import Hashing

extension Rule {
  static let sharedHash = Rule(
    name: "shared-hash",
    summary: "two users with the same hash",
    page: """
      A hash has a random salt, so two that are alike are one that was copied: the users have the same password, and \
      whoever guesses one has both.

      chroma-htpasswd add FILE USER gives a user a password of their own.
      """,
    bad: Example("admin:\(Example.hash)\nbob:\(Example.hash)\n"),
    good: Example("admin:\(Example.hash)\n"),
    check: .repeated(.hash) { view, former in
      guard let user = view.user, user != former.user, let format = view.format, format != .unknown,
        format != .empty
      else { return [] }
      return [
        Report(
          .hash, .warning,
          "\(view.name) has the same hash as \(Redaction.shortUser(former.user)) on line \(former.line.number)",
          remedy: view.newPassword())
      ]
    }
  )
}
