extension Rule {
  static let headerValue = Rule(
    name: "header-value",
    summary: "a header for the token that this release does not know",
    page: """
      CHROMA_AUTH_TOKEN_TRANSPORT_HEADER takes Authorization or X-Chroma-Token from 0.5.1 on, AUTHORIZATION or \
      X_CHROMA_TOKEN up to 0.5.0. With any other value Chroma does not start.
      """,
    bad: .chroma(settings: [
      Example.tokenProvider, Example.token, "CHROMA_AUTH_TOKEN_TRANSPORT_HEADER: AUTHORIZATION",
    ]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
