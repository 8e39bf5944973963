import Foundation
import TestSupport
import Testing

/// What people met in the field: their files, the commands that they try, and what a right answer contains.
@Suite struct ReportCaseTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    struct Command: Decodable, Sendable {
      var run: String
      var exits: Int32
      var says: [String]?
      var neverSays: [String]?
    }

    var title: String
    var commands: [Command]
    /// Of its folder.
    var name = ""

    var testDescription: String { name }

    enum CodingKeys: String, CodingKey { case title, commands }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases/reports")

    static let all: [Case] =
      (try? FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
        let file = folder.appending(path: "\(name)/expected.json")
        var report = try JSONDecoder().decode(Case.self, from: Data(contentsOf: file))
        report.name = name
        return report
      }) ?? []
  }

  @Test func `every report is read`() {
    #expect(Case.all.count == 35)
  }

  @Test(arguments: Case.all)
  func `a report is answered as it has to be`(report: Case) throws {
    let folder = try TemporaryFolder()
    let source = Case.folder.appending(path: report.name)
    for name in try FileManager.default.contentsOfDirectory(atPath: source.path) where name != "expected.json"
    {
      try folder.write(Array(Data(contentsOf: source.appending(path: name))), to: name)
    }
    for command in report.commands {
      let outcome = try folder.shell(command.run).expect(exits: command.exits)
      for words in command.says ?? [] { outcome.expect(says: words) }
      for words in command.neverSays ?? [] { outcome.expect(neverSays: words) }
    }
  }
}
