extension [UInt8] {
  /// Text for a message or a report: lossy UTF-8, in which control characters (C0, DEL, C1), line and paragraph
  /// separators, the characters that turn the writing direction and those that cannot be seen are escaped, so that no
  /// name can move the cursor, forge a line or hide a part of itself.
  package var printable: String {
    let text = String(decoding: self, as: UTF8.self)
    if isPlain || text.unicodeScalars.allSatisfy(\.isPrintable) { return text }
    return text.unicodeScalars.reduce(into: "") { result, scalar in
      if scalar.isPrintable { result.unicodeScalars.append(scalar) } else { result += scalar.escaped }
    }
  }
}

extension [UInt8] {
  /// Whether it is ASCII without control characters.
  package var isPlain: Bool { allSatisfy { 0x20...0x7E ~= $0 } }
}

extension Unicode.Scalar {
  /// Whether nothing is to be seen of it, though it is not a space: what Unicode calls default-ignorable (Unicode Standard
  /// Annex 44: joiners, variation selectors, Hangul fillers), and the braille pattern without dots.
  package var isInvisible: Bool {
    guard value >= 0x80, !isInLetters else { return false }
    return properties.isDefaultIgnorableCodePoint || value == 0x2800
  }

  fileprivate var isPrintable: Bool {
    if isInLetters { return true }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: return false
    default: return !isInvisible
    }
  }

  /// Whether it is in ASCII or a block of letters of Europe or East Asia where all can be seen: most are, and need no look at
  /// the tables.
  private var isInLetters: Bool {
    switch value {
    case 0x20...0x7E, 0xA1...0xAC, 0xAE..<0x34F, 0x350..<0x600, 0x3041...0x3096, 0x30A1...0x30FA,
      0x4E00...0x9FFF, 0xAC00...0xD7A3:
      true
    default: false
    }
  }

  fileprivate var escaped: String { "\\u{" + String(value, radix: 16) + "}" }
}
