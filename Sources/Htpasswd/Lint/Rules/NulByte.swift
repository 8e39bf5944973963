extension Rule {
  static let nulByte = Rule(
    name: "nul-byte",
    summary: "a NUL byte in a line",
    page: """
      NUL bytes come from UTF-16: an ASCII file to which Windows PowerShell appended with >>. Chroma keeps them as \
      part of the name or the hash, or stops on a line that holds nothing else: ValueError: Invalid htpasswd \
      credentials found: ['\\x00'].

      lint --fix removes them where they stand between letters as UTF-16 has them; otherwise lint --unsafe-fixes \
      removes the line.
      """,
    bad: Example("admin:\(Example.hash)\nbob\0:\(Example.hash)\n"),
    good: Example("admin:\(Example.hash)\n"),
    check: .line { view in
      let nuls = view.bytes.filter { $0 == Ascii.nul }.count
      guard nuls > 0 else { return [] }
      let isUTF16 = nuls * 5 >= view.bytes.count * 2
      return [
        Report(
          .line, view.severity(.warning),
          isUTF16
            ? "the line is UTF-16, as Windows PowerShell's >> appends it; \(view.consequence)"
            : "the line holds a NUL byte; \(view.consequence)",
          hint: isUTF16
            ? "\(view.mending(.safe)) takes the NUL bytes out"
            : "\(view.mending(.unsafe)) removes the line",
          fix: isUTF16 ? Fix(.safe, .removeNULs) : view.removal)
      ]
    }
  )
}
