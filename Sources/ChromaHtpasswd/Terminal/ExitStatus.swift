/// How the program ends: the numbers of Apache's `htpasswd`.
enum ExitStatus: Int32, CaseIterable {
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

  /// Whether every command can end so.
  var isEverywhere: Bool { [.done, .unreachable, .usage, .interrupted].contains(self) }
}
