/// A command: how it is written, what the help says, and what it does. `Command.all` is the table from which
/// parsing and help come.
struct Command: Sendable {
  let name: String
  /// In htpasswd's order. The last may be repeated.
  let operands: [String]
  var repeatsLast = false
  /// How many of the last operands may be missing.
  var optionalCount = 0
  /// Whether the operands are somebody's text: after the first word nothing is an option.
  var takesText = false
  /// With this option there is no last operand.
  var insteadOfLast: Option<Void>?
  /// The words that the first operand can be; none if it may be anything.
  var choices: @Sendable () -> [String] = { [] }
  /// One line.
  let summary: String
  /// Its description, in a few sentences.
  let details: String
  /// A command line that can be typed.
  let example: String
  @OptionList let options: @Sendable () -> [AnyOption]
  /// Options that cannot be used together.
  var exclusions: @Sendable () -> [Exclusion] = { [] }
  let run: @Sendable (Invocation, Console) throws(Failure) -> ExitStatus

  /// Whether one more argument may be the password, with `-b`.
  var takesPassword: Bool { options().contains { $0.isSame(as: Option.argument.erased) } }

  var allOptions: [AnyOption] { options() + Options.everywhere }

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

  static func named(_ name: [UInt8]) -> Command? {
    table.first { $0.name.utf8.elementsEqual(name) }?.make()
  }
}
