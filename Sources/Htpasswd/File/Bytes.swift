internal import Glibc

extension Span<UInt8> {
  /// The first place of `byte` in `range`.
  package func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
    let part = extracting(range)
    // memchr(3) over the span's own bytes: a loop with bounds checks is eight times slower on large files.
    return unsafe part.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress,
        let found = unsafe memchr(start, Int32(byte), bytes.count)
      else { return nil }
      return unsafe range.lowerBound + (UnsafeRawPointer(found) - start)
    }
  }

  /// The first place of `byte`.
  package func firstIndex(of byte: UInt8) -> Int? { firstIndex(of: byte, in: indices) }

  package func contains(_ byte: UInt8) -> Bool { firstIndex(of: byte) != nil }

  /// Whether the bytes are these.
  package func equals(_ other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    // memcmp(3) over the bytes that both have.
    return unsafe withUnsafeBytes { mine in
      unsafe other.withUnsafeBytes { theirs in
        guard let mine = mine.baseAddress, let other = theirs.baseAddress else { return true }
        return unsafe memcmp(mine, other, count) == 0
      }
    }
  }

  /// Whether the first bytes are these.
  package func starts(with prefix: [UInt8]) -> Bool {
    count >= prefix.count && extracting(0..<prefix.count).equals(prefix.span)
  }

  /// A copy.
  package var array: [UInt8] {
    // The pointer is used inside the closure only.
    unsafe withUnsafeBytes { unsafe Array($0) }
  }
}
