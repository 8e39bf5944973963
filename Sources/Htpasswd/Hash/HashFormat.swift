/// What a hash field is, told from its form alone (crypt(5); Apache's "Password Formats"; RFC 2307 for `{...}`).
public enum HashFormat: Sendable, Equatable {
  /// A field that bcrypt can match.
  case bcrypt(BcryptField)
  /// It begins as bcrypt does, but no password can match it.
  case malformedBcrypt
  case apr1
  case sha
  case ssha
  case des
  case md5crypt
  case sha256crypt
  case sha512crypt
  case yescrypt
  case gostYescrypt
  case scrypt
  case argon2
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
    } else {
      self = .unknown
    }
  }

  private static let prefixes: [(prefix: StaticString, format: HashFormat)] = [
    ("$2", .malformedBcrypt), ("$apr1$", .apr1), ("{SHA}", .sha), ("{SSHA}", .ssha), ("$1$", .md5crypt),
    ("$5$", .sha256crypt), ("$6$", .sha512crypt), ("$y$", .yescrypt), ("$gy$", .gostYescrypt),
    ("$7$", .scrypt), ("$argon2", .argon2),
  ]

  /// The word for it in `list`.
  public var name: String {
    switch self {
    case .bcrypt: "bcrypt"
    case .malformedBcrypt: "malformed-bcrypt"
    case .apr1: "apr1"
    case .sha: "{SHA}"
    case .ssha: "{SSHA}"
    case .des: "des"
    case .md5crypt: "$1$"
    case .sha256crypt: "$5$"
    case .sha512crypt: "$6$"
    case .yescrypt: "$y$"
    case .gostYescrypt: "$gy$"
    case .scrypt: "$7$"
    case .argon2: "argon2"
    case .empty: "empty"
    case .unknown: "unknown"
    }
  }

  /// Words that fit behind "has": `an apr1 (MD5) hash`.
  public var phrase: String {
    switch self {
    case .bcrypt: "a bcrypt hash"
    case .malformedBcrypt: "a damaged bcrypt hash"
    case .apr1: "an apr1 (MD5) hash"
    case .sha: "a {SHA} (SHA-1) hash"
    case .ssha: "an {SSHA} (salted SHA-1) hash"
    case .des: "a DES crypt hash"
    case .md5crypt: "a $1$ (MD5 crypt) hash"
    case .sha256crypt: "a $5$ (SHA-256 crypt) hash"
    case .sha512crypt: "a $6$ (SHA-512 crypt) hash"
    case .yescrypt: "a $y$ (yescrypt) hash"
    case .gostYescrypt: "a $gy$ (gost-yescrypt) hash"
    case .scrypt: "a $7$ (scrypt) hash"
    case .argon2: "an argon2 hash"
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
  /// The letter behind `$2`.
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
  /// - Returns: nil where no password can match it.
  public init?(_ field: Span<UInt8>) {
    guard field.count == 60, field.hasPrefix("$2"), let variant = Variant(rawValue: field[2]),
      field[3] == Ascii.dollar, field[6] == Ascii.dollar,
      (Ascii.zero...Ascii.nine).contains(field[4]), (Ascii.zero...Ascii.nine).contains(field[5]),
      let cost = Cost(Int(field[4] - Ascii.zero) * 10 + Int(field[5] - Ascii.zero)),
      field.isCryptAlphabet(7..<60),
      ".Oeu".utf8.contains(field[28]), ".26CGKOSWaeimquy".utf8.contains(field[59])
    else { return nil }
    self.variant = variant
    self.cost = cost
  }
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

  /// Whether the bytes are all of `./0-9A-Za-z`, the alphabet of crypt(5).
  fileprivate func isCryptAlphabet(_ range: Range<Int>) -> Bool {
    for index in range {
      switch self[index] {
      case 0x2E...0x39, 0x41...0x5A, 0x61...0x7A: break
      default: return false
      }
    }
    return true
  }
}
