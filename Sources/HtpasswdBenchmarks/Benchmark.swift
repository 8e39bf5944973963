internal import Htpasswd

/// One row of the table: some work of ours, and a peer's.
struct Benchmark {
  let name: String
  let entries: Int
  let rounds: Int
  let ours: Work
  /// Its name in the table; nil if it is not installed.
  let peer: (name: String, work: Work?)
  /// The ratio that is to be reached, if there is one.
  var limit: Double?
  /// The limit for the peak of memory, in bytes.
  var peakLimit: Int?

  /// Something to measure.
  struct Work {
    /// Before each measurement, and not measured.
    var prepare: () throws(Problem) -> Void = { () throws(Problem) in }
    let measure: () throws(Problem) -> Program.Cost
  }

  struct Row {
    let name: String
    let entries: Int
    let peer: String
    let rounds: Int
    /// Medians, in seconds.
    let ours: Double
    let theirs: Double?
    /// The median of the quotients of each pair.
    let ratio: Double?
    let limit: Double?
    /// In bytes.
    let ourPeak: Int
    let theirPeak: Int?
    var peakLimit: Int?
  }

  /// Both in turn, so that what else the machine does meets both.
  func measured() throws(Problem) -> Row {
    var ours: [Program.Cost] = []
    var theirs: [Program.Cost] = []
    for _ in 0..<rounds {
      try self.ours.prepare()
      ours.append(try self.ours.measure())
      guard let work = peer.work else { continue }
      try work.prepare()
      theirs.append(try work.measure())
    }
    return Row(
      name: name, entries: entries, peer: peer.name, rounds: rounds, ours: median(ours.map(\.seconds)) ?? 0,
      theirs: median(theirs.map(\.seconds)),
      ratio: median(zip(ours, theirs).map { $0.seconds / $1.seconds }), limit: limit,
      ourPeak: ours.map(\.peak).max() ?? 0, theirPeak: theirs.map(\.peak).max(),
      peakLimit: peakLimit)
  }
}

private func median(_ numbers: [Double]) -> Double? {
  guard !numbers.isEmpty else { return nil }
  let sorted = numbers.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
