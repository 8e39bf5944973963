extension Rule {
  static let authzWithoutProvider = Rule(
    name: "authz-without-provider",
    summary: "a roles file that nothing reads",
    page: """
      CHROMA_SERVER_AUTHZ_CONFIG_FILE is set and CHROMA_SERVER_AUTHZ_PROVIDER is not: whoever can log in may do \
      everything.
      """,
    bad: .chroma(settings: [
      Example.tokenProvider, Example.token,
      "CHROMA_SERVER_AUTHZ_CONFIG: \"{roles_mapping: {a: {actions: []}}, users: []}\"",
    ]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
