extension [UInt8] {
  /// How bash, dash, zsh and fish are given these bytes as one word, for commands in hints: bare if nothing in it
  /// means anything to a shell, else in single quotes, or by printf(1) if they cannot be shown, or the shells do not
  /// read the quotes alike. (A shell takes off the line feeds that printf's output ends in.)
  package var shellWord: String {
    let text = printable
    // Between single quotes fish takes a backslash for an escape; the others do not.
    guard text.utf8.elementsEqual(self), !contains(Ascii.backslash), !contains(UInt8(ascii: "'")) else {
      return printed
    }
    // zsh replaces =ls by a path.
    let isBare =
      !text.isEmpty && first != Ascii.equals
      && text.unicodeScalars.allSatisfy { scalar in
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
          || "-_./@+,:%=".unicodeScalars.contains(scalar)
      }
    return isBare ? text : "'\(text)'"
  }

  /// The bytes as printf(1) prints them: in octal unless they are plain ASCII without a meaning to it or its quotes.
  private var printed: String {
    var text = ""
    for (place, byte) in enumerated() {
      let isPlain = 0x20...0x7E ~= byte && !"\\%'".utf8.contains(byte) && (place > 0 || byte != Ascii.hyphen)
      let octal = String(byte, radix: 8)
      text +=
        isPlain ? String(Unicode.Scalar(byte)) : "\\" + String(repeating: "0", count: 3 - octal.count) + octal
    }
    return "\"$(printf '\(text)')\""
  }
}
