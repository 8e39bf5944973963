internal import Credentials
internal import Hashing
internal import Kernel

extension Rule {
  static let extraField = Rule(
    name: "extra-field",
    summary: "more than two fields",
    page: """
      Chroma splits a line at every colon and needs two parts: a third stops it (ValueError: Invalid htpasswd \
      credentials found). nginx and Apache ignore what follows the hash, lighttpd reads it as part of the hash. Two \
      entries on one line, as a tool leaves them that appends to a file without final line feed, look like this too.

      lint --fix --unsafe-fixes removes what follows the hash, or puts the second of two entries on a line of its own.
      """,
    bad: Example("admin:\(Example.hash):Alice Smith\n"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: .fault(.extraField),
    check: .line { view in
      guard view.fault == .extraField, let entry = view.entry else { return [] }
      let hash = view.bytes.span.extracting(entry.hash)
      let (what, effect, fix): (String, String, Fix)
      if let count = hash.firstOfTwoHashes {
        let end = entry.hash.lowerBound + count
        what = "two entries are on one line"
        effect = "put the second on a line of its own"
        fix = Fix(.unsafe, [Splice(view.fileRange(end..<end), [Ascii.lineFeed])])
      } else if HashDiagnosis.isLock(view.bytes.span.extracting(entry.rest)) {
        return [
          Report(.rest, view.severity(.warning), view.reason(and: "the line has more than two fields"))
        ]
      } else if HashDiagnosis(hash).isWhole {
        (what, effect) = ("the line has more than two fields", "remove what follows the hash")
        fix = Fix(.unsafe, [Splice(view.fileRange(entry.rest), [])])
      } else if view.bytes.span.extracting(entry.rest).endsInWholeHash {
        return [
          Report(
            .rest, view.severity(.warning), view.reason(and: "the line has more than two fields"),
            remedy: .manual("give each entry a line of its own"))
        ]
      } else {
        (what, effect, fix) = ("the line has more than two fields", "remove the line", view.removal)
      }
      return [
        Report(.rest, view.severity(.warning), view.reason(and: what), fix: fix, to: effect)
      ]
    }
  )
}

extension Span<UInt8> {
  /// Whether the last field of the line is a hash: the second of two entries, of which the first one is damaged.
  fileprivate var endsInWholeHash: Bool {
    var start = count
    while start > 0, self[start - 1] != Ascii.colon { start -= 1 }
    return if case .whole = HashDiagnosis(extracting(start...)) { true } else { false }
  }
}
