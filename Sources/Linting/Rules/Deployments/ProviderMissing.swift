extension Rule {
  static let providerMissing = Rule(
    name: "provider-missing",
    summary: "credentials, and no provider that asks for them",
    page: """
      Without CHROMA_SERVER_AUTHN_PROVIDER (in 0.4 CHROMA_SERVER_AUTH_PROVIDER), or with an empty one, credentials and \
      files of credentials mean nothing: the server is open.

      Set it to the class for the credentials: chromadb.auth.basic_authn.BasicAuthenticationServerProvider for users \
      and passwords, chromadb.auth.token_authn.TokenAuthenticationServerProvider for tokens.
      """,
    bad: Example(
      """
      services:
        chroma:
          image: chromadb/chroma:0.6.2
          ports: ["127.0.0.1:8000:8000"]
          environment:
            CHROMA_SERVER_AUTHN_CREDENTIALS: kVv0D5aQx8Zr1nTq-8Zr1nTqkVv0D5aQ

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
