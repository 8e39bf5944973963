extension Rule {
  static let inlineSecret = Rule(
    name: "inline-secret",
    summary: "credentials written into a file that is meant to be shared",
    page: """
      Compose files, manifests and scripts are kept in version control, and everybody who reads them there has the \
      token, or a hash to try passwords on. Keep it in a file of its own, mount that, and name it in \
      CHROMA_SERVER_AUTHN_CREDENTIALS_FILE; in Kubernetes, take it from a Secret. What has been published needs to be \
      changed too. It is a note: lint says it, and its exit status stays.
      """,
    bad: .chroma(settings: [Example.tokenProvider, Example.token]),
    good: Example(
      """
      services:
        chroma:
          image: chromadb/chroma:0.6.2
          volumes: ["./server.token:/server.token:ro"]
          environment:
            CHROMA_SERVER_AUTHN_PROVIDER: chromadb.auth.token_authn.TokenAuthenticationServerProvider
            CHROMA_SERVER_AUTHN_CREDENTIALS_FILE: /server.token

      """, besides: [("server.token", "kVv0D5aQx8Zr1nTq-8Zr1nTqkVv0D5aQ")]),
    check: .deployment
  )
}
