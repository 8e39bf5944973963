internal import Credentials
internal import Deployments
internal import Hashing
internal import Kernel
internal import YAML

extension Rule {
  static let unknownRole = Rule(
    name: "unknown-role",
    summary: "a user with a role that is not defined",
    page: """
      Chroma looks each user's role up in roles_mapping when it starts, byte for byte, and stops at one that is not \
      there: KeyError with the role's name.
      """,
    bad: .roles(
      "roles_mapping:\n  reader: {actions: [\"collection:get\"]}\nusers:\n- {id: alice, role: raeder}\n"),
    good: .roles(),
    check: .roles { view in view.faults.filter { $0.kind == .unknownRole }.map(\.report) }
  )
}
