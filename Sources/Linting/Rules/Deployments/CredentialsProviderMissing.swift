extension Rule {
  static let credentialsProviderMissing = Rule(
    name: "credentials-provider-missing",
    summary: "a provider of 0.4 without the class that reads the credentials",
    page: """
      Chroma 0.4 needs two classes: CHROMA_SERVER_AUTH_PROVIDER, which asks, and \
      CHROMA_SERVER_AUTH_CREDENTIALS_PROVIDER, which reads the credentials. Without the second it does not start.
      """,
    bad: .chroma(
      "0.4.24",
      settings: [Example.tokenProvider04, "CHROMA_SERVER_AUTH_CREDENTIALS: kVv0D5aQx8Zr1nTq-8Zr1nTqkVv0D5aQ"]),
    good: .chroma(
      "0.4.24",
      settings: [
        Example.tokenProvider04,
        "CHROMA_SERVER_AUTH_CREDENTIALS_PROVIDER: chromadb.auth.token.TokenConfigServerAuthCredentialsProvider",
        "CHROMA_SERVER_AUTH_CREDENTIALS: kVv0D5aQx8Zr1nTq8Zr1nTqkVv0D5aQ",
      ]),
    check: .deployment
  )
}
