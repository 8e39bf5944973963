internal import Hashing
internal import Kernel

extension Server {
  /// HAProxy's `http_auth` with a `userlist` that has a line `user "name" password 'hash'` for each entry of the file:
  /// `src/auth.c`, over crypt(3). Measured on 2.6.12. A user without a password passes `haproxy -c`, and the process
  /// crashes when that user logs in: such a line is refused here.
  public static let haproxy = Server(
    name: "haproxy",
    title: "HAProxy 2, userlist made from the file",
    product: "HAProxy",
    failurePhrase: "will not start",
    afterEdit: "to apply this, make the userlist again and reload HAProxy",
    file: FileRules(
      trimming: .ascii, missingColon: .refused, extraField: .partOfHash, emptyUser: .refused,
      emptyHash: .refused, unwritable: .ofHAProxy, duplicates: .firstCounts),
    hashes: HashRules(.libxcrypt),
    passwords: PasswordRules(),
    logLine: { _ in nil }
  )
}
