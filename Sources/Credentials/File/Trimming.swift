internal import Kernel

/// The white space that a server strips from both ends of a line.
package enum Trimming: Sendable {
  case nothing
  /// One CR at the end.
  case carriageReturn
  /// C's `isspace` in the C locale.
  case ascii
  /// Python's `str.strip`.
  case python
  /// Go's `strings.TrimSpace`.
  case go

  /// The rest of a line.
  func range(of line: Span<UInt8>) -> Range<Int> {
    switch self {
    case .nothing: return 0..<line.count
    case .carriageReturn:
      let end = line.count
      return 0..<(end > 0 && line[end - 1] == Ascii.carriageReturn ? end - 1 : end)
    case .ascii: return WhiteSpace.strip(line, where: WhiteSpace.isASCIISpace)
    case .python: return WhiteSpace.strip(line)
    case .go: return WhiteSpace.strip(line, where: WhiteSpace.isGoSpace)
    }
  }
}
