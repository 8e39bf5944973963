extension Rule {
  static let extraField = Rule(
    name: "extra-field",
    summary: "more than two fields",
    page: """
      Chroma splits a line at every colon and wants two parts: a third stops it (ValueError: Invalid htpasswd \
      credentials found). nginx and Apache ignore what follows the hash, lighttpd takes it for a part of it. Two \
      entries on one line, as a tool leaves them that appends to a file without final line feed, look like this too.

      lint --unsafe-fixes removes what follows the hash, or parts two entries.
      """,
    bad: Example("admin:\(Example.hash):Alice Smith\n"),
    good: Example("admin:\(Example.hash)\n"),
    check: .line { view in
      guard view.fault == .extraField, let entry = view.entry else { return [] }
      let hash = Array(view.bytes[entry.hash])
      let isFused = hash.count > 60 && BcryptField(hash.span.extracting(0..<60)) != nil
      let end = entry.hash.lowerBound + 60
      let isHash = BcryptField(hash.span) != nil
      let fix: Fix
      if isFused {
        fix = Fix(.unsafe, [Splice(view.fileRange(end..<end), [Ascii.lineFeed])])
      } else if isHash {
        fix = Fix(.unsafe, [Splice(view.fileRange(entry.rest), [])])
      } else {
        fix = view.removal
      }
      return [
        Report(
          .rest, view.severity(.warning),
          (isFused ? "two entries stand on one line" : "the line has more than two fields")
            + "; \(view.consequence)",
          hint: view.mending(.unsafe)
            + (isFused
              ? " puts the second on a line of its own"
              : " removes \(isHash ? "what follows the hash" : "the line")"),
          fix: fix)
      ]
    }
  )
}
