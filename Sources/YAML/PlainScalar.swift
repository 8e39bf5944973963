/// The type that PyYAML finds for a scalar without quotes, if that is not text (`yaml/resolver.py`).
package enum PlainScalar: String, Sendable {
  case number = "a number"
  case boolean = "a boolean"
  case null = "nothing"
  case date = "a date"
  /// Python writes it with a space.
  case time = "a time"

  package init?(_ bytes: [UInt8]) {
    guard case .typed(let type)? = PlainType(bytes) else { return nil }
    self = type
  }
}

/// The type that `yaml/resolver.py` finds, or a mark that has none.
enum PlainType: Equatable {
  case typed(PlainScalar)
  /// `<<`.
  case merge
  /// `=`.
  case value

  init?(_ bytes: [UInt8]) {
    guard let first = bytes.first else {
      self = .typed(.null)
      return
    }
    switch first {
    case UInt8(ascii: "<"): if bytes == Array("<<".utf8) { self = .merge } else { return nil }
    case UInt8(ascii: "="): if bytes.count == 1 { self = .value } else { return nil }
    case UInt8(ascii: "~"): if bytes.count == 1 { self = .typed(.null) } else { return nil }
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
      if PythonNumber.isNumber(bytes) {
        self = .typed(.number)
      } else if let stamp = Timestamp(bytes) {
        self = .typed(stamp.isDate ? .date : .time)
      } else {
        return nil
      }
    default:
      guard bytes.count <= 5, let word = Self.words[String(decoding: bytes, as: UTF8.self)] else {
        return nil
      }
      self = .typed(word)
    }
  }

  private static let words: [String: PlainScalar] = {
    var words: [String: PlainScalar] = [:]
    for word in ["yes", "no", "true", "false", "on", "off", "null"] {
      let capital = word.prefix(1).uppercased() + word.dropFirst()
      for spelling in [word, capital, word.uppercased()] {
        words[spelling] = word == "null" ? .null : .boolean
      }
    }
    return words
  }()
}
