import Testing

@testable import Credentials
@testable import Hashing

@Suite struct HashDiagnosisTests {
  private static let bcrypt = "$2y$04$cccccccccccccccccccccO.RFXLYPtt71wGcIqugYLMJiIaxifz0q"
  private static let apr1 = "$apr1$Kz7.pQ1a$GpfVgfOc9Yx.pUyjCx3pH0"
  private static let sha = "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="

  private static let damaged: [(field: String, words: String)] = [
    (" \(apr1)", "damaged: a space before it"), ("\u{3000}\(bcrypt)", "damaged: a space before it"),
    ("\t\(sha)", "damaged: a space before it"),
    ("\(bcrypt) ", "damaged: a space after it"), (" \(bcrypt) ", "damaged: a space before it"),
    ("$apr1$Kz7.pQ1a$ GpfVgfOc9Yx.pUyjCx3pH0", "damaged: a space inside it"),
    ("'\(bcrypt)'", "damaged: a quote around it"), ("\(apr1)'", "damaged: a quote around it"),
    ("\"\(sha)", "damaged: a quote around it"),
    (bcrypt.replacing("$", with: "$$"), "damaged: its $ are escaped ($$ or \\$)"),
    (apr1.replacing("$", with: "\\$"), "damaged: its $ are escaped ($$ or \\$)"),
    (".pQ1a", "damaged: its $ were replaced (shell?)"),
    ("y0/kq3sQJmRWlGzU0vVg", "damaged: its $ were replaced (shell?)"),
    ("{SHA}e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4", "damaged: hexadecimal, not base64"),
    ("{SHA}{5en6G6MezRroT3XKqkdPOmY/BfQ=}", "damaged: braces around the base64"),
    ("{sha}5en6G6MezRroT3XKqkdPOmY/BfQ=", "damaged: {SHA} must be in capitals"),
    (String(sha.dropLast()), "damaged: cut short, 32 of 33 bytes"),
    ("\(sha)x", "damaged: more text after it"),
    (String(bcrypt.dropLast()), "damaged: cut short, 59 of 60 bytes"),
    ("\(bcrypt)zzz", "damaged: more text after it"), ("\(bcrypt) # note", "damaged: more text after it"),
    ("\(apr1) # note", "damaged: more text after it"), ("\(apr1),", "damaged: more text after it"),
    ("\(apr1)xyz", "damaged: more text after it"),
    (String(apr1.dropLast(2)), "damaged: cut short, 35 of 37 bytes"),
    ("$2y$99\(bcrypt.dropFirst(6))", "damaged: a wrong cost or character"),
    ("\0\(bcrypt)", "damaged: an invisible character in it"),
    ("\(apr1)\u{1A}", "damaged: an invisible character in it"),
    ("\u{FEFF}\(bcrypt)", "damaged: an invisible character in it"),
    ("{SHA}\u{200B}\(sha.dropFirst(5))", "damaged: an invisible character in it"),
    ("!\(bcrypt)", "damaged: more text before it"), ("{CRYPT}\(apr1)", "damaged: more text before it"),
    ("*\(sha)", "damaged: more text before it"), ("bcrypt:\(bcrypt)", "damaged: more text before it"),
    (String(bcrypt.dropFirst()), "damaged: its first $ is missing"),
    (String(apr1.dropFirst()), "damaged: its first $ is missing"),
    ("$2y$4\(bcrypt.dropFirst(6))", "damaged: a cost of one digit (05, not 5)"),
  ]

  @Test(arguments: damaged.indices)
  func `a damaged hash is called damaged, with what happened to it`(index: Int) {
    let (field, words) = Self.damaged[index]
    #expect("\(HashDiagnosis(Array(field.utf8).span))" == words, "\(field)")
  }

  @Test func `what can be undone gives the hash as it was`() {
    for field in [
      " \(Self.bcrypt)", "\(Self.bcrypt)\t", "'\(Self.bcrypt)'", "\(Self.bcrypt) # note", "\(Self.bcrypt)zzz",
      Self.bcrypt.replacing("$", with: "$$"), " \(Self.bcrypt.replacing("$", with: "\\$"))",
      "\(Self.bcrypt.prefix(30)) \(Self.bcrypt.dropFirst(30))", "\u{FEFF}\(Self.bcrypt)\u{1B}",
      String(Self.bcrypt.dropFirst()), "$2y$4\(Self.bcrypt.dropFirst(6))",
    ] {
      #expect(HashDiagnosis.repaired(Array(field.utf8).span) == Array(Self.bcrypt.utf8), "\(field)")
    }
    for field in [
      // printf test | sha1sum, and htpasswd -bns of it.
      "{SHA}a94a8fe5ccb19ba61c4c0873d391e987982fbbd3", "{SHA}A94A8FE5CCB19BA61C4C0873D391E987982FBBD3",
      "{SHA}{qUqP5cyxm6YcTAhz05Hph5gvu9M=}", "{sha}qUqP5cyxm6YcTAhz05Hph5gvu9M=",
      "{SHA}qUqP5cyxm6YcTAhz05Hph5gvu9M=x", "{sha}a94a8fe5ccb19ba61c4c0873d391e987982fbbd3",
    ] {
      let repaired = HashDiagnosis.repaired(Array(field.utf8).span)
      #expect(repaired == Array("{SHA}qUqP5cyxm6YcTAhz05Hph5gvu9M=".utf8), "\(field)")
    }
    for field in [
      Self.bcrypt, Self.apr1, Self.sha, "", "plain", String(Self.bcrypt.dropLast()), ".pQ1a", "{SHA}{x}",
      "{SHA}{qUqP5cyxm6YcTAhz05Hph5gvu9N=}",
      // As shadow(5) has it the account is locked.
      "!\(Self.bcrypt)", "*\(Self.apr1)",
    ] {
      #expect(HashDiagnosis.repaired(Array(field.utf8).span) == nil, "\(field)")
      #expect(HashDiagnosis(Array(field.utf8).span).repairableFormat == nil, "\(field)")
    }
  }

  @Test(arguments: [
    (bcrypt, "bcrypt"), (apr1, "apr1 (MD5)"), (sha, "{SHA} (SHA-1)"), ("", "empty"), ("  ", "empty"),
    (
      "bfff8d08f96cce0969e75eb4502cbfe9",
      "an unsalted MD5 sum, which no server accepts"
    ),
    ("abJnggxhB/yWI", "DES crypt, or a password in plain text"),
    // Its last character has bits that no DES hash has.
    ("correcthorseb", "not a hash (a plain-text password?)"),
    ("sandbank", "not a hash (a plain-text password?)"),
    ("my pass word", "not a hash (a plain-text password?)"),
    ("!", "a lock (! or *)"), ("*", "a lock (! or *)"),
    ("!!", "a lock (! or *)"), ("*LK*", "a lock (! or *)"),
    ("*0", "a failure of crypt(3) (*0, *1)"), ("*1", "a failure of crypt(3) (*0, *1)"),
    ("!secret", "not a hash (a plain-text password?)"), ("*2", "not a hash (a plain-text password?)"),
    ("{PLAIN}x", "a password in plain text, marked {PLAIN}"), ("$argon2id$v=19$m=1024", "argon2"),
  ])
  func `a field is called what it is`(field: String, words: String) {
    #expect("\(HashDiagnosis(Array(field.utf8).span))" == words)
  }

  @Test func `a mark after a hash, which may lock the account, is not taken away`() {
    for mark in ["!", "*", " LOCKED", " disabled", ":!"] {
      let field = Array("\(Self.bcrypt)\(mark)".utf8)
      #expect("\(HashDiagnosis(field.span))" == "damaged: more text after it", "\(mark)")
      #expect(HashDiagnosis.repaired(field.span) == nil, "\(mark)")
    }
  }

  @Test func `a hash that a server can match is never called damaged by that server's reading`() {
    for field in [Self.bcrypt, Self.apr1, Self.sha, "abJnggxhB/yWI", "_J9..abcdnLVFW/Lt/q."] {
      #expect(HashDiagnosis(Array(field.utf8).span).isWhole, "\(field)")
    }
  }

  @Test func `a very long field is looked at once`() {
    let long = [UInt8](repeating: 0x20, count: 1 << 20) + Array(Self.apr1.utf8)
    #expect(HashDiagnosis(long.span) == .text)
  }

  @Test func `the reason names what the server accepts, where that is one format`() {
    let diagnosis = HashDiagnosis(Array(Self.apr1.utf8).span)
    #expect(
      Server.chroma.reason(diagnosis, of: "bob") == "bob's hash is apr1 (MD5); Chroma accepts only bcrypt")
    #expect(Server.envoy.reason(diagnosis, of: "bob") == "bob's hash is apr1 (MD5); Envoy accepts only {SHA}")
    #expect(
      Server.nginx.reason(.whole(.argon2), of: "bob") == "bob's hash is argon2; nginx does not accept it")
    #expect(Server.nginx.reason(.text, of: "bob") == "bob's entry is not a hash (a plain-text password?)")
  }
}
