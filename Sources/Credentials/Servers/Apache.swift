internal import Hashing
internal import Kernel

extension Server {
  /// Apache httpd's `AuthUserFile`: `mod_authn_file.c` over `ap_cfg_getline` (lines of at most 8191 bytes, joined at
  /// backslashes, white space stripped, C strings) and `apr_password_validate`. Read again at each request.
  public static let apache = Server(
    name: "apache",
    title: "Apache httpd 2.4, AuthUserFile",
    product: "Apache",
    failurePhrase: "refuses every request",
    workers: ["www-data", "apache", "http"],
    afterEdit: nil,
    file: FileRules(
      // A line without colon is a user with an empty hash.
      trimming: .ascii, missingColon: .entry, extraField: .ignored, emptyUser: .entry,
      duplicates: .firstCounts, longLine: .init(maximumCount: 8190, effect: .endsFile),
      lineEnds: [Ascii.nul], joinsAtBackslash: true,
      joinsColons: true),
    hashes: HashRules(.apr, .libxcrypt),
    passwords: PasswordRules(),
    logLine: { _ in nil }
  )
}
