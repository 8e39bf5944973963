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
