internal import Credentials
internal import Deployments
internal import Hashing
internal import Kernel
internal import YAML

extension Rule {
  static let textActions = Rule(
    name: "text-actions",
    summary: "a text, or a mapping, in place of a list of actions",
    page: """
      actions: collection:get is not a list. Python goes through the text letter by letter, so the role has the actions c, \
      o, l and so on, and may do nothing. Write a list: actions: [collection:get].

      Of a mapping Python goes through the keys: actions: {collection:get: false} grants collection:get, and \
      collection: [get, query] grants nothing.
      """,
    bad: .roles(
      "roles_mapping:\n  reader:\n    actions: collection:get\nusers:\n- {id: alice, role: reader}\n"),
    good: .roles(),
    check: .roles { view in
      view.roles.compactMap { (role, _) -> Report? in
        guard let actions = role.actions else { return nil }
        if actions.kind == .mapping, !actions.pairs.isEmpty {
          return Report(
            .warning,
            "the actions of \(role.key.shown) are a mapping, not a list; its keys count",
            at: actions, remedy: "write a list: actions: [collection:get]")
        }
        guard actions.kind == .scalar, view.isText(actions) else { return nil }
        let isWildcard = !actions.text.contains(Ascii.colon)
        let isOneLine = actions.style == .plain && !actions.text.contains(Ascii.lineFeed)
        return Report(
          .error, "the actions of \(role.key.shown) are a text, not a list; they grant nothing",
          at: actions,
          remedy: isWildcard ? "there are no wildcards; list each action" : "put them in brackets",
          fix: isOneLine && !isWildcard ? actions.fix("[" + actions.string + "]") : nil)
      }
    }
  )
}
