import Foundation
import Testing

@testable import HtpasswdBenchmarks

@Suite struct ReportTests {
  private let rows = [
    Benchmark.Row(
      name: "verify", entries: 1_000_000, peer: "htpasswd -vb", rounds: 9, ours: 0.0655, theirs: 0.1094,
      ratio: 0.598,
      limit: 0.6, ourPeak: 20 << 20, theirPeak: 5 << 20, peakLimit: 24 << 20),
    Benchmark.Row(
      name: "start-up", entries: 0, peer: "none", rounds: 1, ours: 0.00061, theirs: nil, ratio: nil,
      limit: nil,
      ourPeak: 1 << 20, theirPeak: nil),
  ]

  @Test func `the table has a row for each, and says what is missing`() {
    let lines = Report(rows, programSize: 8_000_001).table.split(separator: "\n").map(String.init)
    #expect(lines.count == 6)
    #expect(lines[3] == "| `verify` | 1,000,000 | 65.5 | htpasswd -vb | 109 | 0.60 | 0.60 | 20 | 5 | 24 |")
    #expect(lines[4] == "| `start-up` |  | 0.61 | none | - | - |  | 1 | - |  |")
    #expect(lines[5] == "The program has 8,000,001 bytes, at most 8,388,608.")
  }

  @Test func `the JSON is one line that a parser reads`() throws {
    let json = Report(rows, programSize: 8_000_001).json
    #expect(json.split(separator: "\n").count == 1)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let read = try #require(object["rows"] as? [[String: Any]])
    #expect(read.count == 2)
    #expect(object["programBytes"] as? Int == 8_000_001)
    #expect(read[0]["ratio"] as? Double == 0.598)
    #expect(read[0]["milliseconds"] as? Double == 65.5)
    #expect(read[1]["peerMilliseconds"] is NSNull)
  }
}
