/// A credential file in memory: every byte as it was read, and what editing changes, no more.
///
///     let file = try CredentialFile(readingFrom: FilePath("server.htpasswd"))
///     if file.verify(user: "admin", password: Secret("password123")) == .accepted { ... }
///
/// A value: copies are independent, and any thread may use one.
public struct CredentialFile: Equatable, Sendable {
  /// The file, byte by byte.
  public private(set) var bytes: [UInt8]

  /// - Parameter bytes: the file; none for an empty one.
  public init(bytes: [UInt8] = []) { self.bytes = bytes }

  /// Reads a file whole. If somebody writes into it meanwhile, it is read once more when they are done: those that lock
  /// it, as `CredentialStore` does, are waited for. A program that neither locks nor replaces the file may be met halfway.
  ///
  /// - Parameter path: a regular file, or a pipe.
  /// - Throws: `StorageError`.
  public init(readingFrom path: FilePath) throws(StorageError) {
    bytes = try ByteSource.opening(path).read(path) { (source) throws(SystemError) in try source.bytes() }
  }

  /// An entry, as Chroma reads one: the line stripped, up to the first colon, up to the next.
  public struct User: Equatable, Sendable {
    public let name: [UInt8]
    /// 1 for the first.
    public let line: Int
    public let format: HashFormat
  }

  /// Every line that has a colon, in file order.
  public var users: [User] {
    reading { (source) throws(SystemError) in
      var users: [User] = []
      try source.forEachLine { (bytes, line) in
        guard let entry = Entry(bytes) else { return true }
        users.append(
          User(
            name: bytes.extracting(entry.user).array, line: line.number,
            format: HashFormat(bytes.extracting(entry.hash))))
        return true
      }
      return users
    }
  }

  /// Whether a server lets a user in with a password, the whole file judged as that server would.
  ///
  /// - Parameters:
  ///   - user: its UTF-8 bytes are compared.
  ///   - password: any bytes but NUL.
  ///   - server: the reader to answer for.
  public func verify(user: String, password: borrowing Secret, for server: Server = .chroma) -> Verdict {
    server.verdict(lookUp(Array(user.utf8), for: server), password: password, of: Array(user.utf8))
  }

  /// Gives a user this hash field, new or in place of the old one; a second entry of the user is removed.
  ///
  /// - Throws: `EditingObstacle`, and nothing has changed.
  public mutating func set(_ user: Username, hash: HashField) throws(EditingObstacle) {
    apply(try edit(.set([(user.bytes, hash.bytes)])))
  }

  /// Gives every entry of a user another name; the hashes stay.
  ///
  /// - Returns: whether there was one.
  /// - Throws: `EditingObstacle`, and nothing has changed.
  @discardableResult
  public mutating func rename(_ user: [UInt8], to name: Username) throws(EditingObstacle) -> Bool {
    let edit = try edit(.rename(user, to: name))
    apply(edit)
    return !edit.isEmpty
  }

  /// Removes every entry of a user.
  ///
  /// - Returns: whether there was one.
  /// - Throws: `EditingObstacle`, and nothing has changed.
  @discardableResult
  public mutating func delete(_ user: [UInt8]) throws(EditingObstacle) -> Bool {
    let edit = try edit(.delete([user]))
    apply(edit)
    return !edit.isEmpty
  }

  package mutating func apply(_ edit: Edit) { bytes = edit.applied(to: bytes) }

  private func edit(_ change: EntryChange) throws(EditingObstacle) -> Edit {
    let survey = reading { (source) throws(SystemError) in try Survey(source, change) }
    if let obstacle = survey.obstacle { throw obstacle }
    return survey.edit
  }

  private func lookUp(_ user: [UInt8], for server: Server) -> Server.Lookup {
    reading { (source) throws(SystemError) in try server.lookUp(user, in: source) }
  }

  private func reading<Result>(
    _ body: (borrowing ByteSource) throws(SystemError) -> Result
  ) -> Result {
    let source = ByteSource.memory(bytes)
    do {
      return try body(source)
    } catch {
      // No system call is made for bytes in memory.
      preconditionFailure("memory cannot fail to be read")
    }
  }
}
