import TestSupport
import Testing

@testable import Credentials
@testable import Hashing
@testable import Htpasswd
@testable import Kernel
@testable import Storage

/// The model `chroma-0.4`: one line, and the steps of 8192 bytes in which Python decodes it.
@Suite struct Chroma04Tests {
  private let server = Server.chroma04
  private let step = 8192

  @Test(arguments: [
    ("alice:1\n", "alice"), ("alice:1\nbob:2\n", "alice"), ("alice:1\r\nbob:2", "alice"),
    ("alice:1\rbob:2", "alice"), ("alice:1", "alice"), (" alice:1 ", "alice"),
    ("alice:1:2:3\n", "alice"), (":1\n", ""), ("alice:\n", "alice"), ("# a: b\n", "# a"),
    ("alice:1\nalice:2\nbroken\n", "alice"),
  ])
  func `the user of the first line is the only one`(text: String, user: String) throws {
    let (users, failure) = try read(text.bytes)
    #expect(failure == nil)
    #expect(users.map(\.text) == [user])
  }

  @Test(arguments: ["", "\n", "\nalice:1\n", " \nalice:1\n", "# users\nalice:1\n", "\r\nalice:1"])
  func `without an entry on the first line it does not start`(text: String) throws {
    let (users, failure) = try read(text.bytes)
    #expect(failure == StartFailure(line: 1, cause: .noFirstEntry))
    #expect(users.isEmpty)
  }

  // MARK: Steps

  @Test func `a bad byte counts in the step that the line ends in, not after it`() throws {
    for (offset, isRead) in [(4, true), (step - 1, true), (step, false), (step + 100, false)] {
      var bytes = file("a:b\n", count: 2 * step + 50)
      bytes[offset] = 0xFF
      #expect(try fault(in: bytes) == (isRead ? offset : nil), "\(offset)")
    }
  }

  @Test func `a line that ends in the second step has that decoded, too`() throws {
    for (offset, isRead) in [(step + 1, true), (2 * step - 1, true), (2 * step, false)] {
      // The LF is the first byte of the second step.
      var bytes = file("a:" + String(repeating: "x", count: step - 2) + "\n", count: 3 * step)
      bytes[offset] = 0xFF
      #expect(try fault(in: bytes) == (isRead ? offset : nil), "\(offset)")
    }
  }

  @Test func `with an LF as the last byte of a step the next is not read`() throws {
    var bytes = file("a:" + String(repeating: "x", count: step - 3) + "\n", count: 2 * step)
    try #require(bytes[step - 1] == 0x0A)
    bytes[step] = 0xFF
    #expect(try fault(in: bytes) == nil)
  }

  @Test(arguments: ["\r", "\r\n"])
  func `a CR as the last byte of a step has the next one read`(ending: String) throws {
    var bytes = file("a:" + String(repeating: "x", count: step - 3) + ending, count: 3 * step)
    try #require(bytes[step - 1] == 0x0D)
    bytes[step + 5] = 0xFF
    #expect(try fault(in: bytes) == step + 5)
    bytes[step + 5] = 0x78
    bytes[2 * step] = 0xFF
    #expect(try fault(in: bytes) == nil)
  }

  @Test func `a CR before the last byte of a step has no other read`() throws {
    var bytes = file("a:" + String(repeating: "x", count: step - 4) + "\r", count: 2 * step)
    try #require(bytes[step - 2] == 0x0D)
    bytes[step + 5] = 0xFF
    #expect(try fault(in: bytes) == nil)
  }

  @Test(arguments: ["ü", "€", "🦉"])
  func `a character that a step cuts is not a fault`(character: String) throws {
    for cut in 1..<character.utf8.count {
      var bytes = file("a:b\n", count: 2 * step)
      bytes.replaceSubrange(step - cut..<step - cut + character.utf8.count, with: character.utf8)
      #expect(try fault(in: bytes) == nil, "\(cut)")
      // Nor is what follows of it read.
      bytes[step] = 0x78
      #expect(try fault(in: bytes) == nil, "\(cut)")
    }
  }

  @Test(arguments: [[0xC0], [0xF5], [0xE0, 0x80], [0xF4, 0x90], [0xF0, 0x80, 0x80], [0x80]])
  func `what no further byte could complete is a fault at the end of a step`(end: [UInt8]) throws {
    var bytes = file("a:b\n", count: 2 * step)
    bytes.replaceSubrange(step - end.count..<step, with: end)
    #expect(try fault(in: bytes) == step - end.count)
  }

  @Test func `half a surrogate pair counts as cut while its third byte is missing`() throws {
    var bytes = file("a:b\n", count: 2 * step)
    bytes.replaceSubrange(step - 2..<step + 1, with: [0xED, 0xA0, 0x80])
    #expect(try fault(in: bytes) == nil)
    bytes.replaceSubrange(step - 3..<step, with: [0xED, 0xA0, 0x80])
    #expect(try fault(in: bytes) == step - 3)
  }

  @Test func `a character cut by the end of the file is a fault where the line ends there`() throws {
    let bytes = "a:b".bytes + [0xE2, 0x82]
    #expect(try fault(in: bytes) == 3)
  }

  @Test(arguments: [[0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0xA6]] as [[UInt8]])
  func `after the first line a character cut by the end of the file is none`(end: [UInt8]) throws {
    // Python's readline() has its line and never learns that the file ends there.
    #expect(try fault(in: "a:b\n".bytes + end) == nil)
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `a fault is reported with its own line`(ending: String) throws {
    let bytes = ["a:b", "c", "", "d"].map { $0 + ending }.joined().bytes + [0x78, 0xFF, 0x78]
    let offset = bytes.count - 2
    #expect(
      try read(bytes).failure == StartFailure(line: 5, cause: .notUTF8(byte: 0xFF, offset: offset)))
  }

  @Test func `a byte that does not decode comes before a missing entry`() throws {
    let failure = try read("# users\n".bytes + [0xE4, 0x61]).failure
    #expect(failure == StartFailure(line: 2, cause: .notUTF8(byte: 0xE4, offset: 8)))
  }

  // MARK: Logins

  @Test func `a login is that of Chroma, but for colons in passwords`() throws {
    let file = CredentialFile(bytes: "alice:\(Sample.alice):rest\nbob:\(Sample.bob)\n".bytes)
    func login(_ user: String, _ password: String) -> Verdict {
      file.verify(user: user, password: Secret(password), for: server)
    }
    #expect(login("alice", "alice-pw") == .accepted)
    #expect(login("alice", "bob-pw") == .wrongPassword)
    #expect(login("bob", "bob-pw") == .unknownUser)
    #expect(login("alice", "alice:pw") == .passwordWithColon)
    #expect(login("alice", String(repeating: "x", count: 73)) == .passwordTooLong(count: 73, maximum: 72))
  }

  // MARK: Asking

  private func read(_ bytes: [UInt8]) throws -> (users: [[UInt8]], failure: StartFailure?) {
    var users: [[UInt8]] = []
    let failure = try server.read(.memory(bytes)) { (bytes, entry, _) in
      users.append(bytes.extracting(entry.user).array)
    }
    return (users, failure)
  }

  /// The offset of what is not UTF-8; nil if it starts.
  private func fault(in bytes: [UInt8]) throws -> Int? {
    guard let failure = try read(bytes).failure else { return nil }
    guard case .notUTF8(let byte, let offset) = failure.cause else {
      Issue.record("\(failure)")
      return nil
    }
    #expect(byte == bytes[offset])
    return offset
  }

  /// A first line, and lines of `x` after it.
  private func file(_ first: String, count: Int) -> [UInt8] {
    first.bytes + .padding(count - first.utf8.count)
  }
}
