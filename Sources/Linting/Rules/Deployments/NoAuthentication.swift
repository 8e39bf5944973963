extension Rule {
  static let noAuthentication = Rule(
    name: "no-authentication",
    summary: "a Chroma without authentication",
    page: """
      No setting of this server asks for credentials: whoever reaches its port reads, changes and deletes everything. \
      It is an error, whoever reaches it: other containers, other users of the machine, a port that is published later.

      Chroma 0.5 and 0.6 ask when CHROMA_SERVER_AUTHN_PROVIDER names a class of theirs and the credentials are set; \
      chroma-htpasswd config compose prints both. Chroma 1.x has no authentication: chroma-htpasswd config nginx prints \
      a front for it.
      """,
    bad: .chroma(),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
