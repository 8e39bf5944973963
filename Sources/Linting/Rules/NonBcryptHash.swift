internal import Credentials
internal import Hashing
internal import Kernel

extension Rule {
  static let nonBcryptHash = Rule(
    name: "non-bcrypt-hash",
    summary: "a hash of another format than bcrypt",
    page: """
      Apache's htpasswd makes apr1 (MD5) unless -B is given. Chroma starts with such an entry and refuses the login; \
      its log says only: Failed to authenticate ValueError at .../basic_authn/__init__.py. Another server may accept \
      the format, but it is an old and fast hash, easy to guess.

      A hash cannot be turned into another: chroma-htpasswd add FILE USER sets a new password.
      """,
    bad: Example("bob:$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/\n"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: [.fault(.otherFormat), .fault(.damagedHash)],
    check: .line { view in
      guard view.fault == .otherFormat || view.fault == .damagedHash && view.isUsable,
        let format = view.format,
        format != .plain
      else { return [] }
      guard view.isUsable else {
        // Other rules report a damaged hash of another format, and a line that is refused for something else.
        guard view.diagnosis.isWhole, !view.server.hashes.takes(format) else { return [] }
        return [Report(.hash, .error, view.reason, remedy: view.newPassword())]
      }
      guard HashFormat.weak.contains(format), view.server.hashes.takesBcrypt else { return [] }
      return [
        Report(
          .hash, .warning, "\(view.name) has \(format.phrase), which is easy to guess",
          remedy: view.newPassword())
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
