internal import Credentials
internal import Deployments
internal import Hashing
internal import Kernel
internal import YAML

extension Rule {
  static let missingRolesKey = Rule(
    name: "missing-roles-key",
    summary: "a key without which Chroma does not start",
    page: """
      Chroma reads users, of each user id and role, roles_mapping, and of each role actions. Without one of them it stops: \
      KeyError: 'role'. With roles: for role: too. An empty file ends in TypeError: 'NoneType' object is not subscriptable.
      """,
    bad: .roles(
      "roles_mapping:\n  reader: {actions: [\"collection:get\"]}\nusers:\n- {id: alice, roles: reader}\n"),
    good: .roles(),
    check: .roles { view in view.faults.filter { $0.kind == .missingKey }.map(\.report) }
  )
}
