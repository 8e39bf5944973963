extension Rule {
  static let settingsAtOtherService = Rule(
    name: "settings-at-other-service",
    summary: "settings of a server at a service that is not a Chroma",
    page: """
      A program that connects to Chroma takes no CHROMA_SERVER_AUTHN_* settings. They belong to the service with \
      Chroma's image.
      """,
    bad: Example(
      """
      services:
        chroma:
          image: chromadb/chroma:0.6.2
        app:
          image: example/app:1
          environment:
            CHROMA_SERVER_AUTHN_PROVIDER: chromadb.auth.token_authn.TokenAuthenticationServerProvider
            CHROMA_SERVER_AUTHN_CREDENTIALS: kVv0D5aQx8Zr1nTq-8Zr1nTqkVv0D5aQ

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
