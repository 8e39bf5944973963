import TestSupport
import Testing

@testable import Kernel

@Suite struct LineStartsTests {
  @Test func `LF, CR LF and CR end a line`() {
    let text = "a\nb\r\nc\rd\n\r\r\n".bytes
    #expect(text.indices.filter { text.endsLine(at: $0) } == [1, 4, 6, 8, 9, 11])
    #expect(text.withLineFeeds.text == "a\nb\nc\nd\n\n\n")
    #expect("a\r".bytes.withLineFeeds.text == "a\n")
    #expect([UInt8]().withLineFeeds.isEmpty)
  }

  @Test func `a place is a line and a column`() {
    let lines = LineStarts("ab\r\nc\n\nd".bytes)
    let places = [0, 1, 2, 3, 4, 5, 6, 7, 8].map { lines.position(of: $0) }
    #expect(places.map(\.line) == [1, 1, 1, 1, 2, 2, 3, 4, 4])
    #expect(places.map(\.column) == [1, 2, 3, 4, 1, 2, 1, 1, 2])
    #expect(lines.column(of: 5) == 2)
  }

  @Test func `a byte order mark is before the first column`() {
    let lines = LineStarts(ByteOrderMark.utf8 + "ab\nc".bytes)
    #expect([0, 3, 4, 6].map { lines.position(of: $0).column } == [1, 1, 2, 1])
    #expect((ByteOrderMark.utf8 + "ab".bytes).withoutByteOrderMark.text == "ab")
    #expect("ab".bytes.withoutByteOrderMark.text == "ab")
  }
}
