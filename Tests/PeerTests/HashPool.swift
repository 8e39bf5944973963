import Foundation
import TestSupport

/// Passwords with their hashes, made by Python's bcrypt at the lowest cost.
struct HashPool: Sendable {
  struct Member: Sendable {
    var password: [UInt8]
    var hash: String
  }

  let members: [Member]

  init(using random: inout SeededGenerator) throws {
    let longest = (0..<72).map { _ in UInt8.random(in: 0x21...0x7e, using: &random) }
    var passwords =
      [
        "", " ", "a", "password123", "a b", "with:colon", ":", "tab\t", "line\nbreak", "end\n", "end\r",
        "end\r\n",
        "pässwörd", "пароль", "密码", "🔑🔑", "U*U", "\u{feff}bom", "e\u{301}", "é",
        "{SHA}x", "$2y$04$", "-x", "\"quoted\"", String(repeating: "ä", count: 36),
      ].map { Array($0.utf8) }
    passwords += [longest, longest.dropLast(), longest + [UInt8(ascii: "!")], longest + longest]
    let alphabet = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    let questions = passwords.map { password in
      let last = Array(".Oeu").randomElement(using: &random)!
      let salt = (0..<21).map { _ in alphabet.randomElement(using: &random)! } + [last]
      let variant = ["2a", "2b", "2y", "2y", "2x"].randomElement(using: &random)!
      return BcryptQuestion(password: Data(password.prefix(72)), setting: "$\(variant)$04$" + String(salt))
    }
    let hashes: [String] = try Oracle.answers(of: "bcrypt_oracle.py", chroma: "0.6.3", to: questions)
    members = zip(passwords, hashes).map(Member.init)
  }
}

struct BcryptQuestion: Encodable {
  var password: Data
  var setting: String
}
