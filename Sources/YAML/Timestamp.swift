internal import Kernel

/// A date or a time in the forms of `yaml/resolver.py`.
struct Timestamp {
  let isDate: Bool
  /// Whether Python has such a date and time: 2024-02-30 is a ValueError.
  let isValid: Bool

  /// - Returns: nil for another form.
  init?(_ bytes: [UInt8]) {
    var rest = bytes[...]
    guard let year = rest.takeDigits(4...4), rest.skip(UInt8(ascii: "-")),
      let month = rest.takeDigits(1...2), rest.skip(UInt8(ascii: "-")), let day = rest.takeDigits(1...2)
    else { return nil }
    let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    let isDay = year > 0 && (1...12).contains(month) && (1...days[max(0, min(month, 12) - 1)]).contains(day)
    if rest.isEmpty {
      // A date alone has two digits in each place.
      guard bytes.count == 10 else { return nil }
      (isDate, isValid) = (true, isDay)
      return
    }
    let space = rest.prefix { $0 == Ascii.space || $0 == 0x09 }
    rest = rest.dropFirst(space.count)
    if space.isEmpty, !rest.skip(UInt8(ascii: "T")), !rest.skip(UInt8(ascii: "t")) { return nil }
    guard let hour = rest.takeDigits(1...2), rest.skip(Ascii.colon),
      let minute = rest.takeDigits(2...2), rest.skip(Ascii.colon), let second = rest.takeDigits(2...2)
    else { return nil }
    if rest.skip(UInt8(ascii: ".")) { rest = rest.drop { (Ascii.zero...Ascii.nine).contains($0) } }
    rest = rest.drop { $0 == Ascii.space || $0 == 0x09 }
    var isZone = true
    if !rest.isEmpty, !rest.skip(UInt8(ascii: "Z")) {
      guard rest.skip(UInt8(ascii: "-")) || rest.skip(UInt8(ascii: "+")),
        let hours = rest.takeDigits(1...2)
      else { return nil }
      var minutes = 0
      if rest.skip(Ascii.colon) {
        guard let number = rest.takeDigits(2...2) else { return nil }
        minutes = number
      }
      isZone = hours * 60 + minutes < 24 * 60
    }
    guard rest.isEmpty else { return nil }
    (isDate, isValid) = (false, isDay && hour < 24 && minute < 60 && second < 60 && isZone)
  }
}

extension ArraySlice<UInt8> {
  fileprivate mutating func skip(_ byte: UInt8) -> Bool {
    guard first == byte else { return false }
    removeFirst()
    return true
  }

  /// The number at the beginning, of so many digits; the most of them are taken.
  fileprivate mutating func takeDigits(_ counts: ClosedRange<Int>) -> Int? {
    let digits = prefix(counts.upperBound).prefix { (Ascii.zero...Ascii.nine).contains($0) }
    guard counts.contains(digits.count) else { return nil }
    self = dropFirst(digits.count)
    return digits.reduce(0) { $0 * 10 + Int($1 - Ascii.zero) }
  }
}
