extension Rule {
  static let authzUnusable = Rule(
    name: "authz-unusable",
    summary: "roles, or a provider of roles, that Chroma does not start with",
    page: """
      The provider is not a class of this release, the roles file is not one that it reads, or both a file and a text \
      are set.
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
            CHROMA_SERVER_AUTHZ_CONFIG: "roles_mapping: {}"

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
