/// The encoding that credential files should have.
package enum Utf8 {
  /// U+FEFF, which says so at the start of a file, and is part of the text to every server.
  package static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
}
