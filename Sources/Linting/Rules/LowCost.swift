internal import Credentials
internal import Hashing

extension Rule {
  static let lowCost = Rule(
    name: "low-cost",
    summary: "a cost at which passwords are quickly guessed",
    page: """
      Each step of the cost doubles the time that one guess takes. Apache's htpasswd makes cost 5, some two \
      milliseconds. --min-cost sets what is enough (10).

      chroma-htpasswd add FILE USER sets a new password, with -C COST at another cost than 10; the same password with a \
      higher cost will do.
      """,
    bad: Example(admin: "2y$05"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: .lowCost,
    check: .anyLine { view in
      guard view.fault == nil, case .bcrypt(let field) = view.format, field.cost < view.options.minimumCost
      else { return [] }
      // Without it add uses the standard cost.
      let cost = view.options.minimumCost
      return [
        Report(
          .hash, .warning, "\(view.name)'s hash has cost \(field.cost.log2Rounds), below \(cost.log2Rounds)",
          remedy: view.newPassword(cost: cost > .standard ? cost : nil))
      ]
    }
  )
}
