import Foundation
import TestSupport
import Testing

/// Files that are clearly no credential files: named, never edited, never fixed.
@Suite struct OtherFilesTests {
  private static let token = "kVv0D5aQx8Zr1nTq0aaaaaaaaaaaaaaaaaaa"
  static let others = [
    (token, "a token file", "lint --for chroma-token"),
    (
      "users:\n  - id: alice\n    tokens: [\(token)]\n  - id: bob\n    tokens: [b\(token)]\n", "a token file",
      "chroma-token"
    ),
    ("CHROMA_SERVER_AUTHN_PROVIDER=x\nB=2", "an env file", "config check"),
    ("services:\n  chroma:\n    image: chromadb/chroma\n", "a compose file", "config compose"),
    ("#!/bin/sh\nexec chroma run\n", "a script", "to check it: chroma-htpasswd lint f"),
    ("[client]\nuser = root\npassword: a:b\n", "a file of settings", "create server.htpasswd"),
    ("[\n  {\"alice\": \"\(Fixture.alice.dropFirst(6))\"}\n]\n", "a JSON file", "create server.htpasswd"),
    ("- \(Fixture.alice)\n- \(Fixture.bob)\n", "a YAML file", "create server.htpasswd"),
    ("a:\n  b: |\n    \(Fixture.alice)\n    \(Fixture.bob)\n", "a YAML file", "create server.htpasswd"),
    (
      "[a]\nusers = [\n\"\(Fixture.alice)\",\n\"\(Fixture.bob)\",\n]\n", "a file of settings",
      "create server.htpasswd"
    ),
    ("users:\n  alice: \(Fixture.alice.dropFirst(6))\n", "a YAML file", "create server.htpasswd"),
    (
      "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n", "a file of keys or certificates",
      "create server.htpasswd"
    ),
    ("name,mail\nalice,a@b\n", "a table (CSV)", "create server.htpasswd"),
    ("2026-11-27T10:00:00Z a:b\n2026-11-27T10:00:01Z c:d", "a log", "create server.htpasswd"),
    (": 1700000000:0;ls a:b\n", "a shell's history", "create server.htpasswd"),
    (
      "<<<<<<< a\n\(Fixture.alice)\n=======\nalice:x\n>>>>>>> b\n", "an unmerged git file",
      "git mergetool f"
    ),
    ("127.0.0.1 localhost\n::1 localhost ip6-localhost", "text without entries", "create server.htpasswd"),
    (
      "root:x:0:0:root:/root:/bin/sh\nbin:x:1:1:bin:/:/bin/sh\n", "a file of accounts like /etc/passwd",
      "create server.htpasswd"
    ),
    ("\u{7F}ELF\u{2}\u{1}\u{1}\0\0\0:::\0\0\0\n\0", "a binary file", "create server.htpasswd"),
    ("\0\0\0\0", "a binary file", "create server.htpasswd"),
  ]

  @Test(arguments: [
    "compose.yaml", ".env", "Dockerfile", "Caddyfile", "nginx.conf", "start.sh", "values.yaml",
  ])
  func `a file without a line is not edited if its name is another's`(name: String) throws {
    let folder = try TemporaryFolder()
    for text in ["", "# note\n"] {
      try folder.write(text, to: name)
      try folder.run("add", "-b", "-C4", name, "alice", "pw").expect(exits: 7).expect(
        says: "cannot edit \(name): it is ")
      try folder.shell("echo a:b | chroma-htpasswd import -C4 \(name)").expect(exits: 7)
      #expect(try folder.run("lint", name).text.contains("to set a password") == false)
      #expect(try folder.text(of: name) == text)
    }
  }

  @Test(arguments: others)
  func `no command edits one, and each names it and the command for it`(
    text: String, title: String, command: String
  ) throws {
    let folder = try TemporaryFolder()
    try folder.write(text, to: "f")
    try folder.write("u:pw\n", to: "pairs")
    for arguments in [
      "add -b -C4 f u pw", "add -b f u pw", "delete f root", "rename f root u", "import -C4 --from pairs f",
      "-bB f u pw", "-D f root", "-cbB f u pw",
    ] {
      let outcome = try folder.shell("chroma-htpasswd \(arguments)").expect(exits: 7).expect(says: title)
      if !arguments.hasPrefix("-") { outcome.expect(says: command) }
      #expect(try folder.text(of: "f") == text, "\(arguments)")
    }
    #expect(try folder.names == ["f", "pairs"])
  }

  @Test(arguments: others)
  func `--force does not replace one by a credential file or a token`(
    text: String, title: String, command: String
  ) throws {
    let folder = try TemporaryFolder()
    try folder.write(text, to: "f")
    try folder.run("create", "--force", "-b", "-C4", "f", "u", "pw").expect(exits: 7).expect(says: title)
    #expect(try folder.text(of: "f") == text)
    // One token is what --force of token is for.
    if text == Self.token { return }
    try folder.run("token", "--force", "-o", "f").expect(exits: 7)
      .expect(says: title == "a token file" ? "the tokens of 2 users" : title)
      .expect(says: "to keep it: mv f OTHER-NAME")
    #expect(try folder.text(of: "f") == text)
    #expect(try folder.names == ["f"])
    // mv(1) would take the link.
    try folder.shell("mv f g; ln -s g f; chroma-htpasswd create --force -b -C4 f u pw").expect(exits: 7)
      .expect(says: "choose another name").expect(neverSays: "mv")
  }

  @Test func `a file that was written by the name of a descriptor is not judged by it`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    try folder.shell("chroma-htpasswd add -b -C4 /dev/stdin bob pw <file").expect(exits: 0)
      .expect(neverSays: "cannot log in")
    try folder.expect("bob", hasPassword: "pw")
  }

  @Test func `verify says of a roles file that it is one`() throws {
    let folder = try TemporaryFolder(file: "roles_mapping:\n  admin:\n    actions: []\nusers: []\n")
    try folder.run("verify", "-b", "file", "alice", "pw").expect(exits: 7).expect(says: "it is a roles file")
  }

  @Test(arguments: [
    ("Dockerfile", "FROM a:1\nCOPY <<'E' /s\n\(Fixture.alice)\nE\n", "a Dockerfile"),
    ("start.sh", "cat > s <<'E'\n\(Fixture.alice)\nE\n", "a script"),
    ("README.md", "add this:\n\n    \(Fixture.alice)\n", "Markdown"),
    ("Makefile", "all:\n\techo '\(Fixture.alice)' > s\n", "a Makefile"),
    ("cloud.yaml", "write_files:\n- path: /s\n  content: |\n    \(Fixture.alice)\n", "a YAML file"),
    ("main.tf", "resource \"x\" \"y\" {\n}\n\(Fixture.alice)\n", "a Terraform configuration"),
  ])
  func `a file with an entry in it is what its name says, and is not edited`(
    name: String, text: String, title: String
  ) throws {
    let folder = try TemporaryFolder()
    try folder.write(text, to: name)
    try folder.write("u:pw\n", to: "pairs")
    for arguments in [
      "add -b -C4 \(name) alice pw", "delete \(name) alice", "rename \(name) alice u",
      "import -C4 --from pairs \(name)", "create --force -b -C4 \(name) u pw", "-bB \(name) alice pw",
      "-D \(name) alice",
    ] {
      try folder.shell("chroma-htpasswd \(arguments)").expect(exits: 7).expect(says: title)
      #expect(try folder.text(of: name) == text, "\(arguments)")
    }
    _ = try folder.run("lint", "--fix", "--unsafe-fixes", name)
    #expect(try folder.text(of: name) == text)
    #expect(try folder.names == [name, "pairs"].sorted())
  }

  private static let deployments = ["a compose file", "an env file", "a script", "a Kubernetes manifest"]

  @Test(arguments: others)
  func `lint says what it is, says nothing of its lines, and fixes nothing`(
    text: String, title: String, command: String
  ) throws {
    let folder = try TemporaryFolder()
    try folder.write(text, to: "f")
    for options in [
      "", "--fix", "--fix --unsafe-fixes", "--for nginx --fix --unsafe-fixes", "--for chroma --fix",
    ] {
      let outcome = try folder.shell("chroma-htpasswd lint \(options) f")
      #expect(try folder.text(of: "f") == text, "\(options)")
      // A token file is linted as one, unless it is meant to be another, and a deployment is.
      if title == "a token file", !options.contains("--for") { continue }
      if Self.deployments.contains(title) { continue }
      outcome.expect(exits: 7).expect(
        says: "this is \(title.hasPrefix("accounts") ? "a file of " : "")\(title)"
      )
      .expect(
        says: options.contains("nginx")
          ? command.replacing("create server", with: "create --for nginx server") : command
      ).expect(says: "1 error, 0 warnings, 0 notes").expect(
        neverSays: "can use the file")
    }
    #expect(try folder.names == ["f"])
  }

  @Test(arguments: ["add -b f alice new", "delete f alice"])
  func `two entries of DES on one line are not changed together`(command: String) throws {
    let folder = try TemporaryFolder(file: "")
    let text = "alice:rqXexS6ZhobKAbob:rqXexS6ZhobKA\n"
    try folder.write(text, to: "f")
    try folder.shell("chroma-htpasswd \(command)").expect(exits: 7).expect(says: "two entries are on line 1")
    #expect(try folder.text(of: "f") == text)
  }

  @Test(arguments: [
    "add -b f alice new", "delete f alice", "rename f alice al", "import --from pairs f", "-bB f alice new",
    "-D f alice",
  ])
  func `two entries on one line are not changed together`(command: String) throws {
    let folder = try TemporaryFolder()
    let text = Fixture.alice + Fixture.bob + "\n"
    try folder.write(text, to: "f")
    try folder.write("alice:new\n", to: "pairs")
    let outcome = try folder.shell("chroma-htpasswd \(command)").expect(exits: 7)
      .expect(says: "two entries are on line 1")
    #expect(try folder.text(of: "f") == text)
    guard !command.hasPrefix("-") else { return }
    outcome.expect(says: "chroma-htpasswd lint --fix --unsafe-fixes --only extra-field f")
    try folder.run("lint", "--fix", "--unsafe-fixes", "--only", "extra-field", "f").expect(exits: 0)
    try folder.shell("chroma-htpasswd \(command)").expect(exits: 0)
    try folder.run("verify", "-b", "f", "bob", "bob-pw").expect(exits: 0)
  }

  @Test(arguments: [
    "add -b f alice new", "delete f alice", "rename f alice al", "import --from pairs f", "-bB f alice new",
    "-D f alice", "lint --fix --unsafe-fixes f",
  ])
  func `a hash that may be another user's is not changed with the first of its line`(command: String) throws {
    for first in [Fixture.alice.dropLast() + "?bob", Fixture.alice + ":bob"] {
      let folder = try TemporaryFolder()
      let text = first + Fixture.bob.dropFirst(3) + "\n"
      try folder.write(text, to: "f")
      try folder.write("alice:new\n", to: "pairs")
      let outcome = try folder.shell("chroma-htpasswd \(command)").expect(exits: 7)
      #expect(try folder.text(of: "f") == text)
      if command.hasPrefix("-") { continue }
      outcome.expect(says: "give each entry a line of its own")
    }
  }

  @Test func `a word of 13 letters after a hash is not another user's hash`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice + ":Administrator\n" + Fixture.bob + "\n")
    try folder.run("delete", "file", "alice").expect(exits: 0)
    #expect(try folder.text(of: "file") == Fixture.bob + "\n")
  }

  @Test func `--kind is not of the files that a deployment names`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    try folder.shell("chroma-htpasswd config env file >env").expect(exits: 0)
    try folder.run("lint", "--kind", "env-file", "--as", "shell", "env").expect(exits: 0).expect(
      says: "Chroma starts, and 1 user can log in")
  }

  @Test func `a file of comments is added to, and is not given up`() throws {
    let text = (0..<12).map { "# users of team \($0)\n" }.joined()
    let folder = try TemporaryFolder(file: text)
    for arguments in ["create --force -b -C4 file u pw", "-cbB file u pw"] {
      let outcome = try folder.shell("chroma-htpasswd \(arguments)").expect(exits: 7)
      outcome.expect(says: "cannot replace file: it is text without entries")
      #expect(try folder.text(of: "file") == text)
    }
    try folder.run("add", "-b", "-C4", "file", "u", "pw").expect(exits: 0)
    #expect(try folder.text(of: "file").hasPrefix(text + "u:"))
    // Settings that were taken out are of another program.
    try folder.write("# setting = 1\n# other = 2\n", to: "settings")
    try folder.run("add", "-b", "-C4", "settings", "u", "pw").expect(exits: 7).expect(
      says: "a file of settings")
    // A header is given up with its users.
    try folder.write("# users\n", to: "file")
    try folder.run("create", "--force", "-b", "-C4", "file", "u", "pw").expect(exits: 0)
  }

  @Test func `token --force does not replace users, or text`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    try folder.write("two\nlines:", to: "text")
    try folder.run("token", "--force", "-o", "file").expect(exits: 7).expect(says: "it has hashes of users")
    try folder.run("token", "--force", "-o", "text").expect(exits: 7).expect(
      says: "it has 2 lines; a token is one")
    #expect(try folder.text(of: "file") == Fixture.alice + "\n")
    #expect(try folder.text(of: "text") == "two\nlines:")
    try folder.write("short", to: "token")
    try folder.run("token", "--force", "-o", "token").expect(exits: 0)
  }

  @Test func `--kind reads a file as what it is said to be`() throws {
    let folder = try TemporaryFolder()
    try folder.write("127.0.0.1 localhost\n::1 localhost\n", to: "f")
    try folder.run("lint", "--kind", "credentials", "f").expect(exits: 7).expect(says: "missing-colon")
    try folder.write("q1w2e3", to: "t")
    try folder.run("lint", "--kind", "tokens", "t").expect(exits: 0).expect(says: "short-token")
  }

  @Test func `--unsafe-fixes alone changes nothing, with --fix it keeps the old file and says what goes`()
    throws
  {
    let folder = try TemporaryFolder()
    let text = "# users\n\(Fixture.alice)\nbob:some-word-typed\n"
    try folder.write(text, to: "f")
    try folder.shell("chmod 640 f").expect(exits: 0)
    try folder.run("lint", "--unsafe-fixes", "f").expect(exits: 7).expect(says: "--fix --unsafe-fixes")
    #expect(try folder.text(of: "f") == text)
    try folder.run("lint", "--fix", "--unsafe-fixes", "f").expect(exits: 7).expect(
      says: "removed or changed: "
    )
    .expect(says: "the old file is f~").expect(says: "fixed 1 of ").expect(neverSays: "some-word-typed")
    #expect(try folder.text(of: "f~") == text)
    // It counts as the summary does.
    try folder.shell("cp 'f~' g; chmod 644 g").expect(exits: 0)
    try folder.run("lint", "g").expect(exits: 7).expect(says: "2 errors, 1 warning, 1 note")
    try folder.run("lint", "--fix", "--unsafe-fixes", "g").expect(says: "fixed 1 of 4 problems in g")
      .expect(says: "1 error, 1 warning, 1 note")
    #expect(try folder.shell("stat -c %a f~").text == "640\n")
    #expect(try !folder.text(of: "f").contains("#"))
    // Not a second time over it.
    try folder.write(text, to: "f")
    try folder.run("lint", "--fix", "--unsafe-fixes", "f").expect(exits: 1).expect(says: "f~ already exists")
      .expect(says: "to keep it: mv 'f~' OTHER-NAME").expect(neverSays: "--force")
    #expect(try folder.text(of: "f") == text)
  }

  @Test func `a text with an example of an entry keeps its lines`() throws {
    let lines = "Add a user:\n    \(Fixture.alice)\nand start it.\n\nThat is all.\nNote: it listens.\n"
    let folder = try TemporaryFolder(file: lines)
    for server in ["chroma", "nginx", "registry"] {
      try folder.run("lint", "--for", server, "--fix", "--unsafe-fixes", "file").expect(
        neverSays: "removed or changed")
      #expect(try folder.text(of: "file") == lines)
      #expect(try folder.names == ["file"])
    }
    try folder.run("lint", "file").expect(exits: 7).expect(says: "check that it is the right file")
  }

  @Test(arguments: [
    "./users.htpasswd\n", "# only a comment\n", "secret\n", "no colon here\n",
    "bob:$6$salt$0123456789:third\n\r",
  ])
  func `fixes that would leave no user are refused`(text: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(text, to: "f")
    for server in ["chroma", "chroma-0.4", "registry", "nginx"] {
      let outcome = try folder.run("lint", "--for", server, "--fix", "--unsafe-fixes", "f")
      #expect(try folder.text(of: "f") == text, "\(outcome)")
    }
    #expect(try folder.names == ["f"])
  }

  @Test(arguments: ["!", "*", ":LOCKED", ":!", " disabled"])
  func `no fix lets somebody in whose hash has a mark after it`(mark: String) throws {
    let folder = try TemporaryFolder()
    let text = "\(Fixture.alice)\n\(Fixture.bob)\(mark)\n"
    for server in ["chroma", "nginx", "traefik"] {
      try folder.write(text, to: "f")
      let before = try folder.run("verify", "--for", server, "-b", "f", "bob", "bob-pw").ending
      _ = try folder.run("lint", "--for", server, "--fix", "--unsafe-fixes", "f")
      let after = try folder.run("verify", "--for", server, "-b", "f", "bob", "bob-pw").ending
      #expect(before == .exited(0) || after != .exited(0), "\(server)")
      #expect(before != .exited(0) || server != "chroma")
      let report = try folder.run("lint", "--for", server, "f").text
      #expect(report.contains("help: ") || !report.contains("error: "), "\(report)")
      _ = try folder.shell("rm -f f~")
    }
  }

  @Test(arguments: [
    ("chroma", "broken", "warning: Chroma will not start with f", "to see the fixes: chroma-htpasswd lint f"),
    ("nginx", "broken", "", ""), ("nginx", "good", "", ""),
    ("chroma", "good", "", "restart Chroma to apply this"),
    ("traefik", "good", "", "restart Traefik to apply this"),
  ])
  func `after a change the new file is judged for its server`(
    server: String, file: String, warning: String, hint: String
  ) throws {
    let folder = try TemporaryFolder()
    let text = Fixture.alice + "\n" + (file == "broken" ? "garbage\n" : "")
    for arguments in [
      "add -b -C4 f bob pw", "delete f alice", "rename f alice al", "import -C4 --from pairs f",
    ] {
      try folder.write("bob:pw\n", to: "pairs")
      try folder.write(text + Fixture.alice.replacing("alice:", with: "carol:") + "\n", to: "f")
      let outcome = try folder.shell(
        "chroma-htpasswd \(arguments.replacing(" ", with: " --for \(server) ", maxReplacements: 1))"
      ).expect(exits: 0)
      for words in [warning, hint] where !words.isEmpty { outcome.expect(says: words) }
      if hint.isEmpty { outcome.expect(neverSays: "hint:") }
      if file == "broken" { outcome.expect(neverSays: "restart") }
    }
    let created = try folder.shell("rm -f new; chroma-htpasswd create -b -C4 --for \(server) new bob pw")
      .expect(exits: 0).expect(neverSays: "restart")
    // A new file is its owner's alone, and nginx's workers are another user.
    if server == "nginx" {
      created.expect(says: "to let it read the file: chgrp www-data new")
    } else {
      created.expect(neverSays: "hint:")
    }
  }

  @Test(arguments: ["./users.htpasswd", "/etc/nginx/.htpasswd", "users.htpasswd", "~/people"])
  func `the name of a file in place of its contents is called that, and is not removed`(path: String) throws {
    let folder = try TemporaryFolder()
    for ending in ["", "\n"] {
      try folder.write(path + ending, to: "f")
      for server in ["registry", "chroma", "traefik"] {
        try folder.run("lint", "--for", server, "f").expect(exits: 7)
          .expect(says: "is the name of a file, not its contents").expect(
            says: "put the contents of that file here"
          )
          .expect(neverSays: path)
      }
      try folder.run("lint", "--for", "registry", "--fix", "--unsafe-fixes", "f").expect(exits: 7)
      #expect(try folder.text(of: "f").hasPrefix(path))
    }
  }

}
