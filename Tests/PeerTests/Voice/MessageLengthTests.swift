import Foundation
import Testing

/// Messages fit a terminal of 80 columns, with the location before them and the rule after them on a wider one.
///
/// A first line is what follows `error: `, `warning: `, `note: ` or the verdict of `verify` and `check`: 72 columns at
/// most. Every other message has 100 at most. A name has four columns, however long it is.
@Suite struct MessageLengthTests {
  private static let firstLine = 72
  private static let otherLine = 100

  /// Names, whose length is not the program's choice: a command to type, to the end of its line; the words of a server,
  /// of Python or of curl; a URL, a path, an option, a setting, a class, an action; a list of choices.
  private let names: [NSRegularExpression] = [
    #"(?:(?<=: )|(?<=did you mean )|^)(?:chroma-htpasswd|chgrp|chmod|setfacl|mv|docker|kubectl|caddy)\b.*"#,
    #"[A-Za-z]+Error\b.*"#, #"(?<='s log: ).*"#, #"(?<=cannot reach U: ).*"#,
    #"(?<=(?:log in|do nothing): ).*"#, #"(?<=did you mean )[^?]*"#,
    #"\b[\w-]+\.(?:htpasswd|token|yaml|env|conf)\b"#, #"\S*\\u\S*"#, #"\b[a-z]+:[a-z_]+:?"#,
    #"(?:[a-z][a-z0-9.-]*, ){4,}[a-z][a-z0-9.-]*"#, #"[^\s:(]*/[^\s;:,)]+"#, #"--[a-z-]+"#,
    #"\w*[a-z0-9A-Z]_\w+"#,
    #"\w+(?:\.[A-Za-z]\w+){2,}"#,
  ].map { try! NSRegularExpression(pattern: $0) }

  // To make them takes longer than to match them.
  private let url = /https?:\/\/[^\s,;]*[^\s,;:]/
  private let finding =
    /(?:chroma-htpasswd|\S+?(?::\d+)+|\S+): (?:error|warning|note): (.*?)(?: \[[a-z0-9-]+\](?: \([a-z0-9., -]+\))?)?/
  /// `import` says where, too.
  private let place = #/line \d+ of [^:]+: /#
  private let verdict = /(?:accepted|refused|cannot check|open|protected|not [a-z]+): (.*)/
  /// Every other message.
  private let others = [
    /chroma-htpasswd: (?:hint: )?(.*)/, #/ *= help: (.*)/#, /[A-Za-z0-9_.\/-]+: ([A-Za-z].*)/,
  ]

  /// A text with four letters for each name in it.
  ///
  /// - Parameter typed: words of the command line, and of the file that it makes.
  private func shortened(_ text: String, typed: Set<Substring>) -> String {
    var text = text.replacing(url) { _ in "U" }
    for name in names {
      text = name.stringByReplacingMatches(
        in: text, range: NSRange(text.startIndex..., in: text), withTemplate: "NAME")
    }
    return text.split(separator: " ", omittingEmptySubsequences: false).map { word -> Substring in
      let bare = word.trimmingPrefix("'")
      let name = bare.prefix { $0.isLetter || $0.isNumber || "\\{}.-…".contains($0) }
      return name.count > 4 && (typed.contains(name) || name.count > 40)
        ? "NAME" + bare.dropFirst(name.count) : word
    }.joined(separator: " ")
  }

  /// A message, if a line of the page is one.
  private func message(_ line: Substring) -> (text: Substring, limit: Int)? {
    if let match = line.wholeMatch(of: finding) { return (match.1.trimmingPrefix(place), Self.firstLine) }
    if let match = line.wholeMatch(of: verdict) { return (match.1, Self.firstLine) }
    for form in others {
      if let match = line.wholeMatch(of: form) { return (match.1, Self.otherLine) }
    }
    return nil
  }

  private func tooLong(in page: String) -> [String] {
    var typed: Set<Substring> = []
    var found: [String] = []
    for line in page.split(separator: "\n") {
      if line.hasPrefix("## ") { typed = ["admin"] }
      if line.hasPrefix("$ ") {
        typed = Set(line.split { !($0.isLetter || $0.isNumber || "\\{}.-".contains($0)) })
        continue
      }
      guard let (text, limit) = message(line) else { continue }
      let count = shortened(String(text), typed: typed).count
      if count > limit { found.append("\(count) of \(limit): \(text)") }
    }
    return found
  }

  @Test(arguments: [Scenes.page, Scenes.serversPage]) func `messages are short`(page: URL) throws {
    let found = try tooLong(in: String(contentsOf: page, encoding: .utf8))
    #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
  }

  @Test func `messages that no scene brings up are short`() {
    let long = Scenes.unprovoked.filter {
      shortened($0, typed: []).count > Self.firstLine
    }
    #expect(long.isEmpty, "\(long.joined(separator: "\n"))")
  }

  @Test(arguments: [
    "chroma-htpasswd: error: \(String(repeating: "word ", count: 15))",
    "file:1:2: warning: \(String(repeating: "word ", count: 15)) [low-cost] (nginx)",
    "refused: \(String(repeating: "word ", count: 15))",
    "  = help: \(String(repeating: "word ", count: 21))",
    "file: Chroma starts, and \(String(repeating: "word ", count: 18))",
  ])
  func `a long message is found`(line: String) {
    #expect(tooLong(in: line).count == 1)
  }

  @Test(arguments: [
    "$ chroma-htpasswd delete file \(String(repeating: "long", count: 20))\n"
      + "chroma-htpasswd: error: no user \(String(repeating: "long", count: 20)) in file",
    "chroma-htpasswd: hint: to create it: chroma-htpasswd create \(String(repeating: "long", count: 25)) USER",
    "file:1:1: error: the file is UTF-16; Chroma will not start: UnicodeDecodeError: \(String(repeating: "x", count: 90))",
    "chroma-htpasswd: hint: --for takes chroma, nginx, \(String(repeating: "name, ", count: 20))envoy",
  ])
  func `names may be long`(lines: String) {
    #expect(tooLong(in: lines) == [])
  }
}
