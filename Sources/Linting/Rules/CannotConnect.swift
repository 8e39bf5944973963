internal import Credentials
internal import Deployments
internal import Hashing
internal import Kernel
internal import YAML

extension Rule {
  static let cannotConnect = Rule(
    name: "cannot-connect",
    summary: "a role with which Python's client cannot connect",
    page: """
      Python's HttpClient() asks for tenant:get_tenant and db:get_database before anything else. Without one of them it \
      fails, and blames the tenant: Could not connect to tenant default_tenant. Are you sure it exists? Requests with curl \
      do work wherever their own action is granted.

      Add both to every role.
      """,
    bad: .roles(
      "roles_mapping:\n  reader:\n    actions: [\"tenant:get_tenant\", \"collection:get\"]\nusers:\n- {id: alice, role: reader}\n"
    ),
    good: .roles(),
    check: .roles { view in
      guard view.file.failure == nil else { return [] }
      return view.roles.compactMap { (role, isUsed) -> Report? in
        guard isUsed, let actions = role.actions, actions.kind != .scalar else { return nil }
        let names = Set(
          (actions.kind == .sequence ? Array(actions.items) : actions.pairs.map(\.key)).map(\.string))
        guard RolesAction.all.contains(where: { names.contains($0.name) }) else { return nil }
        let missing = RolesAction.toConnect.filter { !names.contains($0) }
        guard !missing.isEmpty else { return nil }
        let list = missing.joined(separator: " and ")
        return Report(
          .warning, "role \(role.key.shown) lacks \(list); Python's HttpClient() cannot connect",
          at: role.key,
          remedy: "add \(list)")
      }
    }
  )
}
