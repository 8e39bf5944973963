internal import Hashing
internal import Kernel

extension Server {
  /// nginx's `auth_basic_user_file`: `ngx_http_auth_basic_module.c` and `ngx_crypt`, on a system whose crypt(3) is
  /// libxcrypt. It looks for `user:` at the start of a line, in a buffer of 2048 bytes, again at each request.
  public static let nginx = Server(
    name: "nginx",
    title: "nginx, auth_basic_user_file",
    product: "nginx",
    failurePhrase: "refuses every request",
    workers: ["www-data", "nginx", "http"],
    afterEdit: nil,
    file: nginxFile,
    hashes: HashRules(ofNginx, .libxcrypt),
    passwords: PasswordRules(),
    logLine: { _ in nil }
  )

  /// nginx with musl's crypt(3), as in the image nginx:alpine.
  public static let nginxAlpine = Server(
    name: "nginx-alpine",
    title: "nginx on Alpine Linux, as in the image nginx:alpine",
    product: "nginx on Alpine",
    failurePhrase: "refuses every request",
    // The number in the image, which has the name nginx there alone.
    workers: ["101"],
    afterEdit: nil,
    file: nginxFile,
    hashes: HashRules([ofNginx] + CryptLibrary.musl),
    passwords: PasswordRules(),
    logLine: { _ in nil }
  )

  private static let nginxFile = FileRules(
    trimming: .nothing, commentStarts: [Ascii.hash, Ascii.carriageReturn], missingColon: .skipped,
    extraField: .ignored, emptyUser: .skipped, duplicates: .firstCounts,
    hashEnds: [Ascii.carriageReturn, Ascii.nul], maximumHashCount: 2048, bareLineHidesNext: true)

  /// The formats that `ngx_crypt` computes itself.
  private static let ofNginx = CryptLibrary(formats: [.apr1, .sha, .ssha, .plain])
}
