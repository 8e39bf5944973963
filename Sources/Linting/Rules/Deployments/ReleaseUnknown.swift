extension Rule {
  static let releaseUnknown = Rule(
    name: "release-unknown",
    summary: "a Chroma whose release the files do not say",
    page: """
      What a server does with settings depends on its release: with the same ones 0.4 is open, 0.6 asks and 1.x is \
      open. A tag in a variable that is not set, a digest alone, a build and pip without a version do not say it.
      """,
    bad: Example(
      """
      services:
        chroma:
          image: chromadb/chroma:${CHROMA_TAG_OF_NOBODY}
          ports: ["127.0.0.1:8000:8000"]
          environment:
            CHROMA_SERVER_AUTHN_PROVIDER: chromadb.auth.token_authn.TokenAuthenticationServerProvider
            CHROMA_SERVER_AUTHN_CREDENTIALS: kVv0D5aQx8Zr1nTq-8Zr1nTqkVv0D5aQ

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
