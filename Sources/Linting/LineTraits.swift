internal import Credentials
internal import Hashing
internal import Kernel

/// The traits of a line that some rule may ask about: one pass over its bytes finds them, and rules whose triggers meet none of
/// them are not asked.
package struct LineTraits: OptionSet, Sendable {
  package let rawValue: UInt64

  package init(rawValue: UInt64) { self.rawValue = rawValue }

  private init(bit: UInt64) { rawValue = 1 << bit }

  /// Every line has it.
  static let line = LineTraits(bit: 0)
  static let notASCII = LineTraits(bit: 1)
  /// A byte below 0x20, or 0x7F.
  static let control = LineTraits(bit: 2)
  static let nul = LineTraits(bit: 3)
  /// A space at an end of the line, or beside a colon.
  static let edgeSpace = LineTraits(bit: 4)
  static let finalBackslash = LineTraits(bit: 5)
  /// As many bytes as the shortest limit of a server, or more.
  static let long = LineTraits(bit: 6)
  static let bcrypt = LineTraits(bit: 7)
  static let bcrypt2x = LineTraits(bit: 8)
  /// Below and above the costs that were asked for; `highCost` for slow ones too.
  static let lowCost = LineTraits(bit: 9)
  static let highCost = LineTraits(bit: 10)
  /// The server does not read the line.
  static let unread = LineTraits(bit: 11)
  /// The hash is bcrypt, and the server accepts none.
  static let refusedBcrypt = LineTraits(bit: 12)
  /// The server's configuration cannot hold every entry.
  static let unwritable = LineTraits(bit: 13)
  /// The name begins with a quote.
  static let quotedName = LineTraits(bit: 14)

  static func fault(_ fault: LineFault) -> LineTraits { LineTraits(bit: 32 + UInt64(fault.rawValue)) }

  /// For rules that have to be asked about every line.
  static let any = LineTraits(rawValue: .max)

  func meets(_ other: LineTraits) -> Bool { rawValue & other.rawValue != 0 }
}

/// The facts about a line that follow from its bytes and the options alone, whatever the server.
struct LineFacts: Sendable {
  let traits: LineTraits
  /// How many bytes of the line are a byte order mark.
  let markCount: Int
  /// The line as an entry, without a byte order mark, stripped, up to the first colon, up to the next.
  let entry: Entry?
  let fault: LineFault?
  /// The format of the hash field without white space around it; nil if there is no entry.
  let format: HashFormat?
  /// Whether the user's name may look like another without being the same: ASCII without capitals cannot.
  let isNameUnusual: Bool

  /// - Parameter line: without the ending, and without a CR before an LF.
  @inline(__always) init(_ line: Span<UInt8>, _ options: LintOptions) {
    if let plain = LineFacts(plain: line, options) { self = plain } else { self.init(any: line, options) }
  }

  /// A user, a colon and a canonical bcrypt hash, in ASCII without anything that may mean something else.
  private init?(plain line: Span<UInt8>, _ options: LintOptions) {
    let colon = line.count - 61
    guard colon > 0, colon <= 255, line[colon] == Ascii.colon,
      let field = BcryptField(line.extracting(colon + 1..<line.count)), line[0] != Ascii.hash
    else { return nil }
    var hasCapital = false
    for index in 0..<colon {
      switch line[index] {
      case 0x41...0x5A: hasCapital = true
      // Quotes, a dollar, a brace or a colon.
      case 0x22, 0x24, 0x27, 0x3A, 0x7B: return nil
      case 0x20...0x7E: break
      default: return nil
      }
    }
    var traits = LineTraits(of: field, options)
    if line[0] == Ascii.space || line[colon - 1] == Ascii.space {
      // Stripped, the name may begin with # or be empty.
      return nil
    }
    traits.formUnion(.line)
    self.traits = traits
    markCount = 0
    entry = Entry(user: 0..<colon, hash: colon + 1..<line.count, rest: line.count..<line.count)
    fault = nil
    format = .bcrypt(field)
    isNameUnusual = hasCapital
  }

  /// Any line.
  @inline(never) init(any line: Span<UInt8>, _ options: LintOptions) {
    var traits = LineTraits.line
    var isNameUnusual = false
    var last: UInt8 = Ascii.space
    for index in line.indices {
      let byte = line[index]
      if byte >= 0x80 {
        traits.formUnion(.notASCII)
      } else if byte < 0x20 || byte == Ascii.delete {
        traits.formUnion(byte == Ascii.nul ? [.control, .nul] : .control)
      } else if byte == Ascii.space && (last == Ascii.colon || index == 0 || index == line.count - 1)
        || byte == Ascii.colon && last == Ascii.space
      {
        traits.formUnion(.edgeSpace)
      }
      if byte >= 0x80 || 0x41...0x5A ~= byte { isNameUnusual = true }
      last = byte
    }
    if last == Ascii.backslash { traits.formUnion(.finalBackslash) }
    if line.count >= LineView.shortestLimit { traits.formUnion(.long) }
    markCount = line.starts(with: ByteOrderMark.utf8) ? ByteOrderMark.utf8.count : 0
    let rest = line.extracting(markCount...)
    let parsed = Entry(rest)
    entry = parsed?.moved(by: markCount)
    if let parsed {
      if let first = parsed.user.first, rest[first] == 0x22 || rest[first] == 0x27 {
        traits.formUnion(.quotedName)
      }
      let field = rest.extracting(parsed.hash)
      format = HashFormat(field.extracting(WhiteSpace.strip(field)))
    } else {
      format = nil
    }
    fault = LineFault(rest, parsed, format)
    if let fault { traits.formUnion(.fault(fault)) }
    if case .bcrypt(let field) = format { traits.formUnion(LineTraits(of: field, options)) }
    self.traits = traits
    self.isNameUnusual = isNameUnusual
  }
}

extension LineTraits {
  fileprivate init(of field: BcryptField, _ options: LintOptions) {
    self = .bcrypt
    if field.variant == .x { formUnion(.bcrypt2x) }
    if field.cost < options.minimumCost { formUnion(.lowCost) }
    if field.cost > options.maximumCost || field.cost >= .slow { formUnion(.highCost) }
  }
}

extension Entry {
  fileprivate func moved(by count: Int) -> Entry {
    if count == 0 { return self }
    func moved(_ range: Range<Int>) -> Range<Int> { range.lowerBound + count..<range.upperBound + count }
    return Entry(user: moved(user), hash: moved(hash), rest: moved(rest))
  }
}
