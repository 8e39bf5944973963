import Foundation
import TestSupport
import Testing

@Suite struct CalibrateTests {
  @Test func `the table is printed, and a cost alone for --target`() throws {
    let folder = try TemporaryFolder()
    let table = try folder.run("calibrate").expect(exits: 0).expect(says: "Chroma")
    #expect(table.text.hasPrefix("COST"))
    let cost = try folder.run("calibrate", "--target", "50ms").expect(exits: 0).text
    #expect(try (4...31).contains(#require(Int(cost.dropLast()))) && cost.hasSuffix("\n"))
    let json = try folder.run("calibrate", "--format=json", "--target=1s").expect(exits: 0)
    let report = try #require(try JSONSerialization.jsonObject(with: Data(json.output)) as? [String: Any])
    #expect(try (4...31).contains(#require(report["chosen"] as? Int)))
  }

  @Test func `a target that no cost meets is warned of, and one below lint's is`() throws {
    let folder = try TemporaryFolder()
    let outcome = try folder.run("calibrate", "--target", "1us").expect(exits: 0).expect(says: "even cost 4")
    #expect(outcome.text == "4\n")
    try folder.run("calibrate", "--target", "50").expect(exits: 2).expect(says: "50ms or 0.1s")
    try folder.run("calibrate", "file").expect(exits: 2)
  }
}
