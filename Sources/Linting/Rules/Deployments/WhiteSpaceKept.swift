extension Rule {
  static let whiteSpaceKept = Rule(
    name: "white-space-kept",
    summary: "white space that becomes part of a value",
    page: """
      A blank, a tab or a carriage return at an end of the value stays there. A provider is then a class that does not \
      exist, a token one that no client can send.
      """,
    bad: .chroma(settings: [
      "CHROMA_SERVER_AUTHN_PROVIDER: \"chromadb.auth.token_authn.TokenAuthenticationServerProvider \"",
      Example.token,
    ]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
