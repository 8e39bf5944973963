extension Rule {
  static let valueNotTaken = Rule(
    name: "value-not-taken",
    summary: "a value that Chroma does not take",
    page: """
      Chroma checks the type of some settings, and does not start with others: CHROMA_SERVER_CORS_ALLOW_ORIGINS is a \
      list in JSON, ["*"] and not *, ports are numbers, switches true or false.
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
            CHROMA_SERVER_CORS_ALLOW_ORIGINS: "*"

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
