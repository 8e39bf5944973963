internal import Glibc

extension Span<UInt8> {
  /// The first place of `byte` in `range`.
  @inline(__always) package func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
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
  @inline(__always) package func equals(_ other: Span<UInt8>) -> Bool {
    // Most names that are compared differ in their last byte.
    guard count == other.count, count == 0 || self[count - 1] == other[count - 1] else { return false }
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

  /// The place of the only colon; nil if there is none or another, or a NUL, or a byte that is not ASCII. Eight
  /// bytes at a time: every line of a large file is asked.
  package var onlyColonOfASCII: Int? {
    // Every load lies within the bytes.
    unsafe withUnsafeBytes { bytes in
      var colons = ColonCount()
      var offset = 0
      while offset + 8 <= bytes.count {
        colons.add(
          unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian, at: offset)
        offset += 8
      }
      guard offset < bytes.count else { return colons.only }
      // Filled up with letters.
      var rest = UInt64(0x6161_6161_6161_6161) << UInt64(8 * (bytes.count - offset))
      for index in offset..<bytes.count {
        rest |= UInt64(unsafe bytes[index]) << UInt64(8 * (index - offset))
      }
      colons.add(rest, at: offset)
      return colons.only
    }
  }

  /// A copy.
  package var array: [UInt8] {
    // The pointer is used inside the closure only.
    unsafe withUnsafeBytes { unsafe Array($0) }
  }
}

/// Colons in words of eight bytes, the first in the low bits.
private struct ColonCount {
  private var count = 0
  private var place = 0
  /// High bits of bytes that are not ASCII, or NUL.
  private var unfit: UInt64 = 0
  private static let high: UInt64 = 0x8080_8080_8080_8080

  var only: Int? { count == 1 && unfit == 0 ? place : nil }

  @inline(__always) mutating func add(_ word: UInt64, at offset: Int) {
    unfit |= word & Self.high | Self.zeros(word)
    let colons = Self.zeros(word ^ 0x3A3A_3A3A_3A3A_3A3A)
    guard colons != 0 else { return }
    count += colons.nonzeroBitCount
    place = offset + colons.trailingZeroBitCount / 8
  }

  /// The high bits of the bytes that are 0: no carry crosses a byte.
  @inline(__always) private static func zeros(_ word: UInt64) -> UInt64 {
    ~(((word & ~high) &+ ~high) | word) & high
  }
}

extension [UInt8] {
  /// Whether these words are somewhere in it. `String.contains` of another string links a library for regular expressions,
  /// of more than a megabyte.
  package func contains(words: String) -> Bool { contains(words: Array(words.utf8)) }

  /// Searches for bytes.
  package func contains(words: [UInt8]) -> Bool {
    guard let first = words.first else { return true }
    var place = startIndex
    while let found = self[place...].firstIndex(of: first) {
      if self[found...].starts(with: words) { return true }
      place = found + 1
    }
    return false
  }
}

extension String {
  /// Whether these words are somewhere in it, byte by byte.
  package func contains(words: String) -> Bool { Array(utf8).contains(words: words) }
}
