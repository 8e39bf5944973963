extension Rule {
  static let listColon = Rule(
    name: "list-colon",
    summary: "a colon in the list form of environment",
    page: """
      - NAME:value names a variable that is called NAME:value, and sets nothing. The list form has = between name and \
      value.
      """,
    bad: .chroma(settings: [
      "- CHROMA_SERVER_AUTHN_PROVIDER=chromadb.auth.token_authn.TokenAuthenticationServerProvider",
      "- CHROMA_SERVER_AUTHN_CREDENTIALS:kVv0D5aQx8Zr1nTq-8Zr1nTqkVv0D5aQ",
    ]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
