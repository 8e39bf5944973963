extension Rule {
  static let authzAlone = Rule(
    name: "authz-alone",
    summary: "roles without authentication",
    page: """
      CHROMA_SERVER_AUTHZ_PROVIDER says who may do what, and not who somebody is. From 0.5 on a server with roles and \
      without CHROMA_SERVER_AUTHN_PROVIDER answers everybody; 0.4 refuses everybody, unless the user Anonymous has a role: \
      that is every stranger's.
      """,
    bad: .chroma(settings: [
      Example.rolesProvider, "CHROMA_SERVER_AUTHZ_CONFIG: \"{roles_mapping: {a: {actions: []}}, users: []}\"",
    ]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
