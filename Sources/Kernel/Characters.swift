/// Classes of ASCII. Inlined, since some are asked about every byte of a large file.
extension UInt8 {
  /// Whether it is a decimal digit.
  @inlinable package var isDigit: Bool { 0x30...0x39 ~= self }

  /// Whether it is a letter of ASCII.
  @inlinable package var isLetter: Bool { 0x61...0x7A ~= self | 0x20 }

  /// Whether it is a letter or a digit of ASCII.
  @inlinable package var isAlphanumeric: Bool { isDigit || isLetter }

  /// Whether it is a letter, a digit or `_`.
  @inlinable package var isWordCharacter: Bool { isAlphanumeric || self == 0x5F }

  /// Whether it is a hexadecimal digit, in upper or lower case.
  @inlinable package var isHexadecimalDigit: Bool { isDigit || 0x61...0x66 ~= self | 0x20 }

  /// Whether it is `"` or `'`.
  @inlinable package var isQuote: Bool { self == 0x22 || self == 0x27 }

  /// Two hexadecimal digits, in lower case.
  package var hexadecimal: String { UInt32(self).hexadecimal(2) }
}

extension UInt32 {
  /// Hexadecimal digits in lower case, with zeros before them up to a count.
  package func hexadecimal(_ count: Int) -> String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: Swift.max(0, count - digits.utf8.count)) + digits
  }
}
