internal import Htpasswd

extension Command {
  static let `import` = Command(
    name: "import",
    operands: ["FILE"],
    summary: "add many users, or give them new passwords",
    details: """
      Reads user:password lines, with --generate user names, with --hashed user:hash lines, from standard input. Every line is checked before \
      anything is written; if one cannot be imported, or two name the same user, nothing is. Passwords are \
      hashed on all cores. Users who already exist are updated as by add. With --generate the \
      user:password lines are printed on standard output.
      """,
    examples: """
      chroma-htpasswd import --create --generate --from names.txt server.htpasswd
      chroma-htpasswd import --hashed --from old.htpasswd server.htpasswd
      """,
    exits: [.unhashable, .user, .unusable],
    strayOption: Option.from.erased,
    options: {
      Option.from
      generate
      Option.hashed
      Option.allowEmpty
      Option.cost
      Option.newOnly
      Option.create
      Options.newFile
      Options.editing
    },
    exclusions: {
      [
        Exclusion(.hashed, and: .generate), Exclusion(.hashed, and: .allowEmpty),
        Exclusion(.hashed, and: .cost),
      ]
    },
    run: { (invocation, console) throws(Failure) in try ImportCommand(invocation, console).run(console) }
  )

  private static let generate = Option.generate.saying(
    "the lines are user names: make a random password (24 characters) for each, and print user:password lines"
  )
}

/// `import`: lines are read, checked and hashed before the lock is taken, and everything that was decided on is
/// looked at again under it.
private final class ImportCommand {
  let invocation: Invocation
  let store: CredentialStore
  let server: Server
  let chosenCost: Cost?
  /// The length of generated passwords.
  let length: Int?

  init(_ invocation: Invocation, _ console: Console) throws(Failure) {
    self.invocation = invocation
    server = try invocation.has(.hashed) ? invocation.server : invocation.serverOfNewHash(console)
    store = CredentialStore(invocation.file, options: invocation.writeOptions(for: server))
    chosenCost = invocation[.cost]
    length = invocation[.generate]
  }

  func run(_ console: Console) throws(Failure) -> ExitStatus {
    let source = try LoginSource(invocation)
    let name = source.name
    var list = LoginList(try source.read(), namesOnly: length != nil)
    let faults = list.faults + check(list, name, console)
    if !faults.isEmpty {
      throw console.refusal(faults, of: name, "nothing is written").hinting(
        faults.contains { Array($0.failure.message.utf8).contains(words: "itself a hash") }
          ? "to take user:hash lines as they are: import --hashed" : nil)
    }
    if let length {
      do {
        list = try list.withGeneratedPasswords(length: length)
      } catch {
        throw Failure(.unreachable, "the system gives no random bytes: \(error)")
      }
    }

    let users = list.logins.map(\.user)
    let before = try surveyBefore(users)
    if let before {
      if let obstacle = before.obstacle { throw .notEditable(store.path, obstacle, for: server) }
      let faults = alreadyThere(before, list.logins)
      if !faults.isEmpty { throw console.refusal(faults, of: name, "nothing is written") }
    }
    if users.isEmpty {
      console.note("no users on \(name); \(store.path) is \(before == nil ? "not created" : "unchanged")")
      return .done
    }

    let costs = invocation.has(.hashed) ? [] : users.map { wantedCost(before, $0) }
    let fields = invocation.has(.hashed) ? hashes(list) : try hash(list, costs, console)
    if length != nil && !store.options.dryRun { try console.print(secret: list.text) }
    let logins = list.logins
    // Wiped before the lock is waited for, however long that takes.
    _ = consume list
    var late: [LoginList.Fault] = []
    do throws(Failure) {
      let (result, survey) = try store.edit(
        .set(Array(zip(users, fields))), for: server, missing: invocation.has(.create) ? .isCreated : .fails,
        hint: invocation.has(.create) ? store.path.hintOfFolder : nil
      ) { survey in
        late = alreadyThere(survey, logins) + costsRaised(survey, logins, above: costs)
        return late.first?.failure
      }
      report(result, users, survey, console)
      return .done
    } catch {
      throw late.isEmpty ? error : console.refusal(late, of: name, "nothing is written")
    }
  }

  // MARK: Before the lock

  /// The rules of `add`, and one line for each user.
  private func check(
    _ list: borrowing LoginList, _ source: String, _ console: Console
  ) -> [LoginList.Fault] {
    var faults: [LoginList.Fault] = []
    var lines: [[UInt8]: Int] = [:]
    for login in list.logins {
      do throws(Failure) {
        _ = try Username.written(login.user)
        if let first = lines.updateValue(login.line, forKey: login.user) {
          throw Failure(.user, "duplicate user \(login.user.userName) (first on line \(first))")
        }
        if length != nil { continue }
        let password = list.password(of: login)
        if invocation.has(.hashed) {
          let field = password.withBytes { (bytes: borrowing Span<UInt8>) in bytes.array }
          if let failure = server.failureToStore(field, of: login.user) { throw failure }
          continue
        }
        if password.isRestOfAccount {
          throw Failure(.usage, "it is an account of the system, not user:password")
        }
        if let failure = password.failureToSet(for: server, allowingEmpty: invocation.has(.allowEmpty)) {
          throw failure
        }
        if server.passwords.mustBeUTF8, !password.isUTF8 {
          console.warning(
            "line \(login.line) of \(source): the password is not UTF-8; "
              + "\(login.user.userName) cannot log in to \(server.product) with it")
        }
      } catch {
        faults.append(.init(line: login.line, failure: error))
      }
    }
    return faults
  }

  /// nil if the file is missing and may be made.
  private func surveyBefore(_ users: [[UInt8]]) throws(Failure) -> Survey? {
    if invocation.has(.create), (try? targetStatus(of: store.path)) == nil { return nil }
    let hint = "to create it: chroma-htpasswd import --create\(server.option) \(store.path.shellWord)"
    return try storing(hint: hint) { () throws(StorageError) in
      let source = try ByteSource.opening(
        store.path, lockTimeout: store.options.lockTimeout, waiting: false)
      return try source.survey(users, store.path, as: store.options.trimming)
    }
  }

  /// With `--new-only`: the lines of users who are there.
  private func alreadyThere(_ survey: Survey, _ logins: [LoginList.Login]) -> [LoginList.Fault] {
    guard invocation.has(.newOnly) else { return [] }
    return logins.compactMap { login in
      survey.first(login.user).map {
        .init(line: login.line, failure: .thereAlready(login.user, $0, store.path))
      }
    }
  }

  private func wantedCost(_ survey: Survey?, _ user: [UInt8]) -> Cost {
    chosenCost ?? max(.standard, survey?.cost(of: user) ?? .standard)
  }

  /// Those of user:hash lines.
  private func hashes(_ list: borrowing LoginList) -> [[UInt8]] {
    var fields: [[UInt8]] = []
    for login in list.logins { fields.append(list.password(of: login).withBytes { $0.array }) }
    return fields
  }

  /// Hashes the passwords, on all cores.
  private func hash(
    _ list: borrowing LoginList, _ costs: [Cost], _ console: Console
  ) throws(Failure) -> [[UInt8]] {
    let places = costs.indices
    // One measurement for all, and before anything is computed.
    if chosenCost == nil, let place = places.max(by: { costs[$0] < costs[$1] }),
      let failure = unreasonable(costs[place])
    {
      throw failure.about(list.logins[place].user)
    }
    // Nothing of it would be written.
    if store.options.dryRun { return places.map { _ in [] } }
    var bar = console.progress("hashing", of: places.count)
    let server = server
    let answers = onAllCores(
      places.count, progress: { bar?.show($0) },
      each: { place in hashed(list.password(of: list.logins[place]), costs[place], server) })
    bar?.end()
    var fields: [[UInt8]] = []
    for (place, answer) in zip(places, answers) {
      do {
        fields.append(try answer.get())
      } catch {
        throw error.about(list.logins[place].user)
      }
    }
    return fields
  }

  // MARK: Under the lock

  /// The lines of users whose entries were given a higher cost while these hashes were made: it is not lowered, and the
  /// passwords are gone.
  private func costsRaised(
    _ survey: Survey, _ logins: [LoginList.Login], above costs: [Cost]
  ) -> [LoginList.Fault] {
    zip(logins, costs).compactMap { (login, cost) in
      let wanted = wantedCost(survey, login.user)
      guard wanted > cost else { return nil }
      return .init(line: login.line, failure: .costRaised(of: login.user, to: wanted, store.path))
    }
  }

  private func report(_ result: UpdateResult, _ users: [[UInt8]], _ survey: Survey, _ console: Console) {
    let counts = users.map { survey.matches[$0]?.count ?? 0 }
    let updated = counts.count { $0 > 0 }
    let repeated = counts.count { $0 > 1 }
    if repeated > 0 {
      console.note("removed the duplicate entries of \(number(repeated)), and kept the first of each")
    }
    let added = users.count - updated
    let what =
      if result.created { "created \(store.path) with \(number(added))" } else if added == 0 {
        "updated the \(updated == 1 ? "password" : "passwords") of \(number(updated)) in \(store.path)"
      } else {
        "added \(number(added)) to \(store.path)" + (updated > 0 ? " and updated \(number(updated))" : "")
      }
    console.report(result, what, store, for: [server], users: users)
    console.warnOfKept(invocation, result, store.path)
  }

  private func number(_ users: Int) -> String { users == 1 ? "one user" : "\(users) users" }
}

/// A function of its own, since a closure that throws is not taken by the threads.
private func hashed(
  _ password: borrowing Secret, _ cost: Cost, _ server: Server
) -> Result<[UInt8], Failure> {
  do {
    return .success(try hashField(password, cost, isChosen: true, for: server))
  } catch {
    return .failure(error)
  }
}

extension Failure {
  fileprivate func about(_ user: [UInt8]) -> Failure {
    Failure(status, "\(user.userName): \(message)", hint: hint)
  }
}
