/// Applies the fixes of findings until none is left to apply.
package struct Fixer: Sendable {
  private let linter: Linter
  private let withUnsafe: Bool

  package init(_ linter: Linter, withUnsafe: Bool) {
    (self.linter, self.withUnsafe) = (linter, withUnsafe)
  }

  /// The file with every fix applied. One fix can uncover another finding, so it goes round until nothing changes.
  package func fixed(_ bytes: [UInt8]) throws(SystemError) -> [UInt8] {
    var bytes = bytes
    // Every round removes a finding; the bound is for a rule that would not keep to that.
    for _ in 0..<32 {
      let findings = try linter.lint(
        .memory(bytes), path: "", permissions: nil, listsUsers: false
      ).findings
      let next = findings.compactMap(\.fix).filter { withUnsafe || $0.kind == .safe }.applied(to: bytes)
      if next == bytes { break }
      bytes = next
    }
    return bytes
  }
}

extension [Fix] {
  /// The file with these fixes applied, as far as they go together.
  func applied(to bytes: [UInt8]) -> [UInt8] {
    // What changes the whole file goes alone: the ranges of the others would no longer fit.
    for fix in self {
      switch fix.change {
      case .decodeUTF16(let order): return bytes.decoded(fromUTF16: order)
      case .removeNULs: return bytes.filter { $0 != Ascii.nul }
      case .lineFeeds: return bytes.withLineFeeds
      case .splices: break
      }
    }
    var result = bytes
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
      result.replaceSubrange(splice.range, with: splice.replacement)
      limit = splice.range.lowerBound
    }
    return result
  }
}

extension [UInt8] {
  /// The UTF-8 of UTF-16, without its byte order mark. Half a unit at the end is dropped.
  fileprivate func decoded(fromUTF16 order: FileView.ByteOrder) -> [UInt8] {
    let isBig = order == .big
    let hasMark = starts(with: isBig ? [0xFE, 0xFF] : [0xFF, 0xFE])
    // Another tool appended to it: what is ASCII in either encoding comes out of both.
    if holdsASCIIHash { return dropFirst(hasMark ? 2 : 0).filter { $0 != Ascii.nul } }
    var units: [UInt16] = []
    for index in stride(from: hasMark ? 2 : 0, to: count - 1, by: 2) {
      let (low, high) = isBig ? (self[index + 1], self[index]) : (self[index], self[index + 1])
      units.append(UInt16(high) << 8 | UInt16(low))
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  fileprivate var withLineFeeds: [UInt8] {
    var result: [UInt8] = []
    for (index, byte) in enumerated() {
      if byte != Ascii.carriageReturn {
        result.append(byte)
      } else if index + 1 == count || self[index + 1] != Ascii.lineFeed {
        result.append(Ascii.lineFeed)
      }
    }
    return result
  }
}
