import Foundation
import TestSupport
import Testing

/// The effect of each command on a file, and its exit status.
@Suite struct CommandTests {
  @Test func `the first steps work, and each failure has its exit status`() throws {
    let folder = try TemporaryFolder()
    let file = "server.htpasswd"
    try folder.run("create", "-b", file, "admin", "password123").expect(exits: 0)
    try folder.run("add", "-b", file, "user1", "secret-pw").expect(exits: 0)
    try folder.run("verify", "-b", file, "admin", "password123").expect(exits: 0)
    try folder.run("verify", "-b", file, "user1", "secret-pw").expect(exits: 0)
    try folder.run("verify", "-b", file, "admin", "secret-pw").expect(exits: 3)
    try folder.run("verify", "-b", file, "nobody", "password123").expect(exits: 6)
    try folder.run("verify", "-b", "missing", "admin", "password123").expect(exits: 1)
    try folder.run("verify", "-b", file).expect(exits: 2)
    let content = try folder.bytes(of: file)
    let long = String(repeating: "x", count: 73)
    try folder.run("add", "-b", file, "user2", long).expect(exits: 5)
    try folder.run("verify", "-b", file, "admin", long).expect(exits: 5)
    try folder.run("add", "-b", file, "a:b", "pw").expect(exits: 6)
    try folder.run("create", "-b", file, "other", "pw").expect(exits: 1)
    #expect(try folder.bytes(of: file) == content)
    #expect(try folder.names == [file])
  }

  @Test func `create makes a file that only its owner reads, or as --mode says`() throws {
    let folder = try TemporaryFolder()
    try folder.shell("umask 0; chroma-htpasswd create -b -C 4 file admin pw").expect(exits: 0)
    #expect(try folder.shell("stat -c %a file").text == "600\n")
    try folder.shell("umask 077; chroma-htpasswd create -b -C 4 --mode 0640 other admin pw").expect(exits: 0)
    #expect(try folder.shell("stat -c %a other").text == "640\n")
  }

  @Test func `create --force replaces every user and keeps the mode`() throws {
    let folder = try TemporaryFolder(file: "\(Fixture.alice)\n\(Fixture.bob)\n")
    try folder.shell("chmod 640 file").expect(exits: 0)
    try folder.run("create", "--force", "-b", "-C", "4", "file", "admin", "pw").expect(exits: 0)
    #expect(try folder.text(of: "file").hasPrefix("admin:$2y$04$"))
    #expect(try folder.text(of: "file").split(separator: "\n").count == 1)
    #expect(try folder.shell("stat -c %a file").text == "640\n")
  }

  @Test func `hashes are bcrypt 2y at cost 10 unless -C says otherwise`() throws {
    let folder = try TemporaryFolder()
    try folder.run("create", "-b", "file", "admin", "pw").expect(exits: 0)
    #expect(try folder.text(of: "file").hasPrefix("admin:$2y$10$"))
    for cost in ["3", "32", "0", "-1", "x", ""] {
      try folder.expect(
        exits: 2, changingNothing: folder.program(["add", "-b", "-C", cost, "file", "u", "pw"]))
    }
  }

  @Test func `an update never lowers the cost unless -C says so`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    let field = { (user: String) in try folder.text(of: "file").dropFirst(user.utf8.count + 1).prefix(7) }
    try folder.run("add", "-b", "file", "alice", "one").expect(exits: 0)
    #expect(try field("alice") == "$2y$10$")
    try folder.run("add", "-b", "-C", "11", "file", "alice", "two").expect(exits: 0)
    #expect(try field("alice") == "$2y$11$")
    try folder.run("add", "-b", "file", "alice", "three").expect(exits: 0)
    #expect(try field("alice") == "$2y$11$")
    try folder.run("add", "-b", "-C", "4", "file", "alice", "four").expect(exits: 0)
    #expect(try field("alice") == "$2y$04$")
    try folder.expect("alice", hasPassword: "four")
  }

  @Test func `add takes --new-only, --update-only and --create at their word`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    try folder.expect(
      exits: 6, changingNothing: folder.program(["add", "--new-only", "-b", "-C4", "file", "alice", "pw"]))
    try folder.expect(
      exits: 6, changingNothing: folder.program(["add", "--update-only", "-b", "-C4", "file", "bob", "pw"]))
    try folder.expect(exits: 1, changingNothing: folder.program(["add", "-b", "-C4", "other", "bob", "pw"]))
    try folder.run("add", "--new-only", "-b", "-C4", "file", "bob", "new").expect(exits: 0)
    try folder.run("add", "--update-only", "-b", "-C4", "file", "alice", "changed").expect(exits: 0)
    try folder.run("add", "--create", "-b", "-C4", "other", "carol", "made").expect(exits: 0)
    try folder.expect("bob", hasPassword: "new")
    try folder.expect("alice", hasPassword: "changed")
    try folder.expect("carol", hasPassword: "made", in: "other")
    #expect(try folder.shell("stat -c %a other").text == "600\n")
  }

  @Test func `add --if-changed writes only another password or another cost`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    let add = { folder.program(["add", "--if-changed", "-b", "-C", $0, "file", "alice", $1]) }
    try folder.expect(exits: 0, changingNothing: add("4", "alice-pw"))
    let inode = try folder.inode(of: "file")
    try add("5", "alice-pw").run().expect(exits: 0)
    #expect(try folder.inode(of: "file") != inode)
    #expect(try folder.text(of: "file").hasPrefix("alice:$2y$05$"))
    try add("5", "other").run().expect(exits: 0)
    try folder.expect("alice", hasPassword: "other")
  }

  @Test func `a user with two entries is updated to one, deleted and renamed as both`() throws {
    let twice = "\(Fixture.alice)\n\(Fixture.bob)\n alice:x \n"
    let folder = try TemporaryFolder(file: twice)
    try folder.run("add", "-b", "-C4", "file", "alice", "new").expect(exits: 0).expect(says: "alice")
    #expect(try folder.text(of: "file").hasSuffix("\n\(Fixture.bob)\n"))
    #expect(try folder.text(of: "file").split(separator: "\n").count == 2)
    try folder.expect("alice", hasPassword: "new")

    try folder.write(twice, to: "file")
    try folder.run("delete", "file", "alice").expect(exits: 0)
    #expect(try folder.text(of: "file") == "\(Fixture.bob)\n")

    try folder.write(twice, to: "file")
    try folder.run("rename", "file", "alice", "carol").expect(exits: 0)
    #expect(try folder.text(of: "file") == twice.replacing("alice:", with: "carol:"))
  }

  @Test func `rename and delete refuse who is not there, and a new name that is`() throws {
    let folder = try TemporaryFolder(file: "\(Fixture.alice)\n\(Fixture.bob)\n")
    for arguments in [
      ["delete", "file", "nobody"], ["delete", "file", "alice", "nobody"], ["delete", "file", "Alice"],
      ["rename", "file", "nobody", "carol"], ["rename", "file", "alice", "bob"],
    ] {
      try folder.expect(exits: 6, changingNothing: folder.program(arguments))
    }
    try folder.run("rename", "file", "alice", "carol").expect(exits: 0)
    try folder.expect("carol", hasPassword: "alice-pw")
    try folder.run("delete", "file", "carol", "bob").expect(exits: 0)
    #expect(try folder.bytes(of: "file").isEmpty)
  }

  @Test func `hash prints an entry and touches no file`() throws {
    let folder = try TemporaryFolder()
    let entry = try folder.run("hash", "-b", "-C", "4", "admin", "pw").expect(exits: 0).text
    #expect(entry.hasPrefix("admin:$2y$04$") && entry.utf8.count == 67)
    #expect(try folder.names.isEmpty)
    try folder.write(entry, to: "file")
    try folder.expect("admin", hasPassword: "pw")
    let escaped = try folder.run("hash", "-b", "-C", "4", "--escape", "compose", "admin", "pw").expect(
      exits: 0)
    try folder.write(escaped.text.replacing("$$", with: "$"), to: "file")
    #expect(escaped.text.hasPrefix("admin:$$2y$$04$$"))
    try folder.expect("admin", hasPassword: "pw")
  }

  @Test(arguments: [("nginx", [1, 3]), ("traefik", [3, 4])])
  func `of a user with two entries list shows the entry that counts`(server: String, lines: [Int]) throws {
    let again = Fixture.alice.replacing("2y$04", with: "2y$05")
    let folder = try TemporaryFolder(file: "\(Fixture.alice)\n\(Fixture.alice)\n\(Fixture.bob)\n\(again)\n")
    let json = try folder.run("list", "--for", server, "--format=json", "file").expect(exits: 0)
    let users = try JSONDecoder().decode(Listing.self, from: Data(json.output)).users
    #expect(users.map(\.line) == lines)
    let text = try folder.run("list", "--for", server, "file").expect(exits: 0).text
    #expect(text.split(separator: "\n").count == 3)
  }

  @Test func `list of a large file is whole, and stops where nobody reads`() throws {
    let folder = try TemporaryFolder()
    let lines = (1...50_000).map { "user\($0)" + Fixture.alice.dropFirst(5) }
    try folder.write(lines.joined(separator: "\n") + "\n", to: "file")
    let text = try folder.run("list", "file").expect(exits: 0).text.split(separator: "\n")
    #expect(text.count == 50_001)
    #expect(text.first == "USER        LINE  FORMAT  VARIANT  COST  USABLE")
    #expect(text.last == "user50000  50000  bcrypt  2y          4  yes")
    let json = try folder.run("list", "--format=json", "file").expect(exits: 0)
    #expect(try JSONDecoder().decode(Listing.self, from: Data(json.output)).users.count == 50_000)
    try folder.shell("set -o pipefail; chroma-htpasswd list file | head -n 1").expect(exits: 0)
    try folder.shell("chroma-htpasswd list file >/dev/full").expect(exits: 1).expect(says: "standard output")
  }

  @Test func `list of several files names each, and goes on after one that it cannot read`() throws {
    let folder = try TemporaryFolder(file: "\(Fixture.alice)\n")
    try folder.write("\(Fixture.bob)\n", to: "other")
    let text = try folder.run("list", "file", "missing", "other").expect(exits: 1).expect(
      says: "cannot open missing")
    #expect(text.text.hasPrefix("file:\nUSER ") && text.text.contains("\n\nother:\nUSER "))
    let json = try folder.run("list", "--format=json", "file", "other").expect(exits: 0)
    let listings = try json.text.split(separator: "\n").map {
      try JSONDecoder().decode(Listing.self, from: Data($0.utf8))
    }
    #expect(
      listings.map(\.path) == ["file", "other"] && listings.map { $0.users[0].name } == ["alice", "bob"])
    #expect(try folder.run("list", "file").expect(exits: 0).text.hasPrefix("USER "))
  }

  @Test func `list names the users, and never shows a hash`() throws {
    let folder = try TemporaryFolder(file: "\(Fixture.alice)\nbob:$apr1$abcdefgh$0123456789012345678901\n")
    let text = try folder.run("list", "file").expect(exits: 0).text
    #expect(text.contains("alice") && text.contains("bob") && text.contains("apr1"))
    #expect(!text.contains("cccccccc") && !text.contains("abcdefgh"))
    let json = try folder.run("list", "--format", "json", "file").expect(exits: 0)
    let listing = try JSONDecoder().decode(Listing.self, from: Data(json.output))
    #expect(
      listing
        == Listing(
          version: 1, path: "file", server: "chroma",
          users: [
            .init(name: "alice", line: 1, format: "bcrypt", variant: "2y", cost: 4, usable: true),
            .init(name: "bob", line: 2, format: "apr1", variant: nil, cost: nil, usable: false),
          ]))
    let first = try folder.run("list", "--for=chroma-0.4", "--format=json", "file").expect(exits: 0)
    #expect(try JSONDecoder().decode(Listing.self, from: Data(first.output)).users.map(\.name) == ["alice"])
  }

  @Test(arguments: [
    ("$apr1$abcdefgh$0123456789012345678901", "apr1"),
    ("{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=", "SHA"),
    ("rqXexS6ZhobKA", "DES"),
    ("$6$saltsalt$012345678901234567890123456789", "cut short"),
    ("$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2hoYXNo", "argon2"),
  ])
  func `verify says which format an entry has that Chroma refuses, and how to fix it`(
    field: String, name: String
  ) throws {
    let folder = try TemporaryFolder(file: "bob:\(field)\n")
    try folder.run("verify", "-b", "file", "bob", "pw").expect(exits: 7)
      .expect(says: name).expect(says: "chroma-htpasswd add")
      .expect(neverSays: field)
  }

  @Test func `verify says why a user is not found`() throws {
    let folder = try TemporaryFolder(file: "\(Fixture.alice)\n\(Fixture.bob)\n")
    try folder.run("verify", "-b", "file", "Bob", "bob-pw").expect(exits: 6).expect(says: "line 2 has bob")
    try folder.run("verify", "--for", "chroma-0.4", "-b", "file", "bob", "bob-pw").expect(exits: 6)
      .expect(says: "Chroma 0.4 reads only line 1, and bob is on line 2")
    try folder.write("\u{FEFF}\(Fixture.alice)\n'\(Fixture.bob)\n", to: "marked")
    try folder.run("verify", "-b", "marked", "alice", "alice-pw").expect(exits: 6)
      .expect(says: "a byte order mark precedes the name on line 1")
    try folder.run("verify", "-b", "marked", "bob", "bob-pw").expect(exits: 6).expect(says: "line 2 has 'bob")
    try folder.write("", to: "empty")
    try folder.run("verify", "--for", "registry", "-b", "empty", "alice", "pw").expect(exits: 6)
      .expect(says: "the file is empty")
  }

  @Test func `verify names a second entry, and the one that counts`() throws {
    let folder = try TemporaryFolder(file: "\(Fixture.alice)\nalice:\(Fixture.bob.dropFirst(4))\n")
    try folder.run("verify", "--for", "nginx", "-b", "file", "alice", "bob-pw").expect(exits: 3)
      .expect(says: "nginx uses line 1, and line 2 has alice too")
    try folder.run("verify", "--for", "registry", "-b", "file", "alice", "alice-pw").expect(exits: 3)
      .expect(says: "the registry uses line 2, and line 1 has alice too")
  }

  @Test(arguments: ["nginx", "apache", "lighttpd"])
  func `verify of a file that the server's workers cannot read never says accepted`(server: String) throws {
    let folder = try TemporaryFolder(file: "\(Fixture.alice)\n")
    try folder.shell("chmod 600 file").expect(exits: 0)
    let text = try folder.run("verify", "--for", server, "-b", "file", "alice", "alice-pw").expect(exits: 7)
      .expect(says: "(www-data) cannot read file")
      .expect(says: "chgrp www-data file && chmod 640 file")
    #expect(!text.text.contains("accepted"))
    try folder.run("verify", "--for", server, "-b", "file", "alice", "wrong").expect(exits: 3)
    try folder.run("list", "--for", server, "file").expect(exits: 0).expect(says: "usually runs as www-data")
    let json = try folder.run("verify", "--for", server, "--format=json", "-b", "file", "alice", "alice-pw")
      .expect(exits: 7)
    #expect(json.text.contains(#""accepted":null,"reason":"cannot-check""#))
    let batch = try folder.run("verify", "--for", server, "--batch", "file", input: "alice:alice-pw\n")
      .expect(exits: 7)
    #expect(batch.text.hasPrefix("cannot check:") && batch.messages.contains("chgrp www-data file"))
    // Chroma reads as whoever starts it.
    try folder.run("verify", "-b", "file", "alice", "alice-pw").expect(exits: 0)
    try folder.shell("chmod 644 file").expect(exits: 0)
    try folder.run("verify", "--for", server, "-b", "file", "alice", "alice-pw").expect(exits: 0)
  }

  @Test func `a folder that nginx's workers cannot enter is warned of`() throws {
    let folder = try TemporaryFolder(file: "\(Fixture.alice)\n")
    try folder.shell("mkdir closed; cp file closed; ln -s closed/file link; chmod 755 .; chmod 700 closed")
      .expect(exits: 0)
    for (file, isClosed) in [("file", false), ("closed/file", true), ("link", true), (folder["link"], true)] {
      let what = "which cannot enter \(folder["closed"]) here (mode 700)"
      let verify = try folder.run("verify", "--for", "nginx", "-b", file, "alice", "alice-pw")
        .expect(exits: 0)
      #expect(verify.text.hasPrefix("accepted: "))
      #expect(verify.messages.contains(what) == isClosed)
      #expect(verify.messages.contains("keep the file in a folder that www-data can enter") == isClosed)
      let batch = try folder.run(
        "verify", "--for", "nginx", "--batch", file, input: "alice:alice-pw\n"
      ).expect(exits: 0)
      #expect(batch.messages.contains(what) == isClosed)
      let lint = try folder.run(
        "lint", "--for", "nginx", "--fail-on", "warning", "--only", "unreadable-file", file
      )
      .expect(exits: isClosed ? 7 : 0)
      #expect(lint.text.contains(what) == isClosed)
      // Nobody else on this machine reads what is in it.
      let note = try folder.run("lint", "--only", "world-readable", "--fail-on", "note", file)
      note.expect(exits: isClosed ? 0 : 7)
    }
    let add = try folder.run("add", "--for", "nginx", "-b", "-C4", "closed/file", "bob", "pw").expect(
      exits: 0)
    add.expect(says: "which cannot enter").expect(says: "such as one in /etc")
    // Chroma reads as whoever starts it.
    try folder.run("verify", "-b", "closed/file", "alice", "alice-pw").expect(exits: 0)
  }

  @Test(arguments: [
    ("verify -q -b file alice wrong", 3), ("verify -q -b file nobody x", 6),
    ("verify -q -b broken alice x", 7),
    ("verify -q --batch file <<<alice:wrong", 3), ("config check -q old.env", 7),
    ("can -q roles bob db:get_database", 3),
    ("lint -q broken", 7), ("list -q missing", 1), ("delete -q file nobody", 6),
    ("check -q http://127.0.0.1:1", 1),
  ])
  func `whenever the exit status is not 0, something has said why, with -q too`(
    command: String, status: Int32
  )
    throws
  {
    let folder = try TemporaryFolder(file: "\(Fixture.alice)\n")
    try folder.write("alice\n", to: "broken")
    try folder.write("CHROMA_SERVER_AUTH_PROVIDER=token\n", to: "old.env")
    try folder.write(
      "roles_mapping: {reader: {actions: [db:get_database]}}\nusers: [{id: al, role: reader}]\n", to: "roles")
    let outcome = try folder.shell("chroma-htpasswd \(command)").expect(exits: status)
    #expect(!(outcome.text + outcome.messages).isEmpty, "\(outcome)")
    try folder.run("verify", "-q", "-b", "file", "alice", "alice-pw").expect(exits: 0).expect(
      neverSays: "alice")
  }

  @Test func `list says why an entry is unusable, in text and JSON alike`() throws {
    let folder = try TemporaryFolder(file: "alice: $apr1$Kz7.pQ1a$GpfVgfOc9Yx.pUyjCx3pH0\n")
    for format in ["text", "json"] {
      try folder.run("list", "--format", format, "file").expect(exits: 0)
        .expect(says: "damaged: a space before it")
    }
    try folder.write("alice\n\(Fixture.bob)\n", to: "file")
    for format in ["text", "json"] {
      try folder.run("list", "--format", format, "file").expect(exits: 0)
        .expect(says: "line 1 has no colon").expect(says: "bob").expect(says: "Chroma will not start")
    }
  }

  @Test func `the first of several failures decides`() throws {
    let folder = try TemporaryFolder(file: "\(Fixture.alice)\nbob:x\n# broken\n")
    let long = String(repeating: "x", count: 73)
    // The server does not start, before unknown user and unusable entry.
    for user in ["alice", "bob", "nobody"] {
      try folder.run("verify", "-b", "file", user, long).expect(exits: 7)
    }
    try folder.write("\(Fixture.alice)\nbob:x\n", to: "file")
    try folder.run("verify", "-b", "file", "nobody", long).expect(exits: 6)
    try folder.run("verify", "-b", "file", "bob", long).expect(exits: 7)
    try folder.run("verify", "-b", "file", "alice", long).expect(exits: 5)
    try folder.run("verify", "-b", "--nonsense", "missing", "alice", long).expect(exits: 2)
    try folder.run("verify", "-b", "missing", "alice", long).expect(exits: 1)
  }

  @Test func `what follows the user with -b is the password, whatever it begins with`() throws {
    let folder = try TemporaryFolder()
    try folder.run("create", "-b", "-C4", "file", "u", "-x").expect(exits: 0)
    try folder.run("verify", "-b", "file", "u", "-x").expect(exits: 0)
    try folder.run("verify", "-b", "file", "u", "--help").expect(exits: 3)
    try folder.run("add", "-bC", "4", "file", "v", "--").expect(exits: 0)
    try folder.run("verify", "-b", "file", "v", "--").expect(exits: 0)
  }

  @Test(arguments: [
    ["add", "-b", "-C4", "--dry-run", "file", "bob", "pw"],
    ["add", "-b", "-C4", "--dry-run", "file", "alice", "pw"],
    ["delete", "--dry-run", "file", "alice"], ["rename", "--dry-run", "file", "alice", "bob"],
    ["create", "--force", "-b", "-C4", "--dry-run", "file", "bob", "pw"],
    ["create", "-b", "-C4", "--dry-run", "other", "bob", "pw"],
    ["add", "--create", "-b", "-C4", "--dry-run", "other", "bob", "pw"],
  ])
  func `--dry-run writes nothing`(arguments: [String]) throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    try folder.expect(exits: 0, changingNothing: folder.program(arguments))
  }

  @Test func `--dry-run fails where the command would`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    try folder.expect(exits: 6, changingNothing: folder.program(["delete", "--dry-run", "file", "nobody"]))
    try folder.expect(
      exits: 1, changingNothing: folder.program(["create", "-b", "-C4", "--dry-run", "file", "bob", "pw"]))
  }

  @Test func `a change says to restart Chroma, and with -q nothing`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    try folder.run("add", "-b", "-C4", "file", "bob", "pw").expect(exits: 0).expect(says: "restart Chroma")
    let quiet = try folder.run("add", "-q", "-b", "-C4", "file", "bob", "pw").expect(exits: 0)
    #expect(quiet.messages.isEmpty && quiet.text.isEmpty)
  }

  @Test func `control characters of a file are escaped`() throws {
    let folder = try TemporaryFolder(file: "ev\u{1b}[31mil:x\nbob:y\u{7}\n")
    let list = try folder.run("list", "file")
    let verify = try folder.run("verify", "-b", "file", "ev\u{1b}[31mil", "pw").expect(exits: 7)
    for text in [list.text, list.messages, verify.text, verify.messages] {
      #expect(!text.contains("\u{1b}") && !text.contains("\u{7}"))
    }
  }
}

private struct Listing: Decodable, Equatable {
  struct User: Decodable, Equatable {
    var name: String
    var line: Int
    var format: String
    var variant: String?
    var cost: Int?
    var usable: Bool
  }
  var version: Int
  var path: String
  var server: String
  var users: [User]
}
