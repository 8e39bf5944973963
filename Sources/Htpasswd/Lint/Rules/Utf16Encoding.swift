extension Rule {
  static let utf16Encoding = Rule(
    name: "utf16-encoding",
    summary: "the file is UTF-16, which no server reads",
    page: """
      Windows PowerShell 5 writes UTF-16 for > and >>, with a byte order mark. \
      Chroma decodes the file as UTF-8, and stops:

      UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte

      A hash that is not bcrypt (a forgotten -B) never causes that error. Other servers see NUL bytes between the \
      letters and know nobody.

      Mend it with chroma-htpasswd lint --fix, which writes the same text as UTF-8, or write the file without a \
      shell's redirection: chroma-htpasswd create.
      """,
    bad: Example(bytes: [0xFF, 0xFE] + "admin:\(Example.hash)\n".utf8.flatMap { [$0, 0] }),
    good: Example("admin:\(Example.hash)\n"),
    check: .fileForServer { view, server in
      guard let order = view.utf16 else { return [] }
      let quote =
        server.file.mustBeUTF8 && view.start.first == 0xFF
        ? ": UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte" : ""
      return [
        Report(
          nil, .error,
          "the file is UTF-16, as Windows PowerShell writes it, so \(server.product) "
            + (server.file.mustBeUTF8 ? server.failurePhrase : "knows nobody") + quote,
          hint: "\(view.options.mending(.safe, view.path)) writes it as UTF-8",
          fix: Fix(.safe, .decodeUTF16(order)))
      ]
    }
  )
}
