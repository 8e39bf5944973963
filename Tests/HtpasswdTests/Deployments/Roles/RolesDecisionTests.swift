import Credentials
import Testing

@testable import Deployments

/// Decisions of a roles file, by action and by the client's method.
@Suite struct RolesDecisionTests {
  private static let text = """
    roles_mapping:
      reader: {actions: ["tenant:get_tenant", "db:get_database", "collection:get_collection", "collection:get"]}
      curl: {actions: ["collection:get", "collection:count"]}
      lister: {actions: ["tenant:get_tenant", "db:get_database", "db:list_collections", "collection:get"]}
      text: {actions: "collection:get"}
    users:
    - {id: alice, role: reader}
    - {id: bob, role: curl}
    - {id: carol, role: text}
    - {id: 7, role: reader}
    - {id: lisa, role: lister}
    - {id: dave, role: reader, tenant: t1}

    """

  private static func decision(
    _ user: String, _ action: String, _ version: ChromaVersion = ChromaVersion(0, 6, 2),
    _ authentication: Authentication = .basic
  ) throws -> RolesRights.Decision {
    let file = RolesFile(Array(text.utf8), for: version < ChromaVersion(0, 5, 0) ? .first : .current)
    try #require(file.failure == nil && file.unknownLine == nil)
    let question = try #require(RolesRights.Question(Array(action.utf8)))
    return RolesRights(file, version, authentication).decision(Array(user.utf8), question)
  }

  @Test(arguments: [
    ("alice", "collection:get", true, "alice has collection:get, by role reader (line 7)"),
    ("alice", "peek", true, "what peek needs"),
    ("alice", "add", false, "add needs collection:add; role reader of alice (line 7) has no collection:add"),
    ("alice", "get_or_create_collection", false, "has no db:create_collection"),
    ("alice", "db:get_or_create_collection", false, "no request asks for"),
    ("bob", "collection:get", true, "by role curl"),
    ("bob", "get", false, "Python's client needs tenant:get_tenant to connect"),
    ("carol", "collection:get", false, "are a text, not a list"),
    ("7", "collection:get", false, "the id on line 10 is not the text 7; put it in quotes"),
    ("eve", "collection:get", false, "eve has no entry"),
    ("lisa", "get", false, "get needs collection:get_collection or db:create_collection"),
    (
      "alice", "db:list_databases", false,
      "Chroma 0.6.2 does not ask for db:list_databases; Chroma 0.6.3 does"
    ),
    ("alice", "delete_database", false, "Chroma 0.6.2 has no delete_database"),
    ("alice", "heartbeat", true, "what heartbeat needs"),
  ])
  func `an answer has its reason`(user: String, action: String, isAllowed: Bool, reason: String) throws {
    let decision = try Self.decision(user, action)
    #expect(decision.isAllowed == isAllowed && decision.reason.contains(reason), "\(decision)")
  }

  @Test func `with 0-6-3 anyone may delete a database, and count a collection`() throws {
    let version = ChromaVersion(0, 6, 3)
    for (user, action) in [("alice", "delete_database"), ("nobody", "db:delete_database")] {
      let decision = try Self.decision(user, action, version)
      #expect(decision.isAllowed && decision.reason.contains("anyone may delete a database"))
    }
    let count = try Self.decision("alice", "collection:count", version)
    #expect(!count.isAllowed && count.reason.contains("to anyone"))
  }

  @Test func `until 0-6 a list of collections has collections in it`() throws {
    #expect(try Self.decision("lisa", "get", ChromaVersion(0, 5, 23)).isAllowed)
    #expect(try !Self.decision("lisa", "get", ChromaVersion(0, 6, 0)).isAllowed)
  }

  @Test func `0-4 compares the tenant of the entry with the login's`() throws {
    let version = ChromaVersion(0, 4, 24)
    #expect(try Self.decision("alice", "collection:get", version).isAllowed)
    let token = try Self.decision("alice", "collection:get", version, .token)
    #expect(!token.isAllowed && token.reason.contains("another tenant than the login, *"))
    #expect(try !Self.decision("dave", "collection:get", version).isAllowed)
    #expect(try Self.decision("dave", "collection:get").isAllowed)
  }

  @Test func `every method asks for actions that its release has`() {
    for version in [(0, 4, 24), (0, 5, 23), (0, 6, 2), (0, 6, 3)].map({ ChromaVersion($0.0, $0.1, $0.2) }) {
      for name in RolesMethod.names {
        guard let method = RolesMethod(name, of: version) else { continue }
        for action in method.needs.joined() {
          #expect(
            RolesAction.named(Array(action.utf8))?.isAsked(by: version) == true,
            "\(name) \(action) \(version)")
        }
      }
    }
  }
}
