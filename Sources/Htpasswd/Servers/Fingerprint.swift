/// Keyed 64-bit fingerprints of user names, to find duplicates among a million of them in little memory. The key
/// is Swift's own per-process seed of SipHash-1-3, so nobody can choose names that collide; and whoever finds two
/// alike compares the names.
enum Fingerprint {
  static func of(_ name: Span<UInt8>) -> UInt64 {
    var hasher = Hasher()
    // The pointer is used inside the closure only.
    unsafe name.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    let value = UInt64(bitPattern: Int64(hasher.finalize()))
    // 0 marks a free place in the set.
    return value == 0 ? 1 : value
  }
}

/// A set of fingerprints: open addressing, at most half full, 16 bytes a name.
struct FingerprintSet {
  private var places = [UInt64](repeating: 0, count: 64)
  private var count = 0

  /// - Returns: false where it was there already.
  mutating func insert(_ fingerprint: UInt64) -> Bool {
    if count * 2 >= places.count { grow() }
    guard Self.insert(fingerprint, &places) else { return false }
    count += 1
    return true
  }

  private mutating func grow() {
    var larger = [UInt64](repeating: 0, count: places.count * 2)
    for place in places where place != 0 { _ = Self.insert(place, &larger) }
    places = larger
  }

  private static func insert(_ fingerprint: UInt64, _ places: inout [UInt64]) -> Bool {
    let mask = places.count - 1
    var index = Int(truncatingIfNeeded: fingerprint) & mask
    while places[index] != 0 {
      if places[index] == fingerprint { return false }
      index = (index + 1) & mask
    }
    places[index] = fingerprint
    return true
  }
}
