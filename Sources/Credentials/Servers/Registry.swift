internal import Hashing

extension Server {
  /// The docker registry's `auth.htpasswd`: `registry/auth/htpasswd/htpasswd.go`, a `bufio.Scanner` (lines of at
  /// most 64 KiB) and golang.org/x/crypto/bcrypt. Read again when the file's time changes.
  public static let registry = Server(
    name: "registry",
    title: "docker registry 2 (distribution), auth.htpasswd",
    product: "the registry",
    failurePhrase: "answers 400 to every login",
    packageGroup: "docker-registry",
    afterEdit: nil,
    file: FileRules(
      trimming: .go, missingColon: .refused, extraField: .partOfHash, emptyUser: .entry,
      duplicates: .lastCounts, longLine: .init(maximumCount: 65_535, effect: .refused)),
    hashes: HashRules(.goBcrypt),
    passwords: PasswordRules(),
    logLine: { cause in
      if case .missingColon = cause { return "invalid entry" }
      return nil
    }
  )
}
