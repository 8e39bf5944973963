internal import Credentials
internal import Hashing

extension Rule {
  static let highCost = Rule(
    name: "high-cost",
    summary: "a cost that makes every request slow",
    page: """
      Servers compute the hash at every request: nothing is cached. At cost 14 that is about a second of one \
      processor, at 17 some eight. --max-cost sets what is too much (14); from 13 on a note says how long a request takes.

      chroma-htpasswd add -C 10 FILE USER sets a new password.
      """,
    bad: Example(admin: "2y$17"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: .highCost,
    check: .anyLine { view in
      guard view.fault == nil, case .bcrypt(let field) = view.format else { return [] }
      let isTooHigh = field.cost > view.options.maximumCost
      guard isTooHigh || field.cost >= .slow else { return [] }
      let cost = max(view.options.minimumCost, min(.standard, view.options.maximumCost))
      let seconds = Bcrypt.estimatedSeconds(field.cost)
      return [
        Report(
          .hash, isTooHigh ? .warning : .note,
          "\(view.name)'s hash has cost \(field.cost.log2Rounds): each request takes about \(words(seconds)) here",
          remedy: view.newPassword(cost: cost))
      ]
    }
  )
}

extension Cost {
  /// Half a second, and more.
  static let slow = Cost(13) ?? .standard
}

/// `8 s`, `3 h`, `12 days`.
private func words(_ seconds: Double) -> String {
  switch seconds {
  case ..<120: "\(Int(seconds.rounded(.up))) s"
  case ..<7200: "\(Int(seconds / 60)) min"
  case ..<172_800: "\(Int(seconds / 3600)) h"
  default: "\(Int(seconds / 86_400)) days"
  }
}
