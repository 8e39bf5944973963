import Foundation
import TestSupport
import Testing

@testable import Credentials
@testable import Hashing
@testable import Kernel
@testable import Storage

@Suite struct LockTests {
  @Test func `somebody else's lock is reported with its process`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    let holder = try folder.open(locked: .exclusive)
    let error = storageError { try folder.store { $0.lockTimeout = 0 }.append("two\n") }
    #expect(error?.operation == .lock)
    guard case .locked(_, let process)? = error?.cause else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(process == Int(getpid()))
    #expect(error?.description.contains("process \(getpid()) has held it") == true)
    #expect(try folder.text(of: "file") == "one\n")
    #expect(try folder.names == ["file"])
    _ = consume holder
    #expect(try folder.store { $0.lockTimeout = 0 }.append("two\n").changed)
  }

  @Test func `a reader's lock holds writers up, too`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    let holder = try folder.open(locked: .shared)
    let error = storageError { try folder.store { $0.lockTimeout = 0 }.append("two\n") }
    #expect(error?.operation == .lock)
    _ = consume holder
  }

  @Test func `while a plan is made the file is locked, and afterwards it is not`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    for inPlace in [false, true] {
      var couldLock: Bool?
      let result = try folder.store { $0.inPlace = inPlace }.update { (source) throws(SystemError) in
        couldLock = try FileDescriptor.open(folder.path(), .readOnly).tryLock(.shared)
        return Edit([Splice(0..<0, "x".bytes)])
      }
      #expect(result.changed)
      #expect(couldLock == false)
      try folder.open().lockSoon()
    }
  }

  @Test func `a dry run waits for the lock as well`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    let holder = try folder.open(locked: .exclusive)
    let error = storageError {
      try folder.store {
        $0.lockTimeout = 0
        $0.dryRun = true
      }.append("two\n")
    }
    #expect(error?.operation == .lock)
    _ = consume holder
  }

  @Test func `readers share a lock, a writer has it alone`() throws {
    let folder = try TemporaryFolder(file: "")
    let first = try folder.open()
    let second = try folder.open()
    let third = try folder.open()
    let shared = (try first.tryLock(.shared), try second.tryLock(.shared), try third.tryLock(.exclusive))
    #expect(shared == (true, true, false))
    _ = consume first
    _ = consume second
    try third.lockSoon()
  }

  @Test func `many writers lose nothing`() async throws {
    let folder = try TemporaryFolder(file: "")
    let writers = 8
    let each = 10
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<writers {
        group.addTask {
          for number in 0..<each {
            let inPlace = number % 3 == 0
            _ = try folder.store { $0.inPlace = inPlace }.append("\(writer)-\(number)\n")
          }
        }
      }
      try await group.waitForAll()
    }
    let lines = try folder.text(of: "file").split(separator: "\n").map(String.init)
    #expect(lines.count == writers * each)
    for writer in 0..<writers {
      let own = lines.filter { $0.hasPrefix("\(writer)-") }
      #expect(own == (0..<each).map { "\(writer)-\($0)" })
    }
    #expect(try folder.names == ["file"])
  }
}
