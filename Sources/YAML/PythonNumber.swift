internal import Kernel

/// Numbers as PyYAML finds and computes them (`yaml/resolver.py`, `construct_yaml_int` and `construct_yaml_float`).
enum PythonNumber {
  /// The value of a scalar that is a number.
  enum Value: Equatable {
    /// A key that is the same for numbers that are equal in Python: `1.0`, `+1` and `0x1`.
    case equal([UInt8])
    /// `0x_`: a ValueError.
    case failure
    /// More digits than are counted here; Python refuses to write some of them.
    case long
  }

  /// More digits are not counted: the time grows with their square.
  private static let maximumDigitCount = 1000

  static func isNumber(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    let isSigned = rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+")
    if isSigned { rest = rest.dropFirst() }
    if rest.count == 4, rest.first == UInt8(ascii: ".") {
      let word = String(decoding: rest, as: UTF8.self)
      if [".inf", ".Inf", ".INF"].contains(word) { return true }
      if !isSigned, [".nan", ".NaN", ".NAN"].contains(word) { return true }
    }
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
    if sixties > 0, whole.isEmpty { return false }
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

  /// - Parameter bytes: a number.
  static func value(_ bytes: [UInt8]) -> Value {
    var digits = bytes.filter { $0 != UInt8(ascii: "_") }
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
    guard digits.count <= maximumDigitCount else { return .long }
    if digits.contains(UInt8(ascii: ".")) { return fraction(digits, isNegative: isNegative) }
    var whole = WholeNumber()
    if digits.starts(with: "0b".utf8) || digits.starts(with: "0x".utf8) {
      if digits.count == 2 { return .failure }
      let radix: UInt32 = digits[1] == UInt8(ascii: "b") ? 2 : 16
      for digit in digits[2...] { whole.multiply(by: radix, adding: digit.digitValue) }
    } else if digits.contains(Ascii.colon) {
      var isFirst = true
      for part in digits.split(separator: Ascii.colon) {
        if isFirst {
          for digit in part { whole.multiply(by: 10, adding: digit.digitValue) }
        } else {
          whole.multiply(by: 60, adding: part.reduce(0) { $0 * 10 + $1.digitValue })
        }
        isFirst = false
      }
    } else {
      let radix: UInt32 = digits.first == Ascii.zero ? 8 : 10
      for digit in digits { whole.multiply(by: radix, adding: digit.digitValue) }
    }
    return .equal(whole.text(isNegative: isNegative))
  }

  private static func fraction(_ digits: [UInt8], isNegative: Bool) -> Value {
    let text = String(decoding: digits, as: UTF8.self).lowercased()
    if text == ".nan" { return .equal(Array("nan".utf8)) }
    var value = 0.0
    if text == ".inf" {
      value = .infinity
    } else {
      // From the last part on, as Python adds them.
      var base = 1.0
      for part in text.split(separator: ":").reversed() {
        guard let number = Double(part.hasSuffix(".") ? part + "0" : part) else { return .long }
        value += number * base
        base *= 60
      }
    }
    if isNegative { value = -value }
    // Whole numbers are equal whatever their type.
    guard let whole = WholeNumber(value) else { return .equal(Array("f\(value.bitPattern)".utf8)) }
    return .equal(whole.text(isNegative: value < 0))
  }
}

/// A whole number of any size, without its sign.
private struct WholeNumber {
  /// In base `Self.base`, the lowest first.
  private var limbs: [UInt32] = []
  private static let base: UInt64 = 1_000_000_000

  init() {}

  /// - Returns: nil if it is not whole.
  init?(_ value: Double) {
    guard value.isFinite, value == value.rounded(.towardZero) else { return nil }
    // 53 bits, and the rest by doubling.
    var significand = value.magnitude
    var exponent = 0
    while significand >= 0x1p53 {
      significand /= 2
      exponent += 1
    }
    let bits = UInt64(significand)
    multiply(by: 1, adding: UInt32(bits >> 32))
    multiply(by: 1 << 16, adding: UInt32(bits >> 16 & 0xFFFF))
    multiply(by: 1 << 16, adding: UInt32(bits & 0xFFFF))
    for _ in 0..<exponent { multiply(by: 2, adding: 0) }
  }

  mutating func multiply(by factor: UInt32, adding addend: UInt32) {
    var carry = UInt64(addend)
    for index in limbs.indices {
      let value = UInt64(limbs[index]) * UInt64(factor) + carry
      limbs[index] = UInt32(value % Self.base)
      carry = value / Self.base
    }
    while carry > 0 {
      limbs.append(UInt32(carry % Self.base))
      carry /= Self.base
    }
  }

  func text(isNegative: Bool) -> [UInt8] {
    guard let last = limbs.last else { return [Ascii.zero] }
    var text = Array((isNegative ? "-\(last)" : "\(last)").utf8)
    for limb in limbs.dropLast().reversed() {
      let digits = Array("\(limb)".utf8)
      text += repeatElement(Ascii.zero, count: 9 - digits.count) + digits
    }
    return text
  }
}

extension UInt8 {
  /// The value of a digit up to f.
  fileprivate var digitValue: UInt32 {
    UInt32(isDigit ? self - Ascii.zero : (self | 0x20) - UInt8(ascii: "a") + 10)
  }
}
