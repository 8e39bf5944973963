package import Credentials
package import Hashing
internal import Kernel

/// A line that some rule may have something to say about, as a server reads it.
package struct LineView: Sendable {
  /// Without the ending, a CR before an LF included: that is a finding of its own.
  package let bytes: [UInt8]
  package let line: Line
  package var server: Server { served.server }
  private let served: FileView.ServedFile
  package let options: LintOptions
  package let reading: LineReading
  /// Whether somebody can log in with this line, unless another hides it.
  package let isUsable: Bool
  private let facts: LineFacts

  /// In bytes: lighttpd's limit, the shortest of the servers.
  static let shortestLimit = 1024

  init(
    _ bytes: [UInt8], _ line: Line, _ facts: LineFacts, _ served: FileView.ServedFile, _ options: LintOptions
  ) {
    self.bytes = bytes
    self.line = line
    self.facts = facts
    self.served = served
    self.options = options
    let server = served.server
    user = facts.entry.map { bytes.span.extracting($0.user).array }
    reading = server.reading(of: bytes.span)
    isUsable =
      if case .entry(let entry) = reading { server.canUse(bytes.span.extracting(entry.hash)) } else { false }
  }

  /// How many bytes of it are a byte order mark.
  package var markCount: Int { facts.markCount }

  /// The line as an entry, whatever the server makes of it: without a byte order mark, stripped, up to the first colon,
  /// up to the next. nil if it has no colon.
  package var entry: Entry? { facts.entry }

  /// The first thing that is wrong with it: one finding for one fault.
  package var fault: LineFault? { facts.fault }

  /// The hash field, redacted.
  var redactedField: String {
    if case .bcrypt = format, let entry, bytes.span.extracting(entry.hash)[0] == Ascii.dollar {
      return String(decoding: bytes[entry.hash].prefix(7), as: UTF8.self) + "…"
    }
    return field.map(Redaction.field) ?? ""
  }

  var hasMoreThanASCII: Bool { facts.traits.meets(.notASCII) }

  /// The format of the hash field, stripped.
  package var format: HashFormat? { facts.format }

  package let user: [UInt8]?

  /// The hash field without white space around it.
  package var field: [UInt8]? {
    guard let entry else { return nil }
    let field = bytes.span.extracting(entry.hash)
    return field.extracting(WhiteSpace.strip(field)).array
  }

  /// Whether it is a `user:hash` line whose user is surely not a part of the password.
  package var isWellFormed: Bool {
    guard let entry, entry.rest.isEmpty, !entry.user.isEmpty, fault != .quotedLine, fault != .swappedFields
    else { return false }
    return format != .empty
  }

  /// The user's name for messages; `the line` if it may not be one.
  package var name: String {
    guard let user, isWellFormed || fault == .comment || fault == .extraField else { return "the line" }
    return Redaction.shortUser(user)
  }

  /// Whether the server cannot use the file because of this line.
  package var isRefused: Bool {
    if case .refused = reading { return true }
    return false
  }

  /// Whether the server does not get as far as what is in the line, because of its length.
  package var isTooLong: Bool {
    switch reading {
    case .skipped(.tooLong), .refused(.tooLong), .endsFile: true
    default: false
    }
  }

  /// Error where the server cannot use the file or the entry, else this.
  package func severity(_ otherwise: Severity) -> Severity { isUsable ? otherwise : .error }

  /// The server's answer to the line, for messages: `Chroma will not start`.
  package var consequence: String {
    switch reading {
    case .refused: "\(server.product) \(server.failurePhrase)"
    case .skipped: "\(server.product) ignores the line"
    case .endsFile: "\(server.product) stops reading here"
    case .blank, .comment: "\(server.product) reads it as a comment"
    case .entry(let read):
      if isUsable {
        "\(server.product) accepts it"
      } else if server.hashes.canEndServer(bytes.span.extracting(read.hash)) {
        "it can crash \(server.product)"
      } else {
        isWellFormed ? "\(name) cannot log in" : "nobody can log in with it"
      }
    }
  }

  /// The diagnosis of the hash field, as the server reads it; of a line that it does not read, as the line has it.
  package var diagnosis: HashDiagnosis {
    let range = if case .entry(let read) = reading { read.hash } else { entry?.hash ?? 0..<0 }
    return HashDiagnosis(bytes.span.extracting(range))
  }

  /// Why nobody can log in with the hash field, the one reason that every command gives; and what the server does.
  package var reason: String {
    let diagnosis = diagnosis
    let sentence = server.reason(diagnosis, of: name)
    // The rule's name says what it may be.
    if case .refused = reading, diagnosis == .text { return "\(name)'s entry is not a hash; \(consequence)" }
    return diagnosis.isWhole ? sentence : "\(sentence); \(consequence)"
  }

  /// A message: the reason that every command gives, for an entry that the server reads and cannot use, and the finding's own.
  func reason(and what: String) -> String {
    guard case .entry(let read) = reading, !isUsable, !read.user.isEmpty else {
      return "\(what); \(consequence)"
    }
    return diagnosis.isWhole ? reason : "\(server.reason(diagnosis, of: name)); \(what)"
  }

  /// An error about a damaged hash. If the damage can be undone, and the server accepts what comes of it, that is the
  /// remedy; else a new password.
  ///
  /// - Parameters:
  ///   - kind: of the fix.
  ///   - effect: of the fix, an infinitive.
  func damageReport(_ kind: Fix.Kind, to effect: String) -> Rule.Report {
    guard let entry, let whole = HashDiagnosis.repaired(bytes.span.extracting(entry.hash)) else {
      return Rule.Report(.hash, .error, reason, remedy: newPassword())
    }
    let fix = Fix(kind, [Splice(fileRange(entry.hash), whole)])
    guard !server.canUse(whole.span), let remedy = newPassword() else {
      return Rule.Report(.hash, .error, reason, fix: fix, to: effect)
    }
    return Rule.Report(.hash, .error, reason, remedy: remedy, fix: fix)
  }

  // MARK: Remedies

  /// A new password for the line's user; nil if setting one would lose what else is in the line, or would not find the
  /// user after a byte order mark.
  package func newPassword(cost: Cost? = nil, isRandom: Bool = false) -> Remedy? {
    guard let entry, entry.rest.isEmpty, markCount == 0, fault != .quotedLine, fault != .swappedFields
    else { return nil }
    var password = Remedy.NewPassword(subject: subject)
    password.cost = cost
    password.isRandom = isRandom
    password.isBcrypt = server.hashes.takesBcrypt
    return .setPassword(password)
  }

  private var subject: Remedy.NewPassword.Subject {
    guard isWellFormed, fault != .comment, let user, Redaction.hashStart(user) == nil, !user.beginsWithQuote
    else { return .unnamed }
    return (try? Username(user)) == nil ? .renamed(user) : .user(user)
  }

  // MARK: Fixes

  /// A range of the line, as one of the file.
  package func fileRange(_ range: Range<Int>) -> Range<Int> {
    line.content.lowerBound + range.lowerBound..<line.content.lowerBound + range.upperBound
  }

  /// The removal of the whole line.
  package var removal: Fix { Fix(removing: line) }
}

extension [UInt8] {
  /// A name that a quote was left in by what wrote the line.
  var beginsWithQuote: Bool { first?.isQuote ?? false }
}

extension Span<UInt8> {
  /// Whether a CR before the line feed was read as part of the line.
  func endsInCarriageReturn(_ line: Line) -> Bool {
    line.ending == .lineFeed && count > 0 && self[count - 1] == Ascii.carriageReturn
  }
}

extension Line {
  /// The line without the CR that was read as part of it.
  var endingInCarriageReturn: Line {
    Line(
      number: number, content: content.lowerBound..<content.upperBound - 1, ending: .carriageReturnLineFeed)
  }
}
