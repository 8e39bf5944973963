extension [UInt8] {
  /// How a POSIX shell is given these bytes as one word, for commands in hints: bare where nothing in it means
  /// anything to a shell, else in single quotes. What cannot be printed is escaped, and has to be typed.
  package var shellWord: String {
    let text = printable
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
}

extension FilePath {
  package var shellWord: String { bytes.shellWord }
}
