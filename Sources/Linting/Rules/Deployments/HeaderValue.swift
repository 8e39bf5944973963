extension Rule {
  static let headerValue = Rule(
    name: "header-value",
    summary: "a header for the token that this release does not know",
    page: """
      CHROMA_AUTH_TOKEN_TRANSPORT_HEADER takes Authorization or X-Chroma-Token from 0.5.1 on, AUTHORIZATION or \
      X_CHROMA_TOKEN up to 0.5.0. With any other value Chroma does not start.
      """,
    bad: Example(
      """
      services:
        chroma:
          image: chromadb/chroma:0.6.2
          ports: ["127.0.0.1:8000:8000"]
          environment:
            CHROMA_SERVER_AUTHN_PROVIDER: chromadb.auth.token_authn.TokenAuthenticationServerProvider
            CHROMA_SERVER_AUTHN_CREDENTIALS: kVv0D5aQx8Zr1nTq-8Zr1nTqkVv0D5aQ
            CHROMA_AUTH_TOKEN_TRANSPORT_HEADER: AUTHORIZATION

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
