internal import Credentials

extension Rule {
  static let duplicateUser = Rule(
    name: "duplicate-user",
    summary: "two entries of one user",
    page: """
      Chroma stops: ValueError: Duplicate username found in [chroma_server_authn_credentials]. Usernames must be \
      unique. nginx, Apache, lighttpd and HAProxy use the first entry, the docker registry and Traefik the last; Envoy \
      and Caddy refuse both.

      chroma-htpasswd add FILE USER sets a new password and leaves one entry. lint --fix --unsafe-fixes keeps one of \
      those that are there: the one that the server uses, or the first with which somebody can log in.
      """,
    bad: Example("admin:\(Example.hash)\nadmin:\(Example.hash)\n"),
    good: Example("admin:\(Example.hash)\n"),
    check: .repeated(.user) { view, former in
      let duplicates = view.server.file.duplicates
      let (product, failure) = (view.server.product, view.server.failurePhrase)
      let consequence =
        switch duplicates {
        case .refused: "\(product) \(failure)"
        case .firstCounts: "\(product) uses the first"
        case .lastCounts: "\(product) uses the last"
        }
      let message = "duplicate user \(view.name) (first on line \(former.firstLine)); \(consequence)"
      let severity: Severity = duplicates == .refused ? .error : .warning
      // Another user may be in what follows the hash.
      guard view.entry?.rest.isEmpty == true else { return [Report(.user, severity, message)] }
      let removesFormer =
        duplicates == .lastCounts || duplicates == .refused && !former.isUsable && view.isUsable
      // A new password leaves one entry, and loses none that somebody believes in.
      let fix = removesFormer ? Fix(removing: former.line) : view.removal
      if let remedy = view.newPassword() {
        return [Report(.user, severity, message, remedy: remedy, fix: fix)]
      }
      return [
        Report(
          .user, severity, message, fix: fix,
          to: duplicates == .lastCounts ? "keep the last entry" : "keep the first entry that works")
      ]
    }
  )
}
