internal import Credentials
internal import Kernel

/// Decides what the fixes of findings cost in this very file.
///
/// A fix that would cost a login is not safe, whatever its rule says: a byte order mark, say, whose removal makes its user
/// a duplicate. And no remedy applies fixes that would cost a login of a line that they do not change.
struct FixJudge {
  private let servers: [Server]
  private let bytes: [UInt8]
  private let logins: [Logins]

  /// Judges all fixes in as many passes over the file as there are rules with fixes, at most.
  static func judge(
    _ findings: inout [Finding], _ servers: [Server], _ source: borrowing ByteSource
  ) throws(SystemError) {
    if findings.allSatisfy({ $0.fix == nil }) { return }
    let head = try source.bytes(0..<min(try source.count(), FileKind.headCount))
    // Only a file that does not show at once that it is a credential file is read whole for that.
    let isShown =
      servers.allSatisfy { $0.content == .entries } && !head.span.mayBeWide && FileKind.mayBeFixed(head)
    var whole: [UInt8]?
    if !isShown { whole = try source.bytes() }
    if let whole, !mayBeFixed(whole, servers) {
      let remedy: Remedy? =
        servers.allSatisfy { $0.content == .entries }
        ? .manual("check that it is the right file, and fix it by hand") : nil
      for place in findings.indices where findings[place].fix != nil {
        findings[place].fix = nil
        if case .applyFixes = findings[place].remedy { findings[place].remedy = remedy }
      }
      return
    }
    if try source.count() <= FileKind.headCount { try judgeRefused(&findings, servers, try source.bytes()) }
    var places: [UInt16: [Int]] = [:]
    for (place, finding) in findings.enumerated() {
      guard let fix = finding.fix, !fix.isNeutral(to: servers) else { continue }
      places[finding.rank, default: []].append(place)
    }
    if places.isEmpty { return }
    let bytes: [UInt8]
    if let whole { bytes = whole } else { bytes = try source.bytes() }
    let judge = try FixJudge(servers, bytes)
    try judge.judgeSafe(&findings, places)
    try judge.judgeUnsafe(&findings, places)
  }

  /// No remedy is what is refused: fixes that leave nobody. (Of a long file, hardly all lines are removed.)
  private static func judgeRefused(
    _ findings: inout [Finding], _ servers: [Server], _ bytes: [UInt8]
  ) throws(SystemError) {
    guard servers.allSatisfy({ $0.content == .entries }) else { return }
    var ranks: [UInt16: [Int]] = [:]
    for (place, finding) in findings.enumerated() where finding.fix != nil {
      ranks[finding.rank, default: []].append(place)
    }
    for places in ranks.values where places.contains(where: { findings[$0].fix?.kind == .unsafe }) {
      let fixed = places.compactMap { findings[$0].fix }.applied(to: bytes)
      if try Fixer.keepsSomebody(fixed, bytes, servers, isFinal: false) { continue }
      for place in places {
        guard case .applyFixes = findings[place].remedy else { continue }
        findings[place].remedy = .setPassword(
          Remedy.NewPassword(subject: .unnamed, isBcrypt: servers.allSatisfy(\.takesBcrypt)))
      }
    }
  }

  /// Whether the file holds what its reader needs: a file without a hash, or with more than a token, may be anybody's, and
  /// the line feed or the line that a fix adds or takes may be the one that counts.
  private static func mayBeFixed(_ bytes: [UInt8], _ servers: [Server]) -> Bool {
    let text = bytes.span.mayBeWide ? WideText.decoded(bytes) : bytes
    return servers.allSatisfy { server in
      switch server.content {
      case .entries: FileKind.mayBeFixed(text)
      case .tokens: FileKind(of: bytes) != .binary && text.mayBeTokens
      default: true
      }
    }
  }

  private init(_ servers: [Server], _ bytes: [UInt8]) throws(SystemError) {
    self.servers = servers
    self.bytes = bytes
    var logins: [Logins] = []
    for server in servers { logins.append(try Logins(of: server, in: bytes)) }
    self.logins = logins
  }

  private func judgeSafe(_ findings: inout [Finding], _ places: [UInt16: [Int]]) throws(SystemError) {
    func safe(_ rank: UInt16) -> [Int] { (places[rank] ?? []).filter { findings[$0].fix?.kind == .safe } }
    func fixes(_ places: [Int]) -> [Fix] { places.compactMap { findings[$0].fix } }
    let ranks = places.keys.sorted()
    let all = ranks.flatMap(safe)
    if all.isEmpty { return }
    if try areKept(logins, fixes(all)) { return }
    var harmless: [Fix] = []
    for rank in ranks {
      let places = safe(rank)
      if places.isEmpty { continue }
      if try areKept(logins, harmless + fixes(places)) {
        harmless += fixes(places)
        continue
      }
      for place in places {
        guard let fix = findings[place].fix else { continue }
        findings[place].fix = Fix(.unsafe, fix.change)
        if case .applyFixes(let fixes) = findings[place].remedy {
          findings[place].remedy = .applyFixes(
            Remedy.Fixes(kind: .unsafe, rule: findings[place].rule, effect: fixes.effect))
        }
      }
    }
  }

  private func judgeUnsafe(_ findings: inout [Finding], _ places: [UInt16: [Int]]) throws(SystemError) {
    for places in places.values {
      let places = places.filter { findings[$0].fix?.kind == .unsafe }
      if places.isEmpty { continue }
      if try loss(of: places.compactMap { findings[$0].fix }) == nil { continue }
      // Those that cost a login are left out: one by one, if they are few.
      var kept: [Fix] = []
      for place in places {
        guard let fix = findings[place].fix else { continue }
        var cost: Loss? = .others
        if places.count <= Self.maximumCount {
          if try loss(of: kept + [fix]) == nil {
            kept.append(fix)
            continue
          }
          cost = try loss(of: [fix])
        }
        guard case .applyFixes = findings[place].remedy else { continue }
        // Nobody is to lose a login that works for one that never did.
        findings[place].fix = nil
        findings[place].remedy = .manual(
          cost == .own
            ? "fix it by hand: the fix would lock out a user who gets in"
            : "rename the user or remove the other entry first: fixing it now would lock somebody out")
      }
    }
  }

  /// How many fixes of one rule are judged one by one, each with a pass over the file.
  private static let maximumCount = 16

  private enum Loss {
    /// A user loses one whose line they change.
    case own
    case others
  }

  /// The logins that fixes cost; nil if they cost none.
  private func loss(of fixes: [Fix]) throws(SystemError) -> Loss? {
    let ranges = fixes.compactMap(\.changedRanges)
    guard ranges.count == fixes.count else { return .others }
    let changed = ranges.joined().sorted { $0.lowerBound < $1.lowerBound }
    let fixed = fixes.applied(to: bytes)
    var loss: Loss?
    for (server, before) in zip(servers, logins) {
      let after = try Logins(of: server, in: fixed)
      guard try Logins(of: server, in: bytes, except: changed).isSubset(of: after) else { return .others }
      if !before.hasHashes(in: after) { loss = .own }
    }
    return loss
  }

  private func areKept(_ logins: [Logins], _ fixes: [Fix]) throws(SystemError) -> Bool {
    let fixed = fixes.applied(to: bytes)
    for (server, before) in zip(servers, logins) {
      guard try before.isSubset(of: Logins(of: server, in: fixed)) else { return false }
    }
    return true
  }
}

extension [UInt8] {
  /// Whether it is one word, or a list of tokens that is not on one line.
  fileprivate var mayBeTokens: Bool {
    let text = self[...].drop { $0 <= Ascii.space }
    let end = text.lastIndex { $0 > Ascii.space }.map { $0 + 1 } ?? text.startIndex
    if text[..<end].allSatisfy({ $0 > Ascii.space && $0 != Ascii.delete }) {
      return ![UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "<")].contains(text.first)
    }
    return [.tokens, .roles].contains(FileKind(of: self)) && text[..<end].contains(Ascii.lineFeed)
  }
}

extension Fix {
  /// Whether these servers read all lines that are not taken away as they did before.
  fileprivate func isNeutral(to servers: [Server]) -> Bool {
    servers.allSatisfy { server in
      let file = server.file
      guard server.content == .entries, case .wholeFile = file.extent else { return false }
      if case .lineFeeds = change { return file.lineBreaks == .universal }
      return removesLines && !file.bareLineHidesNext && !file.joinsAtBackslash && !file.endsAtNUL
    }
  }
}
