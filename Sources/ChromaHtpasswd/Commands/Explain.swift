internal import Htpasswd

extension Command {
  static let explain = Command(
    name: "explain",
    operands: ["RULE"],
    lastIsOptional: true,
    choices: Rule.all.map(\.name),
    summary: "tell what a rule of lint means",
    details: """
      Prints the page of a rule: what it finds, what servers do, how to mend it. With other words, such as an \
      error message from a server's log, it names the rules whose pages have them. Alone it lists the rules.
      """,
    example: "chroma-htpasswd explain utf16-encoding",
    options: []
  ) { (invocation, console) throws(Failure) in
    guard invocation.operandCount > 0 else { return try console.print(list(Rule.all)) }
    let words = String(decoding: invocation.operand(0), as: UTF8.self)
    if let rule = Rule.named(words) { return try console.print(page(rule)) }
    let found = Rule.all.filter { words.count >= 3 && $0.page.mentions(words) }
    guard !found.isEmpty else {
      throw .unknownRule(invocation.operand(0))
    }
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

extension Failure {
  static func unknownRule(_ word: [UInt8]) -> Failure {
    .unknown(
      word, of: Rule.all.map(\.name), "there is no rule \(word.printable)",
      hint: "chroma-htpasswd explain lists the rules")
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
}
