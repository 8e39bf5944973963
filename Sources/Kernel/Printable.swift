extension [UInt8] {
  /// Text for a message or a report: lossy UTF-8, in which control characters (C0, DEL, C1), line and paragraph
  /// separators, the characters that turn the writing direction and those that cannot be seen are escaped, so that no
  /// name can move the cursor, forge a line or hide a part of itself.
  package var printable: String {
    if isPlain { return String(decoding: self, as: UTF8.self) }
    var text = ""
    for scalar in String(decoding: self, as: UTF8.self).unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: text += scalar.escaped
      default:
        if scalar.isInvisible { text += scalar.escaped } else { text.unicodeScalars.append(scalar) }
      }
    }
    return text
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
    guard value >= 0x80 else { return false }
    return properties.isDefaultIgnorableCodePoint || value == 0x2800
  }

  fileprivate var escaped: String { "\\u{" + String(value, radix: 16) + "}" }
}
