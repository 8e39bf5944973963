extension Rule {
  static let legacySetting = Rule(
    name: "legacy-setting",
    summary: "a setting that stops newer releases",
    page: """
      CHROMA_DB_IMPL=duckdb+parquet and CHROMA_API_IMPL=rest are of Chroma before 0.4: You are using a deprecated \
      configuration of Chroma. CHROMA_API_IMPL that names the client starts a server that never answers.
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
            CHROMA_DB_IMPL: duckdb+parquet

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
