internal import Credentials
internal import Deployments
internal import Hashing
internal import Kernel
internal import YAML

extension Rule {
  static let loginWithoutRole = Rule(
    name: "login-without-role",
    summary: "a user who can log in and may do nothing",
    page: """
      lint --with FILE compares a roles file with a credential or token file. A user without an entry can log in, and is \
      refused everything: 403 {"detail":"Forbidden"}, and Python's client says Could not connect to tenant default_tenant. \
      Names are compared byte for byte. The user of a single token is anonymous; Chroma 0.4 answers 500 to every request \
      with a single token and a roles file.
      """,
    bad: .roles(),
    good: .roles(),
    isAsked: { $0.logins != nil },
    check: .roles { view in
      guard let logins = view.options.logins, let outline = view.outline, view.file.failure == nil,
        let place = outline.users
      else { return [] }
      if logins.kind == .singleToken, view.reader == .first {
        return [
          Report(
            .error, "Chroma 0.4 answers every request with a single token with an error (500)", at: place,
            remedy: "use a list of tokens, with tenant: \"*\" here, or basic authentication")
        ]
      }
      let ids = Set(outline.entries.compactMap { $0.id.flatMap { PyYAMLDocument.key(of: $0) } })
      let names = outline.entries.compactMap { $0.id?.string }
      return logins.logins.filter { !ids.contains($0.key) }.map { login in
        let name = Redaction.shortUser(login.name)
        let near = nearest(login.name, of: names)
        return Report(
          .error, "no entry for \(name) of \(logins.path); everything is denied", at: place, user: login.name,
          remedy: near.map { "did you mean \(name) by \(Redaction.shortUser(Array($0.utf8)))?" }
            ?? "add a user: - {id: \(name), role: ROLE}")
      }
    }
  )
}
