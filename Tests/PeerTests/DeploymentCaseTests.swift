import Foundation
import TestSupport
import Testing

/// `lint` of whole deployments, against what the real servers did with them (`Cases/deployments`).
@Suite struct DeploymentCaseTests {
  @Test(arguments: try DeploymentCase.all())
  func `outcome, release and lines are those of the real servers`(example: DeploymentCase) throws {
    var words = ["lint", "--format", "json"]
    if let server = example.expected.for { words += ["--for", server] }
    if let reader = example.expected.as { words += ["--as", reader] }
    let outcome = try Command([Program.path] + words + [example.expected.main], in: example.folder.path).run()
    let report = try JSONDecoder().decode(DeploymentReport.self, from: Data(outcome.text.utf8))
    let main = try #require(report.files.first { $0.path == example.expected.main }, "\(outcome)")
    // A kind that is named and not read (design, "Lint").
    if example.expected.kind == "terraform" {
      #expect(main.services.isEmpty && main.findings.count == 1, "\(outcome)")
      return
    }
    for service in example.expected.services {
      let found = main.services.first { $0.name == service.name }
      #expect(found?.outcome == service.outcome, "\(service.name): \(service.why)\n\(outcome)")
      #expect(found?.release == service.release, "\(service.name)\n\(outcome)")
    }
    for finding in example.expected.findings {
      let path = finding.file ?? example.expected.main
      let lines = Set([finding.line] + (finding.or ?? []))
      let found = report.files.first { $0.path == path }?.findings ?? []
      #expect(found.contains { lines.contains($0.line) }, "\(path) \(lines): \(finding.what)\n\(outcome)")
    }
  }

}

/// A folder of `Cases/deployments`.
struct DeploymentCase: CustomTestStringConvertible, Sendable {
  let folder: URL
  let expected: Expected

  var testDescription: String { folder.lastPathComponent }

  struct Expected: Decodable, Sendable {
    let kind: String
    let main: String
    let services: [Service]
    let findings: [Finding]
    let `as`: String?
    let `for`: String?

    struct Service: Decodable, Sendable {
      let name: String
      let release: String
      let outcome: String
      let why: String
    }
    struct Finding: Decodable, Sendable {
      let line: Int
      let or: [Int]?
      let file: String?
      let what: String
    }
  }

  static func all() throws -> [DeploymentCase] {
    let cases = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases/deployments")
    return try FileManager.default.contentsOfDirectory(at: cases, includingPropertiesForKeys: nil)
      .sorted { $0.path < $1.path }
      .map { folder in
        let expected = try JSONDecoder().decode(
          Expected.self, from: Data(contentsOf: folder.appending(path: "expected.json")))
        return DeploymentCase(folder: folder, expected: expected)
      }
  }
}
