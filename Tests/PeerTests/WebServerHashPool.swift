import Foundation
import Htpasswd
import TestSupport
import Testing

@testable import Hashing

/// Passwords with their hashes in every format that some web server takes, made by perl's crypt, which is libcrypt.
struct WebServerHashPool: Sendable {
  struct Member: Sendable {
    var password: [UInt8]
    var hash: [UInt8]
  }

  /// bcrypt, in every variant.
  let bcrypt: [Member]
  /// Hashes of other formats that libcrypt computes.
  let others: [Member]
  /// Hashes that it does not compute.
  static let foreign: [Member] = [
    Member("secret", "$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/"),
    Member("secret", "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="),
    Member("secret", "{SSHA}gVK8WC9YyFT1gMsQHTGCgT3sSv5zYWx0"),
    Member("pässwörd 1", "$apr1$abcdefgh$e9KNZAeKRC8vWA4eypWI21"),
    Member("pässwörd 1", "{SHA}/Hrn08gEogcgvDjo5YNQSGibZVE="),
    Member("pässwörd 1", "{SSHA}qMJGRvLQTATfh94g96i+OD3xk4VzYWx0"),
    // Salts that libxcrypt refuses and musl does not.
    Member("secret", "!!3GRd.WofCZs"), Member("secret", "$yyc.ocLMbaPI"), Member("secret", "$2naUPy3R0iOg"),
    Member("secret", "$5$ab!d$PYEpq0KzHC0xohLZd8s3O.Oj//xu0FHzYv058sBv2p1"),
    Member(
      "secret",
      "$6$a b$ULmeXJWSOoCWs1cXao5PjFyYm2YJ/DOFhYlxrWeg.P5Nu7umcg.LhV5Gi6.OFhiPFHHW7.dxsj/mk6QKqOZWV1"),
    // Hashes that only Traefik accepts.
    Member("secret", "$$$dVdon2z/oTcfBKPDeLT2d/"), Member("secret", "$1$abcdefghi$L6hyrdxDE.S3ZVl1HQdwU/"),
  ]
  static let plain: [Member] = [
    Member("plain password", "{PLAIN}plain password"), Member("", "{PLAIN}"),
    Member("{PLAIN}", "{PLAIN}{PLAIN}"),
  ]

  init(using random: inout SeededGenerator) throws {
    let long = (0..<513).map { _ in UInt8.random(in: 0x21...0x7e, using: &random) }
    var passwords = ["", " ", "a", "password123", "a b", "with:colon", "tab\t", "pässwörd", "密码", "🔑🔑"]
      .map { Array($0.utf8) }
    passwords += [[0xe9, 0xff, 0xa3], [0xff, 0xff, 0xa3], [0xa3, 0x61, 0x80, 0x81, 0xff]]
    passwords += [71, 72, 73, 80].map { Array(long.prefix($0)) }
    let longest = [100, 256, 257, 510, 511].map { Array(long.prefix($0)) }

    let alphabet = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    func salt(_ count: Int) -> String {
      String((0..<count).map { _ in alphabet.randomElement(using: &random)! })
    }
    var questions: [(password: [UInt8], setting: String)] = []
    for variant in ["2a", "2b", "2x", "2y"] {
      for password in passwords + longest {
        questions.append(
          (password, "$\(variant)$04$\(salt(21))" + [".", "O", "e", "u"].randomElement(using: &random)!))
      }
    }
    let bcryptCount = questions.count
    for _ in 0..<4 {
      let settings = [
        salt(2), salt(2) + "............", "_J9..\(salt(4))", "$1$\(salt(8))", "$1$\(salt(1))",
        "$3$", "$5$rounds=1000$\(salt(16))", "$5$\(salt(4))$", "$6$rounds=1000$\(salt(16))",
        "$y$j75$\(salt(8))", "$gy$j75$\(salt(8))", "$7$86..../....\(salt(8))", "$sha1$10$\(salt(8))",
        "$md5$\(salt(8))", "$md5,rounds=10$\(salt(8))$",
      ]
      for setting in settings {
        questions.append(((passwords + longest).randomElement(using: &random)!, setting))
      }
    }
    let members = zip(questions, try Self.crypt(questions)).map { Member(password: $0.password, hash: $1) }
    bcrypt = Array(members[..<bcryptCount])
    // A failure of crypt begins with an asterisk: a passphrase that a format does not take.
    others = members[bcryptCount...].filter { $0.hash.first != UInt8(ascii: "*") }
  }

  var all: [Member] { bcrypt + others + Self.foreign + Self.plain }

  /// MD5-crypt and SHA-1 in forms that only some server takes, made by this package: a server that lets a password in says
  /// that it was computed rightly.
  func members(using random: inout SeededGenerator) -> [Member] {
    let passwords = (bcrypt + others).map(\.password)
    return (0..<60).flatMap { _ -> [Member] in
      let password = passwords.randomElement(using: &random)!
      func bytes(_ counts: ClosedRange<Int>) -> [UInt8] {
        (0..<Int.random(in: counts, using: &random)).map { _ in
          let byte = UInt8.random(in: 0x21...0xFF, using: &random)
          return [0x24, 0x3A, 0x7F, 0x85, 0xA0].contains(byte) ? 0x41 : byte
        }
      }
      let magic = [
        Array("$1$".utf8), Array("$apr1$".utf8), Array("$".utf8) + bytes(0...6) + Array("$".utf8),
        Array("$5$".utf8),
      ].randomElement(using: &random)!
      let salt = Bool.random(using: &random) ? bytes(0...8) : bytes(9...40)
      return [
        Member(
          password: password,
          hash: MD5Crypt.field(of: Secret(copying: password.span), magic: magic, salt: salt)),
        Member(password: password, hash: SHAField.hash(Secret(copying: password.span))),
      ]
    }
  }

  /// crypt(3) of each password and setting.
  static func crypt(_ questions: [(password: [UInt8], setting: String)]) throws -> [[UInt8]] {
    let script = #"while (<STDIN>) { chomp; my ($p, $s) = split / /; print crypt(pack("H*", $p), $s), "\n" }"#
    var command = Command(["perl", "-e", script])
    command.input = questions.flatMap { Array("\($0.password.hexDigits) \($0.setting)\n".utf8) }
    let outcome = try command.run().expect(exits: 0)
    let hashes = outcome.output.split(separator: UInt8(ascii: "\n"))
    guard hashes.count == questions.count else {
      throw ServerFailed(description: "perl's crypt failed\n\(outcome)")
    }
    return hashes.map { Array($0) }
  }
}

extension WebServerHashPool.Member {
  init(_ password: String, _ hash: String) {
    self.init(password: Array(password.utf8), hash: Array(hash.utf8))
  }
}

extension Sequence<UInt8> {
  var hexDigits: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
