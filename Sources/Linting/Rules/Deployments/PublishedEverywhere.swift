extension Rule {
  static let publishedEverywhere = Rule(
    name: "published-everywhere",
    summary: "a port that is published on every address",
    page: """
      8000:8000 is every address of the machine, past its firewall: docker writes the rules itself. Without TLS \
      anyone on the network can read passwords and tokens. Ports of an override are added to those of the file, they do not \
      replace them (!override does). 127.0.0.1:8000:8000 is this machine alone.
      """,
    bad: Example(
      """
      services:
        chroma:
          image: chromadb/chroma:0.6.2
          ports: ["8000:8000"]
          environment:
            CHROMA_SERVER_AUTHN_PROVIDER: chromadb.auth.token_authn.TokenAuthenticationServerProvider
            CHROMA_SERVER_AUTHN_CREDENTIALS: kVv0D5aQx8Zr1nTq-8Zr1nTqkVv0D5aQ

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
