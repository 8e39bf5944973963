internal import Kernel

/// The one reason why a hash field is what it is: a hash of some format, a damaged one, or none. It follows from the field's
/// bytes alone, and the same for every command.
public enum HashDiagnosis: Sendable, Equatable {
  /// A hash with all its parts.
  case whole(HashFormat)
  /// 13 characters that can be a DES hash, and a word as well.
  case desOrText
  /// A hash of this format before something happened to it.
  case damaged(HashFormat, Damage)
  /// The hexadecimal digits of a sum without salt: md5sum(1) and the like.
  case sum(Sum)
  case empty
  /// A mark that locks the account, as `!` and `*` do in shadow(5).
  case lock
  /// `*0` or `*1`, which crypt(3) returns if it fails.
  case failure
  /// Nothing that is known; it may be a password in plain text, and is never shown.
  case text

  /// Damage to a hash.
  public enum Damage: Sendable, Equatable {
    case spaceBefore, spaceAfter, spaceInside
    /// A control character, a byte order mark or one without width.
    case invisibleCharacter
    case quoted
    /// `$$`, as compose needs it, or `\$`.
    case escapedDollar
    /// A shell or compose replaced `$name` by nothing.
    case replacedDollar
    /// {SHA} and the digits of sha1sum(1) in place of base64.
    case hexadecimal
    /// {SHA} and the base64 in braces.
    case braces
    /// {sha}.
    case lowerCaseTag
    /// In characters.
    case cutShort(count: Int, whole: Int)
    case textBefore
    case moreText
    /// `apr1$` for `$apr1$`.
    case dollarMissing
    /// `$2y$5$` for `$2y$05$`.
    case costOfOneDigit
    /// A character, a cost or a length that the format does not have.
    case malformed
  }

  public enum Sum: String, Sendable {
    case md5 = "MD5"
    case sha1 = "SHA-1"
    case sha256 = "SHA-256"
    case sha512 = "SHA-512"

    /// - Parameter digits: how many hexadecimal digits it has.
    fileprivate init?(digits: Int) {
      switch digits {
      case 32: self = .md5
      case 40: self = .sha1
      case 64: self = .sha256
      case 128: self = .sha512
      default: return nil
      }
    }

    fileprivate var digits: Int {
      switch self {
      case .md5: 32
      case .sha1: 40
      case .sha256: 64
      case .sha512: 128
      }
    }
  }

  /// - Parameter field: the hash field of an entry, white space and all.
  public init(_ field: Span<UInt8>) { self = Self.diagnosed(field).diagnosis }

  /// The field as it was before something happened to it; nil if nothing did, or if it cannot be undone.
  package static func repaired(_ field: Span<UInt8>) -> [UInt8]? { diagnosed(field).whole }

  /// A diagnosis, and the whole hash if only something has to be taken out of the field or written in another way.
  private typealias Diagnosed = (diagnosis: HashDiagnosis, whole: [UInt8]?)

  private static func diagnosed(_ field: Span<UInt8>) -> Diagnosed {
    if let sound = sound(field) { return (sound, nil) }
    let found = repairable(field) ?? damageOfSHA(field) ?? broken(field)
    // Who wrote it may have meant that nobody gets in.
    if case .damaged(_, .moreText) = found.diagnosis, let whole = found.whole, whole.count <= field.count,
      isLock(field.extracting(whole.count...))
    {
      return (found.diagnosis, nil)
    }
    return found
  }

  /// Whether text after a hash is a mark that locks the account, as `!` and `*` do in shadow(5).
  package static func isLock(_ text: Span<UInt8>) -> Bool {
    let word = text.array.drop { $0 <= Ascii.space || $0 == Ascii.colon }
    if word.contains(where: { $0 == UInt8(ascii: "!") || $0 == UInt8(ascii: "*") }) { return true }
    let small = word.map { $0 | 0x20 }
    return ["lock", "disable", "expire", "suspend", "inactive"].contains { small.starts(with: $0.utf8) }
  }

  /// A field that nothing happened to.
  private static func sound(_ field: Span<UInt8>) -> HashDiagnosis? {
    let format = HashFormat(field)
    switch format {
    case .empty: return .empty
    case .argon2: return .whole(.argon2)
    case .des: return format.isComplete(field) ? .desOrText : nil
    default: return format.isComplete(field) ? .whole(format) : nil
    }
  }

  /// A field that is a hash without doubt, and was damaged in this way.
  private static func damaged(_ whole: some Sequence<UInt8>, _ damage: Damage) -> Diagnosed? {
    let whole = Array(whole)
    guard case .whole(let format) = sound(whole.span), format != .plain else { return nil }
    return (.damaged(format, damage), whole)
  }

  /// A field that is a hash again once something is taken out of it.
  private static func repairable(_ field: Span<UInt8>) -> Diagnosed? {
    // Longer than any hash, with some room: what is longer is not looked at so closely.
    guard field.count <= 512 else { return nil }
    let stripped = WhiteSpace.strip(field)
    var (start, end) = (stripped.lowerBound, stripped.upperBound)
    while start < end, field[start].isBlank { start += 1 }
    while start < end, field[end - 1].isBlank { end -= 1 }
    if start == end { return (.empty, nil) }
    guard field.hasMarkOfHash else { return nil }
    if let visible = field.withoutInvisible, let found = damaged(visible, .invisibleCharacter) {
      return found
    }
    let core = field.extracting(start..<end).array
    if core.count < field.count, let found = damaged(core, start > 0 ? .spaceBefore : .spaceAfter) {
      return found
    }
    // The text after a blank may be a remark.
    if let blank = core.firstIndex(where: \.isBlank) {
      if let found = damaged(core[..<blank], .moreText) { return found }
      if let found = damaged(core.filter { !$0.isBlank }, .spaceInside) { return found }
    }
    let quotes: [UInt8] = [0x22, 0x27, 0x60]
    if let first = core.first, let last = core.last, quotes.contains(first) || quotes.contains(last) {
      let bare = core.dropFirst(quotes.contains(first) ? 1 : 0).dropLast(quotes.contains(last) ? 1 : 0)
      if let found = damaged(bare, .quoted) { return found }
    }
    if let found = damaged(core.withoutEscapes, .escapedDollar) { return found }
    let ends: [UInt8] = [0x2C, 0x3B]
    if let last = core.last, ends.contains(last), let found = damaged(core.dropLast(), .moreText) {
      return found
    }
    if let found = damaged([Ascii.dollar] + core, .dollarMissing) { return found }
    if core.count == 59, core[5] == Ascii.dollar,
      let found = damaged(core[..<4] + [Ascii.zero] + core[4...], .costOfOneDigit)
    {
      return found
    }
    // The text before it may lock the account, as `!` does in shadow(5), and is not taken away.
    let starts: [UInt8] = [Ascii.dollar, 0x7B]
    if let start = core.dropFirst().firstIndex(where: starts.contains),
      let found = damaged(core[start...], .textBefore)
    {
      return (found.diagnosis, nil)
    }
    return nil
  }

  /// A field from which no hash can be made again, but for what follows it.
  private static func broken(_ field: Span<UInt8>) -> Diagnosed {
    if let sum = Sum(digits: field.count), field.isHexadecimal { return (.sum(sum), nil) }
    let format = HashFormat(field)
    switch format {
    case .malformedBcrypt:
      if field.count > 60, let found = damaged(field.extracting(0..<60).array, .moreText) { return found }
      return (
        .damaged(format, field.count < 60 ? .cutShort(count: field.count, whole: 60) : .malformed), nil
      )
    case .empty: return (.empty, nil)
    case .des, .unknown: break
    default:
      guard let whole = format.wholeCount(field), field.count != whole else {
        return (.damaged(format, .malformed), nil)
      }
      if field.count < whole { return (.damaged(format, .cutShort(count: field.count, whole: whole)), nil) }
      return damaged(field.extracting(0..<whole).array, .moreText) ?? (.damaged(format, .malformed), nil)
    }
    return ShellExpansion.isLikely(field) || ShellExpansion.isRemainder(field)
      ? (.damaged(.unknown, .replacedDollar), nil) : (mark(field), nil)
  }

  /// A field that is a word of shadow(5) or of crypt(3), or else a text.
  private static func mark(_ field: Span<UInt8>) -> HashDiagnosis {
    guard field.count <= 16 else { return .text }
    let word = field.extracting(WhiteSpace.strip(field)).array
    if word.elementsEqual("*0".utf8) || word.elementsEqual("*1".utf8) { return .failure }
    let marks = Array("!*".utf8)
    let isMark =
      word.allSatisfy(marks.contains)
      || word.count > 2 && word.first == marks[1] && word.last == marks[1]
        && word.dropFirst().dropLast().allSatisfy { 0x41...0x5A ~= $0 }
    return isMark ? .lock : .text
  }

  private static func damageOfSHA(_ field: Span<UInt8>) -> Diagnosed? {
    guard field.count > 5 else { return nil }
    let tag = Array("{SHA}".utf8)
    guard field.extracting(0..<5).array.map({ (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }) == tag else {
      return nil
    }
    let rest = field.extracting(5..<field.count)
    if rest.count == 40, rest.isHexadecimal { return damaged(tag + rest.bytesOfDigits.base64, .hexadecimal) }
    if rest.count > 2, rest[0] == 0x7B, rest[rest.count - 1] == 0x7D {
      if let found = damaged(tag + rest.extracting(1..<rest.count - 1).array, .braces) { return found }
    }
    if let found = damaged(tag + rest.array, .lowerCaseTag) { return found }
    if field.count < HashFormat.shaCount {
      return (.damaged(.sha, .cutShort(count: field.count, whole: HashFormat.shaCount)), nil)
    }
    return damaged(tag + field.extracting(5..<HashFormat.shaCount).array, .moreText)
      ?? (.damaged(.sha, .malformed), nil)
  }
}

extension HashDiagnosis: CustomStringConvertible {
  /// Words that fit after "bob's hash is": `apr1 (MD5)`, `damaged: a space before it`. They show nothing of the field.
  public var description: String {
    switch self {
    case .whole(let format): format.title
    case .desOrText: "DES crypt, or a password in plain text"
    case .damaged(_, let damage): "damaged: \(damage)"
    case .sum(let sum):
      "an unsalted \(sum.rawValue) sum, which no server accepts"
    case .empty: "empty"
    case .lock: "a lock (! or *)"
    case .failure: "a failure of crypt(3) (*0, *1)"
    case .text: "not a hash (a plain-text password?)"
    }
  }

  /// A sentence about the entry of a user: `bob's hash is apr1 (MD5)`.
  ///
  /// - Parameter name: the user's name, as it may be shown.
  package func sentence(of name: String) -> String {
    switch self {
    case .empty: "\(name) has no hash"
    case .text: "\(name)'s entry is not a hash (a plain-text password?)"
    default: "\(name)'s hash is \(self)"
    }
  }

  /// The format of a hash that is whole but for something that can be undone, so that no new password is needed.
  package var repairableFormat: HashFormat? {
    guard case .damaged(let format, let damage) = self else { return nil }
    switch damage {
    case .replacedDollar, .cutShort, .textBefore, .malformed: return nil
    default: return format
    }
  }

  /// Whether the format alone decides: nothing happened to the field.
  package var isWhole: Bool {
    switch self {
    case .whole, .desOrText: true
    default: false
    }
  }
}

extension HashDiagnosis.Damage: CustomStringConvertible {
  public var description: String {
    switch self {
    case .spaceBefore: "a space before it"
    case .spaceAfter: "a space after it"
    case .spaceInside: "a space inside it"
    case .invisibleCharacter: "an invisible character in it"
    case .quoted: "a quote around it"
    case .escapedDollar: "its $ are escaped ($$ or \\$)"
    case .replacedDollar: "its $ were replaced (shell?)"
    case .hexadecimal: "hexadecimal, not base64"
    case .braces: "braces around the base64"
    case .lowerCaseTag: "{SHA} must be in capitals"
    case .cutShort(let count, let whole): "cut short, \(count) of \(whole) bytes"
    case .textBefore: "more text before it"
    case .moreText: "more text after it"
    case .dollarMissing: "its first $ is missing"
    case .costOfOneDigit: "a cost of one digit (05, not 5)"
    case .malformed: "a wrong cost or character"
    }
  }
}

extension HashFormat {
  /// How long a field is that begins like this one and has its whole digest, in bytes; nil if that varies.
  fileprivate func wholeCount(_ field: Span<UInt8>) -> Int? {
    let digest: Int
    switch self {
    case .apr1, .md5crypt: digest = 22
    case .sha512crypt: digest = 86
    case .sha256crypt: digest = 43
    default: return nil
    }
    // `$id$salt$` or `$id$rounds=N$salt$`.
    var dollars = 0
    var wanted = 3
    for index in field.indices where field[index] == Ascii.dollar {
      dollars += 1
      if dollars == 2, field.extracting((index + 1)...).hasPrefix("rounds=") { wanted = 4 }
      if dollars == wanted { return index + 1 + digest }
    }
    // Cut before the digest began: eight characters of salt are usual.
    return max(field.count + 1, field.count + 1 + digest)
  }
}

extension UInt8 {
  /// Whether it is white space of ASCII, or a control character.
  fileprivate var isBlank: Bool { self <= Ascii.space }
}

extension Span<UInt8> {
  /// Whether it has a byte that every hash but those of DES has: `$`, the brace of a tag, or the `_` that BSDi begins its 20
  /// characters with. Most of what is looked at are words of other files.
  fileprivate var hasMarkOfHash: Bool {
    var beginsWord = count < 40
    for index in indices {
      switch self[index] {
      case Ascii.dollar, 0x7B: return true
      case UInt8(ascii: "_") where beginsWord: return true
      case let byte: if byte.isWordCharacter { beginsWord = false }
      }
    }
    return false
  }

  /// Without control characters that are no white space, byte order marks and characters without width; nil if it has
  /// none of them.
  fileprivate var withoutInvisible: [UInt8]? {
    var result: [UInt8] = []
    var index = 0
    while index < count {
      let byte = self[index]
      let isWide =
        byte >= 0xE2 && index + 2 < count
        && Self.withoutWidth.contains([byte, self[index + 1], self[index + 2]])
      if !isWide, byte >= Ascii.space && byte != 0x7F || (0x09...0x0D).contains(byte) { result.append(byte) }
      index += isWide ? 3 : 1
    }
    return result.count < count ? result : nil
  }

  /// U+FEFF, U+200B, U+200C, U+200D and U+2060.
  private static var withoutWidth: [[UInt8]] {
    [ByteOrderMark.utf8] + [0x8B, 0x8C, 0x8D].map { [0xE2, 0x80, $0] } + [[0xE2, 0x81, 0xA0]]
  }

  fileprivate var isHexadecimal: Bool {
    for index in indices where !self[index].isHexadecimalDigit { return false }
    return true
  }
}

extension Span<UInt8> {
  /// The bytes of which these are the hexadecimal digits, an even number.
  fileprivate var bytesOfDigits: [UInt8] {
    func value(_ digit: UInt8) -> UInt8 { digit <= Ascii.nine ? digit - Ascii.zero : digit & 0x0F + 9 }
    return stride(from: 0, to: count, by: 2).map { value(self[$0]) << 4 | value(self[$0 + 1]) }
  }
}

extension [UInt8] {
  /// With a single dollar for `$$` and `\$`.
  fileprivate var withoutEscapes: [UInt8] {
    var result: [UInt8] = []
    for byte in self {
      if byte == Ascii.dollar, let last = result.last, last == Ascii.dollar || last == Ascii.backslash {
        result[result.count - 1] = byte
      } else {
        result.append(byte)
      }
    }
    return result
  }
}
