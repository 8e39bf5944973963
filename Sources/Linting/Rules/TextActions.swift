internal import Credentials
internal import Deployments
internal import Hashing
internal import Kernel
internal import YAML

extension Rule {
  static let textActions = Rule(
    name: "text-actions",
    summary: "a text in place of a list of actions",
    page: """
      actions: collection:get is not a list. Python goes through the text letter by letter, so the role has the actions c, \
      o, l and so on, and may do nothing. Write a list: actions: [collection:get].
      """,
    bad: .roles(
      "roles_mapping:\n  reader:\n    actions: collection:get\nusers:\n- {id: alice, role: reader}\n"),
    good: .roles(),
    check: .roles { view in
      view.roles.compactMap { (role, _) -> Report? in
        guard let actions = role.actions, actions.kind == .scalar, view.isText(actions) else { return nil }
        let isOneLine = actions.style == .plain && !actions.text.contains(Ascii.lineFeed)
        return Report(
          .error, "the actions of \(role.key.shown) are a text and not a list; they grant nothing",
          at: actions,
          remedy: "put them in brackets",
          fix: isOneLine ? actions.fix("[" + actions.string + "]") : nil)
      }
    }
  )
}
