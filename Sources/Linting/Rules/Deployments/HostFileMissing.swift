extension Rule {
  static let hostFileMissing = Rule(
    name: "host-file-missing",
    summary: "a file that is mounted, and is not there",
    page: """
      Where the source of -v or of a short volume does not exist, docker makes a folder of that name. Chroma does not \
      start: IsADirectoryError. Remove the folder with rmdir, make the file, and start again.
      """,
    bad: Example(
      """
      services:
        chroma:
          image: chromadb/chroma:0.6.2
          ports: ["127.0.0.1:8000:8000"]
          volumes: ["./no-such.htpasswd:/chroma/server.htpasswd"]
          environment:
            CHROMA_SERVER_AUTHN_PROVIDER: chromadb.auth.basic_authn.BasicAuthenticationServerProvider
            CHROMA_SERVER_AUTHN_CREDENTIALS_FILE: /chroma/server.htpasswd

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
