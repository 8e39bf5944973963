extension Rule {
  static let nameWithoutValue = Rule(
    name: "name-without-value",
    summary: "a name without a value, which takes away what env_file sets",
    page: """
      A name alone is taken from the shell that runs compose. If it is not set there, the variable is removed, \
      env_file or not.
      """,
    bad: .chroma(settings: [
      "- CHROMA_SERVER_AUTHN_PROVIDER",
      "- CHROMA_SERVER_AUTHN_CREDENTIALS=kVv0D5aQx8Zr1nTq-8Zr1nTqkVv0D5aQ",
    ]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
