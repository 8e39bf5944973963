extension Rule {
  static let authzLocksOut = Rule(
    name: "authz-locks-out",
    summary: "roles in which nobody who can log in has one",
    page: """
      No user of the credentials has an entry with an action in the roles file, so that every request is refused. A \
      single token is the user anonymous, in lower case.
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
            CHROMA_SERVER_AUTHZ_CONFIG: "{roles_mapping: {a: {actions: ['db:list_collections']}}, users: [{id: Anonymous, role: a}]}"

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
