extension Rule {
  static let oddLine = Rule(
    name: "odd-line",
    summary: "a line that sets no variable",
    page: """
      The reader of the file passes over the line, takes it for a name without a value, or for one with a colon in it.
      """,
    bad: Example(
      """
      CHROMA_SERVER_AUTHN_PROVIDER=chromadb.auth.token_authn.TokenAuthenticationServerProvider
      CHROMA_SERVER_AUTHN_CREDENTIALS=kVv0D5aQx8Zr1nTq-8Zr1nTqkVv0D5aQ
      CHROMA_AUTH_TOKEN_TRANSPORT_HEADER:Authorization

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
