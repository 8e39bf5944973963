import Foundation
import TestSupport
import Testing

/// Commands for a server: what they warn of and print is about that server, and costs none of its logins.
@Suite struct ServerHintTests {
  private let folder: TemporaryFolder
  private static let hash = String(Fixture.bob.dropFirst(4))

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [
    ("nginx", " "), ("nginx", "\t"), ("nginx", "\u{A0}"), ("lighttpd", " "), ("lighttpd", ":more"),
    ("apache", "\u{A0}"), ("haproxy", ":more"),
  ])
  func `a password that the server cannot use is warned of`(server: String, end: String) throws {
    try folder.write("alice:\(Self.hash)\(end)\nbob:\(Self.hash)\n", to: "f")
    try folder.run("add", "-b", "-C4", "--for", server, "f", "alice", "pw").expect(exits: 0).expect(
      says: "alice cannot log in"
    ).expect(says: "to see the fixes: chroma-htpasswd lint").expect(neverSays: "to apply this")
    try folder.run("add", "-b", "-C4", "--for", server, "f", "bob", "pw").expect(exits: 0).expect(
      neverSays: "cannot log in")
    try folder.run("rename", "--for", server, "f", "alice", "carol").expect(exits: 0).expect(
      says: "carol cannot log in")
  }

  @Test(arguments: [
    ("registry", "alice:\(hash)alice:{SHA}QPo37ADHYcfbtuve5tSiYLki9fQ=\n"),
    ("registry", "e:x\nalice:\(hash.replacing("$2y$", with: "$2$")):"),
    ("nginx", "alice:\(hash)\u{0}junk\nbob:\(hash)\n"), ("apache", "alice:\(hash)\u{0}junk\nbob:\(hash)\n"),
    ("registry", "alice:\(hash)\nnote\ral ice:x\n"),
  ])
  func `no fix and no hint takes a login away that works`(server: String, text: String) throws {
    for only in [[], ["--only", "extra-field"], ["--only", "nul-byte"]] {
      try folder.write(text, to: "f")
      let arguments = ["verify", "--for", server, "-b", "f", "alice", "bob-pw"]
      try folder.program(arguments).run().expect(exits: 0)
      _ = try folder.program(["lint", "--for", server, "--fix", "--unsafe-fixes"] + only + ["f"]).run()
      try folder.program(arguments).run().expect(exits: 0)
      try folder.shell("rm -f 'f~'").expect(exits: 0)
    }
    try folder.write(text, to: "f")
    try folder.run("lint", "--for", server, "f").expect(neverSays: "--unsafe-fixes")
    let refused = try folder.run("add", "-b", "-C4", "--for", server, "f", "alice", "pw")
    if refused.ending == .exited(7) {
      refused.expect(says: "chroma-htpasswd lint --for \(server) ").expect(neverSays: "--fix f")
    }
  }

  @Test func `hints of commands name the server that they were given`() throws {
    try folder.run("create", "-b", "--for", "envoy", "f", "alice", "pw").expect(exits: 0)
    try folder.run("create", "-b", "--for", "envoy", "f", "bob", "pw").expect(exits: 1).expect(
      says: "chroma-htpasswd add --for envoy f USER")
    try folder.run("add", "-b", "--for", "envoy", "missing", "bob", "pw").expect(exits: 1).expect(
      says: "chroma-htpasswd create --for envoy missing bob")
    try folder.shell("echo a:b | chroma-htpasswd import --for envoy missing").expect(exits: 1).expect(
      says: "import --create --for envoy missing")
    try folder.write(" alice:\(Self.hash)\n:\(Self.hash)\n", to: "g")
    try folder.run("add", "-b", "--for", "nginx", "alice", "f").expect(exits: 2)
    try folder.write("\u{FEFF}alice:\(Self.hash)\n", to: "bom")
    try folder.run("add", "-b", "-C4", "--for", "traefik", "bom", "bob", "pw").expect(exits: 7).expect(
      says: "chroma-htpasswd lint --for traefik --fix bom")
    try folder.write(":\(Self.hash)\n", to: "g")
    try folder.run("lint", "--for", "traefik", "--fix", "--unsafe-fixes", "g").expect(
      says: "chroma-htpasswd add --for traefik g USER")
  }

  @Test func `--diff shows what --fix does, and no remedy is a fix that is refused`() throws {
    try folder.write(":\(Self.hash)\n", to: "f")
    let outcome = try folder.run("lint", "--diff", "--unsafe-fixes", "f").expect(exits: 7).expect(
      says: "the fixes would leave no user in f")
    #expect(outcome.text.isEmpty)
    try folder.run("lint", "f").expect(exits: 7).expect(says: "to set a password: chroma-htpasswd add f USER")
      .expect(neverSays: "--unsafe-fixes")
    try folder.run("add", "-b", "-C4", "f", "alice", "pw").expect(exits: 0)
    try folder.run("lint", "f").expect(exits: 7).expect(says: "--only empty-user f")
    try folder.run("lint", "--fix", "--unsafe-fixes", "--only", "empty-user", "f").expect(exits: 0)
    try folder.expect("alice", hasPassword: "pw", in: "f")
    // One word is hardly known to be a token.
    try folder.write("kVv0D5aQx8Zr1nTq\n", to: "word")
    try folder.run("lint", "--diff", "word").expect(exits: 0)
  }

  @Test func `a token server that is named says what a file is`() throws {
    for text in ["c2VjcmV0dG9rZW4xMjM0NTY3ODkwYWI=\n", "A=B\n"] {
      try folder.write(text, to: "f")
      try folder.run("lint", "--for", "chroma-token", "f").expect(exits: 7).expect(says: "token-line-break")
      try folder.run("lint", "--for", "chroma-token", "--fix", "f").expect(
        says: "Chroma (tokens) starts, and 1 user can log in")
      #expect(try folder.text(of: "f") == text.dropLast())
    }
    try folder.write("c2VjcmV0dG9rZW4xMjM0NTY3ODkwYWI=\n", to: "f")
    try folder.run("lint", "f").expect(exits: 7).expect(says: "token-line-break")
    try folder.run("token", "--force", "-o", "f").expect(exits: 0)
    // In a folder the name says what it is.
    try folder.write("CHROMA_SERVER_AUTHN_PROVIDER=\n", to: ".env")
    try folder.run("lint", "--for", "chroma-token", ".").expect(neverSays: "token-line-break")
  }

  @Test(arguments: [
    "{\"users\":[{\"id\":\"alice\",\"tokens\":[\"tok-alice-1234567890\"]}]}",
    "{\"users\": [{\"id\": \"alice\", \"tokens\": [\"tok-alice-1234567890\"]}]}\n",
    "users:\n- id: alice\n  tokens:\t[tok-alice-1234567890]\n",
    "users:\n- id: alice\n  tokens:\n  - |-\n    tok-alice-1234567890\n",
    "\"users\":\n- \"id\": alice\n  \"tokens\": [tok-alice-1234567890]\n",
  ])
  func `a list of tokens is not replaced by one, however it is written`(text: String) throws {
    try folder.write(text, to: "f")
    try folder.run("token", "--force", "-o", "f").expect(exits: 7).expect(says: "to keep it: mv f OTHER-NAME")
    try folder.run("token", "-o", "f").expect(exits: 1).expect(neverSays: "--force")
    #expect(try folder.text(of: "f") == text)
  }

  @Test func `many users of a deployment are not taken for a credential file`() throws {
    let users = (1...16).map { "      user\($0):\(Self.hash.replacing("$", with: "$$"))\n" }.joined()
    let text =
      "services:\n  chroma:\n    image: chromadb/chroma:0.6.2\n    ports: [\"8000:8000\"]\n    environment:\n"
      + "      CHROMA_SERVER_AUTHN_PROVIDER: chromadb.auth.basic_authn.BasicAuthenticationServerProvider\n"
      + "      CHROMA_SERVER_AUTHN_CREDENTIALS_FILE: /u\n    configs:\n      - source: u\n        target: /u\n"
      + "configs:\n  u:\n    content: |\n\(users)"
    try folder.write(text, to: "compose.yaml")
    try folder.run("lint", "compose.yaml").expect(says: "chroma is protected")
    for arguments in ["lint --fix --unsafe-fixes", "add -b -C4", "create --force -b -C4", "delete"] {
      let operands = arguments.hasPrefix("lint") ? "" : arguments == "delete" ? " user1" : " zed pw"
      _ = try folder.shell("chroma-htpasswd \(arguments) compose.yaml\(operands)")
      #expect(try folder.text(of: "compose.yaml") == text, "\(arguments)")
    }
    let lines = (1...5).map { "user\($0):\(Self.hash)" }.joined(separator: "\n")
    try folder.write(
      "CHROMA_SERVER_AUTHN_PROVIDER=chromadb.auth.basic_authn.BasicAuthenticationServerProvider\n"
        + "CHROMA_SERVER_AUTHN_CREDENTIALS='\(lines)'\n", to: ".env")
    try folder.run("lint", ".env").expect(neverSays: "has no colon")
  }
}
