extension [UInt8] {
  /// Text for a message or a report: lossy UTF-8, in which control characters (C0, DEL, C1), line and paragraph
  /// separators and the characters that turn the writing direction are escaped, so that no name can move the
  /// cursor, forge a line or hide a part of itself.
  package var printable: String {
    if allSatisfy({ 0x20...0x7E ~= $0 }) { return String(decoding: self, as: UTF8.self) }
    var text = ""
    for scalar in String(decoding: self, as: UTF8.self).unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        text += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
