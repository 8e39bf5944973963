import Testing

@testable import ChromaHtpasswd

/// Text as messages are compared.
@Suite struct MessageTextTests {
  private func text(_ text: String) -> String { String(decoding: MessageText(text).bytes, as: UTF8.self) }

  @Test func `case, white space, colours and quotes make no difference`() {
    for other in [
      "error parsing basicuser: x", "Error  parsing\r\n\tBasicUser: x ",
      "\u{1B}[31merror\u{1B}[0m parsing BasicUser: \u{1B}[1;4mx",
      "\"error parsing BasicUser: 'x' \"", #"\"error parsing\nBasicUser: x\""#,
      "“error parsing ‘BasicUser’: x”",
      "`error` parsing BasicUser: x",
    ] {
      #expect(text(other) == "error parsing basicuser: x", "\(other)")
    }
  }

  @Test func `two different quotes in a row are kept as one`() {
    #expect(text(#"named '"chromadb'"#) == #"named "chromadb"#)
    #expect(text(#"named "'chromadb""#) == #"named "chromadb"#)
    #expect(text(#"msg="No module named '\"chromadb'""#) == #"msg=no module named "chromadb""#)
    #expect(text("named ''chromadb") == "named chromadb")
  }

  @Test func `what is not a typographic quote stays`() {
    #expect(text("a…b–c€d") == "a…b–c€d")
    #expect(MessageText("\u{1B}").bytes.isEmpty)
  }

  @Test func `a byte is traced to its line, also after the first were dropped`() {
    var lines = MessageText("one\n\n\nfour\nfive six")
    #expect([0, 4, 9, 14].map { lines.line(of: $0) } == [1, 4, 5, 5])
    lines.drop(10)
    #expect(lines.line(of: 0) == 5 && lines.bytes == Array("ive six".utf8))
  }
}
