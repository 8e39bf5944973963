import Foundation
import TestSupport
import Testing

/// Many users at once.
@Suite struct ImportTests {
  @Test func `users are added in the order of their lines, with their passwords`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice)
    let lines = "bob:p:w:\r\n\ncarol: x \ndävid:größe\nerin:last"
    try folder.run("import", "-C4", "file", input: lines).expect(exits: 0).expect(says: "4 users")
      .expect(says: "restart Chroma")
    let text = try folder.text(of: "file")
    #expect(text.hasPrefix(Fixture.alice + "\nbob:$2y$04$") && text.hasSuffix("\n"))
    let users = text.split(separator: "\n").map { String($0.prefix { $0 != ":" }) }
    #expect(users == ["alice", "bob", "carol", "dävid", "erin"])
    for (user, password) in [
      ("alice", "alice-pw"), ("bob", "p:w:"), ("carol", " x "), ("dävid", "größe"), ("erin", "last"),
    ] {
      try folder.expect(user, hasPassword: password)
    }
  }

  @Test func `lines come from a file or a pipe as well`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    try folder.write("bob:one\n", to: "lines")
    try folder.run("import", "-C4", "--from", "lines", "file").expect(exits: 0)
    try folder.expect("bob", hasPassword: "one")
    try folder.shell("chroma-htpasswd import -C4 --from <(echo carol:two) file").expect(exits: 0)
    try folder.expect("carol", hasPassword: "two")
    try folder.expect(exits: 1, changingNothing: folder.program(["import", "--from", "missing", "file"]))
  }

  static let faults: [(lines: String, status: Int32, says: [String])] = [
    ("bob:pw\nsecret-word\n", 2, ["line 2 of standard input: missing colon"]),
    ("bob:pw\n\ncarol:\n", 2, ["line 3 of standard input: the password is empty"]),
    (
      "bob:pw\n\(Fixture.alice)\n", 2,
      ["line 2 of standard input: the password is itself a hash (bcrypt)", "import --hashed"]
    ),
    (
      "bob:pw\nroot:x:0:0:root:/root:/bin/bash\ndaemon:*:19000:0:99999:7:::\nadm:x:4:syslog\n", 2,
      ["line 2 of standard input: it is an account of the system", "line 3 ", "line 4 ", "3 lines"]
    ),
    (":pw\n", 6, ["line 1 of standard input: the user name is empty"]),
    ("#bob:pw\n", 6, ["line 1"]), (" bob:pw\n", 6, ["line 1"]), ("bob :pw\n", 6, ["line 1"]),
    ("b\tob:pw\n", 6, ["line 1"]), ("\u{FEFF}bob:pw\n", 6, ["line 1", "byte order mark"]),
    ("bob:pw\n\(String(repeating: "x", count: 256)):pw\n", 5, ["line 2", "256 bytes"]),
    ("bob:pw\ncarol:\(String(repeating: "x", count: 73))\n", 5, ["line 2", "73 bytes"]),
    ("bob:pw\ncarol:p\0w\n", 5, ["line 2", "NUL"]), ("bob:pw\ncarol:p\rw\n", 5, ["line 2", "line break"]),
    ("bob:pw\ncarol:pw\nbob:other\n", 6, ["line 3 of standard input: duplicate user bob (first on line 1)"]),
    ("bob:pw\nbob:pw\n", 6, ["line 2"]),
    (
      "x\n:y\nalice:ok\na b:\(String(repeating: "z", count: 80))\nc:\n", 2,
      ["line 1 ", "line 2 ", "line 4 ", "line 5 ", "4 lines"]
    ),
    ("a b \0:x\n:y\nc:\(String(repeating: "z", count: 80))\n", 6, ["line 1 ", "line 2 ", "line 3 "]),
  ]

  @Test func `a password longer than bcrypt takes is one for Envoy`() throws {
    let folder = try TemporaryFolder()
    let long = String(repeating: "x", count: 73)
    try folder.run("import", "--create", "--for", "envoy", "file", input: "bob:\(long)\n").expect(exits: 0)
    try folder.run("verify", "--for", "envoy", "-b", "file", "bob", long).expect(exits: 0)
  }

  @Test(arguments: faults)
  func `every fault has its line number, and nothing is written`(
    lines: String, status: Int32, says: [String]
  ) throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    let outcome = try folder.expect(
      exits: status, changingNothing: folder.program(["import", "-C4", "file"], input: lines))
    for text in says { outcome.expect(says: text) }
    outcome.expect(says: "nothing is written").expect(neverSays: "secret-word")
    #expect(outcome.text.isEmpty)
  }

  @Test func `a line that is not UTF-8 is refused as a name, and warned of as a password`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    var command = folder.program(["import", "-C4", "file"])
    command.input = [0xE4] + Array(":pw\n".utf8)
    try folder.expect(exits: 6, changingNothing: command).expect(says: "line 1")
    command.input = Array("bob:".utf8) + [0xE4]
    try command.run().expect(exits: 0).expect(says: "warning: line 1").expect(says: "UTF-8")
  }

  @Test func `a password may hold colons and numbers`() throws {
    let passwords = ["x:1", "a:b:1:c:d:e", "1:2:3:4:5:6", ":::::::", "xy:12:a", "x::", "12:34:56"]
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    let lines = passwords.enumerated().map { "u\($0):\($1)\n" }.joined()
    try folder.program(["import", "-C4", "file"], input: lines).run().expect(exits: 0)
    for (number, password) in passwords.enumerated() {
      try folder.expect("u\(number)", hasPassword: password)
    }
  }

  @Test func `an empty password is taken with --allow-empty alone`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    try folder.run("import", "-C4", "--allow-empty", "file", input: "bob:\n").expect(exits: 0)
    try folder.expect("bob", hasPassword: "")
  }

  @Test func `users who are there get the new password, and never a lower cost`() throws {
    let folder = try TemporaryFolder(file: "\(Fixture.alice)\r\n# kept\r\n\(Fixture.bob)")
    let field = { (user: String) in
      try folder.text(of: "file").split(separator: "\r\n").first { $0.hasPrefix(user + ":") }?
        .dropFirst(user.utf8.count + 1).prefix(7)
    }
    try folder.run("import", "-C11", "file", input: "bob:one\n").expect(exits: 0)
    try folder.run("import", "file", input: "alice:two\nbob:two\ncarol:two\n").expect(exits: 0)
      .expect(says: "added one user to file and updated 2 users")
    #expect(try [field("alice"), field("bob"), field("carol")] == ["$2y$10$", "$2y$11$", "$2y$10$"])
    #expect(try folder.text(of: "file").contains("\r\n# kept\r\n"))
    try folder.run("import", "-C4", "file", input: "alice:three\nbob:three\n").expect(exits: 0)
    #expect(try [field("alice"), field("bob"), field("carol")] == ["$2y$04$", "$2y$04$", "$2y$10$"])
    try folder.shell("sed -i /kept/d file").expect(exits: 0)
    for (user, password) in [("alice", "three"), ("bob", "three"), ("carol", "two")] {
      try folder.expect(user, hasPassword: password)
    }
  }

  @Test func `a user with two entries in the file is one afterwards`() throws {
    let folder = try TemporaryFolder(file: "\(Fixture.alice)\n\(Fixture.bob)\nalice:x")
    try folder.run("import", "-C4", "file", input: "alice:new\ncarol:new\n").expect(exits: 0)
      .expect(says: "removed the duplicate entries of")
    let lines = try folder.text(of: "file").split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 4 && lines[1] == Fixture.bob && lines[2].hasPrefix("carol:") && lines[3] == "")
    try folder.expect("alice", hasPassword: "new")
    try folder.expect("carol", hasPassword: "new")
  }

  @Test func `a missing file is made with --create alone, private or as --mode says`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    let input = "bob:pw\n"
    try folder.expect(exits: 1, changingNothing: folder.program(["import", "-C4", "new"], input: input))
      .expect(says: "--create")
    try folder.run("import", "-C4", "--create", "new", input: input).expect(exits: 0)
    try folder.run("import", "-C4", "--create", "--mode=640", "other", input: input).expect(exits: 0)
    #expect(try folder.shell("stat -c %a new other").text == "600\n640\n")
    try folder.expect("bob", hasPassword: "pw", in: "new")
  }

  @Test func `--new-only names each line whose user is there`() throws {
    let folder = try TemporaryFolder(file: "\(Fixture.alice)\n\(Fixture.bob)\n")
    let lines = "carol:pw\nbob:pw\ndave:pw\nalice:pw\n"
    try folder.expect(
      exits: 6, changingNothing: folder.program(["import", "--new-only", "-C4", "file"], input: lines)
    )
    .expect(says: "line 2 of standard input: bob already exists (line 2")
    .expect(says: "line 4 of standard input: alice already exists (line 1")
    try folder.run("import", "--new-only", "-C4", "file", input: "carol:pw\n").expect(exits: 0)
  }

  @Test func `a file that is not edited is left, and no lines are no error`() throws {
    let folder = try TemporaryFolder(file: "\u{FEFF}\(Fixture.alice)\n")
    try folder.expect(exits: 7, changingNothing: folder.program(["import", "-C4", "file"], input: "b:x\n"))
    try folder.write(Fixture.alice + "\n", to: "file")
    try folder.expect(exits: 0, changingNothing: folder.program(["import", "file"], input: "\n"))
      .expect(says: "no user")
    try folder.expect(exits: 0, changingNothing: folder.program(["import", "--create", "new"]))
    try folder.expect(
      exits: 0, changingNothing: folder.program(["import", "--dry-run", "file"], input: "alice:x\nb:y\n")
    )
    .expect(says: "would have added one user to file and updated one user")
  }

  // MARK: Generated passwords

  @Test func `generated passwords are printed as lines, and Apache's htpasswd takes them`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    let outcome = try folder.run("import", "--generate=12", "-C4", "file", input: "alice\nbob\ncarol\n")
      .expect(exits: 0)
    let lines = outcome.text.split(separator: "\n").map { $0.split(separator: ":").map(String.init) }
    #expect(lines.map { $0[0] } == ["alice", "bob", "carol"])
    #expect(Set(lines.map { $0[1] }).count == 3 && lines.allSatisfy { $0[1].count == 12 })
    for line in lines {
      try Command([Peers.htpasswd, "-vb", folder["file"], line[0], line[1]]).run().expect(exits: 0)
      try folder.expect(line[0], hasPassword: line[1])
    }
  }

  @Test func `where they cannot be printed, the file is untouched`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    for closed in [">/dev/full", ">&-"] {
      let script = "echo bob | chroma-htpasswd import --generate -C4 file \(closed)"
      try folder.expect(exits: 1, changingNothing: Command(["bash", "-c", script], in: folder.path))
        .expect(says: "standard output")
    }
    let dry = folder.program(["import", "--dry-run", "--generate", "file"], input: "bob\n")
    try folder.expect(exits: 0, changingNothing: dry).expect(neverSays: "bob:")
  }

  @Test func `names for which passwords are generated are alone`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    try folder.expect(
      exits: 2, changingNothing: folder.program(["import", "--generate", "file"], input: "bob:the-secret\n")
    )
    .expect(says: "line 1 of standard input").expect(neverSays: "the-secret")
  }

  // MARK: On a terminal

  /// A password for each of many users: more than can be hashed before a key is pressed.
  private func folderWithManyLines() throws -> TemporaryFolder {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    try folder.write((1...100_000).map { "user\($0):pw\($0)\n" }.joined(), to: "lines")
    return folder
  }

  @Test func `a bar shows how far it is, and is gone at the end`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    try folder.write((1...20).map { "user\($0):pw\($0)\n" }.joined(), to: "lines")
    let terminal = try PseudoTerminal(folder.program(["import", "-C8", "--from", "lines", "file"]))
    terminal.waitFor(" of 20")
    let outcome = try terminal.finish().expect(exits: 0)
    let last = outcome.text.split(separator: "\r\n").first?.split(separator: "\r").last
    #expect(last == "chroma-htpasswd: added 20 users to file", "\(outcome)")
    #expect(outcome.text.contains("/s, "))
  }

  @Test func `there is no bar elsewhere, and none with -q`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    try folder.write((1...20).map { "user\($0):pw\($0)\n" }.joined(), to: "lines")
    let quiet = try PseudoTerminal(folder.program(["import", "-q", "-C4", "--from", "lines", "file"]))
    #expect(try quiet.finish().expect(exits: 0).text == "")
    let outcome = try folder.run("import", "-C4", "--from", "lines", "file").expect(exits: 0)
    outcome.expect(neverSays: "hashing").expect(neverSays: "\r")
    let notShown = try PseudoTerminal(
      Command(["bash", "-c", "exec chroma-htpasswd import -C4 --from lines file 2>err"], in: folder.path))
    #expect(try notShown.finish().expect(exits: 0).text == "")
    #expect(try !folder.text(of: "err").contains("\r"))
  }

  @Test func `Ctrl-C exits 4 and leaves the old file`() throws {
    let folder = try folderWithManyLines()
    let before = try folder.bytes(of: "file")
    let terminal = try PseudoTerminal(folder.program(["import", "--from", "lines", "file"]))
    terminal.waitFor(" of 100000, ")
    terminal.type("\u{3}")
    let outcome = try terminal.finish().expect(exits: 4)
    #expect(outcome.text.hasSuffix("\r\nchroma-htpasswd: interrupted\r\n"))
    #expect(try folder.bytes(of: "file") == before)
    #expect(try folder.names == ["file", "lines"])
  }

  @Test(arguments: [SIGTERM, SIGHUP])
  func `another signal does the same`(signal: Int32) throws {
    let folder = try folderWithManyLines()
    let terminal = try PseudoTerminal(folder.program(["import", "--from", "lines", "file"]))
    terminal.waitFor(" of 100000")
    terminal.kill(signal)
    try terminal.finish().expect(exits: 4)
    #expect(try folder.text(of: "file") == Fixture.alice + "\n")
  }

  @Test func `lines are not read from a terminal, which would show them`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    let terminal = try PseudoTerminal(folder.program(["import", "file"]))
    try terminal.finish().expect(exits: 2).expect(says: "standard input is a terminal")
  }

  // MARK: Beside others

  @Test func `imports and adds at once all arrive`() throws {
    for _ in 0..<5 {
      let folder = try TemporaryFolder(file: Fixture.alice + "\n")
      let imports = try (0..<4).map { number in
        let lines = (0..<50).map { "import\(number)-\($0):pw\n" }.joined()
        return try folder.program(["import", "-q", "-C4", "--create", "file"], input: lines).start()
      }
      let adds = try (0..<20).map {
        try folder.program(["add", "-q", "-b", "-C4", "file", "add\($0)", "pw"]).start()
      }
      for child in imports + adds { try child.finish().expect(exits: 0) }
      let text = try folder.text(of: "file")
      let users = text.split(separator: "\n").map { String($0.prefix { $0 != ":" }) }
      let imported = (0..<4).flatMap { number in (0..<50).map { "import\(number)-\($0)" } }
      #expect(users.sorted() == (["alice"] + imported + (0..<20).map { "add\($0)" }).sorted())
      #expect(try folder.names == ["file"])
    }
  }
}
