import Foundation
import TestSupport
import Testing

/// Lines that are not edited keep their bytes.
@Suite struct FileBytesTests {
  @Test(arguments: [
    ("\(Fixture.alice)\n\(Fixture.bob)\n", "\n"),
    ("\(Fixture.alice)\n\(Fixture.bob)", "\n"),
    ("\(Fixture.alice)\r\n\(Fixture.bob)\r\n", "\r\n"),
    ("\(Fixture.alice)\r\n\(Fixture.bob)", "\r\n"),
    ("\n\n  \(Fixture.alice) \t\n\n\(Fixture.bob)\n\n", "\n"),
    ("\(Fixture.alice)", "\n"),
    ("", "\n"),
  ])
  func `untouched entries keep their bytes and their logins`(content: String, ending: String) throws {
    let folder = try TemporaryFolder(file: content)
    let whole = [nil, UInt8(ascii: "\n")].contains(content.utf8.last) ? content : content + ending
    try folder.run("add", "-b", "-C4", "file", "new", "new-pw").expect(exits: 0)
    let added = try folder.text(of: "file")
    #expect(added.utf8.starts(with: (whole + "new:$2y$04$").utf8))
    #expect(added.utf8.count == whole.utf8.count + 64 + ending.utf8.count)
    #expect(Array(added.utf8.suffix(ending.utf8.count)) == Array(ending.utf8))
    try folder.expect("new", hasPassword: "new-pw")
    for user in ["alice", "bob"] where content.contains(user) {
      try folder.expect(user, hasPassword: user + "-pw")
    }
    try folder.run("delete", "file", "new").expect(exits: 0)
    #expect(try folder.bytes(of: "file") == Array(whole.utf8))
  }

  static let odd =
    "# users\n\n \t\nno colon\n:x\n\(Fixture.alice) \nextra:a:b\n\u{c}\nx:\n\(Fixture.bob)\nend:"

  @Test func `comments and odd lines keep their bytes`() throws {
    let folder = try TemporaryFolder(file: Self.odd)
    try folder.run("add", "-b", "-C4", "file", "new", "new-pw").expect(exits: 0)
    #expect(try folder.text(of: "file").hasPrefix(Self.odd + "\nnew:$2y$04$"))
    try folder.run("delete", "file", "new").expect(exits: 0)
    #expect(try folder.text(of: "file") == Self.odd + "\n")

    try folder.run("add", "-b", "-C4", "file", "alice", "other").expect(exits: 0)
    let parts = (Self.odd + "\n").split(separator: Fixture.alice.dropFirst(6), maxSplits: 1)
    let updated = try folder.text(of: "file")
    #expect(updated.hasPrefix(parts[0]) && updated.hasSuffix(parts[1]))
    #expect(updated.utf8.count == Self.odd.utf8.count + 1)

    try folder.run("rename", "file", "bob", "carol").expect(exits: 0)
    #expect(try folder.text(of: "file") == updated.replacing("bob:", with: "carol:"))
  }

  @Test func `a changed entry keeps the space around it`() throws {
    let folder = try TemporaryFolder(file: " \t\(Fixture.alice)\u{a0} \r\n\(Fixture.bob)\r\n")
    try folder.run("add", "-b", "-C4", "file", "alice", "other").expect(exits: 0)
    let text = try folder.text(of: "file")
    #expect(text.utf8.starts(with: " \talice:$2y$04$".utf8))
    #expect(text.utf8.count == " \t\(Fixture.alice)\u{a0} \r\n\(Fixture.bob)\r\n".utf8.count)
    #expect(
      text.unicodeScalars.reversed().starts(with: "\u{a0} \r\n\(Fixture.bob)\r\n".unicodeScalars.reversed()))
    try folder.expect("alice", hasPassword: "other")
  }

  static let unkept: [[UInt8]] = [
    [0xff, 0xfe] + "\(Fixture.alice)\n".utf8.flatMap { [$0, 0] },
    [0xef, 0xbb, 0xbf] + Array("\(Fixture.alice)\n".utf8),
    Array("\(Fixture.alice)\n\0\n".utf8),
    Array("\(Fixture.alice)\r\(Fixture.bob)\r".utf8),
  ]

  @Test(arguments: unkept)
  func `a file in an encoding that cannot be kept is not edited`(content: [UInt8]) throws {
    let folder = try TemporaryFolder()
    try folder.write(content, to: "file")
    for arguments in [
      ["add", "-b", "-C4", "file", "bob", "pw"], ["delete", "file", "alice"],
      ["rename", "file", "alice", "carol"],
    ] {
      try folder.expect(exits: 7, changingNothing: folder.program(arguments)).expect(
        says: ": chroma-htpasswd lint ")
    }
  }

  @Test func `where no fix takes a NUL out, none is named`() throws {
    let folder = try TemporaryFolder()
    try folder.write("just text\0more\nhello:world\n", to: "file")
    try folder.run("add", "-b", "-C4", "file", "bob", "pw").expect(exits: 7)
      .expect(says: "to see what is wrong: chroma-htpasswd lint file")
  }
}
