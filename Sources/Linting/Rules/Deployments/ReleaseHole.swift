extension Rule {
  static let releaseHole = Rule(
    name: "release-hole",
    summary: "a release that lets strangers delete a database",
    page: """
      With authentication on, Chroma 0.6.3 answers DELETE /api/v2/tenants/default_tenant/databases/default_database \
      without credentials, and deletes the database: the check is called and not awaited. 0.6.2 and 0.5.23 refuse. \
      By Chroma's pull request 6106 the Python server of 1.0.1 to 1.4.0 (uvicorn chromadb.app:app) does the same: check \
      says so by its version.
      """,
    bad: .chroma("0.6.3", settings: [Example.tokenProvider, Example.token]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
