internal import Kernel

/// Keyed 64-bit fingerprints of user names, to find duplicates among a million of them in little memory: SipHash-1-3
/// under a random key of the process, so nobody can choose names that collide; and whoever finds two alike compares
/// the names. (Swift's own Hasher is the same function, three times as slow on a few bytes.)
package enum Fingerprint {
  package static func of(_ name: Span<UInt8>) -> UInt64 { of(name, key: key) }

  @inline(__always) static func of(_ name: Span<UInt8>, key: (UInt64, UInt64)) -> UInt64 {
    var state = SipState(key)
    // Every load lies within the bytes.
    unsafe name.withUnsafeBytes { bytes in
      var offset = 0
      while offset + 8 <= bytes.count {
        state.absorb(unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian)
        offset += 8
      }
      var rest: UInt64 = 0
      if offset > 0 && offset < bytes.count {
        // The last eight bytes, without those that were absorbed.
        let last = unsafe bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self).littleEndian
        rest = last &>> UInt64(truncatingIfNeeded: 8 * (8 - (bytes.count - offset)))
      } else {
        for index in offset..<bytes.count {
          rest |= UInt64(unsafe bytes[index]) << UInt64(8 * (index - offset))
        }
      }
      state.absorb(rest | UInt64(truncatingIfNeeded: bytes.count) << 56)
    }
    return state.finish()
  }

  fileprivate static let key: (UInt64, UInt64) = {
    // The system's generator, as Swift seeds it.
    var generator = SystemRandomNumberGenerator()
    return (generator.next(), generator.next())
  }()
}

/// SipHash (Aumasson, Bernstein 2012) with one round for each word and three at the end.
private struct SipState {
  private var v0, v1, v2, v3: UInt64

  init(_ key: (UInt64, UInt64)) {
    v0 = key.0 ^ 0x736f_6d65_7073_6575
    v1 = key.1 ^ 0x646f_7261_6e64_6f6d
    v2 = key.0 ^ 0x6c79_6765_6e65_7261
    v3 = key.1 ^ 0x7465_6462_7974_6573
  }

  @inline(__always) mutating func absorb(_ word: UInt64) {
    v3 ^= word
    mix()
    v0 ^= word
  }

  @inline(__always) mutating func finish() -> UInt64 {
    v2 ^= 0xFF
    mix()
    mix()
    mix()
    return v0 ^ v1 ^ v2 ^ v3
  }

  @inline(__always) private mutating func mix() {
    v0 &+= v1
    v1 = Self.rotate(v1, 13) ^ v0
    v0 = Self.rotate(v0, 32)
    v2 &+= v3
    v3 = Self.rotate(v3, 16) ^ v2
    v0 &+= v3
    v3 = Self.rotate(v3, 21) ^ v0
    v2 &+= v1
    v1 = Self.rotate(v1, 17) ^ v2
    v2 = Self.rotate(v2, 32)
  }

  private static func rotate(_ word: UInt64, _ bits: UInt64) -> UInt64 {
    word &<< bits | word &>> (64 - bits)
  }
}

/// Fingerprints in the order they came, and which of them came more than once: 8 bytes each, 16 while that is
/// found out.
package struct FingerprintLog {
  private var all: [UInt64] = []
  private let key = Fingerprint.key

  package init() {}

  /// - Parameter expected: how many there may be; a guess saves moving them.
  mutating func reserve(_ expected: Int) { all.reserveCapacity(expected) }

  package mutating func append(_ fingerprint: UInt64) { all.append(fingerprint) }

  /// Appends the fingerprint of a name.
  @inline(__always) package mutating func append(_ name: Span<UInt8>) {
    all.append(Fingerprint.of(name, key: key))
  }

  /// Those that came more than once.
  ///
  /// One table for a million of them would miss the cache at every probe. They are sorted into parts by their low
  /// bits instead, each small enough for a table that stays in it: four times as fast. Of many parts each core takes
  /// its share.
  package func repeated() -> Set<UInt64> {
    var parts = 1
    while all.count / parts > 2048 { parts *= 2 }
    let mask = UInt64(parts - 1)

    // ends[part] begins as the part's start and moves on as it is filled.
    var ends = [Int](repeating: 0, count: parts + 1)
    for fingerprint in all { ends[Int(fingerprint & mask) + 1] += 1 }
    for part in 1...parts { ends[part] += ends[part - 1] }
    let sorted = unsafe [UInt64](unsafeUninitializedCapacity: all.count) { sorted, count in
      for fingerprint in all {
        let part = Int(fingerprint & mask)
        // The parts' places are as many as there are fingerprints, and each is filled once.
        unsafe sorted.initializeElement(at: ends[part], to: fingerprint)
        ends[part] += 1
      }
      count = all.count
    }

    let (count, partEnds) = (parts, ends)
    let shares = count < 128 ? 1 : availableCores
    let repeated = onAllCores(shares, cores: shares) { share in
      Self.repeated(in: count * share / shares..<count * (share + 1) / shares, of: sorted, partEnds)
    }
    return repeated.reduce(into: []) { $0.formUnion($1) }
  }

  private static func repeated(in parts: Range<Int>, of sorted: [UInt64], _ ends: [Int]) -> Set<UInt64> {
    var repeated: Set<UInt64> = []
    var table = ProbeTable()
    for part in parts {
      let start = part == 0 ? 0 : ends[part - 1]
      table.clear(for: ends[part] - start)
      for fingerprint in sorted[start..<ends[part]] where !table.insert(fingerprint) {
        repeated.insert(fingerprint)
      }
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

  /// - Returns: false if it already existed.
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
