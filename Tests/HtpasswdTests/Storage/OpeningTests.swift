import Foundation
import TestSupport
import Testing

@testable import Credentials
@testable import Kernel
@testable import Storage

@Suite struct OpeningTests {
  @Test func `a file that others replace is read without a lock`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    let holder = try folder.open(locked: .exclusive)
    let source = try ByteSource.opening(folder.path(), lockTimeout: 0)
    let bytes = try source.bytes()
    #expect(bytes.text == "one\n")
    _ = consume holder
  }

  @Test func `one that is written in place is waited for, and locked while it is read`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    try #require(unsafe Foundation.link(folder["file"], folder["other"]) == 0)
    let holder = try folder.open(locked: .exclusive)
    let error = #expect(throws: StorageError.self) {
      _ = try ByteSource.opening(folder.path(), lockTimeout: 0)
    }
    #expect(error?.operation == .lock)
    _ = consume holder

    let source = try ByteSource.opening(folder.path())
    let other = try ByteSource.opening(folder.path("other"))
    let whileRead = (try folder.open().tryLock(.shared), try folder.open().tryLock(.exclusive))
    #expect(whileRead == (true, false))
    let (bytes, others) = (try source.bytes(), try other.bytes())
    #expect(bytes == others)
    _ = consume source
    _ = consume other
    try folder.open().lockSoon()
  }

  @Test func `one that somebody writes into while it is read is read again, under its lock`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    let source = try ByteSource.opening(folder.path())
    var calls = 0
    var isLocked: [Bool] = []
    let bytes = try source.read(folder.path()) { (source) throws(SystemError) in
      calls += 1
      let bytes = try source.bytes()
      if calls == 1 {
        let writer = try FileDescriptor.open(folder.path(), .writeOnly)
        try writer.write("two and more\n".bytes.span)
      }
      isLocked.append(!(try FileDescriptor.open(folder.path(), .readOnly).tryLock(.exclusive)))
      return bytes
    }
    #expect(bytes.text == "two and more\n")
    #expect(isLocked == [false, true])
  }

  /// As `list` reads, once for the widths of columns and once for the rows.
  @Test(arguments: [16, 0])
  func `one that is read several times stays as it is`(limit: Int) throws {
    let folder = try TemporaryFolder(file: "one\n")
    let source = try ByteSource.opening(folder.path()).steady(folder.path(), upTo: limit)
    let isLocked = try !folder.open().tryLock(.exclusive)
    #expect(isLocked == (limit == 0))
    if limit > 0 {
      let writer = try FileDescriptor.open(folder.path(), .writeOnly)
      try writer.write("two and more\n".bytes.span)
    }
    let bytes = try source.bytes()
    #expect(bytes.text == "one\n")
  }

  @Test func `a copy of a file that is not small is a file, to be read on all cores`() throws {
    let text = String(repeating: "one\n", count: 1 << 15)
    let folder = try TemporaryFolder(file: text)
    let source = try ByteSource.opening(folder.path()).steady(folder.path(), upTo: 1 << 20)
    let writer = try FileDescriptor.open(folder.path(), .writeOnly)
    try writer.write("two".bytes.span)
    #expect(source.status != nil)
    #expect(try folder.open().tryLock(.exclusive))
    let bytes = try source.bytes()
    #expect(bytes.text == text)
  }

  @Test func `a pipe is read to its end`() throws {
    var ends: [Int32] = [-1, -1]
    try #require(unsafe pipe(&ends) == 0)
    let reading = FileDescriptor(owning: ends[0])
    let writing = FileDescriptor(owning: ends[1])
    try writing.write("alice:1\nbob:2".bytes.span)
    _ = consume writing
    let source = try ByteSource.opening(FilePath("/proc/self/fd/\(reading.number)"))
    let (bytes, count) = (try source.bytes(), try source.count())
    #expect(bytes.text == "alice:1\nbob:2")
    #expect(count == 13)
    _ = consume reading
  }

  @Test func `what cannot be opened or read says so, with its path`() throws {
    let folder = try TemporaryFolder()
    try folder.link("loop", to: "loop")
    for (name, operation, code) in [
      ("missing", .open, ENOENT), ("loop", .open, ELOOP), ("", .read, EISDIR),
    ] as [(String, StorageError.Operation, Int32)] {
      let error = #expect(throws: StorageError.self) { _ = try ByteSource.opening(folder.path(name)) }
      #expect(error == StorageError(folder.path(name), operation, SystemError(code: code)))
    }
  }

  @Test func `an error while reading names the path`() throws {
    let error = #expect(throws: StorageError.self) {
      try ByteSource.memory([]).read(FilePath("file")) { (_) throws(SystemError) in
        throw SystemError(code: EIO)
      }
    }
    #expect(error == StorageError(FilePath("file"), .read, SystemError(code: EIO)))
  }

  @Test func `a survey of a source is the one of its bytes`() throws {
    let folder = try TemporaryFolder(file: "alice:1\nbob:2\n")
    let survey = try ByteSource.opening(folder.path()).survey(["bob".bytes], folder.path())
    #expect(survey.first("bob".bytes)?.hash == 12..<13)
    #expect(survey.first("alice".bytes) == nil)
  }
}
