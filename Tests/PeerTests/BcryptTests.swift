import Foundation
import Htpasswd
import TestSupport
import Testing

/// Published vectors, and Python's bcrypt over random passwords.
@Suite struct BcryptTests {

  /// From the tests of crypt_blowfish and of py-bcrypt.
  @Test(arguments: [
    ("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
    ("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"),
    ("U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"),
    ("", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy"),
    (
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
      "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui"
    ),
    ("", "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s."),
    ("a", "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe"),
    ("abc", "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i"),
    ("abcdefghijklmnopqrstuvwxyz", "$2a$06$.rCVZVOThsIa97pEDOxvGuRRgzG64bvtJ0938xuqzv18d3ZpQhstC"),
    ("~!@#$%^&*()      ~!@#$%^&*()PNBFRD", "$2a$06$fPIsBO8qRqkjj273rfaOI.HtSV9jLDpTbZn782DC6/t7qT67P6FfO"),
  ])
  func `a published hash is accepted`(password: String, hash: String) throws {
    let folder = try TemporaryFolder()
    for variant in ["$2a$", "$2b$", "$2y$", "$2x$"] {
      try folder.write("u:\(hash.replacing("$2a$", with: variant))\n", to: "file")
      try folder.run("verify", "-i", "file", "u", input: password + "\n").expect(exits: 0)
      if !password.isEmpty {
        try folder.run("verify", "-i", "file", "u", input: password.dropLast() + "\n").expect(exits: 3)
      }
    }
  }
  /// Vectors of crypt_blowfish: bytes that an old implementation took for negative numbers. Like Chroma's bcrypt: without the
  /// precaution of crypt_blowfish, which makes another hash of some of them under `$2a$`.
  @Test(arguments: [
    ([0xa3], "/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq"),
    ([0xff, 0xff, 0xa3], "/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e"),
    ([0xff, 0xa3, 0x33, 0x34, 0x35], "/OK.fbVrR/bpIqNJ5ianF.nRht2l/HRhr6zmCp9vYUvvsqynflf9e"),
    ([0xa3, 0x61, 0x62], "/OK.fbVrR/bpIqNJ5ianF.6IflQkJytoRVc1yuaNtHfiuq.FRlSIS"),
  ])
  func `a published hash of 8-bit bytes matches`(password: [UInt8], digest: String) throws {
    for variant in ["$2a$", "$2b$", "$2y$", "$2x$"] {
      #expect(try matches(password, variant + "05$" + digest))
    }
  }

  @Test func `libcrypt and Python's bcrypt agree on random passwords`() throws {
    var random = SeededGenerator(stream: 3000)
    let passwords = (0..<200 * rounds).map { _ in
      (0..<Int.random(in: 1...72, using: &random)).map { _ in UInt8.random(in: 1...255, using: &random) }
    }
    let hashes = try passwords.map { password in
      let cost = try #require(Cost(Int.random(in: 4...8, using: &random)))
      let variant = ["$2a$", "$2b$", "$2y$"].randomElement(using: &random)!
      let hash = try Bcrypt.hash(Secret(copying: password.span), cost: cost)
      return variant + String(decoding: hash, as: UTF8.self).dropFirst(4)
    }
    let questions = zip(passwords, hashes).map {
      BcryptQuestion(password: Data($0), setting: String($1.prefix(29)))
    }
    let answers: [String] = try Oracle.answers(of: "bcrypt_oracle.py", chroma: "0.6.3", to: questions)
    for (password, (hash, answer)) in zip(passwords, zip(hashes, answers)) {
      #expect(hash == answer, "\(password), CHROMA_HTPASSWD_SEED=\(SeededGenerator.seed)")
      #expect(try matches(password, answer))
      var other = password
      other[Int.random(in: other.indices, using: &random)] ^= 1 << UInt8.random(in: 0...6, using: &random)
      #expect(try other.contains(0) || !matches(other, answer), "\(other), \(password)")
    }
  }

  private func matches(_ password: [UInt8], _ hash: String) throws -> Bool {
    try Bcrypt.matches(Secret(copying: password.span), Array(hash.utf8), as: .b)
  }
}
