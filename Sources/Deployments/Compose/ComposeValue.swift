internal import Kernel

/// A rule for the text of a key, by its letter in `ComposeSchema.tables`.
enum ComposeValue: Unicode.Scalar {
  case boolean = "B"
  case integer = "I"
  /// Not negative.
  case unsigned = "U"
  case number = "F"
  /// Bytes.
  case size = "Z"
  case duration = "D"
  case count = "C"
  case all = "A"
  case controlGroup = "G"
  case pull = "P"

  /// `loader/interpolate.go`, `toBoolean`.
  static let booleans: Set<String> = ["true", "y", "yes", "on", "false", "n", "no", "off"]
  private static let pulls: Set<String> = [
    "always", "never", "build", "if_not_present", "missing", "refresh", "daily", "weekly",
  ]

  /// Why compose refuses a value; nil if it takes it.
  func refusal(of scalar: ComposeScalar) -> String? {
    if self == .unsigned, scalar.text.first == Ascii.hyphen { return "negative" }
    guard scalar.kind == .text else { return nil }
    let text = scalar.string
    return switch self {
    case .boolean: Self.booleans.contains(text.lowercased()) ? nil : "neither true nor false"
    case .integer, .unsigned: Int64(text) == nil ? "not a whole number" : nil
    case .number: Self.isNumber(text.utf8[...]) ? nil : "not a number"
    case .size: Self.isSize(text) ? nil : "not a size, such as 512m"
    case .duration: Self.isDuration(text) ? nil : "not a time with its unit, such as 30s"
    case .all: text == "all" ? nil : "not all"
    case .controlGroup: text == "host" || text == "private" ? nil : "neither host nor private"
    case .pull:
      text.hasPrefix("every_") || Self.pulls.contains(text) ? nil : "not a policy that compose knows"
    case .count: text.lowercased() == "all" || Int64(text) != nil ? nil : "neither all nor a number"
    }
  }

  /// Go's `strconv.ParseFloat`, without its hexadecimal numbers.
  private static func isNumber(_ text: Substring.UTF8View) -> Bool {
    !text.isEmpty && Double(Substring(text)) != nil
  }

  /// `docker/go-units`, `RAMInBytes`: a number, a space or none, and a unit.
  private static func isSize(_ text: String) -> Bool {
    let bytes = text.utf8
    guard let last = bytes.lastIndex(where: { $0.isDigit || $0 == 0x2E || $0 == Ascii.space }) else {
      return false
    }
    let number = bytes[...last]
    let digits = bytes[last] == Ascii.space ? number.dropLast() : number
    guard isNumber(digits), digits.first != Ascii.hyphen else { return false }
    let unit = bytes[bytes.index(after: last)...].map { $0 | 0x20 }
    guard let first = unit.first else { return true }
    if unit == [UInt8(ascii: "b")] { return true }
    guard "kmgtp".utf8.contains(first) else { return false }
    return ["", "b", "ib"].contains { $0.utf8.elementsEqual(unit.dropFirst()) }
  }

  /// `xhit/go-str2duration`: numbers with units, one after the other; zero needs none.
  private static func isDuration(_ text: String) -> Bool {
    var rest = text.utf8[...]
    if rest.first == Ascii.hyphen || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    if rest.elementsEqual("0".utf8) { return true }
    if rest.isEmpty { return false }
    while !rest.isEmpty {
      let number = rest.prefix { $0.isDigit || $0 == 0x2E }
      guard number.contains(where: \.isDigit), number.count(where: { $0 == 0x2E }) <= 1 else { return false }
      rest = rest.dropFirst(number.count)
      let unit = rest.prefix { !$0.isDigit && $0 != 0x2E }
      guard
        ["ns", "us", "\u{B5}s", "\u{3BC}s", "ms", "s", "m", "h", "d", "w"].contains(String(Substring(unit)))
      else { return false }
      rest = rest.dropFirst(unit.count)
    }
    return true
  }
}
