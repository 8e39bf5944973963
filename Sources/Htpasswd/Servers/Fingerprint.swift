/// Keyed 64-bit fingerprints of user names, to find duplicates among a million of them in little memory. The key
/// is Swift's own per-process seed of SipHash-1-3, so nobody can choose names that collide; and whoever finds two
/// alike compares the names.
enum Fingerprint {
  static func of(_ name: Span<UInt8>) -> UInt64 {
    var hasher = Hasher()
    // The pointer is used inside the closure only.
    unsafe name.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }
}

/// Fingerprints in the order they came, and which of them came more than once: 8 bytes each, 16 while that is
/// found out.
struct FingerprintLog {
  private var all: [UInt64] = []

  mutating func append(_ fingerprint: UInt64) { all.append(fingerprint) }

  /// Those that came more than once.
  ///
  /// One table for a million of them would miss the cache at every probe. They are sorted into parts by their low
  /// bits instead, each small enough for a table that stays in it: four times as fast.
  func repeated() -> Set<UInt64> {
    var parts = 1
    while all.count / parts > 2048 { parts *= 2 }
    let mask = UInt64(parts - 1)

    // ends[part] begins as the part's start and moves on as it is filled.
    var ends = [Int](repeating: 0, count: parts + 1)
    for fingerprint in all { ends[Int(fingerprint & mask) + 1] += 1 }
    for part in 1...parts { ends[part] += ends[part - 1] }
    var sorted = [UInt64](repeating: 0, count: all.count)
    for fingerprint in all {
      let part = Int(fingerprint & mask)
      sorted[ends[part]] = fingerprint
      ends[part] += 1
    }

    var repeated: Set<UInt64> = []
    var table = ProbeTable()
    var start = 0
    for part in 0..<parts {
      table.clear(for: ends[part] - start)
      for fingerprint in sorted[start..<ends[part]] where !table.insert(fingerprint) {
        repeated.insert(fingerprint)
      }
      start = ends[part]
    }
    return repeated
  }
}

/// A set of fingerprints with open addressing, at most half full.
private struct ProbeTable {
  private var places: [UInt64] = []
  private var holdsZero = false

  /// Empties it and makes room for this many.
  mutating func clear(for count: Int) {
    var size = 16
    while size < count * 2 { size *= 2 }
    places = [UInt64](repeating: 0, count: size)
    holdsZero = false
  }

  /// - Returns: false where it was there already.
  mutating func insert(_ fingerprint: UInt64) -> Bool {
    // 0 marks a free place.
    if fingerprint == 0 {
      defer { holdsZero = true }
      return !holdsZero
    }
    let mask = places.count - 1
    // The high bits: the low ones are alike in a part.
    var index = Int(truncatingIfNeeded: fingerprint >> 32) & mask
    while places[index] != 0 {
      if places[index] == fingerprint { return false }
      index = (index + 1) & mask
    }
    places[index] = fingerprint
    return true
  }
}
