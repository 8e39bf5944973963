extension Rule {
  static let credentialsMissing = Rule(
    name: "credentials-missing",
    summary: "a provider without credentials",
    page: """
      The provider is set, and neither CHROMA_SERVER_AUTHN_CREDENTIALS nor CHROMA_SERVER_AUTHN_CREDENTIALS_FILE is, or \
      the one that is set is empty. Chroma does not start: ValueError: No credentials file or credentials found.
      """,
    bad: .chroma(settings: [Example.tokenProvider]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
