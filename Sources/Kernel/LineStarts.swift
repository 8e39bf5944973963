/// Python's universal newlines: LF, CR LF or CR ends a line.
extension [UInt8] {
  /// Whether a line ends with this byte: an LF, or a CR before no LF.
  @inlinable package func endsLine(at index: Int) -> Bool {
    self[index] == 0x0A || self[index] == 0x0D && (index + 1 == count || self[index + 1] != 0x0A)
  }

  /// With an LF in the place of each line end.
  package var withLineFeeds: [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(count)
    for (index, byte) in enumerated() {
      if byte != Ascii.carriageReturn {
        result.append(byte)
      } else if endsLine(at: index) {
        result.append(Ascii.lineFeed)
      }
    }
    return result
  }
}

/// The places where the lines of a file begin. A byte order mark is before the first.
package struct LineStarts: Sendable {
  private var starts: [Int]

  package init(_ bytes: [UInt8]) {
    starts = [bytes.starts(with: ByteOrderMark.utf8) ? ByteOrderMark.utf8.count : 0]
    for index in bytes.indices where bytes.endsLine(at: index) { starts.append(index + 1) }
  }

  /// Line and column, in bytes, from 1.
  package func position(of offset: Int) -> (line: Int, column: Int) {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return (low + 1, max(0, offset - starts[low]) + 1)
  }

  package func column(of offset: Int) -> Int { position(of: offset).column }
}
