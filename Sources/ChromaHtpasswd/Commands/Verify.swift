internal import Htpasswd

extension Command {
  static let verify = Command(
    name: "verify",
    operands: ["FILE", "USER"],
    insteadOfLast: .batch,
    summary: "say whether the server would let a user in",
    details: """
      Answers as the server would, the whole file judged as it does at start: exit 0 if it lets the user in with \
      this password, 3 if the password is wrong, 6 if the user is unknown, 7 if the server would not start or \
      could not use the entry or the answer is unknown, 5 if the password is too long for it. Without a password source it asks on the \
      terminal. With --batch it takes no USER, but user:password lines from standard input or --from, and checks them on all \
      cores: exit 7 if the server would not start, 3 if anyone is refused, 7 if anyone's login cannot be checked, else 0.
      """,
    examples: """
      chroma-htpasswd verify server.htpasswd admin
      chroma-htpasswd verify --for nginx server.htpasswd admin
      chroma-htpasswd verify --batch server.htpasswd <logins.txt
      """,
    exits: [.refused, .unhashable, .user, .unusable],
    options: {
      Options.passwords
      Option.batch
      Option.from
      Option.server
      Option.format
    }, exclusions: { [Exclusion(.batch, and: Options.passwords), .passwords] },
    requirements: { [Requirement(.from, "needs --batch") { $0.has(.batch) }] },
    run: { (invocation, console) throws(Failure) in
      if invocation.has(.batch) { return try verifyBatch(invocation, console) }
      let server = invocation.server
      let isJSON = invocation[.format] == .json
      let path = invocation.file
      let user = invocation.operand(1)
      let source = try PasswordSource.chosen(invocation)
      // The file first: nobody is asked for a password in vain.
      let file = try storing { () throws(StorageError) in try ByteSource.opening(path) }
      let lookup = try storing { () throws(StorageError) in
        try file.read(path) { (source) throws(SystemError) in try server.lookUp(user, in: source) }
      }
      let password: Secret
      if source.asksSomebody, !server.needsPassword(lookup) {
        password = Secret()
      } else {
        password = try source.read(invocation, user: user, twice: false)
      }
      let verdict = server.verdict(lookup, password: password, of: user)
      var trace: String?
      if verdict.asksForTraces {
        trace = try storing { () throws(StorageError) in
          try file.read(path) { (source) throws(SystemError) in
            try server.traces(of: [user], [lookup], in: source)[0]
          }
        }
      }
      console.warnOfHash(password)
      let doubt = ReadingDoubt(server, file, path)
      let answer = Answer(verdict, user, path, server, trace: trace, doubt: doubt)
      if isJSON {
        _ = try console.print(Answer.json([answer], path, server))
      } else {
        try console.verdict(answer.message + "\n", isGood: answer.status == .done)
        if let log = answer.log { console.note(log) }
        if let hint = answer.hint { console.hint(hint) }
      }
      if answer.status == .done { console.warn(doubt) }
      return answer.status
    })
}

extension Verdict {
  /// Whether the file may have a reason beside what the server knows of the user.
  fileprivate var asksForTraces: Bool {
    switch self {
    case .wrongPassword, .unknownUser, .unusableEntry: true
    default: false
    }
  }
}

extension Console {
  /// Says that the server may not reach the file.
  fileprivate func warn(_ doubt: ReadingDoubt?) {
    guard let doubt, doubt.isOfFolder else { return }
    warning(doubt.reason)
    hint(doubt.hint)
  }
}

/// `verify --batch`: many logins, one reading of the file.
private func verifyBatch(_ invocation: Invocation, _ console: Console) throws(Failure) -> ExitStatus {
  let server = invocation.server
  let isJSON = invocation[.format] == .json
  let path = invocation.file
  let source = try LoginSource(invocation)
  let name = source.name
  let list = LoginList(try source.read())
  // Exit 0 says nothing of nobody.
  if list.logins.isEmpty, list.faults.isEmpty { console.note("no users on \(name); nobody is verified") }
  if !list.faults.isEmpty { throw console.refusal(list.faults, of: name, "nobody is verified") }

  var users: [[UInt8]] = []
  var places: [[UInt8]: Int] = [:]
  for login in list.logins where places[login.user] == nil {
    places[login.user] = users.count
    users.append(login.user)
  }
  let file = try storing { () throws(StorageError) in try ByteSource.opening(path) }
  let (failure, lookups, traces) = try storing { () throws(StorageError) in
    try file.read(path) { (source) throws(SystemError) in
      let (failure, lookups) = try server.lookUp(all: users, in: source)
      return (failure, lookups, try server.traces(of: users, lookups, in: source))
    }
  }
  let doubt = ReadingDoubt(server, file, path)
  let asked = list.logins.compactMap { login in places[login.user].map { (lookups[$0], traces[$0]) } }
  var bar = failure == nil ? console.progress("checking", of: list.logins.count) : nil
  let answers = onAllCores(
    list.logins.count, progress: { bar?.show($0) },
    each: { number in
      let login = list.logins[number]
      let (lookup, trace) = asked[number]
      let verdict = server.verdict(lookup, password: list.password(of: login), of: login.user)
      return Answer(verdict, login.user, path, server, trace: trace, doubt: doubt)
    })
  bar?.end()

  if isJSON {
    _ = try console.print(Answer.json(answers, path, server))
  } else if let failure {
    // Once, not for each user.
    let answer = Answer(.serverDoesNotStart(failure), [], path, server)
    try console.verdict(answer.message + "\n", isGood: false)
    if let log = answer.log { console.note(log) }
    if let hint = answer.hint { console.hint(hint) }
  } else {
    for answer in answers { try console.verdict(answer.message + "\n", isGood: answer.status == .done) }
    // Once, not for each user.
    if let hint = answers.lazy.compactMap(\.readingHint).first { console.hint(hint) }
  }
  // Once: whoever sends one hash sends them all.
  for (login, answer) in zip(list.logins, answers) where answer.isAccepted == false {
    if console.warnOfHash(list.password(of: login), of: login.user) { break }
  }
  if answers.contains(where: { $0.isAccepted == true }) { console.warn(doubt) }
  if failure != nil { return .unusable }
  if answers.contains(where: { $0.isAccepted == false }) { return .refused }
  return answers.allSatisfy { $0.status == .done } ? .done : .unusable
}
