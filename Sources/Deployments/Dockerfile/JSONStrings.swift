internal import Kernel

/// Lists of strings in JSON, as CMD of a Dockerfile has them.
enum JSONStrings {
  /// The strings of `["a", "b"]` and where each begins; nil for anything else.
  static func list(_ text: [UInt8]) -> [(bytes: [UInt8], offset: Int)]? {
    var position = 0
    func skipBlanks() {
      while position < text.count, " \t\r\n".utf8.contains(text[position]) { position += 1 }
    }
    func skip(_ byte: UInt8) -> Bool {
      skipBlanks()
      guard position < text.count, text[position] == byte else { return false }
      position += 1
      return true
    }
    var strings: [(bytes: [UInt8], offset: Int)] = []
    guard skip(UInt8(ascii: "[")) else { return nil }
    if !skip(UInt8(ascii: "]")) {
      repeat {
        skipBlanks()
        let offset = position
        guard let string = string(text, &position) else { return nil }
        strings.append((string, offset))
      } while skip(UInt8(ascii: ","))
      guard skip(UInt8(ascii: "]")) else { return nil }
    }
    skipBlanks()
    return position == text.count ? strings : nil
  }

  private static func string(_ text: [UInt8], _ position: inout Int) -> [UInt8]? {
    guard position < text.count, text[position] == UInt8(ascii: "\"") else { return nil }
    position += 1
    var string: [UInt8] = []
    while position < text.count {
      let byte = text[position]
      position += 1
      if byte == UInt8(ascii: "\"") { return string }
      guard byte == Ascii.backslash else {
        string.append(byte)
        continue
      }
      guard position < text.count else { return nil }
      let letter = text[position]
      position += 1
      if let index = Array("bfnrt\"\\/".utf8).firstIndex(of: letter) {
        string.append([0x08, 0x0C, 0x0A, 0x0D, 0x09, 0x22, 0x5C, 0x2F][index])
      } else if letter == UInt8(ascii: "u"), position + 4 <= text.count,
        let value = Int(String(decoding: text[position..<position + 4], as: UTF8.self), radix: 16), value >= 0
      {
        // Halves of pairs are not characters; nothing here has any.
        string += Array(String(Unicode.Scalar(UInt32(value)) ?? "\u{FFFD}").utf8)
        position += 4
      } else {
        return nil
      }
    }
    return nil
  }
}
