internal import Credentials
internal import Deployments
internal import Hashing
internal import Kernel
internal import YAML

extension Rule {
  static let wildcardAction = Rule(
    name: "wildcard-action",
    summary: "a wildcard, of which there are none",
    page: """
      "*", "collection:*" and "db:*" are texts that no request asks for: Chroma compares actions byte for byte, and a role \
      with a wildcard alone may do nothing. List each action.
      """,
    bad: .roles(action: "collection:*"),
    good: .roles(),
    check: .roles { view in
      view.actions.filter { view.isText($0.item) && $0.item.text.contains(UInt8(ascii: "*")) }.map {
        (item, _) in
        let all = RolesAction.all.filter { action in
          action.isAsked(by: view.reader) && action.releases != "Chroma 0.6.3"
        }.map(\.name)
        // Up to the star, else all that there are: a list is what to choose from.
        let prefix = item.text.prefix { $0 != UInt8(ascii: "*") }
        let some = all.filter { $0.utf8.starts(with: prefix) }
        let meant = (some.isEmpty ? all : some).map { "'\($0)'" }
        return Report(
          .error, "there are no wildcards; \(item.shown) grants nothing", at: item,
          remedy: "list each action: " + meant.prefix(3).joined(separator: ", ")
            + (meant.count > 3 ? ", ..." : ""),
          fix: some.isEmpty || !view.isInFlow(item) ? nil : item.fix(meant.joined(separator: ", ")),
          to: "list each action that it means")
      }
    }
  )
}

extension RolesView {
  /// Whether an action is in a list in brackets.
  fileprivate func isInFlow(_ item: YAMLNode) -> Bool {
    roles.contains { (role, _) in
      role.actions?.style == .flow && role.actions?.items.contains { $0.index == item.index } ?? false
    }
  }
}
