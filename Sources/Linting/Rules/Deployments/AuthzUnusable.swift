extension Rule {
  static let authzUnusable = Rule(
    name: "authz-unusable",
    summary: "roles, or a provider of roles, that Chroma does not start with",
    page: """
      The provider is not a class of this release, the roles file is not one that it reads, or both a file and a text \
      are set.
      """,
    bad: .chroma(settings: [
      Example.tokenProvider, Example.token, Example.rolesProvider,
      "CHROMA_SERVER_AUTHZ_CONFIG: \"roles_mapping: {}\"",
    ]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
