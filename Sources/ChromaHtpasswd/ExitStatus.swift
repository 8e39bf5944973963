/// How the program ends: the numbers of Apache's `htpasswd`.
enum ExitStatus: Int32 {
  case done = 0
  /// A file or a server cannot be reached, read or written.
  case unreachable = 1
  case usage = 2
  /// The password does not let this user in.
  case refused = 3
  case interrupted = 4
  /// A value is too long, or cannot be hashed.
  case unhashable = 5
  /// An illegal user name, one that is unknown, or one that already exists.
  case user = 6
  /// The file, or the entry, is not one the server can use; the server is open; lint found something.
  case unusable = 7

  /// The words of the help.
  static let meanings: [(status: ExitStatus, words: String)] = [
    (.done, "done, or verified"),
    (.unreachable, "a file or server cannot be reached, read or written"),
    (.usage, "the command line is not understood"),
    (.refused, "the password does not let this user in"),
    (.interrupted, "interrupted"),
    (.unhashable, "a value is too long, or cannot be hashed"),
    (.user, "a user name is illegal, unknown, or already exists"),
    (.unusable, "the server cannot use the file or entry, or is open; lint found something"),
  ]
}

/// Why a command ends early: the message to the user, and the status.
struct Failure: Error {
  let status: ExitStatus
  /// Lower case, no full stop, no hash and no password in it.
  let message: String
  /// The hint.
  let hint: String?

  init(_ status: ExitStatus, _ message: String, hint: String? = nil) {
    self.status = status
    self.message = message
    self.hint = hint
  }

  /// Adds a hint.
  func hinting(_ hint: String?) -> Failure { Failure(status, message, hint: hint ?? self.hint) }
}
