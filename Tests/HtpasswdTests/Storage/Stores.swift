import Foundation
import TestSupport
import Testing

@testable import Credentials
@testable import Kernel
@testable import Storage

extension TemporaryFolder {
  /// A store for `file`, or another path in this folder.
  func store(_ name: String = "file", _ set: (inout WriteOptions) -> Void = { _ in }) -> CredentialStore {
    var options = WriteOptions()
    set(&options)
    return CredentialStore(path(name), options: options)
  }

  /// The answer of lstat(2).
  func status(_ name: String = "file") throws -> stat {
    var status = stat()
    try #require(unsafe lstat(self[name], &status) == 0, "\(name)")
    return status
  }

  func inode(_ name: String = "file") throws -> UInt { UInt(try status(name).st_ino) }

  /// Permission bits, those of setuid and sticky among them.
  func mode(_ name: String = "file") throws -> UInt32 { try status(name).st_mode & 0o7777 }

  func setMode(_ mode: UInt32, _ name: String = "file") throws {
    try #require(unsafe chmod(self[name], mode) == 0)
  }

  func setOwner(_ owner: UInt32, _ group: UInt32, _ name: String = "file") throws {
    try #require(unsafe lchown(self[name], owner, group) == 0)
  }

  func link(_ name: String, to target: String) throws {
    try #require(unsafe symlink(target, self[name]) == 0)
  }

  func makeFolder(_ name: String) throws {
    try #require(unsafe mkdir(self[name], 0o700) == 0)
  }

  /// Puts another file in the place of one.
  func replace(_ name: String = "file", by text: String) throws {
    try write(text, to: "replacement")
    try #require(unsafe rename(self["replacement"], self[name]) == 0)
  }

  /// The open file, with its lock where it is wanted.
  func open(_ name: String = "file", locked: FileDescriptor.LockKind? = nil) throws -> FileDescriptor {
    let descriptor = try FileDescriptor.open(path(name), .readWrite)
    if let locked, try !descriptor.tryLock(locked) { Issue.record("\(name) is locked") }
    return descriptor
  }

  func location(_ name: String = "file") throws -> Location { try Location(path(name)) }
}

extension CredentialStore {
  /// Adds text at the end.
  func append(_ text: String, missing: Missing = .fails) throws(StorageError) -> UpdateResult {
    try update(missing: missing) { (source) throws(SystemError) in
      let end = try source.count()
      return Edit([Splice(end..<end, text.bytes)])
    }
  }

  /// Replaces a part by text.
  func replace(_ range: Range<Int>, by text: String) throws(StorageError) -> UpdateResult {
    try update { (_) throws(SystemError) in Edit([Splice(range, text.bytes)]) }
  }
}

extension FileDescriptor {
  /// Takes a lock that nobody holds any more but a process that another test is about to start: it has every descriptor,
  /// and the locks with them, until it is another program.
  func lockSoon() throws {
    try lock(.exclusive, path: FilePath("a file of the test"), until: monotonicSeconds() + 60)
  }
}

/// Whether the tests may give files away.
let isRoot = geteuid() == 0

/// The error that `body` throws.
func storageError(
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> UpdateResult
) -> StorageError? {
  #expect(throws: StorageError.self, sourceLocation: sourceLocation) { _ = try body() }
}

/// Runs `body` with the file access of another user, this thread alone (setfsuid(2)).
func asUser<Result>(
  _ user: UInt32, _ body: () throws(StorageError) -> Result
) throws -> Result {
  // <sys/fsuid.h> is not part of the Glibc module.
  typealias Call = @convention(c) (UInt32) -> Int32
  guard let symbol = unsafe dlsym(dlopen(nil, RTLD_NOW), "setfsuid") else {
    throw SystemError(code: ENOSYS)
  }
  let setfsuid = unsafe unsafeBitCast(symbol, to: Call.self)
  _ = setfsuid(user)
  defer { _ = setfsuid(0) }
  #expect(setfsuid(user) == Int32(user))
  return try body()
}
