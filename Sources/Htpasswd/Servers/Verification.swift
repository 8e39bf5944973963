/// Whether a server lets a user in with a password.
public enum Verdict: Sendable, Equatable {
  case accepted
  case wrongPassword
  case unknownUser
  /// The user is known, but no password matches the hash field.
  case unusableEntry(HashFormat)
  /// The server may take it; this tool cannot compute it.
  case cannotCheck(Obstacle)
  case serverDoesNotStart(StartFailure)
  /// In bytes.
  case passwordTooLong(count: Int, maximum: Int)
  case passwordNotUTF8
  /// The server splits the header at every colon.
  case passwordWithColon

  /// Why a login cannot be computed here.
  public enum Obstacle: Sendable, Equatable {
    /// It would take this many seconds.
    case cost(Cost, seconds: Double)
    /// A password with a NUL: libcrypt takes C strings.
    case nul
    case refused(SystemError)
  }
}

extension Server {
  /// What a server knows of one user.
  package enum Lookup: Sendable {
    case doesNotStart(StartFailure)
    case unknownUser
    case found(hash: [UInt8], line: Int)

    /// Whether the answer depends on the password.
    package var needsPassword: Bool {
      if case .found = self { return true }
      return false
    }
  }

  /// Looks a user up, the whole file judged as the server would.
  package func look(up user: [UInt8], in source: borrowing ByteSource) throws(SystemError) -> Lookup {
    var found: Lookup = .unknownUser
    let failure = try read(source) { (bytes, entry, line) in
      guard bytes.extracting(entry.user).equals(user.span) else { return }
      found = .found(hash: bytes.extracting(entry.hash).array, line: line.number)
    }
    return failure.map { .doesNotStart($0) } ?? found
  }

  /// Whether some password can match the field.
  package func canUse(_ format: HashFormat) -> Bool {
    if case .bcrypt = format { return true }
    return false
  }

  /// The answer to a login.
  package func verdict(_ lookup: Lookup, password: borrowing Secret) -> Verdict {
    let hash: [UInt8]
    switch lookup {
    case .doesNotStart(let failure): return .serverDoesNotStart(failure)
    case .unknownUser: return .unknownUser
    case .found(let field, _): hash = field
    }
    let format = HashFormat(hash.span)
    guard case .bcrypt(let bcrypt) = format else { return .unusableEntry(format) }
    if password.count > passwords.maximumCount {
      return .passwordTooLong(count: password.count, maximum: passwords.maximumCount)
    }
    if !password.isUTF8 { return .passwordNotUTF8 }
    if !passwords.mayHoldColon && password.contains(Ascii.colon) { return .passwordWithColon }
    if let seconds = bcrypt.cost.secondsIfUnreasonable {
      return .cannotCheck(.cost(bcrypt.cost, seconds: seconds))
    }
    do {
      return try Bcrypt.matches(password, hash, as: bcryptVariant) ? .accepted : .wrongPassword
    } catch {
      switch error {
      case .containsNUL: return .cannotCheck(.nul)
      case .refused(let cause): return .cannotCheck(.refused(cause))
      }
    }
  }
}

extension Cost {
  /// The time of one hash where that is more than a minute, in seconds. Costs up to 14, about a second, are not
  /// measured.
  package var secondsIfUnreasonable: Double? {
    guard log2Rounds > 14 else { return nil }
    let seconds = Bcrypt.estimatedSeconds(self)
    return seconds > 60 ? seconds : nil
  }
}
