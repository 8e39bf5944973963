internal import Kernel

/// Why a file is not edited: it is something else, or a line added to it would not be read as it was meant.
public enum EditingObstacle: Error, Equatable, Sendable, CustomStringConvertible {
  case otherKind(FileKind)
  case utf16
  case byteOrderMark
  case nul(line: Int)
  case loneCarriageReturn(line: Int)
  /// On the line of a user who is to be changed there is another one's entry too.
  case twoEntries(line: Int)
  /// The last field of a line is a hash, perhaps that of a second entry.
  case perhapsTwoEntries(line: Int)

  public var description: String {
    switch self {
    case .otherKind(let kind): "it is \(kind.title), not a credential file"
    case .utf16: "the file is UTF-16, as PowerShell writes it"
    case .byteOrderMark: "the file begins with a byte order mark"
    case .nul(let line): "line \(line) holds a NUL byte"
    case .loneCarriageReturn(let line): "line \(line) ends in a lone carriage return"
    case .twoEntries(let line): "two entries are on line \(line)"
    case .perhapsTwoEntries(let line): "two entries may be on line \(line)"
    }
  }
}

extension ByteSource {
  /// The obstacle of an encoding, by the first bytes (Unicode, section 23.8).
  func encodingObstacle() throws(SystemError) -> EditingObstacle? {
    let start = try bytes(0..<3)
    if start.starts(with: ByteOrderMark.utf8) { return .byteOrderMark }
    if start.span.beginsUTF16 { return .utf16 }
    return nil
  }
}
