internal import Kernel

/// A `user:hash` line as Chroma reads it: stripped of white space at both ends, the user up to the first colon,
/// the hash field up to the next one (`chromadb/auth/basic_authn/__init__.py`). Ranges of the line's bytes.
package struct Entry: Sendable {
  package let user: Range<Int>
  package let hash: Range<Int>
  /// The rest after the hash field, its colon included; empty in a well-formed entry.
  package let rest: Range<Int>

  package init(user: Range<Int>, hash: Range<Int>, rest: Range<Int>) {
    self.user = user
    self.hash = hash
    self.rest = rest
  }

  /// - Parameter line: a line without its ending.
  /// - Returns: nil if the line has no colon.
  package init?(_ line: Span<UInt8>) {
    let stripped = WhiteSpace.strip(line)
    guard let colon = line.firstIndex(of: Ascii.colon, in: stripped) else { return nil }
    let next = line.firstIndex(of: Ascii.colon, in: colon + 1..<stripped.upperBound)
    user = stripped.lowerBound..<colon
    hash = colon + 1..<(next ?? stripped.upperBound)
    rest = (next ?? stripped.upperBound)..<stripped.upperBound
  }

  /// The entry of a line that somebody edits: its name begins where the server sees it begin. To most that is where the line
  /// begins, white space included.
  init?(_ line: Span<UInt8>, _ trimming: Trimming) {
    guard let entry = Entry(line) else { return nil }
    let start = min(trimming.range(of: line).lowerBound, entry.user.lowerBound)
    self.init(user: start..<entry.user.upperBound, hash: entry.hash, rest: entry.rest)
  }

  /// The entry of a plain line: ASCII without NUL, a letter or digit first, one colon, something on either side of it,
  /// no white space at the end. Most lines of most files are such, and most servers have no other question to them.
  ///
  /// - Returns: nil if the line is not one.
  @inline(__always) init?(plain line: Span<UInt8>, _ place: Line) {
    guard let colon = place.plainColon, let last = line.indices.last, line[last].isGraphicASCII,
      colon > 0, colon < last
    else { return nil }
    guard line[0].isAlphanumeric else { return nil }
    self.init(user: 0..<colon, hash: colon + 1..<line.count, rest: line.count..<line.count)
  }
}
