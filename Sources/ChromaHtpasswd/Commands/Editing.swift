internal import Htpasswd

/// What the commands that touch a file have in common.

/// Turns a storage error into one for the user.
func storing<Result: ~Copyable>(
  hint: String? = nil, _ body: () throws(StorageError) -> Result
) throws(Failure) -> Result {
  do {
    return try body()
  } catch {
    switch error.cause {
    case .alreadyExists: throw .alreadyExists(error.path)
    case .interrupted: throw Failure(.interrupted, error.description)
    case .system(SystemError.noSuchFile): throw Failure(.unreachable, error.description, hint: hint)
    case .notReplaceable:
      throw Failure(.unreachable, error.description, hint: "run it as the owner of the file, or as root")
    default: throw Failure(.unreachable, error.description)
    }
  }
}

extension Failure {
  static func alreadyExists(_ path: FilePath) -> Failure {
    Failure(
      .unreachable, "\(path) exists already",
      hint: "add puts a user into it, create --force replaces all its users")
  }

  static func unknownUser(_ user: [UInt8], _ path: FilePath) -> Failure {
    Failure(.user, "\(path) has no user \(user.printable)", hint: "chroma-htpasswd list \(path.shellWord)")
  }

  static func costRaised(of user: [UInt8], to cost: Cost, _ path: FilePath) -> Failure {
    Failure(
      .unreachable,
      "\(user.printable) was given cost \(cost.log2Rounds) meanwhile, \(path) is unchanged",
      hint: "run it again"
    )
  }

  static func notEditable(_ path: FilePath, _ obstacle: EditingObstacle) -> Failure {
    Failure(
      .unusable, "cannot edit \(path): \(obstacle)", hint: "chroma-htpasswd lint --fix \(path.shellWord)")
  }
}

extension Username {
  /// A name that is to be written, or why it cannot be.
  static func written(_ bytes: [UInt8]) throws(Failure) -> Username {
    do {
      return try Username(bytes)
    } catch {
      let name = bytes.printable
      switch error {
      case .empty: throw Failure(.user, "the user name is empty")
      case .notUTF8: throw Failure(.user, "the user name is not UTF-8")
      case .colon:
        throw Failure(.user, "the user name \(name) holds a colon, which ends the name in the file")
      case .controlCharacter: throw Failure(.user, "the user name \(name) holds a control character")
      case .leadingHash:
        throw Failure(.user, "the user name \(name) begins with #, a comment to most servers")
      case .surroundingSpace:
        throw Failure(.user, "the user name '\(name)' has white space at an end, which Chroma strips")
      case .byteOrderMark: throw Failure(.user, "the user name \(name) holds a byte order mark")
      case .tooLong(let count):
        throw Failure(.unhashable, "the user name is \(count) bytes long, \(maximumCount) is the most")
      }
    }
  }
}

extension CredentialStore {
  enum Decision {
    case edit(Edit)
    case refused(Failure)
  }

  /// Edits entries of some users, under the lock.
  func edit(
    _ users: [[UInt8]], _ decide: (Survey) -> Decision
  ) throws(Failure) -> UpdateResult {
    var refused: Failure?
    let result = try storing { () throws(StorageError) in
      try update { (source) throws(SystemError) in
        let survey = try Survey(source, users: users)
        if let obstacle = survey.obstacle {
          refused = .notEditable(path, obstacle)
          return Edit()
        }
        switch decide(survey) {
        case .edit(let edit):
          refused = nil
          return edit
        case .refused(let failure):
          refused = failure
          return Edit()
        }
      }
    }
    if let refused { throw refused }
    return result
  }
}

extension Console {
  /// Says what a change did, how it was written, and what makes it take effect.
  func report(_ result: UpdateResult, _ what: String, _ store: CredentialStore) {
    if result.restored { note("took back an interrupted write in \(store.path) first") }
    if store.options.dryRun {
      note("dry run, nothing is written: would have \(what)")
      return
    }
    note(what)
    if let reason = result.inPlace, reason != .requested { note("written in place, since \(reason)") }
    if let hint = Server.chroma.afterEdit { self.hint(hint) }
  }
}
