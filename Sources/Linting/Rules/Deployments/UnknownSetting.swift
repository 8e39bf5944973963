extension Rule {
  static let unknownSetting = Rule(
    name: "unknown-setting",
    summary: "a setting that no release of Chroma has",
    page: """
      The name looks like a setting of authentication, and no release reads it: it has no effect, and nothing says so.
      """,
    bad: .chroma(settings: [Example.tokenProvider, Example.token, "CHROMA_SERVER_AUTHN_ENABLED: \"true\""]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
