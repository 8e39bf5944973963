internal import Kernel

/// A user name that may be written to a credential file: one that every server reads back as it was meant.
public struct Username: Equatable, Sendable {
  /// UTF-8. Names compare by these bytes.
  public let bytes: [UInt8]

  /// In bytes; the limit of Apache's `htpasswd` (`MAX_STRING_LEN` 256 with its NUL).
  public static let maximumCount = 255

  /// Why a name cannot be written.
  public enum Fault: Error, Equatable, Sendable {
    case empty
    case notUTF8
    /// A colon ends the name in the file, and in the header of a request (RFC 7617, section 2).
    case colon
    case controlCharacter
    /// A leading `#`: a comment to most servers.
    case leadingHash
    /// White space at an end: Chroma strips the line.
    case surroundingSpace
    case byteOrderMark
    /// More than `maximumCount` bytes.
    case tooLong(count: Int)
  }

  /// - Parameter bytes: the name.
  /// - Throws: the first `Fault` that it has.
  public init(_ bytes: [UInt8]) throws(Fault) {
    guard !bytes.isEmpty else { throw .empty }
    // Most names.
    let isPlain = bytes.isPlain && !bytes.contains(Ascii.colon)
    guard let text = isPlain ? "" : String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
    for scalar in text.unicodeScalars {
      switch scalar {
      case ":": throw .colon
      case "\u{FEFF}": throw .byteOrderMark
      case _ where scalar.properties.generalCategory == .control: throw .controlCharacter
      default: break
      }
    }
    guard bytes.first != Ascii.hash else { throw .leadingHash }
    guard WhiteSpace.strip(bytes.span) == 0..<bytes.count else { throw .surroundingSpace }
    guard bytes.count <= Self.maximumCount else { throw .tooLong(count: bytes.count) }
    self.bytes = bytes
  }

  /// - Parameter name: the name.
  /// - Throws: the first `Fault` that it has.
  public init(_ name: String) throws(Fault) { try self.init(Array(name.utf8)) }
}

extension [UInt8] {
  /// A name as one sees it: without capitals, and without what cannot be seen. Those of names that look alike are equal: Swift
  /// compares strings by canonical equivalence (Unicode Standard Annex 15). nil for what is not UTF-8.
  package var look: String? {
    String(validating: self, as: UTF8.self).map { name in
      if !name.unicodeScalars.contains(where: \.isInvisible) { return name.lowercased() }
      var seen = String.UnicodeScalarView()
      seen.append(contentsOf: name.unicodeScalars.lazy.filter { !$0.isInvisible })
      return String(seen).lowercased()
    }
  }
}
