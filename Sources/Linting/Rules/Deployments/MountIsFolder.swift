extension Rule {
  static let mountIsFolder = Rule(
    name: "mount-is-folder",
    summary: "a folder in place of a file",
    page: """
      A Secret, a ConfigMap or a volume is mounted as a folder. A Secret is a file only with subPath, a named volume \
      never. Chroma does not start: IsADirectoryError.
      """,
    bad: Example(
      """
      services:
        chroma:
          image: chromadb/chroma:0.6.2
          ports: ["127.0.0.1:8000:8000"]
          volumes: ["credentials:/chroma/server.htpasswd"]
          environment:
            CHROMA_SERVER_AUTHN_PROVIDER: chromadb.auth.basic_authn.BasicAuthenticationServerProvider
            CHROMA_SERVER_AUTHN_CREDENTIALS_FILE: /chroma/server.htpasswd
      volumes:
        credentials: {}

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
