internal import Htpasswd

/// A message of a program, its cause, and what to type.
struct Message: Sendable {
  /// For `explain NAME`, and for lists.
  let name: String
  /// The program that prints it.
  let speaker: String
  /// The message, and other wordings of it. A `*` is a gap: some text that varies.
  let patterns: [String]
  /// A few sentences. Empty if a rule's page says all.
  let cause: String
  /// Each is `to do it: COMMAND`.
  let commands: [String]
  /// The name of the rule of lint that finds the mistake before a server does.
  let rule: String?

  /// One of its wordings as a list shows it.
  func heading(_ wording: Int = 0) -> String {
    var text = ""
    for character in patterns[wording] { text += character == "*" ? "..." : String(character) }
    return "\(text) (\(speaker))"
  }

  /// Every message, in the order of their programs.
  static let all: [Message] = MessageSource.all.flatMap(\.messages)

  static func named(_ name: String) -> Message? { all.first { $0.name == name } }
}

/// The messages of one program, as text that is taken apart when it is asked for. An empty line is between two messages.
/// The lines of a message begin with: `#` its name, `:` the cause, `$` a command, `>` a rule; any other line is the
/// message itself, or another wording of it.
struct MessageSource: Sendable {
  let speaker: String
  let text: String

  static let all: [MessageSource] = [
    chroma, pythonClient, jsClient, goClient, nginx, apache, lighttpd, caddy, haproxy, traefik, envoy,
    registry, docker, compose, kubernetes,
  ]

  var messages: [Message] {
    var messages: [Message] = []
    var (name, patterns, cause, commands) = ("", [String](), "", [String]())
    var rule: String?
    func finish() {
      guard !patterns.isEmpty else { return }
      messages.append(
        Message(
          name: name, speaker: speaker, patterns: patterns, cause: cause, commands: commands, rule: rule))
      (name, patterns, cause, commands, rule) = ("", [], "", [], nil)
    }
    for line in text.utf8.split(separator: Ascii.lineFeed, omittingEmptySubsequences: false) {
      guard let mark = line.first else {
        finish()
        continue
      }
      let rest = String(decoding: line.dropFirst(2), as: UTF8.self)
      switch mark {
      case Ascii.hash: name = rest
      case Ascii.colon: cause += (cause.isEmpty ? "" : " ") + rest
      case Ascii.dollar: commands.append(rest)
      case UInt8(ascii: ">"): rule = rest
      default: patterns.append(String(decoding: line, as: UTF8.self))
      }
    }
    finish()
    return messages
  }
}
