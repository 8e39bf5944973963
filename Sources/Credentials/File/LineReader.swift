internal import CLinux
package import Kernel

/// How a line ends.
package enum LineEnding: Sendable, Equatable {
  case lineFeed
  case carriageReturnLineFeed
  /// A CR that no LF follows: Python's universal newlines split there, most other readers do not.
  case carriageReturn
  /// The last line, if the file has no final newline.
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

extension LineEnding {
  /// In bytes.
  package var count: Int {
    switch self {
    case .none: 0
    case .lineFeed, .carriageReturn: 1
    case .carriageReturnLineFeed: 2
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

/// A line of a file: its place, not its bytes.
package struct Line: Sendable {
  /// 1 for the first.
  package let number: Int
  /// In bytes of the file, without the ending.
  package let content: Range<Int>
  package let ending: LineEnding
  /// The place in the line of its only colon, if it is ASCII without NUL and has one.
  package var plainColon: Int?

  package init(number: Int, content: Range<Int>, ending: LineEnding, plainColon: Int? = nil) {
    self.number = number
    self.content = content
    self.ending = ending
    self.plainColon = plainColon
  }

  /// With the ending.
  package var whole: Range<Int> { content.lowerBound..<content.upperBound + ending.count }
}

/// Some lines of a file, each as it is there. (An object: a source is moved around a lot.)
package final class LineSelection: Sendable {
  /// The lines' bytes without their endings, one line after the other.
  package let bytes: [UInt8]
  /// In file order.
  package let lines: [Line]
  /// In bytes.
  package let fileSize: Int

  init(_ bytes: [UInt8], _ lines: [Line], fileSize: Int) {
    (self.bytes, self.lines, self.fileSize) = (bytes, lines, fileSize)
  }

  /// (Optimised into its callers, this ends the compiler of Swift 6.3.1.)
  @inline(never) package func source() -> ByteSource { .lines(self) }
}

/// Where the bytes of a credential file come from.
package enum ByteSource: ~Copyable {
  case memory([UInt8])
  /// All lines that somebody who goes from line to line has to look at: of the others it is known what they mean.
  case lines(LineSelection)
  /// A regular file, read with pread: its position does not matter.
  case file(FileDescriptor)

  /// The lines, if it has only some.
  package var selection: LineSelection? {
    switch self {
    case .memory: nil
    case .lines(let selection): selection
    case .file: nil
    }
  }

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
    case .lines: return 0
    case .file(let descriptor):
      return try descriptor.read(into: &buffer, range, at: offset)
    }
  }

  /// How many bytes it has.
  package func count() throws(SystemError) -> Int {
    switch self {
    case .memory(let bytes): bytes.count
    case .lines(let selection): selection.fileSize
    case .file(let descriptor): try descriptor.status().size
    }
  }

  /// The whole of it.
  package func bytes() throws(SystemError) -> [UInt8] {
    try bytes(0..<(try count()))
  }

  /// A part of it, shorter if the source ends before.
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
  /// - Parameters:
  ///   - user: the plain entries of others are not given, except the last one.
  ///   - block: is given each part of the source whose lines have all been given, and its offset, before it
  ///     is forgotten; the last part is not. Reading also ends if it answers false.
  /// - Throws: `SystemError.lineTooLong` for a line of more than `SystemError.lineLimit` bytes.
  package func forEachLine(
    _ breaks: LineBreaks = .universal, of user: [UInt8]? = nil,
    block: (Span<UInt8>, Int) -> Bool = { (_, _) in true },
    _ body: (Span<UInt8>, Line) -> Bool
  ) throws(SystemError) {
    if let selection {
      let bytes = selection.bytes
      var start = 0
      for line in selection.lines {
        let end = start + line.content.count
        guard body(bytes.span.extracting(start..<end), line) else { return }
        start = end
      }
      return
    }
    // No more than there is to read, and one byte that finds its end.
    var buffer = [UInt8](repeating: 0, count: min(1 << 17, try count() + 1))
    var window = LineWindow(breaks)
    var isAtEnd = false
    while window.giveLines(buffer.span, of: user, isAtEnd: isAtEnd, body), !isAtEnd {
      // No whole line is left: keep its beginning, read on.
      if window.start > 0 {
        guard block(buffer.span.extracting(0..<window.start), window.base) else { return }
        buffer.replaceSubrange(0..<window.count, with: Array(buffer[window.start..<window.end]))
        window.moveToStart()
      }
      if window.end == buffer.count {
        guard window.end < SystemError.lineLimit else { throw .lineTooLong }
        buffer.append(contentsOf: repeatElement(0, count: buffer.count))
      }
      let count = try read(into: &buffer, window.end..<buffer.count, at: window.base + window.end)
      if count == 0 { isAtEnd = true } else { window.end += count }
    }
  }
}

/// The part of a file that is in a buffer, and how far its lines were given.
private struct LineWindow {
  private let breaks: LineBreaks
  /// Where in the file the buffer begins.
  private(set) var base = 0
  /// The bytes of the buffer before this are done.
  private(set) var start = 0
  /// So many bytes of the buffer are the file's.
  var end = 0
  private var number = 1
  /// No line ends between `start` and here.
  private var searched = 0
  /// The first CR from `searched` on, as far as was looked: for the whole buffer at once, not with each line.
  private var carriageReturn: Int?
  private var looked = 0

  init(_ breaks: LineBreaks) { self.breaks = breaks }

  var count: Int { end - start }

  /// The bytes that are not done have been moved to the buffer's start.
  mutating func moveToStart() {
    base += start
    end -= start
    searched -= start
    looked = max(0, looked - start)
    carriageReturn = carriageReturn.map { $0 - start }
    start = 0
  }

  /// Gives `body` each line that is whole.
  ///
  /// - Returns: whether `body` accepts more.
  mutating func giveLines(
    _ buffer: Span<UInt8>, of user: [UInt8]?, isAtEnd: Bool, _ body: (Span<UInt8>, Line) -> Bool
  ) -> Bool {
    if let user { skipOthers(buffer, user) }
    while let (content, ending, plainColon) = nextLine(buffer, isAtEnd: isAtEnd) {
      let bytes = buffer.extracting(start..<content)
      let line = Line(
        number: number, content: base + start..<base + content, ending: ending, plainColon: plainColon)
      start = content + ending.count
      searched = start
      number += 1
      if !body(bytes, line) { return false }
      if let user { skipOthers(buffer, user) }
    }
    return true
  }

  private mutating func skipOthers(_ buffer: Span<UInt8>, _ user: [UInt8]) {
    let skipped = buffer.extracting(start..<end).skipOthers(user.span)
    start += skipped.count
    searched = max(searched, start)
    number += skipped.lines
  }

  /// - Returns: nil if the next line is not whole.
  private mutating func nextLine(
    _ buffer: Span<UInt8>, isAtEnd: Bool
  ) -> (content: Int, ending: LineEnding, plainColon: Int?)? {
    // Most lines: ASCII without CR, recognised in one pass.
    let scan = buffer.scanLine(start..<end)
    if scan.end >= 0, !scan.is_unusual {
      return (start + scan.end, .lineFeed, scan.colon >= 0 && !scan.has_more_colons ? scan.colon : nil)
    }
    guard let (content, ending) = nextLineEnd(buffer, isAtEnd: isAtEnd) else { return nil }
    return (content, ending, buffer.extracting(start..<content).onlyColonOfASCII)
  }

  /// - Returns: nil if the next line is not whole.
  private mutating func nextLineEnd(
    _ buffer: Span<UInt8>, isAtEnd: Bool
  ) -> (content: Int, ending: LineEnding)? {
    if breaks == .universal { findCarriageReturn(buffer) }
    if let at = buffer.firstIndex(of: Ascii.lineFeed, in: searched..<(carriageReturn ?? end)) {
      return (at, .lineFeed)
    }
    guard let at = carriageReturn else {
      searched = end
      return isAtEnd && start < end ? (end, .none) : nil
    }
    // A CR ends a line only when the byte after it is known: another line's, or an LF.
    if at + 1 < end {
      return (at, buffer[at + 1] == Ascii.lineFeed ? .carriageReturnLineFeed : .carriageReturn)
    }
    searched = at
    return isAtEnd ? (at, .carriageReturn) : nil
  }

  private mutating func findCarriageReturn(_ buffer: Span<UInt8>) {
    if let at = carriageReturn, at < searched { (carriageReturn, looked) = (nil, searched) }
    guard carriageReturn == nil, looked < end else { return }
    carriageReturn = buffer.firstIndex(of: Ascii.carriageReturn, in: max(looked, searched)..<end)
    looked = end
  }
}

extension Span<UInt8> {
  /// The first line of a part.
  @inline(__always) fileprivate func scanLine(_ range: Range<Int>) -> clinux_line {
    let part = extracting(range)
    // The pointer is used in the call only, and no byte after the count is read.
    return unsafe part.withUnsafeBytes { bytes in
      unsafe clinux_scan_line(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
    }
  }

  /// The entries of others, but for the last one.
  @inline(__always) fileprivate func skipOthers(_ user: Span<UInt8>) -> clinux_skipped {
    // The pointers are used in the call only, and no byte after the counts is read.
    unsafe withUnsafeBytes { bytes in
      unsafe user.withUnsafeBytes { name in
        unsafe clinux_skip_others(
          bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count,
          name.baseAddress?.assumingMemoryBound(to: UInt8.self), name.count)
      }
    }
  }
}
