internal import Credentials
internal import Kernel

extension Rule {
  static let swappedFields = Rule(
    name: "swapped-fields",
    summary: "hash and user in the wrong order",
    page: """
      The hash is before the colon and the user after it. The server reads the hash as a name, and nobody can log in.

      lint --fix --unsafe-fixes swaps them.
      """,
    bad: Example("\(Example.hash):admin\n"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: .fault(.swappedFields),
    check: .line { view in
      guard view.fault == .swappedFields, let entry = view.entry else { return [] }
      let swapped = Array(view.bytes[entry.hash]) + [Ascii.colon] + Array(view.bytes[entry.user])
      let range = view.fileRange(entry.user.lowerBound..<entry.hash.upperBound)
      return [
        Report(
          .line, .error, "user name and hash are swapped; nobody can log in with the line",
          fix: Fix(.unsafe, [Splice(range, swapped)]), to: "swap them")
      ]
    }
  )
}
