/// What may be shown of a hash field, and of a line.
package enum Redaction {
  /// `$2y$10$…`, `{SHA}…`; of a field whose format is not known, nothing: it may be a password.
  package static func field(_ field: [UInt8]) -> String {
    switch HashFormat(field.span) {
    case .bcrypt, .malformedBcrypt:
      // Up to the third dollar, where there is one early on.
      let dollars = field.prefix(8).indices.filter { field[$0] == Ascii.dollar }
      return dollars.count == 3 ? field[...dollars[2]].map { $0 }.printable + "…" : "$2…"
    case .empty: return ""
    case .apr1: return "$apr1$…"
    case .sha, .ssha, .plain, .nt, .sunMD5, .sha1crypt, .md5crypt, .sha256crypt, .sha512crypt, .yescrypt,
      .gostYescrypt, .scrypt:
      return HashFormat(field.span).name + "…"
    case .argon2: return "$argon2…"
    case .des, .bsdi, .unknown: return "…"
    }
  }

  /// A line with its ending: an entry with its hash redacted, of anything else the length alone.
  package static func line(_ line: [UInt8]) -> String {
    var content = line
    while let last = content.last, last == Ascii.lineFeed || last == Ascii.carriageReturn {
      content.removeLast()
    }
    let ending = line[content.count...] == [Ascii.lineFeed] ? "" : Array(line[content.count...]).printable
    let mark = line.count == content.count ? " (no line feed)" : ending
    guard let entry = Entry(content.span), entry.rest.isEmpty, !entry.user.isEmpty, !entry.hash.isEmpty,
      LineFault(content.span.extracting((content.starts(with: Utf8.mark) ? Utf8.mark.count : 0)...)) != .quotedLine
    else { return content.isEmpty ? mark : "(\(content.count) bytes, not shown)\(mark)" }
    let spaces = (
      Array(content[..<entry.user.lowerBound]).printable, Array(content[entry.hash.upperBound...]).printable
    )
    return spaces.0 + user(Array(content[entry.user])) + ":" + field(Array(content[entry.hash])) + spaces.1
      + mark
  }

  /// A line of a file of tokens: its length, and how it ends.
  package static func secretLine(_ line: [UInt8]) -> String {
    let ending = line.drop { $0 != Ascii.lineFeed && $0 != Ascii.carriageReturn }
    let mark =
      ending.isEmpty
      ? " (no line feed)" : ending.elementsEqual([Ascii.lineFeed]) ? "" : Array(ending).printable
    return "(\(line.count - ending.count) bytes, not shown)\(mark)"
  }

  /// A name for messages; `…` in place of a whole hash, as it stands where user and hash changed places.
  package static func user(_ user: [UInt8]) -> String {
    guard let start = hashStart(user) else { return user.printable }
    return Array(user[..<start]).printable + hidden(Array(user[start...]))
  }

  /// A name for JSON: lossy UTF-8, redacted the same way.
  package static func name(_ user: [UInt8]) -> String {
    guard let start = hashStart(user) else { return String(decoding: user, as: UTF8.self) }
    return String(decoding: user[..<start], as: UTF8.self) + hidden(Array(user[start...]))
  }

  /// A hash in a name's place; of one that is damaged beyond its format the first two characters.
  private static func hidden(_ hash: [UInt8]) -> String {
    if case .unknown = HashFormat(hash.span) { return hash.prefix(2).map { $0 }.printable + "…" }
    return field(hash)
  }

  /// Where a name holds what some password could match, or could have before it was damaged: quotes or a byte order
  /// mark may stand before it.
  static func hashStart(_ text: [UInt8]) -> Int? {
    text.indices.first { start in
      guard text[start] == Ascii.dollar || text[start] == 0x7B else { return false }
      switch HashFormat(text.span.extracting(start...)) {
      // As long as bcrypt, and it ends as a digest does.
      case .unknown:
        return text[start] == Ascii.dollar && text.count - start >= 50
          && text.span.isCryptAlphabet(text.count - 31..<text.count)
      case .empty, .des: return false
      case .plain: return true
      default: return text.count - start >= 30
      }
    }
  }
}
