internal import Credentials
internal import Deployments
internal import Hashing
internal import Kernel
internal import YAML

extension Rule {
  static let roleWithoutLogin = Rule(
    name: "role-without-login",
    summary: "an entry for a user who cannot log in",
    page: """
      lint --with FILE compares a roles file with a credential or token file. An entry without a login has no effect, until \
      somebody makes a user of that name, who then has the role.
      """,
    bad: .roles(),
    good: .roles(),
    isAsked: { $0.logins != nil },
    check: .roles { view in
      guard let logins = view.options.logins, let outline = view.outline else { return [] }
      return outline.entries.compactMap { entry -> Report? in
        guard let id = entry.id, let key = PyYAMLDocument.key(of: id), !logins.keys.contains(key),
          view.isText(id)
        else { return nil }
        let near = nearest(id.text, of: logins.names.map { String(decoding: $0, as: UTF8.self) })
        return Report(
          .warning, "no login \(id.shown) in \(logins.path); the entry has no effect", at: id, user: id.text,
          remedy: near.map { "did you mean \(Redaction.shortUser(Array($0.utf8)))?" } ?? "remove the entry")
      }
    }
  )
}
