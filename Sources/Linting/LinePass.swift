internal import Credentials
internal import Kernel

/// One look at every line: most are only noted for what they may have in common with others.
struct LinePass {
  private let servers: [FileView.ServedFile]
  private let options: LintOptions
  private let set: RuleSet
  private(set) var findings: [Finding] = []
  private var logs = Likenesses()
  /// Whether some line has what only UTF-16 should have.
  private(set) var mayBeWide = false
  /// Whether some line has a hash, or what may be a password.
  private(set) var holdsHashes = false
  /// Whether some user has several entries.
  private(set) var hasDuplicates = false

  /// Whether nobody needs to look for names that occur twice.
  var areUsersUnique: Bool {
    get { logs.areUsersUnique }
    set { logs.areUsersUnique = newValue }
  }

  /// - Parameter servers: those that read entries.
  init(_ servers: [FileView.ServedFile], _ options: LintOptions, _ set: RuleSet) {
    (self.servers, self.options, self.set) = (servers, options, set)
  }

  /// Servers that see the same lines.
  private struct Group {
    let breaks: LineBreaks
    let servers: [FileView.ServedFile]
    let names: [[String]]
    /// The traits that rules about a line ask about, and those that a server may add.
    let triggers: LineTraits

    init(_ breaks: LineBreaks, _ servers: [FileView.ServedFile], _ set: RuleSet) {
      (self.breaks, self.servers) = (breaks, servers)
      names = servers.map { [$0.server.name] }
      var triggers = set.triggers
      if triggers.meets(.refusedBcrypt), servers.contains(where: { !$0.server.hashes.takesBcrypt }) {
        triggers.formUnion(.bcrypt)
      }
      if triggers.meets(.unread), servers.contains(where: { !$0.server.reads(line: .max) }) {
        triggers.formUnion(.line)
      }
      if triggers.meets(.unwritable), servers.contains(where: { $0.server.file.unwritable != nil }) {
        triggers.formUnion(.line)
      }
      self.triggers = triggers
    }
  }

  /// The findings of a line alone.
  static func findings(
    in bytes: [UInt8], _ line: Line, _ servers: [FileView.ServedFile], _ options: LintOptions, _ set: RuleSet
  ) -> [Finding] {
    var pass = LinePass(servers, options, set)
    var isFirst = true
    for breaks in [LineBreaks.universal, .lineFeed] {
      let group = Group(breaks, servers.filter { $0.server.file.lineBreaks == breaks }, set)
      if group.servers.isEmpty { continue }
      pass.check(bytes.span, line, group, isFirst: isFirst)
      isFirst = false
    }
    return pass.findings
  }

  /// Whether some rule is asked about a line.
  static func asks(
    about bytes: [UInt8], _ servers: [FileView.ServedFile], _ options: LintOptions, _ set: RuleSet
  ) -> Bool {
    LineFacts(bytes.span, options).traits.meets(Group(.universal, servers, set).triggers)
  }

  mutating func run(_ source: borrowing ByteSource, _ view: inout FileView) throws(SystemError) {
    var isFirst = true
    for breaks in [LineBreaks.universal, .lineFeed] {
      let group = Group(breaks, servers.filter { $0.server.file.lineBreaks == breaks }, set)
      if group.servers.isEmpty { continue }
      var lines = FileView.LineCounts()
      try source.forEachLine(breaks) { (bytes, line) in
        lines.note(bytes, line, breaks)
        check(bytes, line, group, isFirst: isFirst)
        return true
      }
      if isFirst || breaks == .universal { view.lines = lines }
      isFirst = false
    }
    try findRepeated(source)
  }

  @inline(__always) private mutating func check(
    _ whole: Span<UInt8>, _ line: Line, _ group: Group, isFirst: Bool
  ) {
    let isCut = whole.endsInCarriageReturn(line)
    let bytes = isCut ? whole.extracting(0..<whole.count - 1) : whole
    let facts = LineFacts(bytes, options)
    if isFirst {
      if !mayBeWide, facts.traits.meets([.nul, .notASCII]) { mayBeWide = bytes.mayBeWide }
      if let entry = facts.entry {
        if !entry.hash.isEmpty { holdsHashes = true }
        if facts.markCount == 0 {
          logs.note(entry, bytes, isUnusual: facts.isNameUnusual)
        } else {
          noteMarked(whole)
        }
      }
    }
    if facts.traits.meets(group.triggers) {
      ask(bytes, isCut ? line.endingInCarriageReturn : line, facts, group, isFirst: isFirst)
    }
  }

  /// A byte order mark is a part of the name to servers.
  private mutating func noteMarked(_ bytes: Span<UInt8>) {
    if let entry = Entry(bytes) { logs.note(entry, bytes, isUnusual: true) }
  }

  @inline(never) private mutating func ask(
    _ bytes: Span<UInt8>, _ line: Line, _ facts: LineFacts, _ group: Group, isFirst: Bool
  ) {
    let isCovered = facts.traits.meets(.nul) && set.covers.contains(.nulLines)
    var copy: [UInt8]?
    for (index, served) in group.servers.enumerated() {
      // A line that is only decoded can be at fault too.
      let reads = served.server.reads(line: line.number)
      let isRead = reads || served.failure?.line == line.number
      var traits = facts.traits
      if !reads { traits.formUnion(.unread) }
      if traits.meets(.bcrypt), !served.server.hashes.takesBcrypt { traits.formUnion(.refusedBcrypt) }
      if served.server.file.unwritable != nil { traits.formUnion(.unwritable) }
      guard traits.meets(set.triggers) else { continue }
      var view: LineView?
      func lineView() -> LineView {
        if let view { return view }
        let array = copy ?? bytes.array
        copy = array
        let new = LineView(array, line, facts, served, options)
        view = new
        return new
      }
      for rule in set.perServer where rule.triggers.meets(traits) && (isRead || rule.readsEveryLine) {
        if isCovered, !rule.showsThroughNUL { continue }
        let view = lineView()
        for report in rule.check(view) {
          findings.append(Finding(report, of: rule.origin, in: view, servers: group.names[index]))
        }
      }
      guard isFirst, index == 0, isRead else { continue }
      for rule in set.once where rule.triggers.meets(traits) {
        if isCovered, !rule.showsThroughNUL { continue }
        let view = lineView()
        for report in rule.check(view) {
          findings.append(Finding(report, of: rule.origin, in: view, servers: []))
        }
      }
    }
  }

  /// Looks again for entries whose fingerprints were alike, compares what they are of, and asks the rules about those
  /// that are alike.
  private mutating func findRepeated(_ source: borrowing ByteSource) throws(SystemError) {
    for likeness in Rule.Likeness.allCases {
      let rules = set.repeated(likeness)
      // Duplicates change how many users there are.
      if rules.isEmpty && likeness != .user { continue }
      let suspects = try logs.suspects(likeness, source)
      if suspects.isEmpty { continue }
      if likeness == .user { hasDuplicates = true }
      if rules.isEmpty { continue }
      // A finding that holds for all servers is found as the first one reads.
      for served in likeness == .user ? servers : Array(servers.prefix(1)) {
        try findRepeated(source, likeness, suspects, served, rules)
      }
    }
  }

  private mutating func findRepeated(
    _ source: borrowing ByteSource, _ likeness: Rule.Likeness, _ suspects: Set<UInt64>,
    _ served: FileView.ServedFile, _ rules: [RuleSet.RepeatedRule]
  ) throws(SystemError) {
    let server = served.server
    let readers = likeness == .user ? [served] : servers
    let names = likeness == .user ? [server.name] : []
    let lastCounts = server.file.duplicates == .lastCounts
    var formers: [LikenessKey: Rule.Former] = [:]
    try source.forEachLine(server.file.lineBreaks) { (whole, line) in
      // A line that is not read, or has a NUL, has other findings.
      guard case .entry(let entry) = server.reading(of: whole),
        readers.contains(where: { $0.server.reads(line: line.number) }),
        likeness == .user || !whole.contains(Ascii.nul) || !set.covers.contains(.nulLines)
      else { return true }
      let key = likeness.key(whole.extracting(entry.user), whole.extracting(entry.hash))
      guard let key, suspects.contains(key.fingerprint) else { return true }
      let isUsable = server.canUse(whole.extracting(entry.hash))
      let previous = formers[key]
      let this = Rule.Former(
        line: line, user: whole.extracting(entry.user).array, isUsable: isUsable,
        firstLine: previous?.firstLine ?? line.number)
      guard let former = previous else {
        formers[key] = this
        return true
      }
      // The one to keep: the last, or the first that lets somebody in.
      if lastCounts && likeness == .user || !former.isUsable && isUsable { formers[key] = this }
      let isCut = whole.endsInCarriageReturn(line)
      let bytes = isCut ? whole.extracting(0..<whole.count - 1) : whole
      let view = LineView(
        bytes.array, isCut ? line.endingInCarriageReturn : line, LineFacts(bytes, options), served, options)
      for rule in rules {
        for report in rule.check(view, former) {
          findings.append(Finding(report, of: rule.origin, in: view, servers: names))
        }
      }
      return true
    }
  }
}

/// Fingerprints of what entries may have in common.
private struct Likenesses {
  /// Whether nobody needs to look for names that occur twice.
  var areUsersUnique = false
  private var users = FingerprintLog()
  private var hashes = FingerprintLog()
  /// Whether some name may look like another without being the same.
  private var hasUnusualName = false

  @inline(__always) mutating func note(_ entry: Entry, _ bytes: Span<UInt8>, isUnusual: Bool) {
    if !areUsersUnique { users.append(bytes.extracting(entry.user)) }
    hashes.append(bytes.extracting(entry.hash))
    if isUnusual { hasUnusualName = true }
  }

  func suspects(_ likeness: Rule.Likeness, _ source: borrowing ByteSource) throws(SystemError) -> Set<UInt64>
  {
    switch likeness {
    case .user: return users.repeated()
    case .hash: return hashes.repeated()
    case .looks:
      guard hasUnusualName else { return [] }
      var looks = FingerprintLog()
      try source.forEachLine { (bytes, line) in
        guard let entry = Entry(bytes) else { return true }
        let key = likeness.key(bytes.extracting(entry.user), bytes.extracting(entry.hash))
        if let key { looks.append(key.fingerprint) }
        return true
      }
      return looks.repeated()
    }
  }
}

/// The key by which two entries are compared.
private enum LikenessKey: Hashable {
  case bytes([UInt8])
  /// Swift compares strings by canonical equivalence (Unicode Standard Annex 15).
  case text(String)

  var fingerprint: UInt64 {
    switch self {
    case .bytes(let bytes): Fingerprint.of(bytes.span)
    case .text(let text): UInt64(bitPattern: Int64(text.hashValue))
    }
  }
}

extension Rule.Likeness {
  fileprivate func key(_ user: Span<UInt8>, _ hash: Span<UInt8>) -> LikenessKey? {
    switch self {
    case .user: .bytes(user.array)
    case .hash: hash.isEmpty ? nil : .bytes(hash.array)
    case .looks: user.array.look.map { .text($0) }
    }
  }
}

extension FileView.LineCounts {
  @inline(__always) fileprivate mutating func note(_ bytes: Span<UInt8>, _ line: Line, _ breaks: LineBreaks) {
    last = line
    if line.number == 1 && WhiteSpace.strip(bytes).isEmpty { blankFirst = line }
    switch line.ending {
    case .carriageReturnLineFeed:
      if carriageReturnLineFeed == nil { carriageReturnLineFeed = line }
    case .carriageReturn:
      if loneCarriageReturn == nil { loneCarriageReturn = line }
    case .lineFeed, .none:
      guard breaks == .lineFeed, let at = bytes.firstIndex(of: Ascii.carriageReturn) else { return }
      if at == bytes.count - 1 && line.ending == .lineFeed {
        if carriageReturnLineFeed == nil { carriageReturnLineFeed = line }
      } else if loneCarriageReturn == nil {
        loneCarriageReturn = line
      }
    }
  }
}

extension LineView {
  /// The column of a byte of the line: 1-based, in Unicode scalars, in bytes if the line cannot be decoded.
  func column(of place: Int) -> Int {
    guard hasMoreThanASCII, String(validating: bytes, as: UTF8.self) != nil else { return place + 1 }
    return String(decoding: bytes[..<place], as: UTF8.self).unicodeScalars.count + 1
  }
}
