extension Rule {
  static let credentialsFileMissing = Rule(
    name: "credentials-file-missing",
    summary: "a file of credentials that is not there",
    page: """
      The setting names a file that the server does not find in its working folder: FileNotFoundError. In a container the \
      name is one of the container.
      """,
    bad: Example(
      """
      CHROMA_SERVER_AUTHN_PROVIDER=chromadb.auth.basic_authn.BasicAuthenticationServerProvider
      CHROMA_SERVER_AUTHN_CREDENTIALS_FILE=/nowhere/server.htpasswd

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
