/// An option without the type of its value: what parsing, help, completions and the manual need of it. An object, so that
/// lists of options are lists of references: a start makes some, and copies none.
final class AnyOption: Sendable {
  /// Whether a value follows.
  enum Form: Sendable {
    case none
    case required(String)
    /// Only with `=`.
    case optional(String)
  }

  /// Without `--`; nil if there is only the letter.
  let name: String?
  let letter: UInt8?
  let value: Form
  private let text: String
  /// Made when they are asked for: most starts ask for none, and some are the names of every rule.
  private let listChoices: (@Sendable () -> [String])?
  /// The choice that holds without the option, if the help lists the choices.
  private let standard: (@Sendable () -> String)?
  /// The value of what was typed; nil if the option has none.
  let parse: (@Sendable (OptionValue) throws(Failure) -> any Sendable)?

  init(
    name: String?, letter: UInt8?, value: Form, text: String, listChoices: (@Sendable () -> [String])? = nil,
    standard: (@Sendable () -> String)? = nil,
    parse: (@Sendable (OptionValue) throws(Failure) -> any Sendable)?
  ) {
    (self.name, self.letter, self.value, self.text) = (name, letter, value, text)
    (self.listChoices, self.standard, self.parse) = (listChoices, standard, parse)
  }

  /// Returns the option with other words in the help.
  func saying(_ text: String) -> AnyOption {
    AnyOption(
      name: name, letter: letter, value: value, text: text, listChoices: listChoices, standard: standard,
      parse: parse)
  }

  /// Returns the option with these choices.
  func taking(_ choices: @escaping @Sendable () -> [String]) -> AnyOption {
    AnyOption(
      name: name, letter: letter, value: value, text: text, listChoices: choices, standard: standard,
      parse: parse)
  }

  /// The words that the value is one of; none if it may be anything.
  var choices: [String] { listChoices?() ?? [] }

  /// The line in the help.
  var help: String {
    guard let standard else { return text }
    return "\(text): \(choices.joined(separator: ", ")) (\(standard()))"
  }

  /// Whether it is that option, however either's help reads.
  func isSame(as other: AnyOption) -> Bool { name == other.name && letter == other.letter }

  /// The name that distinguishes options, in messages too: `--force`, `-b`.
  var word: String {
    if let name { return "--" + name }
    return letter.map { "-" + String(Unicode.Scalar($0)) } ?? ""
  }
}

/// Options of a command: typed ones and lists of them, one a line.
@resultBuilder enum OptionList {
  // Inlined, so that no metadata of `Option<Value>` is made at the start.
  @inline(__always)
  static func buildExpression<Value>(_ option: Option<Value>) -> AnyOption { option.erased }
  static func buildExpression(_ options: [AnyOption]) -> [AnyOption] { options }
  static func buildBlock() -> [AnyOption] { [] }
  static func buildPartialBlock(first: AnyOption) -> [AnyOption] { [first] }
  static func buildPartialBlock(first: [AnyOption]) -> [AnyOption] { first }
  static func buildPartialBlock(accumulated: consuming [AnyOption], next: AnyOption) -> [AnyOption] {
    var options = accumulated
    options.append(next)
    return options
  }
  static func buildPartialBlock(accumulated: consuming [AnyOption], next: [AnyOption]) -> [AnyOption] {
    accumulated + next
  }
}
