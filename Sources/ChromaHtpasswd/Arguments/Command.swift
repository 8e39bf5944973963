internal import Kernel

/// A command: how it is written, what the help says, and what it does. `Command.all` is the table from which
/// parsing and help come.
final class Command: Sendable {
  let name: String
  /// In htpasswd's order. The last may be repeated.
  let operands: [String]
  let repeatsLast: Bool
  /// How many of the last operands may be missing.
  let optionalCount: Int
  /// Whether the operands are somebody's text: after the first word nothing is an option.
  let takesText: Bool
  /// With this option there is no last operand.
  let insteadOfLast: Option<Void>?
  /// The words that the first operand can be; none if it may be anything.
  let choices: @Sendable () -> [String]
  /// One line.
  let summary: String
  /// Its description, in a few sentences.
  let details: String
  /// Command lines that can be typed, one a line.
  let examples: String
  /// Those that it has besides 0, 1, 2 and 4, which all have.
  let exits: @Sendable () -> [ExitStatus]
  /// The option that was meant if there is an operand too many.
  let strayOption: AnyOption?
  let options: @Sendable () -> [AnyOption]
  /// Options that cannot be used together.
  let exclusions: @Sendable () -> [Exclusion]
  /// Options that need something else, in the order in which they are checked.
  let requirements: @Sendable () -> [Requirement]
  let run: @Sendable (Invocation, Console) throws(Failure) -> ExitStatus

  init(
    name: String, operands: [String], repeatsLast: Bool = false, optionalCount: Int = 0,
    takesText: Bool = false, insteadOfLast: Option<Void>? = nil,
    choices: @escaping @Sendable () -> [String] = { [] }, summary: String, details: String, examples: String,
    exits: @autoclosure @escaping @Sendable () -> [ExitStatus] = [], strayOption: AnyOption? = nil,
    @OptionList options: @escaping @Sendable () -> [AnyOption],
    exclusions: @escaping @Sendable () -> [Exclusion] = { [] },
    requirements: @escaping @Sendable () -> [Requirement] = { [] },
    run: @escaping @Sendable (Invocation, Console) throws(Failure) -> ExitStatus
  ) {
    self.name = name
    self.operands = operands
    self.repeatsLast = repeatsLast
    self.optionalCount = optionalCount
    self.takesText = takesText
    self.insteadOfLast = insteadOfLast
    self.choices = choices
    self.summary = summary
    self.details = details
    self.examples = examples
    self.exits = exits
    self.strayOption = strayOption
    self.options = options
    self.exclusions = exclusions
    self.requirements = requirements
    self.run = run
  }

  /// Whether one more argument may be the password, with `-b`.
  var takesPassword: Bool { options().contains { $0.isSame(as: Option.argument.erased) } }

  var allOptions: [AnyOption] { options() + Options.everywhere }

  /// Other names that people type for it, of other tools.
  private static let synonyms: [(name: String, words: String)] = [
    ("add", " passwd password set adduser useradd update change put edit "),
    ("create", " new init make touch "),
    ("delete", " rm remove del userdel deluser drop unset "), ("list", " ls show users cat print "),
    ("rename", " mv move usermod "), ("verify", " login auth authenticate test "),
    ("lint", " validate audit doctor scan "), ("check", " ping status probe curl "),
    ("token", " gentoken secret uuid "), ("hash", " bcrypt encrypt htpasswd "),
    ("import", " load merge batch "),
    ("config", " configure settings setup env docker compose nginx "), ("explain", " why what man "),
    ("can", " may authz permissions "), ("calibrate", " bench benchmark cost "),
    ("completions", " completion complete "),
  ]

  /// The name of the command that another tool calls this.
  static func synonym(_ word: [UInt8]) -> String? {
    guard !word.isEmpty, word.allSatisfy({ 0x61...0x7A ~= $0 }) else { return nil }
    let padded = " " + String(decoding: word, as: UTF8.self) + " "
    return synonyms.first { $0.words.contains(words: padded) }?.name
  }

  /// How it is written, in place of a hint.
  var usageLine: String { "usage: chroma-htpasswd \(Help.usage(self)) [options]" }

  /// How it is written with an option that is in place of its last operand.
  func usageLine(with option: AnyOption) -> String {
    "usage: chroma-htpasswd \(Help.usage(self, with: option)) [options]"
  }

  /// Every command, by name: a start makes the one that is asked for.
  private static let table: [(name: String, make: @Sendable () -> Command)] = [
    ("create", { .create }),
    ("add", { .add }),
    ("import", { .import }),
    ("rename", { .rename }),
    ("delete", { .delete }),
    ("list", { .list }),
    ("verify", { .verify }),
    ("lint", { .lint }),
    ("explain", { .explain }),
    ("can", { .can }),
    ("hash", { .hash }),
    ("token", { .token }),
    ("header", { .header }),
    ("config", { .config }),
    ("check", { .check }),
    ("calibrate", { .calibrate }),
    ("completions", { .completions }),
  ]

  static let all: [Command] = table.map { $0.make() }

  /// Whether there is a command of that name, without making it.
  static func hasName(_ name: [UInt8]) -> Bool { table.contains { $0.name.utf8.elementsEqual(name) } }

  static func named(_ name: [UInt8]) -> Command? {
    table.first { $0.name.utf8.elementsEqual(name) }?.make()
  }
}
