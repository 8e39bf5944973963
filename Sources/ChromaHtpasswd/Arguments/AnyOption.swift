/// An option without the type of its value: what parsing, help, completions and the manual need of it.
struct AnyOption: Sendable {
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
  var text: String
  /// Made when they are asked for: most starts ask for none, and some are the names of every rule.
  var listChoices: (@Sendable () -> [String])?
  /// The choice that holds without the option, if the help lists the choices.
  var standard: (@Sendable () -> String)?
  /// The value of what was typed; nil if the option has none.
  let parse: (@Sendable (OptionValue) throws(Failure) -> any Sendable)?

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
  static func buildExpression<Value>(_ option: Option<Value>) -> [AnyOption] { [option.erased] }
  static func buildExpression(_ options: [AnyOption]) -> [AnyOption] { options }
  static func buildBlock(_ parts: [AnyOption]...) -> [AnyOption] {
    var options: [AnyOption] = []
    for part in parts { options += part }
    return options
  }
}
