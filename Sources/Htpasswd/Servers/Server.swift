/// A reader of credential files, as a value: what it does with the file when it starts and with a password when
/// a user logs in. Whoever asks whether a user gets in asks this value; nothing else knows a server by name.
public struct Server: Sendable {
  /// The word for `--for`.
  public let name: String
  /// For people: product and versions.
  public let title: String
  /// For messages: `Chroma`.
  public let product: String

  let extent: Extent
  let lines: LineRule
  /// The variant that it computes every `$2?$` hash as. Other formats are refused when the user logs in.
  let bcryptVariant: BcryptField.Variant
  let passwords: PasswordRule
  /// When an edited file takes effect, where that asks for something to be done.
  public let afterEdit: String?

  /// How much of the file is read.
  enum Extent: Sendable {
    case wholeFile
    /// Python's `readline()`: it decodes as many steps of this many bytes as it takes to see the line's end, and
    /// what it decodes must be UTF-8.
    case firstLine(step: Int)
  }

  /// What a line must be.
  enum LineRule: Sendable {
    /// Blank lines are skipped; every other has exactly two fields, neither empty, and no user stands twice; or
    /// the server does not start.
    case strict
    /// Two fields at least, or the server does not start; what follows is ignored.
    case firstTwoFields
  }

  /// Which passwords get as far as the hash.
  struct PasswordRule: Sendable {
    /// In bytes; more is refused.
    var maximumCount: Int
    var mayHoldColon: Bool
  }

  /// Every server, in the order of help and messages.
  public static let all: [Server] = [.chroma, .chroma04]

  /// - Returns: the server of that name, or nil.
  public static func named(_ name: String) -> Server? { all.first { $0.name == name } }
}
