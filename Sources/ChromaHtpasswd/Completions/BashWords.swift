internal import Htpasswd

/// The words of bash's `COMP_WORDS`, as they are typed: with their quotes, and cut at the characters of
/// `COMP_WORDBREAKS`. Only what follows the last such character is replaced.
struct BashWords {
  /// Whole, without quotes.
  private(set) var words: [[UInt8]] = []
  /// How much of the last word is not replaced.
  private var kept = 0
  /// The quote that is open at its end.
  private var quote: UInt8?

  /// - Parameter pieces: the last one is not complete.
  init(_ pieces: [[UInt8]]) {
    let breaks = Array("=:@".utf8)
    var isJoined = false
    for piece in pieces {
      let isBreak = !piece.isEmpty && piece.allSatisfy(breaks.contains)
      let text = unquoted(piece)
      let start = isJoined || isBreak ? words.last?.count : nil
      if start != nil { words[words.count - 1] += text } else { words.append(text) }
      if isBreak {
        // A host's name begins with its @.
        kept = (start ?? 0) + text.count - (text.last == UInt8(ascii: "@") ? 1 : 0)
      } else if !isJoined {
        kept = 0
      }
      isJoined = isBreak
    }
  }

  private mutating func unquoted(_ piece: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    var isEscaped = false
    quote = nil
    for byte in piece {
      if isEscaped {
        if quote != nil, !Self.special.contains(byte) { text.append(Ascii.backslash) }
        text.append(byte)
        isEscaped = false
      } else if byte == Ascii.backslash, quote != Self.single {
        isEscaped = true
      } else if byte == quote {
        quote = nil
      } else if quote == nil, byte == Self.single || byte == Self.double {
        quote = byte
      } else {
        text.append(byte)
      }
    }
    return text
  }

  private static let single = UInt8(ascii: "'")
  private static let double = UInt8(ascii: "\"")
  /// The characters that a backslash escapes between double quotes.
  private static let special = Array("$`\"\\".utf8)

  /// How a word that begins as the last one does is written in its place.
  ///
  /// - Returns: nil for one that cannot be: between double quotes nothing keeps an interactive bash from replacing `!`
  ///   by a line of its history, commands in it included.
  func replacement(_ word: [UInt8]) -> [UInt8]? {
    if quote == Self.double, word.dropFirst(kept).contains(UInt8(ascii: "!")) { return nil }
    var text: [UInt8] = []
    for byte in word.dropFirst(kept) {
      switch quote {
      case Self.single?:
        text += byte == Self.single ? Array("'\\''".utf8) : [byte]
        continue
      case nil:
        let isBare = byte >= 0x80 || byte.isAlphanumeric || Array("-_./@+,:%=".utf8).contains(byte)
        if !isBare { text.append(Ascii.backslash) }
      default:
        if Self.special.contains(byte) { text.append(Ascii.backslash) }
      }
      text.append(byte)
    }
    return text
  }
}
