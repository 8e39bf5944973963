/// A text that goes on over several lines of a file, and where its parts are written.
struct JoinedLines {
  private(set) var text: [UInt8] = []
  /// The offset in the text, the line, and the column of the byte there.
  private var parts: [(offset: Int, line: Int, column: Int)] = []

  mutating func append(_ part: some Sequence<UInt8>, line: Int, column: Int) {
    parts.append((text.count, line, column))
    text += part
  }

  /// The line and the column of a byte of the text; both from 1, the column in bytes.
  func position(of offset: Int) -> (line: Int, column: Int) {
    guard !parts.isEmpty else { return (1, 1) }
    var (low, high) = (0, parts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if parts[middle].offset <= offset { low = middle } else { high = middle }
    }
    let part = parts[low]
    return (part.line, part.column + offset - part.offset)
  }
}
