extension Rule {
  static let duplicateUser = Rule(
    name: "duplicate-user",
    summary: "a user stands there twice",
    page: """
      Chroma stops: ValueError: Duplicate username found in [chroma_server_authn_credentials]. Usernames must be \
      unique. nginx, Apache and lighttpd take the first entry, the docker registry and Traefik the last.

      chroma-htpasswd add FILE USER sets one password and removes the other entries; lint --unsafe-fixes keeps the \
      first that lets somebody in.
      """,
    bad: Example("admin:\(Example.hash)\nadmin:\(Example.hash)\n"),
    good: Example("admin:\(Example.hash)\n"),
    check: .repeated(.user) { view, former in
      let duplicates = view.server.file.duplicates
      let consequence =
        switch duplicates {
        case .refused: "\(view.server.product) \(view.server.failurePhrase)"
        case .firstCounts: "\(view.server.product) takes the first"
        case .lastCounts: "\(view.server.product) takes the last"
        }
      let removal =
        duplicates == .refused && !former.isUsable && view.isUsable
        ? Fix(.unsafe, [Splice(former.line.whole, [])]) : view.removal
      return [
        Report(
          .user, duplicates == .refused ? .error : .warning,
          "\(view.name) stands on line \(former.line.number) already; \(consequence)",
          hint: view.adding("sets one password and removes the other entries"),
          fix: duplicates == .lastCounts ? nil : removal)
      ]
    }
  )
}
