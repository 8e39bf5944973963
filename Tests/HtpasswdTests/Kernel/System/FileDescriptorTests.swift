import Foundation
import TestSupport
import Testing

@testable import Credentials
@testable import Hashing
@testable import Kernel
@testable import Storage

@Suite struct FileDescriptorTests {
  @Test func `a path with a NUL names no file`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    let path = FilePath(bytes: folder["file"].bytes + [0, 0x78])
    #expect(throws: SystemError.invalid) { _ = try FileDescriptor.open(path, .readOnly) }
    #expect(throws: SystemError.invalid) { try targetStatus(of: path) }
  }

  @Test func `a file is opened on the conditions that were named`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    try folder.link("link", to: "file")
    let place = try FileDescriptor.open(folder.path(), .readOnly)
    #expect(throws: SystemError(code: ENOTDIR)) {
      _ = try FileDescriptor.open(folder.path(), .readOnly, .folder)
    }
    let parent = try FileDescriptor.open(folder.path("."), .readOnly, .folder)
    func open(_ name: String, _ options: FileDescriptor.OpenOptions) throws(SystemError) -> FileDescriptor {
      try FileDescriptor.open(FilePath(name), in: parent, .readWrite, options, permissions: 0o600)
    }
    #expect(throws: SystemError.tooManyLinks) { _ = try open("link", .withoutFollowing) }
    #expect(throws: SystemError.fileExists) { _ = try open("file", .creatingOnly) }
    #expect(throws: SystemError.noSuchFile) { _ = try open("new", []) }
    #expect(try open("new", .creatingOnly).status().permissions == 0o600)
    #expect(try open("new", .creating).status().isSameFile(as: open("new", []).status()))
    #expect(try place.readToEnd().text == "one\n")
    _ = try open("file", .truncating)
    #expect(try folder.text(of: "file") == "")
    #expect(throws: SystemError(code: EBADF)) { try place.write("x".bytes.span) }
    let writer = try FileDescriptor.open(folder.path(), .writeOnly)
    #expect(throws: SystemError(code: EBADF)) { try writer.readToEnd() }
  }

  @Test func `status says what a file is`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    try folder.setMode(0o640)
    try folder.link("link", to: "file")
    let place = try FileDescriptor.open(folder.path("."), .readOnly)
    let file = try #require(try place.status(of: FilePath("file")))
    let link = try #require(try place.status(of: FilePath("link")))
    let missing = try place.status(of: FilePath("missing"))
    let own = try place.status()
    #expect(missing == nil)
    #expect(file.isRegular && !file.isFolder && !file.isLink)
    #expect(link.isLink && !link.isRegular)
    #expect(own.isFolder && !own.isRegular)
    #expect(file.permissions == 0o640)
    #expect(file.size == 4)
    #expect(file.links == 1)
    #expect(file.owner == geteuid())
    let opened = try folder.open().status()
    #expect(file.isSameFile(as: opened))
    #expect(try file.isSameFile(as: targetStatus(of: folder.path("link"))))
    #expect(!file.isSameFile(as: link))
  }

  @Test func `a link holds what it was given, however long`() throws {
    let folder = try TemporaryFolder()
    for count in [1, 255, 256, 257, 1023, 1024, 4000] {
      let target = String(repeating: "t", count: count)
      try folder.link("link\(count)", to: target)
      let place = try FileDescriptor.open(folder.path("."), .readOnly)
      let link = try FileDescriptor.openLink(FilePath("link\(count)"), in: place)
      #expect(try link.status().isLink)
      #expect(try link.readLink() == target.bytes)
    }
  }

  @Test func `the names in a folder are reported, each time all of them`() throws {
    let folder = try TemporaryFolder()
    let expected = (0..<300).map { "name-\($0)" } + ["jörg", ".hidden", String(repeating: "n", count: 255)]
    for name in expected { try folder.write("", to: name) }
    let place = try FileDescriptor.open(folder.path("."), .readOnly)
    for _ in 0..<2 {
      let names = try place.names().map(\.text)
      #expect(names.sorted() == expected.sorted())
    }
  }

  @Test func `reading and writing move bytes to where they belong`() throws {
    let folder = try TemporaryFolder(file: "0123456789")
    let file = try folder.open()
    var buffer = [UInt8](repeating: 0x2D, count: 8)
    let first = try file.read(into: &buffer, 2..<5, at: 7)
    #expect(first == 3)
    #expect(buffer.text == "--789---")
    let end = try file.read(into: &buffer, 0..<8, at: 10)
    #expect(end == 0)
    try file.write("AB".bytes.span, at: 3)
    #expect(try folder.text(of: "file") == "012AB56789")
    try file.write("xy".bytes.span)
    #expect(try folder.text(of: "file") == "xy2AB56789")
    let rest = try file.readToEnd()
    #expect(rest.text == "2AB56789")
    try file.truncate(to: 4)
    #expect(try folder.text(of: "file") == "xy2A")
    try file.reserve(4..<10_000)
    #expect(try folder.text(of: "file") == "xy2A")
  }

  @Test func `everything is read, however much it is`() throws {
    let folder = try TemporaryFolder()
    for count in [0, 65_535, 65_536, 65_537, 300_000] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      try folder.write(bytes, to: "file")
      let read = try folder.open().readToEnd()
      #expect(read == bytes)
    }
  }

  @Test func `a name is given only where it is free`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    try folder.write("two\n", to: "other")
    let place = try FileDescriptor.open(folder.path("."), .readOnly)
    #expect(throws: SystemError.fileExists) {
      try place.renameWithoutReplacing(FilePath("file"), to: FilePath("other"))
    }
    #expect(try folder.text(of: "other") == "two\n")
    try place.renameWithoutReplacing(FilePath("file"), to: FilePath("free"))
    #expect(try folder.names == ["free", "other"])
    try place.rename(FilePath("free"), to: FilePath("other"))
    #expect(try folder.text(of: "other") == "one\n")
    try place.remove(FilePath("other"))
    #expect(try folder.names == [])
    #expect(throws: SystemError.noSuchFile) { try place.remove(FilePath("other")) }
  }

  @Test func `a duplicate outlives its original`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    let file = try folder.open()
    let copy = try file.duplicate()
    #expect(file.number != copy.number)
    _ = consume file
    let bytes = try copy.readToEnd()
    #expect(bytes.text == "one\n")
    #expect(throws: SystemError(code: EBADF)) { _ = try FileDescriptor.duplicating(1_000_000) }
  }

  @Test func `no child inherits a descriptor`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    let file = try folder.open()
    let copy = try file.duplicate()
    for number in [file.number, copy.number] {
      #expect(fcntl(number, F_GETFD) & FD_CLOEXEC != 0)
    }
  }

  @Test func `attributes are set, reported and removed`() throws {
    let folder = try TemporaryFolder(file: "")
    let file = try folder.open()
    try file.setExtendedAttribute("user.a".bytes, to: "1".bytes)
    try file.setExtendedAttribute("user.b".bytes, to: [])
    try file.setExtendedAttribute("user.a".bytes, to: "2".bytes)
    let both = try file.extendedAttributes().filter { $0.name.text.hasPrefix("user.") }
    #expect(both.map(\.name.text).sorted() == ["user.a", "user.b"])
    #expect(both.first { $0.name.text == "user.a" }?.value == "2".bytes)
    try file.removeExtendedAttribute("user.a".bytes)
    let left = try file.extendedAttributes().map(\.name.text).filter { $0.hasPrefix("user.") }
    #expect(left == ["user.b"])
  }

  @Test func `random bytes are as many as wanted, and others each time`() throws {
    for count in [0, 1, 16, 1000] { #expect(try randomBytes(count).count == count) }
    #expect(try randomBytes(16) != randomBytes(16))
    #expect(try Set(randomBytes(20_000)).count == 256)
  }
}
