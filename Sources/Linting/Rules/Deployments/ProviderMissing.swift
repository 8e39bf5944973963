extension Rule {
  static let providerMissing = Rule(
    name: "provider-missing",
    summary: "credentials, and no provider that asks for them",
    page: """
      Without CHROMA_SERVER_AUTHN_PROVIDER (in 0.4 CHROMA_SERVER_AUTH_PROVIDER), or with an empty one, credentials and \
      files of credentials mean nothing: the server is open.

      Set it to the class for the credentials: chromadb.auth.basic_authn.BasicAuthenticationServerProvider for users \
      and passwords, chromadb.auth.token_authn.TokenAuthenticationServerProvider for tokens.
      """,
    bad: .chroma(settings: [Example.token]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
