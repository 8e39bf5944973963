import Foundation
import TestSupport
import Testing

/// One entry has one reason: `verify`, `list` and `lint` give the same, whatever the server.
@Suite struct OneReasonTests {
  private static let bcrypt = String(Fixture.bob.dropFirst(4))
  private static let apr1 = "$apr1$Kz7.pQ1a$GpfVgfOc9Yx.pUyjCx3pH0"
  private static let sha = "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="

  private static let fields: [String] =
    [bcrypt, apr1, sha].flatMap { hash in
      [
        hash, " \(hash)", "\(hash) ", "\t\(hash)\t", "'\(hash)'", "\"\(hash)", "\(hash)`",
        hash.replacing("$", with: "$$"), hash.replacing("$", with: "\\$"), String(hash.prefix(28)),
        "\(hash)zz",
        "\(hash),", "\(hash) # note", "\(hash.prefix(20)) \(hash.dropFirst(20))",
        "\(hash.prefix(20))!\(hash.dropFirst(21))", "!\(hash)", "{CRYPT}\(hash)", String(hash.dropFirst()),
        "\u{FEFF}\(hash)", "\(hash)\u{1A}", "\(hash):comment", "\(hash):!", "bcrypt:\(hash)", "\(hash)\0",
        "\0\(hash)",
        "\(hash.prefix(20))\0\(hash.dropFirst(20))",
      ]
    } + [
      "{SHA}e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4", "{SHA}{5en6G6MezRroT3XKqkdPOmY/BfQ=}", "{SHA}",
      "{SHA}{x}",
      "{sha}5en6G6MezRroT3XKqkdPOmY/BfQ=", "{sha}x", "y0/kq3sQJmRWlGzU0vVg", ".pQ1a", "abJnggxhB/yWI",
      "correcthorseb",
      "5f4dcc3b5aa765d61d8327deb882cf99", "plain", "'plain'", " plain", "a b", "{PLAIN}x",
      "$6$saltsalt$0123456789012345",
      "$2y$4\(bcrypt.dropFirst(6))",
      "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2hoYXNo", "$2y$", "$apr1$", "$", "{SSHA}x", "*",
      "!",
    ]

  @Test(arguments: ["chroma", "chroma-0.4", "nginx", "apache", "lighttpd", "registry", "traefik", "envoy"])
  func `verify, list and lint give one reason for one entry`(server: String) throws {
    let folder = try TemporaryFolder()
    for (number, field) in Self.fields.enumerated() {
      let name = "f\(number)"
      try folder.write("bob:\(field)\n", to: name)
      let verify = try folder.run("verify", "--for", server, "-b", name, "bob", "pw")
      let list = try folder.run("list", "--for", server, "--format=json", name).expect(exits: 0)
      let user = try #require(try JSONDecoder().decode(Listing.self, from: Data(list.output)).users.first)
      let lint = try folder.run("lint", "--for", server, name).text
      let errors = lint.matches(of: /f[0-9]+:1:[0-9]+: error: (.*) \[[a-z0-9-]+\]/).map { String($0.1) }
      let comment: Comment = "\(server): \(field): \(verify.text) \(user) \(errors)"
      if verify.messages.contains("to see the fixes: ") {
        #expect(!errors.isEmpty, comment)
      } else if let reason = verify.text.firstMatch(of: /^refused: (bob.*)\n/)?.1 {
        #expect(errors.count == 1 && errors[0].hasPrefix(String(reason)), comment)
        let why = try #require(user.why, comment)
        #expect(reason.contains(why == "empty" ? "no hash" : why), comment)
      } else if verify.text.hasPrefix("refused: "), !verify.text.hasPrefix("refused: wrong password") {
        // The whole file.
        #expect(!errors.isEmpty && !user.usable, comment)
      } else {
        #expect(errors.isEmpty && user.usable, comment)
      }
    }
  }

  @Test(arguments: [
    ("bcrypt, a space", " \(bcrypt)", "chroma", "bob-pw"), ("quotes", "'\(bcrypt)'", "chroma", "bob-pw"),
    ("escaped", bcrypt.replacing("$", with: "\\$"), "chroma", "bob-pw"),
    ("a remark", "\(bcrypt) # note", "chroma", "bob-pw"),
    ("hexadecimal", "{SHA}a94a8fe5ccb19ba61c4c0873d391e987982fbbd3", "nginx", "test"),
    ("braces", "{SHA}{qUqP5cyxm6YcTAhz05Hph5gvu9M=}", "apache", "test"),
    ("capitals", "{sha}qUqP5cyxm6YcTAhz05Hph5gvu9M=", "traefik", "test"),
    ("apr1, a space", " \(apr1)", "apache", "rookery"),
  ])
  func `the command that lint gives for a damaged hash lets the user in with the old password`(
    what: String, field: String, server: String, password: String
  ) throws {
    let folder = try TemporaryFolder(file: "bob:\(field)\n")
    let before = try folder.run("verify", "--for", server, "-b", "file", "bob", password).expect(exits: 7)
    #expect(before.messages.contains("to see the fix: chroma-htpasswd lint "))
    let lint = try folder.run("lint", "--for", server, "file").text
    let command = try #require(lint.firstMatch(of: /help: to [a-z $]+: (chroma-htpasswd lint .*--fix.*)/)?.1)
    try folder.shell(String(command))
    let after = try folder.run("verify", "--for", server, "-b", "file", "bob", password)
    // Where the format is not computed, the entry is usable at least.
    #expect(after.text.hasPrefix("accepted") || after.text.hasPrefix("cannot check"), "\(after.text) \(lint)")
  }
}

private struct Listing: Decodable {
  struct User: Decodable {
    var usable: Bool
    var why: String?
  }
  var users: [User]
}
