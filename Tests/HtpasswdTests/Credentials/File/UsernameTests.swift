import Htpasswd
import Linting
import TestSupport
import Testing

@Suite struct UsernameTests {
  @Test(
    arguments: [
      ("", .empty),
      ("a:b", .colon), (":", .colon),
      ("a\nb", .controlCharacter), ("a\u{1B}[2J", .controlCharacter), ("\u{7F}", .controlCharacter),
      ("a\u{85}b", .controlCharacter), ("\ta", .controlCharacter), ("a\0", .controlCharacter),
      ("#", .leadingHash), ("#a", .leadingHash),
      (" a", .surroundingSpace), ("a ", .surroundingSpace), ("\u{A0}a", .surroundingSpace),
      ("a\u{2028}", .surroundingSpace), ("a\u{3000}", .surroundingSpace), ("\u{2003}", .surroundingSpace),
      ("\u{FEFF}a", .byteOrderMark), ("a\u{FEFF}b", .byteOrderMark),
    ] as [(String, Username.Fault)])
  func `a name that some reader would take for another one is refused`(name: String, fault: Username.Fault) {
    #expect(throws: fault) { try Username(name) }
    #expect(throws: fault) { try Username(name.bytes) }
  }

  @Test(arguments: [
    "a", "a b", "a#b", "user@example.org", "-x", "$2y$", "\"a\"", "jörg", "jo\u{308}rg", "用户", "🦉",
    "a\u{A0}b", "a\u{200B}", "a\\b/c",
  ])
  func `any other name is taken as it is`(name: String) throws {
    #expect(try Username(name).bytes == name.bytes)
  }

  @Test(arguments: [[0xE4], [0x61, 0xC3], [0xFF, 0xFE], [0xED, 0xA0, 0x80], [0xC0, 0x80]] as [[UInt8]])
  func `a name that is not UTF-8 is refused`(bytes: [UInt8]) {
    #expect(throws: Username.Fault.notUTF8) { try Username(bytes) }
  }

  @Test func `a name has 255 bytes at most`() throws {
    #expect(Username.maximumCount == 255)
    #expect(try Username(.padding(255)).bytes.count == 255)
    #expect(throws: Username.Fault.tooLong(count: 256)) { try Username(.padding(256)) }
    let umlauts = String(repeating: "ü", count: 128)
    #expect(throws: Username.Fault.tooLong(count: 256)) { try Username(umlauts) }
    #expect(try Username(String(repeating: "ü", count: 127)).bytes.count == 254)
  }

  @Test func `every control character is refused, wherever it is`() {
    for value in UInt32(0)...0xFF {
      let scalar = Unicode.Scalar(value)!
      let isControl = value < 0x20 || (0x7F...0x9F).contains(value)
      let isRefused = (try? Username("a\(scalar)b")) == nil
      #expect(isRefused == (isControl || scalar == ":"), "U+\(String(value, radix: 16))")
    }
  }

  @Test func `a name that is taken is read back from its own entry`() throws {
    var generator = SeededGenerator(stream: 3)
    let pieces = [
      "a", ":", "#", " ", "\t", "\u{FEFF}", "\u{A0}", "\r", "\n", "é", "\u{2028}", "\u{200B}", "\0",
    ]
    for _ in 0..<3000 * rounds {
      let name = (0..<Int.random(in: 0...4, using: &generator))
        .map { _ in pieces.randomElement(using: &generator)! }.joined()
      guard let user = try? Username(name) else { continue }
      let file = CredentialFile(bytes: user.bytes + ":\(Sample.alice)\n".bytes)
      #expect(file.users.map(\.name) == [user.bytes], "\(name.bytes)")
      #expect(file.verify(user: name, password: Secret("alice-pw")) == .accepted, "\(name.bytes)")
    }
  }
}
