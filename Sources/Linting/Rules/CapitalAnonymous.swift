internal import Credentials
internal import Deployments
internal import Hashing
internal import Kernel
internal import YAML

extension Rule {
  static let capitalAnonymous = Rule(
    name: "capital-anonymous",
    summary: "Anonymous, which is not the user of a single token",
    page: """
      With a single token, Chroma 0.5 and later call its user anonymous, in lower case. Chroma's own example says Anonymous, \
      which never matches, so the token may do nothing.

      Chroma 0.4 calls a stranger Anonymous when authentication is off: an entry of that id lets strangers in.
      """,
    bad: .roles(user: "Anonymous"),
    good: .roles(),
    check: .roles { view in
      let word = Array("anonymous".utf8)
      return view.outline?.entries.compactMap { entry -> Report? in
        guard let id = entry.id, view.isText(id), id.text.map({ $0 | 0x20 }) == word else { return nil }
        if view.reader == .first {
          guard id.text.elementsEqual("Anonymous".utf8) else { return nil }
          return Report(
            .warning, "Anonymous is every stranger when authentication is off", at: id, user: id.text,
            remedy: "remove the entry, or keep authentication on")
        }
        if id.text == word || view.options.logins?.names.contains(id.text) == true { return nil }
        return Report(
          .warning, "the user of a single token is anonymous; \(id.shown) never matches it", at: id,
          user: id.text,
          remedy: "write anonymous", fix: id.fix("anonymous"))
      } ?? []
    }
  )
}
