extension Rule {
  static let dataPath = Rule(
    name: "data-path",
    summary: "data in a place that 1.x does not use",
    page: """
      Releases up to 0.6.3 keep their data in /chroma/chroma, 1.x in /data. What is mounted at the old place stays \
      empty, and the data goes with the container.
      """,
    bad: Example(
      """
      services:
        chroma:
          image: chromadb/chroma:1.5.9
          ports: ["127.0.0.1:8000:8000"]
          volumes: ["data:/chroma/chroma"]
      volumes:
        data: {}

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
