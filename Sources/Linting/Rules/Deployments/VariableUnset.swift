extension Rule {
  static let variableUnset = Rule(
    name: "variable-unset",
    summary: "a name in a value that is not set here",
    page: """
      ${NAME} without a default is replaced by nothing if NAME is set neither in the environment nor in .env. lint \
      sees its own environment; what a server has is not known here. Write ${NAME:?} so that compose refuses to start \
      without it.
      """,
    bad: .chroma(settings: [
      Example.tokenProvider, "CHROMA_SERVER_AUTHN_CREDENTIALS: ${CHROMA_TOKEN_OF_NOBODY}",
    ]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
