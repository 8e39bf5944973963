extension Rule {
  static let providerUnknown = Rule(
    name: "provider-unknown",
    summary: "a provider that this release does not have",
    page: """
      Chroma imports the class that the provider names, and does not start if there is none: a class of another \
      release, a mixture of two, a short name (token and basic are names of 0.4 alone), another case, quotes or white \
      space in it, or the client's class. ModuleNotFoundError and ValueError: not enough values to unpack are what it \
      prints then.
      """,
    bad: .chroma(settings: ["CHROMA_SERVER_AUTHN_PROVIDER: token", Example.token]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
