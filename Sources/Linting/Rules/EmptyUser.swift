internal import Credentials

extension Rule {
  static let emptyUser = Rule(
    name: "empty-user",
    summary: "no user name before the colon",
    page: """
      Chroma stops: ValueError: Invalid htpasswd credentials found. nginx never lets an empty name in; Apache, \
      lighttpd and the docker registry let anybody in who sends an empty name and the password.

      lint --fix --unsafe-fixes removes the line.
      """,
    bad: Example(":\(Example.hash)\n"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: .fault(.emptyUser),
    check: .line { view in
      guard view.fault == .emptyUser else { return [] }
      return [
        Report(
          .line, view.severity(.warning), "the user name is empty; \(view.consequence)", fix: view.removal,
          to: "remove the line")
      ]
    }
  )
}
