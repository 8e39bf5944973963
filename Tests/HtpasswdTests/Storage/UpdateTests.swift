import Foundation
import TestSupport
import Testing

@testable import Credentials
@testable import Hashing
@testable import Kernel
@testable import Linting
@testable import Storage

@Suite struct UpdateTests {
  // MARK: Results

  @Test func `an edit is written, and said to be`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    let result = try folder.store().append("two\n")
    #expect(result.changed)
    #expect(!result.created)
    #expect(result.inPlace == nil)
    #expect(!result.restored)
    #expect(try folder.text(of: "file") == "one\ntwo\n")
    #expect(try folder.names == ["file"])
  }

  @Test func `an empty edit leaves the very file`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    let inode = try folder.inode()
    let result = try folder.store().update { (_) throws(SystemError) in Edit() }
    #expect(result == UpdateResult())
    #expect(try folder.inode() == inode)
    #expect(try folder.names == ["file"])
  }

  @Test func `the plan is given the file`() throws {
    var generator = SeededGenerator(stream: 20)
    let bytes = (0..<300_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let folder = try TemporaryFolder()
    try folder.write(bytes, to: "file")
    var seen: [UInt8] = []
    _ = try folder.store().update { (source) throws(SystemError) in
      seen = try source.bytes()
      return Edit()
    }
    #expect(seen == bytes)
  }

  @Test(arguments: [false, true])
  func `any splices of any file give what they say`(inPlace: Bool) throws {
    var generator = SeededGenerator(stream: 21)
    for round in 0..<40 * rounds {
      // Now and then longer than the steps in which it is copied.
      let count = Int.random(in: 0...(round % 8 == 0 ? 400_000 : 60), using: &generator)
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      var splices: [Splice] = []
      var expected: [UInt8] = []
      var done = 0
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let start = Int.random(in: done...count, using: &generator)
        let end = min(count, start + Int.random(in: 0...20, using: &generator))
        let replacement = [UInt8](repeating: 0x2A, count: Int.random(in: 0...20, using: &generator))
        splices.append(Splice(start..<end, replacement))
        expected += bytes[done..<start] + replacement
        done = end
      }
      expected += bytes[done...]
      let folder = try TemporaryFolder()
      try folder.write(bytes, to: "file")
      let edit = Edit(splices)
      let result = try folder.store { $0.inPlace = inPlace }.update { (_) throws(SystemError) in edit }
      #expect(result.changed)
      #expect(result.inPlace == (inPlace ? .requested : nil))
      #expect(try folder.bytes(of: "file") == expected, "\(splices), seed \(SeededGenerator.seed)")
      #expect(try folder.names == ["file"])
    }
  }

  // MARK: Entries

  /// Entries of twenty users, as long as several of the parts in which a file is read, and some lines that are none.
  private static func entries(_ generator: inout SeededGenerator) -> [UInt8] {
    (0..<Int.random(in: 1...9000, using: &generator)).flatMap { number -> [UInt8] in
      let user = Int.random(in: 0..<400, using: &generator) == 0 ? "user\(number % 20)" : "other\(number)"
      return "\(number % 97 == 0 ? "# " : "")\(user):\(Sample.alice.dropFirst(number % 3))\n".bytes
    }
  }

  @Test(arguments: [false, true])
  func `a change of entries gives what it says, however long the file is`(inPlace: Bool) throws {
    var generator = SeededGenerator(stream: 22)
    for _ in 0..<12 * rounds {
      let bytes = Self.entries(&generator)
      let users = (0..<3).map { "user\((Int.random(in: 0..<20, using: &generator) + 7 * $0) % 21)".bytes }
      let changes: [EntryChange] = [
        .set(users.map { ($0, "new".bytes) }), .delete(users), .rename(users[0], to: try Username("renamed")),
      ]
      for change in changes {
        let expected = try Survey(.memory(bytes), change).edit
        let folder = try TemporaryFolder()
        try folder.write(bytes, to: "file")
        let store = folder.store { $0.inPlace = inPlace }
        let refused = try store.update(change) { _ in true }
        #expect(!refused.changed)
        #expect(try folder.bytes(of: "file") == bytes)
        var seen: Survey?
        let result = try store.update(change) { survey in
          seen = survey
          return false
        }
        #expect(seen?.edit == expected)
        #expect(result.changed == !expected.isEmpty)
        #expect(
          try folder.bytes(of: "file") == expected.applied(to: bytes),
          "\(change), \(bytes.count) bytes, seed \(SeededGenerator.seed)")
        #expect(try folder.names == ["file"])
      }
    }
  }

  @Test func `a file that cannot be edited is left, whatever is decided`() throws {
    let folder = try TemporaryFolder(file: "\u{FEFF}one:1\n")
    let result = try folder.store().update(.delete(["one".bytes])) { survey in
      #expect(survey.obstacle == .byteOrderMark)
      return false
    }
    #expect(!result.changed)
    #expect(try folder.text(of: "file") == "\u{FEFF}one:1\n")
  }

  @Test func `an error of the plan leaves the file`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    let error = storageError {
      try folder.store().update { (_) throws(SystemError) in throw SystemError(code: EIO) }
    }
    #expect(error == StorageError(folder.path(), .read, SystemError(code: EIO)))
    #expect(try folder.text(of: "file") == "one\n")
    #expect(try folder.names == ["file"])
  }

  // MARK: Missing files

  @Test func `a missing file is an error`() throws {
    let folder = try TemporaryFolder()
    #expect(storageError { try folder.store().append("x") }?.cause == .system(.noSuchFile))
    #expect(storageError { try folder.store("no/file").append("x") }?.cause == .system(.noSuchFile))
    #expect(storageError { try folder.store("no/file").append("x", missing: .isCreated) } != nil)
    #expect(try folder.names == [])
  }

  @Test func `where it may be made, it is`() throws {
    let folder = try TemporaryFolder()
    let result = try folder.store().append("one\n", missing: .isCreated)
    #expect(result.created)
    #expect(result.changed)
    #expect(try folder.text(of: "file") == "one\n")
    #expect(try folder.mode() == 0o600)
    let again = try folder.store().append("two\n", missing: .isCreated)
    #expect(!again.created)
    #expect(try folder.text(of: "file") == "one\ntwo\n")
    #expect(try folder.names == ["file"])
  }

  @Test func `an empty edit makes no file`() throws {
    let folder = try TemporaryFolder()
    let result = try folder.store().update(missing: .isCreated) { (_) throws(SystemError) in Edit() }
    #expect(result == UpdateResult())
    #expect(try folder.names == [])
  }

  @Test func `a file that appears meanwhile is edited, not overwritten`() throws {
    let folder = try TemporaryFolder()
    var seen: [String] = []
    let result = try folder.store().update(missing: .isCreated) { (source) throws(SystemError) in
      let text = try source.bytes().text
      seen.append(text)
      if text.isEmpty { try? folder.write("theirs\n", to: "file") }
      return Edit([Splice(text.utf8.count..<text.utf8.count, "ours\n".bytes)])
    }
    #expect(seen == ["", "theirs\n"])
    #expect(!result.created)
    #expect(try folder.text(of: "file") == "theirs\nours\n")
    #expect(try folder.names == ["file"])
  }

  // MARK: Creating

  @Test func `create makes a file with the wanted mode, whatever the umask`() throws {
    for mode in [0o600, 0o640, 0o666, 0o000] as [UInt32] {
      let folder = try TemporaryFolder()
      let result = try folder.store { $0.mode = mode }.create("one\n".bytes)
      #expect(result.created)
      #expect(result.changed)
      #expect(try folder.mode() == mode)
      #expect(try folder.status().st_size == 4)
      #expect(try folder.names == ["file"])
    }
  }

  @Test func `create refuses what is there`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    try folder.makeFolder("folder")
    try folder.link("link", to: "file")
    for name in ["file", "folder", "link"] {
      let error = storageError { try folder.store(name).create("two\n".bytes) }
      #expect(error == StorageError(folder.path(name), .create, .alreadyExists), "\(name)")
    }
    #expect(try folder.text(of: "file") == "one\n")
    #expect(try folder.names == ["file", "folder", "link"])
  }

  @Test func `create needs a folder`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    let cases: [(String, Int32)] = [
      ("no/file", ENOENT), ("file/x", ENOTDIR), ("new/", EISDIR), (".", EISDIR),
    ]
    for (name, code) in cases {
      let error = storageError { try folder.store(name).create([]) }
      #expect(error?.cause == .system(SystemError(code: code)), "\(name)")
    }
    #expect(storageError { try CredentialStore(FilePath("")).create([]) }?.cause == .system(.noSuchFile))
  }

  @Test func `a secret makes a file, and replaces one that keeps its mode, when that is asked for`() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.store().create(Secret("one"), replacing: false).created)
    #expect(try folder.mode() == 0o600)
    let error = storageError { try folder.store().create(Secret("two"), replacing: false) }
    #expect(error == StorageError(folder.path(), .create, .alreadyExists))
    try folder.setMode(0o640)
    #expect(try folder.store { $0.dryRun = true }.create(Secret("two"), replacing: true).changed)
    #expect(try folder.text(of: "file") == "one")
    #expect(try !folder.store().create(Secret("two"), replacing: true).created)
    #expect(try folder.text(of: "file") == "two")
    #expect(try folder.mode() == 0o640)
    #expect(try folder.store("new").create(Secret("three"), replacing: true).created)
    #expect(try folder.names == ["file", "new"])
  }

  // MARK: What is not a regular file

  @Test(arguments: [false, true])
  func `a folder is refused`(inPlace: Bool) throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("file")
    let error = storageError { try folder.store { $0.inPlace = inPlace }.append("x", missing: .isCreated) }
    #expect(error == StorageError(folder.path(), .open, SystemError(code: EISDIR)))
  }

  @Test(arguments: [false, true])
  func `a FIFO is refused, and not waited for`(inPlace: Bool) throws {
    let folder = try TemporaryFolder()
    try #require(unsafe mkfifo(folder["file"], 0o600) == 0)
    let error = storageError { try folder.store { $0.inPlace = inPlace }.append("x", missing: .isCreated) }
    #expect(error == StorageError(folder.path(), .write, .notRegular))
    #expect(try folder.status().st_mode & S_IFMT == S_IFIFO)
  }

  @Test(.enabled(if: isRoot), arguments: [false, true])
  func `a device is refused`(inPlace: Bool) throws {
    let folder = try TemporaryFolder()
    // The numbers of /dev/null.
    try #require(unsafe mknod(folder["file"], S_IFCHR | 0o600, 0x103) == 0)
    let error = storageError { try folder.store { $0.inPlace = inPlace }.append("x") }
    #expect(error == StorageError(folder.path(), .write, .notRegular))
    #expect(try folder.status().st_mode & S_IFMT == S_IFCHR)
  }

  // MARK: Dry runs

  @Test func `a dry run says what would be done, and touches nothing`() throws {
    let folder = try TemporaryFolder(file: "one\n")
    try #require(unsafe Foundation.link(folder["file"], folder["other"]) == 0)
    let (inode, time) = (try folder.inode(), try folder.status().st_mtim)
    for inPlace in [false, true] {
      let dry = folder.store {
        $0.dryRun = true
        $0.inPlace = inPlace
      }
      #expect(try dry.append("two\n").changed)
      let none = try dry.update { (_) throws(SystemError) in Edit() }
      #expect(!none.changed)
    }
    #expect(try folder.text(of: "file") == "one\n")
    #expect(try folder.inode() == inode)
    let after = try folder.status().st_mtim
    #expect(after.tv_sec == time.tv_sec && after.tv_nsec == time.tv_nsec)
    #expect(try folder.names == ["file", "other"])
  }

  @Test func `a dry run makes no file`() throws {
    let folder = try TemporaryFolder()
    let dry = folder.store { $0.dryRun = true }
    #expect(try dry.append("one\n", missing: .isCreated).created)
    #expect(try dry.create("one\n".bytes).created)
    #expect(storageError { try dry.append("one\n") }?.cause == .system(.noSuchFile))
    #expect(try folder.names == [])
    try folder.write("one\n", to: "file")
    #expect(storageError { try dry.create([]) }?.cause == .alreadyExists)
  }
}
