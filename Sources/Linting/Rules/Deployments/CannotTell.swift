extension Rule {
  static let cannotTell = Rule(
    name: "cannot-tell",
    summary: "something on which the answer depends, and that is not read here",
    page: """
      A value that a shell computes, a Secret of another file, a class that is not Chroma's, a file of another machine. \
      Nothing is guessed: the outcome is unknown.
      """,
    bad: .chroma(settings: ["CHROMA_SERVER_AUTHN_PROVIDER: my.own.Provider", Example.token]),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
