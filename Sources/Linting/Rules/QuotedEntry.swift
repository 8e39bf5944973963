internal import Credentials
internal import Kernel

extension Rule {
  static let quotedEntry = Rule(
    name: "quoted-entry",
    summary: "quotes around an entry, a name or a hash",
    page: """
      Quotes mean nothing in the file: around a hash they make it one that nothing matches, around a line or a name \
      they become part of the name. They come from a shell command or a YAML value.

      lint --fix --unsafe-fixes removes them.
      """,
    bad: Example("admin:'\(Example.hash)'\n"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: [.fault(.quotedLine), .fault(.quotedUser), .fault(.quotedHash), .quotedName],
    check: .line { view in
      guard let entry = view.entry else { return [] }
      if view.fault == .quotedHash {
        return view.isUsable ? [] : [view.damageReport(.unsafe, to: "remove the quotes")]
      }
      let part: Range<Int>
      let what: String
      switch view.fault {
      case .quotedLine: (part, what) = (view.markCount..<view.bytes.count, "the line")
      case .quotedUser: (part, what) = (entry.user, "the name \(view.name)")
      default:
        // Something else is wrong with the hash, and a quote was left in the name.
        guard let user = view.user, user.count > 1, user.beginsWithQuote, user.first != user.last else {
          return []
        }
        (part, what) = (entry.user, "the name \(view.name)")
      }
      let quoted = WhiteSpace.strip(view.bytes.span.extracting(part))
      let range = part.lowerBound + quoted.lowerBound..<part.lowerBound + quoted.upperBound
      let (first, last) = (range.lowerBound, range.upperBound - 1)
      let beginning = "\(what) begins with a quote, which is part of the name"
      // All of those at an end, so that nothing is left for another fix.
      guard let begin = range.first(where: { !view.bytes[$0].isQuote }),
        let end = range.last(where: { !view.bytes[$0].isQuote })
      else { return [Report(.user, .warning, beginning)] }
      let opening = Splice(view.fileRange(first..<begin), [])
      guard view.bytes[first] == view.bytes[last] else {
        return [Report(.user, .warning, beginning, fix: Fix(.unsafe, [opening]), to: "remove the quote")]
      }
      return [
        Report(
          view.fault == .quotedLine ? .line : .user,
          view.severity(.warning), "\(what) is in quotes; \(view.consequence)",
          fix: Fix(.unsafe, [opening, Splice(view.fileRange(end + 1..<last + 1), [])]),
          to: "remove the quotes")
      ]
    }
  )
}
