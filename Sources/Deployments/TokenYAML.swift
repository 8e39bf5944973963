internal import Kernel

/// The part of YAML 1.1 that files of tokens are written in: block and flow mappings and sequences, scalars of one
/// line. Read as PyYAML's `safe_load` does, which is what Chroma calls.
indirect enum TokenYAML {
  case scalar([UInt8], isPlain: Bool, line: Int)
  case sequence([TokenYAML], line: Int)
  case mapping([(key: [UInt8], value: TokenYAML)], line: Int)

  enum Fault: Error {
    /// PyYAML raises an error there.
    case broken(line: Int)
    /// Valid perhaps, but not in the part that is read here.
    case unsupported(line: Int)
  }

  /// How deep collections may be in one another: more is not followed. PyYAML gives up somewhere above 300, by the depth
  /// of Python's stack.
  static let depthLimit = 64

  init(_ lines: [[UInt8]]) throws(Fault) {
    var reader = try BlockReader(lines)
    self = try reader.document()
  }

  var line: Int {
    switch self {
    case .scalar(_, _, let line), .sequence(_, let line), .mapping(_, let line): line
    }
  }

  /// What stands under a key; of several, the last, as Python's dictionaries have it.
  subscript(key: String) -> TokenYAML? {
    guard case .mapping(let pairs, _) = self else { return nil }
    return pairs.last { $0.key == Array(key.utf8) }?.value
  }

  /// The same text for what is equal in Python, whatever lines it stands on.
  var canonical: [UInt8] {
    var text: [UInt8]
    switch self {
    case .scalar(let bytes, let isPlain, _):
      let scalar = isPlain ? PlainScalar(bytes) : nil
      text = [scalar == nil ? 0x01 : 0x00]
      text += scalar?.canonical(bytes) ?? bytes
    case .sequence(let items, _):
      text = [0x02]
      for item in items { text += item.canonical }
    case .mapping(let pairs, _):
      text = [0x03]
      for (key, value) in pairs {
        text += key + [0x04]
        text += value.canonical
      }
    }
    // No control character is in the file.
    return text + [0x05]
  }
}

/// A line that is being read: what is left of it, and where that stands.
private struct BlockLine {
  let number: Int
  var indent: Int
  var text: [UInt8]

  var isItem: Bool { text.first == Mark.dash && (text.count == 1 || text[1] == Ascii.space) }
}

private enum Mark {
  static let dash = UInt8(ascii: "-")
  static let comma = UInt8(ascii: ",")
  static let quote = UInt8(ascii: "\"")
  static let apostrophe = UInt8(ascii: "'")
  static let backslash = UInt8(ascii: "\\")
  static let tab: UInt8 = 0x09
}

private struct BlockReader {
  private var lines: [BlockLine] = []
  private var next = 0
  private var depth = 0

  init(_ lines: [[UInt8]]) throws(TokenYAML.Fault) {
    var hasBegun = false
    var hasEnded = false
    for (index, text) in lines.enumerated() {
      if text.span.hasOtherBreak { throw .unsupported(line: index + 1) }
      let indent = text.prefix { $0 == Ascii.space }.count
      let rest = Array(text[indent...])
      if Inline.isEnd(rest, at: 0) { continue }
      // One document, its marks alone on their lines.
      let isBegin = Self.isMark("---", text)
      let isEnd = Self.isMark("...", text)
      if isBegin || isEnd || hasEnded || text[0] == UInt8(ascii: "%") {
        guard Inline.isEnd(text, at: min(3, text.count)), isBegin && !hasBegun || isEnd else {
          throw .unsupported(line: index + 1)
        }
        hasBegun = true
        hasEnded = isEnd
        continue
      }
      hasBegun = true
      self.lines.append(BlockLine(number: index + 1, indent: indent, text: rest))
    }
  }

  private static func isMark(_ mark: String, _ text: [UInt8]) -> Bool {
    text.starts(with: mark.utf8) && (text.count == 3 || text[3] == Ascii.space || text[3] == Mark.tab)
  }

  mutating func document() throws(TokenYAML.Fault) -> TokenYAML {
    let node = try block(atLeast: 0)
    if next < lines.count { throw .broken(line: lines[next].number) }
    return node
  }

  private mutating func block(atLeast indent: Int) throws(TokenYAML.Fault) -> TokenYAML {
    guard next < lines.count, lines[next].indent >= indent else {
      return .scalar([], isPlain: true, line: next < lines.count ? lines[next].number : 1)
    }
    let line = lines[next]
    depth += 1
    defer { depth -= 1 }
    if depth > TokenYAML.depthLimit { throw .unsupported(line: line.number) }
    if line.text[0] == Mark.tab { throw .broken(line: line.number) }
    if line.isItem { return try sequence(line.indent) }
    var inline = Inline(line.text, line: line.number)
    if try inline.key() != nil { return try mapping(line.indent) }
    return try value(line.text)
  }

  private mutating func sequence(_ indent: Int) throws(TokenYAML.Fault) -> TokenYAML {
    let first = lines[next].number
    var items: [TokenYAML] = []
    while next < lines.count, lines[next].indent == indent, lines[next].isItem {
      let text = lines[next].text
      let skipped = 1 + text.dropFirst().prefix { $0 == Ascii.space }.count
      if Inline.isEnd(text, at: skipped) {
        next += 1
        items.append(try block(atLeast: indent + 1))
      } else {
        lines[next].indent += skipped
        lines[next].text = Array(text[skipped...])
        items.append(try block(atLeast: indent + 1))
      }
    }
    return .sequence(items, line: first)
  }

  private mutating func mapping(_ indent: Int) throws(TokenYAML.Fault) -> TokenYAML {
    let first = lines[next].number
    var pairs: [(key: [UInt8], value: TokenYAML)] = []
    while next < lines.count, lines[next].indent == indent, !lines[next].isItem {
      let line = lines[next]
      var inline = Inline(line.text, line: line.number)
      guard let key = try inline.key() else { throw .broken(line: line.number) }
      if !Inline.isEnd(line.text, at: inline.position) {
        pairs.append((key, try value(Array(line.text[inline.position...]))))
        continue
      }
      next += 1
      // A sequence may stand under its key without indentation.
      if next < lines.count, lines[next].indent == indent, lines[next].isItem {
        pairs.append((key, try sequence(indent)))
      } else {
        pairs.append((key, try block(atLeast: indent + 1)))
      }
    }
    return .mapping(pairs, line: first)
  }

  /// The rest of a line, which it takes up.
  private mutating func value(_ text: [UInt8]) throws(TokenYAML.Fault) -> TokenYAML {
    let line = lines[next]
    var inline = Inline(text, line: line.number)
    let node = try inline.value(inFlow: false)
    guard Inline.isEnd(text, at: inline.position) else {
      // Where a tab is white space to PyYAML, and where not, depends on what is around it.
      throw text[inline.position] == Mark.tab ? .unsupported(line: line.number) : .broken(line: line.number)
    }
    next += 1
    // Deeper lines would go on with the scalar.
    if next < lines.count, lines[next].indent > line.indent { throw .unsupported(line: lines[next].number) }
    return node
  }
}

/// Values within one line. A tab between them is an error of PyYAML's; here it begins none, and ends a plain one.
private struct Inline {
  private let text: [UInt8]
  private let line: Int
  private(set) var position = 0
  private var depth = 0

  init(_ text: [UInt8], line: Int) { (self.text, self.line) = (text, line) }

  /// Whether nothing but space and a comment is left.
  static func isEnd(_ text: [UInt8], at position: Int) -> Bool {
    let rest = text[position...]
    let space = rest.prefix { $0 == Ascii.space }
    guard let first = rest.dropFirst(space.count).first else { return true }
    return first == Ascii.hash && (position == 0 || !space.isEmpty || text[position - 1] == Ascii.space)
  }

  private var current: UInt8? { position < text.count ? text[position] : nil }

  private mutating func skipSpace() {
    while current == Ascii.space { position += 1 }
  }

  /// A key and its colon; nil where the text is no pair. What follows stands at `position`.
  mutating func key() throws(TokenYAML.Fault) -> [UInt8]? {
    let key: [UInt8]
    switch current {
    case Mark.quote, Mark.apostrophe: key = try quoted()
    // What begins no plain scalar is left to `value`.
    case let mark? where Array("[{&*!|>@`%".utf8).contains(mark): return nil
    default: key = try plain(inFlow: false, isKey: true)
    }
    skipSpace()
    guard current == Ascii.colon, position + 1 == text.count || text[position + 1] == Ascii.space else {
      return nil
    }
    position += 1
    skipSpace()
    return key
  }

  mutating func value(inFlow: Bool, isKey: Bool = false) throws(TokenYAML.Fault) -> TokenYAML {
    skipSpace()
    switch current {
    case UInt8(ascii: "["): return try flowSequence()
    case UInt8(ascii: "{"): return try flowMapping()
    case Mark.quote, Mark.apostrophe: return .scalar(try quoted(), isPlain: false, line: line)
    // Anchors, tags, texts of several lines, keys that are collections.
    case UInt8(ascii: "&"), UInt8(ascii: "!"), UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "?"):
      throw .unsupported(line: line)
    case UInt8(ascii: "@"), UInt8(ascii: "`"), UInt8(ascii: "%"), UInt8(ascii: "*"),
      UInt8(ascii: "]"), UInt8(ascii: "}"), Mark.comma, Ascii.hash:
      throw .broken(line: line)
    // An item stands at the beginning of a line.
    case Mark.dash where position + 1 == text.count || text[position + 1] == Ascii.space:
      throw .broken(line: line)
    default: return .scalar(try plain(inFlow: inFlow, isKey: isKey), isPlain: true, line: line)
    }
  }

  /// Up to `: `, ` #`, the end, and in a flow collection up to its marks.
  private mutating func plain(inFlow: Bool, isKey: Bool) throws(TokenYAML.Fault) -> [UInt8] {
    let start = position
    var end = start
    while let byte = current {
      if byte == Ascii.colon {
        let after = position + 1 < text.count ? text[position + 1] : Ascii.space
        if after == Ascii.space || after == Mark.tab || inFlow && Self.isFlowMark(after) { break }
      }
      if byte == Ascii.hash, position > start, text[position - 1] == Ascii.space { break }
      if byte == Mark.tab || inFlow && Self.isFlowMark(byte) { break }
      // PyYAML ends a plain scalar there too, but not everywhere.
      if inFlow, byte == UInt8(ascii: "?") { throw .unsupported(line: line) }
      position += 1
      if byte != Ascii.space { end = position }
    }
    let plain = Array(text[start..<end])
    // What stands under a key << is put elsewhere; for the values << and = PyYAML has no constructor.
    let isMerge = plain == Array("<<".utf8)
    if isMerge && isKey { throw .unsupported(line: line) }
    if isMerge || plain == [UInt8(ascii: "=")] && !isKey { throw .broken(line: line) }
    return plain
  }

  private static func isFlowMark(_ byte: UInt8) -> Bool { Array(",[]{}".utf8).contains(byte) }

  private mutating func quoted() throws(TokenYAML.Fault) -> [UInt8] {
    let mark = text[position]
    position += 1
    var result: [UInt8] = []
    while let byte = current {
      position += 1
      if byte == mark {
        guard mark == Mark.apostrophe, current == mark else { return result }
        position += 1
        result.append(mark)
      } else if byte == Mark.backslash, mark == Mark.quote {
        guard let escaped = current else { break }
        position += 1
        switch escaped {
        case Mark.quote, Mark.backslash, Ascii.slash, Ascii.space: result.append(escaped)
        case UInt8(ascii: "n"): result.append(Ascii.lineFeed)
        case UInt8(ascii: "r"): result.append(Ascii.carriageReturn)
        case UInt8(ascii: "t"): result.append(Mark.tab)
        case UInt8(ascii: "0"): result.append(Ascii.nul)
        default: throw .unsupported(line: line)
        }
      } else {
        result.append(byte)
      }
    }
    // It may go on in the next line.
    throw .unsupported(line: line)
  }

  private mutating func flowSequence() throws(TokenYAML.Fault) -> TokenYAML {
    var items: [TokenYAML] = []
    try flow(until: UInt8(ascii: "]")) { (inline) throws(TokenYAML.Fault) in
      items.append(try inline.value(inFlow: true))
    }
    return .sequence(items, line: line)
  }

  private mutating func flowMapping() throws(TokenYAML.Fault) -> TokenYAML {
    var pairs: [(key: [UInt8], value: TokenYAML)] = []
    try flow(until: UInt8(ascii: "}")) { (inline) throws(TokenYAML.Fault) in
      guard case .scalar(let key, _, let line) = try inline.value(inFlow: true, isKey: true) else {
        throw .broken(line: inline.line)
      }
      inline.skipSpace()
      guard inline.current == Ascii.colon else {
        pairs.append((key, .scalar([], isPlain: true, line: line)))
        return
      }
      inline.position += 1
      inline.skipSpace()
      // Nothing at all is a value as well.
      if inline.current == Mark.comma || inline.current == UInt8(ascii: "}") {
        throw .unsupported(line: inline.line)
      }
      pairs.append((key, try inline.value(inFlow: true)))
    }
    return .mapping(pairs, line: line)
  }

  private mutating func flow(
    until end: UInt8, _ item: (inout Inline) throws(TokenYAML.Fault) -> Void
  ) throws(TokenYAML.Fault) {
    position += 1
    depth += 1
    defer { depth -= 1 }
    if depth > TokenYAML.depthLimit { throw .unsupported(line: line) }
    while true {
      skipSpace()
      // It may go on in the next line.
      guard let byte = current else { throw .unsupported(line: line) }
      if byte == end {
        position += 1
        return
      }
      try item(&self)
      skipSpace()
      if current == Mark.comma {
        position += 1
      } else if current == Ascii.colon || current == Mark.tab {
        // `[a: b]` is a list of mappings.
        throw .unsupported(line: line)
      } else if current != nil && current != end {
        throw .broken(line: line)
      }
    }
  }
}

extension Span<UInt8> {
  /// Whether it has what YAML 1.1 takes for the end of a line and Python's universal newlines do not (U+0085, U+2028,
  /// U+2029), or what PyYAML reads nowhere (C1, U+FEFF, U+FFFE, U+FFFF).
  fileprivate var hasOtherBreak: Bool {
    for index in indices {
      switch self[index] {
      case 0xC2: if index + 1 < count, self[index + 1] < 0xA0 { return true }
      case 0xE2:
        if index + 2 < count, self[index + 1] == 0x80, (0xA8...0xA9).contains(self[index + 2]) { return true }
      case 0xEF:
        guard index + 2 < count else { continue }
        let rest = (self[index + 1], self[index + 2])
        if rest == (0xBB, 0xBF) || rest == (0xBF, 0xBE) || rest == (0xBF, 0xBF) { return true }
      default: break
      }
    }
    return false
  }
}
