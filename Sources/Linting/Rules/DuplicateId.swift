internal import Credentials
internal import Deployments
internal import Hashing
internal import Kernel
internal import YAML

extension Rule {
  static let duplicateId = Rule(
    name: "duplicate-id",
    summary: "two entries of one user, of which the last counts",
    page: """
      A user has one role in Chroma 0.5 and later: of several entries with one id the last counts, so an admin may lose \
      rights, or keep them. Chroma 0.4 adds them up.

      Remove all but one. A role with the actions of both is another role.
      """,
    bad: .roles(
      "roles_mapping:\n  reader: {actions: [\"tenant:get_tenant\", \"db:get_database\"]}\n"
        + "users:\n- {id: alice, role: reader}\n- {id: alice, role: reader}\n"),
    good: .roles(),
    check: .roles { view in
      guard let outline = view.outline else { return [] }
      var last: [[UInt8]: RolesOutline.Entry] = [:]
      var first: [[UInt8]: Int] = [:]
      var reports: [Report] = []
      for entry in outline.entries {
        guard let id = entry.id, let key = PyYAMLDocument.key(of: id) else { continue }
        defer { last[key] = entry }
        guard let former = last[key] else {
          first[key] = id.line
          continue
        }
        let isSame = former.definition == entry.definition
        let role = entry.role?.shown ?? "another role"
        let effect =
          isSame
          ? "both have the role \(role)"
          : view.reader == .first ? "Chroma 0.4 adds up the roles" : "the last one counts: \(role)"
        reports.append(
          Report(
            isSame ? .note : .warning,
            "duplicate id \(id.shown) (first on line \(first[key] ?? id.line)); \(effect)",
            at: id, user: id.text, remedy: "remove the entry on line \(former.node.line), or this one"))
      }
      return reports
    }
  )
}
