import Foundation
import Htpasswd
import Testing

@testable import ChromaHtpasswd

@Suite struct CalibrateTests {
  /// Cost 4 takes a millisecond, each step twice as long.
  private let calibration = Calibration(cores: 4) { Double(1 << ($0.log2Rounds - 4)) / 1000 }

  @Test(arguments: [(1e-6, 4), (0.001, 4), (0.0019, 4), (0.002, 5), (0.05, 9), (0.1, 10), (1, 13), (1e9, 31)])
  func `the highest cost within a time is chosen, the lowest where all take longer`(
    target: Double, cost: Int
  ) {
    #expect(calibration.highestCost(within: target).log2Rounds == cost)
  }

  @Test func `what takes long is not measured but computed`() throws {
    var asked: [Int] = []
    let calibration = Calibration(cores: 1) { cost in
      asked.append(cost.log2Rounds)
      return cost.log2Rounds == 4 ? 0.01 : 0.06
    }
    #expect(asked == [4, 5])
    #expect(calibration.seconds(try #require(Cost(7))) == 0.24)
  }

  @Test func `the table has a row for each cost that a server may bear`() {
    let lines = calibration.text.split(separator: "\n").map(String.init)
    #expect(lines[0] == "COST    LOGIN  LOGINS/S AND CORE")
    #expect(lines[1] == "   4   1.0 ms               1000")
    #expect(lines[7] == "  10    64 ms                 15")
    #expect(lines[11] == "  14  1024 ms               0.97" && !lines[12].contains("15  "))
    #expect(
      calibration.text.replacing("\n", with: " ").contains(
        "64 ms longer, and all 4 cores here can check 62 requests"))
    #expect(lines.allSatisfy { $0.count <= 80 })
  }

  @Test func `JSON has the same numbers`() throws {
    struct Report: Decodable {
      struct Row: Decodable {
        var cost: Int
        var milliseconds: Double
        var loginsPerSecondAndCore: Double
      }
      var version: Int
      var cores: Int
      var costs: [Row]
      var chosen: Int?
    }
    let report = try JSONDecoder().decode(Report.self, from: Data(calibration.json(Cost(12)).utf8))
    #expect(report.version == 1 && report.cores == 4 && report.chosen == 12)
    #expect(report.costs.map(\.cost) == Array(4...14))
    #expect(report.costs[6].milliseconds == 64 && report.costs[6].loginsPerSecondAndCore == 15.625)
    #expect(try JSONDecoder().decode(Report.self, from: Data(calibration.json(nil).utf8)).chosen == nil)
  }

  @Test(arguments: [("50ms", 0.05), ("0.1s", 0.1), ("2s", 2), ("250us", 0.00025), (".5s", 0.5)])
  func `a time has a unit`(text: String, seconds: Double) throws {
    let parsed = try #require(try Invocation(typed: "calibrate", "--target", text)[.target])
    #expect(abs(parsed - seconds) < 1e-12)
  }

  @Test(arguments: ["50", "ms", "", "-1s", "0s", "1e3s", "infs", "nans", "1 s", "1.2.3s", "1h", "s50"])
  func `anything else is no time`(text: String) throws {
    let failure = failure { try Invocation(typed: "calibrate", "--target", text) }
    #expect(failure?.message == "--target takes a time such as 50ms or 0.1s")
  }
}
