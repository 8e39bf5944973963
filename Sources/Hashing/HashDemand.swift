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
    self.init(microseconds: 0.3 * n * r * p, memory: 128 * max(n, p) * r)
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
