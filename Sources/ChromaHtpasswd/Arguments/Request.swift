internal import Htpasswd

/// The request that a command line makes.
enum Request {
  case help(String)
  case nothing
  case command(Invocation)

  init(_ arguments: ArgumentVector) throws(Failure) {
    guard arguments.count > 1 else {
      self = .nothing
      return
    }
    switch String(decoding: arguments[1], as: UTF8.self) {
    case "--version":
      if arguments.count > 2 { throw .tooMany("--version takes no argument") }
      self = .help("chroma-htpasswd \(Version.number)\n")
    case "--help", "-h": self = .help(Help.overview)
    case "help":
      let word = arguments.count > 2 ? String(decoding: arguments[2], as: UTF8.self) : "--help"
      guard !["--help", "-h"].contains(word) else {
        self = .help(Help.overview)
        return
      }
      if arguments.count > 3 { throw .tooMany("help takes one command") }
      guard let command = Command.named(arguments[2]) else { throw .unknownCommand(arguments[2]) }
      self = .help(Help.page(command))
    default:
      guard let command = Command.named(arguments[1]) else { throw .unknownCommand(arguments[1]) }
      let invocation = try Invocation(command, arguments, from: 2)
      self = invocation.has(.help) ? .help(Help.page(command)) : .command(invocation)
    }
  }
}

extension Failure {
  fileprivate static func tooMany(_ message: String) -> Failure {
    Failure(.usage, message, hint: "chroma-htpasswd --help lists the commands")
  }

  fileprivate static func unknownCommand(_ word: [UInt8]) -> Failure {
    let isOption = word.first == UInt8(ascii: "-")
    let words = isOption ? ["--help", "--version"] : Command.all.map(\.name) + ["help"]
    return .unknown(
      word, of: words, "unknown \(isOption ? "option" : "command") \(word.shown)",
      hint: "chroma-htpasswd --help lists the commands")
  }
}
