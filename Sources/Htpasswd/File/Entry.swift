/// A `user:hash` line as Chroma reads it: stripped of white space at both ends, the user up to the first colon,
/// the hash field up to the next one (`chromadb/auth/basic_authn/__init__.py`). Ranges of the line's bytes.
package struct Entry: Sendable {
  package let user: Range<Int>
  package let hash: Range<Int>
  /// What follows the hash field, its colon included; empty in a well-formed entry.
  package let rest: Range<Int>

  package init(user: Range<Int>, hash: Range<Int>, rest: Range<Int>) {
    self.user = user
    self.hash = hash
    self.rest = rest
  }

  /// - Parameter line: a line without its ending.
  /// - Returns: nil where the line has no colon.
  package init?(_ line: Span<UInt8>) {
    let stripped = WhiteSpace.strip(line)
    guard let colon = line.firstIndex(of: Ascii.colon, in: stripped) else { return nil }
    let next = line.firstIndex(of: Ascii.colon, in: colon + 1..<stripped.upperBound)
    user = stripped.lowerBound..<colon
    hash = colon + 1..<(next ?? stripped.upperBound)
    rest = (next ?? stripped.upperBound)..<stripped.upperBound
  }
}
