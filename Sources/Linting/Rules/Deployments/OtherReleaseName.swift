extension Rule {
  static let otherReleaseName = Rule(
    name: "other-release-name",
    summary: "a setting under the name that another release has for it",
    page: """
      Chroma 0.4 reads CHROMA_SERVER_AUTH_..., 0.5 and 0.6 read CHROMA_SERVER_AUTHN_...; each passes over the names of \
      the other. If the provider is the one that is passed over, the server is open.

      Rename all of them together, and the values of the provider and the header too: chroma-htpasswd config env prints \
      the set for a release.
      """,
    bad: .chroma(settings: [
      Example.tokenProvider04, "CHROMA_SERVER_AUTH_CREDENTIALS: kVv0D5aQx8Zr1nTq-8Zr1nTqkVv0D5aQ",
    ]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
