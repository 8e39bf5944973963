import Foundation
import TestSupport
import Testing

/// Which user names are written, and which can be asked about and removed.
@Suite struct UsernameTests {
  @Test(arguments: [
    "", "a:b", ":", "#note", " a", "a ", "\ta", "a\t", "a\nb", "a\u{1b}b", "a\u{7f}", "a\u{85}b", "\u{a0}a",
    "a\u{3000}",
    "a\u{2028}", "\u{feff}a", "a\u{feff}b", "\u{1f}a",
  ])
  func `a name that some reader would take for another one is not written`(name: String) throws {
    try refuse(Array(name.utf8), status: 6)
  }

  @Test func `a name that is not UTF-8 is not written`() throws {
    try refuse([0x6a, 0xf6, 0x72, 0x67], status: 6)
  }

  @Test func `a name of more than 255 bytes is not written`() throws {
    try refuse([UInt8](repeating: 0x75, count: 256), status: 5)
    try refuse(Array(String(repeating: "ü", count: 128).utf8), status: 5)
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    let longest = String(repeating: "u", count: 255)
    try folder.run("add", "-b", "-C4", "file", longest, "pw").expect(exits: 0)
    try folder.expect(longest, hasPassword: "pw")
  }

  private func refuse(_ name: [UInt8], status: Int32) throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    for (before, after) in [
      (["add", "-b", "-C4", "--", "file"], ["pw"]),
      (["create", "-b", "-C4", "--force", "--", "file"], ["pw"]),
      (["create", "-b", "-C4", "--", "other"], ["pw"]), (["hash", "-b", "-C4", "--"], ["pw"]),
      (["rename", "--", "file", "alice"], []),
    ] {
      let words = ([Program.path] + before).map { Array($0.utf8) } + [name] + after.map { Array($0.utf8) }
      try folder.expect(exits: status, changingNothing: Command(bytes: words, in: folder.path))
    }
  }

  @Test(arguments: [
    "a b", "a+b@c.de/%\"'$", "jörg", "jo\u{308}rg", "用户", "🦉", "-x", "--help", "Alice", "{SHA}", "$2y$",
  ])
  func `any other name is written and found by its bytes`(name: String) throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    try folder.run("add", "-b", "-C4", "--", "file", name, "pw").expect(exits: 0)
    try folder.expect(name, hasPassword: "pw")
    try folder.expect("alice", hasPassword: "alice-pw")
    try folder.run("delete", "--", "file", name).expect(exits: 0)
    #expect(try folder.text(of: "file") == Fixture.alice + "\n")
  }

  @Test(arguments: ["#note", "a\u{1b}b", "a ", "\u{feff}x", ""])
  func `what a file holds can be asked about, renamed and deleted`(name: String) throws {
    let entry = "\(name):\(Fixture.bob.dropFirst(4))\n"
    let folder = try TemporaryFolder(file: Fixture.alice + "\n" + entry)
    if !name.isEmpty {
      try folder.run("verify", "-b", "file", name, "bob-pw").expect(exits: 0)
    }
    try folder.run("rename", "file", name, "bob").expect(exits: 0)
    #expect(try folder.text(of: "file") == "\(Fixture.alice)\n\(Fixture.bob)\n")
    try folder.write(Fixture.alice + "\n" + entry, to: "file")
    try folder.run("delete", "file", name).expect(exits: 0)
    #expect(try folder.text(of: "file") == Fixture.alice + "\n")
  }
}
