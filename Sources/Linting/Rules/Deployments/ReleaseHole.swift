extension Rule {
  static let releaseHole = Rule(
    name: "release-hole",
    summary: "a release that lets strangers delete a database",
    page: """
      With authentication on, Chroma 0.6.3 answers DELETE /api/v2/tenants/default_tenant/databases/default_database \
      without credentials, and deletes the database: the check is called and not awaited. 0.6.2 and 0.5.23 refuse.
      """,
    bad: Example(
      """
      services:
        chroma:
          image: chromadb/chroma:0.6.3
          ports: ["127.0.0.1:8000:8000"]
          environment:
            CHROMA_SERVER_AUTHN_PROVIDER: chromadb.auth.token_authn.TokenAuthenticationServerProvider
            CHROMA_SERVER_AUTHN_CREDENTIALS: kVv0D5aQx8Zr1nTq-8Zr1nTqkVv0D5aQ

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
