internal import Kernel

/// A file for `. FILE` in a POSIX shell: what it exports. Of the language as much as such files use: words, quotes,
/// `export`, `set -a`, comments, `$NAME`. A value that depends on more cannot be told.
struct ShellEnvironmentFile {
  private let text: [UInt8]
  private let path: FilePath
  private let environment: ([UInt8]) -> [UInt8]?
  private var position = 0
  private var line = 1
  private var variables = Variables()
  private var budget = ExpansionBudget()
  /// Every name that was assigned; nil where its value cannot be told.
  private var known: [[UInt8]: [UInt8]?] = [:]
  private var exported: Set<[UInt8]> = []
  private var exportsAll = false
  /// Whether what follows may not run, or run otherwise.
  private var isConditional = false

  /// Words before a command that may not run.
  private static let prefixes: Set<String> = [
    "if", "then", "else", "elif", "while", "until", "do", "{", "!", "time",
  ]
  /// Commands after which nothing is certain.
  private static let conditions: Set<String> = [
    "fi", "for", "done", "case", "esac", "}", "function", "exit", "return", "unset", "exec", "eval", ".",
    "source",
    "alias", "trap",
  ]

  fileprivate struct Word {
    var bytes: [UInt8] = []
    var doubt = false
    var spelling = Variables.Spelling()
    /// Where the first `=` is that no quote holds.
    var equals: Int?
  }

  static func variables(
    _ bytes: [UInt8], _ path: FilePath, _ environment: ([UInt8]) -> [UInt8]?
  ) -> Variables {
    withoutActuallyEscaping(environment) { environment in
      var file = ShellEnvironmentFile(text: bytes, path: path, environment: environment)
      file.read()
      return file.variables
    }
  }

  private init(text: [UInt8], path: FilePath, environment: @escaping ([UInt8]) -> [UInt8]?) {
    (self.text, self.path, self.environment) = (text, path, environment)
  }

  private var current: UInt8? { position < text.count ? text[position] : nil }

  private mutating func advance() {
    if text[position] == Ascii.lineFeed { line += 1 }
    position += 1
  }

  private mutating func read() {
    while current != nil, !variables.isCut {
      let start = line
      var words: [Word] = []
      while let word = word() {
        // Nothing that is read here has more.
        if words.count < 1000 { words.append(word) } else { isConditional = true }
      }
      run(words, Variables.Place(path: path, line: start))
      // What ended the command.
      if let byte = current {
        if Array("|&()".utf8).contains(byte) { isConditional = true }
        advance()
      }
    }
  }

  private mutating func run(_ words: [Word], _ place: Variables.Place) {
    // What follows such a word is a command of its own.
    let words = words.drop { Self.prefixes.contains(String(decoding: $0.bytes, as: UTF8.self)) }
    if words.startIndex > 0 { isConditional = true }
    guard let first = words.first else { return }
    let command = String(decoding: first.bytes, as: UTF8.self)
    if first.assignment != nil {
      // Before a command they are for it alone.
      guard words.allSatisfy({ $0.assignment != nil }) else {
        variables.addOdd(.notUnderstood, place)
        return
      }
      for word in words { assign(word, place, isExport: false) }
    } else if command == "export" {
      for word in words.dropFirst() where word.bytes.first != Ascii.hyphen {
        var word = word
        word.equals = word.bytes.firstIndex(of: Ascii.equals)
        if word.assignment != nil { assign(word, place, isExport: true) } else { export(word.bytes, place) }
      }
    } else if command == "set" {
      let options = words.dropFirst().map { String(decoding: $0.bytes, as: UTF8.self) }
      if options.contains("allexport")
        || options.contains(where: { $0.hasPrefix("-") && $0.contains("a" as Character) })
      {
        exportsAll = options.first?.hasPrefix("-") ?? false
      } else if options.contains(where: { $0.hasPrefix("+") && $0.contains("a") }) {
        exportsAll = false
      }
    } else if command == ":" || command == "true" || command == "echo" || command == "printf" {
      return
    } else {
      if Self.conditions.contains(command) { isConditional = true }
      if [".", "source", "eval"].contains(command) { variables.unread = variables.unread ?? place }
      variables.addOdd(
        words.count == 1 ? .ofNameAlone(first.bytes) : .ofFirstName(first.bytes), place)
    }
  }

  private mutating func assign(_ word: Word, _ place: Variables.Place, isExport: Bool) {
    guard let (name, value) = word.assignment else { return }
    let isKnown = !word.doubt && !isConditional
    known[name] = .some(isKnown ? value : nil)
    if isExport || exportsAll || environment(name) != nil { exported.insert(name) }
    if exported.contains(name) {
      let doubt: Variables.Doubt = budget.left == 0 ? .tooLong : .computed
      variables.add(name, isKnown ? .known(value) : .unknown(doubt), place, word.spelling)
    } else {
      variables.addOdd(.notExported(String(decoding: name.prefix(100), as: UTF8.self)), place)
    }
  }

  private mutating func export(_ name: [UInt8], _ place: Variables.Place) {
    exported.insert(name)
    guard let value = known[name] else { return }
    variables.add(name, value.map { .known($0) } ?? .unknown(.computed), place)
  }

  // MARK: Words

  /// nil at the end of a command.
  private mutating func word() -> Word? {
    while let byte = current {
      if byte == Ascii.space || byte == 0x09 {
        advance()
      } else if byte == Ascii.backslash, position + 1 < text.count, text[position + 1] == Ascii.lineFeed {
        advance()
        advance()
      } else {
        break
      }
    }
    if current == Ascii.hash {
      while let byte = current, byte != Ascii.lineFeed { advance() }
    }
    guard let byte = current, !Self.endsCommand(byte) else { return nil }
    var word = Word()
    while let byte = current, byte != Ascii.space, byte != 0x09, !Self.endsCommand(byte) {
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
      case UInt8(ascii: "`"):
        word.doubt = true
        skip(to: byte)
      default:
        // `<<` begins lines that are no commands, and `~` is a folder.
        if byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") { isConditional = true }
        if byte == UInt8(ascii: "~"), word.equals.map({ $0 + 1 == word.bytes.count }) ?? false {
          word.doubt = true
        }
        if byte == Ascii.equals, word.equals == nil { word.equals = word.bytes.count }
        word.bytes.append(byte)
        advance()
      }
    }
    return word
  }

  private static func endsCommand(_ byte: UInt8) -> Bool {
    byte == Ascii.lineFeed || Array(";&|()".utf8).contains(byte)
  }

  private mutating func skip(to mark: UInt8) {
    advance()
    while let byte = current, byte != mark { advance() }
    if current != nil { advance() }
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
        if !Array("$`\"\\\n".utf8).contains(escaped) { word.bytes.append(Ascii.backslash) }
        if escaped != Ascii.lineFeed { word.bytes.append(escaped) }
        advance()
      case Ascii.dollar: readDollar(&word, isQuoted: true)
      case UInt8(ascii: "`"):
        word.doubt = true
        skip(to: byte)
      default:
        word.bytes.append(byte)
        advance()
      }
    }
    if current == nil { word.doubt = true } else { advance() }
  }

  /// `$NAME`, `${NAME}`, `${NAME:-text}` and `${NAME-text}` of plain text; what else begins with `$` is not computed.
  private mutating func readDollar(_ word: inout Word, isQuoted: Bool) {
    advance()
    guard let byte = current else {
      word.bytes.append(Ascii.dollar)
      return
    }
    if byte == UInt8(ascii: "{") {
      let end = text[position...].prefix { $0 != UInt8(ascii: "}") && $0 != Ascii.lineFeed }.endIndex
      let inside = text[(position + 1)..<end]
      let name = Array(inside.prefix { $0.isInName })
      let rest = inside.dropFirst(name.count)
      let isPlain = !rest.contains { Array("$`\"'\\{".utf8).contains($0) }
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
      let name = Array(text[position...].prefix { $0.isInName })
      position += name.count
      append(name, nil, countsEmpty: false, &word, isQuoted)
    } else if byte == UInt8(ascii: "(") || byte == UInt8(ascii: "'") && !isQuoted
      || (Ascii.zero...Ascii.nine).contains(byte) || Array("@*#?-$!".utf8).contains(byte)
    {
      word.doubt = true
      word.spelling.wasExpanded = true
      if byte == UInt8(ascii: "(") {
        skip(to: UInt8(ascii: ")"))
      } else if byte != UInt8(ascii: "'") {
        advance()
      }
    } else {
      word.bytes.append(Ascii.dollar)
    }
  }

  private mutating func append(
    _ name: [UInt8], _ fallback: [UInt8]?, countsEmpty: Bool, _ word: inout Word, _ isQuoted: Bool
  ) {
    word.spelling.wasExpanded = true
    var value = environment(name)
    if let former = known[name] {
      guard let former else {
        word.doubt = true
        return
      }
      value = former
    }
    if countsEmpty, value?.isEmpty ?? false { value = nil }
    if value == nil, fallback == nil, word.spelling.missing.count < 10 {
      word.spelling.missing.append(String(decoding: name.prefix(100), as: UTF8.self))
    }
    let text = value ?? fallback ?? []
    // Some shells split it into words, and look for files.
    if !isQuoted, text.contains(where: { " \t\n*?[".utf8.contains($0) }) { word.doubt = true }
    guard budget.take(text.count) else {
      word.doubt = true
      return
    }
    word.bytes += text
  }
}

extension ShellEnvironmentFile.Word {
  /// The name and the value of `NAME=value`.
  fileprivate var assignment: (name: [UInt8], value: [UInt8])? {
    guard let equals, let first = bytes.first, first.beginsName, bytes[..<equals].allSatisfy(\.isInName)
    else {
      return nil
    }
    return (Array(bytes[..<equals]), Array(bytes[(equals + 1)...]))
  }
}

extension Variables.OddLine.Kind {
  /// Of a command, from its first word.
  fileprivate static func ofFirstName(_ word: [UInt8]) -> Variables.OddLine.Kind {
    word.last == Ascii.colon ? .ofNameAlone(word) : .notUnderstood
  }
}
