internal import Kernel

extension Server {
  /// Calls `body` with each line as this server puts it together, and with the place of the first of the lines that
  /// were joined to it.
  func forEachLine(
    of source: borrowing ByteSource, _ body: (Span<UInt8>, Line) -> Bool
  ) throws(SystemError) {
    if file.endsAtNUL {
      return try source.forEachLine(file.lineBreaks) { (bytes, line) in
        guard let nul = bytes.firstIndex(of: Ascii.nul) else { return body(bytes, line) }
        _ = body(bytes.extracting(0..<nul), line)
        return false
      }
    }
    guard file.joinsAtBackslash, let limit = file.longLine?.maximumCount else {
      return try source.forEachLine(file.lineBreaks, body)
    }
    var joined = ContinuedLine(room: limit + 1)
    var ends = false
    try source.forEachLine(.lineFeed) { (bytes, line) in
      if joined.isEmpty, bytes.isPlain(limit) { return body(bytes, line) }
      ends = !joined.feed(bytes, line, body)
      return !ends
    }
    if !ends, let (bytes, line) = joined.rest { _ = body(bytes.span, line) }
  }
}

extension Span<UInt8> {
  /// Whether nothing is to be joined or cut.
  fileprivate func isPlain(_ limit: Int) -> Bool {
    guard count <= limit, !contains(Ascii.nul) else { return false }
    guard count > 0 else { return true }
    let last = self[count - 1]
    return last != Ascii.backslash && last != Ascii.carriageReturn
  }
}

/// A line being put together as `ap_cfg_getline` does: it reads with `apr_file_gets` into what room is left in its
/// buffer, takes the result for a C string, and goes on if that ends in backslash, LF or backslash, CR, LF.
private struct ContinuedLine {
  /// In bytes, the LF included.
  let room: Int
  private var buffer: [UInt8] = []
  private var first: Line?

  init(room: Int) { self.room = room }

  var isEmpty: Bool { first == nil }

  /// The unfinished line when the file ended.
  var rest: ([UInt8], Line)? { first.map { (buffer, $0) } }

  /// - Returns: false if reading ends, because the server or `body` has enough.
  mutating func feed(_ bytes: Span<UInt8>, _ line: Line, _ body: (Span<UInt8>, Line) -> Bool) -> Bool {
    var start = 0
    let hasLineFeed = line.ending != .none
    repeat {
      let end = min(bytes.count, start + room - buffer.count)
      let takesLineFeed = hasLineFeed && end == bytes.count && end - start < room - buffer.count
      let text = bytes.extracting(start..<end)
      let nul = text.firstIndex(of: Ascii.nul)
      let first = first ?? line
      buffer += text.extracting(0..<(nul ?? text.count)).array
      if nul == nil {
        if takesLineFeed {
          if continues() {
            self.first = first
            return true
          }
        } else if buffer.count >= room {
          return false
        }
      }
      guard body(buffer.span, first) else { return false }
      buffer = []
      self.first = nil
      start = end
      if takesLineFeed { return true }
      // A line feed that found no room is a line of its own, and a blank one.
    } while start < bytes.count
    return true
  }

  /// Takes off the CR and the backslash that continue the line.
  private mutating func continues() -> Bool {
    var end = buffer.count
    if end > 0, buffer[end - 1] == Ascii.carriageReturn { end -= 1 }
    guard end > 0, buffer[end - 1] == Ascii.backslash else { return false }
    buffer.removeLast(buffer.count - end + 1)
    return true
  }
}
