internal import Kernel

/// The lines of compose's `env_file` and `.env` (compose-go 2.10, `dotenv/parser.go`).
struct ComposeEnvironmentFile {
  private let text: [UInt8]
  private let path: FilePath
  private let environment: ([UInt8]) -> [UInt8]?
  private var position = 0
  private var line = 1
  private var variables = Variables()
  /// The values so far, to which names in later ones refer.
  private var known: [[UInt8]: [UInt8]?] = [:]
  private var budget = ExpansionBudget()

  private struct Refused: Error {
    let reason: String
  }

  /// - Parameter earlier: what files before this one set: the values of names that the environment does not have.
  static func variables(
    _ bytes: [UInt8], _ path: FilePath, earlier: [[UInt8]: [UInt8]?] = [:],
    _ environment: ([UInt8]) -> [UInt8]?
  ) -> Variables {
    withoutActuallyEscaping(environment) { environment in
      var file = ComposeEnvironmentFile(
        text: bytes.withoutByteOrderMark, path: path, environment: environment)
      file.known = earlier
      do throws(Refused) {
        try file.read()
      } catch {
        file.variables.refuse(error.reason, at: file.place(file.line))
      }
      return file.variables
    }
  }

  private init(text: [UInt8], path: FilePath, environment: @escaping ([UInt8]) -> [UInt8]?) {
    (self.text, self.path, self.environment) = (text, path, environment)
  }

  private func place(_ line: Int) -> Variables.Place { Variables.Place(path: path, line: line) }

  private var current: UInt8? { position < text.count ? text[position] : nil }

  private mutating func advance() {
    if text[position] == Ascii.lineFeed { line += 1 }
    position += 1
  }

  private mutating func read() throws(Refused) {
    while !variables.isCut {
      skipBlanks(lineFeeds: true)
      guard let byte = current else { return }
      if byte == Ascii.hash {
        while let byte = current, byte != Ascii.lineFeed { advance() }
        continue
      }
      try readStatement()
    }
  }

  private mutating func readStatement() throws(Refused) {
    let start = line
    if text[position...].starts(with: "export".utf8) {
      let rest = position + "export".utf8.count
      if rest < text.count, blankCount(at: rest) > 0 {
        position = rest
        skipBlanks(lineFeeds: false)
      }
    }
    let begin = position
    var end: UInt8?
    while let byte = current {
      let count = blankCount(at: position)
      if count > 0 {
        position += count
      } else if byte == Ascii.equals || byte == Ascii.colon || byte == Ascii.lineFeed {
        end = byte
        break
      } else if let count = nameCount(at: position) {
        position += count
      } else {
        throw Refused(reason: "a name with a character that compose does not take")
      }
    }
    guard let end else {
      if begin == text.count { throw Refused(reason: "export without a name") }
      // compose makes a value without a name of a last line without line feed.
      variables.addOdd(.ofNameAlone(text[begin...]), place(start))
      return
    }
    let name = Array(text[begin..<position])
    let key = Array(name[..<WhiteSpace.strip(name.span, where: WhiteSpace.isGoSpace).upperBound])
    advance()
    if key.contains(Ascii.space) { throw Refused(reason: "a name with a space") }
    skipBlanks(lineFeeds: false)
    if end == Ascii.lineFeed {
      if let value = environment(key) {
        set(key, .known(value), start)
      } else {
        variables.addOdd(.ofNameAlone(key), place(start))
      }
      return
    }
    try readValue(of: key, start)
  }

  private mutating func set(
    _ key: [UInt8], _ value: Variables.Value, _ line: Int, _ spelling: Variables.Spelling = .init()
  ) {
    if case .known(let bytes) = value { known[key] = .some(bytes) } else { known[key] = .some(nil) }
    variables.add(key, value, place(line), spelling)
  }

  private mutating func readValue(of key: [UInt8], _ start: Int) throws(Refused) {
    var spelling = Variables.Spelling()
    var value: [UInt8]
    let mark = current
    if mark == UInt8(ascii: "'") || mark == UInt8(ascii: "\"") {
      value = try quoted()
      spelling.wasQuoted = true
    } else {
      let begin = position
      while let byte = current, byte != Ascii.lineFeed { position += 1 }
      value = Array(text[begin..<position])
      if current != nil { advance() }
      if let comment = value.indices.dropFirst().first(where: {
        value[$0] == Ascii.hash && value[$0 - 1] == Ascii.space
      }) {
        value = Array(value[..<(comment - 1)])
      }
      value = Array(value[..<WhiteSpace.strip(value.span, where: WhiteSpace.isGoSpace).upperBound])
    }
    if mark == UInt8(ascii: "'") {
      set(key, .known(value), start, spelling)
      return
    }
    if mark == UInt8(ascii: "\"") { value = Self.withoutEscapes(value) }
    var isUnknown = false
    do throws(Substitution.Fault) {
      let result = try Substitution.expand(value, &budget) { (name) in
        if let value = environment(name) { return value }
        guard let former = known[name] else { return nil }
        // An unknown name is replaced by nothing, and makes the whole value unknown.
        if former == nil { isUnknown = true }
        return former ?? []
      }
      spelling.wasExpanded = result.wasExpanded
      spelling.missing = result.missing
      spelling.keptDollar = result.keptDollar
      set(key, isUnknown ? .unknown(.tooLong) : .known(result.text), start, spelling)
    } catch {
      switch error {
      case .invalid: throw Refused(reason: "a ${...} that compose does not take")
      case .required(let name): throw Refused(reason: "\(Array(name.utf8).printable) is required and not set")
      case .tooLong: set(key, .unknown(.tooLong), start, spelling)
      }
    }
  }

  private mutating func quoted() throws(Refused) -> [UInt8] {
    let mark = text[position]
    var value: [UInt8] = []
    var isEscaped = false
    let start = line
    advance()
    while let byte = current {
      advance()
      if byte == mark {
        if !isEscaped { return value }
        value.append(byte)
        isEscaped = false
      } else if !isEscaped, byte == Ascii.backslash {
        isEscaped = true
      } else {
        if isEscaped { value.append(Ascii.backslash) }
        isEscaped = false
        value.append(byte)
      }
    }
    line = start
    throw Refused(reason: "a quote that is not closed")
  }

  /// Escapes of Go, and `\$`, which becomes `$$`.
  private static func withoutEscapes(_ text: [UInt8]) -> [UInt8] {
    guard text.contains(Ascii.backslash) else { return text }
    var result: [UInt8] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
      guard byte == Ascii.backslash, let letter = rest.first else {
        result.append(byte)
        continue
      }
      if letter == Ascii.dollar {
        result += [Ascii.dollar, Ascii.dollar]
        rest.removeFirst()
      } else if let index = Array("abfnrtv\"\\".utf8).firstIndex(of: letter) {
        result.append([0x07, 0x08, 0x0C, 0x0A, 0x0D, 0x09, 0x0B, 0x22, 0x5C][index])
        rest.removeFirst()
      } else if letter == Ascii.zero {
        // Three octal digits after the zero; of others the zero alone is taken away.
        let digits = rest.dropFirst().prefix(3).prefix { (Ascii.zero...Ascii.nine).contains($0) }
        let value = digits.reduce(0) { $0 * 8 + Int($1 - Ascii.zero) }
        if digits.count == 3, digits.allSatisfy({ $0 < 0x38 }), value < 256 {
          result += Array(String(Unicode.Scalar(UInt8(value))).utf8)
        } else {
          result.append(byte)
          result += digits
        }
        rest = rest.dropFirst(1 + digits.count)
      } else {
        result.append(byte)
      }
    }
    return result
  }

  private mutating func skipBlanks(lineFeeds: Bool) {
    while let byte = current {
      if lineFeeds, byte == Ascii.lineFeed {
        advance()
        continue
      }
      let count = blankCount(at: position)
      if count == 0 { return }
      position += count
    }
  }

  /// The bytes of the white space there, the line feed aside.
  private func blankCount(at index: Int) -> Int {
    switch text[index] {
    case 0x09, 0x0B, 0x0C, 0x0D, 0x20: return 1
    case 0xC2 where index + 1 < text.count: return text[index + 1] == 0x85 || text[index + 1] == 0xA0 ? 2 : 0
    default: return 0
    }
  }

  /// The bytes of the character there, if a name can hold it: letters, digits, `_`, `.`, `-`, brackets.
  private func nameCount(at index: Int) -> Int? {
    let byte = text[index]
    if byte < 0x80 { return byte.isInName || Array(".-[]".utf8).contains(byte) ? 1 : nil }
    let count = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
    guard index + count <= text.count,
      let scalar = String(validating: text[index..<index + count], as: UTF8.self)?.unicodeScalars.first
    else { return nil }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber:
      return count
    default: return nil
    }
  }
}
