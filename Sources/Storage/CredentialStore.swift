public import Credentials
public import Hashing
public import Kernel

/// How a file is written.
public struct WriteOptions: Sendable {
  /// In seconds: how long a lock held by somebody else is waited for.
  public var lockTimeout: Double = 60
  /// Write into the file that is there instead of replacing it.
  public var inPlace = false
  /// Do everything but write.
  public var dryRun = false
  /// Permission bits of a file that is made (chmod(2)), whatever the umask.
  public var mode: UInt32 = 0o600
  /// The number of the group of a file that is made; nil for that of the process (chown(2)).
  public var group: UInt32?

  /// Whose names the file has: to one server they begin with white space that another takes away.
  package var trimming = Trimming.python

  /// Is given the file and the process that has locked it, if that is known.
  package typealias Waiting = @Sendable (FilePath, Int?) -> Void

  /// Called if the lock has been waited for for a second.
  package var whenWaiting: Waiting?

  public init() {}
}

/// The result of an update.
public struct UpdateResult: Sendable, Equatable {
  /// The file holds, or with `dryRun` would hold, other bytes than before.
  public internal(set) var changed = false
  public internal(set) var created = false
  /// Why the file was written in place, if it was.
  public internal(set) var inPlace: InPlaceReason?
  /// An earlier write in place had been interrupted and was taken back first.
  public internal(set) var restored = false
}

/// A credential file on the disk, and how it is changed: locked, read, edited, and on the disk when a call returns.
///
///     let store = CredentialStore(FilePath("server.htpasswd"))
///     let hash = try HashField(Bcrypt.hash(Secret("secret-pw"), cost: .standard))
///     try store.set(Username("user1"), hash: hash)
///
/// Whatever stops an update, the path holds the whole old file or the whole new one; after an interrupted write
/// in place that holds once the next writer has restored the old file from the recovery copy. Writers wait for one
/// another, in other processes and in other threads of this one: any thread may use any store of a file.
public struct CredentialStore: Sendable {
  public let path: FilePath
  public var options: WriteOptions

  /// The name that an update gives the old file if it keeps it: beside the file that links lead to.
  package var oldPath: FilePath { ((try? Location(path))?.target ?? path).beside("~") }

  /// Whether the path is a link to the file, or nothing is there.
  package var isLink: Bool { (try? Location(path))?.target != path }

  public init(_ path: FilePath, options: WriteOptions = WriteOptions()) {
    self.path = path
    self.options = options
  }

  /// Gives a user this hash field, new or in place of the old one; a second entry of the user is removed.
  ///
  /// - Parameter creating: whether a missing file is made.
  /// - Throws: `StorageError`; the file is as it was.
  @discardableResult
  public func set(
    _ user: Username, hash: HashField, creating: Bool = false
  ) throws(StorageError) -> UpdateResult {
    try change(.set([(user.bytes, hash.bytes)]), missing: creating ? .isCreated : .fails)
  }

  /// Gives every entry of a user another name; the hashes stay.
  ///
  /// - Returns: what was done; nothing has changed if there was no such user.
  /// - Throws: `StorageError`; the file is as it was.
  @discardableResult
  public func rename(_ user: [UInt8], to name: Username) throws(StorageError) -> UpdateResult {
    try change(.rename(user, to: name))
  }

  /// Removes every entry of a user.
  ///
  /// - Returns: what was done; nothing has changed if there was no such user.
  /// - Throws: `StorageError`; the file is as it was.
  @discardableResult
  public func delete(_ user: [UInt8]) throws(StorageError) -> UpdateResult { try change(.delete([user])) }

  /// Changes the file.
  ///
  /// - Parameters:
  ///   - missing: with `.isCreated` a missing file counts as an empty one, and is made; one that appears
  ///     meanwhile is not overwritten but edited.
  ///   - keepsOld: the file as it was stays beside the new one, with `~` at the end of its name, which must be free.
  ///   - plan: is given the file as it is under the lock, and says what changes; an empty edit leaves it. It is
  ///     called again when somebody replaced the file meanwhile.
  /// - Throws: `StorageError`; the file is as it was.
  package func update(
    missing: Missing = .fails, keepsOld: Bool = false,
    _ plan: (borrowing ByteSource) throws(SystemError) -> Edit
  ) throws(StorageError) -> UpdateResult {
    try update(missing, keepsOld: keepsOld) { (source, _) throws(SystemError) in try plan(source) }
  }

  private func change(_ change: EntryChange, missing: Missing = .fails) throws(StorageError) -> UpdateResult {
    var obstacle: EditingObstacle?
    let result = try update(change, missing: missing) { survey in
      obstacle = survey.obstacle
      return obstacle != nil
    }
    if let obstacle { throw StorageError(path, .write, .notEditable(obstacle)) }
    return result
  }
}
