internal import Kernel

/// A hash field of MD5-crypt: `$magic$salt$digest`, where neither magic nor salt has a dollar and the digest is 22
/// characters.
struct MD5CryptField {
  /// With both dollars: `$apr1$`.
  let magic: Range<Int>
  let salt: Range<Int>

  /// How long a salt may be for all but Traefik, in bytes: crypt(3) and APR read no more of one, and write no more of it
  /// into the field that they compare.
  static let usualSaltCount = 8

  /// - Returns: nil for a field that no password can match.
  init?(_ field: Span<UInt8>) {
    let digest = field.count - 22
    guard digest >= 3, field[0] == Ascii.dollar, field[digest - 1] == Ascii.dollar,
      field.isCryptAlphabet(digest..<field.count), Self.endsDigest(field[field.count - 1]),
      let second = field.firstIndex(of: Ascii.dollar, in: 1..<digest - 1),
      field.firstIndex(of: Ascii.dollar, in: second + 1..<digest - 1) == nil
    else { return nil }
    magic = 0..<second + 1
    salt = second + 1..<digest - 1
  }

  /// 128 bits in 22 characters of six: the last carries two.
  private static func endsDigest(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x2E...0x31: true
    default: false
    }
  }
}

/// MD5-crypt: Poul-Henning Kamp's `md5_crypt`, as FreeBSD's crypt(3) has it under the magic `$1$` and APR under `$apr1$`
/// (`apr_md5_encode`).
enum MD5Crypt {
  /// Whether a password is the one of a field, in a time that does not depend on where they differ.
  static func matches(_ password: borrowing Secret, _ field: Span<UInt8>) -> Bool {
    guard let parts = MD5CryptField(field) else { return false }
    let magic = field.extracting(parts.magic)
    let salt = field.extracting(parts.salt)
    let digest = encoded(digest(of: password, magic: magic, salt: salt))
    return digest.span.isEqual(to: field.extracting(parts.salt.upperBound + 1..<field.count))
  }

  /// The field of a password, for tests.
  static func field(of password: borrowing Secret, magic: [UInt8], salt: [UInt8]) -> [UInt8] {
    magic + salt + [Ascii.dollar] + encoded(digest(of: password, magic: magic.span, salt: salt.span))
  }

  private static func digest(
    of password: borrowing Secret, magic: Span<UInt8>, salt: Span<UInt8>
  ) -> MD5.Digest {
    var inner = MD5()
    inner.append(password)
    inner.append(salt)
    inner.append(password)
    let mixed = inner.finish()

    var outer = MD5()
    outer.append(password)
    outer.append(magic)
    outer.append(salt)
    var rest = password.count
    while rest > 0 {
      outer.append(mixed.span.extracting(0..<min(rest, 16)))
      rest -= 16
    }
    var bits = password.count
    while bits != 0 {
      // The original's clearing of `final` made this a NUL in place of the first byte of the digest.
      outer.append(bits & 1 == 1 ? 0 : password[0])
      bits >>= 1
    }
    var digest = outer.finish()

    for round in 0..<1000 {
      var next = MD5()
      if round & 1 == 1 { next.append(password) } else { next.append(digest) }
      if round % 3 != 0 { next.append(salt) }
      if round % 7 != 0 { next.append(password) }
      if round & 1 == 1 { next.append(digest) } else { next.append(password) }
      digest = next.finish()
    }
    return digest
  }

  /// 22 characters of crypt(5)'s alphabet, the lowest six bits first.
  private static func encoded(_ digest: MD5.Digest) -> [UInt8] {
    var text: [UInt8] = []
    func append(_ value: UInt32, _ count: Int) {
      for index in 0..<count { text.append(Base64.cryptDigits[Int(value >> (6 * UInt32(index))) & 0x3F]) }
    }
    for (high, middle, low) in [(0, 6, 12), (1, 7, 13), (2, 8, 14), (3, 9, 15), (4, 10, 5)] {
      append(UInt32(digest[high]) << 16 | UInt32(digest[middle]) << 8 | UInt32(digest[low]), 4)
    }
    append(UInt32(digest[11]), 2)
    return text
  }
}
