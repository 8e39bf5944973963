extension Rule {
  static let authzWithoutProvider = Rule(
    name: "authz-without-provider",
    summary: "a roles file that nothing reads",
    page: """
      CHROMA_SERVER_AUTHZ_CONFIG_FILE is set and CHROMA_SERVER_AUTHZ_PROVIDER is not: whoever can log in may do \
      everything.
      """,
    bad: Example(
      """
      services:
        chroma:
          image: chromadb/chroma:0.6.2
          ports: ["127.0.0.1:8000:8000"]
          environment:
            CHROMA_SERVER_AUTHN_PROVIDER: chromadb.auth.token_authn.TokenAuthenticationServerProvider
            CHROMA_SERVER_AUTHN_CREDENTIALS: kVv0D5aQx8Zr1nTq-8Zr1nTqkVv0D5aQ
            CHROMA_SERVER_AUTHZ_CONFIG: "{roles_mapping: {a: {actions: []}}, users: []}"

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
