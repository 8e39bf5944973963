/// How a line ends.
package enum LineEnding: Sendable, Equatable {
  case lineFeed
  case carriageReturnLineFeed
  /// A CR that no LF follows: Python's universal newlines split there, most other readers do not.
  case carriageReturn
  /// The last line, where the file has no final newline.
  case none

  package var bytes: [UInt8] {
    switch self {
    case .lineFeed: [Ascii.lineFeed]
    case .carriageReturnLineFeed: [Ascii.carriageReturn, Ascii.lineFeed]
    case .carriageReturn: [Ascii.carriageReturn]
    case .none: []
    }
  }
}

/// Where a reader sees line ends.
package enum LineBreaks: Sendable {
  /// LF, CR LF and CR, as Python's text files do (`io.TextIOWrapper`, `newline=None`).
  case universal
  /// LF alone; a CR before it is part of the line.
  case lineFeed
}

/// What the reading of lines keeps in memory.
enum LineReader {
  /// In bytes: a line that is longer is an error.
  static let maximumCount = 64 << 20
}

/// A line of a file: its place, not its bytes.
package struct Line: Sendable {
  /// 1 for the first.
  package let number: Int
  /// In bytes of the file, without the ending.
  package let content: Range<Int>
  package let ending: LineEnding

  /// With the ending.
  package var whole: Range<Int> { content.lowerBound..<content.upperBound + ending.bytes.count }
}

/// Where the bytes of a credential file come from.
package enum ByteSource: ~Copyable {
  case memory([UInt8])
  /// A regular file, read with pread: its position does not matter.
  case file(FileDescriptor)

  /// Reads into `range` of `buffer` from `offset`; 0 at the end.
  package func read(
    into buffer: inout [UInt8], _ range: Range<Int>, at offset: Int
  ) throws(SystemError) -> Int {
    switch self {
    case .memory(let bytes):
      let count = max(0, min(range.count, bytes.count - offset))
      if count > 0 {
        buffer.replaceSubrange(
          range.lowerBound..<range.lowerBound + count, with: bytes[offset..<offset + count])
      }
      return count
    case .file(let descriptor):
      return try descriptor.read(into: &buffer, range, at: offset)
    }
  }

  /// A part of it, shorter where the source ends before.
  package func bytes(_ range: Range<Int>) throws(SystemError) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: range.count)
    var filled = 0
    while filled < range.count {
      let count = try read(into: &buffer, filled..<range.count, at: range.lowerBound + filled)
      if count == 0 { break }
      filled += count
    }
    buffer.removeLast(range.count - filled)
    return buffer
  }

  /// Calls `body` with each line's bytes, without its ending, and its place, until it answers false. Memory is
  /// bounded by one buffer and the longest line.
  ///
  /// - Throws: `SystemError.lineTooLong` for a line of more than `LineReader.maximumCount` bytes.
  package func forEachLine(
    _ breaks: LineBreaks = .universal, _ body: (Span<UInt8>, Line) -> Bool
  ) throws(SystemError) {
    // No more than there is to read, and one byte that finds its end.
    let step = min(1 << 17, try count() + 1)
    var buffer = [UInt8](repeating: 0, count: step)
    // The file's bytes [base, base + end) are buffer[0..<end]; those before `start` are done.
    var (base, start, end, searched, number) = (0, 0, 0, 0, 1)
    var atEnd = false
    while true {
      var found: (content: Int, ending: LineEnding)?
      // A CR ends a line only when the byte after it is known: another line's, or an LF.
      if let at = buffer.span.firstLineBreak(breaks, in: searched..<end) {
        if buffer[at] == Ascii.lineFeed {
          found = (at, .lineFeed)
        } else if at + 1 < end {
          found = (at, buffer[at + 1] == Ascii.lineFeed ? .carriageReturnLineFeed : .carriageReturn)
        } else if atEnd {
          found = (at, .carriageReturn)
        } else {
          searched = at
        }
      } else if atEnd {
        if start == end { return }
        found = (end, .none)
      } else {
        searched = end
      }

      if let (content, ending) = found {
        let line = Line(number: number, content: base + start..<base + content, ending: ending)
        guard body(buffer.span.extracting(start..<content), line) else { return }
        start = content + ending.bytes.count
        searched = start
        number += 1
        continue
      }
      // No whole line is left: keep its beginning, read on.
      if start > 0 {
        buffer.replaceSubrange(0..<end - start, with: Array(buffer[start..<end]))
        (base, end, searched) = (base + start, end - start, searched - start)
        start = 0
      }
      if end == buffer.count {
        guard end < LineReader.maximumCount else { throw .lineTooLong }
        buffer.append(contentsOf: repeatElement(0, count: buffer.count))
      }
      let count = try read(into: &buffer, end..<buffer.count, at: base + end)
      if count == 0 { atEnd = true } else { end += count }
    }
  }
}

extension Span<UInt8> {
  /// The first LF, or with universal line breaks the first CR before it.
  fileprivate func firstLineBreak(_ breaks: LineBreaks, in range: Range<Int>) -> Int? {
    let lineFeed = firstIndex(of: Ascii.lineFeed, in: range)
    guard breaks == .universal else { return lineFeed }
    return firstIndex(of: Ascii.carriageReturn, in: range.lowerBound..<(lineFeed ?? range.upperBound))
      ?? lineFeed
  }
}
