internal import Kernel

/// The words of Caddyfiles (caddyfile/lexer.go): a line is a directive, a brace at its end begins a block.
struct CaddySyntax {
  private var cursor: SourceCursor

  private init(_ bytes: [UInt8], _ path: FilePath) { cursor = SourceCursor(bytes, path) }

  /// nil if a brace or a quote is missing.
  static func statements(_ bytes: [UInt8], _ path: FilePath) -> [FrontStatement]? {
    var syntax = CaddySyntax(bytes.withoutByteOrderMark.filter { $0 != Ascii.carriageReturn }, path)
    return syntax.statements()
  }

  private mutating func statements() -> [FrontStatement]? {
    var stack = FrontStatementStack()
    while cursor.byte != nil {
      var words: [String] = []
      var place = Place()
      var opens = false
      var closes = false
      while let byte = nextInLine() {
        let here = cursor.place
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
      if cursor.byte != nil { cursor.advance() }
    }
    return stack.statements
  }

  /// The byte that follows blanks, a comment aside; nil at the end of the line.
  private mutating func nextInLine() -> UInt8? {
    while let byte = cursor.byte {
      switch byte {
      case Ascii.lineFeed: return nil
      case ...Ascii.space: cursor.advance()
      case Ascii.backslash where cursor.bytes[(cursor.offset + 1)...].first == Ascii.lineFeed:
        cursor.advance()
        cursor.advance()
      case Ascii.hash: cursor.skipLine()
      default: return byte
      }
    }
    return nil
  }

  private mutating func skipLineEnds() {
    while let byte = cursor.byte, byte <= Ascii.space { cursor.advance() }
  }

  private mutating func quoted(_ mark: UInt8) -> String? {
    var word: [UInt8] = []
    cursor.advance()
    while let byte = cursor.byte {
      cursor.advance()
      if byte == mark { return String(decoding: word, as: UTF8.self) }
      if byte == Ascii.backslash, mark == UInt8(ascii: "\""), cursor.byte == mark {
        word.append(mark)
        cursor.advance()
      } else {
        word.append(byte)
      }
    }
    return nil
  }

  private mutating func bare() -> String? {
    let start = cursor.offset
    while let byte = cursor.byte, byte > Ascii.space { cursor.advance() }
    let word = cursor.bytes[start..<cursor.offset]
    // A text over several lines, which no directive about access has.
    if word.starts(with: "<<".utf8), word.count > 2 { return nil }
    return String(decoding: word, as: UTF8.self)
  }
}
