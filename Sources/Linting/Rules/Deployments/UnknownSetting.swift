extension Rule {
  static let unknownSetting = Rule(
    name: "unknown-setting",
    summary: "a setting that no release of Chroma has",
    page: """
      The name looks like a setting of authentication, and no release reads it: it has no effect, and nothing says so.
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
            CHROMA_SERVER_AUTHN_ENABLED: "true"

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
