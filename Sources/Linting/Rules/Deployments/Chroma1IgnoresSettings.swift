extension Rule {
  static let chroma1IgnoresSettings = Rule(
    name: "chroma-1-ignores-settings",
    summary: "settings of authentication that Chroma 1.x ignores",
    page: """
      The image and chroma run of 1.0 and later have no authentication. They pass over CHROMA_SERVER_AUTHN_*, \
      CHROMA_SERVER_AUTH_* and CHROMA_SERVER_AUTHZ_* without a word, and answer everybody.

      Put a server that asks before it, and do not publish Chroma's own port: chroma-htpasswd config compose --for \
      chroma-1 --proxy nginx. Or pin the last release with authentication that refuses strangers everywhere, 0.6.2.
      """,
    bad: Example(
      """
      services:
        chroma:
          image: chromadb/chroma:1.5.9
          ports: ["127.0.0.1:8000:8000"]
          environment:
            CHROMA_SERVER_AUTHN_PROVIDER: chromadb.auth.token_authn.TokenAuthenticationServerProvider
            CHROMA_SERVER_AUTHN_CREDENTIALS: kVv0D5aQx8Zr1nTq-8Zr1nTqkVv0D5aQ

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
