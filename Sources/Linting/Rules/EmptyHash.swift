internal import Credentials

extension Rule {
  static let emptyHash = Rule(
    name: "empty-hash",
    summary: "nothing after the colon",
    page: """
      Chroma stops: ValueError: Invalid htpasswd credentials found. To other servers the user exists and cannot log \
      in.

      chroma-htpasswd add FILE USER sets a password; lint --fix --unsafe-fixes removes the line.
      """,
    bad: Example("admin:\n"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: .fault(.emptyHash),
    check: .line { view in
      guard view.fault == .emptyHash else { return [] }
      return [
        Report(
          .line, .error, "the line has no hash; \(view.consequence)", remedy: view.newPassword(),
          fix: view.removal)
      ]
    }
  )
}
