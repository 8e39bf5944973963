extension Rule {
  static let nonBcryptHash = Rule(
    name: "non-bcrypt-hash",
    summary: "a hash of another format than bcrypt",
    page: """
      Apache's htpasswd makes apr1 (MD5) unless -B is given. Chroma starts with such an entry and refuses the login; \
      its log says only: Failed to authenticate ValueError at .../basic_authn/__init__.py. Where another server takes \
      the format, it is still an old and fast hash, easy to guess.

      A hash cannot be turned into another: chroma-htpasswd add FILE USER sets the password anew.
      """,
    bad: Example("bob:$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/\n"),
    good: Example("admin:\(Example.hash)\n"),
    check: .line { view in
      guard view.fault == .otherFormat, let format = view.format, format != .plain else { return [] }
      let hint = view.adding("sets the password anew, with bcrypt")
      guard view.isUsable else {
        return [
          Report(
            .hash, .error, "\(view.name) has \(format.phrase), which \(view.server.name) refuses", hint: hint)
        ]
      }
      let isWeak = HashFormat.weak.contains(format)
      guard isWeak, view.server.hashes.bcrypt != nil else { return [] }
      return [
        Report(.hash, .warning, "\(view.name) has \(format.phrase), which is easy to guess", hint: hint)
      ]
    }
  )
}

extension HashFormat {
  /// Fast to compute, so that passwords can be tried by the billion.
  fileprivate static let weak: [HashFormat] = [
    .apr1, .sha, .ssha, .des, .bsdi, .nt, .sunMD5, .sha1crypt, .md5crypt,
  ]
}
