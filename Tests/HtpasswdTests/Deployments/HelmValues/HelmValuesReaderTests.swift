import Credentials
import Deployments
import Kernel
import Testing

/// Services that the chart of amikos makes of its values, version by version.
@Suite struct HelmValuesReaderTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let chart: String?
    let values: String
    let outcome: Outcome
    let release: ChromaRelease?
    /// The lines of findings about the chart.
    let lines: [Int]

    var testDescription: String { "\(chart ?? "no version"): \(values)" }
  }

  private static let auth = "  auth:\n    enabled: true\n"

  static let rows: [Row] = [
    Row(chart: "0.1.14", values: auth, outcome: .open, release: .v040, lines: [4]),
    Row(chart: "0.1.15", values: auth, outcome: .protectedToken, release: .v048, lines: []),
    Row(chart: "0.1.15", values: "  x: 1\n", outcome: .protectedToken, release: .v048, lines: []),
    Row(chart: "0.1.19", values: "  apiVersion: \"0.5.5\"\n", outcome: .open, release: .v06, lines: [3]),
    Row(chart: "0.1.20", values: auth, outcome: .protectedToken, release: .v06, lines: []),
    Row(
      chart: "0.1.23", values: "\(auth)    type: basic\n    basic: {username: a, password: b}\n",
      outcome: .protectedBasic, release: .v06, lines: []),
    Row(
      chart: "0.1.23", values: "\(auth)    token: {headerType: AUTHORIZATION}\n", outcome: .doesNotStart,
      release: .v06, lines: []),
    Row(
      chart: "0.1.23", values: "\(auth)    existingSecret: s\n", outcome: .unknown, release: .v06, lines: []),
    Row(chart: "0.1.23", values: "  auth: {enabled: false}\n", outcome: .open, release: .v06, lines: []),
    Row(chart: "0.1.24", values: auth, outcome: .open, release: .v1, lines: [4]),
    Row(
      chart: "0.1.24", values: "  apiVersion: 0.6.2\n\(auth)", outcome: .unknown, release: .v06, lines: []),
    Row(chart: "0.2.2", values: auth, outcome: .open, release: .v1, lines: [4]),
    Row(
      chart: "0.2.2", values: "  apiVersion: 0.6.2\n\(auth)", outcome: .protectedToken, release: .v06,
      lines: []),
    Row(
      chart: "0.2.2", values: "  x: 1\nimage:\n  tag: 0.6.2\n", outcome: .open, release: .v06, lines: [5]),
    Row(
      chart: "0.2.2", values: "  apiVersion: 0.6.2\nimage:\n  tag: 1.5.9\n", outcome: .open, release: .v1,
      lines: [5]),
    Row(chart: "0.2.2", values: "  apiVersion: x\n", outcome: .unknown, release: nil, lines: []),
    Row(chart: "9.0.0", values: auth, outcome: .unknown, release: nil, lines: []),
    Row(chart: nil, values: auth, outcome: .unknown, release: nil, lines: []),
    Row(chart: nil, values: "  apiVersion: 0.6.2\n\(auth)", outcome: .unknown, release: .v06, lines: []),
    Row(chart: nil, values: "  apiVersion: 1.5.9\n\(auth)", outcome: .open, release: .v1, lines: [5]),
  ]

  @Test(arguments: rows)
  func `what the chart renders`(row: Row) throws {
    let head = row.chart.map { "# amikos-tech/chromadb-chart \($0)\n" } ?? "# note\n"
    let deployment = try read("\(head)chromadb:\n\(row.values)", as: .helmValues, named: "values.yaml")
    let answer = try #require(deployment.answers { _ in .missing }.first)
    #expect(answer.outcome == row.outcome)
    #expect(answer.release == row.release)
    #expect(answer.service.name == "chromadb")
    #expect(deployment.findings.map { $0.place?.line } == row.lines)
    #expect(!deployment.findings.contains { $0.rule != .chartVersion })
  }

  @Test func `the version may be in the chart that depends on it`() throws {
    let deployment = try read(
      "chromadb:\n  chromadb:\n    auth: {enabled: true}\n", as: .helmValues, named: "values.yaml",
      files: ["Chart.yaml": "name: app\nversion: 3.0.0\ndependencies:\n- {name: chromadb, version: 0.1.23}\n"]
    )
    #expect(deployment.answers { _ in .missing }.first?.outcome == .protectedToken)
  }

  @Test(arguments: [
    ("0.2.1", "apiVersion: 0.6.2\n  auth: {enabled: true}", Outcome.open, 3 as Int?),
    ("0.1.23", "auth: {enabled: false}", .protectedToken, 2), ("0.1.23", "x: 1", .protectedToken, nil),
    ("0.1.14", "auth: {enabled: true}", .open, 2),
  ])
  func `a dependency reads nothing that is one level too high`(
    version: String, values: String, outcome: Outcome, line: Int?
  ) throws {
    for name in ["Chart.yaml", "requirements.yaml"] {
      let deployment = try read(
        "chromadb:\n  \(values)\n# chromadb-chart \(version)\n", as: .helmValues, named: "values.yaml",
        files: [name: "dependencies:\n- {name: chromadb, version: \(version)}\n"])
      #expect(deployment.answers { _ in .missing }.first?.outcome == outcome)
      #expect(deployment.findings.compactMap { $0.place?.line } == (line.map { [$0] } ?? []))
    }
  }

  @Test(arguments: ["no", "off", "0", "null", "~", "", "False", "[]", "0.0", "\"\""])
  func `what is false to a template turns it off`(value: String) throws {
    let text = "# chromadb-chart 0.1.23\nchromadb:\n  auth:\n    enabled: \(value)\n"
    let deployment = try read(text, as: .helmValues, named: "values.yaml")
    #expect(deployment.answers { _ in .missing }.first?.outcome == .open)
  }

  @Test func `an auth without anything below it turns it off`() throws {
    let deployment = try read(
      "# chromadb-chart 0.1.23\nchromadb:\n  auth:\n", as: .helmValues, named: "values.yaml")
    #expect(deployment.answers { _ in .missing }.first?.outcome == .open)
  }

  @Test(arguments: ["alias: vec", "repository: https://charts.example.org/"])
  func `another chart, or other values for it, are not judged`(line: String) throws {
    let chart = "name: app\ndependencies:\n- name: chromadb\n  version: 0.1.23\n  \(line)\n"
    let deployment = try read(
      "chromadb:\n  chromadb:\n    auth: {enabled: true}\n", as: .helmValues, named: "values.yaml",
      files: ["Chart.yaml": chart])
    #expect(deployment.answers { _ in .missing }.first?.outcome == .unknown)
  }

  @Test func `an image of somebody else's is not judged, and values may be below the chart's name`() throws {
    let head = "# chromadb-chart 0.1.23\n"
    let other = try read(
      head + "chromadb:\n  auth: {enabled: true}\nimage: {repository: corp/x}\n", as: .helmValues)
    #expect(other.answers { _ in .missing }.first?.outcome == .unknown)
    let inner = try read(head + "chromadb:\n  chromadb:\n    auth: {enabled: false}\n", as: .helmValues)
    #expect(inner.answers { _ in .missing }.first?.outcome == .open)
  }

  @Test func `who reaches it`() throws {
    let deployment = try read(
      "chromadb: {}\nservice: {type: LoadBalancer}\ningress: {enabled: true}\n", as: .helmValues)
    #expect(deployment.services.first?.publications.first?.reach == .everyAddress)
    #expect(deployment.services.first?.publications.count == 2)
  }
}
