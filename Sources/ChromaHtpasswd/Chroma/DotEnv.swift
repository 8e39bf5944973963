internal import Glibc
internal import Htpasswd

/// The lines of a `.env` file as Chroma reads them (python-dotenv 1.2, `parser.py`): quotes, `export` and comments are
/// no part of a value, and a value in quotes may go on over several lines.
struct DotEnv: Sequence, IteratorProtocol {
  struct Binding {
    /// nil where the line says nothing that is understood, and is passed over.
    var name: [UInt8]?
    /// nil where there is a name alone.
    var value: [UInt8]?
    let line: Int
  }

  private let text: [UInt8]
  private var position = 0
  private var line = 1
  /// What a `${NAME}` stands for: the values so far, before the environment.
  private var known: [[UInt8]: [UInt8]] = [:]

  init(_ bytes: [UInt8]) {
    var text: [UInt8] = []
    var rest = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    // Python's universal newlines.
    while let byte = rest.popFirst() {
      if byte == Ascii.carriageReturn, rest.first == Ascii.lineFeed { continue }
      text.append(byte == Ascii.carriageReturn ? Ascii.lineFeed : byte)
    }
    self.text = text
  }

  mutating func next() -> Binding? {
    while let byte = current {
      if byte == Ascii.hash {
        skipLine()
      } else if Self.isBlank(byte) || byte == Ascii.lineFeed {
        advance()
      } else {
        return binding()
      }
    }
    return nil
  }

  private mutating func binding() -> Binding {
    let start = line
    var binding = Binding(name: nil, value: nil, line: start)
    let word = text[position...]
    if word.starts(with: "export".utf8), let blank = word.dropFirst(6).first, Self.isBlank(blank) {
      for _ in 0..<6 { advance() }
      skipBlanks()
    }
    guard current != Ascii.hash, let name = name() else {
      skipLine()
      return binding
    }
    skipBlanks()
    if current == UInt8(ascii: "=") {
      advance()
      guard let value = value(afterBlanks: skipBlanks()) else {
        skipLine()
        return binding
      }
      binding.value = value
    }
    skipBlanks()
    if current == nil || current == Ascii.lineFeed || current == Ascii.hash {
      binding.name = name
      known[name] = binding.value ?? []
    }
    skipLine()
    return binding
  }

  private mutating func name() -> [UInt8]? {
    if current == UInt8(ascii: "'") { return quoted() }
    let start = position
    while let byte = current, !Self.isBlank(byte),
      byte != UInt8(ascii: "="), byte != Ascii.hash, byte != Ascii.lineFeed
    {
      advance()
    }
    return position > start ? Array(text[start..<position]) : nil
  }

  /// nil where a quote is not closed.
  private mutating func value(afterBlanks: Bool) -> [UInt8]? {
    switch current {
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return quoted().map(expanded)
    case Ascii.hash where afterBlanks: return []
    default:
      let rest = text[position...].prefix { $0 != Ascii.lineFeed }
      let comment = rest.indices.first { index in
        rest[index] == Ascii.hash && index > rest.startIndex && Self.isBlank(rest[index - 1])
      }
      let value = Array(rest[..<(comment ?? rest.endIndex)])
      position = rest.endIndex
      return expanded(Array(value[WhiteSpace.strip(value.span)]))
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

  /// A value with what `${NAME}` and `${NAME:-otherwise}` stand for.
  private func expanded(_ value: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var rest = value[...]
    while let byte = rest.first {
      let inside = rest.dropFirst(2)
      guard rest.starts(with: "${".utf8), let end = inside.firstIndex(of: UInt8(ascii: "}")) else {
        result.append(byte)
        rest = rest.dropFirst()
        continue
      }
      let name = inside[..<end].prefix { $0 != Ascii.colon }
      let otherwise = inside[name.endIndex..<end]
      guard otherwise.isEmpty || otherwise.starts(with: ":-".utf8) else {
        result.append(byte)
        rest = rest.dropFirst()
        continue
      }
      result += known[Array(name)] ?? Self.environment(name) ?? Array(otherwise.dropFirst(2))
      rest = rest[(end + 1)...]
    }
    return result
  }

  private static func environment(_ name: ArraySlice<UInt8>) -> [UInt8]? {
    // The value is a C string that nobody changes.
    guard let value = unsafe getenv(String(decoding: name, as: UTF8.self)) else { return nil }
    return unsafe Array(String(cString: value).utf8)
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
    while let byte = current, Self.isBlank(byte) { advance() }
    return position > start
  }

  private mutating func skipLine() {
    while let byte = current {
      advance()
      if byte == Ascii.lineFeed { return }
    }
  }

  /// White space but for the line feed.
  private static func isBlank(_ byte: UInt8) -> Bool {
    byte < 0x80 && byte != Ascii.lineFeed && WhiteSpace.contains(Unicode.Scalar(byte))
  }
}
