extension Rule {
  static let fileRefused = Rule(
    name: "file-refused",
    summary: "a file that its reader refuses as a whole",
    page: """
      docker, compose or Kubernetes ends with an error at this line, and starts nothing.
      """,
    bad: Example(
      """
      services:
        chroma:
          image: chromadb/chroma:0.6.2
          image: chromadb/chroma:0.6.3

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
