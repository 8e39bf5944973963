internal import Htpasswd

/// The request that a command line makes.
enum Request {
  case help(String)
  case nothing
  case command(Invocation)

  /// - Parameter width: of the help, in columns.
  init(_ arguments: ArgumentVector, width: Int = Help.width) throws(Failure) {
    guard arguments.count > 1 else {
      self = .nothing
      return
    }
    switch String(decoding: arguments[1], as: UTF8.self) {
    case "--version", "-V", "version":
      if arguments.count > 2 { throw .tooMany("--version takes no argument") }
      self = .help(Version.text)
    case "--help", "-h": self = .help(Help.overview(width))
    case "help":
      let word = arguments.count > 2 ? String(decoding: arguments[2], as: UTF8.self) : "--help"
      guard !["--help", "-h", "help"].contains(word) else {
        self = .help(Help.overview(width))
        return
      }
      if arguments.count > 3 { throw .tooMany("help takes one command") }
      guard let command = Command.named(arguments[2]) else { throw .unknownCommand(arguments[2]) }
      self = .help(Help.page(command, width))
    default:
      guard let command = Command.named(arguments[1]) else { throw .unknownCommand(arguments[1]) }
      let invocation = try Invocation(command, arguments, from: 2)
      self = invocation.has(.help) ? .help(Help.page(command, width)) : .command(invocation)
    }
  }
}

extension Failure {
  fileprivate static func tooMany(_ message: String) -> Failure { Failure(.usage, message, hint: commands) }

  private static var commands: String {
    "the commands are " + Command.all.map(\.name).joined(separator: ", ")
  }

  fileprivate static func unknownCommand(_ word: [UInt8]) -> Failure {
    let isOption = word.first == UInt8(ascii: "-")
    if let name = Command.synonym(word), let command = Command.named(Array(name.utf8)) {
      return Failure(
        .usage, "unknown command \(word.shown)", hint: "did you mean chroma-htpasswd \(Help.usage(command))?")
    }
    let words = isOption ? ["--help", "--version"] : Command.all.map(\.name) + ["help"]
    return .unknown(
      word, of: words, "unknown \(isOption ? "option" : "command") \(word.shown)",
      hint: isOption ? "options come after the command: chroma-htpasswd COMMAND [options]" : commands)
  }
}
