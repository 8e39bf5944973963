internal import Kernel

/// The memory and time of computing a hash, if its field sets that.
struct HashDemand {
  /// In microseconds, on a machine that hashes bcrypt of cost 10 in 50 ms.
  var microseconds: Double
  /// In bytes.
  var memory: Double

  /// By how fast bcrypt is here. Below about a second nothing is measured.
  var seconds: Double {
    microseconds < 1_000_000
      ? microseconds / 1_000_000 : microseconds * Bcrypt.estimatedSeconds(.standard) / 50_000
  }

  /// - Returns: nil for a format that takes little whatever the field says, and for bcrypt, which has a cost.
  init?(_ format: HashFormat, _ field: Span<UInt8>) {
    switch format {
    case .sha256crypt, .sha512crypt:
      guard field.extracting(3...).hasPrefix("rounds=") else { return nil }
      self.init(microseconds: 0.4 * field.number(from: 10))
    case .sunMD5:
      guard field.hasPrefix("$md5,rounds=") else { return nil }
      // Every other round digests a text of 1.5 KB.
      self.init(microseconds: 1.5 * field.number(from: 12))
    case .sha1crypt: self.init(microseconds: field.number(from: 6))
    case .scrypt:
      // crypt(5): log2 of N in one character, r and p in five each, the lowest six bits first.
      guard field.count >= 14 else { return nil }
      let (r, p) = (field.value(of: 4..<9), field.value(of: 9..<14))
      self.init(n: Self.power(field.value(of: 3..<4)), r: r, p: p)
    case .yescrypt, .gostYescrypt:
      var reader = YescryptNumbers(place: format == .yescrypt ? 3 : 4)
      guard reader.next(field, minimum: 0) != nil, let log2 = reader.next(field, minimum: 1),
        let r = reader.next(field, minimum: 1)
      else { return nil }
      var (p, t): (Double, Double) = (1, 0)
      if reader.place < field.count, field[reader.place] != Ascii.dollar,
        let present = reader.next(field, minimum: 1).map({ Int($0) })
      {
        if present & 1 != 0 { p = reader.next(field, minimum: 2) ?? 1 }
        if present & 2 != 0 { t = reader.next(field, minimum: 1) ?? 0 }
      }
      self.init(n: Self.power(log2), r: r, p: p * (1 + t))
    default: return nil
    }
  }

  /// scrypt's parameters (RFC 7914).
  private init(n: Double, r: Double, p: Double) {
    self.init(microseconds: 0.3 * n * r * p, memory: 128 * n * r)
  }

  private init(microseconds: Double, memory: Double = 0) {
    (self.microseconds, self.memory) = (microseconds, memory)
  }

  private static func power(_ log2: Double) -> Double {
    var power = 1.0
    for _ in 0..<min(64, Int(log2)) { power *= 2 }
    return power
  }
}

/// The numbers of a yescrypt setting: `decode64_uint32` of libxcrypt's `alg-yescrypt-common.c`.
private struct YescryptNumbers {
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
  /// The decimal digits from here on.
  fileprivate func number(from start: Int) -> Double {
    var number = 0.0
    for index in start..<Swift.max(start, count) {
      guard Ascii.zero...Ascii.nine ~= self[index] else { break }
      number = number * 10 + Double(self[index] - Ascii.zero)
    }
    return number
  }

  /// Characters of crypt(5)'s alphabet as a number, the lowest six bits first.
  fileprivate func value(of range: Range<Int>) -> Double {
    var value = 0.0
    for index in range.reversed() { value = value * 64 + Double(cryptValue(at: index) ?? 0) }
    return value
  }

  fileprivate func cryptValue(at index: Int) -> Int? {
    switch self[index] {
    case 0x2E...0x39: Int(self[index]) - 0x2E
    case 0x41...0x5A: Int(self[index]) - 0x41 + 12
    case 0x61...0x7A: Int(self[index]) - 0x61 + 38
    default: nil
    }
  }
}
