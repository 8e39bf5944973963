import Foundation
import TestSupport
import Testing

@testable import Kernel

@Suite struct WriteBehindTests {
  @Test func `what was given is written in its order after what was there, whatever the sizes`() throws {
    let folder = try TemporaryFolder(file: "before\n")
    var generator = SeededGenerator(stream: 610)
    let file = try FileDescriptor.open(folder.path(), .readWrite)
    _ = try file.readToEnd()
    var writer = try started(file, at: 7, pieceSize: 1000)
    var all = "before\n".bytes
    // From less than a piece to more than all slots.
    for _ in 0..<200 {
      let count = Int.random(in: 0...(generator.once(in: 10) ? 9000 : 1200), using: &generator)
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      try writer.write(bytes.span)
      all += bytes
    }
    try writer.finish()
    #expect(try FileDescriptor.open(folder.path(), .readOnly).readToEnd() == all)
  }

  @Test func `what cannot be written is the error of a later call, and of the last one`() throws {
    let full = try FileDescriptor.open(FilePath("/dev/full"), .writeOnly)
    var writer = try started(full)
    #expect(throws: SystemError(code: ENOSPC)) {
      for _ in 0..<1000 { try writer.write("0123456789".bytes.span) }
    }
    #expect(throws: SystemError(code: ENOSPC)) { try writer.finish() }
  }

  @Test func `the caller's descriptor may be closed first`() throws {
    let folder = try TemporaryFolder(file: "")
    func writer() throws -> WriteBehind { try started(FileDescriptor.open(folder.path(), .writeOnly)) }
    do {
      let writer = try writer()
      try writer.write("one\n".bytes.span)
    }
    #expect(try folder.text(of: "file") == "one\n")
  }

  private struct NoThread: Error {}

  private func started(_ file: borrowing FileDescriptor, at offset: Int = 0, pieceSize: Int = 10) throws
    -> WriteBehind
  {
    guard let writer = WriteBehind(file, at: offset, pieceSize: pieceSize) else { throw NoThread() }
    return writer
  }
}
