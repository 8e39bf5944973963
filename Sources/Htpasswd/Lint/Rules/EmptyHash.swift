extension Rule {
  static let emptyHash = Rule(
    name: "empty-hash",
    summary: "nothing behind the colon",
    page: """
      Chroma stops: ValueError: Invalid htpasswd credentials found. To other servers the user exists and cannot log \
      in.

      chroma-htpasswd add FILE USER sets a password; lint --unsafe-fixes removes the line.
      """,
    bad: Example("admin:\n"),
    good: Example("admin:\(Example.hash)\n"),
    check: .line { view in
      guard view.fault == .emptyHash else { return [] }
      return [
        Report(
          .line, .error, "the line has no hash; \(view.consequence)",
          hint: view.adding("sets a password, with the name that stands there"), fix: view.removal)
      ]
    }
  )
}
