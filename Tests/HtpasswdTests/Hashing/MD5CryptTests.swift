import TestSupport
import Testing

@testable import Hashing
@testable import Kernel

@Suite struct MD5CryptTests {
  /// Measured: made by openssl, htpasswd or Traefik's library.
  @Test(arguments: [
    ("secret", "$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/"),
    ("pässwörd 1", "$apr1$abcdefgh$e9KNZAeKRC8vWA4eypWI21"),
    ("secret", "$1$MLvADDN0$3USF1kUicjHqbT.d2eKIr."),
    ("secret", "$$$dVdon2z/oTcfBKPDeLT2d/"),
    ("secret", "$1$abcdefghi$L6hyrdxDE.S3ZVl1HQdwU/"),
  ])
  func `a field matches its password and no other`(password: String, field: String) {
    #expect(matches(password, field.bytes))
    for wrong in ["", "Secret", password + "x", String(password.dropLast())] {
      #expect(!matches(wrong, field.bytes), "\(wrong)")
    }
    let other = field.bytes.dropLast() + [field.bytes.last == 0x2F ? 0x2E : 0x2F]
    #expect(!matches(password, Array(other)))
  }

  @Test func `passwords and salts of any length give what libcrypt gives`() throws {
    var random = SeededGenerator(stream: 71)
    let alphabet = Array("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    for count in Array(0...40) + [63, 64, 65, 127, 128, 300, 511] {
      let password = (0..<count).map { _ in UInt8.random(in: 1...255, using: &random) }
      let salt = (0..<count % 9).map { _ in alphabet.randomElement(using: &random)! }
      var field = try #require(crypt(password, "$1$".bytes + salt + "$".bytes))
      #expect(try libcryptMatches(password, field))
      #expect(matches(password, field), "\(count) bytes")
      field[field.count - 2] ^= 1
      #expect(
        try matches(password, field) == Bcrypt.matchesAsCrypt(Secret(password), field))
    }
  }

  @Test(arguments: [
    "", "$", "$$$", "$1$abcdefgh$", "1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/", "$1abcdefgh$h9FWgUz3n9YxylKLlR5SQ/",
    "$1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ", "$1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ//",
    "$1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ2",
    "$1$abcd$fgh$h9FWgUz3n9YxylKLlR5SQ/", "$1$abcdefgh$h9FWgUz3n9YxylKLl!5SQ/",
  ])
  func `what no password gives is not a field`(field: String) {
    #expect(!isField(field.bytes))
  }

  private func matches(_ password: String, _ field: [UInt8]) -> Bool { matches(password.bytes, field) }

  private func matches(_ password: [UInt8], _ field: [UInt8]) -> Bool {
    MD5Crypt.matches(Secret(password), field.span)
  }

  private func libcryptMatches(_ password: [UInt8], _ field: [UInt8]) throws -> Bool {
    try Bcrypt.matchesAsCrypt(Secret(password), field)
  }

  private func isField(_ field: [UInt8]) -> Bool { MD5CryptField(field.span) != nil }

  /// The hash that libcrypt makes.
  private func crypt(_ password: [UInt8], _ setting: [UInt8]) -> [UInt8]? {
    try? Bcrypt.compute(Secret(password), setting.map { CChar(bitPattern: $0) } + [0])
  }
}
