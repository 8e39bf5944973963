public import Hashing
public import Kernel

/// Whether a server lets a user in with a password.
public enum Verdict: Sendable, Equatable {
  case accepted
  case wrongPassword
  case unknownUser
  /// The user is known, but no password matches the hash field.
  case unusableEntry(HashDiagnosis)
  /// The server may take it; this tool cannot compute it.
  case cannotCheck(Obstacle)
  case serverDoesNotStart(StartFailure)
  /// In bytes.
  case passwordTooLong(count: Int, maximum: Int)
  case passwordNotUTF8
  /// The server splits the header at every colon.
  case passwordWithColon

  /// Why a login cannot be computed here.
  public enum Obstacle: Error, Sendable, Equatable {
    /// It would take this many seconds. Only bcrypt has a cost.
    case cost(Cost?, seconds: Double)
    /// It would take this much memory, in bytes.
    case memory(Double)
    /// A password with a NUL: libcrypt takes C strings.
    case nul
    case refused(SystemError)
  }
}

extension Server {
  /// A server's record of one user.
  package enum Lookup: Sendable {
    case doesNotStart(StartFailure)
    case unknownUser
    case found(hash: [UInt8], line: Int)

    fileprivate var isFound: Bool {
      if case .found = self { return true }
      return false
    }
  }

  /// Looks a user up, the whole file judged as the server would.
  package func lookUp(_ user: [UInt8], in source: borrowing ByteSource) throws(SystemError) -> Lookup {
    // A small file is not worth the question, which takes 15,000 instructions.
    if try source.count() >= PlainFile.minimumSize,
      let plain = try PlainFile(source, for: [self], user: user)
    {
      let lookup = try lookUp(user, amongLinesOf: plain.others.source())
      guard case .unknownUser = lookup else { return lookup }
      return try plain.lookup(user, source)
    }
    return try lookUp(user, amongLinesOf: source)
  }

  private func lookUp(
    _ user: [UInt8], amongLinesOf source: borrowing ByteSource
  ) throws(SystemError) -> Lookup {
    let firstCounts = file.duplicates == .firstCounts
    var found = Lookup.unknownUser
    let failure = try read(source) { (bytes, entry, line) in
      if firstCounts, found.isFound { return }
      guard bytes.extracting(entry.user).equals(user.span) else { return }
      found = .found(hash: bytes.extracting(entry.hash).array, line: line.number)
    }
    return failure.map { .doesNotStart($0) } ?? found
  }

  /// Looks users up, each named once, in one pass over the file.
  ///
  /// - Returns: why the server does not start, or nil; and what it knows of each user.
  package func lookUp(
    all users: [[UInt8]], in source: borrowing ByteSource
  ) throws(SystemError) -> (failure: StartFailure?, lookups: [Lookup]) {
    if users.count == 1 {
      let lookup = try lookUp(users[0], in: source)
      if case .doesNotStart(let failure) = lookup { return (failure, [lookup]) }
      return (nil, [lookup])
    }
    var search = Search(users, firstCounts: file.duplicates == .firstCounts)
    let failure = try read(source) { (bytes, entry, line) in search.note(bytes, entry, line) }
    guard let failure else { return (nil, search.found) }
    return (failure, users.map { _ in .doesNotStart(failure) })
  }

  private struct Search {
    let index: UserIndex
    let firstCounts: Bool
    private(set) var found: [Lookup]

    init(_ users: [[UInt8]], firstCounts: Bool) {
      index = UserIndex(users)
      self.firstCounts = firstCounts
      found = users.map { _ in .unknownUser }
    }

    @inline(__always) mutating func note(_ bytes: Span<UInt8>, _ entry: Entry, _ line: Line) {
      guard let place = index.place(of: bytes.extracting(entry.user)) else { return }
      if firstCounts, found[place].isFound { return }
      found[place] = .found(hash: bytes.extracting(entry.hash).array, line: line.number)
    }
  }

  /// Whether the answer to a login depends on the password.
  package func needsPassword(_ lookup: Lookup) -> Bool {
    guard case .found(let hash, _) = lookup else { return false }
    return canUse(hash.span) && isComputed(hash.span)
  }

  /// The answer to a login.
  package func verdict(_ lookup: Lookup, password: borrowing Secret, of user: [UInt8]) -> Verdict {
    let field: [UInt8]
    switch lookup {
    case .doesNotStart(let failure): return .serverDoesNotStart(failure)
    case .unknownUser: return .unknownUser
    case .found(let hash, _): field = hash
    }
    let format = HashFormat(field.span)
    guard let place = hashes.place(for: field.span, format) else {
      return .unusableEntry(HashDiagnosis(field.span))
    }
    let library = hashes.libraries[place]
    let maximum = min(
      library.maximumPasswordCount ?? .max,
      passwords.maximumCredentialsCount.map { max(0, $0 - 1 - user.count) } ?? .max)
    if password.count > maximum {
      return .passwordTooLong(count: password.count, maximum: maximum)
    }
    if passwords.mustBeUTF8 && !password.isUTF8 { return .passwordNotUTF8 }
    if !passwords.mayHoldColon && password.contains(Ascii.colon) { return .passwordWithColon }
    if let obstacle = library.obstacle(field.span, format) { return .cannotCheck(Verdict.Obstacle(obstacle)) }
    do {
      return try library.matches(password, field, format) ? .accepted : .wrongPassword
    } catch {
      if error == .matchesNothing { return .unusableEntry(HashDiagnosis(field.span)) }
      return .cannotCheck(Verdict.Obstacle(error))
    }
  }

  /// Whether a field that the server can use is computed here, whatever the password.
  private func isComputed(_ field: Span<UInt8>) -> Bool {
    let format = HashFormat(field)
    guard let place = hashes.place(for: field, format) else { return true }
    return hashes.libraries[place].obstacle(field, format) == nil
  }
}

extension Verdict.Obstacle {
  fileprivate init(_ fault: CryptLibrary.Fault) {
    switch fault {
    case .cost(let cost, let seconds): self = .cost(cost, seconds: seconds)
    case .memory(let bytes): self = .memory(bytes)
    case .containsNUL: self = .nul
    case .matchesNothing: self = .refused(.invalid)
    case .refused(let cause): self = .refused(cause)
    }
  }
}

extension Server {
  /// Whether some password can match a hash field.
  package func canUse(_ field: Span<UInt8>) -> Bool { hashes.place(for: field, HashFormat(field)) != nil }

  /// A bcrypt field that this server takes, as libcrypt has to be given it to compute what the server does.
  package func canonicalBcrypt(_ field: Span<UInt8>) -> [UInt8]? {
    let format = HashFormat(field)
    guard let place = hashes.place(for: field, format) else { return nil }
    return hashes.libraries[place].canonicalBcrypt(field, format)
  }

  /// The phrase for what it accepts instead: `Chroma accepts only bcrypt`.
  package var refusal: String {
    hashes.onlyFormat.map { "\(product) accepts only \($0)" } ?? "\(product) does not accept it"
  }

  /// Why nobody can log in with an entry, in one sentence: `bob's hash is apr1 (MD5); Chroma accepts only bcrypt`.
  ///
  /// - Parameters:
  ///   - diagnosis: of a hash field that the server cannot use.
  ///   - name: the user's name, as it may be shown.
  package func reason(_ diagnosis: HashDiagnosis, of name: String) -> String {
    let sentence = diagnosis.sentence(of: name)
    return diagnosis.isWhole ? "\(sentence); \(refusal)" : sentence
  }
}
