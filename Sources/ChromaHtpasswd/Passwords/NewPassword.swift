internal import Htpasswd

extension PasswordSource {
  /// Gets a password that is to be set: asked for twice, and checked. Nothing is ever cut.
  consuming func readNew(
    _ invocation: Invocation, user: Username, _ console: Console
  ) throws(Failure) -> Secret {
    let password = try read(invocation, user: user.bytes, twice: true)
    let server = invocation.server
    if let fault = password.failureToSet(for: server, allowingEmpty: invocation.has(.allowEmpty)) {
      throw fault
    }
    if server.passwords.mustBeUTF8, !password.isUTF8 {
      console.warning(
        "the password is not UTF-8; \(user.bytes.userName) cannot log in to \(server.product) with it")
    }
    return password
  }
}

extension Secret {
  /// The hash that the password is, if it is one: whoever sets or sends that means the password before it.
  borrowing func hashItIs() -> HashDiagnosis? {
    guard let first = placeOfHash() else { return nil }
    return withBytes { (bytes: borrowing Span<UInt8>) -> HashDiagnosis? in
      if let hash = bytes.hash { return hash }
      // The whole entry of a file.
      guard let colon = bytes.firstIndex(of: Ascii.colon), colon < first else { return nil }
      return bytes.extracting(colon + 1..<bytes.count).hash
    }
  }

  /// Where a hash may begin in it: none is without one of these characters, or shorter or longer.
  borrowing func placeOfHash() -> Int? {
    withBytes { (bytes: borrowing Span<UInt8>) -> Int? in
      guard bytes.count >= 13, bytes.count <= 768 else { return nil }
      for place in 0..<bytes.count where bytes[place] == Ascii.dollar || bytes[place] == UInt8(ascii: "{") {
        return place
      }
      return nil
    }
  }

  /// Why the password is not to be set, or nil.
  borrowing func failureToSet(for server: Server, allowingEmpty: Bool) -> Failure? {
    if let hash = hashItIs() {
      return Failure(
        .usage, "the password is itself a hash (\(hash))",
        hint: "to store a finished hash: add --hash, or import --hashed")
    }
    do {
      try checkForSetting()
      return nil
    } catch {
      switch error {
      case .empty:
        if allowingEmpty { return nil }
        return Failure(.usage, "the password is empty", hint: "to set it anyway: --allow-empty")
      case .lineBreak: return Failure(.unhashable, "the password has a line break")
      case .nul: return Failure(.unhashable, "the password has a NUL byte, which bcrypt cannot hash")
      case .byteOrderMark:
        return Failure(
          .unhashable, "the password begins with a byte order mark, which nobody types",
          hint: "save it as UTF-8 without one")
      case .tooLong(let count):
        // {SHA} has no limit.
        if !server.takesBcrypt { return nil }
        return Failure(
          .unhashable, "the password is \(count) bytes long; bcrypt reads at most 72",
          hint: "use a shorter one; other tools silently cut it, and Chroma then refuses it")
      }
    }
  }
}

/// Hashes, or says why that would not do.
///
/// - Parameter server: bcrypt for all but Envoy, which accepts {SHA} alone.
func hashField(
  _ password: borrowing Secret, _ cost: Cost, isChosen: Bool, for server: Server = .chroma
) throws(Failure) -> [UInt8] {
  if !server.takesBcrypt { return SHAField.hash(password) }
  // A cost that was asked for is a decision; one kept from an entry may be an accident.
  if !isChosen, let failure = unreasonable(cost) { throw failure }
  do {
    return try Bcrypt.hash(password, cost: cost)
  } catch {
    switch error {
    case .containsNUL: throw Failure(.unhashable, "the password has a NUL byte, which bcrypt cannot hash")
    case .refused(let cause): throw Failure(.unhashable, "libcrypt cannot hash the password: \(cause)")
    }
  }
}

/// Why a cost that an entry had is not computed, or nil.
func unreasonable(_ cost: Cost) -> Failure? {
  guard let seconds = cost.secondsIfUnreasonable else { return nil }
  return Failure(
    .unhashable, "the entry has cost \(cost.log2Rounds): one hash takes \(duration(seconds)) here",
    hint: "to set a cost that a server can compute: -C 10")
}

/// `90 s`, `3 h`, `12 days`.
func duration(_ seconds: Double) -> String {
  switch seconds {
  case ..<120: "\(Int(seconds)) s"
  case ..<7200: "\(Int(seconds / 60)) min"
  case ..<172_800: "\(Int(seconds / 3600)) h"
  default: "\(Int(seconds / 86_400)) days"
  }
}

extension Span<UInt8> {
  /// The hash that this is, or was before blanks, quotes or escapes came to it.
  fileprivate var hash: HashDiagnosis? {
    let diagnosis = HashDiagnosis.repaired(self).map { HashDiagnosis($0.span) } ?? HashDiagnosis(self)
    guard case .whole(let format) = diagnosis, format != .plain else { return nil }
    return diagnosis
  }
}
