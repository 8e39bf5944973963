internal import Kernel

/// The lines of a `.env` file as Chroma reads them (python-dotenv 1.2, `parser.py`): quotes, `export` and comments are
/// no part of a value, and a value in quotes may go on over several lines.
struct DotEnv: Sequence, IteratorProtocol {
  struct Binding {
    /// nil if the line says nothing that is understood, and is passed over.
    var name: [UInt8]?
    /// nil if there is a name alone.
    var value: Variables.Value?
    var spelling = Variables.Spelling()
    let line: Int
  }

  /// Adds what a file sets. A name alone takes away what an earlier line sets.
  static func variables(
    _ bytes: [UInt8], _ path: FilePath, _ environment: ([UInt8]) -> [UInt8]?
  ) -> Variables {
    var variables = Variables()
    if !bytes.isUTF8 {
      variables.refuse("bytes that are not UTF-8", at: Variables.Place(path: path))
    }
    withoutActuallyEscaping(environment) { environment in
      for binding in DotEnv(bytes, environment) {
        if variables.isCut { return }
        let place = Variables.Place(path: path, line: binding.line)
        guard let name = binding.name else {
          variables.addOdd(.notUnderstood, place)
          continue
        }
        if binding.value == nil { variables.addOdd(.ofNameAlone(name), place) }
        variables.add(name, binding.value ?? .unset, place, binding.spelling)
      }
    }
    return variables
  }

  private let text: [UInt8]
  private var position = 0
  private var line = 1
  /// The value of a `${NAME}`: from the values so far, then the environment; nil if unknown.
  private var known: [[UInt8]: [UInt8]?] = [:]
  private let environment: ([UInt8]) -> [UInt8]?
  private var budget = ExpansionBudget()

  private init(_ bytes: [UInt8], _ environment: @escaping ([UInt8]) -> [UInt8]?) {
    self.environment = environment
    text = bytes.withoutByteOrderMark.withLineFeeds
  }

  mutating func next() -> Binding? {
    while let byte = current {
      if byte == Ascii.hash {
        skipLine()
      } else if byte == Ascii.lineFeed {
        advance()
      } else if !skipBlanks() {
        return binding()
      }
    }
    return nil
  }

  private mutating func binding() -> Binding {
    let start = line
    var binding = Binding(name: nil, value: nil, line: start)
    let afterExport = position + "export".utf8.count
    if text[position...].starts(with: "export".utf8), blankCount(at: afterExport) > 0 {
      position = afterExport
      skipBlanks()
    }
    guard current != Ascii.hash, let name = name() else {
      skipLine()
      return binding
    }
    skipBlanks()
    if current == UInt8(ascii: "=") {
      advance()
      guard let value = value(afterBlanks: skipBlanks(), &binding.spelling) else {
        skipLine()
        return binding
      }
      binding.value = value
    }
    skipBlanks()
    if current == nil || current == Ascii.lineFeed || current == Ascii.hash {
      binding.name = name
      switch binding.value {
      case .known(let bytes): known[name] = .some(bytes)
      case .unknown: known[name] = .some(nil)
      case .unset, nil: known[name] = .some([])
      }
    }
    skipLine()
    return binding
  }

  private mutating func name() -> [UInt8]? {
    if current == UInt8(ascii: "'") { return quotedName() }
    let start = position
    while let byte = current, blankCount(at: position) == 0,
      byte != Ascii.equals, byte != Ascii.hash, byte != Ascii.lineFeed
    {
      advance()
    }
    return position > start ? Array(text[start..<position]) : nil
  }

  /// Up to the next quote, whatever is before it.
  private mutating func quotedName() -> [UInt8]? {
    guard let end = text[(position + 1)...].firstIndex(of: text[position]), end > position + 1 else {
      return nil
    }
    let name = Array(text[(position + 1)..<end])
    while position <= end { advance() }
    return name
  }

  /// nil if a quote is not closed.
  private mutating func value(
    afterBlanks: Bool, _ spelling: inout Variables.Spelling
  ) -> Variables.Value? {
    switch current {
    case UInt8(ascii: "'"), UInt8(ascii: "\""):
      spelling.wasQuoted = true
      guard let value = quoted() else { return nil }
      return expanded(value, &spelling)
    case Ascii.hash where afterBlanks: return .known([])
    default:
      let rest = text[position...].prefix { $0 != Ascii.lineFeed }
      var comment: Int?
      var index = rest.startIndex
      while index < rest.endIndex, comment == nil {
        let blank = blankCount(at: index)
        index += Swift.max(1, blank)
        if blank > 0, index < rest.endIndex, text[index] == Ascii.hash { comment = index }
      }
      let value = Array(rest[..<(comment ?? rest.endIndex)])
      position = rest.endIndex
      return expanded(Array(value[WhiteSpace.strip(value.span)]), &spelling)
    }
  }

  private mutating func quoted() -> [UInt8]? {
    let start = (position, line)
    let mark = text[position]
    advance()
    var value: [UInt8] = []
    while let byte = current {
      advance()
      if byte == mark { return value }
      guard byte == UInt8(ascii: "\\"), let escaped = current else {
        value.append(byte)
        continue
      }
      advance()
      switch escaped {
      case UInt8(ascii: "\\"), UInt8(ascii: "'"): value.append(escaped)
      case UInt8(ascii: "\"") where mark == escaped: value.append(escaped)
      default:
        let letter = mark == UInt8(ascii: "\"") ? Array("abfnrtv".utf8).firstIndex(of: escaped) : nil
        value += letter.map { [[0x07, 0x08, 0x0C, 0x0A, 0x0D, 0x09, 0x0B][$0]] } ?? [byte, escaped]
      }
    }
    (position, line) = start
    return nil
  }

  /// A value in which `${NAME}` and `${NAME:-otherwise}` are replaced.
  private mutating func expanded(_ value: [UInt8], _ spelling: inout Variables.Spelling) -> Variables.Value {
    guard value.contains(Ascii.dollar) else { return .known(value) }
    var result: [UInt8] = []
    var position = 0
    // The next of each, so that no part of the value is searched twice.
    var (brace, colonOrBrace) = (Search(value, [UInt8(ascii: "}")]), Search(value, Array(":}".utf8)))
    while position < value.count {
      guard value[position] == Ascii.dollar, position + 1 < value.count,
        value[position + 1] == UInt8(ascii: "{"),
        let nameEnd = colonOrBrace.next(from: position + 2), let end = brace.next(from: nameEnd),
        nameEnd == end || value[nameEnd + 1] == Ascii.hyphen
      else {
        result.append(value[position])
        position += 1
        continue
      }
      let name = Array(value[(position + 2)..<nameEnd])
      position = end + 1
      spelling.wasExpanded = true
      let replacement: [UInt8]
      if let former = known[name] {
        guard let former else { return .unknown(.tooLong) }
        replacement = former
      } else if let outer = environment(name) {
        replacement = outer
      } else {
        replacement = nameEnd == end ? [] : Array(value[(nameEnd + 2)..<end])
        if nameEnd == end, spelling.missing.count < 10 {
          spelling.missing.append(String(decoding: name.prefix(100), as: UTF8.self))
        }
      }
      guard budget.spend(replacement.count) else { return .unknown(.tooLong) }
      result += replacement
    }
    return .known(result)
  }

  /// Looks for some bytes from places that only grow.
  private struct Search {
    private let text: [UInt8]
    private let bytes: [UInt8]
    private var found = -1

    init(_ text: [UInt8], _ bytes: [UInt8]) { (self.text, self.bytes) = (text, bytes) }

    mutating func next(from start: Int) -> Int? {
      if found < start {
        found = start
        while found < text.count, !bytes.contains(text[found]) { found += 1 }
      }
      return found < text.count ? found : nil
    }
  }

  // MARK: Bytes

  private var current: UInt8? { position < text.count ? text[position] : nil }

  private mutating func advance() {
    if text[position] == Ascii.lineFeed { line += 1 }
    position += 1
  }

  /// - Returns: whether there were any.
  @discardableResult private mutating func skipBlanks() -> Bool {
    let start = position
    while current != nil, case let count = blankCount(at: position), count > 0 { position += count }
    return position > start
  }

  private mutating func skipLine() {
    while let byte = current {
      advance()
      if byte == Ascii.lineFeed { return }
    }
  }

  /// The bytes of the white space there, the line feed aside.
  private func blankCount(at index: Int) -> Int {
    guard index < text.count, text[index] != Ascii.lineFeed else { return 0 }
    return text[index].isGraphicASCII ? 0 : WhiteSpace.length(at: index, in: text.span) ?? 0
  }
}
