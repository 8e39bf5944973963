internal import Credentials
internal import Hashing
internal import Kernel

extension Rule {
  static let composeEscapedDollar = Rule(
    name: "compose-escaped-dollar",
    summary: "dollars doubled for a compose file",
    page: """
      In a compose file each $ of a hash is written $$. In a credential file that is not a hash: Chroma refuses the \
      login.

      lint --fix writes each $ once.
      """,
    bad: Example("admin:\(Example.hash.split(separator: "$").reduce("") { $0 + "$$" + $1 })\n"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: .fault(.composeEscaped),
    check: .line { view in
      guard view.fault == .composeEscaped, let entry = view.entry, let field = view.field else { return [] }
      var single: [UInt8] = []
      for byte in field where byte != Ascii.dollar || single.last != Ascii.dollar { single.append(byte) }
      let message = "\(view.name)'s hash has $$ in place of $, as in a compose file; \(view.consequence)"
      guard BcryptField(single.span) != nil else {
        return [Report(.hash, view.severity(.warning), message, remedy: view.newPassword())]
      }
      return [
        Report(
          .hash, view.severity(.warning), message,
          fix: Fix(.safe, [Splice(view.fileRange(entry.hash), single)]), to: "write each $ once")
      ]
    }
  )
}
