internal import Credentials

extension Rule {
  static let composeEscapedDollar = Rule(
    name: "compose-escaped-dollar",
    summary: "dollars escaped, as in a compose file",
    page: """
      In a compose file each $ of a hash is written $$, and in a shell it may be \\$. In a credential file that is not a \
      hash: the server refuses the login.

      lint --fix writes each $ once.
      """,
    bad: Example("admin:\(Example.hash.split(separator: "$").reduce("") { $0 + "$$" + $1 })\n"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: .fault(.composeEscaped),
    check: .line { view in
      guard view.fault == .composeEscaped, !view.isUsable else { return [] }
      return [view.damageReport(.safe, to: "write each $ once")]
    }
  )
}
