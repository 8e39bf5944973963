extension Rule {
  static let credentialsMissing = Rule(
    name: "credentials-missing",
    summary: "a provider without credentials",
    page: """
      The provider is set, and neither CHROMA_SERVER_AUTHN_CREDENTIALS nor CHROMA_SERVER_AUTHN_CREDENTIALS_FILE is, or \
      the one that is set is empty. Chroma does not start: ValueError: No credentials file or credentials found.
      """,
    bad: Example(
      """
      services:
        chroma:
          image: chromadb/chroma:0.6.2
          ports: ["127.0.0.1:8000:8000"]
          environment:
            CHROMA_SERVER_AUTHN_PROVIDER: chromadb.auth.token_authn.TokenAuthenticationServerProvider

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
