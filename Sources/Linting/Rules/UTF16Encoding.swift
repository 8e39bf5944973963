internal import Credentials

extension Rule {
  static let utf16Encoding = Rule(
    name: "utf16-encoding",
    summary: "the file, or some line of it, is UTF-16, which no server reads",
    page: """
      Windows PowerShell 5 writes UTF-16 for > and >>, with a byte order mark; for >> it appends UTF-16 to whatever the \
      file holds. Chroma decodes the file as UTF-8, and stops:

      UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte

      UnicodeDecodeError: 'utf-8' codec can't decode byte 0xfe in position 0: invalid start byte

      Without a mark the NUL bytes between the letters become part of the \
      names, or a line that holds nothing else stops Chroma: ValueError: Invalid htpasswd credentials found: ['\\x00']. \
      A hash that is not bcrypt (a forgotten -B) never causes either error. Other servers see the NUL bytes too, and find \
      nobody.

      Fix it with chroma-htpasswd lint --fix, which writes the same text as UTF-8, or write the file without a \
      shell's redirection: chroma-htpasswd create.
      """,
    bad: Example(bytes: [0xFF, 0xFE] + "admin:\(Example.hash)\n".utf8.flatMap { [$0, 0] }),
    good: Example("admin:\(Example.hash)\n"),
    covers: .wideLines,
    showsThrough: .wideLines,
    check: .fileForServer { view, served in
      let server = served.server
      guard let wide = view.wide, let line = wide.lines[server.file.lineBreaks] else { return [] }
      let isWhole = wide.start == 0
      let what =
        isWhole
        ? "the file is UTF-16, as PowerShell writes it"
        : "UTF-16 from line \(line) on (PowerShell's >>)"
      var consequence = isWhole ? "nobody can log in" : "nobody can log in with that"
      // A failure on a line above has another reason.
      if let failure = served.failure, failure.line >= line {
        consequence = "\(server.product) \(server.failurePhrase)"
        if let log = server.log(of: failure) { consequence += ": \(log)" }
        if case .notUTF8(_, 0) = failure.cause { consequence += " in position 0: invalid start byte" }
      }
      return [
        Report(
          nil, .error, "\(what); \(consequence)", fix: Fix(.safe, .decodeUTF16), to: "convert it to UTF-8",
          line: line)
      ]
    }
  )
}
