import Htpasswd
import TestSupport
import Testing

@Suite struct EntryTests {
  @Test(arguments: [
    ("alice:hash", "alice", "hash", ""),
    (" \talice:hash\u{3000} ", "alice", "hash", ""),
    ("alice :  hash", "alice ", "  hash", ""),
    ("alice:hash:rest", "alice", "hash", ":rest"),
    ("alice:hash: a : b ", "alice", "hash", ": a : b"),
    ("alice:hash:", "alice", "hash", ":"),
    ("alice:", "alice", "", ""),
    ("alice: ", "alice", "", ""),
    (":hash", "", "hash", ""),
    (":", "", "", ""),
    ("::", "", "", ":"),
    ("# note: x", "# note", " x", ""),
    ("\u{FEFF}alice:hash", "\u{FEFF}alice", "hash", ""),
  ])
  func `a line is stripped, and split at its colons`(
    line: String, user: String, hash: String, rest: String
  ) throws {
    let bytes = line.bytes
    let entry = try #require(Entry(bytes))
    #expect(Array(bytes[entry.user]).text == user)
    #expect(Array(bytes[entry.hash]).text == hash)
    #expect(Array(bytes[entry.rest]).text == rest)
  }

  @Test(arguments: ["", " ", "alice", "# users", "\u{A0}alice "])
  func `a line without a colon is not an entry`(line: String) {
    #expect(Entry(line.bytes) == nil)
  }

  @Test func `bytes that are not UTF-8 belong to the name and the hash`() throws {
    let bytes: [UInt8] = [0x20, 0xE4, 0x3A, 0xA0, 0x20]
    let entry = try #require(Entry(bytes))
    #expect(entry.user == 1..<2)
    #expect(entry.hash == 3..<4)
  }
}
