internal import Credentials

extension Rule {
  static let htdigestEntry = Rule(
    name: "htdigest-entry",
    summary: "an entry of a digest file",
    page: """
      The line is user:realm:digest, as htdigest writes it for digest authentication. No server accepts it for basic \
      authentication, and a digest cannot be turned into a hash.

      lint --fix --unsafe-fixes removes the line; then set a password: chroma-htpasswd add FILE USER.
      """,
    bad: Example("admin:realm:5f4dcc3b5aa765d61d8327deb882cf99\n"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: .fault(.htdigest),
    check: .line { view in
      guard view.fault == .htdigest else { return [] }
      return [
        Report(
          .line, .error, "this is a line of htdigest; \(view.consequence)",
          fix: view.removal, to: "remove the line")
      ]
    }
  )
}
