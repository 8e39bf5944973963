extension Server {
  /// lighttpd's `auth.backend.htpasswd.userfile`: `mod_authn_file.c`. Read anew at each request.
  public static let lighttpd = Server(
    name: "lighttpd",
    title: "lighttpd 1.4, auth.backend.htpasswd.userfile",
    product: "lighttpd",
    failurePhrase: "refuses every request",
    afterEdit: nil,
    file: FileRules(
      trimming: .carriageReturn, missingColon: .skipped, extraField: .partOfHash, emptyUser: .entry,
      duplicates: .firstCounts, longLine: .init(maximumCount: 1024, effect: .skipped)),
    hashes: HashRules(bcrypt: .libcrypt, formats: .libcrypt + [.apr1, .sha]),
    passwords: .libcrypt,
    logLine: { _ in nil }
  )
}
