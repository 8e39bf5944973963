internal import Credentials
internal import Hashing
internal import Kernel

extension Rule {
  static let unwritableEntry = Rule(
    name: "unwritable-entry",
    summary: "an entry that the server's configuration cannot hold",
    page: """
      The entries of Caddy and HAProxy are written into their configuration. HAProxy's cannot hold control characters, \
      Caddy's besides no braces, which begin a placeholder, and only UTF-8.

      chroma-htpasswd rename FILE USER NEW gives the user another name.
      """,
    bad: Example("a{b:\(Example.hash)\n", for: "caddy"),
    good: Example("admin:\(Example.hash)\n", for: "caddy"),
    triggers: .unwritable,
    check: .line { view in
      guard case .refused(.unwritable) = view.reading, let user = view.user else { return [] }
      let isName = view.server.file.unwritable?.isIn(user.span) == true && Redaction.hashStart(user) == nil
      return [
        Report(
          isName ? .user : .line, .error,
          "\(view.name) has a forbidden character; \(view.consequence)",
          remedy: isName ? .rename(user) : view.newPassword())
      ]
    }
  )
}
