internal import Kernel

/// A field of DES crypt as musl reads it (`crypt_des.c`): any two bytes of salt but NUL, line feed and colon, and eleven
/// characters of digest.
struct DESField {
  private let salt: (UInt8, UInt8)

  /// - Returns: nil for a field that musl gives to another format, and for one that no password can match.
  init?(_ field: Span<UInt8>) {
    guard field.count == 13, field.isCryptAlphabet(2..<13), HashFormat.endsDES(field[12]),
      !Self.isUnsafe(field[0]), !Self.isUnsafe(field[1]), field[0] != 0x5F
    else { return nil }
    if field[0] == Ascii.dollar {
      // `$1$`, `$5$`, `$6$` and `$2a$` are of other formats.
      switch field[1] {
      case 0x31, 0x35, 0x36: if field[2] == Ascii.dollar { return nil }
      case 0x32: if field[3] == Ascii.dollar { return nil }
      default: break
      }
    }
    salt = (field[0], field[1])
  }

  private static func isUnsafe(_ byte: UInt8) -> Bool {
    byte == Ascii.nul || byte == Ascii.lineFeed || byte == Ascii.colon
  }

  /// The field with a salt of crypt(5)'s alphabet that has the same bits.
  func canonical(_ field: [UInt8]) -> [UInt8] {
    [Self.canonical(salt.0), Self.canonical(salt.1)] + field.dropFirst(2)
  }

  /// musl's `ascii_to_bin`, and back.
  private static func canonical(_ byte: UInt8) -> UInt8 {
    let signed = Int(Int8(bitPattern: byte))
    let value =
      (signed >= 0x61 ? signed - (0x61 - 38) : signed >= 0x41 ? signed - (0x41 - 12) : signed - 0x2E) & 0x3F
    return UInt8(value < 12 ? 0x2E + value : value < 38 ? 0x41 + value - 12 : 0x61 + value - 38)
  }
}
