internal import Credentials
internal import Deployments
internal import Hashing
internal import Kernel
internal import YAML

extension Rule {
  static let unusedRole = Rule(
    name: "unused-role",
    summary: "a role that no user has",
    page: """
      Chroma does not even read the actions of a role without users, so what is wrong with it shows once somebody gets it.
      """,
    bad: .roles(
      "roles_mapping:\n  reader: {actions: [\"tenant:get_tenant\", \"db:get_database\"]}\n  writer: {actions: []}\n"
        + "users:\n- {id: alice, role: reader}\n"),
    good: .roles(),
    check: .roles { view in
      guard view.outline?.entries.isEmpty == false else { return [] }
      return view.roles.filter { !$0.isUsed }.map { (role, _) in
        Report(
          .note, "no user has the role \(role.key.shown)", at: role.key,
          remedy: "remove it, or give it to a user: - {id: NAME, role: \(role.key.shown)}")
      }
    }
  )
}
