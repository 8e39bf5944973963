import Testing

@testable import Hashing
@testable import Kernel

@Suite struct SHAFieldTests {
  @Test func `SHA matches its password as text and as bytes`() {
    let field = "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=".bytes
    for comparison in [CryptLibrary.SHA.text, .bytes] {
      #expect(matches("secret", field, comparison))
      #expect(!matches("Secret", field, comparison))
      #expect(!matches("secret", Array(field.dropLast(2)), comparison))
    }
    let loose = "{SHA} 5en6G6MezRroT3XKqkdPOmY/BfR = note".bytes
    #expect(!matches("secret", loose, .text))
    #expect(matches("secret", loose, .bytes))
  }

  @Test(arguments: [
    ("secret", "{SSHA}gVK8WC9YyFT1gMsQHTGCgT3sSv5zYWx0"),
    ("pässwörd 1", "{SSHA}qMJGRvLQTATfh94g96i+OD3xk4VzYWx0"),
  ])
  func `SSHA matches its password with the salt`(password: String, field: String) {
    #expect(matches(password, ssha: field.bytes))
    #expect(!matches(password + "x", ssha: field.bytes))
    #expect(!matches(password, ssha: (field.dropLast(4) + "zzzz").bytes))
  }

  @Test func `SHA is made as htpasswd -s makes it`() {
    #expect(hash("secret") == "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=")
    #expect(hash("pässwörd 1") == "{SHA}/Hrn08gEogcgvDjo5YNQSGibZVE=")
    #expect(hash("") == "{SHA}2jmj7l5rSw0yVb/vlWAYkK/YBwk=")
  }

  @Test func `base64 is decoded as Go decodes it`() {
    for (text, bytes) in [
      ("", ""), ("QQ==", "A"), ("QUI=", "AB"), ("QUJD", "ABC"), ("QU\rJD", "ABC"), ("QR==", "A"),
      ("QQ=", nil),
      ("QQ", nil), ("Q===", nil), ("=QQ=", nil), ("QU-D", nil), ("QUJD=", nil), ("QQ==QQ==", nil),
      (" QUJD", nil),
    ] as [(String, String?)] {
      #expect(decoded(text) == bytes.map(\.bytes), "\(text)")
    }
  }

  private func hash(_ password: String) -> String { SHAField.hash(Secret(password)).text }

  private func decoded(_ text: String) -> [UInt8]? { text.bytes.span.decodedGoBase64 }

  private func matches(_ password: String, _ field: [UInt8], _ comparison: CryptLibrary.SHA) -> Bool {
    SHAField.matches(Secret(password), sha: field.span, comparison)
  }

  private func matches(_ password: String, ssha field: [UInt8]) -> Bool {
    SHAField.matches(Secret(password), ssha: field.span)
  }
}
