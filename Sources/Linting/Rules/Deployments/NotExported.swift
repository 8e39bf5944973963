extension Rule {
  static let notExported = Rule(
    name: "not-exported",
    summary: "a variable that programs do not get",
    page: """
      A shell hands on what is exported: write export before the name, or set -a before all of them.
      """,
    bad: Example(
      """
      export CHROMA_SERVER_AUTHN_PROVIDER=chromadb.auth.token_authn.TokenAuthenticationServerProvider
      CHROMA_SERVER_AUTHN_CREDENTIALS=kVv0D5aQx8Zr1nTq-8Zr1nTqkVv0D5aQ

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
