/// A part of a file and what takes its place.
package struct Splice: Sendable, Equatable {
  /// In bytes of the file; empty for an insertion.
  package let range: Range<Int>
  package let replacement: [UInt8]

  package init(_ range: Range<Int>, _ replacement: [UInt8]) {
    self.range = range
    self.replacement = replacement
  }
}

/// A change of a file: splices in the file's order, none overlapping. Every other byte stays.
package struct Edit: Sendable, Equatable {
  package var splices: [Splice]

  package init(_ splices: [Splice] = []) { self.splices = splices }

  /// What makes one text of another: all between what both begin and what both end with.
  package init(from old: [UInt8], to new: [UInt8]) {
    if old == new {
      splices = []
      return
    }
    let shorter = min(old.count, new.count)
    var start = 0
    while start < shorter, old[start] == new[start] { start += 1 }
    var end = 0
    while end < shorter - start, old[old.count - 1 - end] == new[new.count - 1 - end] { end += 1 }
    splices = [Splice(start..<old.count - end, Array(new[start..<new.count - end]))]
  }

  package var isEmpty: Bool { splices.isEmpty }

  /// By how many bytes the file grows.
  package var growth: Int {
    splices.reduce(0) { $0 + $1.replacement.count - $1.range.count }
  }

  /// What becomes of a part of a file that holds every splice.
  ///
  /// - Parameter offset: where in the file the part begins.
  package func applied(to part: [UInt8], from offset: Int = 0) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(part.count + max(0, growth))
    var done = 0
    for splice in splices {
      result += part[done..<splice.range.lowerBound - offset]
      result += splice.replacement
      done = splice.range.upperBound - offset
    }
    result += part[done...]
    return result
  }
}

/// Why a file is not edited: a line added to it would not be read as it was meant.
public enum EditingObstacle: Error, Equatable, Sendable, CustomStringConvertible {
  case utf16
  case byteOrderMark
  case nul(line: Int)
  case loneCarriageReturn(line: Int)

  public var description: String {
    switch self {
    case .utf16: "the file is UTF-16, as Windows PowerShell writes it"
    case .byteOrderMark: "the file begins with a byte order mark"
    case .nul(let line): "line \(line) holds a NUL byte"
    case .loneCarriageReturn(let line): "line \(line) ends in a lone carriage return"
    }
  }
}

/// What a file holds of some users, in one pass: enough to plan any edit of them.
package struct Survey: Sendable {
  /// One entry of a user who was asked for, in ranges of the file.
  package struct Match: Sendable {
    package let line: Line
    package let user: Range<Int>
    package let hash: Range<Int>
    package let field: [UInt8]
  }

  /// For each user asked for, the entries in file order.
  package private(set) var matches: [[UInt8]: [Match]] = [:]
  package private(set) var obstacle: EditingObstacle?
  /// The last line, where there is one.
  private var last: Line?
  /// How the last line that has an ending ends.
  private var ending = LineEnding.lineFeed

  package init(_ source: borrowing ByteSource, users: [[UInt8]]) throws(SystemError) {
    obstacle = try source.encodingObstacle()
    if obstacle != nil { return }
    let index = UserIndex(users)
    try source.forEachLine { (bytes, line) in take(bytes, line, users, index) }
  }

  /// - Returns: whether to read on.
  private mutating func take(
    _ bytes: Span<UInt8>, _ line: Line, _ users: [[UInt8]], _ index: UserIndex
  ) -> Bool {
    let plain = Entry(plain: bytes, line)
    if plain == nil && bytes.contains(Ascii.nul) { obstacle = .nul(line: line.number) }
    if line.ending == .carriageReturn { obstacle = .loneCarriageReturn(line: line.number) }
    guard obstacle == nil else { return false }
    last = line
    if line.ending != .none { ending = line.ending }
    guard let entry = plain ?? Entry(bytes), let place = index.place(of: bytes.extracting(entry.user))
    else { return true }
    let start = line.content.lowerBound
    matches[users[place], default: []].append(
      Match(
        line: line,
        user: start + entry.user.lowerBound..<start + entry.user.upperBound,
        hash: start + entry.hash.lowerBound..<start + entry.hash.upperBound,
        field: bytes.extracting(entry.hash).array))
    return true
  }

  /// The first entry of a user.
  package func first(_ user: [UInt8]) -> Match? { matches[user]?.first }

  /// The highest bcrypt cost among a user's entries.
  package func cost(of user: [UInt8]) -> Cost? {
    (matches[user] ?? []).compactMap { match -> Cost? in
      if case .bcrypt(let field) = HashFormat(match.field.span) { return field.cost }
      return nil
    }.max()
  }

  /// Gives users these hashes, each user named once: in place of the first one's, the others removed; or in new
  /// lines at the end, with the file's own line ending, behind a final newline that was missing.
  package func setting(_ entries: [(user: [UInt8], hash: [UInt8])]) -> Edit {
    var splices: [Splice] = []
    var new: [UInt8] = []
    for (user, hash) in entries {
      guard let matches = matches[user], let first = matches.first else {
        new += user + [Ascii.colon] + hash + ending.bytes
        continue
      }
      splices.append(Splice(first.hash, hash))
      for match in matches.dropFirst() { splices.append(Splice(match.line.whole, [])) }
    }
    splices.sort { $0.range.lowerBound < $1.range.lowerBound }
    guard !new.isEmpty else { return Edit(splices) }
    let end = last?.whole.upperBound ?? 0
    // Unless the last line goes, and with it what is to be ended.
    let isOpen = last?.ending == LineEnding.none && splices.last?.range != last?.whole
    return Edit(splices + [Splice(end..<end, (isOpen ? ending.bytes : []) + new)])
  }

  /// The same for one user.
  package func setting(_ user: [UInt8], hash: [UInt8]) -> Edit { setting([(user, hash)]) }

  /// Removes every line of these users.
  package func deleting(_ users: [[UInt8]]) -> Edit {
    let lines = users.flatMap { matches[$0] ?? [] }.map(\.line.whole)
    return Edit(lines.sorted { $0.lowerBound < $1.lowerBound }.map { Splice($0, []) })
  }

  /// Gives every entry of a user another name.
  package func renaming(_ old: [UInt8], to new: Username) -> Edit {
    Edit((matches[old] ?? []).map { Splice($0.user, new.bytes) })
  }
}

extension ByteSource {
  /// What the first bytes say of the encoding (Unicode, section 23.8).
  fileprivate func encodingObstacle() throws(SystemError) -> EditingObstacle? {
    let start = try bytes(0..<3)
    if start.starts(with: [0xEF, 0xBB, 0xBF]) { return .byteOrderMark }
    if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) { return .utf16 }
    return nil
  }
}
