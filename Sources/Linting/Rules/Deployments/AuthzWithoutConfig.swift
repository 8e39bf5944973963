extension Rule {
  static let authzWithoutConfig = Rule(
    name: "authz-without-config",
    summary: "a provider of roles without roles",
    page: """
      CHROMA_SERVER_AUTHZ_PROVIDER is set, and neither CHROMA_SERVER_AUTHZ_CONFIG_FILE nor CHROMA_SERVER_AUTHZ_CONFIG \
      is. Chroma does not start: No authz configuration file or authz configuration found.
      """,
    bad: .chroma(settings: [Example.tokenProvider, Example.token, Example.rolesProvider]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
