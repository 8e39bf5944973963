extension Rule {
  static let cannotTell = Rule(
    name: "cannot-tell",
    summary: "something on which the answer depends, and that is not read here",
    page: """
      A value that a shell computes, a Secret of another file, a class that is not Chroma's, a file of another machine. \
      Nothing is guessed: the outcome is called unknown.
      """,
    bad: Example(
      """
      services:
        chroma:
          image: chromadb/chroma:0.6.2
          ports: ["127.0.0.1:8000:8000"]
          environment:
            CHROMA_SERVER_AUTHN_PROVIDER: my.own.Provider
            CHROMA_SERVER_AUTHN_CREDENTIALS: kVv0D5aQx8Zr1nTq-8Zr1nTqkVv0D5aQ

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
