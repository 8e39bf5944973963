extension Rule {
  static let chartVersion = Rule(
    name: "chart-version",
    summary: "values that the chart does not use",
    page: """
      The chart of amikos-tech reads chromadb.apiVersion: 0.1.15 to 0.1.19 render names of 0.4 whatever it is, \
      0.1.20 to 0.1.23 settings for 0.5 and 0.6, later ones nothing for 1.x. image.tag alone changes no settings.
      """,
    bad: Example(
      """
      # amikos-tech/chromadb-chart 0.2.2
      image:
        tag: "0.6.3"
      chromadb:
        auth:
          enabled: true
          type: token

      """),
    good: Example.protectedDeployment,
    check: .deployment
  )
}
