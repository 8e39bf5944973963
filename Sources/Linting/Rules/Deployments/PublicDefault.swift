extension Rule {
  static let publicDefault = Rule(
    name: "public-default",
    summary: "a token that is in an example everybody can read",
    page: """
      Tokens such as difyai123456 stand in published files, and are the first that are tried. Make one with \
      chroma-htpasswd token.
      """,
    bad: Example(
      """
      services:
        chroma:
          image: chromadb/chroma:0.6.2
          ports: ["127.0.0.1:8000:8000"]
          environment:
            CHROMA_SERVER_AUTHN_PROVIDER: chromadb.auth.token_authn.TokenAuthenticationServerProvider
            CHROMA_SERVER_AUTHN_CREDENTIALS: difyai123456

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
