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

  /// The words of the help.
  func words(of command: Command) -> String {
    switch self {
    case .done: "done" + (["verify", "check"].contains(command.name) ? ", and accepted" : "")
    case .unreachable: "a file or server cannot be reached, read or written"
    case .usage: "the command line is not understood"
    case .refused:
      command.name == "can"
        ? "no: the user may not do that"
        : ["verify", "check"].contains(command.name)
          ? "the password does not let this user in" : "the passwords that were typed do not match"
    case .interrupted: "interrupted"
    case .unhashable: "a value is too long, or cannot be hashed"
    case .user: "a user name is illegal, unknown, or already exists"
    case .unusable:
      switch command.name {
      case "lint": "something was found, or --diff would change something"
      case "check": "the server is open"
      case "config": "the server would not start with the file; check found something"
      default: "the server cannot use the file or the entry"
      }
    }
  }
}

/// Why a command ends early: the message to the user, and the status.
struct Failure: Error {
  let status: ExitStatus
  /// Lower case, no full stop, no hash and no password in it.
  let message: String
  /// The hint.
  let hint: String?
  /// Whether the program's name is before the message, as it is but for some of htpasswd's.
  let namesProgram: Bool

  init(_ status: ExitStatus, _ message: String, hint: String? = nil, namesProgram: Bool = true) {
    self.status = status
    self.message = message
    self.hint = hint
    self.namesProgram = namesProgram
  }

  /// Adds a hint.
  func hinting(_ hint: String?) -> Failure {
    Failure(status, message, hint: hint ?? self.hint, namesProgram: namesProgram)
  }
}
