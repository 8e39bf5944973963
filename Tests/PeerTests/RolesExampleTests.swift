import Foundation
import TestSupport
import Testing

@testable import Deployments

/// `can`, the program, against Chroma's own provider, for a file with the slips of the example that Chroma's documentation
/// points to: actions that no release has (`db:get_collection`, `db:delete_collection`, `collection:peek`), roles that cannot
/// connect, tokens of 0.4, a user Anonymous, keys that nothing reads.
@Suite struct RolesExampleTests {
  private static let onCollections = ["add", "delete", "get", "query", "peek", "update", "upsert", "count"]
    .map {
      "collection:\($0)"
    }
  private static let onDatabase = [
    "db:list_collections", "db:get_collection", "db:create_collection", "db:get_or_create_collection",
    "db:delete_collection", "db:update_collection",
  ]
  private static let roles: [(name: String, actions: [String])] = [
    ("everything", ["db:reset"] + onDatabase + onCollections), ("writes", onDatabase + onCollections),
    ("sees-the-database", onDatabase),
    (
      "reads",
      ["db:list_collections", "db:get_collection", "collection:get", "collection:query", "collection:peek"]
    ),
    ("reads-one", ["db:get_collection", "collection:get", "collection:count", "collection:peek"]),
    ("connects", ["tenant:get_tenant", "db:get_database", "collection:get_collection"] + onCollections),
  ]

  private static var file: String {
    var text = "known_actions: # for people\n"
    for action in onDatabase { text += "  - \(action)\n" }
    text += "\nroles_mapping:\n"
    for role in roles {
      text += "  \(role.name):\n    actions:\n      [\n"
      for action in role.actions { text += "        \(action),\n" }
      text += "      ]\n    resources: [\"<id>\"] # not read\n"
    }
    text += "users:\n"
    for (number, role) in roles.enumerated() {
      let user = number == 2 ? "Anonymous" : "\(role.name)@example.com"
      text += "  - id: \(user)\n    role: \(role.name)\n    tokens:\n      - token: token-of-\(role.name)\n"
      text += "        secret: not-read\n"
    }
    return text
  }

  private struct Table: Decodable {
    struct User: Decodable {
      var user: String
      var connects: Bool
      var actions: [String]
    }
    var users: [User]
  }

  @Test(arguments: ["0.4.24", "0.5.23", "0.6.2", "0.6.3"])
  func `can answers as the provider does, for each user and action`(release: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.file, to: "roles.yaml")
    let version = try #require(ChromaVersion(release))
    // Actions that the provider grants, and this release asks for.
    let actions = RolesAction.all.filter { $0.isAsked(by: version) }.map(\.name)
    let users = Self.roles.map { "\($0.name)@example.com" } + ["Anonymous", "anonymous", "eve"]
    let asks = users.flatMap { user in actions.map { RolesQuestion.Ask(user: .text(user), action: $0) } }
    let answers: [RolesAnswer] = try Oracle.answers(
      of: "chroma_roles_provider.py", chroma: release,
      to: [RolesQuestion(content: Data(Self.file.utf8), asks: asks)])
    let answer = try #require(answers.first)
    #expect(answer.starts && answer.allowed.contains(true))
    let text = try folder.run("can", "--for", release, "--format", "json", "roles.yaml").expect(exits: 0)
      .output
    let table = try JSONDecoder().decode(Table.self, from: Data(text))
    for (number, user) in users.enumerated() {
      let granted = zip(actions, answer.allowed[(number * actions.count)...]).filter { $0.1 }.map { $0.0 }
      let row = table.users.first { $0.user == user }
      #expect((row?.actions ?? []).sorted() == granted.sorted(), "\(user)")
      #expect(row?.connects ?? false == Set(granted).isSuperset(of: RolesAction.toConnect), "\(user)")
      for action in ["collection:get", "collection:get_collection", "db:create_collection"] {
        let isGranted = granted.contains(action)
        let outcome = try folder.run("can", "--for", release, "roles.yaml", user, action)
        outcome.expect(exits: isGranted ? 0 : 3).expect(says: isGranted ? "yes: " : "no: ")
      }
    }
    // Each dead action is named.
    let lint = try folder.shell("chroma-htpasswd lint roles.yaml").expect(exits: 7)
    for words in [
      "db:get_collection; it grants nothing", "no action collection:peek", "Anonymous never matches it",
    ] {
      lint.expect(says: words)
    }
  }
}
