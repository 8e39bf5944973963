/// The help, made of the command table.
enum Help {
  /// In columns, if there is no terminal.
  static let width = 79

  /// How wide the help is on a terminal of so many columns; 0 if there is none.
  static func width(ofTerminal columns: Int) -> Int {
    // Wider lines are hard to read, narrower ones have no room for two columns.
    columns > 0 ? min(max(columns - 1, 40), 100) : width
  }

  static func overview(_ width: Int = width) -> String {
    var text = """
      chroma-htpasswd makes, edits and verifies credential files for Chroma's basic
      authentication, and says whether the server will let a user in.

      start here:
        chroma-htpasswd create server.htpasswd admin     a new file with one user
        chroma-htpasswd add server.htpasswd user1        one more user
        chroma-htpasswd verify server.htpasswd admin     would Chroma let admin in?
        chroma-htpasswd lint server.htpasswd             what is wrong with the file?

      commands:

      """
    for command in Command.all {
      text += row(usage(command), command.summary, column: width < 70 ? 8 : 32, width)
    }
    return text + """

      chroma-htpasswd help COMMAND says more, and so does COMMAND --help;
      --version prints the version.

      """
  }

  static func page(_ command: Command, _ width: Int = width) -> String {
    var text = "usage: chroma-htpasswd \(usage(command)) [options]\n"
    if let option = command.insteadOfLast {
      text += "       chroma-htpasswd \(usage(command, with: option.erased)) [options]\n"
    }
    text += "\n"
    text += wrap(command.details, indent: 0, width)
    text += "\noptions:\n"
    for option in command.allOptions {
      text += row(written(option), option.help, column: width < 70 ? 8 : 26, width)
    }
    text += "\nexamples:\n"
    for example in command.examples.split(separator: "\n") { text += "  \(example)\n" }
    text += "\nexit status:\n"
    for status in ExitStatus.allCases where status.isEverywhere || command.exits().contains(status) {
      text += row(String(status.rawValue), status.words(of: command), column: 5, width)
    }
    return text
  }

  /// `create FILE USER`.
  static func usage(_ command: Command) -> String {
    var words = [command.name] + command.operands
    if command.repeatsLast { words[words.count - 1] += "..." }
    let password = command.takesPassword ? " [PASSWORD]" : ""
    if command.optionalCount > 0 {
      // Each is there only with the one before it.
      let first = words.count - command.optionalCount
      words[first] = "[" + words[first]
      for index in words.indices where index > first { words[index] = "[" + words[index] }
      words[words.count - 1] += password + String(repeating: "]", count: command.optionalCount)
      return words.joined(separator: " ")
    }
    return words.joined(separator: " ") + password
  }

  /// `verify --batch FILE`.
  static func usage(_ command: Command, with option: AnyOption) -> String {
    var words = [command.name, option.word] + command.operands.dropLast()
    if option.word == Option.token.word { words.append("[TOKEN]") }
    return words.joined(separator: " ")
  }

  /// `-C, --cost COST`.
  private static func written(_ option: AnyOption) -> String {
    let letter = option.letter.map { "-" + String(Unicode.Scalar($0)) }
    let name = option.name.map { "--" + $0 }
    var text = letter ?? "   "
    if let name { text += (letter == nil ? " " : ", ") + name }
    switch option.value {
    case .none: break
    case .required(let word): text += " " + word
    case .optional(let word): text += "[=" + word + "]"
    }
    return text
  }

  /// Two columns; a left one that is too long gets a line of its own.
  private static func row(_ left: String, _ right: String, column: Int, _ width: Int) -> String {
    let indent = String(repeating: " ", count: column)
    let wrapped = wrap(right, indent: column, width)
    guard left.count + 4 <= column else { return "  \(left)\n" + wrapped }
    return "  \(left)" + String(repeating: " ", count: column - left.count - 2)
      + wrapped.dropFirst(indent.count)
  }

  static func wrap(_ words: String, indent: Int, _ width: Int = width) -> String {
    String(repeating: " ", count: indent) + words.wrapped(to: width, from: indent, indent: indent) + "\n"
  }
}

extension ExitStatus {
  /// The words of the help.
  func words(of command: Command) -> String {
    switch self {
    case .done: "done" + (["verify", "check"].contains(command.name) ? ", and accepted" : "")
    case .unreachable: "a file or server cannot be reached, read or written"
    case .usage: "the command line is not understood"
    case .refused:
      command.name == "can"
        ? "no: the user may not do that"
        : ["verify", "check"].contains(command.name)
          ? "the password does not let this user in" : "the passwords that were typed do not match"
    case .interrupted: "interrupted"
    case .unhashable: "a value is too long, or cannot be hashed"
    case .user: "a user name is illegal, unknown, or already exists"
    case .unusable:
      switch command.name {
      case "lint": "something was found, or --diff would change something"
      case "check": "the server is open"
      case "config": "the server would not start with the file; check found something"
      default: "the server cannot use the file or the entry"
      }
    }
  }
}
