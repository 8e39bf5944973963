internal import Kernel

/// What PyYAML makes of a scalar without quotes, where that is no text (`yaml/resolver.py`).
package enum PlainScalar: String {
  case number = "a number"
  case boolean = "a truth value"
  case null = "nothing"
  case date = "a date"
  /// Python writes it with a space.
  case time = "a time"

  init?(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    let words = ["yes", "no", "true", "false", "on", "off"]
    let isCased = text == text.lowercased() || text == text.uppercased() || text == text.capitalized
    if words.contains(text.lowercased()), isCased {
      self = .boolean
    } else if text.isEmpty || text == "~" || text.lowercased() == "null" && isCased {
      self = .null
    } else if Self.isNumber(bytes) {
      self = .number
    } else if let isDate = Self.isDate(bytes) {
      self = isDate ? .date : .time
    } else {
      return nil
    }
  }

  /// The same text for what is equal in Python: `yes`, `+1` and `0x1` are.
  func canonical(_ bytes: [UInt8]) -> [UInt8] {
    switch self {
    case .null: []
    case .date, .time: bytes
    // The second letter tells: yes, true and on from no, false and off.
    case .boolean: [Array("eErRnN".utf8).contains(bytes[1]) ? Ascii.zero + 1 : Ascii.zero]
    case .number: Self.canonical(number: bytes)
    }
  }

  /// The digits of a whole number in base ten; of others, and of large ones, the text.
  private static func canonical(number: [UInt8]) -> [UInt8] {
    let text = number.compactMap { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "+") ? nil : $0 | 0x20 }
    let isNegative = text.first == UInt8(ascii: "-")
    let digits = isNegative ? Array(text.dropFirst()) : text
    let dot = digits.firstIndex(of: UInt8(ascii: ".")) ?? digits.count
    var start = 0
    var radix: UInt64 = 10
    if dot == digits.count, digits.count > 1, digits[0] == Ascii.zero,
      !digits.contains(Ascii.colon)
    {
      radix = digits[1] == UInt8(ascii: "x") ? 16 : digits[1] == UInt8(ascii: "b") ? 2 : 8
      start = radix == 8 ? 0 : 2
    }
    // What counts by sixties is of base ten between the colons.
    var (value, part): (UInt64, UInt64) = (0, 0)
    for digit in digits[start..<dot] {
      if value > UInt64.max >> 8 || part > UInt64.max >> 8 { return text }
      if digit == Ascii.colon {
        (value, part) = ((value + part) * 60, 0)
      } else {
        part = part * radix + UInt64(digit.isDigit ? digit - Ascii.zero : digit - 0x57)
      }
    }
    guard digits[dot...].dropFirst().allSatisfy({ $0 == Ascii.zero }) else { return text }
    value += part
    return Array((isNegative && value > 0 ? "-\(value)" : "\(value)").utf8)
  }

  private static func isNumber(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    let isSigned = rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+")
    if isSigned { rest = rest.dropFirst() }
    let word = String(decoding: rest, as: UTF8.self)
    if [".inf", ".Inf", ".INF"].contains(word) { return true }
    if !isSigned, [".nan", ".NaN", ".NAN"].contains(word) { return true }
    for (prefix, digits) in [("0b", "01_"), ("0x", "0123456789abcdefABCDEF_")]
    where rest.count > 2 && rest.starts(with: prefix.utf8) {
      return rest.dropFirst(2).allSatisfy(Array(digits.utf8).contains)
    }
    func isDigit(_ byte: UInt8) -> Bool { byte.isDigit || byte == UInt8(ascii: "_") }

    let whole = rest.prefix(while: isDigit)
    rest = rest.dropFirst(whole.count)
    if !whole.isEmpty && !(whole.first?.isDigit ?? false) { return false }
    // 190:20:30 counts by sixties.
    var sixties = 0
    while rest.first == Ascii.colon {
      let digits = rest.dropFirst().prefix { $0.isDigit }
      guard (1...2).contains(digits.count), digits.count == 1 || digits.first ?? 0 <= 0x35 else {
        return false
      }
      rest = rest.dropFirst(1 + digits.count)
      sixties += 1
    }
    if rest.isEmpty {
      if whole.isEmpty { return false }
      if sixties > 0 { return whole.first != Ascii.zero }
      // A leading zero means base eight.
      return whole.count == 1 || whole.first != Ascii.zero || whole.allSatisfy { $0 < 0x38 || $0 == 0x5F }
    }
    guard rest.first == UInt8(ascii: ".") else { return false }
    rest = rest.dropFirst()
    if whole.isEmpty, isSigned || !(rest.first?.isDigit ?? false) { return false }
    rest = rest.drop(while: isDigit)
    if rest.isEmpty { return true }
    // An exponent needs its sign.
    guard sixties == 0, rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") else {
      return false
    }
    rest = rest.dropFirst()
    guard rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") else { return false }
    return rest.count > 1 && rest.dropFirst().allSatisfy(\.isDigit)
  }

  /// - Returns: whether it is a bare date; nil where it is neither date nor time.
  private static func isDate(_ bytes: [UInt8]) -> Bool? {
    let parts = bytes.prefix(10).split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 4, parts.allSatisfy({ $0.allSatisfy(\.isDigit) }) else {
      return nil
    }
    if bytes.count == 10, parts[1].count == 2, parts[2].count == 2 { return true }
    // Enough of a time: an hour behind a T, and colons.
    let time = bytes.dropFirst(5 + parts[1].count + 1).drop { $0.isDigit }
    guard time.first == UInt8(ascii: "T") || time.first == UInt8(ascii: "t"),
      time.filter({ $0 == Ascii.colon }).count >= 2
    else { return nil }
    return false
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { (Ascii.zero...Ascii.nine).contains(self) }
}

extension String {
  fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst().lowercased() }
}
