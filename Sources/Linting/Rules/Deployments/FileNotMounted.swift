extension Rule {
  static let fileNotMounted = Rule(
    name: "file-not-mounted",
    summary: "a file that the settings name, and nothing mounts there",
    page: """
      The container has no such file: it is mounted under another name, or not at all. Chroma does not start: \
      FileNotFoundError. A relative name is looked for in /chroma.
      """,
    bad: .chroma(settings: [
      Example.basicProvider, "CHROMA_SERVER_AUTHN_CREDENTIALS_FILE: /chroma/auth/server.htpasswd",
    ]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
