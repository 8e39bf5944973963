import Foundation
import TestSupport
import Testing

@testable import Credentials
@testable import Kernel
@testable import Storage

@Suite struct TemporaryTests {
  private let leftover = ".file.chroma-htpasswd-0123456789abcdef"

  @Test(arguments: [false, true])
  func `what a dead run left is removed by the next one`(isNew: Bool) throws {
    let folder = try TemporaryFolder(file: "one\n")
    try folder.write("half", to: leftover)
    try folder.write("", to: ".new.chroma-htpasswd-ffffffffffffffff")
    if isNew {
      _ = try folder.store("new").create("two\n".bytes)
      #expect(try folder.names == [leftover, "file", "new"])
    } else {
      _ = try folder.store().append("two\n")
      #expect(try folder.names == [".new.chroma-htpasswd-ffffffffffffffff", "file"])
    }
  }

  @Test func `what a dead run left is removed by the next one that writes in place`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    try folder.write("half", to: leftover)
    var store = folder.store()
    store.options.inPlace = true
    _ = try store.append("two\n")
    #expect(try folder.names == ["file"])
  }

  @Test func `what a living run works on is kept`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    try folder.write("half", to: leftover)
    let maker = try folder.open(leftover, locked: .exclusive)
    _ = try folder.store().append("two\n")
    #expect(try folder.names == [leftover, "file"])
    #expect(try folder.text(of: leftover) == "half")
    _ = consume maker
    _ = try folder.store().append("three\n")
    #expect(try folder.names == ["file"])
  }

  @Test func `files of other names, and what is not a file, are kept`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    let kept = [
      ".file.chroma-htpasswd-0123456789abcde", ".file.chroma-htpasswd-0123456789abcdef0",
      ".file.chroma-htpasswd-0123456789ABCDEF", ".file.chroma-htpasswd-0123456789abcdeg",
      ".file.chroma-htpasswd-", "file.chroma-htpasswd-0123456789abcdef",
      ".files.chroma-htpasswd-0123456789abcdef", ".file.chroma-htpasswd0123456789abcdef",
      "x.file.chroma-htpasswd-0123456789abcdef",
    ]
    for name in kept { try folder.write("", to: name) }
    let (aFolder, aLink, aFIFO) = (
      ".file.chroma-htpasswd-1111111111111111", ".file.chroma-htpasswd-2222222222222222",
      ".file.chroma-htpasswd-3333333333333333"
    )
    try folder.makeFolder(aFolder)
    try folder.link(aLink, to: "file")
    try #require(unsafe mkfifo(folder[aFIFO], 0o600) == 0)
    _ = try folder.store().append("two\n")
    #expect(try folder.names == (kept + [aFolder, aLink, aFIFO, "file"]).sorted())
  }

  @Test func `a file of many bytes in its name has a temporary one beside it, too`() throws {
    let folder = try TemporaryFolder()
    let name = String(repeating: "n", count: 255)
    try folder.write("one\n", to: name)
    _ = try folder.store(name).append("two\n")
    _ = try folder.store(name) { $0.inPlace = true }.append("three\n")
    #expect(try folder.text(of: name) == "one\ntwo\nthree\n")
    #expect(try folder.names == [name])
  }

  @Test func `it is its owner's alone, locked, and gone when it ends`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    let location = try folder.location()
    let temporary = try Temporary.make(beside: location)
    let names = try folder.names.filter { $0 != "file" }
    #expect(names.count == 1)
    let name = try #require(names.first)
    #expect(temporary.name == FilePath(name))
    #expect(name.wholeMatch(of: /\.file\.chroma-htpasswd-[0-9a-f]{16}/) != nil)
    #expect(try folder.mode(name) == 0o600)
    let couldLock = try folder.open(name).tryLock(.shared)
    #expect(!couldLock)
    let other = try Temporary.make(beside: location)
    #expect(other.name != temporary.name)
    _ = consume temporary
    _ = consume other
    #expect(try folder.names == ["file"])
  }

  @Test func `it takes the target's place, or a free name, and stays`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    let location = try folder.location()
    var first = try Temporary.make(beside: location)
    try first.descriptor.write("two\n".bytes.span)
    try first.replace(location)
    _ = consume first
    #expect(try folder.text(of: "file") == "two\n")

    var second = try Temporary.make(beside: location)
    #expect(throws: SystemError(code: EEXIST)) { try second.appear(as: FilePath("file"), in: location) }
    try second.appear(as: FilePath("free"), in: location)
    _ = consume second
    #expect(try folder.names == ["file", "free"])
    #expect(try folder.text(of: "file") == "two\n")
  }
}
