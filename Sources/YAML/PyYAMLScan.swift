internal import Kernel

/// Finds if PyYAML's scanner and parser differ from libyaml's, or may, before the events of libyaml are believed.
///
/// Measured on mutated documents: PyYAML ends at a tab between tokens and in plain scalars, at `|#` and at a tag followed by a
/// comma; a `?` ends its plain scalars in brackets, and a colon may precede a bracket; it reads a byte order mark inside
/// a file as a character.
struct PyYAMLScan {
  private let contents: YAMLTree.Contents
  private let text: [UInt8]
  private var position = 0
  /// Where the flow collections end that are open.
  private var flowEnds: [Int32] = []

  /// - Throws: the first obstacle in the file's order.
  static func check(_ contents: YAMLTree.Contents, _ error: YAMLError?) throws(PyYAMLObstacle) {
    switch error?.cause {
    case .notUTF8?: throw .failure(exception: "UnicodeDecodeError", line: error?.line ?? 1)
    case .tooLarge?, .outOfMemory?: throw .unknown(line: error?.line ?? 1)
    default: break
    }
    var scan = PyYAMLScan(contents: contents, text: contents.source.bytes)
    let strange = try scan.checkCharacters()
    // Until then all is alike.
    try scan.checkNodes(upTo: strange)
    if let strange { throw scan.unknown(at: strange) }
    if let error { try scan.check(error) } else { try scan.skipGap(to: scan.text.count) }
  }

  private init(contents: YAMLTree.Contents, text: [UInt8]) {
    self.contents = contents
    self.text = text
  }

  private func line(at place: Int) -> Int {
    contents.source.line(ofOffset: contents.source.offset(ofPlace: place))
  }

  private func unknown(at place: Int) -> PyYAMLObstacle { .unknown(line: line(at: place)) }

  private func scannerError(at place: Int) -> PyYAMLObstacle {
    .failure(exception: "ScannerError", line: line(at: place))
  }

  // MARK: Characters

  /// - Returns: the place of a byte order mark.
  /// - Throws: a failure for a character that PyYAML's reader refuses, wherever it is.
  private func checkCharacters() throws(PyYAMLObstacle) -> Int? {
    var mark: Int?
    for (place, byte) in text.enumerated() {
      let isRefused =
        switch byte {
        case 0x20...0x7E, 0x09, 0x0A, 0x0D: false
        case 0x00...0x7F: true
        // C1 controls but U+0085.
        case 0xC2: text[place + 1] < 0xA0 && text[place + 1] != 0x85
        // U+FFFE and U+FFFF.
        case 0xEF: text[place + 1] == 0xBF && text[place + 2] >= 0xBE
        default: false
        }
      if isRefused { throw .failure(exception: "ReaderError", line: line(at: place)) }
      if byte == 0xEF, mark == nil, text[place + 1] == 0xBB, text[place + 2] == 0xBF { mark = place }
    }
    return mark
  }

  // MARK: Nodes

  private mutating func checkNodes(upTo limit: Int?) throws(PyYAMLObstacle) {
    for (index, node) in contents.records.enumerated() {
      let (start, end) = (Int(node.start), Int(node.end))
      if let limit, kindEnd(node) > limit { return }
      if contents.roots.count > 1, contents.roots[1] == index {
        try skipGap(to: start)
        throw .failure(exception: "ComposerError", line: line(at: start))
      }
      while let flowEnd = flowEnds.last, flowEnd <= node.start { flowEnds.removeLast() }
      if node.kind != .scalar {
        if node.style == .flow { flowEnds.append(node.end) }
        continue
      }
      guard start < end, start >= position else { continue }
      try skipGap(to: start)
      try skipProperties(to: end)
      switch node.style {
      case .plain: try checkPlain(position..<end)
      case .literal, .folded: try checkHeader()
      default: break
      }
      position = end
    }
  }

  private func kindEnd(_ node: YAMLTree.Record) -> Int {
    node.kind == .scalar ? Int(node.end) : Int(node.start)
  }

  private func checkPlain(_ range: Range<Int>) throws(PyYAMLObstacle) {
    for place in range {
      if text[place] == Mark.tab { throw scannerError(at: place) }
      // It ends the scalar in brackets, and begins a key where there should be a comma.
      guard text[place] == Mark.question, !flowEnds.isEmpty else { continue }
      if place == range.lowerBound { throw unknown(at: place) }
      throw .failure(exception: "ParserError", line: line(at: place))
    }
  }

  /// The line in which a literal or folded scalar begins.
  private func checkHeader() throws(PyYAMLObstacle) {
    var place = position + 1
    while place < text.count, Mark.chomping.contains(text[place]) { place += 1 }
    guard place < text.count, text[place] != Ascii.lineFeed, text[place] != Ascii.carriageReturn else {
      return
    }
    if text[place] == Mark.tab { throw scannerError(at: place) }
    if text[place] != Ascii.space { throw unknown(at: place) }
    while place < text.count, text[place] == Ascii.space { place += 1 }
    if place < text.count, text[place] == Mark.tab { throw scannerError(at: place) }
  }

  /// Anchor and tag, and what is between them and the scalar.
  private mutating func skipProperties(to end: Int) throws(PyYAMLObstacle) {
    while position < end {
      switch text[position] {
      case UInt8(ascii: "&"), UInt8(ascii: "!"), Ascii.hash, Ascii.space, Mark.tab, Ascii.lineFeed,
        Ascii.carriageReturn:
        try skipOne(before: end)
      default: return
      }
    }
  }

  // MARK: Between scalars

  private mutating func skipGap(to end: Int) throws(PyYAMLObstacle) {
    while position < end { try skipOne(before: end) }
  }

  /// A comment, a tag, an anchor, or one byte.
  private mutating func skipOne(before end: Int) throws(PyYAMLObstacle) {
    let start = position
    position += 1
    switch text[start] {
    case Mark.tab: throw scannerError(at: start)
    case UInt8(ascii: "%"):
      // Both read these directives alike.
      let end = start + Mark.version.count
      guard end + 1 < text.count, text[start..<end].elementsEqual(Mark.version),
        text[end] == UInt8(ascii: "1") || text[end] == UInt8(ascii: "2"), isBreak(at: end + 1)
      else { throw unknown(at: start) }
      position = end + 1
    case Ascii.hash:
      while position < end, !isBreak(at: position) { position += 1 }
    case UInt8(ascii: "!"), UInt8(ascii: "&"):
      let isTag = text[start] == UInt8(ascii: "!")
      // PyYAML's tag goes on to a blank, whatever libyaml takes for its end.
      var marks = 0
      while position < text.count, text[position] != Ascii.space, !isBreak(at: position) {
        let byte = text[position]
        if byte == Mark.tab { throw scannerError(at: position) }
        if byte == UInt8(ascii: "!") { marks += 1 }
        let isWord = isWordByte(byte)
        if isTag, !isWord && !Mark.inTags.contains(byte) || marks > 1 { throw unknown(at: position) }
        if !isTag, !isWord { return }
        position += 1
      }
    case Mark.question:
      if position < text.count, text[position] != Ascii.space, !isBreak(at: position) {
        throw unknown(at: start)
      }
    default: break
    }
  }

  private func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      Ascii.zero...Ascii.nine,
      Ascii.hyphen, UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// LF, CR, U+0085, U+2028 or U+2029.
  private func isBreak(at place: Int) -> Bool {
    switch text[place] {
    case Ascii.lineFeed, Ascii.carriageReturn: true
    case 0xC2: text[place + 1] == 0x85
    case 0xE2: text[place + 1] == 0x80 && (text[place + 2] == 0xA8 || text[place + 2] == 0xA9)
    default: false
    }
  }

  // MARK: What libyaml refuses

  private mutating func check(_ error: YAMLError) throws(PyYAMLObstacle) {
    // Tokens from here to the error have been read and are in no event.
    let place = contents.source.place(ofOffset: error.offset)
    let unread = text[min(position, place)..<place]
    if unread.contains(where: Mark.differing.contains) { throw .unknown(line: error.line) }
    switch error.cause {
    case .scanner(let problem) where Self.commonProblems.contains(problem):
      throw .failure(exception: "ScannerError", line: error.line)
    case .parser(let problem) where Self.commonProblems.contains(problem):
      throw .failure(exception: "ParserError", line: error.line)
    case .undefinedAlias: throw .failure(exception: "ComposerError", line: error.line)
    case .tooDeep: throw .failure(exception: "RecursionError", line: error.line)
    default: throw .unknown(line: error.line)
    }
  }

  /// The problems that both refuse, in libyaml's words.
  private static let commonProblems: Set<String> = [
    "mapping values are not allowed in this context", "mapping keys are not allowed in this context",
    "block sequence entries are not allowed in this context", "could not find expected ':'",
    "found character that cannot start any token", "found a tab character that violates indentation",
    "found unexpected end of stream", "found unexpected document indicator", "found unknown escape character",
    "did not find expected comment or line break", "did not find expected alphabetic or numeric character",
    "did not find expected key", "did not find expected ',' or '}'", "did not find expected ',' or ']'",
    "did not find expected '-' indicator", "did not find expected node content",
    "did not find expected <document start>",
  ]

  private enum Mark {
    static let tab: UInt8 = 0x09
    static let question = UInt8(ascii: "?")
    static let chomping = Array("+-0123456789".utf8)
    static let inTags = Array("!:/.".utf8)
    /// With which a difference begins.
    static let differing = Array("\t!?%|>".utf8)
    static let version = Array("%YAML 1.".utf8)
  }
}
