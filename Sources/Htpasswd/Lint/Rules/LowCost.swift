extension Rule {
  static let lowCost = Rule(
    name: "low-cost",
    summary: "a cost at which passwords are quickly guessed",
    page: """
      Each step of the cost doubles the time that one guess takes. Apache's htpasswd makes cost 5, some two \
      milliseconds. --min-cost sets what is enough (10).

      chroma-htpasswd add FILE USER sets the password anew, with -C COST at another cost than 10; the same password with a higher cost will do.
      """,
    bad: Example(admin: "2y$05"),
    good: Example("admin:\(Example.hash)\n"),
    check: .anyLine { view in
      guard view.fault == nil, case .bcrypt(let field) = view.format, field.cost < view.options.minimumCost
      else { return [] }
      // Without it add takes the usual cost.
      let cost = view.options.minimumCost
      let option = cost > .standard ? "-C \(cost.log2Rounds)" : nil
      return [
        Report(
          .hash, .warning,
          "\(view.name) has a hash of cost \(field.cost.log2Rounds), below \(view.options.minimumCost.log2Rounds)",
          hint: view.adding("sets the password anew", option))
      ]
    }
  )
}
