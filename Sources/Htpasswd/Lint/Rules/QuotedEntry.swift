extension Rule {
  static let quotedEntry = Rule(
    name: "quoted-entry",
    summary: "quotes around an entry or a hash",
    page: """
      Quotes are no syntax of the file: around a hash they make it another that nothing matches, around a line they \
      become part of the name. They come from a shell command or a YAML value.

      lint --unsafe-fixes removes them.
      """,
    bad: Example("admin:'\(Example.hash)'\n"),
    good: Example("admin:\(Example.hash)\n"),
    check: .line { view in
      let range: Range<Int>
      switch view.fault {
      case .quotedLine: range = WhiteSpace.strip(view.bytes.span)
      case .quotedHash:
        guard let entry = view.entry else { return [] }
        let field = WhiteSpace.strip(view.bytes.span.extracting(entry.hash))
        range = entry.hash.lowerBound + field.lowerBound..<entry.hash.lowerBound + field.upperBound
      default: return []
      }
      let (first, last) = (range.lowerBound, range.upperBound - 1)
      let isLine = view.fault == .quotedLine
      return [
        Report(
          isLine ? .line : .hash, view.severity(.warning),
          "the \(isLine ? "line" : "hash of \(view.name)") stands in quotes; \(view.consequence)",
          hint: "\(view.mending(.unsafe)) removes the quotes",
          fix: Fix(
            .unsafe,
            [Splice(view.fileRange(first..<first + 1), []), Splice(view.fileRange(last..<last + 1), [])]))
      ]
    }
  )
}
