internal import Credentials
internal import Deployments
internal import Hashing
internal import Kernel
internal import YAML

extension Rule {
  static let noEntries = Rule(
    name: "no-entries",
    summary: "a roles file without users",
    page: """
      With users: [] Chroma starts and refuses everybody everything: a user without an entry may do nothing, whatever \
      roles there are.
      """,
    bad: .roles("roles_mapping:\n  reader: {actions: [\"collection:get\"]}\nusers: []\n"),
    good: .roles(),
    check: .roles { view in
      guard view.file.failure == nil, view.file.unknownLine == nil, let users = view.outline?.users,
        users.items.isEmpty
      else { return [] }
      return [
        Report(
          .warning, "no user has a role; everything is denied", at: users,
          remedy: "add users: - {id: NAME, role: ROLE}")
      ]
    }
  )
}
