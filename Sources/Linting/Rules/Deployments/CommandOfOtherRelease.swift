extension Rule {
  static let commandOfOtherRelease = Rule(
    name: "command-of-other-release",
    summary: "a command that the image does not have",
    page: """
      The entrypoint of 0.4.23 to 0.6.3 takes options of uvicorn, or uvicorn chromadb.app:app; that of 1.x is chroma, \
      and takes run. No release of chroma run has options for authentication.
      """,
    bad: .chroma("1.5.9", keys: "command: uvicorn chromadb.app:app --host 0.0.0.0"),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
