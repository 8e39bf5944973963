extension Rule {
  static let legacySetting = Rule(
    name: "legacy-setting",
    summary: "a setting that stops newer releases",
    page: """
      CHROMA_DB_IMPL=duckdb+parquet and CHROMA_API_IMPL=rest are of Chroma before 0.4: You are using a deprecated \
      configuration of Chroma. CHROMA_API_IMPL that names the client starts a server that never answers.
      """,
    bad: .chroma(settings: [Example.tokenProvider, Example.token, "CHROMA_DB_IMPL: duckdb+parquet"]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
