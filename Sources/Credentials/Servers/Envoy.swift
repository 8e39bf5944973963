internal import Hashing

extension Server {
  /// Envoy's basic_auth filter: `source/extensions/filters/http/basic_auth/config.cc`. It takes {SHA} alone, and
  /// refuses its whole configuration for a line that it does not understand.
  public static let envoy = Server(
    name: "envoy",
    title: "Envoy, the basic_auth filter",
    product: "Envoy",
    failurePhrase: "refuses its configuration",
    afterEdit: "restart Envoy to apply this",
    file: FileRules(
      trimming: .nothing, missingColon: .refused, extraField: .partOfHash, emptyUser: .refused,
      emptyHash: .refused, hashForm: .sha, duplicates: .refused, minimum: .aByte),
    hashes: HashRules(CryptLibrary(formats: [.sha])),
    passwords: PasswordRules(),
    logLine: { cause in
      switch cause {
      case .missingColon: "basic auth: invalid htpasswd format, username:password is expected"
      case .emptyUser, .emptyHash: "basic auth: empty user name or password"
      case .duplicateUser: "basic auth: duplicate users"
      case .unusableHash: "basic auth: unsupported htpasswd format: please use {SHA}"
      case .lengthOfSHA: "basic auth: invalid htpasswd format, invalid SHA hash length"
      default: nil
      }
    }
  )
}
