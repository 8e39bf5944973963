import TestSupport
import Testing

@testable import Credentials
@testable import Hashing
@testable import Htpasswd
@testable import Kernel
@testable import Linting
@testable import Storage

/// The model `chroma`, row by row.
@Suite struct ChromaTests {
  private let server = Server.chroma

  // MARK: Lines

  @Test(arguments: [
    ("alice:1\n", ["alice"]),
    ("alice:1", ["alice"]),
    ("alice:1\r\nbob:2\r\n", ["alice", "bob"]),
    ("alice:1\rbob:2\r", ["alice", "bob"]),
    ("alice:1\n\n \t\u{3000}\r\n\u{85}\nbob:2\n\n", ["alice", "bob"]),
    (" \tadmin:1 \u{A0}\n", ["admin"]),
    ("admin :1\n", ["admin "]),
    ("admin: 1\n", ["admin"]),
    ("# note: x\n#admin:1\n", ["# note", "#admin"]),
    ("a\u{0B}b:1\u{0C}\nc\u{2028}d:2\n", ["a\u{0B}b", "c\u{2028}d"]),
    ("\u{FEFF}admin:1\n", ["\u{FEFF}admin"]),
    ("\u{200B}admin:1\u{AD}\n", ["\u{200B}admin"]),
    ("Alice:1\nalice:2\n", ["Alice", "alice"]),
    ("jörg:1\njo\u{308}rg:2\n", ["jörg", "jo\u{308}rg"]),
    ("a:\0\n", ["a"]),
    ("", []),
    ("\n\r\n\r", []),
    (" ", []),
  ])
  func `it starts, and knows the user of each line`(text: String, users: [String]) throws {
    let (known, failure) = try read(text.bytes)
    #expect(failure == nil)
    #expect(known.map(\.user.text) == users)
  }

  @Test func `an entry is given with its hash and its place`() throws {
    let (known, _) = try read("\n alice:hash \r\nbob: x\n".bytes)
    #expect(known.map(\.hash.text) == ["hash", " x"])
    #expect(known.map(\.line) == [2, 3])
  }

  @Test(
    arguments: [
      ("# users\n", 1, .missingColon),
      ("a:1\n\nalice\n", 3, .missingColon),
      ("\u{FEFF}\na:1\n", 1, .missingColon),
      ("a:1\n\u{1A}", 2, .missingColon),
      ("a:1\n\0\n", 2, .missingColon),
      ("a:1:\n", 1, .extraField),
      ("a:1\nb:2:3\n", 2, .extraField),
      ("user:realm:hash\n", 1, .extraField),
      ("::\n", 1, .extraField),
      (":1\n", 1, .emptyUser),
      (" :1\n", 1, .emptyUser),
      (":\n", 1, .emptyUser),
      ("a:\n", 1, .emptyHash),
      ("a:1\ra: \u{3000}\r", 2, .emptyHash),
      ("a:1\nb:2\na:3\n", 3, .duplicateUser("a".bytes, firstLine: 1)),
      ("b:2\n\na:1\n a:1", 4, .duplicateUser("a".bytes, firstLine: 3)),
      ("\u{FEFF}:1\n\u{FEFF}:2\n", 2, .duplicateUser("\u{FEFF}".bytes, firstLine: 1)),
      ("a:1\na:2\nb:1\nb:2\n", 2, .duplicateUser("a".bytes, firstLine: 1)),
      ("a:1\nb:1\nb:2\na:2\n", 3, .duplicateUser("b".bytes, firstLine: 2)),
      ("a:1\na:2\na:3\n", 2, .duplicateUser("a".bytes, firstLine: 1)),
      // The upper one of several failures counts.
      ("a:1\na:2\nbroken\n", 2, .duplicateUser("a".bytes, firstLine: 1)),
      ("a:1\nbroken\na:2\n", 2, .missingColon),
      ("a:1\nb:2:3\nbroken\n", 2, .extraField),
      ("a:1\nb:1\na:2\nbroken\nb:2\n", 3, .duplicateUser("a".bytes, firstLine: 1)),
    ] as [(String, Int, StartFailure.Cause)])
  func `it does not start`(text: String, line: Int, cause: StartFailure.Cause) throws {
    #expect(try read(text.bytes).failure == StartFailure(line: line, cause: cause))
  }

  // MARK: Bytes

  @Test(
    arguments: [
      ([0xFF, 0xFE, 0x61, 0x00], 1, 0xFF, 0),
      ([0xFE, 0xFF, 0x00, 0x61], 1, 0xFE, 0),
      ([0x61, 0x3A, 0x31, 0x0A, 0x6A, 0xF6, 0x3A, 0x32], 2, 0xF6, 5),
      // Also in a comment, at the end of a line, and cut at the end of the file.
      ([0x23, 0xE4, 0x0A], 1, 0xE4, 1),
      ([0x61, 0x3A, 0xC3, 0x0A], 1, 0xC3, 2),
      ([0x61, 0x3A, 0x31, 0x0A, 0xE2, 0x82], 2, 0xE2, 4),
      ([0x61, 0x3A, 0x80], 1, 0x80, 2),
      ([0x61, 0x3A, 0xC0, 0x80], 1, 0xC0, 2),
      ([0x61, 0x3A, 0xED, 0xA0, 0x80], 1, 0xED, 2),
      ([0x61, 0x3A, 0xF5, 0x80, 0x80, 0x80], 1, 0xF5, 2),
      ([0x0D, 0x0A, 0x0D, 0xFF], 3, 0xFF, 3),
    ] as [([UInt8], Int, UInt8, Int)])
  func `what is not UTF-8 stops it`(bytes: [UInt8], line: Int, byte: UInt8, offset: Int) throws {
    let expected = StartFailure(line: line, cause: .notUTF8(byte: byte, offset: offset))
    #expect(try read(bytes).failure == expected)
  }

  @Test func `a byte that does not decode comes before any other failure`() throws {
    for text in ["broken\n", "a:1\na:2\n", ":1\n", "a:1:2\n", "a:\n"] {
      let bytes = text.bytes + "z:9\n".bytes + [0xE4]
      let cause = try read(bytes).failure?.cause
      #expect(cause == .notUTF8(byte: 0xE4, offset: bytes.count - 1), "\(text)")
    }
  }

  @Test func `it starts with a file exactly when Swift, too, takes the bytes for UTF-8`() throws {
    var generator = SeededGenerator(stream: 7)
    let pieces: [UInt8] =
      [0x61, 0x0A, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xE0, 0xE1]
      + [0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF]
    for _ in 0..<5000 * rounds {
      let bytes = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
        pieces.randomElement(using: &generator)!
      }
      var isDecoded = true
      if case .notUTF8? = try read(bytes).failure?.cause { isDecoded = false }
      let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
      #expect(isDecoded == isUTF8, "\(bytes), seed \(SeededGenerator.seed)")
    }
  }

  // MARK: Many users

  @Test func `among 100,000 names the one with two entries is found`() throws {
    let names = (1...100_000).map { "user\($0):h\n" }
    let text = names.joined()
    #expect(try read(text.bytes).failure == nil)
    let first = StartFailure(line: 100_001, cause: .duplicateUser("user1".bytes, firstLine: 1))
    #expect(try read((text + "user1:h").bytes).failure == first)
    let later = StartFailure(line: 99_999, cause: .duplicateUser("user77777".bytes, firstLine: 77_777))
    var replaced = names
    replaced[99_998] = "user77777:other\n"
    #expect(try read(replaced.joined().bytes).failure == later)
  }

  // MARK: Logins

  /// The hash of `alice-pw`, one part of it changed.
  private static func changed(_ part: String, _ other: String) -> String {
    Sample.alice.replacing(part, with: other)
  }

  private static let usable: [String] = [
    Sample.alice, changed("$2y$", "$2a$"), changed("$2y$", "$2b$"), Sample.alice + " \t",
    // Chroma's bcrypt takes 2x for 2b.
    changed("$2y$", "$2x$"),
  ]

  private static let unusable: [String] = [
    changed("$2y$", "$2$"), changed("$2y$", "$2Y$"), changed("$2y$", "$2c$"),
    changed("$04$", "$00$"), changed("$04$", "$03$"), changed("$04$", "$32$"), changed("$04$", "$99$"),
    changed("$04$", "$4$"), changed("$04$", "$004$"), changed("$", "$$"),
    String(Sample.alice.dropFirst()), String(Sample.alice.dropLast()), Sample.alice + ".",
    String(Sample.alice.prefix(29)), String(Sample.alice.prefix(10)),
    "\"\(Sample.alice)\"", " " + Sample.alice, Sample.alice + "\0", Sample.alice + "\u{1A}",
    // Not the last character that a salt can have, and not that of a digest.
    changed("O.", "P."), String(Sample.alice.dropLast()) + "r",
    "$apr1$lZL6V/ci$eIMz/iKDkbtys/uU7LEK00", "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=",
    "{SSHA}eTrUWqmkKBGAJYd4tPUjzYPLzEBmUlMw", "rqXexS6ZhobKA", "$1$ssssssss$qNiN0BQrZsnMBBjoMBSSb0",
    "$5$MnfsQ4iN$ZMTppKN16y/tIsUYs/obHlhdP.Os80yXhTurpBMUbA5", "$y$j9T$x$y",
    "$argon2id$v=19$m=65536,t=3,p=4$x$y", "{PLAIN}alice-pw", "alice-pw",
  ]

  @Test(arguments: usable)
  func `a user gets in with the right password and this hash`(field: String) throws {
    #expect(try login("alice", "alice-pw", "alice:\(field)\n") == .accepted)
    #expect(try login("alice", "bob-pw", "alice:\(field)\n") == .wrongPassword)
  }

  @Test(arguments: unusable)
  func `no password lets a user in with this hash`(field: String) throws {
    #expect(!server.canUse(field))
    guard case .unusableEntry(let diagnosis) = try login("alice", "alice-pw", "alice:\(field)\n") else {
      Issue.record("it can be used")
      return
    }
    if case .whole(.bcrypt) = diagnosis { Issue.record("\(diagnosis)") }
  }

  @Test func `another password is wrong, another user unknown`() throws {
    let file = "alice:\(Sample.alice)\nbob :\(Sample.bob)\n"
    #expect(try login("alice", "bob-pw", file) == .wrongPassword)
    #expect(try login("alice", "", file) == .wrongPassword)
    #expect(try login("bob", "bob-pw", file) == .unknownUser)
    #expect(try login("bob ", "bob-pw", file) == .accepted)
    #expect(try login("Alice", "alice-pw", file) == .unknownUser)
    #expect(try login("", "alice-pw", file) == .unknownUser)
    #expect(try login("admin", "alice-pw", "\u{FEFF}admin:\(Sample.alice)\n") == .unknownUser)
  }

  @Test func `nobody gets in where it does not start`() throws {
    let failure = StartFailure(line: 2, cause: .missingColon)
    for user in ["alice", "eve"] {
      #expect(try login(user, "alice-pw", "alice:\(Sample.alice)\n# note\n") == .serverDoesNotStart(failure))
    }
  }

  @Test(arguments: ["", " ", "a:b", "a\nb", "pässwörd", String(repeating: "x", count: 72)])
  func `any text of up to 72 bytes is a password`(password: String) throws {
    let field = try Bcrypt.hash(Secret(password), cost: Cost(4)!).text
    #expect(try login("alice", password, "alice:\(field)\n") == .accepted)
  }

  @Test func `a longer password is refused, even where its first 72 bytes match`() throws {
    let password = String(repeating: "ü", count: 37)
    let field = try Bcrypt.hash(Secret(password), cost: Cost(4)!).text
    #expect(try login("alice", password, "alice:\(field)\n") == .passwordTooLong(count: 74, maximum: 72))
    #expect(try login("alice", String(password.dropLast()), "alice:\(field)\n") == .accepted)
  }

  @Test func `a password that is not UTF-8 is refused, even where it matches`() throws {
    let password: [UInt8] = [0x70, 0xE4]
    let field = try Bcrypt.hash(Secret(password), cost: Cost(4)!)
    let file = CredentialFile(bytes: "alice:".bytes + field)
    #expect(file.verify(user: "alice", password: Secret(password)) == .passwordNotUTF8)
  }

  @Test func `a password with a NUL cannot be checked here`() throws {
    #expect(try login("alice", "alice-pw\0", "alice:\(Sample.alice)") == .cannotCheck(.nul))
  }

  @Test func `a cost that takes days is not computed`() throws {
    let field = Sample.alice.replacing("$04$", with: "$31$")
    guard case .cannotCheck(.cost(let cost, let seconds)) = try login("alice", "x", "alice:\(field)") else {
      Issue.record("it was computed")
      return
    }
    #expect(cost == Cost(31))
    #expect(seconds > 60)
  }

  @Test func `what is wrong is reported in the order of the exit statuses`() throws {
    let long = String(repeating: "x", count: 73)
    #expect(try login("eve", long, "alice:\(Sample.alice)") == .unknownUser)
    #expect(try login("alice", long, "alice:plain") == .unusableEntry(.text))
    #expect(try login("alice", long, "alice:\(Sample.alice)") == .passwordTooLong(count: 73, maximum: 72))
  }

  // MARK: Asking

  private func login(_ user: String, _ password: String, _ file: String) throws -> Verdict {
    let lookup = try server.lookUp(user.bytes, in: .memory(file.bytes))
    return server.verdict(lookup, password: Secret(password), of: user.bytes)
  }

  private func read(
    _ bytes: [UInt8]
  ) throws -> (known: [(user: [UInt8], hash: [UInt8], line: Int)], failure: StartFailure?) {
    var known: [(user: [UInt8], hash: [UInt8], line: Int)] = []
    let failure = try server.read(.memory(bytes)) { (bytes, entry, line) in
      known.append(
        (bytes.extracting(entry.user).array, bytes.extracting(entry.hash).array, line.number))
    }
    return (known, failure)
  }
}
