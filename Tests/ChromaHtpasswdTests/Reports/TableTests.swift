import Testing

@testable import ChromaHtpasswd

@Suite struct TableTests {
  @Test func `columns are as wide as their longest cell, numbers end at the right`() {
    var table = Table(["USER", "LINE", "FORMAT"], rightAligned: [1])
    table.add(["alice", "1", "bcrypt"])
    table.add(["a much longer name", "12345", "-"])
    #expect(
      table.text == """
        USER                 LINE  FORMAT
        alice                   1  bcrypt
        a much longer name  12345  -

        """)
  }

  @Test func `no line ends in a space`() {
    var table = Table(["A", "B"], rightAligned: [])
    table.add(["x", ""])
    table.add(["", ""])
    table.add(["", "long"])
    #expect(table.text == "A  B\nx\n\n   long\n")
  }

  @Test func `characters count, not bytes`() {
    var table = Table(["N", "X"], rightAligned: [])
    table.add(["jörg", "1"])
    table.add(["jo\u{308}rg", "2"])
    table.add(["abcd", "3"])
    #expect(table.text == "N     X\njörg  1\njo\u{308}rg  2\nabcd  3\n")
  }

  @Test func `wide characters take two columns`() {
    var table = Table(["N", "X"], rightAligned: [])
    table.add(["日本語", "1"])
    table.add(["😀한", "2"])
    table.add(["abcdef", "3"])
    #expect(table.text == "N       X\n日本語  1\n😀한    2\nabcdef  3\n")
  }

  @Test func `what is longer than a line goes on in the last column`() {
    var table = Table(nil, rightAligned: [])
    table.add(["one", Array(repeating: "word", count: 17).joined(separator: " ")])
    table.add(["three", "x"])
    let lines = table.text.split(separator: "\n")
    #expect(
      lines == [
        "one    " + Array(repeating: "word", count: 14).joined(separator: " "), "       word word word",
        "three  x",
      ])
  }

  @Test func `a head without rows is alone`() {
    #expect(Table(["USER", "LINE"], rightAligned: [1]).text == "USER  LINE\n")
  }
}
