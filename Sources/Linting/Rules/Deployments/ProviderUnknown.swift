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
    bad: Example(
      """
      services:
        chroma:
          image: chromadb/chroma:0.6.2
          ports: ["127.0.0.1:8000:8000"]
          environment:
            CHROMA_SERVER_AUTHN_PROVIDER: token
            CHROMA_SERVER_AUTHN_CREDENTIALS: kVv0D5aQx8Zr1nTq-8Zr1nTqkVv0D5aQ

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
