extension Rule {
  static let emptyToken = Rule(
    name: "empty-token",
    summary: "an empty token, which anybody can send",
    page: """
      Chroma 0.4 takes an empty CHROMA_SERVER_AUTH_CREDENTIALS for a token: whoever sends the header with nothing in it \
      gets in. Make one with chroma-htpasswd token.
      """,
    bad: .chroma(
      "0.4.24",
      settings: [
        Example.tokenProvider04,
        "CHROMA_SERVER_AUTH_CREDENTIALS_PROVIDER: chromadb.auth.token.TokenConfigServerAuthCredentialsProvider",
        "CHROMA_SERVER_AUTH_CREDENTIALS: \"\"",
      ]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
