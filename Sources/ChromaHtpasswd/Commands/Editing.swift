internal import Deployments
internal import Glibc
internal import Htpasswd
internal import Linting

/// Shared parts of the commands that change a file.

/// Turns a storage error into one for the user.
func storing<Result: ~Copyable>(
  hint: String? = nil, _ body: () throws(StorageError) -> Result
) throws(Failure) -> Result {
  do {
    return try body()
  } catch {
    throw failure(of: error, hint)
  }
}

/// Not a part of each of those that call the above.
@inline(never)
func failure(of error: StorageError, _ hint: String?) -> Failure {
  switch error.cause {
  case .alreadyExists:
    return hint.map { Failure(.unreachable, error.description, hint: $0) }
      ?? .alreadyExists(error.path, for: .chroma)
  case .interrupted: return Failure(.interrupted, error.description)
  case .system(SystemError.noSuchFile):
    let folder = error.path.folder
    let isMade = hint != nil || error.operation == .create
    let isFolderMissing = isMade && (try? targetStatus(of: folder)) == nil
    return Failure(
      .unreachable, error.description,
      hint: isFolderMissing ? error.path.hintOfFolder : hint)
  case .notReplaceable(_, let cause):
    return Failure(.unreachable, error.description, hint: advice(cause, error.path))
  case .recoveryOutdated(let copy):
    return Failure(
      .unreachable, error.description,
      hint: "see that every user is in it, then remove what was there before: rm \(copy.shellWord)")
  case .system(SystemError.notPermitted) where error.operation == .create && geteuid() != 0:
    return Failure(
      .unreachable, error.description, hint: "to use --group, be root or a member of that group")
  default: return Failure(.unreachable, error.description)
  }
}

extension FilePath {
  /// The hint where its folder is missing.
  var hintOfFolder: String { "to make its folder: mkdir -p \(folder.shellWord)" }
}

/// The hint for a file that may not be written.
private func advice(_ cause: SystemError, _ path: FilePath) -> String? {
  switch cause {
  case .fileSystemReadOnly: "it is mounted read-only"
  case .notPermitted where geteuid() == 0: "lsattr \(path.shellWord) shows whether it is immutable"
  default: "run it as the owner of the file, or as root"
  }
}

extension Failure {
  static func alreadyExists(_ path: FilePath, for server: Server) -> Failure {
    let hint =
      switch Surroundings.kind(of: path) {
      case .credentials:
        "create --force replaces all its users; to add one: "
          + "chroma-htpasswd add\(server.option) \(path.shellWord) USER"
      case let kind?: "choose another name: it is \(kind.title)"
      case nil:
        (try? targetStatus(of: path))?.isRegular == true
          ? "choose another name: it cannot be read" : "choose another name: it is not a regular file"
      }
    return Failure(.unreachable, "\(path) already exists", hint: hint)
  }

  static func unknownUser(_ user: [UInt8], _ path: FilePath, for server: Server) -> Failure {
    Failure(
      .user, "no user \(user.userName) in \(path)",
      hint: "to list the users: chroma-htpasswd list\(server.option) \(path.shellWord)")
  }

  static func thereAlready(_ user: [UInt8], _ entry: Survey.Match, _ path: FilePath) -> Failure {
    Failure(.user, "\(user.userName) already exists (line \(entry.line.number) of \(path))")
  }

  static func costRaised(of user: [UInt8], to cost: Cost, _ path: FilePath) -> Failure {
    Failure(
      .unreachable,
      "\(user.userName) was given cost \(cost.log2Rounds) meanwhile, \(path) is unchanged",
      hint: "run it again"
    )
  }

  /// - Parameter server: the one whose users a fix is to keep.
  static func notEditable(_ path: FilePath, _ obstacle: EditingObstacle, for server: Server) -> Failure {
    let lint = "chroma-htpasswd lint\(server.option)"
    let hint =
      switch obstacle {
      case .otherKind(let kind): RemedyText.hint(for: kind, path.shellWord, server.option)
      case .perhapsTwoEntries: "give each entry a line of its own"
      // Not every one can be fixed without the loss of a login.
      case .twoEntries where hasFix(path, for: server, only: "extra-field"):
        "to put the second on a line of its own: "
          + "\(lint) --fix --unsafe-fixes --only extra-field \(path.shellWord)"
      case .utf16, .byteOrderMark, .nul, .loneCarriageReturn:
        hasFix(path, for: server)
          ? "to fix it: \(lint) --fix \(path.shellWord)"
          : "to see what is wrong: \(lint) \(path.shellWord)"
      case .twoEntries: "to see what is wrong: \(lint) \(path.shellWord)"
      }
    return Failure(.unusable, "cannot edit \(path): \(obstacle)", hint: hint)
  }

  /// Whether the safe fixes, or those of one rule, change the file.
  private static func hasFix(_ path: FilePath, for server: Server, only rule: String? = nil) -> Bool {
    let answer = try? ByteSource.opening(path).read(path) { (source) throws(SystemError) in
      var options = LintOptions()
      options.only = rule.map { [$0] }
      let bytes = try source.bytes()
      return try Fixer(Linter([server], options), withUnsafe: rule != nil).fixed(bytes).bytes != bytes
    }
    return answer ?? false
  }

  /// The refusal to replace a file that is not what `--force` gives up.
  static func notReplaceable(_ path: FilePath, _ reason: String) -> Failure {
    // mv(1) of a link takes its name away, not what it is a name of.
    let isLink = CredentialStore(path).isLink
    return Failure(
      .unusable, "cannot replace \(path): \(reason)",
      hint: isLink ? "choose another name" : "to keep it: mv \(path.shellWord) OTHER-NAME")
  }
}

extension Server {
  /// Why a finished hash is not to be stored for it, or nil.
  func failureToStore(_ field: [UInt8], of user: [UInt8]) -> Failure? {
    let diagnosis = HashDiagnosis(field.span)
    guard !diagnosis.isWhole || !canUse(field.span) else { return nil }
    return Failure(
      .unusable, reason(diagnosis, of: user.userName),
      hint: diagnosis.isWhole ? "--for says which server it is for" : nil)
  }
}

extension Username {
  /// A name that is to be written, or why it cannot be.
  static func written(_ bytes: [UInt8]) throws(Failure) -> Username {
    do {
      return try Username(bytes)
    } catch {
      let name = bytes.userName
      switch error {
      case .empty: throw Failure(.user, "the user name is empty")
      case .notUTF8: throw Failure(.user, "the user name is not UTF-8")
      case .colon:
        throw Failure(.user, "the user name has a colon, which ends the name in the file")
      case .controlCharacter: throw Failure(.user, "the user name \(name) has a control character")
      case .leadingHash:
        throw Failure(.user, "the user name \(name) begins with #, a comment to most servers")
      case .surroundingSpace:
        throw Failure(
          .user, "the user name '\(name)' begins or ends in white space, which Chroma strips")
      case .byteOrderMark: throw Failure(.user, "the user name \(name) has a byte order mark")
      case .tooLong(let count):
        throw Failure(.unhashable, "the user name is \(count) bytes long; the limit is \(maximumCount)")
      }
    }
  }
}

extension CredentialStore {
  /// A server's judgement of a file.
  fileprivate enum Judgement {
    /// The argument is why its workers cannot read it, if they cannot.
    case accepted(doubt: ReadingDoubt?)
    /// It starts, and does not read the entries of some users, or cannot use them: why not that of the first, and how many
    /// they are.
    case passedOver(reason: String, count: Int)
    case refused(StartFailure)
    /// Somebody took the file away meanwhile, say.
    case unknown
  }

  /// - Parameter users: those that were written.
  fileprivate func judgement(of server: Server, _ users: [[UInt8]]) -> Judgement {
    // By the name of a descriptor one reaches the old file, which another replaced.
    if path.bytes.starts(with: "/dev/".utf8) || path.bytes.starts(with: "/proc/".utf8) { return .unknown }
    do throws(StorageError) {
      let source = try ByteSource.opening(path, waiting: false)
      return try source.read(path) { (source) throws(SystemError) in
        let failure: StartFailure?
        var lookups: [Server.Lookup] = []
        if server.readsTokens {
          failure = TokenFile(try source.bytes()).failure
        } else if let reader = server.rolesReader {
          failure = RolesFile(try source.bytes(), for: reader).startFailure
        } else if users.count != 1, try PlainFile(source, for: [server])?.others.lines.isEmpty == true {
          // It reads every line.
          failure = nil
        } else {
          (failure, lookups) = try server.lookUp(all: users, in: source)
        }
        if let failure { return .refused(failure) }
        let passedOver = zip(users, lookups).filter { (_, lookup) in
          guard case .found(let field, _) = lookup else { return true }
          return !server.canUse(field.span)
        }
        guard let (user, lookup) = passedOver.first else {
          return .accepted(doubt: ReadingDoubt(server, source, path))
        }
        if case .found(let field, _) = lookup {
          let reason = server.reason(HashDiagnosis(field.span), of: user.userName)
          return .passedOver(reason: "\(user.userName) cannot log in: \(reason)", count: passedOver.count)
        }
        let trace = try server.traces(of: [user], [lookup], in: source)[0].map { ": \($0)" } ?? ""
        return .passedOver(reason: "\(user.userName) cannot log in\(trace)", count: passedOver.count)
      }
    } catch {
      return .unknown
    }
  }

  fileprivate func hintOfFixes(for server: Server) -> String {
    "to see the fixes: chroma-htpasswd lint\(server.option) \(path.shellWord)"
  }

  /// Changes entries of users, under the lock.
  ///
  /// - Parameter server: the one that reads the file.
  /// - Parameter refusal: why the file, as it is by then, is not to be changed; nil if it is.
  /// - Returns: also what the file held of the users.
  func edit(
    _ change: EntryChange, for server: Server, missing: Missing = .fails, hint: String? = nil,
    refusal: (Survey) -> Failure?
  ) throws(Failure) -> (result: UpdateResult, before: Survey) {
    if let kind = Surroundings.kindOfBlank(path) { throw .notEditable(path, .otherKind(kind), for: server) }
    var refused: Failure?
    var last: Survey?
    let result = try storing(hint: hint) { () throws(StorageError) in
      try update(change, missing: missing) { survey in
        last = survey
        refused = survey.obstacle.map { .notEditable(path, $0, for: server) } ?? refusal(survey)
        return refused != nil
      }
    }
    if let refused { throw refused }
    guard let last else { preconditionFailure("an update that looked at nothing") }
    return (result, last)
  }
}

extension Console {
  /// Says what a change did, how it was written, and, once the new file was read as its servers read it, whether they
  /// can use it and what makes the change take effect.
  ///
  /// - Parameter users: those that were written, who are to get in.
  func report(
    _ result: UpdateResult, _ what: String, _ store: CredentialStore, for servers: [Server],
    users: [[UInt8]] = []
  ) {
    if result.restored { note("took back an interrupted write in \(store.path) first") }
    if store.options.dryRun {
      note("dry run, nothing is written: would have \(what)")
      return
    }
    note(what)
    if (try? targetStatus(of: store.path))?.size == 0 {
      warning("\(store.path) is empty, so nobody can log in")
    }
    if let reason = result.inPlace, reason != .requested { note("written in place, since \(reason)") }
    var hints: [String] = []
    for server in servers {
      switch store.judgement(of: server, users) {
      case .refused(let failure):
        warning("\(server.refusal(of: "\(store.path)")): \(failure)")
        hints.append(store.hintOfFixes(for: server))
      case .passedOver(let reason, let count):
        warning(count > 1 ? "\(reason); \(count - 1) more cannot log in either" : reason)
        hints.append(store.hintOfFixes(for: server))
      // A server that is to read a new file is not up yet.
      case .accepted(nil): if !result.created, let hint = server.afterEdit { hints.append(hint) }
      case .accepted(let doubt?):
        warning(doubt.reason)
        hints.append(doubt.hint)
      case .unknown: break
      }
    }
    var said: Set<String> = []
    for hint in hints where said.insert(hint).inserted { self.hint(hint) }
  }
}

extension Console {
  /// A file that exists keeps its mode and its group: says so where others were asked for.
  func warnOfKept(_ invocation: Invocation, _ result: UpdateResult, _ path: FilePath) {
    guard !result.created, invocation.has(.mode) || invocation.has(.group) else { return }
    let names =
      invocation.has(.mode)
      ? invocation.has(.group) ? "--mode and --group are" : "--mode is" : "--group is"
    warning("\(names) for a new file; \(path) keeps its own")
  }
}

extension Server {
  /// ` --for NAME`, for commands in hints; nothing for Chroma, which is what commands take by themselves.
  var option: String { name == Server.chroma.name ? "" : " --for \(name)" }
}

extension [Server] {
  /// ` --for NAME` for each, for commands of `lint` in hints; nothing for Chroma alone.
  var options: String { count == 1 ? self[0].option : map { " --for \($0.name)" }.joined() }
}
