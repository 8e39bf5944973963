internal import Htpasswd

/// A JSON text (RFC 8259), its members in the order they were given.
enum JSON {
  case null
  case boolean(Bool)
  case number(Int)
  /// To three places.
  case decimal(Double)
  case string(String)
  case array([JSON])
  /// So many elements, each made when it is written.
  case elements(Int, (Int) -> JSON)
  case object([(String, JSON)])

  /// A name or a path: what is not UTF-8 is replaced.
  static func bytes(_ bytes: [UInt8]) -> JSON { .string(String(decoding: bytes, as: UTF8.self)) }

  /// On one line, with its line feed.
  var line: String { text + "\n" }

  /// A part of such a line.
  var text: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) { write(to: &text) { (_) in } }

  /// - Parameter spill: may take what is written so far out of the text.
  func write(to text: inout String, spill: (inout String) -> Void) {
    switch self {
    case .null: text += "null"
    case .boolean(let value): text += value ? "true" : "false"
    case .number(let value): text += String(value)
    case .decimal(let value): text += String((value * 1000).rounded() / 1000)
    case .string(let value): Self.write(value, to: &text)
    case .array(let values):
      JSON.elements(values.count) { values[$0] }.write(to: &text, spill: spill)
    case .elements(let count, let element):
      text += "["
      for index in 0..<count {
        if index > 0 { text += "," }
        element(index).write(to: &text, spill: spill)
        spill(&text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, (name, value)) in members.enumerated() {
        if index > 0 { text += "," }
        Self.write(name, to: &text)
        text += ":"
        value.write(to: &text, spill: spill)
      }
      text += "}"
    }
  }

  /// Control characters, what a line of JavaScript ends at, and what turns the writing direction or cannot be seen are
  /// escaped, besides `"` and `\` (section 7).
  private static func write(_ string: String, to text: inout String) {
    text += "\""
    if string.utf8.allSatisfy({ 0x20...0x7E ~= $0 && $0 != 0x22 && $0 != 0x5C }) {
      text += string + "\""
      return
    }
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\0"..<" ", "\u{7F}"..<"\u{A0}", "\u{2028}", "\u{2029}": escape(scalar, in: &text)
      case _ where scalar.value >= 0x80 && scalar.properties.generalCategory == .format:
        escape(scalar, in: &text)
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }

  private static func escape(_ scalar: Unicode.Scalar, in text: inout String) {
    for unit in String(scalar).utf16 {
      text += "\\u" + UInt32(unit).hexadecimal(4)
    }
  }
}
