import Deployments
import Foundation
import Htpasswd
import Testing

@Suite struct NewPasswordTests {
  @Test(
    arguments: [
      ("", .empty),
      ("\0", .nul), ("a\0b", .nul), ("a\n\0", .nul),
      ("\u{feff}pw", .byteOrderMark), ("a\n", .lineBreak), ("\r", .lineBreak), ("a\r\nb", .lineBreak),
      (String(repeating: "x", count: 73), .tooLong(count: 73)),
      (String(repeating: "ü", count: 37), .tooLong(count: 74)),
      (String(repeating: "x", count: 100) + "\n", .lineBreak),
    ] as [(String, PasswordFault)])
  func `a password that some server would take for another one has a fault`(
    password: String, fault: PasswordFault
  ) {
    #expect(throws: fault) { try Secret(password).checkForSetting() }
  }

  @Test(arguments: [
    "a", " ", " a b ", "a:b", "\t", "ä", "-x", String(repeating: "x", count: 72),
    String(repeating: "ü", count: 36), "a\u{85}b\u{2028}c",
  ])
  func `any other password can be set`(password: String) throws {
    try Secret(password).checkForSetting()
  }

  @Test func `bytes that are not text can be set`() throws {
    try Secret([0xE4, 0xFF] as [UInt8]).checkForSetting()
  }

  @Test(arguments: [0, 1, 8, 24, 72])
  func `a generated password has the wanted length and can be set`(length: Int) throws {
    let secret = try Secret.generated(length: length)
    #expect(secret.count == length)
    if length > 0 { try secret.checkForSetting() }
    let other = try Secret.generated(length: length)
    if length >= 24 { #expect(secret.bytes != other.bytes) }
  }

  @Test func `generated passwords hold every letter and digit as often as any other`() throws {
    let expected = 2000
    var counts: [UInt8: Int] = [:]
    for byte in try Secret.generated(length: 62 * expected).bytes { counts[byte, default: 0] += 1 }
    let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    #expect(counts.keys.sorted() == alphabet)
    // Nearly seven standard deviations; a byte taken modulo 62 would be off by more.
    #expect(counts.values.allSatisfy { abs($0 - expected) < 300 }, "\(counts)")
  }

  @Test func `a token begins with a letter, and every server takes it`() throws {
    for _ in 0..<200 {
      let token = try Secret.token(length: 16)
      #expect(token.count == 16 && token.isToken)
      #expect(token.bytes.first.map { $0 >= UInt8(ascii: "A") } ?? false)
    }
  }
}
