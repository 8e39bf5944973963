import Testing

@testable import ChromaHtpasswd

@Suite struct ProgressBarTests {
  private func line(_ done: Int, of total: Int, seconds: Double, columns: Int = 80) -> String {
    ProgressBar("hashing", of: total, columns: columns) { _ in }.line(done, seconds: seconds)
  }

  @Test func `it shows how far the work is, the rate and the time left`() {
    let text = line(450, of: 1000, seconds: 0.9)
    #expect(text.contains("hashing [") && text.contains("] 450 of 1000, 500/s, 2 s left"))
    let full = text.filter { $0 == "#" }.count
    #expect(full == (full + text.filter { $0 == "." }.count) * 45 / 100)
    #expect(line(3, of: 10, seconds: 2).contains("1.5/s, 5 s left"))
    #expect(line(1, of: 10_000, seconds: 1).contains("2 h left"))
    #expect(line(0, of: 10, seconds: 0).contains("0 of 10 "))
    #expect(line(10, of: 10, seconds: 1).contains("0 s left") && !line(10, of: 10, seconds: 1).contains("."))
  }

  @Test(arguments: [1, 20, 40, 80, 300])
  func `it fills the terminal but for the last column`(columns: Int) {
    for done in 0...10 { #expect(line(done, of: 10, seconds: 1, columns: columns).count == columns - 1) }
  }

  @Test func `at the end nothing of it is left`() {
    var shown = ""
    var bar = ProgressBar("hashing", of: 2, columns: 40) { shown += $0 }
    bar.show(1)
    bar.end()
    #expect(shown.hasPrefix("\rhashing ["))
    #expect(shown.hasSuffix("\r" + String(repeating: " ", count: 39) + "\r"))
    #expect(!shown.contains("\n"))
  }
}
