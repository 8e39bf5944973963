import Foundation
import TestSupport
import Testing

/// Problems that people met in the field, with the files that they had: the commands that they would try, and what a right
/// answer contains, and must not.
@Suite struct ReportCaseTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    /// A folder of `Cases/reports`; those without files have none.
    let report: String
    let command: String
    /// nil where the report does not say it.
    let exits: Int32?
    let says: [String]
    let never: [String]

    var testDescription: String { "\(report): \(command.prefix(60))" }
  }

  @Test(arguments: try recordedCases("reports.jsonl", of: Case.self))
  func `a report of the field gets the cause and the way out`(report: Case) throws {
    let folder = try TemporaryFolder()
    let files = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "Cases/reports/\(report.report)")
    try folder.shell("[ ! -d \"$1\" ] || cp -r \"$1\"/. .; chmod -R u+w,go+r .", files.path)
      .expect(exits: 0)
    let outcome = try folder.shell(report.command)
    if let status = report.exits { outcome.expect(exits: status) }
    for part in report.says { outcome.expect(says: part) }
    for part in report.never { outcome.expect(neverSays: part) }
  }

  @Test func `every report is asked about`() throws {
    let asked = Set(try recordedCases("reports.jsonl", of: Case.self).map(\.report))
    #expect(asked.count == 35, "\(asked.sorted())")
  }
}
