extension Rule {
  static let dollarEaten = Rule(
    name: "dollar-eaten",
    summary: "a hash in which a $ was read as the start of a name",
    page: """
      Compose replaces $NAME in compose files, .env and env_file, docker in ENV of a Dockerfile, a shell in double \
      quotes. Of a bcrypt hash the part after its third $ is lost if the salt begins with a letter, and nobody can log \
      in.

      Write $$ in compose files, quote the value with ' in .env and env_file, or put the entry into a file, where \
      nothing is replaced.
      """,
    bad: .chroma(settings: [
      Example.basicProvider,
      "CHROMA_SERVER_AUTHN_CREDENTIALS: admin:$2y$10$hR/J5NXfL73lF9lWFdhJfuM8dRd3BbCw8neQXYBd69OCWW9YmF3Qm",
    ]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
