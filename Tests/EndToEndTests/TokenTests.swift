import Foundation
import TestSupport
import Testing

/// `token` and `header`.
@Suite struct TokenTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `a token is printed alone, or written without a line feed to a new file of mode 0600`() throws {
    let printed = try folder.run("token").expect(exits: 0)
    #expect(printed.text.contains(/^[A-Za-z][A-Za-z0-9]{42}\n$/) && printed.messages.isEmpty)
    let written = try folder.shell("umask 0; chroma-htpasswd token --length 20 -o file; stat -c %a file")
      .expect(exits: 0)
    #expect(written.text == "600\n")
    let token = try folder.text(of: "file")
    #expect(token.contains(/^[A-Za-z][A-Za-z0-9]{19}$/))
    written.expect(neverSays: token)
    try folder.expect(exits: 1, changingNothing: folder.program(["token", "-o", "file"]))
      .expect(says: "to replace it: chroma-htpasswd token --force -o ")
    try folder.expect(
      exits: 0, changingNothing: folder.program(["token", "--dry-run", "--force", "-o", "file"]))
    try folder.run("token", "--force", "-o", "file").expect(exits: 0).expect(says: "replaced file")
    #expect(try folder.text(of: "file") != token)
    #expect(try folder.names == ["file"])
  }

  @Test(arguments: ["15", "1025", "x", "-1"])
  func `a length out of range is refused`(length: String) throws {
    try folder.run("token", "--length=\(length)").expect(exits: 2)
  }

  @Test func `a token that cannot be printed is an error`() throws {
    try folder.shell("chroma-htpasswd token >/dev/full").expect(exits: 1)
  }

  @Test func `header takes every source, and its line is what curl sends`() throws {
    try folder.write("pa:ss\n", to: "pw")
    let line = "Authorization: Basic " + Data("admin:pa:ss".utf8).base64EncodedString() + "\n"
    let commands = [
      "header -b admin pa:ss", "header --stdin admin <pw", "header --password-file pw admin",
      "header --password-fd 3 admin 3<pw", "header --password-env PW admin",
    ]
    for command in commands {
      let outcome = try folder.shell("PW=pa:ss chroma-htpasswd \(command)").expect(exits: 0)
      #expect(outcome.text == line && outcome.messages.isEmpty, "\(command)")
    }
    #expect(
      try folder.run("header", "--token", "-b", "abc").text == "Authorization: Bearer abc\n")
    #expect(
      try folder.run("header", "--token", "--token-header", "X-Chroma-Token", "-b", "abc").text
        == "X-Chroma-Token: abc\n")
  }

  @Test func `lint finds what keeps a token out, fixes it, and shows no token`() throws {
    let token = "kVv0D5aQx8Zr:1nTq"
    for text in [
      "\(token)\n", " \(token)\r\n", "\u{FEFF}\(token)", "\(token)\n\n", "\"\(token)\"", "\(token) x",
    ] {
      try folder.write(text, to: "file")
      for format in ["text", "json", "sarif", "github", "gitlab", "junit"] {
        try folder.run("lint", "--for", "chroma-token", "--fail-on", "warning", "--format", format, "file")
          .expect(exits: 7).expect(neverSays: "kVv0D5aQx8Zr")
      }
      try folder.run("lint", "--for", "chroma-token", "--diff", "--unsafe-fixes", "file")
        .expect(neverSays: "kVv0D5aQx8Zr")
      let canBeMended = !text.hasSuffix("x")
      try folder.run("lint", "--for", "chroma-token", "--fix", "--unsafe-fixes", "-q", "file")
        .expect(exits: canBeMended ? 0 : 7)
      #expect(try folder.text(of: "file") == (canBeMended ? token : text))
      try folder.shell("rm -f file~").expect(exits: 0)
    }
    // One word is hardly known to be a token, and nobody said so.
    try folder.write("kVv0D5aQx8Zr1nTq\n", to: "word")
    try folder.run("lint", "--fix", "word").expect(exits: 7).expect(
      says: "lint --for chroma-token --fix word")
    #expect(try folder.text(of: "word") == "kVv0D5aQx8Zr1nTq\n")
    try folder.run("lint", "--kind", "tokens", "--fix", "word").expect(exits: 0)
    #expect(try folder.text(of: "word") == "kVv0D5aQx8Zr1nTq")
    // A line with a colon may be somebody's login.
    try folder.run("token", "--force", "-o", "file").expect(exits: 7).expect(says: "not a token")
    for text in ["a b c", "a:b c\u{FC}"] {
      try folder.write(text, to: "file")
      try folder.run("lint", "--for", "chroma-token", "file").expect(exits: 7).expect(neverSays: "--force")
    }
    try folder.write("kVv0", to: "file")
    try folder.run("token", "--force", "-o", "file").expect(exits: 0).expect(says: "restart Chroma")
    try folder.run("token", "-o", "missing/file").expect(exits: 1).expect(says: "mkdir -p missing")
    try folder.shell("chmod 600 file; chroma-htpasswd lint --for chroma-token --fail-on warning file").expect(
      exits: 0
    )
    .expect(says: "0 errors, 0 warnings, 0 notes")
    // A server that reads entries has no word for it.
    try folder.run("verify", "--for", "chroma-token", "-b", "file", "u", "pw").expect(exits: 2)
  }

  @Test func `the usage of header with --token has no USER`() throws {
    try folder.run("header", "--token", "a", "b").expect(exits: 2).expect(says: "--token takes no USER")
      .expect(says: "usage: chroma-htpasswd header --token [TOKEN] [options]")
  }

  private static let refused: [([String], Int32)] = [
    (["-b", "a:b", "x"], 6), (["--token", "-b", "a b"], 5), (["--token", "-b", "tökn"], 5),
    (["--token", "-b", ""], 2), (["--token-header", "X-Chroma-Token", "-b", "a", "b"], 2),
    (["--token", "--token-header", "x-chroma-token", "-b", "a"], 2), (["--token", "user"], 2),
    (["admin"], 2), (["--password-file", "missing", "admin"], 1),
  ]

  @Test(arguments: refused)
  func `what no request can carry is refused, and not shown`(arguments: [String], status: Int32) throws {
    let outcome = try folder.program(["header"] + arguments).run().expect(exits: status)
    #expect(outcome.text.isEmpty)
    if status == 5 { outcome.expect(neverSays: arguments[2]) }
  }
}
