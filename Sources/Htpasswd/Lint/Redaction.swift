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
      LineFault(content.span, entry) != .quotedLine
    else { return content.isEmpty ? mark : "(\(content.count) bytes, not shown)\(mark)" }
    let spaces = (
      Array(content[..<entry.user.lowerBound]).printable, Array(content[entry.hash.upperBound...]).printable
    )
    return spaces.0 + user(Array(content[entry.user])) + ":" + field(Array(content[entry.hash])) + spaces.1
      + mark
  }

  /// A name for messages; `…` in place of a whole hash, as it stands where user and hash changed places.
  package static func user(_ user: [UInt8]) -> String { isHash(user) ? field(user) : user.printable }

  /// A name for JSON: lossy UTF-8, redacted the same way.
  package static func name(_ user: [UInt8]) -> String {
    isHash(user) ? field(user) : String(decoding: user, as: UTF8.self)
  }

  /// Whether some password could match it, or would have before it was damaged.
  private static func isHash(_ text: [UInt8]) -> Bool {
    switch HashFormat(text.span) {
    case .empty, .unknown, .des, .bsdi: false
    case .malformedBcrypt, .argon2: text.count >= 40
    case .plain: true
    case let format: format.isComplete(text.span)
    }
  }
}
