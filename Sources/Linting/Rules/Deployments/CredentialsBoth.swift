extension Rule {
  static let credentialsBoth = Rule(
    name: "credentials-both",
    summary: "credentials in a variable and in a file",
    page: """
      From 0.5 on only one of CHROMA_SERVER_AUTHN_CREDENTIALS and CHROMA_SERVER_AUTHN_CREDENTIALS_FILE may be set. \
      Chroma does not start: ValueError: Both credentials file and credentials found. Keep the file.
      """,
    bad: Example(
      """
      services:
        chroma:
          image: chromadb/chroma:0.6.2
          ports: ["127.0.0.1:8000:8000"]
          volumes: ["./server.token:/chroma/server.token"]
          environment:
            CHROMA_SERVER_AUTHN_PROVIDER: chromadb.auth.token_authn.TokenAuthenticationServerProvider
            CHROMA_SERVER_AUTHN_CREDENTIALS: kVv0D5aQx8Zr1nTq-8Zr1nTqkVv0D5aQ
            CHROMA_SERVER_AUTHN_CREDENTIALS_FILE: /chroma/server.token

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
