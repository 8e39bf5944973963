import Foundation
import TestSupport
import Testing

/// `can`: what a roles file allows, in words, as JSON, and as an exit status.
@Suite struct CanTests {
  private static let roles = """
    roles_mapping:
      admin: {actions: ["tenant:get_tenant", "db:get_database", "collection:get_collection", "collection:query"]}
      none: {actions: [peek]}
    users:
    - {id: alice, role: admin}
    - {id: bob, role: none}

    """

  @Test(arguments: [
    ("can r alice query", 0, "yes: alice has what query needs"),
    ("can r alice collection:query", 0, "yes: alice has collection:query, by role admin (line 5)"),
    ("can r alice add", 3, "no: add needs collection:add"), ("can r alise query", 3, "did you mean alice?"),
    ("can r bob", 3, "no: bob may do nothing"), ("can r", 0, "bob    none   no        none"),
    ("can r alice", 0, "collection:query\n"), ("can r alice qeury", 2, "did you mean query?"),
    ("can r alice collection:peek", 2, "did you mean peek?"),
    ("can --for 0.6.3 r bob delete_database", 0, "yes: anyone may delete a database"),
    ("can --for 0.5.1 r", 7, "cannot load its roles provider"),
    ("can --for 0.4.15 r", 7, "came with 0.4.16"),
    ("can --for chroma-1 r", 7, "has no roles"), ("can --for chroma-2 r", 2, "a release such as 0.6.3"),
    ("can r alice query more", 2, "too many"), ("can missing", 1, "missing"),
    ("can bad", 7, "no roles_mapping"),
    ("can htpasswd", 7, "htpasswd is a credential file, not a roles file"),
  ])
  func `a question has an answer`(line: String, status: Int32, words: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.roles, to: "r")
    try folder.write("users:\n- {id: alice, role: r}\n", to: "bad")
    try folder.write("\(Fixture.alice)\n", to: "htpasswd")
    let outcome = try folder.shell("chroma-htpasswd \(line)").expect(exits: status)
    outcome.expect(says: words == "too many" ? "argument" : words)
  }

  @Test func `JSON has the answer, the table and the release`() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.roles, to: "r")
    try folder.shell("chroma-htpasswd can --format json r bob query").expect(exits: 3).expect(
      says: #""release":"0.6.2","hole":null,"user":"bob","action":"query","allowed":false"#)
    try folder.shell("chroma-htpasswd can --format json --for 0.6.3 r").expect(exits: 0).expect(
      says: #""users":[{"user":"alice","text":true,"roles":["admin"],"line":5,"connects":true,"actions":["#)
  }

  @Test func `lint of a roles file compares it with the users of a credential file`() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.roles, to: "r")
    try folder.write("\(Fixture.alice)\n", to: "htpasswd")
    try folder.shell("chmod 600 r; chroma-htpasswd lint --with htpasswd r").expect(exits: 0).expect(
      says: "r:6:8: warning: no login bob in htpasswd; the entry has no effect [role-without-login]"
    ).expect(says: "r: Chroma (roles) starts, and 1 of 2 users may do nothing: bob")
    try folder.shell("chroma-htpasswd lint --with r r").expect(exits: 0).expect(says: "role-without-login")
    try folder.shell("chroma-htpasswd lint --for chroma-0.4 --format json r").expect(
      says: #""server":"chroma-roles-0.4""#)
    try folder.shell("echo a=1 >env; echo b=2 >>env; chroma-htpasswd lint --with env r").expect(exits: 7)
      .expect(
        says: "env is an env file, not a credential or token file")
  }
}
