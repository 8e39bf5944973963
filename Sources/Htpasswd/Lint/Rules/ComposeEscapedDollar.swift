extension Rule {
  static let composeEscapedDollar = Rule(
    name: "compose-escaped-dollar",
    summary: "dollars doubled for a compose file",
    page: """
      In a compose file each $ of a hash is written $$. In a credential file that is no hash: Chroma refuses the \
      login.

      lint --fix writes them once.
      """,
    bad: Example("admin:\(Example.hash.split(separator: "$").reduce("") { $0 + "$$" + $1 })\n"),
    good: Example("admin:\(Example.hash)\n"),
    check: .line { view in
      guard view.fault == .composeEscaped, let entry = view.entry, let field = view.field else { return [] }
      var single: [UInt8] = []
      for byte in field where byte != Ascii.dollar || single.last != Ascii.dollar { single.append(byte) }
      let isWhole = BcryptField(single.span) != nil
      return [
        Report(
          .hash, view.severity(.warning),
          "\(view.name) has a hash with $$ in place of $, as compose files want it; \(view.consequence)",
          hint: isWhole
            ? "\(view.mending(.safe)) writes them once" : view.adding("sets the password anew"),
          fix: isWhole ? Fix(.safe, [Splice(view.fileRange(entry.hash), single)]) : nil)
      ]
    }
  )
}
