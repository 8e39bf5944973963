internal import Kernel

extension HashFormat {
  /// Whether libcrypt takes the setting of a field that has the characters and the length of its format: numbers and salts that
  /// mean something (libxcrypt 4.4's `alg-*.c` and `crypt-*.c`; measured). It answers others with a failure, whatever
  /// the password.
  func takesSetting(of field: Span<UInt8>) -> Bool {
    switch self {
    case .sha256crypt, .sha512crypt:
      let setting = field.extracting(3...)
      guard setting.hasPrefix("rounds=") else { return true }
      return field.hasRounds(from: 10, 1000...999_999_999)
    case .sunMD5:
      if field.hasPrefix("$md5,rounds=") { return field.hasRounds(from: 12, 1...4_294_967_295) }
      return field.hasPrefix("$md5$")
    case .sha1crypt:
      var index = 6
      while index < field.count, Ascii.zero...Ascii.nine ~= field[index] { index += 1 }
      return index + 1 < field.count && field[index] == Ascii.dollar && field[index + 1] != Ascii.dollar
    case .scrypt:
      guard field.count >= 14, (3..<14).allSatisfy({ field.cryptValue(at: $0) != nil }) else { return false }
      let (r, p) = (field.value(of: 4..<9), field.value(of: 9..<14))
      return field.value(of: 3..<4) >= 2 && r >= 1 && p >= 1 && r * p < 1_073_741_824
    case .yescrypt, .gostYescrypt:
      var reader = YescryptNumbers(place: self == .yescrypt ? 3 : 4)
      // scrypt, its variant that only writes, and the one of crypt_gensalt(3).
      guard let flavor = reader.next(field, minimum: 0), [0, 1, 47].contains(flavor),
        let log2 = reader.next(field, minimum: 1), log2 <= 63, reader.next(field, minimum: 1) != nil
      else { return false }
      if reader.place < field.count, field[reader.place] != Ascii.dollar {
        guard let present = reader.next(field, minimum: 1).map({ Int($0) }), present < 4,
          present & 1 == 0 || reader.next(field, minimum: 2) != nil,
          present & 2 == 0 || reader.next(field, minimum: 1) != nil
        else { return false }
      }
      guard reader.place < field.count, field[reader.place] == Ascii.dollar else { return false }
      return field.extracting((reader.place + 1)...).beginsWithYescryptSalt
    default: return true
    }
  }
}

/// The numbers of a yescrypt setting: `decode64_uint32` of libxcrypt's `alg-yescrypt-common.c`.
struct YescryptNumbers {
  var place: Int

  mutating func next(_ field: Span<UInt8>, minimum: Double) -> Double? {
    guard let first = digit(field) else { return nil }
    var (number, start, end, more, bits) = (minimum, 0, 47, 0, 0)
    while first > end {
      number += Double((end + 1 - start) << bits)
      start = end + 1
      end = start + (62 - end) / 2
      more += 1
      bits += 6
    }
    number += Double((first - start) << bits)
    for _ in 0..<more {
      guard let value = digit(field) else { return nil }
      bits -= 6
      number += Double(value << bits)
    }
    return number
  }

  private mutating func digit(_ field: Span<UInt8>) -> Int? {
    guard place < field.count, let value = field.cryptValue(at: place) else { return nil }
    place += 1
    return value
  }
}

extension Span<UInt8> {
  /// Whether there is a number from here to the next `$`, without a zero before it.
  fileprivate func hasRounds(from start: Int, _ range: ClosedRange<Double>) -> Bool {
    var index = start
    while index < count, Ascii.zero...Ascii.nine ~= self[index] { index += 1 }
    return index > start && index < count && self[start] != Ascii.zero && self[index] == Ascii.dollar
      && range.contains(number(from: start))
  }

  /// Whether whole bytes, 64 at most, are before the next `$`: `decode64` of `alg-yescrypt-common.c`.
  fileprivate var beginsWithYescryptSalt: Bool {
    var length = 0
    while length < count, self[length] != Ascii.dollar { length += 1 }
    guard length <= 86 else { return false }
    if length % 4 == 0 { return true }
    let spare = [0, 0, 4, 16][length % 4]
    return spare > 0 && cryptValue(at: length - 1).map { $0 < spare } ?? false
  }

  /// The decimal digits from here on.
  func number(from start: Int) -> Double {
    var number = 0.0
    for index in start..<Swift.max(start, count) {
      guard Ascii.zero...Ascii.nine ~= self[index] else { break }
      number = number * 10 + Double(self[index] - Ascii.zero)
    }
    return number
  }

  /// Characters of crypt(5)'s alphabet as a number, the lowest six bits first.
  func value(of range: Range<Int>) -> Double {
    var value = 0.0
    for index in range.reversed() { value = value * 64 + Double(cryptValue(at: index) ?? 0) }
    return value
  }

  func cryptValue(at index: Int) -> Int? {
    switch self[index] {
    case 0x2E...0x39: Int(self[index]) - 0x2E
    case 0x41...0x5A: Int(self[index]) - 0x41 + 12
    case 0x61...0x7A: Int(self[index]) - 0x61 + 38
    default: nil
    }
  }
}
