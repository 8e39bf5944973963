internal import Htpasswd

/// Text that may hold a secret, put together piece by piece, each escaped for its place. What is
/// put in quotes holds no control character: names that do are refused, tokens have none.
extension Secret {
  mutating func append(text: String) { append(Array(text.utf8).span) }

  /// One word of a POSIX shell.
  mutating func append(shellWord word: borrowing Secret) {
    let isBare = word.allSatisfy { byte in
      switch byte {
      case _ where byte.isAlphanumeric: true
      default: Array("-_./@+,:%=".utf8).contains(byte)
      }
    }
    if isBare, word.count > 0, word[0] != Ascii.equals { return append(word) }
    append(word, between: "'", replacing: { $0 == UInt8(ascii: "'") ? "'\\''" : nil })
  }

  /// A scalar of YAML, in single quotes, where only the quote means anything.
  ///
  /// - Parameter compose: the file is for docker compose, which replaces `$` before it reads the YAML's values.
  mutating func append(yaml value: borrowing Secret, compose: Bool = false) {
    append(value, between: "'") { byte in
      switch byte {
      case UInt8(ascii: "'"): "''"
      case Ascii.dollar where compose: "$$"
      default: nil
      }
    }
  }

  /// A parameter of nginx. A `$` begins a variable and cannot be escaped: `$dollar` has to be defined.
  mutating func append(nginx value: borrowing Secret) {
    append(value, between: "\"") { byte in
      switch byte {
      case UInt8(ascii: "\""): "\\\""
      case UInt8(ascii: "\\"): "\\\\"
      case Ascii.dollar: "${dollar}"
      default: nil
      }
    }
  }

  /// A regular expression that matches this text alone (PCRE, as nginx has it).
  mutating func append(pattern text: borrowing Secret) {
    append(text, between: "") { byte in
      switch byte {
      case _ where byte.isAlphanumeric: nil
      default: "\\x" + byte.hexadecimal
      }
    }
  }

  /// A word of a Caddyfile: a name in basic_auth. It must have no brace, which begins a placeholder, quoted or not.
  mutating func append(caddy word: borrowing Secret) {
    if word.isBareInConfigurations { return append(word) }
    if !word.contains(0x60) { return append(word, between: "`", replacing: { _ in nil }) }
    // A backslash escapes a double quote and nothing else.
    append(word, between: "\"", replacing: { $0 == UInt8(ascii: "\"") ? "\\\"" : nil })
  }

  /// A word of HAProxy's configuration. Single quotes take everything but themselves.
  mutating func append(haproxy word: borrowing Secret) {
    if word.isBareInConfigurations { return append(word) }
    append(word, between: "'", replacing: { $0 == UInt8(ascii: "'") ? "'\\''" : nil })
  }

  /// Whether it is the same in every configuration without quotes: ASCII letters, digits and some punctuation, of a hash too.
  private var isBareInConfigurations: Bool {
    count > 0
      && allSatisfy { byte in
        switch byte {
        case _ where byte.isAlphanumeric: true
        default: Array("$-_./@+=".utf8).contains(byte)
        }
      }
  }

  /// A field of the comma-separated value of docker's `--mount`.
  mutating func append(mountField field: borrowing Secret) {
    if !field.contains(UInt8(ascii: ",")) && !field.contains(UInt8(ascii: "\"")) { return append(field) }
    append(field, between: "\"", replacing: { $0 == UInt8(ascii: "\"") ? "\"\"" : nil })
  }

  private mutating func append(
    _ other: borrowing Secret, between quote: String, replacing: (UInt8) -> String?
  ) {
    append(text: quote)
    for index in 0..<other.count {
      if let replacement = replacing(other[index]) {
        append(text: replacement)
      } else {
        append([other[index]].span)
      }
    }
    append(text: quote)
  }

  private func allSatisfy(_ condition: (UInt8) -> Bool) -> Bool {
    for index in 0..<count where !condition(self[index]) { return false }
    return true
  }
}
