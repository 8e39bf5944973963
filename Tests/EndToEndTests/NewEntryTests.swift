import Foundation
import TestSupport
import Testing

/// Entries for servers that are not Chroma: written for Envoy, or printed for configurations.
@Suite struct NewEntryTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `what is written for Envoy is SHA, with a warning, and Envoy accepts it`() throws {
    let warning = "Envoy accepts only {SHA}, which is unsalted"
    let sha = "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="
    try folder.run("create", "-b", "--for", "envoy", "f", "alice", "secret").expect(exits: 0).expect(
      says: warning)
    try folder.run("add", "-b", "--for", "envoy", "f", "bob", "secret").expect(exits: 0).expect(says: warning)
    try folder.shell("echo carol:secret | chroma-htpasswd import --for envoy f").expect(exits: 0)
      .expect(says: warning)
    #expect(try folder.text(of: "f") == ["alice", "bob", "carol"].map { "\($0):\(sha)\n" }.joined())
    for user in ["alice", "bob", "carol"] {
      try folder.run("verify", "-b", "--for", "envoy", "f", user, "secret").expect(exits: 0)
      try folder.run("verify", "-b", "--for", "envoy", "f", user, "Secret").expect(exits: 3)
    }
    #expect(
      try folder.run("hash", "-b", "--for", "envoy", "dave", "secret").expect(exits: 0).text
        == "dave:\(sha)\n")
    try folder.run("add", "-b", "--if-changed", "--for", "envoy", "f", "bob", "secret").expect(exits: 0)
      .expect(says: "already has that password")
    try folder.run("add", "-b", "--if-changed", "--for", "envoy", "f", "bob", "other").expect(exits: 0)
      .expect(says: "updated the password of bob")
  }

  @Test(arguments: ["nginx", "lighttpd", "envoy"])
  func `where white space belongs to a name, the name without it is another user`(server: String) throws {
    let sha = "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="
    let two = " u:\(sha)\nu:\(sha)\n"
    func expect(_ command: String, leaves text: String, exits status: Int32 = 0) throws {
      try folder.write(two, to: "f")
      try folder.shell("chmod 644 f; chroma-htpasswd \(command)").expect(exits: status)
      #expect(try folder.text(of: "f") == text, "\(command)")
    }
    try expect("delete --for \(server) f u", leaves: " u:\(sha)\n")
    try expect("delete --for \(server) f ' u'", leaves: "u:\(sha)\n")
    try expect("rename --for \(server) f u w", leaves: " u:\(sha)\nw:\(sha)\n")
    try expect("rename --for \(server) f ' u' w", leaves: "w:\(sha)\nu:\(sha)\n")
    let other = "{SHA}NWoZK3kTsExUV00Ywo1G5jlUKKs="
    try expect("add --for \(server) --hash '\(other)' f u", leaves: " u:\(sha)\nu:\(other)\n")
    try expect(
      "import --hashed --for \(server) f <<<'u:\(other)'", leaves: " u:\(sha)\nu:\(other)\n")
    // Chroma takes it away: these are one user to it.
    try expect("delete f u", leaves: "")
    try expect("delete --for \(server) f ' w'", leaves: two, exits: 6)
    try folder.run("delete", "--for", server, "f", " w").expect(says: "list --for \(server) f")
  }

  @Test func `a user whose entry the server does not read is said to be left out`() throws {
    let hash = Fixture.alice
    try folder.write("\(hash)\n", to: "one")
    let reason = "cannot log in: Chroma 0.4 reads only line 1, and"
    let added = try folder.run("add", "-b", "-C4", "--for", "chroma-0.4", "one", "bob", "pw").expect(exits: 0)
    added.expect(says: "bob \(reason) bob is on line 2")
    #expect(!added.messages.contains("restart"))
    try folder.run("rename", "--for", "chroma-0.4", "one", "bob", "robert").expect(exits: 0)
      .expect(says: "robert \(reason) robert is on line 2")
    try folder.shell("printf 'x:y\\nz:w\\n' | chroma-htpasswd import -C4 --for chroma-0.4 one").expect(
      exits: 0
    )
    .expect(says: "x \(reason) x is on line 3; 1 more cannot log in either")
    try folder.write("\(hash)\nbo\n", to: "bare")
    try folder.shell("chmod 644 bare").expect(exits: 0)
    try folder.run("add", "-b", "-C4", "--for", "nginx", "bare", "bob", "pw").expect(exits: 0)
      .expect(says: "bob cannot log in: nginx does not read line 3, which has bob")
    try folder.run("verify", "-b", "--for", "nginx", "bare", "bob", "pw").expect(exits: 6)
  }

  @Test func `where the folder is missing, the hint makes it`() throws {
    for command in ["create", "add", "add --create"] {
      try folder.shell("chroma-htpasswd \(command) -b -C4 'no such/f' bob pw").expect(exits: 1)
        .expect(says: "to make its folder: mkdir -p 'no such'")
    }
    try folder.shell("echo a:b | chroma-htpasswd import --create 'no such/f'").expect(exits: 1)
      .expect(says: "mkdir -p 'no such'")
    try folder.run("list", "no such/f").expect(exits: 1).expect(neverSays: "mkdir")
  }

  @Test func `a file that exists keeps its mode and group, and that is said`() throws {
    try folder.run("add", "--create", "-b", "-C4", "--mode=640", "f", "a", "pw").expect(exits: 0)
      .expect(neverSays: "keeps")
    try folder.shell("chroma-htpasswd add --mode 600 --group 0 -b -C4 f b pw").expect(exits: 0)
      .expect(says: "--mode and --group are for a new file")
    for (command, option) in [("add", "--mode"), ("add", "--group"), ("create --force", "--mode")] {
      try folder.shell("chroma-htpasswd \(command) \(option) 0 -b -C4 f b pw").expect(exits: 0)
        .expect(says: "\(option) is for a new file; f keeps its own")
      try folder.shell("stat -c %a f").expect(says: "640")
    }
  }

  @Test func `no users make no file`() throws {
    try folder.run("import", "--create", "f", input: "").expect(exits: 0)
      .expect(says: "no users on standard input; f is not created")
    try folder.shell("test ! -e f").expect(exits: 0)
  }

  @Test func `the workers of nginx on Alpine have a number`() throws {
    try folder.run("create", "-q", "-b", "-C4", "--for", "nginx-alpine", "f", "a", "pw").expect(exits: 0)
    try folder.run("verify", "-b", "--for", "nginx-alpine", "f", "a", "pw").expect(exits: 7)
      .expect(says: "nginx on Alpine (101) cannot read f")
    try folder.shell("chmod 644 f").expect(exits: 0)
    try folder.run("lint", "--for", "nginx-alpine", "f").expect(exits: 0)
      .expect(says: "chgrp 101 f && chmod 640 f")
    try folder.run("lint", "--for", "nginx-alpine", "--for", "nginx", "f").expect(exits: 0)
      .expect(says: "give each server a file of its own, in its group")
  }

  @Test func `a cost means nothing to Envoy`() throws {
    for command in [["create", "f", "bob", "pw"], ["add", "--create", "f", "bob", "pw"]] {
      try folder.program([command[0], "-b", "-C10", "--for", "envoy"] + command.dropFirst()).run()
        .expect(exits: 2).expect(says: "Envoy accepts only {SHA}, which has no cost")
    }
    #expect(try folder.names.isEmpty)
    for place in ["caddy", "haproxy"] {
      try folder.run("hash", "-b", "--for", "envoy", "--escape", place, "bob", "pw").expect(exits: 2)
        .expect(says: "cannot be used with --for envoy")
    }
  }

  @Test(arguments: [
    ("compose", "bob", "bob:$$2y$$04$$H"), ("traefik", "bob", "'bob:$2y$04$H'"),
    ("traefik", "it's", "'it''s:$2y$04$H'"), ("caddy", "bob", "bob $2y$04$H"),
    ("caddy", "a b", "`a b` $2y$04$H"),
    ("caddy", "`\"", "\"`\\\"\" $2y$04$H"), ("haproxy", "bob", "user bob password $2y$04$H"),
    ("haproxy", "b#'s", "user 'b#'\\''s' password $2y$04$H"), ("shell", "bob", "'bob:$2y$04$H'"),
    ("shell", "it's", "'it'\\''s:$2y$04$H'"),
  ])
  func `an entry is printed for the place where it goes`(place: String, user: String, entry: String) throws {
    let text = try folder.run("hash", "-b", "-C4", "--escape", place, user, "pw").expect(exits: 0).text
    #expect(text.replacing(/[.\/A-Za-z0-9]{53}/, with: "H") == entry + "\n")
  }

  @Test func `a name that a Caddyfile cannot hold is refused`() throws {
    try folder.run("hash", "-b", "-C4", "--escape", "caddy", "a{b", "pw").expect(exits: 6)
      .expect(says: "has characters that a Caddyfile cannot hold")
    try folder.run("hash", "-b", "-C4", "--escape", "haproxy", "a{b", "pw").expect(exits: 0)
  }

  /// Formats that libcrypt does not compute, in a file of a web server.
  @Test func `verify computes what only some servers take`() throws {
    try folder.write(
      """
      apr1:$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/
      sha:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=
      ssha:{SSHA}gVK8WC9YyFT1gMsQHTGCgT3sSv5zYWx0
      any:$x$$xxxxxxxxxxxxxxxxxxxxx.

      """, to: "f")
    for (server, users) in [
      ("nginx", ["apr1", "sha", "ssha"]), ("nginx-alpine", ["apr1", "sha", "ssha"]),
      ("apache", ["apr1", "sha"]),
      ("lighttpd", ["apr1", "sha"]), ("traefik", ["apr1", "sha"]), ("registry", []), ("haproxy", []),
    ] {
      for user in ["apr1", "sha", "ssha"] {
        let status: Int32 = users.contains(user) ? 0 : 7
        try folder.run("verify", "-b", "--for", server, "f", user, "secret").expect(exits: status)
        try folder.run("verify", "-b", "--for", server, "f", user, "wrong").expect(exits: status == 0 ? 3 : 7)
      }
    }
    try folder.run("verify", "-b", "--for", "traefik", "f", "any", "secret").expect(exits: 3)
    try folder.run("verify", "-b", "--for", "nginx", "f", "any", "secret").expect(exits: 7)
  }
}
