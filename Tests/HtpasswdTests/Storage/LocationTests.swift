import Foundation
import TestSupport
import Testing

@testable import Kernel
@testable import Storage

@Suite struct LocationTests {
  @Test func `a symbolic link stays one, its target is replaced`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    try folder.link("link", to: "file")
    let inode = try folder.inode()
    _ = try folder.store("link").append("two\n")
    #expect(try folder.status("link").st_mode & S_IFMT == S_IFLNK)
    #expect(try folder.inode() != inode)
    #expect(try folder.text(of: "file") == "one\ntwo\n")
  }

  @Test func `a chain of links leads through other folders`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    try folder.makeFolder("a")
    try folder.makeFolder("b")
    try folder.link("first", to: "a/second")
    try folder.link("a/second", to: folder["b/third"])
    try folder.link("b/third", to: "../file")
    _ = try folder.store("first").append("two\n")
    #expect(try folder.text(of: "file") == "one\ntwo\n")
    #expect(try folder.names == ["a", "b", "file", "first"])
    for link in ["first", "a/second", "b/third"] {
      #expect(try folder.status(link).st_mode & S_IFMT == S_IFLNK)
    }
    let location = try folder.location("first")
    #expect(location.name == FilePath("file"))
  }

  @Test func `where a dangling link leads a file is made`() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("a")
    try folder.link("link", to: "a/file")
    #expect(storageError { try folder.store("link").append("x") }?.cause == .system(.noSuchFile))
    #expect(try folder.store("link").append("one\n", missing: .isCreated).created)
    #expect(try folder.text(of: "a/file") == "one\n")
    #expect(try folder.status("link").st_mode & S_IFMT == S_IFLNK)

    try folder.link("other", to: "a/other")
    #expect(try folder.store("other").create("two\n".bytes).created)
    #expect(try folder.text(of: "a/other") == "two\n")
  }

  @Test func `links that lead in a circle are an error`() throws {
    let folder = try TemporaryFolder()
    try folder.link("a", to: "b")
    try folder.link("b", to: "a")
    try folder.link("self", to: "self")
    for name in ["a", "self"] {
      let error = storageError { try folder.store(name).append("x", missing: .isCreated) }
      #expect(error == StorageError(folder.path(name), .open, SystemError(code: ELOOP)))
      #expect(
        storageError { try folder.store(name).create([]) }?.cause == .system(SystemError(code: ELOOP)))
    }
    #expect(try folder.names == ["a", "b", "self"])
  }

  @Test func `a chain is followed as far as the kernel does`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    try folder.link("link1", to: "file")
    for number in 2...41 { try folder.link("link\(number)", to: "link\(number - 1)") }
    _ = try folder.store("link40").append("two\n")
    #expect(try folder.text(of: "file") == "one\ntwo\n")
    #expect(
      storageError { try folder.store("link41").append("x") }?.cause == .system(SystemError(code: ELOOP)))
  }

  @Test func `the path stays as it was written, for messages`() throws {
    let folder = try TemporaryFolder()
    try folder.link("link", to: "/proc/none")
    let error = storageError { try folder.store("link").append("x") }
    #expect(error?.path == folder.path("link"))
  }

  @Test(arguments: ["/", ".", "..", "folder/", "folder/.", "folder/.."])
  func `a folder's path names no file`(name: String) throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("folder")
    #expect(throws: SystemError(code: EISDIR)) { _ = try folder.location(name) }
  }

  @Test func `a bare name is in the working folder`() throws {
    let location = try Location(FilePath("a-name-that-nobody-takes"))
    #expect(location.name == FilePath("a-name-that-nobody-takes"))
    var here = stat()
    try #require(unsafe stat(".", &here) == 0)
    let folder = try location.folder.status()
    #expect(folder.inode == UInt(here.st_ino))
  }
}
