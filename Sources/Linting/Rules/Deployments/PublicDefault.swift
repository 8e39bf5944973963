extension Rule {
  static let publicDefault = Rule(
    name: "public-default",
    summary: "a token that is in an example everybody can read",
    page: """
      Tokens such as difyai123456 are in published files, and are the first that attackers try. Make one with \
      chroma-htpasswd token.
      """,
    bad: .chroma(settings: [Example.tokenProvider, "CHROMA_SERVER_AUTHN_CREDENTIALS: difyai123456"]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
