extension Rule {
  static let credentialsUnusable = Rule(
    name: "credentials-unusable",
    summary: "credentials that nobody can log in with",
    page: """
      Chroma reads the credentials, and does not start with them, or refuses everybody: a password in the clear where a \
      bcrypt hash belongs, an apr1 hash, an entry where a token belongs, a token with white space. A file of \
      credentials is linted by itself, and says more.
      """,
    bad: Example(
      """
      services:
        chroma:
          image: chromadb/chroma:0.6.2
          ports: ["127.0.0.1:8000:8000"]
          environment:
            CHROMA_SERVER_AUTHN_PROVIDER: chromadb.auth.basic_authn.BasicAuthenticationServerProvider
            CHROMA_SERVER_AUTHN_CREDENTIALS: admin:secret-word

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
