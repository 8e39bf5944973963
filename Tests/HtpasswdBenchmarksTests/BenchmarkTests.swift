import Testing

@testable import HtpasswdBenchmarks

@Suite struct BenchmarkTests {
  /// Work that takes these times, one after the other, and notes that it was done.
  private func work(_ word: String, _ seconds: [Double], _ log: Log) -> Benchmark.Work {
    Benchmark.Work(
      prepare: { () throws(Problem) in log.words.append("prepare \(word)") },
      measure: { () throws(Problem) in
        defer { log.words.append(word) }
        return Program.Cost(seconds: seconds[log.words.count { $0 == word }], peak: 1 << 20)
      })
  }

  private final class Log {
    var words: [String] = []
  }

  @Test func `both are measured in turn, each prepared, and the ratio is that of pairs`() throws {
    let log = Log()
    let row = try Benchmark(
      name: "work", entries: 7, rounds: 3, ours: work("ours", [1, 10, 3], log),
      peer: ("peer", work("theirs", [2, 40, 3], log)), limit: 0.6
    ).measured()
    #expect(
      log.words
        == Array(repeating: ["prepare ours", "ours", "prepare theirs", "theirs"], count: 3).flatMap { $0 })
    #expect(row.ours == 3)
    #expect(row.theirs == 3)
    #expect(row.ratio == 0.5)
    #expect(row.limit == 0.6)
    #expect(row.ourPeak == 1 << 20)
  }

  @Test func `without the peer there is no ratio`() throws {
    let row = try Benchmark(
      name: "work", entries: 1, rounds: 2, ours: work("ours", [1, 3], Log()), peer: ("peer", nil)
    ).measured()
    #expect(row.ours == 2)
    #expect(row.theirs == nil)
    #expect(row.ratio == nil)
  }
}
