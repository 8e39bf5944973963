internal import CLibcrypt
internal import CLinux
internal import Glibc
public import Kernel

/// bcrypt as libcrypt computes it (crypt_rn(3), crypt_gensalt_rn(3)).
public enum Bcrypt {
  /// In bytes: bcrypt reads no more of a password.
  public static let maximumPasswordCount = 72

  /// Why a password cannot be hashed.
  public enum Fault: Error, Equatable, Sendable {
    /// A C string ends at a NUL.
    case containsNUL
    /// libcrypt refused; `errno`.
    case refused(SystemError)
  }

  /// Hashes a password as `$2y$`, with a salt from the system.
  ///
  /// - Parameters:
  ///   - password: what follows its 72nd byte is not read; see `PasswordFault`.
  ///   - cost: each step doubles the time.
  /// - Returns: a hash field of 60 characters.
  /// - Throws: `Fault`.
  public static func hash(_ password: borrowing Secret, cost: Cost) throws(Fault) -> [UInt8] {
    guard !password.contains(Ascii.nul) else { throw .containsNUL }
    var setting = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
    // The buffer's size is its own; no random bytes given, so libcrypt asks the system.
    guard
      unsafe crypt_gensalt_rn("$2y$", UInt(cost.log2Rounds), nil, 0, &setting, Int32(setting.count)) != nil
    else { throw .refused(.last) }
    return try compute(password, setting)
  }

  /// Whether a password is the one of a hash field, in a time that does not depend on where they differ.
  ///
  /// - Parameters:
  ///   - password: any bytes but NUL.
  ///   - field: one that `BcryptField` takes; others match nothing.
  ///   - variant: compute as this variant, whatever the field says: Chroma's bcrypt computes them all as 2b.
  ///     nil takes the field's own, as libcrypt does.
  /// - Throws: `Fault`.
  package static func matches(
    _ password: borrowing Secret, _ field: [UInt8], as variant: BcryptField.Variant? = nil
  ) throws(Fault) -> Bool {
    guard BcryptField(field.span) != nil else { return false }
    guard !password.contains(Ascii.nul) else { throw .containsNUL }
    var setting = field.map { CChar(bitPattern: $0) }
    setting.append(0)
    if let variant { setting[2] = CChar(bitPattern: variant.rawValue) }
    let computed = try compute(password, setting)
    var difference: UInt8 = computed.count == field.count ? 0 : 1
    // From the cost on: the variant may have been another's.
    for index in 3..<min(computed.count, field.count) { difference |= computed[index] ^ field[index] }
    return difference == 0
  }

  /// Compares a password with a field of any format of libcrypt, as crypt(3) and strcmp(3) would do it.
  ///
  /// - Throws: `Fault`.
  package static func matchesAsCrypt(_ password: borrowing Secret, _ field: [UInt8]) throws(Fault) -> Bool {
    guard !password.contains(Ascii.nul) else { throw .containsNUL }
    let computed = try compute(password, field.map { CChar(bitPattern: $0) } + [0])
    guard computed.count == field.count else { return false }
    var difference: UInt8 = 0
    for index in field.indices { difference |= computed[index] ^ field[index] }
    return difference == 0
  }

  static func compute(
    _ password: borrowing Secret, _ setting: [CChar]
  ) throws(Fault) -> [UInt8] {
    // 32 KB of state, on the heap. libcrypt wipes its own part, the last 30 KB (crypt.h, `internal`); the hash before it
    // is wiped here.
    let state = UnsafeMutablePointer<crypt_data>.allocate(capacity: 1)
    // crypt(3): the rest is libcrypt's to fill.
    unsafe state.pointer(to: \.initialized)?.initialize(to: 0)
    defer {
      unsafe clinux_wipe(state, MemoryLayout<crypt_data>.size - Int(CRYPT_DATA_INTERNAL_SIZE))
      unsafe state.deallocate()
    }
    // Both strings end in NUL; the size is that of the state; the result lies within it.
    let hash = unsafe password.withCString { phrase -> [UInt8]? in
      let result = unsafe crypt_rn(phrase, setting, state, Int32(MemoryLayout<crypt_data>.size))
      guard let result = unsafe result else { return nil }
      return unsafe Array(UnsafeRawBufferPointer(start: result, count: strlen(result)))
    }
    guard let hash = hash ?? nil else { throw .refused(.last) }
    return hash
  }

  /// How long one hash of this cost takes here, in seconds: measured once at a low cost, doubled for each step. What else
  /// the machine does has no part in it, as doubled it would make a hash of some seconds one of hours.
  package static func estimatedSeconds(_ cost: Cost) -> Double {
    secondsOfSample * Double(1 << (cost.log2Rounds - 4)) / Double(1 << (sample - 4))
  }

  private static let sample = 6

  private static let secondsOfSample = Cost(sample).map { measuredSeconds($0, for: 0.01) } ?? 0

  /// How long one hash takes here, in seconds of processor time.
  ///
  /// - Parameter duration: in seconds: how long to measure. The shortest counts, as whatever disturbs one makes it longer.
  package static func measuredSeconds(_ cost: Cost, for duration: Double) -> Double {
    let password = Secret("measured")
    var (shortest, spent) = (Double.infinity, 0.0)
    repeat {
      let start = processorSeconds()
      // The password has no NUL, and libcrypt knows the cost.
      _ = try? hash(password, cost: cost)
      let seconds = processorSeconds() - start
      (shortest, spent) = (min(shortest, seconds), spent + seconds)
    } while spent < duration
    return shortest
  }
}
