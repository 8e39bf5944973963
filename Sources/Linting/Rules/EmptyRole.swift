internal import Credentials
internal import Deployments
internal import Hashing
internal import Kernel
internal import YAML

extension Rule {
  static let emptyRole = Rule(
    name: "empty-role",
    summary: "a role that may do nothing",
    page: """
      actions: [] is a role whose users may do nothing at all. They can log in, and each request is refused: \
      403 {"detail":"Forbidden"}.
      """,
    bad: .roles("roles_mapping:\n  nobody: {actions: []}\nusers:\n- {id: alice, role: nobody}\n"),
    good: .roles(),
    check: .roles { view in
      guard view.file.failure == nil else { return [] }
      return view.roles.filter {
        $0.isUsed
          && $0.role.actions.map { $0.kind != .scalar && $0.items.isEmpty && $0.pairs.isEmpty } ?? false
      }.map { (role, _) in
        Report(
          .warning, "role \(role.key.shown) has no actions; its users may do nothing", at: role.key,
          remedy: "add the actions that it needs")
      }
    }
  )
}
