internal import Credentials
internal import Deployments
internal import Hashing
internal import Kernel
internal import YAML

extension Rule {
  static let otherReleaseAction = Rule(
    name: "other-release-action",
    summary: "an action of another release of Chroma",
    page: """
      Chroma 0.4 asks for db:reset, Chroma 0.5 and later for system:reset. db:list_databases and db:delete_database are \
      asked for from 0.6.3 on, db:count_collections from 0.4.20 on. An action of another release grants nothing.

      Chroma 0.6.3 does not wait for its check of db:delete_database: anyone can delete a database. Use 0.6.2.
      """,
    bad: .roles(action: "db:reset"),
    good: .roles(),
    check: .roles { view in
      view.actions.compactMap { (item, _) -> Report? in
        guard let action = RolesAction.named(item.text) else { return nil }
        if action.isAsked(by: view.reader) {
          guard action.releases == "Chroma 0.6.3" else { return nil }
          return Report(
            .note, "only Chroma 0.6.3 asks for \(action.name)", at: item, remedy: "remove it for Chroma 0.6.2"
          )
        }
        let other = view.reader == .first ? "db:reset" : "system:reset"
        let isReset = action.name == "system:reset" || action.name == "db:reset"
        let releases = view.reader == .first ? "Chroma 0.4 does not ask" : "Chroma 0.5 and later do not ask"
        return Report(
          .warning, "\(releases) for \(action.name); it grants nothing", at: item,
          remedy: isReset ? "write \(other)" : "remove it", fix: isReset ? item.fix("'\(other)'") : nil)
      }
    }
  )
}
