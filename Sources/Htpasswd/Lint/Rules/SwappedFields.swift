extension Rule {
  static let swappedFields = Rule(
    name: "swapped-fields",
    summary: "hash and user in the wrong order",
    page: """
      The hash stands before the colon and the user behind it. The server takes the hash for a name, and nobody can \
      log in.

      lint --unsafe-fixes changes their places.
      """,
    bad: Example("\(Example.hash):admin\n"),
    good: Example("admin:\(Example.hash)\n"),
    check: .line { view in
      guard view.fault == .swappedFields, let entry = view.entry else { return [] }
      let swapped = Array(view.bytes[entry.hash]) + [Ascii.colon] + Array(view.bytes[entry.user])
      let range = view.fileRange(entry.user.lowerBound..<entry.hash.upperBound)
      return [
        Report(
          .line, .error,
          "the hash stands where the user name belongs; \(view.server.product) lets nobody in by it",
          hint: "\(view.mending(.unsafe)) changes their places", fix: Fix(.unsafe, [Splice(range, swapped)]))
      ]
    }
  )
}
