internal import Hashing
internal import Kernel

extension Server {
  /// nginx's `auth_basic_user_file`: `ngx_http_auth_basic_module.c` and `ngx_crypt`, on a system whose crypt(3) is
  /// libxcrypt. It looks for `user:` at the start of a line, in a buffer of 2048 bytes, anew at each request.
  public static let nginx = Server(
    name: "nginx",
    title: "nginx, auth_basic_user_file",
    product: "nginx",
    failurePhrase: "refuses every request",
    workers: ["www-data", "nginx", "http"],
    afterEdit: nil,
    file: FileRules(
      trimming: .nothing, commentStarts: [Ascii.hash, Ascii.carriageReturn], missingColon: .skipped,
      extraField: .ignored, emptyUser: .skipped, duplicates: .firstCounts,
      hashEnds: [Ascii.carriageReturn, Ascii.nul], maximumHashCount: 2048, bareLineHidesNext: true),
    hashes: HashRules(
      // `ngx_crypt` computes these itself.
      CryptLibrary(formats: [.apr1, .sha, .ssha, .plain]), .libxcrypt),
    passwords: PasswordRules(),
    logLine: { _ in nil }
  )
}
