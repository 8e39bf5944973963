internal import Kernel

/// A change to some users' entries, applied one entry at a time, so that a file can be written while it is
/// still being read.
package enum EntryChange: Sendable {
  /// Gives users these hashes, each user named once: in place of the first one's, the others removed; or in new
  /// lines at the end, with the file's own line ending, after a final newline that was missing.
  case set([(user: [UInt8], hash: [UInt8])])
  /// Removes every line of these users.
  case delete([[UInt8]])
  /// Gives every entry of a user another name. Entries that have that name already are looked for, and left.
  case rename([UInt8], to: Username)

  /// The users that a survey has to find.
  var users: [[UInt8]] {
    switch self {
    case .set(let entries): entries.map(\.user)
    case .delete(let users): users
    case .rename(let old, let new): [old, new.bytes]
    }
  }

  /// - Parameters:
  ///   - place: whose entry it is, in `users`.
  ///   - isFirst: whether it is the first one of that user.
  /// - Returns: nil if the entry stays.
  func splice(of entry: Survey.Match, place: Int, isFirst: Bool) -> Splice? {
    switch self {
    case .set(let entries): isFirst ? Splice(entry.hash, entries[place].hash) : Splice(entry.line.whole, [])
    case .delete: Splice(entry.line.whole, [])
    case .rename(_, let new): place == 0 ? Splice(entry.user, new.bytes) : nil
    }
  }

  /// The lines of those who are new.
  func newLines(_ ending: LineEnding, isNew: ([UInt8]) -> Bool) -> [UInt8] {
    guard case .set(let entries) = self else { return [] }
    return entries.filter { isNew($0.user) }.flatMap { $0.user + [Ascii.colon] + $0.hash + ending.bytes }
  }
}
