internal import Kernel
internal import YAML

/// A scalar with the type that compose's library finds for it (go.yaml.in/yaml 3.0, `resolve.go`): neither YAML 1.1, since
/// `yes` is text, nor 1.2, since `010` is eight.
struct ComposeScalar: Sendable {
  enum Kind: Sendable {
    case null, boolean, integer, float
    /// A date, with a time or not; compose takes it nowhere.
    case time
    case text
  }

  var kind: Kind
  /// As Go prints the value: a container gets that.
  var text: [UInt8]
  var spelling = Variables.Spelling()
  /// Whether it is written in block form, each line a line.
  var isBlock = false

  var string: String { String(decoding: text, as: UTF8.self) }

  init(kind: Kind, text: [UInt8], isChanged: Bool = false) {
    (self.kind, self.text) = (kind, text)
    spelling.wasChanged = isChanged
  }

  /// - Returns: nil if the tag asks for another type than the scalar has, or one that is not read here.
  init?(_ node: YAMLNode) {
    let text = node.text
    guard let tag = node.tag, tag != "!" else {
      self.init(implicit: text, isPlain: node.isImplicit)
      isBlock = node.style == .literal
      spelling.wasQuoted = node.style == .doubleQuoted || node.style == .singleQuoted
      return
    }
    self.init(implicit: text, isPlain: true)
    switch tag {
    case "tag:yaml.org,2002:null" where kind == .null: break
    case "tag:yaml.org,2002:bool" where kind == .boolean: break
    case "tag:yaml.org,2002:int" where kind == .integer: break
    case "tag:yaml.org,2002:float" where kind == .float || kind == .integer: break
    case "tag:yaml.org,2002:timestamp" where kind == .time: break
    case "tag:yaml.org,2002:str": self.init(kind: .text, text: text)
    case let other where other.hasPrefix("tag:yaml.org,2002:"): return nil
    default: self.init(kind: .text, text: text)
    }
  }

  private init(implicit text: [UInt8], isPlain: Bool) {
    self.init(kind: .text, text: text)
    guard isPlain else { return }
    guard let first = text.first else {
      kind = .null
      return
    }
    switch first {
    case UInt8(ascii: "~"): if text.count == 1 { kind = .null }
    case UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "n"),
      UInt8(ascii: "N"):
      guard text.count <= 5 else { return }
      let word = string
      let lower = word.lowercased()
      guard [lower, lower.uppercased(), lower.prefix(1).uppercased() + lower.dropFirst()].contains(word)
      else { return }
      if lower == "null" {
        kind = .null
      } else if lower == "true" || lower == "false" {
        set(.boolean, lower)
      }
    case UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"), Ascii.zero...Ascii.nine:
      if text.count > Self.maximumNumberCount { return }
      readNumber()
    default: break
    }
  }

  /// In bytes; no real number is as long.
  private static let maximumNumberCount = 4096

  private mutating func set(_ kind: Kind, _ printed: String) {
    let printed = Array(printed.utf8)
    spelling.wasChanged = printed != text
    (self.kind, text) = (kind, printed)
  }

  private mutating func readNumber() {
    if Self.isTimestamp(text) {
      kind = .time
      return
    }
    var rest = text[...]
    let sign = rest.first == Ascii.hyphen || rest.first == UInt8(ascii: "+") ? rest.removeFirst() : nil
    if rest.count == 4, rest.first == UInt8(ascii: ".") {
      let word = String(decoding: rest.dropFirst(), as: UTF8.self)
      if ["inf", "Inf", "INF"].contains(word) {
        return set(.float, sign == Ascii.hyphen ? "-Inf" : "+Inf")
      }
      if sign == nil, ["nan", "NaN", "NAN"].contains(word) { return set(.float, "NaN") }
    }
    let digits = rest.filter { $0 != UInt8(ascii: "_") }
    // Underscores count after a point at the start.
    if text.first == UInt8(ascii: "."), digits.count != rest.count { return }
    if let value = Self.integer(digits, isNegative: sign == Ascii.hyphen, isSigned: sign != nil) {
      return set(.integer, value)
    }
    guard Self.isFloat(digits),
      let value = Double(
        String(decoding: digits.last == 0x2E ? digits + [Ascii.zero] : digits, as: UTF8.self)),
      value.isFinite
    else { return }
    set(.float, Self.printed(sign == Ascii.hyphen ? -value : value))
  }

  /// Go's `strconv.ParseInt` and, without a sign, `ParseUint` with base 0.
  ///
  /// - Returns: in decimal; nil for what is not an integer, or one of more than 64 bits.
  private static func integer(_ digits: [UInt8], isNegative: Bool, isSigned: Bool) -> String? {
    var (radix, rest) = (10, digits[...])
    if rest.first == Ascii.zero, rest.count > 1 {
      switch rest[1] | 0x20 {
      case UInt8(ascii: "x"): (radix, rest) = (16, rest.dropFirst(2))
      case UInt8(ascii: "o"): (radix, rest) = (8, rest.dropFirst(2))
      case UInt8(ascii: "b"): (radix, rest) = (2, rest.dropFirst(2))
      default: (radix, rest) = (8, rest.dropFirst())
      }
    }
    guard let first = rest.first, first != Ascii.hyphen, first != UInt8(ascii: "+"),
      let value = UInt64(String(decoding: rest, as: UTF8.self), radix: radix)
    else { return nil }
    if isNegative { return value > 1 << 63 ? nil : value == 0 ? "0" : "-\(value)" }
    return isSigned && value >= 1 << 63 ? nil : String(value)
  }

  /// `[0-9]+(\.[0-9]*)?` or `\.[0-9]+`, and an exponent.
  private static func isFloat(_ digits: [UInt8]) -> Bool {
    var rest = digits[...]
    func digitCount() -> Int { rest.prefix { (Ascii.zero...Ascii.nine).contains($0) }.count }
    let whole = digitCount()
    rest = rest.dropFirst(whole)
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      let fraction = digitCount()
      if whole == 0, fraction == 0 { return false }
      rest = rest.dropFirst(fraction)
    } else if whole == 0 {
      return false
    }
    guard let mark = rest.first else { return true }
    guard mark | 0x20 == UInt8(ascii: "e") else { return false }
    rest = rest.dropFirst()
    if rest.first == Ascii.hyphen || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    let exponent = digitCount()
    return exponent > 0 && exponent == rest.count
  }

  /// Go's `%v`: the fewest digits that mean the number, with an exponent below 1e-4 and from 1e6 on
  /// (fmt, `%v`).
  static func printed(_ value: Double) -> String {
    if value == 0 { return value.sign == .minus ? "-0" : "0" }
    // Digits and exponent of Swift's shortest text.
    var digits: [UInt8] = []
    var (point, exponent) = (0, 0)
    var sawPoint = false
    var text = Array(value.magnitude.description.utf8)[...]
    while let byte = text.popFirst() {
      if byte == UInt8(ascii: ".") {
        sawPoint = true
      } else if byte == UInt8(ascii: "e") {
        exponent = Int(String(decoding: text, as: UTF8.self)) ?? 0
        break
      } else {
        digits.append(byte)
        if !sawPoint { point += 1 }
      }
    }
    let leading = digits.prefix { $0 == Ascii.zero }.count
    digits.removeFirst(leading)
    point -= leading
    while digits.last == Ascii.zero { digits.removeLast() }
    // 0.d1d2d3 times ten to that.
    point += exponent
    let sign = value < 0 ? "-" : ""
    let all = String(decoding: digits, as: UTF8.self)
    let power = point - 1
    if power < -4 || power >= 6 { return sign + exponential(all, power) }
    if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + all }
    if digits.count <= point { return sign + all + String(repeating: "0", count: point - digits.count) }
    return sign + all.prefix(point) + "." + all.dropFirst(point)
  }

  private static func exponential(_ digits: String, _ power: Int) -> String {
    let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
    let size = String(power.magnitude)
    return "\(digits.prefix(1))\(fraction)e\(power < 0 ? "-" : "+")\(size.count < 2 ? "0" : "")\(size)"
  }

  /// `2006-1-2`, alone or with a time (`resolve.go`, `allowedTimestampFormats`), of a day that there is.
  private static func isTimestamp(_ text: [UInt8]) -> Bool {
    var rest = text[...]
    func number(_ counts: ClosedRange<Int>) -> Int? {
      let digits = rest.prefix(counts.upperBound).prefix { (Ascii.zero...Ascii.nine).contains($0) }
      guard counts.contains(digits.count) else { return nil }
      rest = rest.dropFirst(digits.count)
      return digits.reduce(0) { $0 * 10 + Int($1 - Ascii.zero) }
    }
    func skip(_ byte: UInt8) -> Bool {
      guard rest.first == byte else { return false }
      rest.removeFirst()
      return true
    }
    guard let year = number(4...4), skip(Ascii.hyphen), let month = number(1...2), skip(Ascii.hyphen),
      let day = number(1...2), (1...12).contains(month)
    else { return false }
    let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    guard (1...days).contains(day) else { return false }
    if rest.isEmpty { return true }
    let hasZone = skip(UInt8(ascii: "T")) || skip(UInt8(ascii: "t"))
    if !hasZone {
      guard skip(Ascii.space) else { return false }
      while skip(Ascii.space) {}
    }
    guard let hour = number(1...2), hour < 24, skip(Ascii.colon), let minute = number(1...2), minute < 60,
      skip(Ascii.colon), let second = number(1...2), second < 60
    else { return false }
    if skip(UInt8(ascii: ".")) || skip(UInt8(ascii: ",")) {
      let digits = rest.prefix { (Ascii.zero...Ascii.nine).contains($0) }
      if digits.isEmpty { return false }
      rest = rest.dropFirst(digits.count)
    }
    guard hasZone else { return rest.isEmpty }
    if skip(UInt8(ascii: "Z")) { return rest.isEmpty }
    guard skip(Ascii.hyphen) || skip(UInt8(ascii: "+")), let hours = number(2...2), hours <= 24,
      skip(Ascii.colon), let minutes = number(2...2), minutes < 60
    else { return false }
    return rest.isEmpty
  }
}
