internal import Htpasswd

extension Command {
  static let calibrate = Command(
    name: "calibrate",
    operands: [],
    summary: "measure bcrypt here, and choose a cost",
    details: """
      Measures how long a login takes with each cost on this machine, and how many logins a second a core can \
      check. Chroma computes a hash for every request that has credentials. --target prints the highest cost that \
      takes no longer, alone. Run it where the server runs, while nothing else does.
      """,
    examples: """
      chroma-htpasswd calibrate --target 50ms
      chroma-htpasswd calibrate
      """,
    strayOption: Option.target.erased,
    options: {
      Option.target
      Option.format
    },
    run: { (invocation, console) throws(Failure) in
      let isJSON = invocation[.format] == .json
      let target = invocation[.target]
      let calibration = Calibration()
      let chosen = target.map { calibration.highestCost(within: $0) }
      if let target, let chosen, calibration.seconds(chosen) > target {
        console.warning("even cost \(chosen.log2Rounds) takes \(milliseconds(calibration.seconds(chosen)))")
      } else if let chosen, chosen < .standard {
        let standard = Cost.standard.log2Rounds
        console.warning("cost \(chosen.log2Rounds) is below \(standard), which lint calls low-cost")
      }
      if isJSON { return try console.print(calibration.json(chosen)) }
      if let chosen { return try console.print("\(chosen.log2Rounds)\n") }
      return try console.print(calibration.text)
    })
}

/// The time of a login here, for each reasonable cost.
struct Calibration {
  /// In seconds, for costs from the lowest on.
  private let times: [Double]
  private let cores: Int

  init() {
    self.init(cores: availableCores) { Bcrypt.measuredSeconds($0, for: 0.05) }
  }

  /// - Parameter measure: the time of one hash. It is asked as long as that is short; what takes longer takes twice
  ///   as much with each step.
  init(cores: Int, measure: (Cost) -> Double) {
    var times: [Double] = []
    for cost in Cost.range.compactMap(Cost.init) {
      if let last = times.last, last > 0.05 { times.append(last * 2) } else { times.append(measure(cost)) }
    }
    self.times = times
    self.cores = cores
  }

  func seconds(_ cost: Cost) -> Double { times[cost.log2Rounds - Cost.range.lowerBound] }

  /// The lowest there is where all take longer.
  func highestCost(within target: Double) -> Cost {
    let costs = Cost.range.compactMap(Cost.init)
    return costs.last { seconds($0) <= target } ?? costs[0]
  }

  /// Those that a server may bear: a login takes less than two seconds.
  private var bearable: [Cost] { Cost.range.compactMap(Cost.init).filter { seconds($0) < 2 } }

  var text: String {
    var table = Table(["COST", "LOGIN", "LOGINS/S AND CORE"], rightAligned: [0, 1, 2])
    for cost in bearable {
      table.add([String(cost.log2Rounds), milliseconds(seconds(cost)), rate(1 / seconds(cost))])
    }
    let standard = seconds(.standard)
    let all = Double(cores) / standard
    let words = """
      Chroma computes a hash for every request that has credentials. With cost 10, the default, a request takes \
      \(milliseconds(standard)) longer, and \(cores == 1 ? "the core" : "all \(cores) cores") here can check \
      \(rate(all)) requests a second. `calibrate --target 50ms` prints the highest cost that takes no longer.
      """
    return table.text + "\n" + Help.wrap(words, indent: 0)
  }

  func json(_ chosen: Cost?) -> String {
    JSON.object([
      ("version", .number(1)), ("cores", .number(cores)),
      (
        "costs",
        .array(
          bearable.map { cost in
            .object([
              ("cost", .number(cost.log2Rounds)), ("milliseconds", .decimal(seconds(cost) * 1000)),
              ("loginsPerSecondAndCore", .decimal(1 / seconds(cost))),
            ])
          })
      ),
      ("chosen", chosen.map { .number($0.log2Rounds) } ?? .null),
    ]).line
  }
}

/// `0.95 ms`, `58 ms`.
private func milliseconds(_ seconds: Double) -> String { rate(seconds * 1000) + " ms" }

/// With two digits at least that mean something.
private func rate(_ number: Double) -> String {
  switch number {
  case ..<1: String(Double(Int(number * 100)) / 100)
  case ..<10: String(Double(Int(number * 10)) / 10)
  default: String(Int(number))
  }
}
