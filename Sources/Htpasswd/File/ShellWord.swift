extension [UInt8] {
  /// How a POSIX shell is given these bytes as one word, for commands in hints: bare where nothing in it means
  /// anything to a shell, else in single quotes, or by printf(1) where they cannot be shown. (A shell takes off the
  /// line feeds that printf's output ends in.)
  package var shellWord: String {
    let text = printable
    guard text.utf8.elementsEqual(self) else { return printed }
    let isBare =
      !text.isEmpty
      && text.unicodeScalars.allSatisfy { scalar in
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
          || "-_./@+,:%=".unicodeScalars.contains(scalar)
      }
    return isBare
      ? text
      : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  /// What is no plain ASCII in octal; so is what means something to printf(1), or in its quotes.
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

extension FilePath {
  /// The same of a file that is no option.
  package var shellWord: String {
    (bytes.first == Ascii.hyphen && bytes.count > 1 ? Array("./".utf8) + bytes : bytes).shellWord
  }
}
