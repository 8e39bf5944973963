extension Rule {
  static let releaseUnknown = Rule(
    name: "release-unknown",
    summary: "a Chroma whose release the files do not say",
    page: """
      What a server does with settings depends on its release: with the same ones 0.4 is open, 0.6 asks and 1.x is \
      open. A tag in a variable that is not set, a digest, a build and pip without a version do not say it.
      """,
    bad: .chroma("${CHROMA_TAG_OF_NOBODY}", settings: [Example.tokenProvider, Example.token]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
