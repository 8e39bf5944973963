internal import Htpasswd
internal import Linting

extension Command {
  static let explain = Command(
    name: "explain",
    operands: ["RULE"],
    lastIsOptional: true,
    choices: Rule.all.map(\.name),
    summary: "tell what a rule of lint means",
    details: """
      Prints the page of a rule: what it finds, what servers do, how to mend it. With other words, such as an \
      error message from a server's log, it names the rules whose pages have them, or most of them in a row, and tells \
      the cause of an error of Chroma's start that is none of the file. Alone it lists the rules.
      """,
    example: "chroma-htpasswd explain utf16-encoding",
    options: []
  ) { (invocation, console) throws(Failure) in
    guard invocation.operandCount > 0 else { return try console.print(list(Rule.all)) }
    let words = String(decoding: invocation.operand(0), as: UTF8.self)
    if let rule = Rule.named(words) { return try console.print(page(rule)) }
    if let error = StartUpError.all.first(where: { words.mentions($0.words) }) {
      return try console.print(Help.wrap(error.cause, indent: 0))
    }
    var found = Rule.all.filter { words.count >= 3 && $0.page.mentions(words) }
    if found.isEmpty { found = Likeness(words).nearest(of: Rule.all) }
    guard !found.isEmpty else { throw .unknownRule(invocation.operand(0)) }
    return try console.print(list(found))
  }

  private static func list(_ rules: [Rule]) -> String {
    var table = Table(nil, rightAligned: [])
    for rule in rules { table.add([rule.name, rule.summary]) }
    return table.text
  }

  private static func page(_ rule: Rule) -> String {
    var text = "\(rule.name): \(rule.summary)\n"
    for paragraph in rule.page.paragraphs { text += "\n" + Help.wrap(paragraph, indent: 0) }
    return text
  }
}

/// An error of Chroma's start that is about the settings, or the file's place, and not about what it holds.
struct StartUpError: Sendable {
  /// Of the message.
  let words: String
  let cause: String

  static let all = [
    StartUpError(
      words: "FileNotFoundError",
      cause: """
        CHROMA_SERVER_AUTHN_CREDENTIALS_FILE names a file that the server does not see: the path is wrong, has quotes \
        around it, or is one of the host where the container has another. chroma-htpasswd config check finds quotes; \
        chroma-htpasswd config docker FILE prints the mount and the setting that belong together.
        """),
    StartUpError(
      words: "IsADirectoryError",
      cause: """
        CHROMA_SERVER_AUTHN_CREDENTIALS_FILE names a folder: docker makes one where the file of -v does not exist. \
        Remove it with rmdir, then chroma-htpasswd create FILE USER, and start the container anew.
        """),
    StartUpError(
      words: "PermissionError",
      cause: """
        The user that the server runs as cannot read the file that CHROMA_SERVER_AUTHN_CREDENTIALS_FILE names: \
        chown SERVER-USER FILE gives it to that user, the folders above need x for it.
        """),
    StartUpError(
      words: "Both credentials file and credentials found",
      cause: """
        CHROMA_SERVER_AUTHN_CREDENTIALS and CHROMA_SERVER_AUTHN_CREDENTIALS_FILE are both set: unset \
        CHROMA_SERVER_AUTHN_CREDENTIALS. chroma-htpasswd config check shows what is set.
        """),
    StartUpError(
      words: "No credentials file or credentials found",
      cause: """
        CHROMA_SERVER_AUTHN_PROVIDER is set, CHROMA_SERVER_AUTHN_CREDENTIALS_FILE is not, or is empty: \
        chroma-htpasswd config env FILE prints the settings that belong together.
        """),
    StartUpError(
      words: "No module named '\"chromadb",
      cause: """
        Quotes have become part of CHROMA_SERVER_AUTHN_PROVIDER, as in compose's list form, - NAME="value", or docker's \
        --env-file: write it without quotes. chroma-htpasswd config check finds such settings.
        """),
  ]
}

extension Failure {
  /// What is no word for a rule may be a line of a credential file, and is not shown.
  static func unknownRule(_ word: [UInt8]) -> Failure {
    let isWord =
      (1...40).contains(word.count)
      && word.allSatisfy { $0 == Ascii.hyphen || 0x30...0x39 ~= $0 || 0x61...0x7A ~= $0 }
    return .unknown(
      word, of: Rule.all.map(\.name),
      isWord ? "there is no rule \(word.shown)" : "there is no rule with these words",
      hint: "chroma-htpasswd explain lists the rules")
  }
}

/// How many words of a message stand in a row on a page, with what is another each time taken for the same.
private struct Likeness {
  private let words: [String]

  init(_ text: String) { words = text.comparableWords }

  /// The rules whose pages have most of them in a row: four at least, or all.
  func nearest(of rules: [Rule]) -> [Rule] {
    let runs = rules.map { run(in: $0.page.comparableWords) }
    guard let longest = runs.max(), longest >= min(4, words.count), longest > 1 else { return [] }
    return zip(rules, runs).filter { $0.1 == longest }.map(\.0)
  }

  /// The longest row of words that is in both.
  private func run(in page: [String]) -> Int {
    var longest = 0
    var above = [Int](repeating: 0, count: page.count + 1)
    for word in words {
      var runs = above
      for (place, other) in page.enumerated() {
        runs[place + 1] = word == other ? above[place] + 1 : 0
        longest = max(longest, runs[place + 1])
      }
      above = runs
    }
    return longest
  }
}

extension String {
  /// Its paragraphs, each on one line: an empty line stands between two.
  fileprivate var paragraphs: [String] {
    var paragraphs: [String] = []
    var lines: [Substring] = []
    for line in split(separator: Character("\n"), omittingEmptySubsequences: false) {
      if !line.isEmpty {
        lines.append(line)
      } else {
        paragraphs.append(lines.joined(separator: " "))
        lines = []
      }
    }
    return paragraphs + [lines.joined(separator: " ")]
  }

  /// Whether one of its paragraphs has these words, case aside.
  fileprivate func mentions(_ words: String) -> Bool {
    let wanted = Array(words.lowercased().utf8)
    return paragraphs.contains { paragraph in
      var rest = Array(paragraph.lowercased().utf8)[...]
      while rest.count >= wanted.count {
        if rest.starts(with: wanted) { return true }
        rest = rest.dropFirst()
      }
      return false
    }
  }

  /// Its words, case and punctuation behind them aside, a number as `0`, and what stands in brackets as `[]`.
  fileprivate var comparableWords: [String] {
    var text: [UInt8] = []
    var isInside = false
    for byte in lowercased().utf8 {
      if byte == UInt8(ascii: "]") { isInside = false }
      if !isInside { text.append(byte) }
      if byte == UInt8(ascii: "[") { isInside = true }
    }
    return text.split { $0 == Ascii.space || $0 == Ascii.lineFeed || $0 == Ascii.carriageReturn }.compactMap {
      word in
      var word = word
      while let last = word.last, ".,:;".utf8.contains(last) { word.removeLast() }
      if word.first.map({ 0x30...0x39 ~= $0 }) == true { return "0" }
      return word.isEmpty ? nil : String(decoding: word, as: UTF8.self)
    }
  }
}
