internal import Htpasswd

/// The command line of Apache's `htpasswd` (htpasswd(1), support/htpasswd.c), read as that reads it: letters only,
/// up to the first operand.
struct ApacheArguments {
  /// The action; at most one of these letters is given, and without one a password is set.
  enum Action: Equatable {
    case set
    /// `-c`
    case create
    /// `-n`
    case show
    /// `-v`
    case verify
    /// `-D`
    case delete
  }

  enum Source { case argument, standardInput, terminal }

  let arguments: ArgumentVector
  private(set) var action = Action.set
  private(set) var source = Source.terminal
  /// nil without `-C`. With `-B`, `-r` is the same.
  private(set) var cost: Int?
  /// Where the operands begin.
  private let first: Int

  /// Every letter; `-h` and `-q` are ours.
  static let letters = Array("cimB25dpsnbvDCr".utf8)

  /// Whether the program was called as `htpasswd`, or its first argument is a cluster of nothing but its letters.
  static func isMeant(by arguments: ArgumentVector) -> Bool {
    guard arguments.count > 0 else { return false }
    if arguments.isPath(to: "htpasswd", at: 0) { return true }
    return arguments.count > 1 && arguments.hasPrefix("-", at: 1) && isCluster(arguments[1])
  }

  /// Whether a word is a hyphen and nothing but its letters.
  static func isCluster(_ word: [UInt8]) -> Bool {
    guard word.first == Ascii.hyphen else { return false }
    var cluster = word.dropFirst()
    // The value of -C and -r may follow without a space.
    if let value = cluster.firstIndex(where: { "Cr".utf8.contains($0) }),
      cluster[(value + 1)...].allSatisfy({ (Ascii.zero...Ascii.nine).contains($0) })
    {
      cluster = cluster[...value]
    }
    return !cluster.isEmpty && cluster.allSatisfy { letters.contains($0) }
  }

  /// - Throws: `Failure` in htpasswd's words; one without words means the usage text.
  init(_ arguments: ArgumentVector) throws(Failure) {
    self.arguments = arguments
    var actions: [Action] = []
    var refused: UInt8?
    var (isBcrypt, rounds) = (false, nil as Int?)
    var index = 1
    while index < arguments.count, arguments.hasPrefix("-", at: index), arguments[index].count > 1 {
      let word = arguments[index]
      index += 1
      if word == [Ascii.hyphen, Ascii.hyphen] { break }
      var rest = word.dropFirst()
      while let letter = rest.popFirst() {
        switch letter {
        case UInt8(ascii: "c"): actions.append(.create)
        case UInt8(ascii: "n"): actions.append(.show)
        case UInt8(ascii: "v"): actions.append(.verify)
        case UInt8(ascii: "D"): actions.append(.delete)
        case UInt8(ascii: "b"): source = .argument
        case UInt8(ascii: "i"):
          if source == .argument { throw .apacheUsage }
          source = .standardInput
        case UInt8(ascii: "B"): isBcrypt = true
        case UInt8(ascii: "C"), UInt8(ascii: "r"):
          if rest.isEmpty {
            guard index < arguments.count else {
              throw .apacheOption("option requires an argument -- \([letter].printable)")
            }
            rest = arguments[index][...]
            index += 1
          }
          guard let number = Self.number(rest), number > 0 else {
            throw Failure(.usage, "argument to -C/-r must be a positive integer")
          }
          if letter == UInt8(ascii: "C") { (cost, rounds) = (number, nil) } else { rounds = number }
          rest = []
        case let letter where Self.letters.contains(letter):
          refused = refused ?? letter
        default:
          throw .apacheOption("illegal option -- \([letter].printable)")
        }
      }
    }
    // Without -B they are of formats that are not made.
    if isBcrypt, let rounds { cost = rounds }
    if Set(actions.map { "\($0)" }).count > 1 {
      throw Failure(.usage, "only one of -c -n -v -D may be specified")
    }
    action = actions.first ?? .set
    // Who verifies or deletes makes no hash.
    if let refused, action != .verify, action != .delete {
      throw Failure(
        .usage,
        "-\([refused].printable) is refused: \(Self.refusals[refused] ?? "an old hash"); leave it out for bcrypt"
      )
    }
    first = index
    let wanted = (action == .show ? 1 : 2) + (source == .argument ? 1 : 0)
    guard arguments.count - first == wanted else { throw .apacheUsage }
  }

  /// As strtol(3) reads it: white space may precede it, and no number is too large.
  private static func number(_ text: ArraySlice<UInt8>) -> Int? {
    let digits = text.drop { WhiteSpace.isASCIISpace(Unicode.Scalar($0)) }
    if let number = Int(String(decoding: digits, as: UTF8.self)) { return number }
    let isNumber = !digits.isEmpty && digits.allSatisfy { (Ascii.zero...Ascii.nine).contains($0) }
    return isNumber ? .max : nil
  }

  private static let refusals: [UInt8: String] = [
    UInt8(ascii: "m"): "apr1 (MD5) is fast to guess", UInt8(ascii: "d"): "DES crypt reads eight characters",
    UInt8(ascii: "s"): "unsalted SHA-1 is fast to guess",
    UInt8(ascii: "p"): "plain text is not a hash",
    UInt8(ascii: "2"): "SHA-256 crypt is fast to guess", UInt8(ascii: "5"): "SHA-512 crypt is fast to guess",
  ]

  /// nil with `-n`.
  var file: FilePath? { action == .show ? nil : FilePath(bytes: arguments[first]) }

  var user: [UInt8] { arguments[first + (action == .show ? 0 : 1)] }

  /// The password of `-b`, taken.
  func takePassword() -> Secret { arguments.takeSecret(at: arguments.count - 1) }

  /// Its length, in bytes.
  var passwordCount: Int { arguments.count(at: arguments.count - 1) }
}

extension Failure {
  /// Answered with the usage text, without a message.
  static let apacheUsage = apacheOption("")

  /// About an option, followed by the usage text.
  static func apacheOption(_ message: String) -> Failure {
    Failure(.usage, message, hint: ApacheHtpasswd.usage)
  }
}
