extension Rule {
  static let credentialsBoth = Rule(
    name: "credentials-both",
    summary: "credentials in a variable and in a file",
    page: """
      From 0.5 on only one of CHROMA_SERVER_AUTHN_CREDENTIALS and CHROMA_SERVER_AUTHN_CREDENTIALS_FILE may be set. \
      Chroma does not start: ValueError: Both credentials file and credentials found. Keep the file.
      """,
    bad: .chroma(
      keys: "volumes: [\"./server.token:/chroma/server.token\"]",
      settings: [
        Example.tokenProvider, Example.token, "CHROMA_SERVER_AUTHN_CREDENTIALS_FILE: /chroma/server.token",
      ]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
