extension Rule {
  static let nulByte = Rule(
    name: "nul-byte",
    summary: "a NUL byte in a line",
    page: """
      NUL bytes are damage, or come from another encoding. Chroma keeps them as part of the name or the hash, or stops \
      on a line that holds nothing else: ValueError: Invalid htpasswd credentials found: ['\\x00'].

      lint --fix takes a NUL out; where a line has several, or a login would be lost, that takes lint --unsafe-fixes. \
      Of UTF-16, in which every other byte is NUL, utf16-encoding tells.
      """,
    bad: Example("admin:\(Example.hash)\nbob\0:\(Example.hash.dropLast())C\n"),
    good: Example("admin:\(Example.hash)\n"),
    check: .line { view in
      let nuls = view.bytes.indices.filter { view.bytes[$0] == Ascii.nul }
      guard let first = nuls.first, let last = nuls.last else { return [] }
      let rest = view.bytes[first...last].filter { $0 != Ascii.nul }
      let kind = nuls.count == 1 ? Fix.Kind.safe : .unsafe
      return [
        Report(
          .line, view.severity(.warning),
          "the line holds \(nuls.count == 1 ? "a NUL byte" : "\(nuls.count) NUL bytes"); \(view.consequence)",
          hint: "\(view.mending(kind)) takes \(nuls.count == 1 ? "it" : "them") out",
          fix: Fix(kind, [Splice(view.fileRange(first..<last + 1), rest)]))
      ]
    }
  )
}
