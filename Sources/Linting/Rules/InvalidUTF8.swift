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

      lint --fix --unsafe-fixes converts what is not UTF-8 in the line from Latin-1.
      """,
    bad: Example(bytes: [0x6D, 0xFC, 0x3A] + Array("\(Example.hash)\n".utf8)),
    good: Example("admin:\(Example.hash)\n"),
    triggers: .notASCII,
    showsThrough: .nulLines,
    check: .line { view in
      guard String(validating: view.bytes, as: UTF8.self) == nil else { return [] }
      let stops = view.server.file.mustBeUTF8
      let (product, failure) = (view.server.product, view.server.failurePhrase)
      return [
        Report(
          .line, stops ? .error : .note,
          "the line is not UTF-8" + (stops ? "; \(product) \(failure): UnicodeDecodeError" : ""),
          fix: Fix(.unsafe, [Splice(view.line.content, view.bytes.withoutLatin1)]),
          to: "convert it from Latin-1 to UTF-8")
      ]
    }
  )
}

extension [UInt8] {
  /// With UTF-8 for each byte that is Latin-1; what is UTF-8 already stays.
  fileprivate var withoutLatin1: [UInt8] {
    var result: [UInt8] = []
    var rest = self[...]
    while let first = rest.first {
      let sequence = (1...4).lazy.map { rest.prefix($0) }.first {
        String(validating: $0, as: UTF8.self) != nil
      }
      result += sequence.map(Array.init) ?? [0xC0 | first >> 6, 0x80 | first & 0x3F]
      rest = rest.dropFirst(sequence?.count ?? 1)
    }
    return result
  }
}
