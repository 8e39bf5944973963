internal import Kernel

/// A place in a configuration that is read byte by byte.
struct SourceCursor {
  let bytes: [UInt8]
  private let path: FilePath
  private(set) var offset = 0
  private var line = 1
  private var lineStart = 0

  init(_ bytes: [UInt8], _ path: FilePath) { (self.bytes, self.path) = (bytes, path) }

  /// The byte that is next; nil at the end.
  var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  /// The place of that byte.
  var place: Place { Place(path: path, line: line, column: offset - lineStart + 1) }

  /// Goes on by a byte.
  mutating func advance() {
    if bytes[offset] == Ascii.lineFeed {
      line += 1
      lineStart = offset + 1
    }
    offset += 1
  }

  /// Goes on to the end of the line.
  mutating func skipLine() {
    while let byte, byte != Ascii.lineFeed { advance() }
  }
}
