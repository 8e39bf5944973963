internal import Hashing
internal import Kernel

extension Server {
  /// Caddy's `basic_auth` with bcrypt, of a Caddyfile that has a line `"user" hash` for each entry of the file:
  /// `modules/caddyhttp/caddyauth/caddyfile.go` and `basicauth.go`. Measured on 2.11.7 and 2.6.2.
  public static let caddy = Server(
    name: "caddy",
    title: "Caddy 2, basic_auth made from the file",
    product: "Caddy",
    failurePhrase: "refuses its configuration",
    afterEdit: "to apply this, make the Caddyfile again, then: caddy reload",
    file: FileRules(
      trimming: .ascii, missingColon: .refused, extraField: .partOfHash, emptyUser: .refused,
      emptyHash: .refused, hashForm: .dollarOrBase64, unwritable: .ofCaddyfile, duplicates: .refused),
    hashes: HashRules(.caddy),
    // Its configuration is JSON in the end.
    passwords: PasswordRules(),
    logLine: { cause in
      switch cause {
      case .missingColon, .emptyUser, .emptyHash: "username and password cannot be empty or missing"
      case .duplicateUser: "username is not unique"
      case .unusableHash: "base64-decoding password"
      default: nil
      }
    }
  )
}
