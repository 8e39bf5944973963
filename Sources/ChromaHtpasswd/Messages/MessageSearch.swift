internal import Htpasswd

/// Finds messages in a text of any length, in memory that does not grow with it and time that grows no faster.
struct MessageSearch {
  /// A message that is in the text.
  struct Finding {
    let message: Message
    /// The first of its patterns that was found.
    let wording: Int
    /// Where it is first; 1 for the first.
    let line: Int
    var count: Int
  }

  /// In the order in which they came.
  private(set) var findings: [Finding] = []
  private var text = MessageText()
  private let patterns = MessagePatterns.known
  /// How much of the text has been searched.
  private var searched = 0
  /// How many places were compared with the patterns, each for no more than their reach.
  private(set) var comparedCount = 0
  /// The last one that was found, until no other can overlap it.
  private var last: Hit?

  private struct Hit {
    var pattern: Int
    var line: Int
    var end: Int
  }

  mutating func read(_ bytes: ArraySlice<UInt8>) {
    for byte in bytes { text.append(byte) }
    // Text too near to the end is searched when more is there.
    guard text.bytes.count >= 4 * MessagePatterns.reach else { return }
    search(to: text.bytes.count - MessagePatterns.reach)
    // The byte before says whether a word begins.
    let known = searched - 1
    text.drop(known)
    searched -= known
    last?.end -= known
  }

  mutating func finish() {
    text.finish()
    search(to: text.bytes.count)
    settle()
  }

  private mutating func search(to end: Int) {
    let bytes = text.bytes
    let last = min(end + MessagePatterns.prefix - 1, bytes.count)
    var key: UInt32 = 0
    var place = searched
    while place < last {
      key = key << 8 | UInt32(bytes[place])
      place += 1
      guard patterns.mayBegin(key), place - searched >= MessagePatterns.prefix else { continue }
      let start = place - MessagePatterns.prefix
      comparedCount += 1
      if let hit = patterns.match(key, in: bytes, at: start) { add(hit.pattern, at: start, end: hit.end) }
    }
    searched = max(searched, end)
  }

  /// Adds a match; of two that overlap, the longer one counts.
  private mutating func add(_ pattern: Int, at start: Int, end: Int) {
    if let former = last, start < former.end {
      guard patterns.all[pattern].length > patterns.all[former.pattern].length else { return }
    } else {
      settle()
    }
    last = Hit(pattern: pattern, line: text.line(of: start), end: end)
  }

  private mutating func settle() {
    guard let hit = last else { return }
    last = nil
    let pattern = patterns.all[hit.pattern]
    let message = Message.all[pattern.message]
    if let place = findings.firstIndex(where: { $0.message.name == message.name }) {
      findings[place].count += 1
    } else {
      findings.append(Finding(message: message, wording: pattern.wording, line: hit.line, count: 1))
    }
  }
}

/// The patterns of all messages, to be looked up by how they begin.
struct MessagePatterns: Sendable {
  struct Pattern: Sendable {
    /// Indices into `Message.all` and into its patterns.
    let message, wording: Int
    let parts: [[UInt8]]
    /// The length of its parts together, in bytes.
    let length: Int
  }

  let all: [Pattern]
  /// Places in `all`, by their first bytes.
  private let places: [[Int]]

  static let known = MessagePatterns(Message.all)
  /// In bytes: how long a gap may be. A server says a user's name in it.
  static let longestGap = 1024
  /// In bytes: no message is longer.
  static let reach = 8192
  /// In bytes: how many are looked up.
  static let prefix = 4
  private static let size = 1024

  init(_ messages: [Message]) {
    var all: [Pattern] = []
    var places = [[Int]](repeating: [], count: Self.size)
    for (number, message) in messages.enumerated() {
      for (wording, pattern) in message.patterns.enumerated() {
        let parts = MessageText(pattern).bytes.split(separator: UInt8(ascii: "*")).map(Array.init)
        let key = parts[0][..<Self.prefix].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        places[Self.place(of: key)].append(all.count)
        all.append(
          Pattern(
            message: number, wording: wording, parts: parts, length: parts.reduce(0) { $0 + $1.count }))
      }
    }
    self.all = all
    self.places = places
  }

  /// - Parameter key: the first four bytes, the first in the high bits.
  private static func place(of key: UInt32) -> Int { Int((key &* 0x9E37_79B1) >> 22) }

  /// Whether some pattern may begin with these bytes.
  func mayBegin(_ key: UInt32) -> Bool { !places[Self.place(of: key)].isEmpty }

  /// The longest pattern that begins here.
  func match(_ key: UInt32, in bytes: [UInt8], at start: Int) -> (pattern: Int, end: Int)? {
    var best: (pattern: Int, end: Int)?
    for place in places[Self.place(of: key)] {
      if let best, all[best.pattern].length >= all[place].length { continue }
      if let end = end(of: all[place], in: bytes, at: start) { best = (place, end) }
    }
    return best
  }

  private func end(of pattern: Pattern, in bytes: [UInt8], at start: Int) -> Int? {
    guard isPart(pattern.parts[0], of: bytes, at: start), start == 0 || !isInside(bytes, start)
    else { return nil }
    var end = start + pattern.parts[0].count
    for part in pattern.parts.dropFirst() {
      let limit = min(end + Self.longestGap, bytes.count - part.count)
      while end <= limit, !isPart(part, of: bytes, at: end) { end += 1 }
      guard end <= limit else { return nil }
      end += part.count
    }
    return end < bytes.count && isInside(bytes, end) ? nil : end
  }

  private func isPart(_ part: [UInt8], of bytes: [UInt8], at start: Int) -> Bool {
    guard start + part.count <= bytes.count else { return false }
    var place = 0
    while place < part.count {
      if bytes[start + place] != part[place] { return false }
      place += 1
    }
    return true
  }

  /// Whether a word goes on here.
  private func isInside(_ bytes: [UInt8], _ place: Int) -> Bool {
    bytes[place].isPartOfWord && bytes[place - 1].isPartOfWord
  }

  /// The messages that these words are a part of.
  func patterns(with words: [UInt8]) -> [Pattern] {
    var found: [Pattern] = []
    for pattern in all where found.last?.message != pattern.message {
      if pattern.parts.contains(where: { $0.contains(words: words) }) { found.append(pattern) }
    }
    return found
  }
}

extension UInt8 {
  /// A letter in lower case, a digit or an underscore.
  fileprivate var isPartOfWord: Bool { 0x61...0x7A ~= self || 0x30...0x39 ~= self || self == 0x5F }
}
