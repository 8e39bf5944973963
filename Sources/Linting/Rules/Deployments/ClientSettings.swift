extension Rule {
  static let clientSettings = Rule(
    name: "client-settings",
    summary: "settings of a client",
    page: """
      CHROMA_CLIENT_AUTH_* are read by clients. They say nothing of a server.
      """,
    bad: Example(
      """
      CHROMA_CLIENT_AUTH_PROVIDER=chromadb.auth.basic_authn.BasicAuthClientProvider
      CHROMA_CLIENT_AUTH_CREDENTIALS=admin:secret-word

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
