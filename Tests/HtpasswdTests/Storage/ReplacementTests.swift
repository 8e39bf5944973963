import Foundation
import TestSupport
import Testing

@testable import Credentials
@testable import Kernel
@testable import Storage

@Suite struct ReplacementTests {
  @Test func `the path gets a new file, and who has the old one open keeps it whole`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    let inode = try folder.inode()
    let old = ByteSource.file(try folder.open())
    _ = try folder.store().replace(0..<3, by: "two")
    #expect(try folder.inode() != inode)
    #expect(try folder.text(of: "file") == "two\n")
    let bytes = try old.bytes()
    #expect(bytes.text == "one\n")
  }

  @Test(arguments: [0o600, 0o640, 0o664, 0o400, 0o4711, 0o2755] as [UInt32])
  func `the mode stays`(mode: UInt32) throws {
    let folder = try TemporaryFolder(file: "one\n")
    try folder.setMode(mode)
    #expect(try folder.store().append("two\n").inPlace == nil)
    #expect(try folder.mode() == mode)
    #expect(try folder.status().st_size == 8)
  }

  @Test(.enabled(if: isRoot)) func `owner and group stay`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    try folder.setOwner(12345, 54321)
    try folder.setMode(0o640)
    #expect(try folder.store().append("two\n").inPlace == nil)
    let status = try folder.status()
    #expect(status.st_uid == 12345)
    #expect(status.st_gid == 54321)
    #expect(try folder.mode() == 0o640)
  }

  @Test func `extended attributes stay`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    let long = [UInt8](repeating: 0x79, count: 2000)
    let old = try folder.open()
    try old.setExtendedAttribute("user.one".bytes, to: [0, 1, 255])
    try old.setExtendedAttribute("user.empty".bytes, to: [])
    try old.setExtendedAttribute("user.long".bytes, to: long)
    let inode = try folder.inode()
    #expect(try folder.store().append("two\n").inPlace == nil)
    try #require(folder.inode() != inode)
    let attributes = try folder.open().extendedAttributes().filter { $0.name.starts(with: "user.".utf8) }
    let found = Dictionary(uniqueKeysWithValues: attributes.map { ($0.name.text, $0.value) })
    #expect(found == ["user.one": [0, 1, 255], "user.empty": [], "user.long": long])
  }

  // MARK: Large files

  @Test func `a large file is whole, and its old one is let go of`() throws {
    let lines = (0..<40_000).map { "user\($0):{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n" }
    let folder = try TemporaryFolder(file: lines.joined())
    let old = try folder.open()
    _ = try folder.store().update(.delete(["user20000".bytes])) { _ in false }
    #expect(try folder.text(of: "file") == (lines[..<20_000] + lines[20_001...]).joined())
    #expect(try folder.names == ["file"])
    // It is locked until its last descriptor is closed.
    try old.lock(.exclusive, path: folder.path(), until: monotonicSeconds() + 60)
  }

  // MARK: Somebody else meanwhile

  @Test func `a file that is replaced meanwhile is planned for again`() throws {
    let folder = try TemporaryFolder(file: "old\n")
    var seen: [String] = []
    let result = try folder.store().update { (source) throws(SystemError) in
      let text = try source.bytes().text
      seen.append(text)
      if seen.count == 1 { try? folder.replace(by: "theirs, longer\n") }
      return Edit([Splice(text.utf8.count..<text.utf8.count, "ours\n".bytes)])
    }
    #expect(seen == ["old\n", "theirs, longer\n"])
    #expect(result.changed)
    #expect(try folder.text(of: "file") == "theirs, longer\nours\n")
    #expect(try folder.names == ["file"])
  }

  @Test(arguments: [false, true])
  func `a file that is written meanwhile by one who takes no lock is planned for again`(inPlace: Bool) throws
  {
    let folder = try TemporaryFolder(file: "old\n")
    var calls = 0
    let result = try folder.store { $0.inPlace = inPlace }.update { (source) throws(SystemError) in
      let end = try source.count()
      calls += 1
      // In the end of the file that was read, and longer than it.
      if calls == 1 { try? folder.write("old\ntheirs\n", to: "file") }
      return Edit([Splice(0..<3, "new".bytes), Splice(end..<end, "ours\n".bytes)])
    }
    #expect(result.changed && calls == 2)
    #expect(try folder.text(of: "file") == "new\ntheirs\nours\n")
    #expect(try folder.names == ["file"])
  }

  @Test func `a file that is removed meanwhile is missing, or made`() throws {
    for missing in [CredentialStore.Missing.fails, .isCreated] {
      let folder = try TemporaryFolder(file: "old\n")
      func update() throws(StorageError) -> UpdateResult {
        try folder.store().update(missing: missing) { (source) throws(SystemError) in
          let end = try source.count()
          if end > 0 { _ = unsafe unlink(folder["file"]) }
          return Edit([Splice(end..<end, "new\n".bytes)])
        }
      }
      switch missing {
      case .fails:
        #expect(storageError { try update() }?.cause == .system(.noSuchFile))
        #expect(try folder.names == [])
      case .isCreated:
        #expect(try update().created)
        #expect(try folder.text(of: "file") == "new\n")
      }
    }
  }

  @Test func `a file that is cut short by one who takes no lock is planned for again`() throws {
    let folder = try TemporaryFolder(file: "old and long\n")
    var counts: [Int] = []
    _ = try folder.store().update { (source) throws(SystemError) in
      let end = try source.count()
      counts.append(end)
      if counts.count == 1 { _ = unsafe truncate(folder["file"], 4) }
      return Edit([Splice(end..<end, "new\n".bytes)])
    }
    #expect(counts == [13, 4])
    #expect(try folder.text(of: "file") == "old new\n")
    #expect(try folder.names == ["file"])
  }

  @Test func `a file that others keep replacing is given up when the time is up`() throws {
    let folder = try TemporaryFolder(file: "0")
    var round = 0
    let error = storageError {
      try folder.store { $0.lockTimeout = 0 }.update { (_) throws(SystemError) in
        round += 1
        try? folder.replace(by: "\(round)")
        return Edit([Splice(0..<1, "x".bytes)])
      }
    }
    #expect(error == StorageError(folder.path(), .write, .keepsChanging))
    #expect(round > 0)
    #expect(try folder.text(of: "file") == "\(round)")
    #expect(try folder.names == ["file"])
  }

  // MARK: Signals

  @Test func `asked to stop before the change was made, it leaves the file`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    var blocked = sigset_t()
    var former = sigset_t()
    unsafe sigemptyset(&blocked)
    unsafe sigaddset(&blocked, SIGTERM)
    unsafe pthread_sigmask(SIG_BLOCK, &blocked, &former)
    // Pending for this thread alone.
    pthread_kill(pthread_self(), SIGTERM)
    let error = storageError { try folder.store().append("two\n") }
    var taken: Int32 = 0
    unsafe sigwait(&blocked, &taken)
    unsafe pthread_sigmask(SIG_SETMASK, &former, nil)
    #expect(taken == SIGTERM)
    #expect(error?.cause == .interrupted)
    #expect(try folder.text(of: "file") == "one\n")
    #expect(try folder.names == ["file"])
  }

  // MARK: Those who are not root

  @Test(.enabled(if: isRoot)) func `one who may not write the folder writes in place`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    try folder.setOwner(12345, 12345)
    try folder.setMode(0o755, "")
    let inode = try folder.inode()
    let result = try asUser(12345) { () throws(StorageError) in try folder.store().append("two\n") }
    #expect(result.inPlace == .folderNotWritable)
    #expect(try folder.inode() == inode)
    #expect(try folder.text(of: "file") == "one\ntwo\n")
    #expect(try folder.names == ["file"])
  }

  @Test(.enabled(if: isRoot)) func `one who cannot give the file to its owner writes in place`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    try folder.setMode(0o666)
    try folder.setMode(0o777, "")
    let result = try asUser(12345) { () throws(StorageError) in try folder.store().append("two\n") }
    #expect(result.inPlace == .attributesNotCarried)
    #expect(try folder.status().st_uid == 0)
    #expect(try folder.mode() == 0o666)
    #expect(try folder.text(of: "file") == "one\ntwo\n")
    #expect(try folder.names == ["file"])
  }

  @Test(.enabled(if: isRoot)) func `in a sticky folder only its owner replaces a file`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    try folder.setOwner(0, 0)
    try folder.setMode(0o666)
    try folder.setMode(0o1777, "")
    let result = try asUser(12345) { () throws(StorageError) in try folder.store().append("two\n") }
    #expect(result.inPlace != nil)
    #expect(try folder.status().st_uid == 0)
    #expect(try folder.text(of: "file") == "one\ntwo\n")
    #expect(try folder.names == ["file"])
  }

  @Test(.enabled(if: isRoot)) func `a file that its owner may not write is replaced all the same`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    try folder.setOwner(12345, 0)
    try folder.setMode(0o440)
    try folder.setOwner(12345, 0, "")
    let result = try asUser(12345) { () throws(StorageError) in try folder.store().append("two\n") }
    #expect(result.inPlace == nil)
    #expect(try folder.mode() == 0o440)
    #expect(try folder.status().st_uid == 12345)
    #expect(try folder.text(of: "file") == "one\ntwo\n")
  }

  @Test(.enabled(if: isRoot)) func `what can neither be replaced nor written is left`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    try folder.setOwner(12345, 12345)
    try folder.setMode(0o400)
    try folder.setMode(0o755, "")
    let error = storageError {
      try asUser(12345) { () throws(StorageError) in try folder.store().append("two\n") }
    }
    #expect(error?.cause == .notReplaceable(.folderNotWritable, SystemError(code: EACCES)))
    #expect(try folder.text(of: "file") == "one\n")
    #expect(try folder.names == ["file"])
  }

  @Test(.enabled(if: isRoot)) func `a folder that takes no files is an error for one who would make one`()
    throws
  {
    let folder = try TemporaryFolder()
    try folder.setMode(0o755, "")
    let error = storageError {
      try asUser(12345) { () throws(StorageError) in try folder.store().create("one\n".bytes) }
    }
    #expect(error == StorageError(folder.path(), .create, SystemError(code: EACCES)))
    #expect(try folder.names == [])
  }
}
