import Testing

@testable import ChromaHtpasswd

/// The search for messages in logs of any length.
@Suite struct MessageSearchTests {
  private func search(_ text: String, by size: Int) -> [String] {
    var search = MessageSearch()
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: size) {
      search.read(bytes[start..<min(bytes.count, start + size)])
    }
    search.finish()
    return search.findings.map { "\($0.line) \($0.count) \($0.message.name)" }
  }

  @Test(arguments: [1, 7, 4096, 65_536, 1 << 20])
  func `messages are found wherever the log is cut`(size: Int) {
    var log = ""
    for line in 1...3000 {
      log +=
        line % 1000 == 0
        ? "x user \"bob\": password mismatch, client: 127.0.0.1\n"
        : "line \(line) is nothing \(line * line)\n"
      if line == 2222 { log += "ValueError: Both credentials file\n  and credentials found." }
    }
    #expect(search(log, by: size) == ["1000 3 nginx-password-mismatch", "2223 1 chroma-both-credentials"])
  }

  @Test func `a log that begins messages and never ends them takes work in proportion`() {
    let text = String(repeating: "user user \"crypto/ KeyErr No module name", count: 50_000)
    func comparedCount(_ text: String) -> Int {
      var search = MessageSearch()
      search.read(Array(text.utf8)[...])
      search.finish()
      return search.comparedCount
    }
    let one = comparedCount(String(text.prefix(text.count / 4)))
    let four = comparedCount(text)
    #expect(one > 0 && four <= 4 * one + 4)
  }

  @Test func `a name of a server's log may be as long as an entry has one`() {
    let name = String(repeating: "x", count: 1000)
    #expect(search("AH01618: user \(name) not found: /\n", by: 100) == ["1 1 apache-user-not-found"])
  }

  @Test func `a gap has an end`() {
    let gap = String(repeating: "x ", count: 1000)
    #expect(search("user \(gap) was not found in \"f\"", by: 100).isEmpty)
  }
}
