internal import Htpasswd

/// A verdict in words, as JSON, and as an exit status.
struct Answer: Sendable {
  let status: ExitStatus
  let reason: String
  let message: String
  private(set) var hint: String?
  /// The line of the server's log about a file that it cannot use: `Chroma's log: ValueError: ...`.
  private(set) var log: String?
  /// How the server's workers can read the file, if that is what is missing.
  private(set) var readingHint: String?
  /// The user, for JSON.
  private let name: String

  /// - Parameters:
  ///   - trace: what else the file has of the user (`Server.traces`).
  ///   - doubt: why the server may not be able to read the file (`ReadingDoubt`).
  init(
    _ verdict: Verdict, _ user: [UInt8], _ path: FilePath, _ server: Server, trace: String? = nil,
    doubt: ReadingDoubt? = nil
  ) {
    let trace = trace.map { "; \($0)" } ?? ""
    self.name = user.contains(Ascii.colon) ? user.userName : Redaction.name(user)
    let (name, product) = (user.userName, server.product)
    switch verdict {
    case .accepted:
      guard let doubt, !doubt.isOfFolder else {
        (status, reason) = (.done, "ok")
        message = "accepted: \(product) lets \(name) in"
        break
      }
      (status, reason) = (.unusable, "cannot-check")
      message =
        "cannot check: \(name)'s password is right, but \(product) (\(doubt.account)) cannot read \(path)"
      readingHint = doubt.hint
      hint = readingHint
    case .wrongPassword:
      (status, reason) = (.refused, "wrong-password")
      message = "refused: wrong password for \(name)" + trace
    case .unknownUser:
      (status, reason) = (.user, "unknown-user")
      message = "refused: no user \(name) in \(path)" + trace
    case .unusableEntry(let diagnosis):
      (status, reason) = (.unusable, "unusable-entry")
      message = "refused: \(server.reason(diagnosis, of: name))" + trace
      // add takes no name that it would not write.
      let isAdded = (try? Username(user)) != nil
      hint =
        !isAdded || diagnosis.repairableFormat.map { server.hashes.takes($0) } == true
        ? "to see the fix: chroma-htpasswd lint\(server.option) \(path.shellWord)"
        : "to set a new password: chroma-htpasswd add\(server.option) \(user.operands(after: path.shellWord))"
    case .cannotCheck(let obstacle):
      (status, reason) = (.unusable, "cannot-check")
      switch obstacle {
      case .cost(let cost, let seconds):
        let entry =
          cost.map { "the entry of \(name) has cost \($0.log2Rounds), " } ?? "with the entry of \(name) "
        message = "cannot check: \(entry)one login takes \(duration(seconds)) here"
      case .memory(let bytes):
        message =
          "cannot check: with the entry of \(name) one login takes \(Int(bytes / 1_073_741_824)) GiB of memory"
      case .nul: message = "cannot check: libcrypt cannot hash a password with a NUL byte"
      case .refused(let cause): message = "cannot check: libcrypt refused the hash: \(cause)"
      }
      switch obstacle {
      case .cost, .memory:
        hint =
          "to set a new hash: chroma-htpasswd add\(server.option) -C 10 \(user.operands(after: path.shellWord))"
      case .nul, .refused: break
      }
    case .serverDoesNotStart(let failure):
      (status, reason) = (.unusable, "server-does-not-start")
      log = server.log(of: failure).map { "\(product)'s log: \($0)" }
      message = "refused: \(server.refusal(of: "\(path)")): \(failure)"
      // A file of another kind has no entries to fix.
      if !server.readsTokens, server.rolesReader == nil,
        let kind = Surroundings.kind(of: path), kind == .roles || kind == .tokens
      {
        hint = "it is \(kind.title); to check it: chroma-htpasswd lint \(path.shellWord)"
      } else {
        hint = "to see the fixes: chroma-htpasswd lint\(server.option) \(path.shellWord)"
      }
    case .passwordTooLong(let count, let maximum):
      (status, reason) = (.unhashable, "password-too-long")
      message = "refused: the password is \(count) bytes long; \(product) accepts at most \(maximum)"
    case .passwordNotUTF8:
      (status, reason) = (.refused, "password-not-utf8")
      message = "refused: the password is not UTF-8; \(product) accepts only UTF-8"
    case .passwordWithColon:
      (status, reason) = (.refused, "wrong-password")
      message = "refused: the password has a colon; \(product) accepts no colon"
    }
  }

  /// nil if unknown.
  var isAccepted: Bool? { reason == "cannot-check" ? nil : status == .done }

  static func json(_ answers: [Answer], _ path: FilePath, _ server: Server) -> String {
    JSON.object([
      ("version", .number(1)), ("path", .bytes(path.bytes)), ("server", .string(server.name)),
      (
        "results",
        .array(
          answers.map { answer in
            .object([
              ("user", .string(answer.name)), ("accepted", answer.isAccepted.map { .boolean($0) } ?? .null),
              ("reason", .string(answer.reason)), ("message", .string(answer.message)),
            ])
          })
      ),
    ]).line
  }
}
