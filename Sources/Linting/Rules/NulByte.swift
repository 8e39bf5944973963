internal import Credentials
internal import Kernel

extension Rule {
  static let nulByte = Rule(
    name: "nul-byte",
    summary: "a NUL byte in a line",
    page: """
      NUL bytes are damage, or come from another encoding. Chroma keeps them as part of the name or the hash, or stops \
      on a line that holds nothing else: ValueError: Invalid htpasswd credentials found: ['\\x00'].

      lint --fix removes a NUL; if a line has several, or a login would be lost, that needs lint --fix --unsafe-fixes. \
      UTF-16, in which every other byte is NUL, is found by utf16-encoding.
      """,
    bad: Example("admin:\(Example.hash)\nbob\0:\(Example.hash.dropLast())C\n"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: .nul,
    covers: .nulLines,
    showsThrough: .nulLines,
    check: .line { view in
      let nuls = view.bytes.indices.filter { view.bytes[$0] == Ascii.nul }
      guard let first = nuls.first, let last = nuls.last else { return [] }
      let rest = view.bytes[first...last].filter { $0 != Ascii.nul }
      let isOne = nuls.count == 1
      return [
        Report(
          .line, view.severity(.warning),
          view.reason(and: "the line has \(isOne ? "a NUL byte" : "\(nuls.count) NUL bytes")"),
          fix: Fix(isOne ? .safe : .unsafe, [Splice(view.fileRange(first..<last + 1), rest)]),
          to: isOne ? "remove the NUL byte" : "remove the NUL bytes")
      ]
    }
  )
}
