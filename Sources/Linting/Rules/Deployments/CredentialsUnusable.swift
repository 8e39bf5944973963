extension Rule {
  static let credentialsUnusable = Rule(
    name: "credentials-unusable",
    summary: "credentials that nobody can log in with",
    page: """
      Chroma reads the credentials, and does not start with them, or refuses everybody: a password in the clear where a \
      bcrypt hash belongs, an apr1 hash, an entry where a token belongs, a token with white space. A file of \
      credentials is linted by itself, and says more.
      """,
    bad: .chroma(settings: [Example.basicProvider, "CHROMA_SERVER_AUTHN_CREDENTIALS: admin:secret-word"]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
