internal import Hashing
internal import Kernel

extension Server {
  /// lighttpd's `auth.backend.htpasswd.userfile`: `mod_authn_file.c`, over the whole file as one C string.
  /// Read again at each request.
  public static let lighttpd = Server(
    name: "lighttpd",
    title: "lighttpd 1.4, auth.backend.htpasswd.userfile",
    product: "lighttpd",
    failurePhrase: "refuses every request",
    workers: ["www-data", "lighttpd", "http"],
    afterEdit: nil,
    file: FileRules(
      trimming: .carriageReturn, commentStarts: [Ascii.hash, Ascii.carriageReturn], missingColon: .skipped,
      extraField: .partOfHash, emptyUser: .entry,
      duplicates: .firstCounts, longLine: .init(maximumCount: 1024, effect: .skipped),
      lineEnds: [Ascii.nul], endsAtNUL: true),
    hashes: HashRules(CryptLibrary(formats: [.apr1, .sha], sha: .bytes), .libxcrypt),
    // 1363 bytes of base64.
    passwords: PasswordRules(maximumCredentialsCount: 1020),
    logLine: { _ in nil }
  )
}
