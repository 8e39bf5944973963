/// U+FEFF at the start of a text: it names the encoding, and is part of the text to every server.
package enum ByteOrderMark {
  package static let utf8: [UInt8] = [0xEF, 0xBB, 0xBF]
}

extension Span<UInt8> {
  /// Whether they begin with the mark of UTF-16, in either order of bytes.
  package var beginsUTF16: Bool { starts(with: [0xFF, 0xFE]) || starts(with: [0xFE, 0xFF]) }
}

extension [UInt8] {
  /// Without the byte order mark that they begin with.
  package var withoutByteOrderMark: [UInt8] {
    starts(with: ByteOrderMark.utf8) ? Array(dropFirst(ByteOrderMark.utf8.count)) : self
  }
}
