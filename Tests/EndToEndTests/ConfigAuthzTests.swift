import Foundation
import TestSupport
import Testing

/// `config authz`, and `--authz` of the other kinds.
@Suite struct ConfigAuthzTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let hash = Fixture.alice.drop { $0 != ":" }
    try folder.write("alice\(hash)\nbob\(hash)\nit's\(hash)\n", to: "server.htpasswd")
  }

  private func roles(_ options: String = "") throws {
    try folder.shell(
      "chroma-htpasswd config authz --role admin=alice --role \"reader=bob,it's\" \(options) >roles.yaml; chmod 600 roles.yaml"
    ).expect(exits: 0)
  }

  // 0.4 reads the first user of a credential file alone.
  @Test(arguments: ["chroma"])
  func `what is printed has no finding, and each user the rights of the role`(server: String) throws {
    try roles("--for \(server)")
    let outcome = try folder.shell(
      "chroma-htpasswd lint --for \(server) --with server.htpasswd --fail-on warning roles.yaml")
    outcome.expect(exits: 0).expect(says: "0 errors, 0 warnings, 0 notes")
    for (user, action, status) in [
      ("alice", "reset", 0), ("alice", "create_tenant", 0), ("bob", "query", 0), ("it's", "peek", 0),
      ("bob", "list_collections", 0), ("bob", "add", 3), ("bob", "create_collection", 3),
    ] as [(String, String, Int32)] {
      try folder.run("can", "--for", server, "roles.yaml", user, action).expect(exits: status)
    }
  }

  @Test(arguments: [
    ("--role admin=alice", 2, "no role for bob and 1 more of server.htpasswd"),
    ("--role admin=alice,bbo", 2, "did you mean bob?"), ("--role amdin=alice", 2, "did you mean admin?"),
    ("--role admin", 2, "--role admin needs users"),
    ("--role admin=alice --role reader=alice", 2, "alice has two roles"),
    ("--role admin=alice missing", 1, "missing"),
    ("--listen 127.0.0.1:1 --role admin=alice", 2, "does not go with authz"),
    ("--for chroma-1", 7, "has no roles"),
  ])
  func `what is missing or wrong is said`(options: String, status: Int32, words: String) throws {
    let outcome = try folder.shell("chroma-htpasswd config authz \(options)")
    outcome.expect(exits: status).expect(says: words)
  }

  @Test func `a single token has the user anonymous`() throws {
    try folder.write("kVv0D5aQx8Zr1nTq", to: "server.token")
    try folder.shell("chroma-htpasswd config authz --auth token --role reader=anonymous").expect(exits: 0)
      .expect(says: "  - id: 'anonymous'\n    role: reader\n")
    try folder.shell("chroma-htpasswd config authz --auth token --for chroma-0.4 --role reader=anonymous")
      .expect(
        exits: 7
      ).expect(says: "with a single token and a roles file Chroma 0.4 answers errors only")
  }

  @Test(arguments: ["env", "docker", "compose", "kubernetes"])
  func `the other kinds name the roles file and mount it, and refuse one with which Chroma does not start`(
    what: String
  ) throws {
    try roles()
    let outcome = try folder.shell("chroma-htpasswd config \(what) --authz roles.yaml").expect(exits: 0)
    outcome.expect(says: "CHROMA_SERVER_AUTHZ_PROVIDER").expect(
      says: "chromadb.auth.simple_rbac_authz.SimpleRBACAuthorizationProvider")
    outcome.expect(says: "CHROMA_SERVER_AUTHZ_CONFIG_FILE")
    if what != "env" { outcome.expect(says: "/chroma/authz.yaml") }
    try folder.write("roles_mapping: {}\nusers:\n- {id: alice, role: r}\n", to: "bad.yaml")
    try folder.shell("chroma-htpasswd config \(what) --authz bad.yaml").expect(exits: 7).expect(
      says: "Chroma will not start with bad.yaml: line 3: a user with a role that is not defined")
    try folder.write("roles_mapping: {r: {actions: []}}\nusers:\n- {id: alice, role: r}\n", to: "idle.yaml")
    try folder.shell("chroma-htpasswd config \(what) --authz idle.yaml").expect(exits: 7).expect(
      says: "no user of server.htpasswd may do anything with idle.yaml")
    try folder.shell("chroma-htpasswd config \(what) --for chroma-1 --authz roles.yaml").expect(exits: 2)
  }

  @Test func `a list of tokens is not called a wrong file for Chroma 0-4`() throws {
    try folder.write("users:\n- {id: alice, tokens: [kVv0D5aQx8Zr1nTq]}\n", to: "server.token")
    try folder.shell("chroma-htpasswd config env --for chroma-0.4 --auth token").expect(exits: 7).expect(
      says: "server.token is a list of users; for Chroma 0.4 config needs a single token")
  }

  @Test func `the settings that are printed are protected, and a user without an entry is warned of`() throws
  {
    try roles()
    try folder.shell(
      "chroma-htpasswd config env --authz roles.yaml >chroma.env && chroma-htpasswd config check chroma.env"
    ).expect(exits: 0).expect(says: "ask for credentials")
    try folder.shell("sed -i '/bob/,+1d' roles.yaml; chroma-htpasswd config env --authz roles.yaml").expect(
      exits: 0
    )
    .expect(says: "bob of server.htpasswd may do nothing with roles.yaml")
    // The two files of a deployment are compared.
    try folder.shell(
      "chroma-htpasswd config compose --authz roles.yaml >compose.yaml; chroma-htpasswd lint compose.yaml"
    ).expect(says: "protected").expect(says: "no entry for bob of").expect(says: "[login-without-role]")
  }
}
