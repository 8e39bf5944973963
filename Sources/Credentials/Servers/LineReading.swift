internal import Hashing
internal import Kernel

/// A server's reading of one line.
package enum LineReading: Sendable {
  /// Nothing is left of it once it is stripped.
  case blank
  case comment
  case entry(Entry)
  /// Passed over, for this reason.
  case skipped(StartFailure.Cause)
  /// The server cannot use the file, for this reason.
  case refused(StartFailure.Cause)
  /// Neither it nor anything after it is read.
  case endsFile
}

extension Server {
  /// Reads a line as this server does, alone: duplicates are another matter.
  ///
  /// - Parameter line: without its line feed.
  package func reading(of line: Span<UInt8>) -> LineReading {
    if let limit = file.longLine, line.count > limit.maximumCount {
      switch limit.effect {
      case .skipped: return .skipped(.tooLong(maximum: limit.maximumCount))
      case .refused: return .refused(.tooLong(maximum: limit.maximumCount))
      case .endsFile: return .endsFile
      }
    }
    let range = stripped(line)
    guard let first = range.first else { return .blank }
    if file.commentStarts.contains(line[first]) { return .comment }

    guard let colon = line.firstIndex(of: Ascii.colon, in: range) else {
      let end = range.upperBound
      return fate(
        file.missingColon, .missingColon, Entry(user: range, hash: end..<end, rest: end..<end))
    }
    var (start, end) = (colon + 1, range.upperBound)
    if file.joinsColons { while start < end, line[start] == Ascii.colon { start += 1 } }
    if file.extraField != .partOfHash {
      end = line.firstIndex(of: Ascii.colon, in: start..<end) ?? end
    }
    if file.extraField == .refused && end < range.upperBound { return .refused(.extraField) }
    if let maximum = file.maximumHashCount { end = min(end, start + maximum) }
    for byte in file.hashEnds { end = line.firstIndex(of: byte, in: start..<end) ?? end }
    let entry = Entry(
      user: range.lowerBound..<colon, hash: start..<end, rest: end..<range.upperBound)
    if entry.user.isEmpty && file.emptyUser != .entry { return fate(file.emptyUser, .emptyUser, entry) }
    if entry.hash.isEmpty && file.emptyHash != .entry { return fate(file.emptyHash, .emptyHash, entry) }
    let (user, hash) = (line.extracting(entry.user), line.extracting(entry.hash))
    switch file.hashForm {
    case .any: break
    case .sha:
      if !hash.hasPrefix("{SHA}") { return .refused(.unusableHash(user.array)) }
      if hash.count != HashFormat.shaCount { return .refused(.lengthOfSHA(user.array)) }
    case .dollarOrBase64:
      if !hash.hasPrefix("$"), hash.decodedGoBase64 == nil { return .refused(.unusableHash(user.array)) }
    }
    if let unwritable = file.unwritable, unwritable.isIn(user) || unwritable.isIn(hash) {
      return .refused(.unwritable)
    }
    return .entry(entry)
  }

  private func fate(_ fate: FileRules.Fate, _ cause: StartFailure.Cause, _ entry: Entry) -> LineReading {
    switch fate {
    case .refused: .refused(cause)
    case .skipped: .skipped(cause)
    case .entry: .entry(entry)
    }
  }

  private func stripped(_ line: Span<UInt8>) -> Range<Int> {
    var end = line.count
    for byte in file.lineEnds { end = line.firstIndex(of: byte, in: 0..<end) ?? end }
    return file.trimming.range(of: line.extracting(0..<end))
  }
}

extension FileRules.Unwritable {
  /// Whether it is in a name or a hash.
  package func isIn(_ text: Span<UInt8>) -> Bool {
    for index in text.indices where text[index] < Ascii.space || text[index] == Ascii.delete { return true }
    switch self {
    case .ofHAProxy: return false
    case .ofCaddyfile:
      for index in text.indices where text[index] == 0x7B || text[index] == 0x7D { return true }
      // A backtick needs double quotes, in which a backslash may escape the last one.
      if text.contains(0x60), text.contains(Ascii.backslash) { return true }
      return (try? UTF8Span(validating: text)) == nil
    }
  }
}
