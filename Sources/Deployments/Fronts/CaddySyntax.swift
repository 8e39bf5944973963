internal import Kernel

/// The words of Caddyfiles (caddyfile/lexer.go): a line is a directive, a brace at its end begins a block.
struct CaddySyntax {
  private let bytes: [UInt8]
  private let path: FilePath
  private var offset = 0
  private var line = 1
  private var lineStart = 0

  private init(_ bytes: [UInt8], _ path: FilePath) { (self.bytes, self.path) = (bytes, path) }

  /// nil if a brace or a quote is missing.
  static func statements(_ bytes: [UInt8], _ path: FilePath) -> [FrontStatement]? {
    var syntax = CaddySyntax(bytes.withoutByteOrderMark.filter { $0 != Ascii.carriageReturn }, path)
    return syntax.statements()
  }

  private mutating func statements() -> [FrontStatement]? {
    var stack = FrontStatementStack()
    while offset < bytes.count {
      var words: [String] = []
      var place = Place()
      var opens = false
      var closes = false
      while let byte = nextInLine() {
        let here = Place(path: path, line: line, column: offset - lineStart + 1)
        let isQuoted = byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "`")
        guard let word = isQuoted ? quoted(byte) : bare() else { return nil }
        if opens || closes { return nil }
        if !isQuoted, word == "{" {
          if words.isEmpty { place = here }
          opens = true
        } else if !isQuoted, word == "}", words.isEmpty {
          closes = true
        } else {
          if words.isEmpty { place = here }
          words.append(word)
          // Addresses of a site go on after a comma.
          if word.hasSuffix(","), stack.depth == 0 { skipLineEnds() }
        }
      }
      if closes {
        guard stack.end() else { return nil }
      } else if opens {
        guard !words.isEmpty || stack.depth == 0, stack.begin(words, place) else { return nil }
      } else if !words.isEmpty {
        guard stack.add(FrontStatement(words: words, place: place)) else { return nil }
      }
      if offset < bytes.count { advance() }
    }
    return stack.statements
  }

  private mutating func advance() {
    if bytes[offset] == Ascii.lineFeed {
      line += 1
      lineStart = offset + 1
    }
    offset += 1
  }

  /// The byte that follows blanks, a comment aside; nil at the end of the line.
  private mutating func nextInLine() -> UInt8? {
    while offset < bytes.count {
      switch bytes[offset] {
      case Ascii.lineFeed: return nil
      case ...Ascii.space: advance()
      case Ascii.backslash where offset + 1 < bytes.count && bytes[offset + 1] == Ascii.lineFeed:
        advance()
        advance()
      case Ascii.hash: while offset < bytes.count, bytes[offset] != Ascii.lineFeed { advance() }
      default: return bytes[offset]
      }
    }
    return nil
  }

  private mutating func skipLineEnds() {
    while offset < bytes.count, bytes[offset] <= Ascii.space { advance() }
  }

  private mutating func quoted(_ mark: UInt8) -> String? {
    var word: [UInt8] = []
    advance()
    while offset < bytes.count {
      let byte = bytes[offset]
      advance()
      if byte == mark { return String(decoding: word, as: UTF8.self) }
      if byte == Ascii.backslash, mark == UInt8(ascii: "\""), offset < bytes.count, bytes[offset] == mark {
        word.append(mark)
        advance()
      } else {
        word.append(byte)
      }
    }
    return nil
  }

  private mutating func bare() -> String? {
    let start = offset
    while offset < bytes.count, bytes[offset] > Ascii.space { advance() }
    // A text over several lines, which no directive about access has.
    if bytes[start..<offset].starts(with: "<<".utf8), offset - start > 2 { return nil }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }
}
