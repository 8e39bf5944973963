extension Rule {
  static let chroma1IgnoresSettings = Rule(
    name: "chroma-1-ignores-settings",
    summary: "settings of authentication that Chroma 1.x ignores",
    page: """
      The image and chroma run of 1.0 and later have no authentication. They pass over CHROMA_SERVER_AUTHN_*, \
      CHROMA_SERVER_AUTH_* and CHROMA_SERVER_AUTHZ_* silently, and answer everyone.

      Put a server that asks for credentials in front of it, and do not publish Chroma's own port: chroma-htpasswd \
      config compose --for \
      chroma-1 --proxy nginx. Or pin the last release with authentication that refuses strangers everywhere, 0.6.2.
      """,
    bad: .chroma("1.5.9", settings: [Example.tokenProvider, Example.token]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
