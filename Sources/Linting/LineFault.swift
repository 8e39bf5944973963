internal import Credentials
internal import Hashing
internal import Kernel

/// The first thing that is wrong with a line, found in its bytes alone: one finding for one fault. The order is that of
/// `init`.
package enum LineFault: UInt8, Sendable {
  case comment
  case missingColon
  case quotedLine
  case swappedFields
  case htdigest
  case extraField
  case emptyUser
  case emptyHash
  case quotedUser
  case quotedHash
  case composeEscaped
  case shellEaten
  case malformedBcrypt
  /// A hash of another format, and something happened to it.
  case damagedHash
  /// A hash of another format.
  case otherFormat
  case plainText

  /// - Parameters:
  ///   - line: without a byte order mark.
  ///   - entry: the line's.
  ///   - format: of the entry's hash field, stripped.
  init?(_ line: Span<UInt8>, _ entry: Entry?, _ format: HashFormat?) {
    let stripped = WhiteSpace.strip(line)
    guard let first = stripped.first else { return nil }
    if line[first] == Ascii.hash {
      self = .comment
    } else if let entry, let format {
      guard let fault = Self.fault(line, entry, format, stripped) else { return nil }
      self = fault
    } else {
      self = .missingColon
    }
  }

  /// - Parameter line: without its ending.
  package init?(_ line: Span<UInt8>) {
    guard let fault = LineFacts(line, LintOptions()).fault else { return nil }
    self = fault
  }

  private static func fault(
    _ line: Span<UInt8>, _ entry: Entry, _ format: HashFormat, _ stripped: Range<Int>
  ) -> LineFault? {
    let user = line.extracting(entry.user)
    let wide = line.extracting(entry.hash)
    let hash = wide.extracting(WhiteSpace.strip(wide))
    if isQuoted(line.extracting(stripped)) { return .quotedLine }
    // A user may well be called {SHA}.
    if user.count >= 20, format == .unknown {
      switch HashFormat(user) {
      case .empty, .unknown, .des, .bsdi: break
      default: return .swappedFields
      }
    }
    if !entry.rest.isEmpty { return isDigest(line.extracting(entry.rest)) ? .htdigest : .extraField }
    if user.isEmpty { return .emptyUser }
    if hash.isEmpty { return .emptyHash }
    if case .bcrypt = format { return isQuoted(user) || beginsWithQuote(user) ? .quotedUser : nil }
    let diagnosis = HashDiagnosis(hash)
    if case .damaged(_, .quoted) = diagnosis { return .quotedHash }
    if isQuoted(user) { return .quotedUser }
    switch diagnosis {
    case .whole, .desOrText: return .otherFormat
    case .sum, .text, .empty, .lock, .failure: return .plainText
    case .damaged(_, .escapedDollar): return .composeEscaped
    case .damaged(_, .replacedDollar): return .shellEaten
    case .damaged(let format, _):
      switch format {
      case .bcrypt, .malformedBcrypt: return .malformedBcrypt
      default: return .damagedHash
      }
    }
  }

  private static func beginsWithQuote(_ text: Span<UInt8>) -> Bool {
    text.count > 1 && text[0].isQuote
  }

  private static func isQuoted(_ text: Span<UInt8>) -> Bool {
    guard text.count >= 2, let first = text.indices.first else { return false }
    let quote = text[first]
    return quote.isQuote && text[text.count - 1] == quote
  }

  /// `:` and 32 hexadecimal digits, the third field of htdigest(1).
  private static func isDigest(_ rest: Span<UInt8>) -> Bool {
    guard rest.count == 33 else { return false }
    for index in 1..<33 where !rest[index].isHexadecimalDigit { return false }
    return true
  }
}
