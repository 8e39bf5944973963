/// The answers of `check` about a server, for JSON.
struct CheckReport {
  enum Credentials: String {
    case accepted, refused
    /// They are right, and the user may not connect, or not see what was asked for.
    case notAuthorised = "not-authorised"
  }

  let url: String
  /// Whether it answers as it should.
  var isUp = false
  var release: String?
  /// nil if unknown.
  var isProtected: Bool?
  /// Who was to log in.
  var user: String?
  var credentials: Credentials?
  /// The rights to connect that the user does not have.
  var missing: [String] = []
  var messages: [String] = []

  init(url: String) { self.url = url }

  var json: String {
    JSON.object([
      ("version", .number(1)), ("url", .string(url)), ("up", .boolean(isUp)),
      ("release", release.map { .string($0) } ?? .null),
      ("protected", isProtected.map { .boolean($0) } ?? .null),
      ("user", user.map { .string($0) } ?? .null),
      ("credentials", credentials.map { .string($0.rawValue) } ?? .null),
      ("missing", .array(missing.map { .string($0) })), ("messages", .array(messages.map { .string($0) })),
    ]).line
  }
}
