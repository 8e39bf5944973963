extension Rule {
  static let whiteSpaceKept = Rule(
    name: "white-space-kept",
    summary: "white space that becomes part of a value",
    page: """
      A blank, a tab or a carriage return at an end of the value stays there. A provider is then a class that does not \
      exist, a token one that no client can send.
      """,
    bad: Example(
      """
      services:
        chroma:
          image: chromadb/chroma:0.6.2
          ports: ["127.0.0.1:8000:8000"]
          environment:
            CHROMA_SERVER_AUTHN_PROVIDER: "chromadb.auth.token_authn.TokenAuthenticationServerProvider "
            CHROMA_SERVER_AUTHN_CREDENTIALS: kVv0D5aQx8Zr1nTq-8Zr1nTqkVv0D5aQ

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
