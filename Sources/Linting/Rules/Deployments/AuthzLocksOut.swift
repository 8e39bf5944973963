extension Rule {
  static let authzLocksOut = Rule(
    name: "authz-locks-out",
    summary: "roles that lock out everyone who can log in",
    page: """
      No user of the credentials has an entry with an action in the roles file, so that every request is refused. A \
      single token is the user anonymous, in lower case.
      """,
    bad: .chroma(settings: [
      Example.tokenProvider, Example.token, Example.rolesProvider,
      "CHROMA_SERVER_AUTHZ_CONFIG: \"{roles_mapping: {a: {actions: ['db:list_collections']}}, users: [{id: Anonymous, role: a}]}\"",
    ]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
