/// A line that some rule may have something to say about, as a server reads it.
package struct LineView: Sendable {
  /// Without the ending, a CR before an LF included: that is a finding of its own.
  package let bytes: [UInt8]
  package let line: Line
  /// How many bytes of it are a byte order mark.
  package let markCount: Int
  package let server: Server
  package let options: LintOptions
  /// The file's name, as a shell takes it.
  package let path: String
  package let reading: LineReading
  /// The line as an entry, whatever the server makes of it: without a byte order mark, stripped, up to the first colon,
  /// up to the next. nil where it has no colon.
  package let entry: Entry?
  /// What is wrong with it first of all: one finding for one fault.
  package let fault: LineFault?

  init(_ bytes: Span<UInt8>, _ line: Line, _ server: Server, _ options: LintOptions, path: String) {
    self.path = path
    let isCut = line.ending == .lineFeed && bytes.count > 0 && bytes[bytes.count - 1] == Ascii.carriageReturn
    let bytes = bytes.extracting(0..<bytes.count - (isCut ? 1 : 0))
    self.bytes = bytes.array
    self.line = isCut ? line.endingInCarriageReturn : line
    self.server = server
    self.options = options
    reading = server.reading(of: bytes)
    markCount = bytes.starts(with: Utf8.mark) ? Utf8.mark.count : 0
    let rest = bytes.extracting(markCount...)
    entry = Entry(rest)?.moved(by: markCount)
    fault = LineFault(rest)
  }

  package var user: [UInt8]? { entry.map { Array(bytes[$0.user]) } }

  /// The hash field without white space around it.
  package var field: [UInt8]? {
    guard let entry else { return nil }
    let field = Array(bytes[entry.hash])
    return Array(field[WhiteSpace.strip(field.span)])
  }

  /// Whether it is a `user:hash` line whose user is surely none of the password.
  package var isWellFormed: Bool {
    guard let entry, let user, let field else { return false }
    return entry.rest.isEmpty && !user.isEmpty && !field.isEmpty && fault != .quotedLine
      && fault != .swappedFields
  }

  package var format: HashFormat? { field.map { HashFormat($0.span) } }

  /// The user's name for messages; `the line` where what stands there may be none.
  package var name: String {
    guard let user, isWellFormed || fault == .comment else { return "the line" }
    return Redaction.shortUser(user)
  }

  /// Whether the server cannot use the file because of this line.
  package var isRefused: Bool {
    if case .refused = reading { return true }
    return false
  }

  /// Whether somebody can log in by this line, as it stands.
  package var isUsable: Bool {
    guard case .entry(let entry) = reading else { return false }
    return server.canUse(bytes.span.extracting(entry.hash))
  }

  /// Error where the server cannot use the file or the entry, else this.
  package func severity(_ otherwise: Severity) -> Severity { isUsable ? otherwise : .error }

  /// What this server does with the line, for messages: `chroma does not start`.
  package var consequence: String {
    switch reading {
    case .refused: "\(server.product) \(server.failurePhrase)"
    case .skipped, .endsFile: "\(server.product) passes over the line"
    case .blank, .comment: "\(server.product) takes it for a comment"
    case .entry:
      isUsable ? "\(server.product) takes it all the same" : "\(server.product) lets nobody in by it"
    }
  }

  /// A command of this program about the user, to be typed.
  func command(_ words: String) -> String { "chroma-htpasswd \(words)\(operands)" }

  /// The command that sets a password, and what it does.
  func adding(_ effect: String, _ option: String? = nil) -> String {
    let words = "add" + (option.map { " \($0)" } ?? "")
    let user = operandUser
    guard let user, (try? Username(user)) == nil else {
      return server.adding("\(command(words)) \(effect)", operands)
    }
    // add takes only names that every server reads as they were meant.
    return "\(command("rename")) NEW && "
      + server.adding("chroma-htpasswd \(words) \(path) NEW \(effect)", " \(path) NEW")
  }

  private var operandUser: [UInt8]? {
    guard isWellFormed, fault != .comment, let user, Redaction.hashStart(user) == nil else { return nil }
    return user
  }

  /// ` FILE USER`, the user as a word of the shell where it surely is one.
  private var operands: String {
    guard let user = operandUser else { return " \(path) USER" }
    return (user.first == Ascii.hyphen ? " -- " : " ") + "\(path) \(user.shellWord)"
  }

  /// The command that applies the fixes of a kind.
  package func mending(_ kind: Fix.Kind) -> String {
    options.mending(kind, path)
  }

  /// A range of the line, as one of the file.
  package func fileRange(_ range: Range<Int>) -> Range<Int> {
    line.content.lowerBound + range.lowerBound..<line.content.lowerBound + range.upperBound
  }

  /// The removal of the whole line.
  package var removal: Fix { Fix(.unsafe, [Splice(line.whole, [])]) }
}

extension Server {
  /// A hint that speaks of `add`, or what makes a hash for a server that takes no bcrypt.
  func adding(_ hint: String, _ operands: String) -> String {
    hashes.bcrypt != nil
      ? hint
      : "htpasswd -s\(operands), Apache's, makes a {SHA} hash, which \(product) takes and which is weak"
  }
}

extension Line {
  /// The same where LF alone was taken for the ending, and a CR stands before it.
  fileprivate var endingInCarriageReturn: Line {
    Line(
      number: number, content: content.lowerBound..<content.upperBound - 1, ending: .carriageReturnLineFeed)
  }
}

extension Entry {
  fileprivate func moved(by count: Int) -> Entry {
    func moved(_ range: Range<Int>) -> Range<Int> { range.lowerBound + count..<range.upperBound + count }
    return Entry(user: moved(user), hash: moved(hash), rest: moved(rest))
  }
}

/// What is wrong with a line first of all, told from its bytes alone. The order is that of `init`: the first that
/// fits is the one that is reported.
package enum LineFault: Sendable, Equatable {
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
  /// A hash of another format.
  case otherFormat
  case plainText

  /// - Parameter line: without a byte order mark.
  init?(_ line: Span<UInt8>) {
    let stripped = WhiteSpace.strip(line)
    guard let first = stripped.first else { return nil }
    if line[first] == Ascii.hash {
      self = .comment
    } else if let entry = Entry(line) {
      guard let fault = Self.fault(line, entry, stripped) else { return nil }
      self = fault
    } else {
      self = .missingColon
    }
  }

  private static func fault(_ line: Span<UInt8>, _ entry: Entry, _ stripped: Range<Int>) -> LineFault? {
    let user = line.extracting(entry.user)
    let wide = line.extracting(entry.hash)
    let hash = wide.extracting(WhiteSpace.strip(wide))
    if isQuoted(line.extracting(stripped)) { return .quotedLine }
    switch HashFormat(user) {
    case .empty, .unknown, .des, .bsdi: break
    // A user may well be called {SHA}.
    default: if user.count >= 20, case .unknown = HashFormat(hash) { return .swappedFields }
    }
    if !entry.rest.isEmpty { return isDigest(line.extracting(entry.rest)) ? .htdigest : .extraField }
    if user.isEmpty { return .emptyUser }
    if hash.isEmpty { return .emptyHash }
    if isQuoted(hash) { return .quotedHash }
    if isQuoted(user) { return .quotedUser }
    switch HashFormat(hash) {
    case .bcrypt: return nil
    case .malformedBcrypt: return .malformedBcrypt
    case .unknown:
      if hash.hasPrefix("$$2") { return .composeEscaped }
      return ShellExpansion.isLikely(hash) ? .shellEaten : .plainText
    default: return .otherFormat
    }
  }

  private static func isQuoted(_ text: Span<UInt8>) -> Bool {
    guard text.count >= 2, let first = text.indices.first else { return false }
    let quote = text[first]
    return (quote == 0x22 || quote == 0x27) && text[text.count - 1] == quote
  }

  /// `:` and 32 hexadecimal digits, the third field of htdigest(1).
  private static func isDigest(_ rest: Span<UInt8>) -> Bool {
    guard rest.count == 33 else { return false }
    for index in 1..<33 {
      switch rest[index] {
      case 0x30...0x39, 0x41...0x46, 0x61...0x66: break
      default: return false
      }
    }
    return true
  }
}

/// What a shell, or make, leaves of `$2y$05$...` in double quotes: `$2` is empty, `$0` the shell's own name or the
/// script's, `$1` empty, and the salt up to its first `.` or `/` the name of a variable that is not set; of a salt that
/// begins with 0 the name stands there again. Tried with bash, dash and make.
enum ShellExpansion {
  static func isLikely(_ field: Span<UInt8>) -> Bool {
    // Only the first dollar gone.
    if field.hasPrefix("2") && field.count == 59 {
      var whole = [Ascii.dollar]
      whole += field.array
      return BcryptField(whole.span) != nil
    }
    guard field.count >= 2, BcryptField.Variant(rawValue: field[0]) != nil else { return false }
    // The cost's second digit, behind nothing or the name that $0 stood for.
    for index in 1..<min(field.count, 80) where (Ascii.zero...Ascii.nine).contains(field[index]) {
      // A long rest is that of a hash, so any script's name may stand before it.
      guard isShellName(field.extracting(1..<index)) || field.count - index > 20 else { continue }
      if isRest(field.extracting(index + 1..<field.count), of: field.extracting(1..<index)) { return true }
    }
    return false
  }

  private static func isShellName(_ name: Span<UInt8>) -> Bool {
    if name.isEmpty { return true }
    let text = String(decoding: name.array, as: UTF8.self)
    return text.hasSuffix("sh") || text.hasSuffix("make")
  }

  private static func isRest(_ rest: Span<UInt8>, of script: Span<UInt8>) -> Bool {
    if rest.isEmpty { return true }
    let isLiteralDollar = rest[0] == Ascii.dollar
    let tail = isLiteralDollar ? rest.extracting(1..<rest.count) : rest
    if rest.count > 52 {
      let name = rest.extracting(0..<rest.count - 52)
      if isShellName(name) || name.equals(script) { return rest.isCryptAlphabet(name.count..<rest.count) }
    }
    guard tail.isCryptAlphabet(tail.indices) else { return false }
    let beginsPastName = !tail.isEmpty && (tail[0] == 0x2E || tail[0] == Ascii.slash)
    // A variable's name eaten, a single character eaten ($3, or make's $T), or `$.` left as it is.
    return isLiteralDollar ? beginsPastName && tail.count == 53 : beginsPastName || tail.count == 52
  }
}
