internal import Htpasswd

/// The grammar of a command line, word by word: which words are options, their values, operands, and the password.
/// Parsing and completion both read by it.
struct ArgumentReader {
  /// The kind of a word, or of a part of it.
  enum Event {
    case operand
    case password
    /// `--`.
    case endOfOptions
    /// - Parameters:
    ///   - value: empty if there is none; nil if the next word is it.
    ///   - byLetter: whether it was `-x`.
    case option(AnyOption, value: [UInt8]?, byLetter: Bool)
    /// The whole word is the value of the option before it.
    case value(AnyOption)
    /// `--name=value` of an option without a value.
    case unexpectedValue(AnyOption)
    /// `--name=` of an option whose value may be missing.
    case emptyValue(AnyOption, word: String)
    /// No option of the command: `--name`, `-x`. Once there are all operands it may be a password.
    case unknown(String, afterOperands: Bool)
  }

  let command: Command
  private let options: [AnyOption]
  private(set) var given: [AnyOption] = []
  private(set) var operandCount = 0
  /// Whether no option follows, after `--`.
  private(set) var onlyOperands = false
  private var hasPassword = false
  /// The option whose value the next word is.
  private(set) var waiting: (option: AnyOption, byLetter: Bool)?

  init(_ command: Command) {
    self.command = command
    options = command.allOptions
  }

  func has(_ option: AnyOption) -> Bool { given.contains { $0.isSame(as: option) } }

  /// The operands that the command needs.
  var wanted: ArraySlice<String> {
    guard let option = command.insteadOfLast, has(option.erased) else { return command.operands[...] }
    return command.operands.dropLast()
  }

  /// Whether the next word is the password: with -b the argument after the last operand, whatever it begins with.
  var wantsPassword: Bool {
    !hasPassword && operandCount == wanted.count && has(Option.argument.erased)
  }

  /// Reads the next word.
  ///
  /// - Parameters:
  ///   - hyphens: how many it begins with, 0 to 2, if it is longer than `-`.
  ///   - word: its bytes; asked for only if it is an option, since an operand may be a password.
  ///   - body: is given what the word is; letters in a row are several options.
  mutating func read<Refusal: Error>(
    hyphens: Int, _ word: () -> [UInt8], _ body: (Event) throws(Refusal) -> Void
  ) throws(Refusal) {
    if let (option, _) = waiting {
      waiting = nil
      return try body(.value(option))
    }
    if wantsPassword {
      hasPassword = true
      return try body(.password)
    }
    if onlyOperands || hyphens == 0 || command.takesText && operandCount > 0 {
      operandCount += 1
      return try body(.operand)
    }
    let word = word()
    if hyphens == 1 { return try readLetters(word.dropFirst(), body) }
    guard word.count > 2 else {
      onlyOperands = true
      return try body(.endOfOptions)
    }
    try body(readName(word.dropFirst(2)))
  }

  private mutating func readName(_ text: ArraySlice<UInt8>) -> Event {
    let equals = text.firstIndex(of: Ascii.equals)
    let name = String(decoding: text[..<(equals ?? text.endIndex)], as: UTF8.self)
    let value = equals.map { Array(text[($0 + 1)...]) }
    guard let option = options.first(where: { $0.name == name }) else { return unknown("--" + name) }
    switch (option.value, value) {
    case (.none, _?): return .unexpectedValue(option)
    case (.optional(let word), []?): return .emptyValue(option, word: word)
    case (.required, nil):
      given.append(option)
      waiting = (option, false)
      return .option(option, value: nil, byLetter: false)
    default:
      given.append(option)
      return .option(option, value: value ?? [], byLetter: false)
    }
  }

  private mutating func readLetters<Refusal: Error>(
    _ letters: ArraySlice<UInt8>, _ body: (Event) throws(Refusal) -> Void
  ) throws(Refusal) {
    for position in letters.indices {
      guard let option = options.first(where: { $0.letter == letters[position] }) else {
        return try body(unknown("-" + [letters[position]].printable))
      }
      given.append(option)
      guard case .required = option.value else {
        try body(.option(option, value: [], byLetter: true))
        continue
      }
      let rest = letters[(position + 1)...]
      if rest.isEmpty { waiting = (option, true) }
      return try body(.option(option, value: rest.isEmpty ? nil : Array(rest), byLetter: true))
    }
  }

  private func unknown(_ word: String) -> Event {
    .unknown(word, afterOperands: operandCount >= wanted.count)
  }
}
