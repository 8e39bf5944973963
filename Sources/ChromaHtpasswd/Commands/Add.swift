internal import Htpasswd

extension Command {
  static let add = Command(
    name: "add",
    operands: ["FILE", "USER"],
    summary: "add a user, or give one a new password",
    details: """
      Adds a user at the end of the file, or replaces the hash of one who is there; every other byte stays. The \
      cost of an entry is never lowered, unless -C says so. A user with two entries has one afterwards. \
      Without a password source it asks on the terminal, twice.
      """,
    examples: """
      chroma-htpasswd add server.htpasswd user1
      chroma-htpasswd add --generate server.htpasswd user2
      chroma-htpasswd add --if-changed --password-env PASSWORD server.htpasswd user1
      """,
    exits: [.refused, .unhashable, .user, .unusable],
    options: {
      Options.newPasswords()
      Option.hash
      Option.newOnly
      Option.updateOnly
      Option.create
      Option.ifChanged
      Options.newFile
      Options.editing
    },
    exclusions: {
      [
        Exclusion(.newOnly, and: .updateOnly), Exclusion(.newOnly, and: .ifChanged),
        Exclusion(.generate, and: .ifChanged), Exclusion(.hash, and: .ifChanged),
        Exclusion(.hash, and: Options.newPasswords()), .passwords,
      ]
    },
    run: { (invocation, console) throws(Failure) in try AddCommand(invocation, console).run(console) }
  )
}

/// `add`: the password is got and hashed before the lock is taken, and everything that was decided on is looked
/// at again under it.
private final class AddCommand {
  let invocation: Invocation
  let store: CredentialStore
  let server: Server
  let user: Username
  let chosenCost: Cost?

  init(_ invocation: Invocation, _ console: Console) throws(Failure) {
    self.invocation = invocation
    user = try Username.written(invocation.operand(1))
    server = try invocation.has(.hash) ? invocation.server : invocation.serverOfNewHash(console)
    store = CredentialStore(invocation.file, options: invocation.writeOptions(for: server))
    chosenCost = invocation[.cost]
  }

  func run(_ console: Console) throws(Failure) -> ExitStatus {
    if let field = invocation[.hash] { return try store(field, console) }
    let source = try PasswordSource.chosen(invocation)
    let isGenerated = source.isGenerated
    let before = try needsSurveyBefore(source) ? surveyBefore() : nil
    if let before { try check(before) }

    let password = try source.readNew(invocation, user: user, console)
    if invocation.has(.ifChanged), let before, try matches(password, before) {
      console.note("\(user.bytes.userName) already has that password; \(store.path) is unchanged")
      return .done
    }

    let cost = wantedCost(before)
    let field = try hashField(password, cost, isChosen: chosenCost != nil, for: server)
    if isGenerated && !store.options.dryRun { try console.print(secret: password) }
    // Wiped before the lock is waited for, however long that takes.
    _ = consume password
    let (result, removed, isUpdate) = try write(field, hashedAt: cost)
    report(result, removed: removed, isUpdate: isUpdate, console)
    return .done
  }

  /// If the file may be made, its folder is missing.
  private var hintIfMissing: String {
    if invocation.has(.create) { return store.path.hintOfFolder }
    return "to create it: chroma-htpasswd create\(server.option) "
      + user.bytes.operands(after: store.path.shellWord)
  }

  /// Stores a finished hash, once it is known that the server can use it.
  private func store(_ field: [UInt8], _ console: Console) throws(Failure) -> ExitStatus {
    if let failure = server.failureToStore(field, of: user.bytes) { throw failure }
    let (result, before) = try store.edit(
      .set([(user.bytes, field)]), for: server, missing: invocation.has(.create) ? .isCreated : .fails,
      hint: hintIfMissing
    ) { survey in refusal(survey) }
    let matches = before.matches[user.bytes]?.count ?? 0
    report(result, removed: max(0, matches - 1), isUpdate: matches > 0, console)
    return .done
  }

  // MARK: Before the lock

  /// Whether the file says something before the lock is taken: that nobody is to be asked, that a password is not to
  /// be printed, which cost to hash with. Else it is read once.
  private func needsSurveyBefore(_ source: borrowing PasswordSource) -> Bool {
    source.asksSomebody || source.isGenerated || chosenCost == nil || invocation.has(.ifChanged)
  }

  /// nil if the file is missing and may be made.
  private func surveyBefore() throws(Failure) -> Survey? {
    if invocation.has(.create), (try? targetStatus(of: store.path)) == nil { return nil }
    return try storing(hint: hintIfMissing) { () throws(StorageError) in
      let source = try ByteSource.opening(
        store.path, lockTimeout: store.options.lockTimeout, waiting: false)
      return try source.survey([user.bytes], store.path, as: store.options.trimming)
    }
  }

  private func check(_ survey: Survey) throws(Failure) {
    if let refusal = refusal(survey) { throw refusal }
  }

  private func refusal(_ survey: Survey) -> Failure? {
    if let obstacle = survey.obstacle { return .notEditable(store.path, obstacle, for: server) }
    if invocation.has(.newOnly), let there = survey.first(user.bytes) {
      return .thereAlready(user.bytes, there, store.path)
    }
    if invocation.has(.updateOnly), survey.first(user.bytes) == nil {
      return .unknownUser(user.bytes, store.path, for: server)
    }
    return nil
  }

  private func wantedCost(_ survey: Survey?) -> Cost {
    chosenCost ?? max(.standard, survey?.cost(of: user.bytes) ?? .standard)
  }

  /// Whether the entry is what this command would make of it, the salt aside.
  private func matches(_ password: borrowing Secret, _ survey: Survey) throws(Failure) -> Bool {
    guard let matches = survey.matches[user.bytes], matches.count == 1 else { return false }
    let field = matches[0].field
    if !server.takesBcrypt { return field == SHAField.hash(password) }
    guard let bcrypt = BcryptField(field.span), bcrypt.cost == wantedCost(survey),
      bcrypt.cost.secondsIfUnreasonable == nil
    else { return false }
    return (try? Bcrypt.matches(password, field)) ?? false
  }

  // MARK: Under the lock

  private func write(
    _ field: [UInt8], hashedAt cost: Cost
  ) throws(Failure) -> (UpdateResult, removed: Int, isUpdate: Bool) {
    let (result, before) = try store.edit(
      .set([(user.bytes, field)]), for: server, missing: invocation.has(.create) ? .isCreated : .fails,
      hint: hintIfMissing
    ) { survey in refusal(survey) ?? raised(survey, above: cost) }
    let matches = before.matches[user.bytes]?.count ?? 0
    return (result, max(0, matches - 1), matches > 0)
  }

  /// Somebody gave the entry a higher cost while this hash was made: it is not lowered, and the password is gone.
  private func raised(_ survey: Survey, above cost: Cost) -> Failure? {
    let wanted = wantedCost(survey)
    return wanted > cost ? .costRaised(of: user.bytes, to: wanted, store.path) : nil
  }

  private func report(_ result: UpdateResult, removed: Int, isUpdate: Bool, _ console: Console) {
    let name = user.bytes.userName
    if removed > 0 {
      console.note(
        "removed \(removed) duplicate \(removed == 1 ? "entry" : "entries") of \(name)")
    }
    let what =
      if isUpdate { "updated the password of \(name) in \(store.path)" } else if result.created {
        "created \(store.path) with user \(name)"
      } else { "added \(name) to \(store.path)" }
    console.report(result, what, store, for: [server], users: [user.bytes])
    console.warnOfKept(invocation, result, store.path)
  }
}
