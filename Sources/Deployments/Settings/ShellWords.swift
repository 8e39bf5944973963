internal import Kernel

/// The words of a POSIX shell's commands, of the language as much as such files use: quotes, `$NAME`, comments,
/// redirections, here-documents. What depends on more is in doubt.
struct ShellWords {
  struct Word {
    var bytes: [UInt8] = []
    /// Whether it depends on what is not computed here.
    var doubt = false
    var spelling = Variables.Spelling()
    /// Where the first `=` is that no quote holds.
    var equals: Int?
    /// The line of its first byte, from 1; the column in bytes.
    var line = 1
    var column = 1
    /// As it is written.
    var range = 0..<0
    /// Whether bash makes several words of it.
    var isSeveral = false
    /// Whether the folder that the script works in is a part of it, as `.`.
    var hasFolder = false

    /// The name and the value of `NAME=value`.
    var assignment: (name: [UInt8], value: [UInt8])? {
      guard let equals, let first = bytes.first, first.beginsName, bytes[..<equals].allSatisfy(\.isInName)
      else { return nil }
      return (Array(bytes[..<equals]), Array(bytes[(equals + 1)...]))
    }
  }

  let text: [UInt8]
  private let environment: ([UInt8]) -> [UInt8]?
  /// Looks up a name in the folder that the script works in; nil if nothing is looked up.
  var file: (([UInt8]) -> NamedFile)?
  private(set) var position = 0
  private(set) var line = 1
  private var lineStart = 0
  private(set) var budget = ExpansionBudget()
  /// Every name that was assigned; nil if its value is not known.
  var known: [[UInt8]: [UInt8]?] = [:]
  /// Whether the names that were not assigned may have got a value in a way that is not read.
  private(set) var isAnyForgotten = false
  /// Whether values are not split at white space alone.
  var splitsElsewhere = false
  /// Whether input or output of the command goes elsewhere.
  private(set) var isRedirected = false
  /// The files that output of the command goes to.
  private(set) var targets: [Word] = []
  /// The commands in words of the command, `$(...)` and the like.
  private(set) var substitutions: [Range<Int>] = []
  private var hereDocuments: [(end: [UInt8], skipsTabs: Bool, isPlain: Bool)] = []

  /// - Parameter environment: what a name that was not assigned has.
  init(_ text: [UInt8], environment: @escaping ([UInt8]) -> [UInt8]?) {
    (self.text, self.environment) = (text, environment)
  }

  /// The words of another file, with the same variables.
  init(_ text: [UInt8], continuing other: ShellWords) {
    (self.text, environment, file) = (text, other.environment, other.file)
    resume(other)
  }

  /// Takes over what another file assigned.
  mutating func resume(_ other: ShellWords) {
    (known, budget) = (other.known, other.budget)
    (isAnyForgotten, splitsElsewhere) = (other.isAnyForgotten, other.splitsElsewhere)
  }

  /// Every value may be another one by now.
  mutating func forgetAll() {
    for name in known.keys { known[name] = .some(nil) }
    isAnyForgotten = true
  }

  /// Whether what was read just now goes on in a process of its own: `A=b &`, `A=b | c`, and `A=(b)`, which is a list.
  var endsInOwnProcess: Bool {
    guard let byte = current else { return false }
    if byte == UInt8(ascii: "(") { return true }
    guard byte == UInt8(ascii: "&") || byte == UInt8(ascii: "|") else { return false }
    return position + 1 >= text.count || text[position + 1] != byte
  }

  /// The names that were not assigned may have any value by now.
  mutating func forgetOthers() { isAnyForgotten = true }

  /// The byte before the place that is read.
  var former: UInt8? { position > 0 ? text[position - 1] : nil }

  /// Whether the first parenthesis that is closed here ends two: `((NAME = 1))`.
  var closesTwo: Bool {
    let end = text[position...].prefix(1000).firstIndex(of: UInt8(ascii: ")")) ?? text.count
    return end + 1 < text.count && text[end + 1] == UInt8(ascii: ")")
  }

  var isAtEnd: Bool { position >= text.count }
  var current: UInt8? { position < text.count ? text[position] : nil }

  /// The value of a name: assigned, or of the environment.
  func value(of name: [UInt8]) -> Variables.Value {
    if let value = known[name] { return value.map { .known($0) } ?? .unknown(.computed) }
    if isAnyForgotten || Self.isOfShell(name) { return .unknown(.computed) }
    if let value = environment(name) { return .known(value) }
    // Whoever runs it has them.
    return ["HOME", "PATH", "USER", "LOGNAME", "SHELL"].contains { name.elementsEqual($0.utf8) }
      ? .unknown(.computed) : .unset
  }

  /// Names that shells give values, and runners of workflows (bash(1), Shell Variables).
  private static let shellNames = Array(
    """
     _ COLUMNS COPROC DIRSTACK EPOCHREALTIME EPOCHSECONDS EUID FUNCNAME GROUPS HOSTNAME HOSTTYPE IFS LINENO LINES MACHTYPE \
    MAPFILE OLDPWD OPTARG OPTERR OPTIND OSTYPE PIPESTATUS PPID PS4 RANDOM REPLY SECONDS SHELLOPTS SHLVL SRANDOM UID \

    """.utf8)

  private static func isOfShell(_ name: [UInt8]) -> Bool {
    ["BASH", "GITHUB_", "RUNNER_"].contains { name.starts(with: $0.utf8) }
      || shellNames.contains(words: [Ascii.space] + name + [Ascii.space])
  }

  private mutating func advance() {
    if text[position] == Ascii.lineFeed {
      line += 1
      lineStart = position + 1
    }
    position += 1
  }

  /// Goes on to the next command: after what ended this one, and after here-documents.
  ///
  /// - Returns: what ended it; nil at the end of the file.
  mutating func endCommand() -> UInt8? {
    isRedirected = false
    (targets, substitutions) = ([], [])
    guard let byte = current else { return nil }
    advance()
    guard byte == Ascii.lineFeed else { return byte }
    for document in hereDocuments {
      let start = position
      skip(document.end, document.skipsTabs)
      if !document.isPlain { noteSubstitutions(in: start..<position) }
    }
    hereDocuments = []
    return byte
  }

  private mutating func skip(_ end: [UInt8], _ skipsTabs: Bool) {
    while current != nil {
      var line = text[position...].prefix { $0 != Ascii.lineFeed }
      position = line.endIndex
      if current != nil { advance() }
      if skipsTabs { line = line.drop { $0 == 0x09 } }
      if line.elementsEqual(end) { return }
    }
  }

  // MARK: Words

  /// nil at the end of a command.
  mutating func word() -> Word? {
    repeat {
      skipBlanks()
      if current == Ascii.hash {
        position = text[position...].prefix { $0 != Ascii.lineFeed }.endIndex
      }
    } while skipRedirection()
    guard let byte = current, !Self.endsCommand(byte) else { return nil }
    return plainWord()
  }

  private mutating func skipBlanks() {
    skipContinuations()
    while let byte = current, byte == Ascii.space || byte == 0x09 {
      advance()
      skipContinuations()
    }
  }

  /// A line feed after a backslash is nothing.
  private mutating func skipContinuations() {
    while current == Ascii.backslash, position + 1 < text.count, text[position + 1] == Ascii.lineFeed {
      advance()
      advance()
    }
  }

  /// `>file`, `2>&1`, `<<END`, `&>file`: the mark and the word after it.
  private mutating func skipRedirection() -> Bool {
    var index = position
    func byte(_ index: Int) -> UInt8 { index < text.count ? text[index] : Ascii.lineFeed }
    let (less, more) = (UInt8(ascii: "<"), UInt8(ascii: ">"))
    if byte(index) == UInt8(ascii: "&"), byte(index + 1) == more { index += 1 }
    if index == position { while (Ascii.zero...Ascii.nine).contains(byte(index)) { index += 1 } }
    let mark = byte(index)
    // `<(...)` is a word.
    guard mark == less || mark == more, byte(index + 1) != UInt8(ascii: "(") else { return false }
    isRedirected = true
    index += 1
    var isHereDocument = false
    if mark == less, byte(index) == less {
      index += 1
      isHereDocument = byte(index) != less
      if !isHereDocument { index += 1 }
    } else if "&>|".utf8.contains(byte(index)) {
      index += 1
    }
    let skipsTabs = isHereDocument && byte(index) == Ascii.hyphen
    position = skipsTabs ? index + 1 : index
    skipBlanks()
    guard let next = current, !Self.endsCommand(next) else { return true }
    let word = plainWord()
    // `2>&1` names no file.
    let isDescriptor = text[index - 1] == UInt8(ascii: "&") && word.bytes.allSatisfy(Self.isOfDescriptor)
    let isOutput = mark == more || text[index - 1] == more
    if isOutput, !isDescriptor, targets.count < 1000 { targets.append(word) }
    // As many as a line has.
    if isHereDocument, hereDocuments.count < 100 {
      hereDocuments.append((word.bytes, skipsTabs, word.spelling.wasQuoted))
    }
    return true
  }

  private static func isOfDescriptor(_ byte: UInt8) -> Bool {
    (Ascii.zero...Ascii.nine).contains(byte) || byte == Ascii.hyphen
  }

  private mutating func plainWord() -> Word {
    var word = Word()
    (word.line, word.column) = (line, position - lineStart + 1)
    let start = position
    // Whether a brace is open, and has a comma or two dots after it.
    var (isInBraces, isList) = (false, false)
    reading: while let byte = current, byte != Ascii.space, byte != 0x09, !Self.endsCommand(byte) {
      switch byte {
      case UInt8(ascii: "'"): readSingleQuoted(&word)
      case UInt8(ascii: "\""): readDoubleQuoted(&word)
      case Ascii.backslash:
        advance()
        if let escaped = current {
          if escaped != Ascii.lineFeed { word.bytes.append(escaped) }
          advance()
        }
      case Ascii.dollar: readDollar(&word, isQuoted: false)
      case UInt8(ascii: "`"): readBackquoted(&word)
      case UInt8(ascii: "<"), UInt8(ascii: ">"):
        guard position + 1 < text.count, text[position + 1] == UInt8(ascii: "(") else {
          if position > start { break reading }
          // A mark with nothing after it.
          word.doubt = true
          advance()
          continue
        }
        word.doubt = true
        advance()
        let start = position + 1
        skipSubstitution()
        noteSubstitution(start..<max(start, position - 1))
      default:
        // `~` is a folder after the `=`, and after a colon of the value (bash(1), Tilde Expansion).
        if byte == UInt8(ascii: "~"), let equals = word.equals,
          equals + 1 == word.bytes.count || word.bytes.last == UInt8(ascii: ":")
        {
          word.doubt = true
        }
        // bash makes several words of one with `{a,b}` or `{1..3}` in it, other shells none (bash(1), Brace Expansion).
        switch byte {
        case UInt8(ascii: "{"): isInBraces = true
        case UInt8(ascii: ","): isList = isList || isInBraces
        case UInt8(ascii: "."): isList = isList || isInBraces && word.bytes.last == byte
        case UInt8(ascii: "}"):
          if isList { (word.doubt, word.isSeveral) = (true, true) }
        default: break
        }
        if byte == Ascii.equals, word.equals == nil { word.equals = word.bytes.count }
        word.bytes.append(byte)
        advance()
      }
    }
    word.range = start..<position
    return word
  }

  private static func endsCommand(_ byte: UInt8) -> Bool {
    switch byte {
    case Ascii.lineFeed, UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "("),
      UInt8(ascii: ")"):
      true
    default: false
    }
  }

  private mutating func readSingleQuoted(_ word: inout Word) {
    advance()
    word.spelling.wasQuoted = true
    while let byte = current, byte != UInt8(ascii: "'") {
      word.bytes.append(byte)
      advance()
    }
    if current == nil { word.doubt = true } else { advance() }
  }

  private mutating func readDoubleQuoted(_ word: inout Word) {
    advance()
    word.spelling.wasQuoted = true
    while let byte = current, byte != UInt8(ascii: "\"") {
      switch byte {
      case Ascii.backslash:
        advance()
        guard let escaped = current else { break }
        if !"$`\"\\\n".utf8.contains(escaped) { word.bytes.append(Ascii.backslash) }
        if escaped != Ascii.lineFeed { word.bytes.append(escaped) }
        advance()
      case Ascii.dollar: readDollar(&word, isQuoted: true)
      case UInt8(ascii: "`"): readBackquoted(&word)
      default:
        word.bytes.append(byte)
        advance()
      }
    }
    if current == nil { word.doubt = true } else { advance() }
  }

  private mutating func readBackquoted(_ word: inout Word) {
    let start = position + 1
    advance()
    while let byte = current, byte != UInt8(ascii: "`") { advance() }
    let inside = start..<position
    if current != nil { advance() }
    substitute(inside, &word, isQuoted: true)
  }

  /// After `(`, up to the parenthesis that closes it.
  private mutating func skipSubstitution() {
    // Whether each open one is within double quotes.
    var open: [Bool] = []
    var isQuoted = false
    while let byte = current {
      advance()
      switch byte {
      case Ascii.backslash: if current != nil { advance() }
      case UInt8(ascii: "'") where !isQuoted:
        while let byte = current, byte != UInt8(ascii: "'") { advance() }
        if current != nil { advance() }
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "(") where !isQuoted || position > 1 && text[position - 2] == Ascii.dollar:
        open.append(isQuoted)
        isQuoted = false
      case UInt8(ascii: ")") where !isQuoted:
        isQuoted = open.popLast() ?? false
        if open.isEmpty { return }
      default: break
      }
    }
  }

  /// `$NAME`, `${NAME}`, `${NAME:-text}` and `${NAME-text}` of plain text; what else begins with `$` is in doubt.
  private mutating func readDollar(_ word: inout Word, isQuoted: Bool) {
    advance()
    skipContinuations()
    guard let byte = current else {
      word.bytes.append(Ascii.dollar)
      return
    }
    if byte == UInt8(ascii: "{") {
      let end = text[position...].prefix { $0 != UInt8(ascii: "}") && $0 != Ascii.lineFeed }.endIndex
      let inside = text[(position + 1)..<end]
      let name = Array(inside.prefix { $0.isInName })
      let rest = inside.dropFirst(name.count)
      let isPlain = !rest.contains { "$`\"'\\{".utf8.contains($0) }
      noteSubstitutions(in: inside.startIndex..<end)
      position = end
      if current == UInt8(ascii: "}") { advance() } else { word.doubt = true }
      if name.first.map(\.beginsName) ?? false, isPlain, rest.isEmpty {
        append(name, nil, countsEmpty: false, &word, isQuoted)
      } else if name.first.map(\.beginsName) ?? false, isPlain, rest.starts(with: ":-".utf8) {
        append(name, Array(rest.dropFirst(2)), countsEmpty: true, &word, isQuoted)
      } else if name.first.map(\.beginsName) ?? false, isPlain, rest.first == Ascii.hyphen {
        append(name, Array(rest.dropFirst()), countsEmpty: false, &word, isQuoted)
      } else {
        word.doubt = true
      }
    } else if byte.beginsName {
      var name: [UInt8] = []
      while let byte = current, byte.isInName {
        name.append(byte)
        advance()
        skipContinuations()
      }
      append(name, nil, countsEmpty: false, &word, isQuoted)
    } else if byte == UInt8(ascii: "(") {
      let start = position + 1
      skipSubstitution()
      substitute(start..<max(start, position - 1), &word, isQuoted: isQuoted)
    } else if !isQuoted && (byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\""))
      || (Ascii.zero...Ascii.nine).contains(byte) || "@*#?-$!".utf8.contains(byte)
    {
      word.doubt = true
      word.spelling.wasExpanded = true
      // Shells read `$'` and `$"` differently.
      if byte != UInt8(ascii: "'"), byte != UInt8(ascii: "\"") { advance() }
    } else {
      word.bytes.append(Ascii.dollar)
    }
  }

  /// Notes the commands in a part of the text that is not read as words.
  private mutating func noteSubstitutions(in range: Range<Int>) {
    guard text[range].contains(where: { $0 == Ascii.dollar || $0 == UInt8(ascii: "`") }) else { return }
    var part = ShellWords(Array(text[range])) { _ in nil }
    for _ in 0..<100 {
      guard let mark = part.text[part.position...].firstIndex(where: { "$`".utf8.contains($0) }) else {
        return
      }
      part.position = mark + 1
      let isQuote = part.text[mark] == UInt8(ascii: "`")
      if !isQuote, part.current != UInt8(ascii: "(") { continue }
      let start = isQuote ? mark + 1 : mark + 2
      if isQuote {
        part.position =
          part.text[start...].firstIndex(of: UInt8(ascii: "`")).map { $0 + 1 } ?? part.text.count
      } else {
        part.skipSubstitution()
      }
      let end = max(start, part.position - 1)
      noteSubstitution((range.lowerBound + start)..<(range.lowerBound + end))
    }
    // More than such texts have.
    substitutions += Array(repeating: range.lowerBound..<range.lowerBound, count: 1000)
  }

  private mutating func noteSubstitution(_ range: Range<Int>) {
    if substitutions.count < 1000, range.upperBound <= text.count { substitutions.append(range) }
  }

  /// Substitutes the output of a command: `pwd`, and `cat` of one file that is there.
  private mutating func substitute(_ range: Range<Int>, _ word: inout Word, isQuoted: Bool) {
    word.spelling.wasExpanded = true
    noteSubstitution(range)
    let command = Array(text[range])
    let words = command[WhiteSpace.strip(command.span)].split { $0 == Ascii.space || $0 == 0x09 }
    guard let file else {
      word.doubt = true
      return
    }
    if words.count == 1, words[0].elementsEqual("pwd".utf8) {
      word.hasFolder = true
      word.bytes.append(UInt8(ascii: "."))
    } else if words.count == 2, words[0].elementsEqual("cat".utf8) || words[0].elementsEqual("<".utf8),
      words[1].allSatisfy({ $0.isInName || "./-".utf8.contains($0) }),
      case .content(let content) = file(Array(words[1]))
    {
      append(content.dropLast(while: { $0 == Ascii.lineFeed }), &word, isQuoted)
    } else {
      word.doubt = true
    }
  }

  private mutating func append(
    _ name: [UInt8], _ fallback: [UInt8]?, countsEmpty: Bool, _ word: inout Word, _ isQuoted: Bool
  ) {
    word.spelling.wasExpanded = true
    if file != nil, known[name] == nil, name == Array("PWD".utf8) {
      word.hasFolder = true
      word.bytes.append(UInt8(ascii: "."))
      return
    }
    var value: [UInt8]?
    switch self.value(of: name) {
    case .known(let bytes): value = bytes
    case .unset: break
    case .unknown:
      word.doubt = true
      return
    }
    if countsEmpty, value?.isEmpty ?? false { value = nil }
    if value == nil, fallback == nil, word.spelling.missing.count < 10 {
      word.spelling.missing.append(String(decoding: name.prefix(100), as: UTF8.self))
    }
    append(value ?? fallback ?? [], &word, isQuoted)
  }

  private mutating func append(_ text: [UInt8], _ word: inout Word, _ isQuoted: Bool) {
    // Some shells split it into words, and look for files.
    if !isQuoted, splitsElsewhere || text.contains(where: { " \t\n*?[".utf8.contains($0) }) {
      word.doubt = true
    }
    guard budget.spend(text.count) else {
      word.doubt = true
      return
    }
    word.bytes += text
  }
}
