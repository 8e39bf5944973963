internal import Kernel

/// The kind of a hash field, by its form alone (crypt(5); Apache's "Password Formats"; RFC 2307 for `{...}`).
public enum HashFormat: Sendable, Equatable {
  /// A field that bcrypt can match.
  case bcrypt(BcryptField)
  /// It begins as bcrypt does, but no password can match it.
  case malformedBcrypt
  case apr1
  case sha
  case ssha
  case des
  /// BSDi's extended DES.
  case bsdi
  /// NT's MD4, unsalted.
  case nt
  case sunMD5
  case sha1crypt
  case md5crypt
  case sha256crypt
  case sha512crypt
  case yescrypt
  case gostYescrypt
  case scrypt
  case argon2
  /// nginx's `{PLAIN}`: the password itself follows, and is never shown.
  case plain
  case empty
  /// Nothing that is known; it may be a password in plain text, and is never shown.
  case unknown

  /// - Parameter field: the hash field of an entry.
  public init(_ field: Span<UInt8>) {
    if field.isEmpty {
      self = .empty
    } else if let bcrypt = BcryptField(field) {
      self = .bcrypt(bcrypt)
    } else if let known = Self.prefixes.first(where: { field.hasPrefix($0.prefix) }) {
      self = known.format
    } else if field.count == 13 && field.isCryptAlphabet(0..<13) {
      self = .des
    } else if field.count == 20 && field.hasPrefix("_") && field.isCryptAlphabet(1..<20) {
      self = .bsdi
    } else {
      self = .unknown
    }
  }

  private static let prefixes: [(prefix: StaticString, format: HashFormat)] = [
    ("$2", .malformedBcrypt), ("$apr1$", .apr1), ("{SHA}", .sha), ("{SSHA}", .ssha), ("{PLAIN}", .plain),
    ("$1$", .md5crypt), ("$3$", .nt), ("$md5", .sunMD5), ("$sha1$", .sha1crypt),
    ("$5$", .sha256crypt), ("$6$", .sha512crypt), ("$y$", .yescrypt), ("$gy$", .gostYescrypt),
    ("$7$", .scrypt), ("$argon2", .argon2),
  ]

  /// The length of `{SHA}` and base64 of 20 bytes.
  package static let shaCount = 5 + 28

  /// Whether a field of this format has all its parts, so that some password can match it. Lengths are those of
  /// crypt(5), and of base64 of 20 bytes for {SHA}.
  package func isComplete(_ field: Span<UInt8>, salts: CryptLibrary.Salts = .printable) -> Bool {
    switch self {
    case .apr1: field.hasUsualMD5Crypt
    case .md5crypt: field.hasUsualMD5Crypt && (salts == .any || field.isCryptSetting)
    case .sunMD5: field.digestCount == 22 && field.isCryptSetting && takesSetting(of: field)
    case .sha1crypt: field.digestCount == 28 && field.isCryptSetting && takesSetting(of: field)
    case .sha512crypt: field.digestCount == 86 && field.isCryptSetting && takesSetting(of: field)
    case .sha256crypt, .yescrypt, .gostYescrypt, .scrypt:
      field.digestCount == 43 && field.isCryptSetting && takesSetting(of: field)
    case .bcrypt, .plain: true
    // 64 bits in eleven characters of six: the last has two to spare, which are zero.
    case .des, .bsdi: field.count > 0 && Self.endsDES(field[field.count - 1])
    case .malformedBcrypt, .argon2, .empty, .unknown: false
    case .sha:
      field.count == Self.shaCount && field[field.count - 1] == 0x3D && field.isCanonicalBase64(from: 5)
    // 28 characters are 20 bytes but for a second padding character.
    case .ssha:
      field.count >= 6 + 28 && field.isCanonicalBase64(from: 6)
        && !(field.count == 6 + 28 && field[field.count - 2] == 0x3D)
    case .nt: field.count == 4 + 32 && field.hasPrefix("$3$$")
    }
  }

  static func endsDES(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x2E, 0x32, 0x36, 0x41, 0x45, 0x49, 0x4D, 0x51, 0x55, 0x59, 0x63, 0x67, 0x6B, 0x6F, 0x73, 0x77: true
    default: false
    }
  }

  /// Whether a field that nothing else is known of may be one of bigcrypt, which is DES again for each further eight
  /// characters: 11 more of the same alphabet. As likely it is a password in plain text.
  package static func mayBeBigcrypt(_ field: Span<UInt8>) -> Bool {
    field.count > 13 && field.count <= 178 && (field.count - 13) % 11 == 0
      && field.isCryptAlphabet(field.indices)
  }

  /// The word for it in `list`.
  package var name: String {
    switch self {
    case .bcrypt: "bcrypt"
    case .malformedBcrypt: "malformed-bcrypt"
    case .apr1: "apr1"
    case .sha: "{SHA}"
    case .ssha: "{SSHA}"
    case .des: "des"
    case .bsdi: "bsdi"
    case .nt: "$3$"
    case .sunMD5: "$md5"
    case .sha1crypt: "$sha1$"
    case .md5crypt: "$1$"
    case .sha256crypt: "$5$"
    case .sha512crypt: "$6$"
    case .yescrypt: "$y$"
    case .gostYescrypt: "$gy$"
    case .scrypt: "$7$"
    case .argon2: "argon2"
    case .plain: "{PLAIN}"
    case .empty: "empty"
    case .unknown: "unknown"
    }
  }

  /// Words that fit after "bob's hash is": `apr1 (MD5)`.
  package var title: String {
    switch self {
    case .bcrypt, .malformedBcrypt: "bcrypt"
    case .apr1: "apr1 (MD5)"
    case .sha: "{SHA} (SHA-1)"
    case .ssha: "{SSHA} (salted SHA-1)"
    case .des: "DES crypt"
    case .bsdi: "BSDi extended DES"
    case .nt: "$3$ (NT)"
    case .sunMD5: "$md5 (Sun MD5)"
    case .sha1crypt: "$sha1$ (SHA-1 crypt)"
    case .md5crypt: "$1$ (MD5 crypt)"
    case .sha256crypt: "$5$ (SHA-256 crypt)"
    case .sha512crypt: "$6$ (SHA-512 crypt)"
    case .yescrypt: "$y$ (yescrypt)"
    case .gostYescrypt: "$gy$ (gost-yescrypt)"
    case .scrypt: "$7$ (scrypt)"
    case .argon2: "argon2"
    case .plain: "a password in plain text, marked {PLAIN}"
    case .empty: "empty"
    case .unknown: "of no known format"
    }
  }

  /// Words that fit after "has": `an apr1 (MD5) hash`.
  package var phrase: String {
    switch self {
    case .bcrypt: "a bcrypt hash"
    case .malformedBcrypt: "a damaged bcrypt hash"
    case .apr1: "an apr1 (MD5) hash"
    case .sha: "a {SHA} (SHA-1) hash"
    case .ssha: "an {SSHA} (salted SHA-1) hash"
    case .des: "a DES crypt hash"
    case .bsdi: "a BSDi extended DES hash"
    case .nt: "a $3$ (NT) hash"
    case .sunMD5: "a $md5 (Sun MD5) hash"
    case .sha1crypt: "a $sha1$ (SHA-1 crypt) hash"
    case .md5crypt: "a $1$ (MD5 crypt) hash"
    case .sha256crypt: "a $5$ (SHA-256 crypt) hash"
    case .sha512crypt: "a $6$ (SHA-512 crypt) hash"
    case .yescrypt: "a $y$ (yescrypt) hash"
    case .gostYescrypt: "a $gy$ (gost-yescrypt) hash"
    case .scrypt: "a $7$ (scrypt) hash"
    case .argon2: "an argon2 hash"
    case .plain: "a password in plain text, marked {PLAIN}"
    case .empty: "an empty hash field"
    case .unknown: "a hash field of no known format, perhaps a password in plain text"
    }
  }
}

/// A bcrypt hash field that some password can match:
/// `^\$2[abxy]\$(0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{30}[.26CGKOSWaeimquy]$`.
/// 16 bytes of salt take 22 characters and 23 of digest 31, so the last character of each has spare bits, which
/// must be zero.
public struct BcryptField: Sendable, Equatable {
  /// The letter after `$2`.
  public enum Variant: UInt8, Sendable {
    case a = 0x61
    case b = 0x62
    case x = 0x78
    case y = 0x79

    /// `2a`, `2b`, `2x` or `2y`.
    public var name: String { "2" + String(Unicode.Scalar(rawValue)) }
  }

  public let variant: Variant
  public let cost: Cost

  /// - Parameter field: the hash field of an entry.
  /// - Returns: nil if no password can match it.
  public init?(_ field: Span<UInt8>) {
    guard field.count == 60, field.hasPrefix("$2"), let variant = Variant(rawValue: field[2]),
      field[3] == Ascii.dollar, field[6] == Ascii.dollar,
      (Ascii.zero...Ascii.nine).contains(field[4]), (Ascii.zero...Ascii.nine).contains(field[5]),
      let cost = Cost(Int(field[4] - Ascii.zero) * 10 + Int(field[5] - Ascii.zero)),
      field.isCryptAlphabet(7..<60), Self.endsSalt(field[28]), Self.endsDigest(field[59])
    else { return nil }
    self.variant = variant
    self.cost = cost
  }

  /// Four of the six bits are spare: `.Oeu`.
  private static func endsSalt(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x2E, 0x4F, 0x65, 0x75: true
    default: false
    }
  }

  /// Two of the six bits are spare: `.26CGKOSWaeimquy`.
  private static func endsDigest(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x2E, 0x32, 0x36, 0x43, 0x47, 0x4B, 0x4F, 0x53, 0x57, 0x61, 0x65, 0x69, 0x6D, 0x71, 0x75, 0x79: true
    default: false
    }
  }
}

extension BcryptField {
  /// A field that Go's golang.org/x/crypto/bcrypt takes (`newFromHash`, `Hash`), in canonical form as 2b: it needs
  /// 59 bytes at least, a major version of `2` or less, any minor version or none, a cost that `strconv.Atoi`
  /// reads, and compares no more than 31 characters of digest.
  package static func canonicalFromGo(_ field: Span<UInt8>) -> [UInt8]? {
    guard field.count >= 59, field[0] == Ascii.dollar, field[1] <= 0x32 else { return nil }
    let start = field[2] == Ascii.dollar ? 3 : 4
    guard field.count >= start + 3 + 22 + 31 else { return nil }
    let digits = field.extracting(start..<start + 2).array
    guard let cost = Int(String(decoding: digits, as: UTF8.self)).flatMap({ Cost($0) }) else { return nil }
    let text = cost.log2Rounds < 10 ? "0\(cost.log2Rounds)" : "\(cost.log2Rounds)"
    var canonical = Array("$2b$\(text)$".utf8)
    canonical += field.extracting(start + 3..<start + 3 + 22 + 31).array
    // The salt's last character carries two bits; Go ignores the other four.
    guard let last = alphabet.firstIndex(of: canonical[28]) else { return nil }
    canonical[28] = alphabet[last & 0b110000]
    return BcryptField(canonical.span) == nil ? nil : canonical
  }

  /// bcrypt's base64, in the order of its values.
  private static let alphabet = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
}

/// bcrypt's cost: the base-2 logarithm of its rounds, 4 to 31 (crypt(5)). One more doubles the time.
public struct Cost: Sendable, Equatable, Comparable {
  public let log2Rounds: Int

  public static let range = 4...31

  /// About 50 ms a login.
  public static let standard = Cost(unchecked: 10)

  /// - Returns: nil outside of `range`.
  public init?(_ log2Rounds: Int) {
    guard Self.range.contains(log2Rounds) else { return nil }
    self.log2Rounds = log2Rounds
  }

  private init(unchecked log2Rounds: Int) { self.log2Rounds = log2Rounds }

  public static func < (left: Cost, right: Cost) -> Bool { left.log2Rounds < right.log2Rounds }
}

extension Span<UInt8> {
  package func hasPrefix(_ prefix: StaticString) -> Bool {
    // A static string's bytes live for ever, and `count` is their number.
    let bytes = unsafe UnsafeBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount)
    guard count >= bytes.count else { return false }
    for index in 0..<bytes.count {
      // The index is below both counts.
      guard unsafe self[index] == bytes[index] else { return false }
    }
    return true
  }

  /// Whether the bytes from here on are base64 as an encoder writes it (RFC 4648, section 4): a digest is compared
  /// in that form.
  fileprivate func isCanonicalBase64(from start: Int) -> Bool {
    guard (count - start) % 4 == 0, count > start else { return false }
    var end = count
    while end > count - 2, self[end - 1] == 0x3D { end -= 1 }
    for index in start..<end where Self.base64Value(self[index]) == nil { return false }
    // One padding character means two spare bits of the last, two for four.
    let spare = (count - end) * 2
    return (Self.base64Value(self[end - 1]) ?? 0) & ((1 << spare) - 1) == 0
  }

  static func base64Value(_ character: UInt8) -> UInt8? {
    switch character {
    case 0x41...0x5A: character - 0x41
    case 0x61...0x7A: character - 0x61 + 26
    case 0x30...0x39: character - 0x30 + 52
    case 0x2B: 62
    case 0x2F: 63
    default: nil
    }
  }

  /// Whether it is MD5-crypt with a salt that is used whole.
  fileprivate var hasUsualMD5Crypt: Bool {
    MD5CryptField(self).map { $0.salt.count <= MD5CryptField.usualSaltCount } ?? false
  }

  /// Whether crypt(3) looks at it: printable ASCII without space and `!*:;\\`, which mean something in passwd(5) (crypt(5)).
  fileprivate var isCryptSetting: Bool {
    for index in indices {
      switch self[index] {
      case 0x21, 0x2A, 0x3A, 0x3B, 0x5C: return false
      case 0x21...0x7E: break
      default: return false
      }
    }
    return true
  }

  /// How many characters of crypt(5)'s alphabet follow the last `$`.
  fileprivate var digestCount: Int {
    var start = count
    while start > 0, self[start - 1] != Ascii.dollar { start -= 1 }
    return isCryptAlphabet(start..<count) ? count - start : 0
  }

  /// Whether the bytes are all of `./0-9A-Za-z`, the alphabet of crypt(5).
  package func isCryptAlphabet(_ range: Range<Int>) -> Bool {
    // Eight bytes at a time: every hash of a large file is asked.
    let part = extracting(range)
    // Every load lies within the bytes.
    return unsafe part.withUnsafeBytes { bytes in
      guard bytes.count >= 8 else { return unsafe bytes.allSatisfy { UInt64($0).foreignToCrypt & 0x80 == 0 } }
      var foreign: UInt64 = 0
      // The last eight may overlap those before.
      for offset in stride(from: 0, to: bytes.count, by: 8) {
        foreign |=
          unsafe bytes.loadUnaligned(
            fromByteOffset: Swift.min(offset, bytes.count - 8), as: UInt64.self
          ).foreignToCrypt
      }
      return foreign == 0
    }
  }
}

extension UInt64 {
  /// The high bits of the bytes that are not of `./0-9A-Za-z`. What is added to a byte carries into its own high bit, and
  /// no further.
  fileprivate var foreignToCrypt: UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let plain = self & (ones * 0x7F)
    let small = plain | (ones * 0x20)
    let digits = (plain &+ ones * (0x80 - 0x2E)) & ~(plain &+ ones * (0x7F - 0x39))
    let letters = (small &+ ones * (0x80 - 0x61)) & ~(small &+ ones * (0x7F - 0x7A))
    return (self | ~(digits | letters)) & (ones * 0x80)
  }
}
