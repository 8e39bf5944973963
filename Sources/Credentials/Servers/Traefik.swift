internal import Hashing

extension Server {
  /// Traefik's `basicAuth.usersFile`: `pkg/middlewares/auth/auth.go` and github.com/abbot/go-http-auth. Read when
  /// the configuration is loaded.
  public static let traefik = Server(
    name: "traefik",
    title: "Traefik, basicAuth.usersFile",
    product: "Traefik",
    failurePhrase: "refuses the middleware",
    afterEdit: "restart Traefik to apply this",
    file: FileRules(
      trimming: .go, missingColon: .refused, extraField: .refused, emptyUser: .entry,
      duplicates: .lastCounts, minimum: .anEntry),
    hashes: HashRules(
      CryptLibrary(bcrypt: .init(form: .go, prefixes: ["$2a$", "$2b$", "$2x$", "$2y$"], computedAs: .b)),
      .goHTTPAuth),
    passwords: PasswordRules(),
    logLine: { cause in
      switch cause {
      case .missingColon, .extraField: "error parsing BasicUser"
      case .emptyFile, .noUsers: "no users found in FILE"
      default: nil
      }
    }
  )
}
