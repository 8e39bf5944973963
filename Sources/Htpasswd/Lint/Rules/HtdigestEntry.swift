extension Rule {
  static let htdigestEntry = Rule(
    name: "htdigest-entry",
    summary: "an entry of a digest file",
    page: """
      The line is user:realm:digest, as htdigest writes it for digest authentication. No server takes it for basic \
      authentication, and a digest cannot be turned into a hash.

      Remove the line and set the password anew: chroma-htpasswd delete FILE USER && chroma-htpasswd add FILE USER.
      """,
    bad: Example("admin:realm:5f4dcc3b5aa765d61d8327deb882cf99\n"),
    good: Example("admin:\(Example.hash)\n"),
    check: .line { view in
      guard view.fault == .htdigest else { return [] }
      return [
        Report(
          .line, .error,
          "the line is an htdigest entry, of no use for basic authentication; \(view.consequence)",
          hint: "\(view.command("delete")) && \(view.adding("sets the password anew"))", fix: view.removal)
      ]
    }
  )
}
