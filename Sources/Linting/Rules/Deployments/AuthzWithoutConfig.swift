extension Rule {
  static let authzWithoutConfig = Rule(
    name: "authz-without-config",
    summary: "a provider of roles without roles",
    page: """
      CHROMA_SERVER_AUTHZ_PROVIDER is set, and neither CHROMA_SERVER_AUTHZ_CONFIG_FILE nor CHROMA_SERVER_AUTHZ_CONFIG \
      is. Chroma does not start: No authz configuration file or authz configuration found.
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
            CHROMA_SERVER_AUTHZ_PROVIDER: chromadb.auth.simple_rbac_authz.SimpleRBACAuthorizationProvider

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
