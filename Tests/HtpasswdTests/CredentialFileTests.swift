import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Credentials
@testable import Hashing
@testable import Htpasswd
@testable import Kernel
@testable import Linting
@testable import Storage

@Suite struct CredentialFileTests {
  private let text = "# users\nalice:\(Sample.alice)\r\n\n bob:$apr1$x\t\nno colon\nalice:plain:x"

  @Test func `the bytes are those that were given`() throws {
    var generator = SeededGenerator(stream: 5)
    for _ in 0..<50 * rounds {
      let bytes = (0..<Int.random(in: 0...400, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      #expect(CredentialFile(bytes: bytes).bytes == bytes)
      let folder = try TemporaryFolder()
      try folder.write(bytes, to: "file")
      #expect(try CredentialFile(readingFrom: folder.path()).bytes == bytes)
    }
    #expect(CredentialFile().bytes.isEmpty)
  }

  @Test func `a file that cannot be read says why`() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: StorageError.self) {
      try CredentialFile(readingFrom: folder.path("missing"))
    }
    #expect(error?.cause == .system(SystemError(code: ENOENT)))
    #expect(error?.operation == .open)
    #expect(error?.path == folder.path("missing"))
  }

  @Test func `the users are the lines with a colon, in file order`() throws {
    let users = CredentialFile(bytes: text.bytes).users
    #expect(users.map(\.name.text) == ["alice", "bob", "alice"])
    #expect(users.map(\.line) == [2, 4, 6])
    #expect(users.map(\.format.name) == ["bcrypt", "apr1", "unknown"])
  }

  @Test func `setting adds, replaces, and removes the second entry`() throws {
    var file = CredentialFile()
    try file.set(Username("alice"), hash: HashField(Sample.alice.bytes))
    try file.set(Username("bob"), hash: HashField(Sample.alice.bytes))
    #expect(file.bytes.text == "alice:\(Sample.alice)\nbob:\(Sample.alice)\n")
    try file.set(Username("bob"), hash: HashField(Sample.bob.bytes))
    #expect(file.verify(user: "bob", password: Secret("bob-pw")) == .accepted)

    file = CredentialFile(bytes: text.bytes)
    try file.set(Username("alice"), hash: HashField(Sample.bob.bytes))
    #expect(file.bytes.text == "# users\nalice:\(Sample.bob)\r\n\n bob:$apr1$x\t\nno colon\n")
  }

  @Test func `renaming keeps the hash, and says whether there was an entry`() throws {
    var file = CredentialFile(bytes: text.bytes)
    #expect(try file.rename("bob".bytes, to: Username("carl")))
    #expect(file.bytes.text == text.replacing(" bob:", with: " carl:"))
    #expect(try !file.rename("bob".bytes, to: Username("carl")))
  }

  @Test(arguments: [
    "", "x", "$2y$04$short", "\(Sample.bob)\nroot:x", "\(Sample.bob):x", "\(Sample.bob) ", " \(Sample.bob)",
  ])
  func `only a whole hash field can be set`(field: String) {
    #expect(throws: HashField.Fault.self) { try HashField(field.bytes) }
  }

  /// A program that reads at each login, as LoginExample does.
  @Test func `beside a writer in place a file is read as it was at one moment`() throws {
    let entries = (0..<4_000).map { "user\($0):\(Sample.alice)\n" }
    let folder = try TemporaryFolder(file: entries.joined())
    let path = folder.path("file")
    let isDone = Atomic(false)
    let reading = Thread {
      // Every entry moves, back and forth.
      var store = CredentialStore(path)
      store.options.inPlace = true
      for _ in 0..<60 {
        _ = try? store.rename("user0".bytes, to: Username("a-longer-name"))
        _ = try? store.rename("a-longer-name".bytes, to: Username("user0"))
      }
      isDone.store(true, ordering: .releasing)
    }
    reading.start()
    var count = 0
    while !isDone.load(ordering: .acquiring) || count < 20 {
      let file = try CredentialFile(readingFrom: path)
      let lines = file.bytes.text.split(separator: "\n", omittingEmptySubsequences: false)
      try #require(lines.count == 4_001 && lines.dropLast().allSatisfy { $0.hasSuffix(":" + Sample.alice) })
      count += 1
    }
  }

  @Test func `deleting says whether there was an entry`() throws {
    var file = CredentialFile(bytes: text.bytes)
    #expect(try file.delete("alice".bytes))
    #expect(file.bytes.text == "# users\n\n bob:$apr1$x\t\nno colon\n")
    let before = file
    #expect(try !file.delete("alice".bytes))
    #expect(file == before)
  }

  @Test(
    arguments: [
      ([0xFF, 0xFE, 0x61, 0x00], .utf16), ([0xEF, 0xBB, 0xBF, 0x61, 0x3A, 0x62], .byteOrderMark),
      ([0x61, 0x3A, 0x62, 0x0A, 0x00], .nul(line: 2)),
      ([0x61, 0x3A, 0x62, 0x0D], .loneCarriageReturn(line: 1)),
    ] as [([UInt8], EditingObstacle)])
  func `a file that cannot be edited safely stays as it is`(bytes: [UInt8], obstacle: EditingObstacle) throws
  {
    var file = CredentialFile(bytes: bytes)
    let user = try Username("a")
    #expect(throws: obstacle) { try file.set(user, hash: HashField(Sample.alice.bytes)) }
    #expect(throws: obstacle) { try file.delete(user.bytes) }
    #expect(file.bytes == bytes)
  }

  @Test func `obstacles are reported in words`() {
    #expect(EditingObstacle.utf16.description.contains("UTF-16"))
    #expect(EditingObstacle.byteOrderMark.description.contains("byte order mark"))
    #expect(EditingObstacle.nul(line: 7).description == "line 7 holds a NUL byte")
    #expect(
      EditingObstacle.loneCarriageReturn(line: 8).description == "line 8 ends in a lone carriage return")
  }

  @Test func `a login is judged by the whole file`() throws {
    let good = "alice:\(Sample.alice)\nbob:\(Sample.bob)\n"
    var file = CredentialFile(bytes: good.bytes)
    #expect(file.verify(user: "bob", password: Secret("bob-pw")) == .accepted)
    #expect(file.verify(user: "bob", password: Secret("alice-pw")) == .wrongPassword)
    #expect(file.verify(user: "eve", password: Secret("bob-pw")) == .unknownUser)
    #expect(file.verify(user: "bob", password: Secret("bob-pw"), for: .chroma04) == .unknownUser)
    file = CredentialFile(bytes: (good + "# note\n").bytes)
    #expect(
      file.verify(user: "bob", password: Secret("bob-pw"))
        == .serverDoesNotStart(StartFailure(line: 3, cause: .missingColon)))
    #expect(file.verify(user: "alice", password: Secret("alice-pw"), for: .chroma04) == .accepted)
  }
}
