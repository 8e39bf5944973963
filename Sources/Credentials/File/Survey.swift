package import Hashing
package import Kernel

/// The entries of some users in a file, found in one pass, and the effect of a change to them.
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
  private let users: [[UInt8]]
  private let trimming: Trimming
  private let change: EntryChange?
  /// In file order, as far as the file was read.
  private(set) var splices: [Splice] = []
  /// The last line, if there is one.
  private var last: Line?
  /// How the last line that has an ending ends.
  private var ending = LineEnding.lineFeed

  /// - Parameters:
  ///   - path: the file; nil if its name is not known.
  ///   - users: each once.
  ///   - trimming: decides where names begin.
  package init(
    _ source: borrowing ByteSource, named path: FilePath? = nil, users: [[UInt8]],
    as trimming: Trimming = .python
  ) throws(SystemError) {
    try self.init(source, path, users, trimming, nil) { (_, _, _) in true }
  }

  package init(
    _ source: borrowing ByteSource, _ change: EntryChange, as trimming: Trimming = .python
  ) throws(SystemError) {
    try self.init(source, nil, change.users, trimming, change) { (_, _, _) in true }
  }

  /// - Parameters:
  ///   - path: the file.
  ///   - block: is given each part of the file that is done, as `ByteSource.forEachLine` gives it, with the splices of
  ///     all that was read so far.
  package init(
    _ source: borrowing ByteSource, named path: FilePath, _ change: EntryChange, as trimming: Trimming,
    block: (Span<UInt8>, Int, [Splice]) -> Bool
  ) throws(SystemError) {
    try self.init(source, path, change.users, trimming, change, block)
  }

  private init(
    _ source: borrowing ByteSource, _ path: FilePath?, _ users: [[UInt8]], _ trimming: Trimming,
    _ change: EntryChange?,
    _ block: (Span<UInt8>, Int, [Splice]) -> Bool
  ) throws(SystemError) {
    self.users = users
    self.trimming = trimming
    self.change = change
    obstacle = try source.encodingObstacle()
    if obstacle != nil { return }
    let kind = try source.kindToWrite(named: path)
    if kind != .credentials, kind != .unknown {
      obstacle = .otherKind(kind)
      return
    }
    let index = UserIndex(users)
    try source.forEachLine(
      of: users.count == 1 ? users[0] : nil, block: { (bytes, offset) in block(bytes, offset, splices) },
      { (bytes, line) in read(bytes, line, index) })
    // Whoever names a line of a text of no kind takes that line for an entry.
    if kind == .unknown, obstacle == nil, users.contains(where: { matches[$0] == nil }) {
      obstacle = .otherKind(kind)
    }
  }

  /// - Returns: whether to read on.
  private mutating func read(_ bytes: Span<UInt8>, _ line: Line, _ index: UserIndex) -> Bool {
    let plain = Entry(plain: bytes, line)
    if plain == nil {
      if bytes.contains(Ascii.nul) { obstacle = .nul(line: line.number) }
      if bytes.isConflictMarker { obstacle = .otherKind(.conflict) }
    }
    if line.ending == .carriageReturn { obstacle = .loneCarriageReturn(line: line.number) }
    guard obstacle == nil else { return false }
    last = line
    if line.ending != .none { ending = line.ending }
    guard let entry = plain ?? Entry(bytes, trimming),
      let place = index.place(of: bytes.extracting(entry.user))
    else { return true }
    // An edit of the first entry would edit the second too.
    if let second = entry.second(in: bytes) {
      obstacle =
        switch second {
        case .afterHash: .twoEntries(line: line.number)
        case .somewhere: .perhapsTwoEntries(line: line.number)
        }
      return false
    }
    let start = line.content.lowerBound
    let match = Match(
      line: line,
      user: start + entry.user.lowerBound..<start + entry.user.upperBound,
      hash: start + entry.hash.lowerBound..<start + entry.hash.upperBound,
      field: bytes.extracting(entry.hash).array)
    let isFirst = matches[users[place]] == nil
    matches[users[place], default: []].append(match)
    if let splice = change?.splice(of: match, place: place, isFirst: isFirst) { splices.append(splice) }
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

  /// The edit of the change that the survey was made for.
  package var edit: Edit {
    let new = change?.newLines(ending, isNew: { matches[$0] == nil }) ?? []
    guard !new.isEmpty else { return Edit(splices) }
    let end = last?.whole.upperBound ?? 0
    // Unless the last line goes, and with it what is to be ended.
    let isOpen = last?.ending == LineEnding.none && splices.last?.range != last?.whole
    return Edit(splices + [Splice(end..<end, (isOpen ? ending.bytes : []) + new)])
  }
}
