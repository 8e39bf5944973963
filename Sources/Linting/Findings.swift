package import Credentials
internal import Kernel

/// Findings in order. Those about the lines of a plain file, of which there may be a million, are made when they are looked
/// at: until then each is a line, and its kind.
package struct Findings: RandomAccessCollection, Sendable {
  /// A finding that each line of one class has.
  package struct Kind: Sendable {
    /// That of a line in place of all, of `Kind.user`.
    package let example: Finding
    let hashClass: PlainFile.HashClass
    /// Its place among what is found in such a line.
    let place: Int
    /// In bytes, of the part of the line that it is about: 0, or the name and the colon.
    let isBehindName: Bool

    /// A name that nobody has, and no message.
    package static let user = Array("zq7xk3vw9jh5".utf8)
  }

  /// The place of a line, and that of the kind; of a finding of its own the place alone.
  private struct Spot {
    let place: UInt32
    private let kindBelow: UInt32

    init(place: Int, kind: Int?) {
      self.place = UInt32(place)
      kindBelow = kind.map { UInt32($0) + 1 } ?? 0
    }

    var kind: Int? { kindBelow == 0 ? nil : Int(kindBelow) - 1 }
  }

  private let ready: [Finding]
  private let spots: [Spot]
  private let lines: [PlainFile.PlainLine]
  /// One of each kind that occurs.
  package let kinds: [Kind]
  private let pass: PlainPass?

  init(_ findings: [Finding]) {
    (ready, spots, lines, kinds, pass) = (findings, [], [], [], nil)
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { pass == nil ? ready.count : spots.count }

  package subscript(index: Int) -> Finding {
    guard let pass else { return ready[index] }
    let spot = spots[index]
    guard let kind = spot.kind else { return ready[Int(spot.place)] }
    return pass.findings(in: lines[Int(spot.place)])[kinds[kind].place]
  }

  /// The line and the kind of a finding that has not been made; the place of the kind is that in `kinds`.
  package func line(_ index: Int) -> (line: PlainFile.PlainLine, kind: Int)? {
    guard pass != nil, let kind = spots[index].kind else { return nil }
    return (lines[Int(spots[index].place)], kind)
  }

  /// Calls `body` with one of each kind, in the order of the first ones, and how many there are. Of a kind the severity, the
  /// rule, and whether there is a fix are the same.
  package func forEachKind(_ body: (Finding, Int) -> Void) {
    guard pass != nil else {
      for finding in ready { body(finding, 1) }
      return
    }
    var counts = [Int](repeating: 0, count: kinds.count)
    var firsts: [(Finding, kind: Int?)] = []
    for spot in spots {
      guard let kind = spot.kind else {
        firsts.append((ready[Int(spot.place)], nil))
        continue
      }
      if counts[kind] == 0 { firsts.append((kinds[kind].example, kind)) }
      counts[kind] += 1
    }
    for (finding, kind) in firsts { body(finding, kind.map { counts[$0] } ?? 1) }
  }

  /// Whether some finding is such; of a kind all are or none.
  package func hasKind(where isSuch: (Finding) -> Bool) -> Bool {
    guard pass != nil else { return ready.contains(where: isSuch) }
    return ready.contains(where: isSuch) || kinds.contains { isSuch($0.example) }
  }

  /// - Parameters:
  ///   - lines: those of all classes in which something is found.
  ///   - others: findings about the file, and about other lines.
  init(_ lines: [PlainFile.PlainLine], _ pass: PlainPass, others: [Finding]) {
    self.lines = lines
    self.pass = pass
    var occurs = [Bool](repeating: false, count: Int(UInt8.max) + 1)
    for line in lines { occurs[Int(line.hashClass.place)] = true }
    var kinds: [Kind] = []
    for hashClass in PlainFile.HashClass.all where occurs[Int(hashClass.place)] {
      let line = PlainFile.PlainLine(number: 1, user: Kind.user, hashClass)
      for (place, finding) in pass.findings(in: line).enumerated() {
        kinds.append(
          Kind(example: finding, hashClass: hashClass, place: place, isBehindName: finding.column > 1))
      }
    }
    self.kinds = kinds
    var spots: [Spot] = []
    var others = others.sorted(by: Finding.precedes)[...]
    ready = Array(others)
    func addOthers(before line: PlainFile.PlainLine, _ kind: Kind) {
      while let next = others.first {
        let column = kind.isBehindName ? line.userCount + 2 : 1
        guard next.precedes(kind.example.severity, line.number, column, kind.example.rank) else { return }
        spots.append(Spot(place: others.startIndex, kind: nil))
        others.removeFirst()
      }
    }
    for severity in [Severity.error, .warning, .note] {
      // The findings of one line are in order already.
      var places: [UInt8: [Int]] = [:]
      for (place, kind) in kinds.enumerated() where kind.example.severity == severity {
        places[kind.hashClass.place, default: []].append(place)
      }
      if places.isEmpty { continue }
      let byClass = (0...UInt8.max).map { places[$0] ?? [] }
      for (index, line) in lines.enumerated() {
        for kind in byClass[Int(line.hashClass.place)] {
          if !others.isEmpty { addOthers(before: line, kinds[kind]) }
          spots.append(Spot(place: index, kind: kind))
        }
      }
    }
    spots += others.indices.map { Spot(place: $0, kind: nil) }
    self.spots = spots
  }
}

extension Finding {
  fileprivate func precedes(_ severity: Severity, _ line: Int, _ column: Int, _ rank: UInt16) -> Bool {
    if self.severity != severity { return self.severity > severity }
    return (self.line, self.column, self.rank) < (line, column, rank)
  }
}

/// The findings of each line of a plain file, alone.
struct PlainPass: Sendable {
  let servers: [FileView.ServedFile]
  let options: LintOptions
  let set: RuleSet

  /// In order.
  func findings(in line: PlainFile.PlainLine) -> [Finding] {
    LinePass.findings(
      in: line.user + [Ascii.colon] + line.hashClass.example, line.place, servers, options, set
    )
    .sorted(by: Finding.precedes).merged(for: servers.map(\.server.name))
  }
}

extension Linter {
  /// Lints a file of plain lines and few others as `lint` would; nil for any other file, and if there are fixes of plain lines.
  func lintPlain(
    _ source: borrowing ByteSource, attributes: FileAttributes?
  ) throws(SystemError) -> LintResult? {
    let size = try source.count()
    // Asking about each class takes longer than a small file does.
    guard !options.guesses, size >= plainMinimumSize else { return nil }
    // Asked for are those that somebody may have something to say about.
    let pass = PlainPass(
      servers: servers.map { .init(server: $0, failure: nil, users: nil) }, options: options, set: set)
    let classes = PlainFile.HashClass.all.filter { hashClass in
      servers.contains { !$0.canUse(hashClass.example.span) }
        || LinePass.asks(about: Array("user:".utf8) + hashClass.example, pass.servers, options, set)
    }
    guard
      let plain = try PlainFile(
        source, for: servers, comparesHashes: !set.repeated(.hash).isEmpty, minimumSize: plainMinimumSize,
        listing: classes)
    else { return nil }
    var view = FileView(options: options, size: size, attributes: attributes)
    var answers: [LintResult.ServerAnswer] = []
    let odd = plain.others.source()
    for server in servers {
      var (answer, count) = try ask(server, odd, lists: false, hasDuplicates: false, besides: plain)
      if let attributes { answer.isReadable = server.canRead(attributes) }
      view.servers.append(
        .init(server: server, failure: answer.failure, users: answer.failure == nil ? count : nil))
      answers.append(answer)
    }
    var lines = LinePass(view.servers, options, set)
    try lines.run(odd, &view)
    if lines.hasDuplicates || lines.mayBeWide { return nil }
    view.lines.last = plain.last
    if let line = plain.carriageReturnLineFeed,
      line.number < view.lines.carriageReturnLineFeed?.number ?? .max
    {
      view.lines.carriageReturnLineFeed = line
    }
    view.holdsSecrets = true
    var others = lines.findings
    for (origin, check) in set.rules { others += ask(check, origin, view, nil, []) }
    try FixJudge.judge(&others, servers, source)
    others = others.sorted(by: Finding.precedes).merged(for: servers.map(\.name))
    if plain.lines.isEmpty { return LintResult(servers: answers, findings: others) }
    let findings = Findings(
      plain.lines, PlainPass(servers: view.servers, options: options, set: set), others: others)
    guard findings.kinds.allSatisfy({ $0.example.fix == nil }) else { return nil }
    return LintResult(servers: answers, findings: findings)
  }
}
