extension Rule {
  static let credentialsUnusable = Rule(
    name: "credentials-unusable",
    summary: "credentials that nobody can log in with",
    page: """
      Chroma reads the credentials, and does not start with them, or refuses everybody: a plain-text password in place of a \
      bcrypt hash, an apr1 hash, an entry in place of a token, a token with white space. A file of \
      credentials is linted by itself, and says more.
      """,
    bad: .chroma(settings: [Example.basicProvider, "CHROMA_SERVER_AUTHN_CREDENTIALS: admin:secret-word"]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
