extension Rule {
  static let settingsLostByMerge = Rule(
    name: "settings-lost-by-merge",
    summary: "settings that an anchor has, and the service does not get",
    page: """
      <<: merges one level. A service with an environment of its own does not get the one of the anchor. Merge within \
      environment: environment: {<<: *settings, OTHER: value}.
      """,
    bad: Example(
      """
      x-chroma: &chroma
        environment:
          CHROMA_SERVER_AUTHN_PROVIDER: chromadb.auth.token_authn.TokenAuthenticationServerProvider
          CHROMA_SERVER_AUTHN_CREDENTIALS: kVv0D5aQx8Zr1nTq-8Zr1nTqkVv0D5aQ
      services:
        chroma:
          <<: *chroma
          image: chromadb/chroma:0.6.2
          environment:
            ANONYMIZED_TELEMETRY: "false"

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
