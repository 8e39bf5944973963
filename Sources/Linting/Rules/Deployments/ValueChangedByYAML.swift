extension Rule {
  static let valueChangedByYAML = Rule(
    name: "value-changed-by-yaml",
    summary: "a value that YAML changes",
    page: """
      In the map form of environment a value without quotes is a number or true or false if it looks like one: 0123456 \
      is octal, and arrives as 42798, 1.0 as 1, TRUE as true. Quote it.
      """,
    bad: .chroma(settings: [Example.tokenProvider, "CHROMA_SERVER_AUTHN_CREDENTIALS: 0123456"]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
