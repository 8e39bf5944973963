internal import Credentials
internal import Hashing
internal import Kernel

extension Redaction {
  /// A line with its ending: an entry with its hash redacted, of anything else the length alone.
  package static func line(_ line: [UInt8]) -> String {
    var content = line
    while let last = content.last, last == Ascii.lineFeed || last == Ascii.carriageReturn {
      content.removeLast()
    }
    let ending = line[content.count...] == [Ascii.lineFeed] ? "" : Array(line[content.count...]).printable
    let mark = line.count == content.count ? " (no line feed)" : ending
    guard let entry = Entry(content.span), entry.rest.isEmpty, !entry.user.isEmpty, !entry.hash.isEmpty,
      // To some server a CR ends the line before, which may be a password.
      !content[entry.user].contains(where: { $0 < Ascii.space || $0 == Ascii.delete }),
      LineFault(content.span) != .quotedLine
    else { return content.isEmpty ? mark : "(\(content.count) bytes, not shown)\(mark)" }
    let spaces = (
      Array(content[..<entry.user.lowerBound]).printable, Array(content[entry.hash.upperBound...]).printable
    )
    return spaces.0 + user(Array(content[entry.user])) + ":" + field(Array(content[entry.hash])) + spaces.1
      + mark
  }

  /// A line of a file of tokens: its length, and how it ends.
  package static func secretLine(_ line: [UInt8]) -> String {
    let ending = line.drop { $0 != Ascii.lineFeed && $0 != Ascii.carriageReturn }
    let mark =
      ending.isEmpty
      ? " (no line feed)" : ending.elementsEqual([Ascii.lineFeed]) ? "" : Array(ending).printable
    return "(\(line.count - ending.count) bytes, not shown)\(mark)"
  }
}
