package import Credentials
package import Kernel

/// Applies the fixes of findings until none is left to apply.
package struct Fixer: Sendable {
  private let linter: Linter
  private let withUnsafe: Bool

  package init(_ linter: Linter, withUnsafe: Bool) {
    (self.linter, self.withUnsafe) = (linter, withUnsafe)
  }

  package struct Outcome: Sendable {
    package let bytes: [UInt8]
    /// How many findings there were.
    package let foundCount: Int
    package let leftCount: Int

    package init(bytes: [UInt8], foundCount: Int, leftCount: Int) {
      (self.bytes, self.foundCount, self.leftCount) = (bytes, foundCount, leftCount)
    }
  }

  /// The file with every fix applied. One fix can uncover another finding, so it goes round until nothing changes.
  ///
  /// - Parameter attributes: of the file, whose findings no fix takes away.
  package func fixed(
    _ bytes: [UInt8], attributes: FileAttributes? = nil
  ) throws(SystemError) -> Outcome {
    var bytes = bytes
    var (fixed, left) = (0, 0)
    // By the beginning of a long file nobody sees that git left both sides of a merge in it.
    if bytes.count > FileKind.headCount, linter.options.kind == nil, bytes.contains(words: "\n<<<<<<< "),
      bytes.contains(words: "\n>>>>>>> ")
    {
      return Outcome(bytes: bytes, foundCount: 0, leftCount: 0)
    }
    // Every round removes a finding; the bound is for a rule that would not keep to that. The fixes of some rules alone
    // are those that were shown, and not what they uncover.
    for _ in 0..<(linter.options.only == nil ? 32 : 1) {
      let findings = try linter.lint(
        .memory(bytes), attributes: attributes, listsUsers: false
      ).findings
      left = findings.count
      let fixes = findings.compactMap(applicable)
      let next = fixes.applied(to: bytes)
      if next == bytes { break }
      bytes = next
      let count = fixes.appliedCount
      fixed += count
      left -= count
    }
    // A problem that a fix uncovers was there before.
    return Outcome(bytes: bytes, foundCount: fixed + left, leftCount: left)
  }

  /// Whether a file still has a user, or a token, after fixes, or had no line before.
  ///
  /// - Parameter isFinal: whether they are all fixes: then one with which a server does not start any more has no user.
  package static func keepsSomebody(
    _ new: [UInt8], _ old: [UInt8], _ servers: [Server], isFinal: Bool = true
  ) throws(SystemError) -> Bool {
    guard old.contains(where: { $0 > Ascii.space }) else { return true }
    guard new.contains(where: { $0 > Ascii.space }) else { return false }
    if servers.contains(where: { $0.hidesLines }) { return true }
    var keeps = false
    for server in servers {
      var count = 0
      let failure = try server.read(.memory(new)) { (_, _, _) in count += 1 }
      if isFinal, failure != nil, try server.read(.memory(old), { (_, _, _) in }) == nil { return false }
      keeps = keeps || failure != nil || count > 0
    }
    return keeps
  }

  private func applicable(_ finding: Finding) -> Fix? {
    guard let fix = finding.fix, withUnsafe || fix.kind == .safe else { return nil }
    // With --only, a fix must cost nothing but what its rule is about.
    if linter.options.only != nil, case .manual = finding.remedy { return nil }
    return fix
  }
}

extension [Fix] {
  private var decodesUTF16: Bool { contains { if case .decodeUTF16 = $0.change { true } else { false } } }
  private var endsLines: Bool { contains { if case .lineFeeds = $0.change { true } else { false } } }

  /// How many of these fixes go together: changes of the whole file go alone.
  fileprivate var appliedCount: Int {
    let wholeCount = (decodesUTF16 ? 1 : 0) + (endsLines ? 1 : 0)
    return wholeCount > 0 ? wholeCount : count
  }

  /// The file with these fixes applied, as far as they go together, in whatever order they are.
  func applied(to bytes: [UInt8]) -> [UInt8] {
    // The ranges of the others would no longer fit a file that is changed as a whole.
    if decodesUTF16 || endsLines {
      let text = decodesUTF16 ? WideText.decoded(bytes) : bytes
      return endsLines ? text.withLineFeeds : text
    }
    var taken: [Splice] = []
    var limit = Int.max
    let splices = flatMap { fix -> [Splice] in
      if case .splices(let splices) = fix.change { return splices }
      return []
    }
    // From the end to the start; of two that overlap the longer one, a removal, is taken.
    let ordered = splices.sorted { left, right in
      (left.range.upperBound, left.range.count) > (right.range.upperBound, right.range.count)
    }
    for splice in ordered where splice.range.upperBound <= limit {
      guard splice.range.lowerBound < limit || splice.range.isEmpty && limit == Int.max else { continue }
      taken.append(splice)
      limit = splice.range.lowerBound
    }
    return Edit(taken.reversed()).applied(to: bytes)
  }
}
