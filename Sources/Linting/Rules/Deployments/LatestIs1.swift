extension Rule {
  static let latestIs1 = Rule(
    name: "latest-is-1",
    summary: "an image without a release: latest has been 1.x since 2025-04-03",
    page: """
      Without a tag, and with the tag latest, the image is that of 1.x, which has no authentication, keeps its data in \
      /data and has another command line. An image that was pulled earlier and is kept may be older: the same file is \
      then protected here and open there. Name the release.
      """,
    bad: .chroma("latest", settings: [Example.tokenProvider, Example.token]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
