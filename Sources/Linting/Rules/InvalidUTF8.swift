internal import Credentials

extension Rule {
  static let invalidUTF8 = Rule(
    name: "invalid-utf8",
    summary: "bytes that are not UTF-8",
    page: """
      Chroma decodes the whole file as UTF-8, whatever line the byte is on, and stops:

      UnicodeDecodeError: 'utf-8' codec can't decode byte 0xfc in position 1: invalid start byte

      UnicodeDecodeError: 'utf-8' codec can't decode byte 0xe4 in position 17: invalid continuation byte

      Servers that compare bytes let the user in only when the client sends the same bytes. Most often the file was \
      written as Latin-1.

      lint --fix --unsafe-fixes converts the line from Latin-1 to UTF-8.
      """,
    bad: Example(bytes: [0x6D, 0xFC, 0x3A] + Array("\(Example.hash)\n".utf8)),
    good: Example("admin:\(Example.hash)\n"),
    triggers: .notASCII,
    showsThrough: .nulLines,
    check: .line { view in
      guard String(validating: view.bytes, as: UTF8.self) == nil else { return [] }
      let latin1 = Array(String(String.UnicodeScalarView(view.bytes.map { Unicode.Scalar($0) })).utf8)
      let stops = view.server.file.mustBeUTF8
      let (product, failure) = (view.server.product, view.server.failurePhrase)
      return [
        Report(
          .line, stops ? .error : .note,
          "the line is not UTF-8" + (stops ? "; \(product) \(failure): UnicodeDecodeError" : ""),
          fix: Fix(.unsafe, [Splice(view.line.content, latin1)]), to: "convert it from Latin-1 to UTF-8")
      ]
    }
  )
}
