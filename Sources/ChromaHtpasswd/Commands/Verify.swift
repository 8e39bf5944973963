internal import Htpasswd

extension Command {
  static let verify = Command(
    name: "verify",
    operands: ["FILE", "USER"],
    summary: "say whether the server would let a user in",
    details: """
      Answers as the server would, the whole file judged as it does at start: exit 0 if it lets the user in with \
      this password, 3 if the password is wrong, 6 if the user is unknown, 7 if the server would not start or \
      could not use the entry, 5 if the password is too long for it. Without a password source it asks on the \
      terminal.
      """,
    example: "chroma-htpasswd verify server.htpasswd admin",
    options: Option.passwords + [.server, .format]
  ) { (invocation, console) throws(Failure) in
    let server = try invocation.server()
    let isJSON = try invocation.choice(.format, ["text", "json"]) == "json"
    let path = invocation.file
    let user = invocation.operand(1)
    let source = try PasswordSource.chosen(invocation)
    // The file first: nobody is asked for a password in vain.
    let lookup = try storing { () throws(StorageError) in
      let source = try ByteSource.opening(path)
      return try source.read(path) { (source) throws(SystemError) in
        try server.look(up: user, in: source)
      }
    }
    let password: Secret
    if source.asksSomebody, !lookup.needsPassword {
      password = Secret()
    } else {
      password = try source.read(invocation, user: user, twice: false)
    }
    let answer = Answer(server.verdict(lookup, password: password, of: user), user, path, server)
    if isJSON {
      _ = try console.print(answer.json)
    } else {
      try console.verdict(answer.message + "\n")
      if let hint = answer.hint { console.hint(hint) }
    }
    return answer.status
  }
}

/// A verdict in words, as JSON, and as an exit status.
private struct Answer {
  let status: ExitStatus
  let reason: String
  let message: String
  private(set) var hint: String?
  private let user: [UInt8]
  private let path: FilePath
  private let server: Server

  init(_ verdict: Verdict, _ user: [UInt8], _ path: FilePath, _ server: Server) {
    (self.user, self.path, self.server) = (user, path, server)
    let (name, product) = (user.printable, server.product)
    switch verdict {
    case .accepted:
      (status, reason) = (.done, "ok")
      message = "accepted: \(product) lets \(name) in"
    case .wrongPassword:
      (status, reason) = (.refused, "wrong-password")
      message = "refused: wrong password for \(name)"
    case .unknownUser:
      (status, reason) = (.user, "unknown-user")
      message = "refused: \(product) knows no user \(name) from \(path)"
    case .unusableEntry(let format):
      (status, reason) = (.unusable, "unusable-entry")
      message = "refused: \(name) has \(format.phrase), which \(product) refuses"
      hint = "chroma-htpasswd add \(path.shellWord) \(user.shellWord) gives a new hash"
    case .cannotCheck(let obstacle):
      (status, reason) = (.unusable, "cannot-check")
      switch obstacle {
      case .cost(let cost, let seconds):
        message =
          "cannot check: the entry of \(name) has cost \(cost.log2Rounds), one login takes \(duration(seconds)) here"
        hint =
          "chroma-htpasswd add -C 10 \(path.shellWord) \(user.shellWord) gives a hash that a server can bear"
      case .format(let format):
        message = "cannot check: \(name) has \(format.phrase), which libcrypt cannot compute"
      case .nul: message = "cannot check: libcrypt takes no password with a NUL byte"
      case .refused(let cause): message = "cannot check: libcrypt refused the hash: \(cause)"
      }
    case .serverDoesNotStart(let failure):
      (status, reason) = (.unusable, "server-does-not-start")
      let log = server.log(of: failure).map { " (\($0))" } ?? ""
      message = "refused: \(product) \(server.failurePhrase) with \(path), \(failure)\(log)"
      hint = "chroma-htpasswd lint --for \(server.name) \(path.shellWord) says how to mend it"
    case .passwordTooLong(let count, let maximum):
      (status, reason) = (.unhashable, "password-too-long")
      message = "refused: the password is \(count) bytes long, \(product) takes \(maximum) at most"
    case .passwordNotUTF8:
      (status, reason) = (.refused, "password-not-utf8")
      message = "refused: the password is not UTF-8, as \(product) wants it"
    case .passwordWithColon:
      (status, reason) = (.refused, "wrong-password")
      message = "refused: \(product) refuses every password with a colon"
    }
  }

  var json: String {
    JSON.object([
      ("version", .number(1)), ("path", .bytes(path.bytes)), ("server", .string(server.name)),
      (
        "results",
        .array([
          .object([
            ("user", .bytes(user)), ("accepted", .boolean(status == .done)),
            ("reason", .string(reason)), ("message", .string(message)),
          ])
        ])
      ),
    ]).line
  }
}
