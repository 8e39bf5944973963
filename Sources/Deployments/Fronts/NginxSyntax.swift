internal import Kernel

/// The words of nginx's configurations (`ngx_conf_read_token`).
struct NginxSyntax {
  private var cursor: SourceCursor

  private init(_ bytes: [UInt8], _ path: FilePath) { cursor = SourceCursor(bytes, path) }

  /// nil if a brace, a quote or a `;` is missing.
  static func statements(_ bytes: [UInt8], _ path: FilePath) -> [FrontStatement]? {
    var syntax = NginxSyntax(bytes.withoutByteOrderMark, path)
    return syntax.statements()
  }

  private mutating func statements() -> [FrontStatement]? {
    var stack = FrontStatementStack()
    var words: [String] = []
    var start = Place()
    while let byte = skipBlanks() {
      let place = cursor.place
      switch byte {
      case UInt8(ascii: ";"):
        cursor.advance()
        guard !words.isEmpty, stack.add(FrontStatement(words: words, place: start)) else { return nil }
        words = []
      case UInt8(ascii: "{"):
        cursor.advance()
        guard !words.isEmpty, stack.begin(words, start) else { return nil }
        if words[0].hasSuffix("_by_lua_block") {
          guard skipCode(), stack.end() else { return nil }
        }
        words = []
      case UInt8(ascii: "}"):
        cursor.advance()
        guard words.isEmpty, stack.end() else { return nil }
      default:
        guard let word = byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") ? quoted(byte) : bare()
        else {
          return nil
        }
        if words.isEmpty { start = place }
        words.append(word)
      }
    }
    return words.isEmpty ? stack.statements : nil
  }

  /// - Returns: the byte that follows blanks and comments.
  private mutating func skipBlanks() -> UInt8? {
    while let byte = cursor.byte {
      switch byte {
      case Ascii.space, 0x09, Ascii.carriageReturn, Ascii.lineFeed: cursor.advance()
      case Ascii.hash: cursor.skipLine()
      default: return byte
      }
    }
    return nil
  }

  /// Lua up to the brace that ends it, which is left out.
  private mutating func skipCode() -> Bool {
    var depth = 1
    while let byte = cursor.byte {
      if byte == UInt8(ascii: "{") { depth += 1 }
      if byte == UInt8(ascii: "}") { depth -= 1 }
      cursor.advance()
      if depth == 0 { return true }
    }
    return false
  }

  private mutating func quoted(_ mark: UInt8) -> String? {
    var word: [UInt8] = []
    cursor.advance()
    while let byte = cursor.byte {
      cursor.advance()
      if byte == mark { return String(decoding: word, as: UTF8.self) }
      word.append(byte)
      if byte == Ascii.backslash { unescape(&word) }
    }
    return nil
  }

  private mutating func bare() -> String? {
    var word: [UInt8] = []
    while let byte = cursor.byte {
      switch byte {
      case Ascii.space, 0x09, Ascii.carriageReturn, Ascii.lineFeed, UInt8(ascii: ";"):
        return String(decoding: word, as: UTF8.self)
      case UInt8(ascii: "{"):
        // `${` begins a variable.
        if word.last != Ascii.dollar { return String(decoding: word, as: UTF8.self) }
      default: break
      }
      cursor.advance()
      word.append(byte)
      if byte == Ascii.backslash { unescape(&word) }
    }
    return nil
  }

  /// Quotes and backslashes lose the backslash before them, other characters keep it.
  private mutating func unescape(_ word: inout [UInt8]) {
    guard let byte = cursor.byte else { return }
    cursor.advance()
    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == Ascii.backslash {
      word.removeLast()
    }
    word.append(byte)
  }
}
