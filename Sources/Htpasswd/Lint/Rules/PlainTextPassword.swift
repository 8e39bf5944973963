extension Rule {
  static let plainTextPassword = Rule(
    name: "plain-text-password",
    summary: "a password in plain text",
    page: """
      What stands behind the colon has the form of no hash. If it is the password, everybody who reads the file knows \
      it, and it lets nobody in: Chroma wants a bcrypt hash.

      chroma-htpasswd add FILE USER replaces it by a hash. Whoever may have seen the file knows the password: take \
      another.
      """,
    bad: Example("admin:admin\n"),
    good: Example("admin:\(Example.hash)\n"),
    check: .line { view in
      guard view.fault == .plainText || view.format == .plain && view.fault == .otherFormat else { return [] }
      return [
        Report(
          .hash, view.severity(.warning),
          "\(view.name) has no hash, perhaps a password in plain text; \(view.consequence)",
          hint: view.adding("replaces it by a hash; take a new password"))
      ]
    }
  )
}
