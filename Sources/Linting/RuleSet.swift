internal import Kernel

/// The rules of one lint, sorted by what they are asked about. It is built once; no rule is copied for a line.
struct RuleSet: Sendable {
  /// A rule about lines, as the engine needs it for each.
  struct LineRule: Sendable {
    let origin: Origin
    let triggers: LineTraits
    let readsEveryLine: Bool
    let showsThroughNUL: Bool
    let check: @Sendable (LineView) -> [Rule.Report]
  }

  struct RepeatedRule: Sendable {
    let origin: Origin
    let check: @Sendable (LineView, Rule.Former) -> [Rule.Report]
  }

  /// Which rule a finding is of.
  struct Origin: Sendable {
    let name: String
    let rank: UInt16
    let showsThrough: Rule.Cover
  }

  /// With each rule's place in its table.
  let rules: [(origin: Origin, check: Rule.Check)]
  /// Asked about a line once for each server.
  let perServer: [LineRule]
  /// Asked about a line once for all servers.
  let once: [LineRule]
  /// The traits that some of those ask about.
  let triggers: LineTraits
  private let byLikeness: [(likeness: Rule.Likeness, rule: RepeatedRule)]
  /// The findings that some rule covers.
  let covers: Rule.Cover
  /// Whether UTF-16 covers nothing of a rule, by rank.
  private let showsThroughUTF16: [Bool]

  init(_ rules: [Rule], _ options: LintOptions) {
    var perServer: [LineRule] = []
    var once: [LineRule] = []
    // Few: for a dictionary the runtime would look through every conformance there is.
    var byLikeness: [(likeness: Rule.Likeness, rule: RepeatedRule)] = []
    var covers: Rule.Cover = []
    var asked: [(origin: Origin, check: Rule.Check)] = []
    for rank in rules.indices {
      // No copy of the whole rule.
      guard !options.ignored.contains(rules[rank].name), rules[rank].isAsked(options) else { continue }
      // A rule that is not among the only ones covers all the same: others know nothing of what it is about.
      covers.formUnion(rules[rank].covers)
      if let only = options.only, !only.contains(rules[rank].name) { continue }
      let origin = Origin(name: rules[rank].name, rank: UInt16(rank), showsThrough: rules[rank].showsThrough)
      func lineRule(_ readsEveryLine: Bool, _ check: @escaping @Sendable (LineView) -> [Rule.Report])
        -> LineRule
      {
        LineRule(
          origin: origin, triggers: rules[rank].triggers, readsEveryLine: readsEveryLine,
          showsThroughNUL: rules[rank].showsThrough.contains(.nulLines), check: check)
      }
      switch rules[rank].check {
      case .line(let check): perServer.append(lineRule(false, check))
      case .unreadLine(let check): perServer.append(lineRule(true, check))
      case .anyLine(let check): once.append(lineRule(false, check))
      case .repeated(let likeness, let check):
        byLikeness.append((likeness, RepeatedRule(origin: origin, check: check)))
      case .deployment: break
      default: asked.append((origin, rules[rank].check))
      }
    }
    self.rules = asked
    self.perServer = perServer
    self.once = once
    self.byLikeness = byLikeness
    self.covers = covers
    triggers = (perServer + once).reduce([]) { $0.union($1.triggers) }
    showsThroughUTF16 = rules.map { $0.showsThrough.contains(.wideLines) }
  }

  func repeated(_ likeness: Rule.Likeness) -> [RepeatedRule] {
    byLikeness.filter { $0.likeness == likeness }.map(\.rule)
  }

  /// Whether a finding of this rank is shown beside UTF-16.
  func showsThroughUTF16(_ rank: UInt16) -> Bool { showsThroughUTF16[Int(rank)] }
}
