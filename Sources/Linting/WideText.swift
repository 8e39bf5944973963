internal import Credentials
internal import Kernel

/// UTF-16, whole files of it or lines among lines of 8 bits: what Windows PowerShell writes for `>`, and for `>>`
/// appends to whatever is there.
enum WideText {
  enum ByteOrder: Sendable, CaseIterable {
    case little, big

    var mark: [UInt8] { self == .little ? [0xFF, 0xFE] : [0xFE, 0xFF] }
  }

  // MARK: Thresholds, held by a corpus in `WideTextTests`

  /// In bytes, from a line's start on: what a line is judged by. More than any line that a server reads as an entry, in
  /// UTF-16 too.
  static let windowCount = 4096

  /// So many bytes of printable ASCII in a row are an entry of 8 bits, and not UTF-16: a bcrypt hash alone has 60. UTF-16
  /// has such a run only if 20 characters in a row have both bytes in ASCII, as some Chinese and Japanese ones have; 13 is the most in
  /// the corpus.
  static let entryRunCount = 40

  /// The fewest letters (U+0001 to U+00FF) of a line of UTF-16 among lines of 8 bits: a single letter beside a NUL is a
  /// damaged line of 8 bits.
  static let minimumLetterCount = 2

  /// The fewest letters of UTF-16 that begins within a line of 8 bits, where no line feed says that something ended: an
  /// entry's hash has more, a few numbers of 16 bits have less.
  static let minimumFusedLetterCount = 20

  /// The fewest letters for each NUL character: text has none, numbers of 32 bits have one beside every other.
  static let lettersPerNUL = 8

  /// One unit of so many at least is a letter in a line that is UTF-16 for certain, such as a user name in any script
  /// with its hash. A comment in a script other than Latin has fewer; it counts if its bytes are not UTF-8.
  static let unitsPerLetter = 2

  /// The UTF-8 of a file, line by line, without byte order marks of UTF-16. Half a unit at the end is dropped; what
  /// is not UTF-16 is kept byte by byte.
  static func decoded(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var place = 0
    // The order of the line above, if that is UTF-16.
    var last: ByteOrder?
    var nul = -1
    while place < bytes.count {
      let end = min(place + windowCount, bytes.count)
      if nul < place { nul = bytes.span.firstIndex(of: Ascii.nul, in: place..<bytes.count) ?? bytes.count }
      let window = bytes[place..<end]
      // Most lines of most files: no NUL is near.
      let isNarrow =
        last == nil && nul >= end && !ByteOrder.allCases.contains { window.starts(with: $0.mark) }
      if !isNarrow, let start = LineStart(window, after: last) {
        place += start.markCount
        if let wide = start.wide {
          result += bytes[place..<wide]
          (place, last) = decode(bytes[wide...], start.order, into: &result)
          continue
        }
      }
      let next = bytes.span.firstIndex(of: Ascii.lineFeed, in: place..<bytes.count).map { $0 + 1 }
      result += bytes[place..<(next ?? bytes.count)]
      (place, last) = (next ?? bytes.count, nil)
    }
    return result
  }

  /// Decodes one line.
  ///
  /// - Returns: where the next one begins, and the order, if the line ends as UTF-16 does.
  private static func decode(
    _ bytes: ArraySlice<UInt8>, _ order: ByteOrder, into result: inout [UInt8]
  ) -> (end: Int, order: ByteOrder?) {
    var units: [UInt16] = []
    var place = bytes.startIndex
    var isEnded = false
    // The first unit is taken in any case, so that the file comes to its end.
    while !isEnded, place + 1 < bytes.endIndex, units.isEmpty || !bytes[place...].beginsAsEntry {
      units.append(bytes.unit(at: place, order))
      place += 2
      isEnded = units.last == UInt16(Ascii.lineFeed)
    }
    result += String(decoding: units, as: UTF16.self).utf8
    if place == bytes.endIndex - 1 { place += 1 }
    return (place, isEnded ? order : nil)
  }

  /// How a line begins of which a part is UTF-16, or that has a byte order mark of UTF-16.
  struct LineStart {
    let order: ByteOrder
    let markCount: Int
    /// Where the UTF-16 begins; nil if only the mark is.
    let wide: Int?

    /// - Parameters:
    ///   - window: the bytes from the line's start on.
    ///   - last: the order of the line above, if that is UTF-16.
    /// - Returns: nil for a line of 8 bits.
    init?(_ window: ArraySlice<UInt8>, after last: ByteOrder?) {
      for order in ByteOrder.allCases where window.starts(with: order.mark) {
        let rest = window.dropFirst(2)
        (self.order, markCount) = (order, 2)
        wide = rest.narrowLine?.looksTyped == true ? nil : rest.startIndex
        return
      }
      markCount = 0
      if let last, window.goesOn(last) {
        (order, wide) = (last, window.startIndex)
        return
      }
      for order in ByteOrder.allCases where window.isWide(order) {
        (self.order, wide) = (order, window.startIndex)
        return
      }
      // A line of 8 bits that had no line feed when UTF-16 was appended to it.
      guard let nul = window.firstIndex(of: Ascii.nul) else { return nil }
      if let end = window.firstIndex(of: Ascii.lineFeed), end < nul { return nil }
      for (order, wide) in [(ByteOrder.little, nul - 1), (.big, nul)] where wide > window.startIndex {
        guard window[wide...].isWide(order),
          window[wide...].census(order).letters >= WideText.minimumFusedLetterCount
        else { continue }
        (self.order, self.wide) = (order, wide)
        return
      }
      return nil
    }
  }
}

extension ArraySlice<UInt8> {
  fileprivate func unit(at place: Int, _ order: WideText.ByteOrder) -> UInt16 {
    let (low, high) = order == .little ? (place, place + 1) : (place + 1, place)
    return UInt16(self[high]) << 8 | UInt16(self[low])
  }

  /// The bytes up to the first LF, if no NUL is among them.
  fileprivate var narrowLine: ArraySlice<UInt8>? {
    let line = self[..<(firstIndex(of: Ascii.lineFeed) ?? endIndex)]
    return line.contains(Ascii.nul) ? nil : line
  }

  /// Whether it can only be text of 8 bits: UTF-8 without control characters, and an entry or a comment.
  fileprivate var looksTyped: Bool {
    if holdsEntry(before: endIndex) { return true }
    guard contains(Ascii.colon) || first == Ascii.hash, String(validating: self, as: UTF8.self) != nil
    else { return false }
    return allSatisfy { $0 >= 0x20 || $0 == 0x09 || $0 == Ascii.carriageReturn }
  }

  /// Whether it contains a longer run of printable ASCII, after a line feed or none, than any UTF-16 has.
  fileprivate var beginsAsEntry: Bool {
    let text = first == Ascii.lineFeed ? dropFirst() : self
    let count = WideText.entryRunCount
    return text.count >= count && text.prefix(count).allSatisfy { (0x20..<0x7F).contains($0) }
  }

  /// Counts the units of a line, up to its line feed and with it.
  fileprivate func census(_ order: WideText.ByteOrder) -> (units: Int, letters: Int, nuls: Int, end: Int) {
    var (units, letters, nuls) = (0, 0, 0)
    var place = startIndex
    while place + 1 < endIndex {
      let unit = unit(at: place, order)
      place += 2
      units += 1
      if unit == 0 { nuls += 1 } else if unit < 0x100 { letters += 1 }
      if unit == UInt16(Ascii.lineFeed) { break }
    }
    return (units, letters, nuls, place)
  }

  /// Whether a line of UTF-16 that began here would hold a run of ASCII as long as an entry of 8 bits. Most lines with a
  /// NUL do, and are judged by that, without a look at the rest of the window.
  private func beginsWithEntry(_ order: WideText.ByteOrder) -> Bool {
    var run = 0
    var place = startIndex
    while place + 1 < endIndex {
      for byte in self[place..<place + 2] {
        run = (0x20..<0x7F).contains(byte) ? run + 1 : 0
        if run == WideText.entryRunCount { return true }
      }
      if unit(at: place, order) == UInt16(Ascii.lineFeed) { return false }
      place += 2
    }
    return false
  }

  /// Whether it contains such a run.
  private func holdsEntry(before end: Int) -> Bool {
    var run = 0
    for byte in self[..<end] {
      run = (0x20..<0x7F).contains(byte) ? run + 1 : 0
      if run == WideText.entryRunCount { return true }
    }
    return false
  }

  /// Whether a line of UTF-16 is here, whatever the line above is: at least half of it is ASCII, or it is a line
  /// without any.
  fileprivate func isWide(_ order: WideText.ByteOrder) -> Bool {
    guard let nul = firstIndex(of: Ascii.nul) else { return false }
    let feeds = self[..<nul].indices.filter { self[$0] == Ascii.lineFeed }.map { $0 - startIndex }
    if order == .little, feeds == [nul - 1 - startIndex], feeds[0] % 2 == 0 {
      let isBelow = self[nul...].isWide(order)
      // Before NULs it is none of text, and would be found again once it is decoded.
      let isFollowedByNUL = self[(nul + 1)...].prefix(2).allSatisfy { $0 == 0 } && nul + 1 < endIndex
      return !isBelow && !isFollowedByNUL
        && (feeds[0] == 0 || String(validating: self[..<nul], as: UTF8.self) == nil)
    }
    // A line feed of 8 bits ends a line before it. In a character such as U+4E0A the byte is the lower one; in Gurmukhi
    // and Gujarati it is the upper one, again and again, or after what is not ASCII.
    let isHigh = feeds == feeds.indices.map { 2 * $0 + 1 } && (feeds.count > 1 || self[startIndex] >= 0x80)
    guard feeds.isEmpty || order == .little && (isHigh || feeds.allSatisfy { $0 % 2 == 0 }) else {
      return false
    }
    if beginsWithEntry(order) { return false }
    let (units, letters, nuls, end) = census(order)
    guard letters >= WideText.minimumLetterCount, nuls * WideText.lettersPerNUL <= letters else {
      return false
    }
    let isEnded = unit(at: end - 2, order) == UInt16(Ascii.lineFeed)
    return letters * WideText.unitsPerLetter >= units
      || isEnded && String(validating: self[..<end], as: UTF8.self) == nil
  }

  /// Whether a line of UTF-16 is here, below another.
  fileprivate func goesOn(_ order: WideText.ByteOrder) -> Bool {
    let (units, letters, _, end) = census(order)
    if let line = narrowLine {
      if line.looksTyped { return false }
      let isEnded = line.endIndex + 1 < endIndex && self[line.endIndex + 1] == Ascii.nul
      if !isEnded { return letters * WideText.unitsPerLetter >= units || line.endIndex == endIndex }
    }
    return letters > 0 && !holdsEntry(before: end)
  }
}

/// Looks for the first line with UTF-16, in a file that has NUL bytes or a byte order mark: only such lines, and a few
/// above each, are looked at.
struct WideSearch {
  /// Lines that were not judged yet: where they start, and their numbers.
  private var recent: [(start: Int, number: Int)] = []
  /// A line of 8 bits ends with its line feed alone.
  private var isAtStart = true

  /// - Returns: the lines to judge now.
  mutating func add(_ bytes: Span<UInt8>, _ line: Line) -> [(start: Int, number: Int)] {
    if isAtStart {
      if recent.count == 4 { recent.removeFirst() }
      recent.append((line.content.lowerBound, line.number))
    }
    isAtStart = line.ending != .carriageReturn
    guard bytes.mayBeWide else { return [] }
    defer { recent = [] }
    return recent
  }
}

extension Span<UInt8> {
  /// Whether UTF-16 may be in the line, or end in it.
  var mayBeWide: Bool {
    contains(Ascii.nul) || beginsUTF16
  }
}

extension ByteSource {
  /// The number of the first line with UTF-16, and where it starts; nil if there is none.
  func firstWideLine(_ breaks: LineBreaks) throws(SystemError) -> (start: Int, number: Int)? {
    var search = WideSearch()
    var found: (start: Int, number: Int)?
    var failure: SystemError?
    // A part of the file that several windows lie in.
    var block: (start: Int, bytes: [UInt8]) = (0, [])
    try forEachLine(breaks) { (bytes, line) in
      for candidate in search.add(bytes, line) {
        do throws(SystemError) {
          let end = candidate.start + WideText.windowCount
          if candidate.start < block.start || end > block.start + block.bytes.count {
            block = (
              candidate.start, try self.bytes(candidate.start..<candidate.start + 16 * WideText.windowCount)
            )
          }
          let first = candidate.start - block.start
          let window = block.bytes[first..<min(first + WideText.windowCount, block.bytes.count)]
          guard WideText.LineStart(window, after: nil) != nil else { continue }
          found = candidate
          return false
        } catch {
          failure = error
          return false
        }
      }
      return true
    }
    if let failure { throw failure }
    return found
  }
}
