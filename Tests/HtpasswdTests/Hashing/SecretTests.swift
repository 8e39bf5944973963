import Foundation
import Testing

@testable import Credentials
@testable import Hashing
@testable import Kernel
@testable import Storage

@Suite struct SecretTests {
  @Test func `a secret holds what it was given`() {
    #expect(Secret("geheim").bytes == "geheim".bytes)
    #expect(Secret("").bytes == [])
    #expect(Secret([0, 1, 255, 0] as [UInt8]).bytes == [0, 1, 255, 0])
    #expect(Secret(capacity: 0).count == 0)
  }

  @Test(arguments: [(0..<0, ""), (0..<3, "geh"), (2..<5, "hei"), (6..<6, ""), (0..<6, "geheim")])
  func `a part of another is copied`(range: Range<Int>, text: String) {
    #expect(Secret(Secret("geheim"), range).bytes == text.bytes)
  }

  @Test(arguments: [0, 1, 7, 128])
  func `it grows as it is appended to`(capacity: Int) {
    var secret = Secret(capacity: capacity)
    var expected: [UInt8] = []
    for number in 0..<60 {
      let more = (0..<number).map { UInt8(truncatingIfNeeded: $0 * number) }
      secret.append(more.span)
      expected += more
      #expect(secret.count == expected.count)
      #expect(secret.bytes == expected)
      #expect(length(asCString: secret) == (expected.firstIndex(of: 0) ?? expected.count))
    }
  }

  @Test func `a NUL follows its bytes`() {
    var secret = Secret(capacity: 4)
    secret.append("abcd".bytes.span)
    #expect(length(asCString: secret) == 4)
    secret.append("efgh".bytes.span)
    #expect(length(asCString: secret) == 8)
    secret.removeLast(3)
    #expect(length(asCString: secret) == 5)
    secret.append("x".bytes.span)
    #expect(secret.bytes == "abcdex".bytes)
    secret.removeLast(6)
    #expect(length(asCString: secret) == 0)
  }

  private func length(asCString secret: borrowing Secret) -> Int {
    unsafe secret.withCString { unsafe strlen($0) } ?? -1
  }

  @Test(arguments: [
    ("a\n", "a"), ("a\r\n", "a"), ("a\n\n", "a\n"), ("a\r\n\r\n", "a\r\n"), ("a\r", "a\r"),
    ("a\n\r", "a\n\r"),
    ("\n", ""), ("\r\n", ""), ("", ""), ("a \n", "a "), (" a", " a"), ("\n\na", "\n\na"),
  ])
  func `one final line break is taken off`(text: String, left: String) {
    var secret = Secret(text)
    secret.removeFinalLineBreak()
    #expect(secret.bytes == left.bytes)
  }

  @Test(arguments: [
    ("geheim", "geheim", true), ("", "", true), ("geheim", "geheim\0", false), ("geheim", "gehei", false),
    ("geheim", "", false), ("Geheim", "geheim", false), ("geHeim", "geheim", false),
    ("geheiM", "geheim", false),
  ])
  func `secrets are equal when all their bytes are`(one: String, other: String, areEqual: Bool) {
    let (isEqual, isEqualBack) = (Secret(one).equals(Secret(other)), Secret(other).equals(Secret(one)))
    #expect(isEqual == areEqual)
    #expect(isEqualBack == areEqual)
  }

  @Test(
    arguments: [
      ("ab", 0x61, true), ("ab", 0x62, true), ("ab", 0x63, false),
      // The NUL after the bytes is none of them.
      ("ab", 0x00, false), ("a\0", 0x00, true), ("", 0x00, false),
    ] as [(String, UInt8, Bool)])
  func `a byte is found where it is`(text: String, byte: UInt8, isThere: Bool) {
    let isFound = Secret(text).contains(byte)
    #expect(isFound == isThere)
  }

  @Test(
    arguments: [
      ([], true), ([0x61], true), ([0xC3, 0xA4], true), ([0xF0, 0x9F, 0xA6, 0x89], true), ([0x00], true),
      ([0xE4], false), ([0xC3], false), ([0xC0, 0x80], false), ([0xED, 0xA0, 0x80], false),
      ([0xF4, 0x90, 0x80, 0x80], false), ([0xF0, 0x9F, 0xA6], false), ([0x61, 0x80], false),
    ] as [([UInt8], Bool)])
  func `UTF-8 is distinguished from other bytes`(bytes: [UInt8], isUTF8: Bool) {
    #expect(Secret(bytes).isUTF8 == isUTF8)
  }

  // MARK: Reading

  @Test func `a line is read to its LF, and what follows is left`() throws {
    let reading = try pipe(holding: "one\ntwo\r\n\nlast")
    for (line, atEnd) in [("one", false), ("two\r", false), ("", false), ("last", true), ("", true)] {
      var secret = Secret(capacity: 0)
      let ended = try secret.read(from: reading, line: true, limit: 100)
      #expect(secret.bytes == line.bytes)
      #expect(ended == atEnd)
    }
  }

  @Test func `a source is read to its end`() throws {
    let text = String(repeating: "line\n", count: 5000)
    let reading = try pipe(holding: text)
    var secret = Secret()
    let ended = try secret.read(from: reading, limit: 1 << 20)
    #expect(ended)
    #expect(secret.bytes == text.bytes)
  }

  @Test(arguments: [false, true])
  func `no more than the limit is read`(line: Bool) throws {
    let reading = try pipe(holding: "abcdefgh\n")
    var secret = Secret()
    let ended = try secret.read(from: reading, line: line, limit: 5)
    #expect(!ended)
    #expect(secret.bytes == "abcde".bytes)
  }

  @Test func `reading adds to what is there`() throws {
    let reading = try pipe(holding: "b\n")
    var secret = Secret("a")
    _ = try secret.read(from: reading, line: true, limit: 10)
    #expect(secret.bytes == "ab".bytes)
  }

  /// The reading end of a pipe that was written to and closed; the text must fit a pipe.
  private func pipe(holding text: String) throws -> FileDescriptor {
    var ends: [Int32] = [-1, -1]
    try #require(unsafe Foundation.pipe(&ends) == 0)
    let reading = FileDescriptor(owning: ends[0])
    let writing = FileDescriptor(owning: ends[1])
    try writing.write(text.bytes.span)
    return reading
  }
}
