extension Rule {
  static let fileNotMounted = Rule(
    name: "file-not-mounted",
    summary: "a file that the settings name, and nothing mounts there",
    page: """
      The container has no such file: it is mounted under another name, or not at all. Chroma does not start: \
      FileNotFoundError. A relative name is looked for in /chroma.
      """,
    bad: Example(
      """
      services:
        chroma:
          image: chromadb/chroma:0.6.2
          ports: ["127.0.0.1:8000:8000"]
          environment:
            CHROMA_SERVER_AUTHN_PROVIDER: chromadb.auth.basic_authn.BasicAuthenticationServerProvider
            CHROMA_SERVER_AUTHN_CREDENTIALS_FILE: /chroma/auth/server.htpasswd

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
