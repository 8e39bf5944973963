internal import Kernel

/// A word of a Dockerfile, with quotes taken off and names replaced (BuildKit, `frontend/dockerfile/shell/lex.go`).
struct DockerfileWord {
  private let text: [UInt8]
  private let escape: UInt8
  private let lookup: (String) -> Variables.Value
  private var position = 0
  private var isKnown = true
  private var spelling = Variables.Spelling()
  private var budget: ExpansionBudget

  /// `${A:-${B:-c}}`; more is not read.
  private static let maximumDepth = 16

  /// - Parameters:
  ///   - lookup: what a name has.
  ///   - budget: what is left of it is written back.
  static func expand(
    _ text: [UInt8], escape: UInt8, _ budget: inout ExpansionBudget, _ lookup: (String) -> Variables.Value
  ) -> (bytes: [UInt8], isKnown: Bool, spelling: Variables.Spelling) {
    withoutActuallyEscaping(lookup) { lookup in
      var word = DockerfileWord(text: text, escape: escape, lookup: lookup, budget: budget)
      let bytes = word.part(until: nil, depth: 0)
      budget = word.budget
      return (bytes, word.isKnown, word.spelling)
    }
  }

  /// The words of a line, apart at blanks that no quote holds.
  static func split(_ text: [UInt8], escape: UInt8) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var start: Int?
    var quote: UInt8?
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte == escape, index + 1 < text.count {
        if start == nil { start = index }
        index += 2
        continue
      }
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == Ascii.space || byte == 0x09 {
        if let begin = start { words.append(begin..<index) }
        start = nil
      } else {
        if start == nil { start = index }
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { quote = byte }
      }
      index += 1
    }
    if let start { words.append(start..<text.count) }
    return words
  }

  private init(
    text: [UInt8], escape: UInt8, lookup: @escaping (String) -> Variables.Value, budget: ExpansionBudget
  ) {
    (self.text, self.escape, self.lookup, self.budget) = (text, escape, lookup, budget)
  }

  private var current: UInt8? { position < text.count ? text[position] : nil }

  private mutating func part(until end: UInt8?, depth: Int) -> [UInt8] {
    var part: [UInt8] = []
    while let byte = current {
      if byte == end {
        position += 1
        return part
      }
      switch byte {
      case UInt8(ascii: "'"): quoted(&part)
      case UInt8(ascii: "\""): doubleQuoted(&part, depth)
      case Ascii.dollar: part += dollar(depth)
      case escape:
        position += 1
        if let next = current {
          part.append(next)
          position += 1
        } else {
          part.append(escape)
        }
      default:
        part.append(byte)
        position += 1
      }
    }
    if end != nil { isKnown = false }
    return part
  }

  private mutating func quoted(_ part: inout [UInt8]) {
    spelling.wasQuoted = true
    position += 1
    while let byte = current, byte != UInt8(ascii: "'") {
      part.append(byte)
      position += 1
    }
    if current == nil { isKnown = false }
    position += 1
  }

  private mutating func doubleQuoted(_ part: inout [UInt8], _ depth: Int) {
    spelling.wasQuoted = true
    position += 1
    while let byte = current, byte != UInt8(ascii: "\"") {
      if byte == Ascii.dollar {
        part += dollar(depth)
        continue
      }
      position += 1
      if byte == escape, let next = current {
        if next != UInt8(ascii: "\""), next != Ascii.dollar, next != escape { part.append(byte) }
        part.append(next)
        position += 1
      } else {
        part.append(byte)
      }
    }
    if current == nil { isKnown = false }
    position += 1
  }

  /// Digits, one special character, or letters, digits and `_`.
  private mutating func name() -> String {
    let start = position
    if let first = current, (Ascii.zero...Ascii.nine).contains(first) {
      while let byte = current, (Ascii.zero...Ascii.nine).contains(byte) { position += 1 }
    } else if let first = current, "@*#?-$!".utf8.contains(first) {
      position += 1
    } else {
      while let byte = current, byte.isInName { position += 1 }
    }
    return String(decoding: text[start..<position], as: UTF8.self)
  }

  private mutating func dollar(_ depth: Int) -> [UInt8] {
    position += 1
    guard current == UInt8(ascii: "{") else {
      let name = name()
      return name.isEmpty ? [Ascii.dollar] : value(of: name, lookup(name))
    }
    position += 1
    let name = name()
    guard let mark = current, !name.isEmpty, depth < Self.maximumDepth else {
      isKnown = false
      return []
    }
    position += 1
    if mark == UInt8(ascii: "}") { return value(of: name, lookup(name)) }
    let countsEmpty = mark == Ascii.colon
    let action = countsEmpty ? current : mark
    if countsEmpty { position += 1 }
    let (wasKnown, missing) = (isKnown, spelling.missing)
    let other = part(until: UInt8(ascii: "}"), depth: depth + 1)
    var value = lookup(name)
    if countsEmpty, value == .known([]) { value = .unset }
    spelling.wasExpanded = true
    let isClosed = position <= text.count && position > 0 && text[position - 1] == UInt8(ascii: "}")
    switch (action, value) {
    case (_, .unknown): isKnown = false
    case (Ascii.hyphen, .unset), (UInt8(ascii: "+"), .known): return other
    case (Ascii.hyphen, .known(let bytes)), (UInt8(ascii: "?"), .known(let bytes)):
      // A default that is not used has no missing names.
      spelling.missing = missing
      isKnown = wasKnown && isClosed
      return affordable(bytes)
    case (UInt8(ascii: "+"), .unset):
      spelling.missing = missing
      isKnown = wasKnown && isClosed
    default: isKnown = false
    }
    return []
  }

  private mutating func value(of name: String, _ value: Variables.Value) -> [UInt8] {
    spelling.wasExpanded = true
    switch value {
    case .known(let bytes): return affordable(bytes)
    case .unset:
      if spelling.missing.count < 10 { spelling.missing.append(String(name.prefix(100))) }
    case .unknown: isKnown = false
    }
    return []
  }

  private mutating func affordable(_ bytes: [UInt8]) -> [UInt8] {
    guard budget.spend(bytes.count) else {
      isKnown = false
      return []
    }
    return bytes
  }
}
