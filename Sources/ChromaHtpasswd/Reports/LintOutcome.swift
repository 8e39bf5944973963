internal import Htpasswd
internal import Linting

extension LintResult.ServerAnswer {
  /// The server's answer to the file, and who can log in: `Chroma starts, and 1 of 7 users cannot log in: bob`.
  var outcome: String {
    if let failure { return "\(server.product) \(server.failurePhrase): \(failure)" }
    if starts == nil { return "cannot tell whether \(server.product) \(server.successPhrase)" }
    let start =
      isReadable
      ? "\(server.product) \(server.successPhrase), and"
      : "once \(server.product) can read the file, it \(server.successPhrase), and"
    let (can, cannot) =
      server.rolesReader == nil ? ("can log in", "cannot log in") : ("may do something", "may do nothing")
    if userCount == 0 { return "\(start) nobody \(server.rolesReader == nil ? can : "may do anything")" }
    if lockedOutCount == 0 {
      return userCount == 1 ? "\(start) 1 user \(can)" : "\(start) all \(userCount) users \(can)"
    }
    let names = lockedOut.prefix(Self.shownNames).map { $0.isEmpty ? "(no name)" : Redaction.shortUser($0) }
    let more = lockedOutCount - names.count
    return "\(start) \(lockedOutCount) of \(userCount) user\(userCount == 1 ? "" : "s") \(cannot): "
      + names.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }

  private static let shownNames = 5
}
