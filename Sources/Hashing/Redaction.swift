internal import Kernel

/// The part of a hash field, and of a name that may be one, that may be shown.
package enum Redaction {
  /// `$2y$10$…`, `{SHA}…`; of a field whose format is not known, nothing: it may be a password.
  package static func field(_ field: [UInt8]) -> String {
    switch HashFormat(field.span) {
    case .bcrypt, .malformedBcrypt:
      return field.prefix(7).hasVariantAndCost ? field.prefix(7).map { $0 }.printable + "…" : "$2…"
    case .empty: return ""
    case .apr1: return "$apr1$…"
    case .sha, .ssha, .plain, .nt, .sunMD5, .sha1crypt, .md5crypt, .sha256crypt, .sha512crypt, .yescrypt,
      .gostYescrypt, .scrypt:
      return HashFormat(field.span).name + "…"
    case .argon2: return "$argon2…"
    case .des, .bsdi, .unknown: return "…"
    }
  }

  /// A name for messages; `…` in place of a whole hash, for entries whose user and hash are swapped.
  package static func user(_ user: [UInt8]) -> String {
    guard let start = hashStart(user) else { return user.printable }
    return Array(user[..<start]).printable + hidden(Array(user[start...]))
  }

  /// Whether `user` gives these bytes as they are: short, without control characters, and nothing in them begins a hash.
  package static func isShownWhole(_ user: Span<UInt8>) -> Bool {
    if user.count > 20 { return false }
    for index in user.indices {
      let byte = user[index]
      guard 0x20...0x7E ~= byte, byte != Ascii.dollar, byte != 0x7B else { return false }
    }
    return true
  }

  /// A name for JSON: lossy UTF-8, redacted the same way.
  package static func name(_ user: [UInt8]) -> String {
    guard let start = hashStart(user) else { return String(decoding: user, as: UTF8.self) }
    return String(decoding: user[..<start], as: UTF8.self) + hidden(Array(user[start...]))
  }

  /// A name for messages, of no more than 60 characters.
  package static func shortUser(_ user: [UInt8]) -> String {
    if user.count <= 20, user.isPlain { return String(decoding: user, as: UTF8.self) }
    let scalars = Self.user(user).unicodeScalars
    return scalars.count <= 60 ? String(scalars) : String(scalars.prefix(59)) + "…"
  }

  /// A hash in a name's place; of one that is damaged beyond its format the first two characters.
  private static func hidden(_ hash: [UInt8]) -> String {
    if case .unknown = HashFormat(hash.span) { return hash.prefix(2).map { $0 }.printable + "…" }
    return field(hash)
  }

  /// Where a name holds what some password could match, or could have before it was damaged: quotes or a byte order
  /// mark may precede it.
  package static func hashStart(_ text: [UInt8]) -> Int? {
    let known = text.indices.first { start in
      guard text[start] == Ascii.dollar || text[start] == 0x7B else { return false }
      switch HashFormat(text.span.extracting(start...)) {
      case .empty, .des, .unknown: return false
      case .plain: return true
      default: return text.count - start >= 30
      }
    }
    return known ?? damagedHashStart(text)
  }

  /// The place of the first dollar, `%24` in a URL, of what ends as hashes do: 20 characters or more after a dollar,
  /// or 31 after two.
  private static func damagedHashStart(_ text: [UInt8]) -> Int? {
    if text.count <= 20 { return nil }
    var dollars: [Int] = []
    var run = 0
    var place = 0
    while place < text.count {
      let isDollar = text[place] == Ascii.dollar
      if isDollar || text[place...].starts(with: "%24".utf8) {
        dollars.append(place)
        (run, place) = (0, place + (isDollar ? 1 : 3))
        continue
      }
      run = text.span.isCryptAlphabet(place..<place + 1) ? run + 1 : 0
      place += 1
      let isBehind = run == 20 && text[..<(place - run)].endsInDollar
      if isBehind || run == 31 && dollars.count > 1 { return dollars.first }
    }
    return nil
  }
}

extension ArraySlice<UInt8> {
  fileprivate var endsInDollar: Bool { last == Ascii.dollar || suffix(3).elementsEqual("%24".utf8) }

  /// Whether it is `$2`, a letter, and a cost between dollars.
  fileprivate var hasVariantAndCost: Bool {
    guard count == 7, starts(with: "$2".utf8) else { return false }
    let (letter, cost) = (self[startIndex + 2] | 0x20, self[startIndex + 4..<startIndex + 6])
    return (0x61...0x7A).contains(letter) && self[startIndex + 3] == Ascii.dollar && last == Ascii.dollar
      && cost.allSatisfy { (Ascii.zero...Ascii.nine).contains($0) }
  }
}
