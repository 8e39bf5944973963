internal import CLibmd
internal import Kernel

/// A hash field of SHA-crypt (https://www.akkadia.org/drepper/SHA-crypt.txt): `$5$`, `$6$`, perhaps `rounds=N$`, a salt,
/// the digest.
struct SHACryptField {
  let is512: Bool
  let rounds: Int
  let salt: Range<Int>

  var digestCount: Int { is512 ? 86 : 43 }

  /// In bytes: no more of a salt is read, or written into the field that is compared.
  static let maximumSaltCount = 16

  /// The rounds that musl and libxcrypt compute with, the highest musl's: they raise what is lower, and the result differs then.
  static let roundsRange = 1000...9_999_999

  /// - Returns: nil for a field that no password can match with musl.
  init?(_ field: Span<UInt8>) {
    guard field.hasPrefix("$5$") || field.hasPrefix("$6$") else { return nil }
    is512 = field[1] == 0x36
    var start = 3
    var rounds = 5000
    if field.extracting(3...).hasPrefix("rounds=") {
      guard let end = field.firstIndex(of: Ascii.dollar, in: 10..<field.count), (14...17).contains(end),
        field[10] != Ascii.zero, let number = field.number(in: 10..<end), Self.roundsRange.contains(number)
      else { return nil }
      (rounds, start) = (number, end + 1)
    }
    self.rounds = rounds
    let digest = field.count - (is512 ? 86 : 43)
    guard digest > start, field[digest - 1] == Ascii.dollar, digest - 1 - start <= Self.maximumSaltCount,
      field.firstIndex(of: Ascii.dollar, in: start..<digest - 1) == nil,
      field.firstIndex(of: Ascii.lineFeed, in: start..<digest - 1) == nil,
      field.firstIndex(of: Ascii.colon, in: start..<digest - 1) == nil,
      field.isCryptAlphabet(digest..<field.count)
    else { return nil }
    salt = start..<digest - 1
  }
}

/// SHA-crypt over libmd's SHA-2, for salts that libcrypt does not take.
enum SHACrypt {
  /// Whether a password is the one of a field, in a time that does not depend on where they differ.
  static func matches(_ password: borrowing Secret, _ field: Span<UInt8>) -> Bool {
    guard let parts = SHACryptField(field) else { return false }
    let computed = text(of: password, parts, field.extracting(parts.salt))
    return computed.span.isEqual(to: field.extracting(parts.salt.upperBound + 1..<field.count))
  }

  private static func text(
    of password: borrowing Secret, _ parts: SHACryptField, _ salt: Span<UInt8>
  ) -> [UInt8] {
    var sha = SHA2(is512: parts.is512)
    sha.append(password)
    sha.append(salt)
    sha.append(password)
    let mixed = sha.finish()

    sha.append(password)
    sha.append(salt)
    sha.append(mixed, repeatedTo: password.count)
    var bits = password.count
    while bits != 0 {
      if bits & 1 == 1 { sha.append(mixed.span) } else { sha.append(password) }
      bits >>= 1
    }
    var digest = sha.finish()

    for _ in 0..<password.count { sha.append(password) }
    let passwordDigest = sha.finish()
    var spread = Secret(capacity: password.count)
    var rest = password.count
    while rest > 0 {
      spread.append(passwordDigest.span.extracting(0..<min(rest, passwordDigest.count)))
      rest -= passwordDigest.count
    }
    for _ in 0..<16 + Int(digest[0]) { sha.append(salt) }
    let spreadSalt = Array(sha.finish().prefix(salt.count))

    for round in 0..<parts.rounds {
      if round & 1 == 1 { sha.append(spread) } else { sha.append(digest.span) }
      if round % 3 != 0 { sha.append(spreadSalt.span) }
      if round % 7 != 0 { sha.append(spread) }
      if round & 1 == 1 { sha.append(digest.span) } else { sha.append(spread) }
      sha.finish(into: &digest)
    }
    return encoded(digest)
  }

  /// crypt(5)'s alphabet, the lowest six bits first. The bytes are taken in threes, each one further around than the last.
  private static func encoded(_ digest: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    func append(_ high: UInt8, _ middle: UInt8, _ low: UInt8, _ count: Int) {
      let value = UInt32(high) << 16 | UInt32(middle) << 8 | UInt32(low)
      for index in 0..<count { text.append(Base64.cryptDigits[Int(value >> (6 * UInt32(index))) & 0x3F]) }
    }
    let is512 = digest.count == 64
    let third = digest.count / 3
    var places = (0, third, 2 * third)
    for _ in 0..<third {
      append(digest[places.0], digest[places.1], digest[places.2], 4)
      places =
        is512
        ? (places.1 + 1, places.2 + 1, places.0 + 1) : (places.2 + 1, places.0 + 1, places.1 + 1)
    }
    if is512 { append(0, 0, digest[63], 2) } else { append(0, digest[31], digest[30], 3) }
    return text
  }
}

/// SHA-256 and SHA-512 (FIPS 180-4) as libmd computes them. Once finished it holds nothing: libmd wipes its state.
@safe private struct SHA2: ~Copyable {
  let is512: Bool
  private var context = SHA2_CTX()

  init(is512: Bool) {
    self.is512 = is512
    restart()
  }

  mutating func append(_ bytes: borrowing Span<UInt8>) {
    // libmd reads `count` bytes during the call.
    unsafe bytes.withUnsafeBufferPointer {
      if is512 {
        unsafe SHA512Update(&context, $0.baseAddress, $0.count)
      } else {
        unsafe SHA256Update(&context, $0.baseAddress, $0.count)
      }
    }
  }

  mutating func append(_ secret: borrowing Secret) { secret.withBytes { append($0) } }

  mutating func append(_ digest: [UInt8], repeatedTo count: Int) {
    var rest = count
    while rest > 0 {
      append(digest.span.extracting(0..<min(rest, digest.count)))
      rest -= digest.count
    }
  }

  /// Begins again.
  mutating func finish() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: is512 ? 64 : 32)
    finish(into: &digest)
    return digest
  }

  mutating func finish(into digest: inout [UInt8]) {
    // libmd writes as many bytes as the digest has.
    unsafe digest.withUnsafeMutableBufferPointer {
      if is512 {
        unsafe SHA512Final($0.baseAddress, &context)
      } else {
        unsafe SHA256Final($0.baseAddress, &context)
      }
    }
    restart()
  }

  private mutating func restart() {
    // The state is this value's own.
    if is512 { unsafe SHA512Init(&context) } else { unsafe SHA256Init(&context) }
  }
}

extension Span<UInt8> {
  /// A decimal number of at most seven digits.
  fileprivate func number(in range: Range<Int>) -> Int? {
    guard range.count <= 7 else { return nil }
    var number = 0
    for index in range {
      guard Ascii.zero...Ascii.nine ~= self[index] else { return nil }
      number = number * 10 + Int(self[index] - Ascii.zero)
    }
    return number
  }
}
