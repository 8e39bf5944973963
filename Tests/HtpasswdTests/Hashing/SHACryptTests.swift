import TestSupport
import Testing

@testable import Hashing
@testable import Kernel

@Suite struct SHACryptTests {
  @Test func `passwords and salts of any length give what libcrypt gives`() throws {
    var random = SeededGenerator(stream: 72)
    let alphabet = Array("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz~-#".utf8)
    for magic in ["$5$", "$6$"] {
      for count in Array(0...34) + [63, 64, 65, 127, 128, 256] {
        let password = (0..<count).map { _ in UInt8.random(in: 1...255, using: &random) }
        let salt = (0..<count % 17).map { _ in alphabet.randomElement(using: &random)! }
        let setting = magic + (count % 3 == 0 ? "" : "rounds=\(1000 + count)$")
        var field = try Bcrypt.compute(
          Secret(password), (setting.bytes + salt + "$".bytes + [0]).map { CChar(bitPattern: $0) })
        #expect(matches(password, field), "\(magic), \(count) bytes")
        field[field.count - 3] ^= 1
        #expect(!matches(password, field), "\(magic), \(count) bytes")
      }
    }
  }

  /// Measured on nginx 1.31.3 with musl: libxcrypt refuses these salts.
  @Test(arguments: [
    "$6$ab!d$/WqV5NPTBDG6ViozH5Wnbti..Oz1RW/BcFTQ7BckFCZE8pWbEnR17Qkclpzwd4ThSzNoCK65kPT4n.eU/EffG/",
    "$6$a b$ULmeXJWSOoCWs1cXao5PjFyYm2YJ/DOFhYlxrWeg.P5Nu7umcg.LhV5Gi6.OFhiPFHHW7.dxsj/mk6QKqOZWV1",
    "$5$ab!d$PYEpq0KzHC0xohLZd8s3O.Oj//xu0FHzYv058sBv2p1",
    "$5$a;*\\$4OoAJuyspQcxzZGOuA/ECICCYpeogM/fW/wgz1SR6v1",
  ])
  func `salts may have any bytes`(field: String) {
    #expect(matches("secret".bytes, field.bytes))
    #expect(!matches("Secret".bytes, field.bytes))
  }

  @Test(arguments: [
    ("$5$salt$", 43, true), ("$6$salt$", 86, true), ("$6$$", 86, true), ("$6$a b!*;\\é$", 86, true),
    ("$6$salt$", 85, false), ("$6$salt$", 87, false), ("$5$salt$", 86, false), ("$7$salt$", 43, false),
    ("$6$0123456789abcdef$", 86, true), ("$6$0123456789abcdefg$", 86, false), ("$6$a:b$", 86, false),
    ("$6$a\nb$", 86, false), ("$6$a$b$", 86, false), ("$6$rounds=1000$a$", 86, true),
    ("$6$rounds=9999999$a$", 86, true), ("$6$rounds=10000000$a$", 86, false), ("$6$rounds=999$a$", 86, false),
    ("$6$rounds=01000$a$", 86, false), ("$6$rounds=$a$", 86, false), ("$6$rounds=1000a$", 86, false),
    ("$6$rounds=5000$", 86, false),
  ])
  func `a field is one that musl writes`(start: String, digest: Int, isField: Bool) {
    #expect(has(start.bytes + [UInt8](repeating: 0x2E, count: digest)) == isField)
  }

  private func has(_ field: [UInt8]) -> Bool { SHACryptField(field.span) != nil }

  private func matches(_ password: [UInt8], _ field: [UInt8]) -> Bool {
    SHACrypt.matches(Secret(password), field.span)
  }
}
