internal import Htpasswd
internal import Linting

extension Command {
  static let explain = Command(
    name: "explain",
    operands: ["TEXT"],
    repeatsLast: true,
    optionalCount: 1,
    takesText: true,
    choices: { Rule.all.map(\.name) },
    summary: "what a rule of lint or a server's message means",
    details: """
      Prints the page of a rule, or the cause of a message and what to type: of Chroma 0.4 to 1.x, its Python, JS and \
      Go clients, nginx, Apache, lighttpd, Caddy, HAProxy, Traefik, Envoy, the registry, docker, compose and \
      Kubernetes. The message may be pasted as it is, part of it is enough, and quotes around it are needed only if \
      the shell needs them. A log on standard input, a file or a pipe, is searched for all of them; none of it is \
      shown. Alone it lists the rules.
      """,
    examples: """
      chroma-htpasswd explain Could not connect to tenant default_tenant
      chroma-htpasswd explain non-bcrypt-hash
      docker logs chroma 2>&1 | chroma-htpasswd explain
      """,
    options: {},
    run: { (invocation, console) throws(Failure) in
      if invocation.operandCount > 0 { return try ExplainCommand(invocation).run(console) }
      let input = try ExplainCommand.searchInput()
      guard input.lines > 0 else { return try console.print(list(Rule.all)) }
      let findings = input.search.findings
      guard !findings.isEmpty else { throw .nothingKnown(lines: input.lines) }
      if findings.count == 1 {
        return try console.print("\(place(findings[0])):\n" + page(findings[0].message, findings[0].wording))
      }
      return try answer(
        findings.map { [place($0), $0.message.name, $0.message.heading($0.wording)] }, console)
    })

  /// `line 12`, `line 12 and 3 more`.
  private static func place(_ finding: MessageSearch.Finding) -> String {
    "line \(finding.line)" + (finding.count > 1 ? " and \(finding.count - 1) more" : "")
  }

  fileprivate static func list(_ rules: [Rule]) -> String {
    var table = Table(nil, rightAligned: [])
    for rule in rules { table.add([rule.name, rule.summary]) }
    return table.text
  }

  /// Rows of as many columns, one line each: the last column is cut at the end of a terminal's line.
  fileprivate static func answer(_ rows: [[String]], _ console: Console) throws(Failure) -> ExitStatus {
    var text = ""
    for row in rows {
      var line = ""
      for (column, cell) in row.enumerated() where column < row.count - 1 {
        let width = rows.reduce(0) { max($0, $1[column].utf8.count) } + 2
        line += cell + String(repeating: " ", count: width - cell.utf8.count)
      }
      let last = row[row.count - 1]
      let room = max(24, 79 - line.utf8.count)
      text += line + (last.count <= room ? last : last.prefix(room - 3) + "...") + "\n"
    }
    let status = try console.print(text)
    console.hint("to see a page: chroma-htpasswd explain NAME")
    return status
  }

  fileprivate static func page(_ rule: Rule) -> String {
    var text = "\(rule.name): \(rule.summary)\n"
    for paragraph in rule.page.paragraphs { text += "\n" + Help.wrap(paragraph, indent: 0) }
    return text
  }

  fileprivate static func page(_ message: Message, _ wording: Int = 0) -> String {
    var text = "\(message.name): \(message.heading(wording))\n"
    if !message.cause.isEmpty { text += "\n" + Help.wrap(message.cause, indent: 0) }
    if !message.commands.isEmpty { text += "\n" }
    for command in message.commands { text += command + "\n" }
    guard let rule = message.rule.flatMap(Rule.named) else { return text }
    guard message.cause.isEmpty else { return text + "\nsee also: chroma-htpasswd explain \(rule.name)\n" }
    return text + "\n" + page(rule)
  }
}

/// An answer to some words.
private final class ExplainCommand {
  private let words: [UInt8]
  private let isOneWord: Bool

  init(_ invocation: Invocation) {
    words = Array(invocation.operands(from: 0).joined(separator: [Ascii.space]))
    isOneWord = invocation.operandCount == 1
  }

  func run(_ console: Console) throws(Failure) -> ExitStatus {
    let lines = words.split { $0 == Ascii.lineFeed || $0 == Ascii.carriageReturn }
    // One of several lines may be known.
    if lines.count > 1, Self.search(words).findings.isEmpty {
      for line in lines where line.count >= 12 {
        if let status = try answer(Array(line), console) { return status }
      }
    }
    if let status = try answer(words, console) { return status }
    throw .unknownRule(words)
  }

  /// nil if nothing is known about the words.
  private func answer(_ words: [UInt8], _ console: Console) throws(Failure) -> ExitStatus? {
    let text = String(decoding: words, as: UTF8.self)
    if let rule = Rule.named(text) { return try console.print(Command.page(rule)) }
    if let message = Message.named(text) { return try console.print(Command.page(message)) }
    var messages = Self.search(words).findings.map { ($0.message, $0.wording) }
    var rules: [Rule] = []
    if messages.isEmpty {
      let part = MessageText(text).bytes
      if part.count >= 4 {
        messages = MessagePatterns.known.patterns(with: part).map { (Message.all[$0.message], $0.wording) }
      }
      // One message says what a page that cites it says.
      if messages.count != 1 { rules = Rule.all.filter { text.utf8.count >= 3 && $0.page.mentions(text) } }
      // A message that leads to a rule says what its page says.
      rules.removeAll { rule in messages.contains { $0.0.rule == rule.name && $0.0.cause.isEmpty } }
    }
    switch (messages.count, rules.count) {
    case (0, 0): return nil
    case (1, 0): return try console.print(Command.page(messages[0].0, messages[0].1))
    case (0, 1): return try console.print(Command.page(rules[0]))
    default:
      return try Command.answer(
        messages.map { [$0.0.name, $0.0.heading($0.1)] } + rules.map { [$0.name, $0.summary] }, console)
    }
  }

  private static func search(_ words: [UInt8]) -> MessageSearch {
    var search = MessageSearch()
    search.read(words[...])
    search.finish()
    return search
  }

  /// Searches standard input if it is a file or a pipe: nobody types a log, and a terminal has none.
  ///
  /// - Returns: how many lines there were, and what was found.
  static func searchInput() throws(Failure) -> (lines: Int, search: MessageSearch) {
    var search = MessageSearch()
    var lines = 0
    do throws(SystemError) {
      let input = try FileDescriptor.duplicating(0)
      let status = try input.status()
      guard status.isRegular || status.isPipe else { return (0, search) }
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      var isInLine = false
      while true {
        let count = try input.read(into: &buffer, 0..<buffer.count)
        guard count > 0 else { break }
        search.read(buffer[..<count])
        lines += buffer[..<count].count { $0 == Ascii.lineFeed }
        isInLine = buffer[count - 1] != Ascii.lineFeed
      }
      if isInLine { lines += 1 }
    } catch {
      throw Failure(.unreachable, "cannot read standard input: \(error)")
    }
    search.finish()
    return (lines, search)
  }
}

extension Failure {
  /// Refuses a word that is not a rule; it may be a line of a credential file, and is not shown then.
  static func unknownRule(_ word: [UInt8]) -> Failure {
    let isWord =
      (1...40).contains(word.count)
      && word.allSatisfy { $0 == Ascii.hyphen || $0.isDigit || 0x61...0x7A ~= $0 }
    return .unknown(
      word, of: Rule.all.map(\.name) + (isWord ? Message.all.map(\.name) : []),
      isWord ? "unknown rule \(word.shown)" : "no rule and no known message has these words",
      hint: isWord ? "to list the rules: chroma-htpasswd explain" : tried)
  }

  fileprivate static func nothingKnown(lines: Int) -> Failure {
    Failure(
      .usage, "no known message in the \(lines) line\(lines == 1 ? "" : "s") of standard input", hint: tried)
  }

  private static var tried: String {
    "explain knows \(Message.all.count) messages of Chroma, its clients, web servers, fronts and compose"
  }
}

extension String {
  /// Its paragraphs, each on one line: with an empty line between two.
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
