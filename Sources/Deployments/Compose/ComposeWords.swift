internal import Kernel

/// The words of a `command` or `entrypoint` that is one text (mattn/go-shellwords 1.0, as compose uses it): quotes and
/// backslashes as in a shell, nothing replaced, and all from the first `;`, `&`, `|`, `<` or `>` on left away.
enum ComposeWords {
  /// - Returns: nil for a text that compose refuses.
  static func split(_ text: [UInt8]) -> [String]? {
    var words: [String] = []
    var word: [UInt8] = []
    var hasWord = false
    var (isEscaped, inDouble, inSingle, inBackquote, inDollar) = (false, false, false, false, false)
    loop: for byte in text {
      if isEscaped {
        switch byte {
        case UInt8(ascii: "t"): word.append(0x09)
        case UInt8(ascii: "n"): word.append(Ascii.lineFeed)
        default: word.append(byte)
        }
        (isEscaped, hasWord) = (false, true)
        continue
      }
      switch byte {
      case Ascii.backslash where !inSingle:
        isEscaped = true
        continue
      case Ascii.space, 0x09, Ascii.lineFeed, Ascii.carriageReturn:
        if inSingle || inDouble || inBackquote || inDollar {
          word.append(byte)
        } else if hasWord {
          words.append(String(decoding: word, as: UTF8.self))
          (word, hasWord) = ([], false)
        }
        continue
      case UInt8(ascii: "`") where !inSingle && !inDouble && !inDollar: inBackquote.toggle()
      case UInt8(ascii: ")") where !inSingle && !inDouble && !inBackquote: inDollar.toggle()
      case UInt8(ascii: "(") where !inSingle && !inDouble && !inBackquote:
        if inDollar || word.last != Ascii.dollar { return nil }
        inDollar = true
      case UInt8(ascii: "\"") where !inSingle && !inDollar:
        if inDouble { hasWord = true }
        inDouble.toggle()
        continue
      case UInt8(ascii: "'") where !inDouble && !inDollar:
        if inSingle { hasWord = true }
        inSingle.toggle()
        continue
      case UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "<"), UInt8(ascii: ">"):
        if inSingle || inDouble || inBackquote || inDollar { break }
        // A number before > is a descriptor.
        if byte == UInt8(ascii: ">"), let first = word.first, (Ascii.zero...Ascii.nine).contains(first) {
          hasWord = false
        }
        break loop
      default: break
      }
      hasWord = true
      word.append(byte)
    }
    if hasWord { words.append(String(decoding: word, as: UTF8.self)) }
    return isEscaped || inSingle || inDouble || inBackquote || inDollar ? nil : words
  }
}
