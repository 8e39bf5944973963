extension Rule {
  static let hostFileMissing = Rule(
    name: "host-file-missing",
    summary: "a file that is mounted, and is not there",
    page: """
      If the source of -v or of a short volume does not exist, docker makes a folder of that name. Chroma does not \
      start: IsADirectoryError. Remove the folder with rmdir, make the file, and start again.
      """,
    bad: .chroma(
      keys: "volumes: [\"./no-such.htpasswd:/chroma/server.htpasswd\"]",
      settings: [Example.basicProvider, "CHROMA_SERVER_AUTHN_CREDENTIALS_FILE: /chroma/server.htpasswd"]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
