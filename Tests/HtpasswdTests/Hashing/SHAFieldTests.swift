import Testing

@testable import Hashing
@testable import Kernel

@Suite struct SHAFieldTests {
  @Test func `SHA matches its password as text and as bytes`() {
    let field = "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=".bytes
    for comparison in [CryptLibrary.SHA.text, .bytes] {
      #expect(SHAField.matches(Secret("secret"), sha: field.span, comparison))
      #expect(!SHAField.matches(Secret("Secret"), sha: field.span, comparison))
      #expect(!SHAField.matches(Secret("secret"), sha: Array(field.dropLast(2)).span, comparison))
    }
    let loose = "{SHA} 5en6G6MezRroT3XKqkdPOmY/BfR = note".bytes
    #expect(!SHAField.matches(Secret("secret"), sha: loose.span, .text))
    #expect(SHAField.matches(Secret("secret"), sha: loose.span, .bytes))
  }

  @Test(arguments: [
    ("secret", "{SSHA}gVK8WC9YyFT1gMsQHTGCgT3sSv5zYWx0"),
    ("pässwörd 1", "{SSHA}qMJGRvLQTATfh94g96i+OD3xk4VzYWx0"),
  ])
  func `SSHA matches its password with the salt`(password: String, field: String) {
    #expect(SHAField.matches(Secret(password), ssha: field.bytes.span))
    #expect(!SHAField.matches(Secret(password + "x"), ssha: field.bytes.span))
    #expect(!SHAField.matches(Secret(password), ssha: (field.dropLast(4) + "zzzz").bytes.span))
  }
}
