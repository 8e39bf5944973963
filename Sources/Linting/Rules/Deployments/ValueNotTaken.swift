extension Rule {
  static let valueNotTaken = Rule(
    name: "value-not-taken",
    summary: "a value that Chroma does not take",
    page: """
      Chroma checks the type of some settings, and does not start with others: CHROMA_SERVER_CORS_ALLOW_ORIGINS is a \
      list in JSON, ["*"] and not *, ports are numbers, switches true or false.
      """,
    bad: .chroma(settings: [Example.tokenProvider, Example.token, "CHROMA_SERVER_CORS_ALLOW_ORIGINS: \"*\""]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
