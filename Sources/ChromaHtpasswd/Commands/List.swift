internal import Htpasswd

extension Command {
  static let list = Command(
    name: "list",
    operands: ["FILE"],
    repeatsLast: true,
    summary: "show the users and their hashes' format",
    details: """
      Shows each user: line, format, variant and cost of the hash, and whether the server can use the entry. \
      An entry that cannot be used says why. If the server does not start with the file, that is said, and \
      nobody is usable. Of several files each has its name above it, or with --format json a line of its own.
      """,
    examples: """
      chroma-htpasswd list server.htpasswd
      chroma-htpasswd list --format json server.htpasswd
      """,
    options: {
      Option.server
      Option.format
    },
    run: { (invocation, console) throws(Failure) in
      let server = invocation.server
      let isJSON = invocation[.format] == .json
      let paths = invocation.operands(from: 0).map(FilePath.init(bytes:))
      var isUnreadable = false
      var isFirst = true
      for path in paths {
        do throws(Failure) {
          let heading =
            isJSON || paths.count == 1 ? "" : (isFirst ? "" : "\n") + "\(path):\n".withoutWorkflowCommand
          try printUsers(path, server, isJSON: isJSON, heading, console)
          isFirst = false
        } catch {
          if paths.count == 1 { throw error }
          console.error(error)
          isUnreadable = true
        }
      }
      return isUnreadable ? .unreachable : .done
    })
}

/// - Parameter heading: what is above the table.
private func printUsers(
  _ path: FilePath, _ server: Server, isJSON: Bool, _ heading: String, _ console: Console
) throws(Failure) {
  // Read twice: somebody who writes into it meanwhile must not shorten the list.
  var doubt: ReadingDoubt?
  let source = try storing { () throws(StorageError) in
    let opened = try ByteSource.opening(path)
    doubt = ReadingDoubt(server, opened, path)
    return try opened.steady(path, upTo: 16 << 20)
  }
  let listing = try storing { () throws(StorageError) in
    try source.read(path) { (source) throws(SystemError) in try UserList(source, server) }
  }
  if let failure = listing.failure, !isJSON {
    console.warning("\(server.refusal(of: "\(path)")): \(failure)")
  }
  if let doubt {
    console.warning(doubt.reason)
    console.hint(doubt.hint)
  }
  var output = Output()
  output.write(heading)
  try storing { () throws(StorageError) in
    try source.readOnce(path) { (source) throws(SystemError) in
      if isJSON {
        try listing.writeJSON(source, path, to: &output)
      } else {
        try listing.writeText(source, to: &output)
      }
    }
  }
  try output.end()
}

/// The users of a file, as a server knows them; if it does not start, as the lines have them. The file is read
/// once for what the whole of it says, and again to write a row for each user: it may be larger than the memory.
private final class UserList {
  private let server: Server
  let failure: StartFailure?
  /// The widths of names, line numbers and formats, with their heads.
  private let widths: (name: Int, line: Int, format: Int)
  /// The users with several entries.
  private let linesThatCount: [[UInt8]: Int]
  /// A file of plain lines; nil for any other.
  private let plain: PlainFile?
  /// In columns: a longer name moves its own row aside, and no other.
  private static let widestName = 40

  init(_ source: borrowing ByteSource, _ server: Server) throws(SystemError) {
    self.server = server
    var widths = (name: "USER".utf8.count, format: "FORMAT".utf8.count)
    var lastLine = 0
    plain = try PlainFile(source, for: [server])
    if let plain {
      widths.name = max(widths.name, plain.widestName)
      lastLine = plain.lineCount
      for hashClass in PlainFile.HashClass.all where plain.count(of: hashClass) > 0 {
        widths.format = max(widths.format, HashFormat(hashClass.example.span).name.utf8.count)
      }
    }
    func note(_ bytes: Span<UInt8>, _ entry: Entry, _ line: Line) {
      let user = bytes.extracting(entry.user)
      let columns = Redaction.isShownWhole(user) ? user.count : Redaction.user(user.array).columns
      widths.name = max(widths.name, min(Self.widestName, columns))
      widths.format = max(widths.format, HashFormat(bytes.extracting(entry.hash)).name.utf8.count)
      lastLine = max(lastLine, line.number)
    }
    if let plain {
      (failure, linesThatCount) = try Self.read(plain.others.source(), server, note)
    } else {
      (failure, linesThatCount) = try Self.read(source, server, note)
    }
    self.widths = (widths.name, max("LINE".utf8.count, String(lastLine).utf8.count), widths.format)
  }

  private static func read(
    _ source: borrowing ByteSource, _ server: Server, _ note: (Span<UInt8>, Entry, Line) -> Void
  ) throws(SystemError) -> (StartFailure?, linesThatCount: [[UInt8]: Int]) {
    let failure = try server.read(source, note)
    if failure == nil { return (nil, try server.linesThatCount(in: source)) }
    try source.forEachLine { (bytes, line) in
      if let entry = Entry(bytes) { note(bytes, entry, line) }
      return true
    }
    return (failure, [:])
  }

  /// - Parameter body: is given each user, and why the server cannot use the entry, or nil.
  private func forEachRow(
    _ source: borrowing ByteSource, _ body: (_ user: Span<UInt8>, Row, String?) -> Void
  ) throws(SystemError) {
    guard failure == nil else {
      return try source.forEachLine { (bytes, line) in
        if let entry = Entry(bytes) {
          body(bytes.extracting(entry.user), Row(bytes, entry, line), reason(bytes.extracting(entry.hash)))
        }
        return true
      }
    }
    _ = try server.read(source) { (bytes, entry, line) in
      let user = bytes.extracting(entry.user)
      if !linesThatCount.isEmpty, let counts = linesThatCount[user.array], counts != line.number { return }
      let row = Row(bytes, entry, line)
      body(user, row, reason(bytes.extracting(entry.hash)))
    }
  }

  /// Why the server cannot use an entry, or nil.
  private func reason(_ hash: Span<UInt8>) -> String? {
    if failure != nil { return "\(server.product) \(server.failurePhrase)" }
    if server.canUse(hash) { return nil }
    let diagnosis = HashDiagnosis(hash)
    return diagnosis.isWhole ? server.refusal : "\(diagnosis)"
  }

  func writeText(_ source: borrowing ByteSource, to output: inout Output) throws(SystemError) {
    output.write("USER")
    output.write(spaces: widths.name - "USER".utf8.count + 2 + widths.line - "LINE".utf8.count)
    output.write("LINE  FORMAT")
    output.write(spaces: widths.format - "FORMAT".utf8.count + 2)
    output.write("VARIANT  COST  USABLE\n")
    guard let plain else {
      return try forEachRow(source) { (user, row, why) in writeRow(user, row, why, to: &output) }
    }
    var others: [(line: Int, text: [UInt8])] = []
    try forEachRow(plain.others.source()) { (user, row, why) in
      var text = Output()
      writeRow(user, row, why, to: &text)
      others.append((row.line, text.pending))
    }
    var rest = others[...]
    try source.writeLines(
      of: plain, text, to: { output.write($0) },
      other: { line in
        guard let other = rest.first, other.line == line else { return }
        output.write(other.text.span)
        rest.removeFirst()
      })
  }

  private func writeRow(_ user: Span<UInt8>, _ row: Row, _ why: String?, to output: inout Output) {
    let columns: Int
    // Most names, and a million of them: no text is made of each.
    if Redaction.isShownWhole(user) {
      output.write(user)
      columns = user.count
    } else {
      let name = Redaction.user(user.array)
      output.write(name)
      columns = name.columns
    }
    output.write(spaces: max(0, widths.name - columns) + 2 + widths.line - row.line.digitCount)
    output.write(row.line)
    writeEnd(row, why, to: &output)
  }

  /// Writes the cells after the line number.
  private func writeEnd(_ row: Row, _ why: String?, to output: inout Output) {
    output.write("  ")
    let format = row.format.name
    output.write(format)
    output.write(spaces: widths.format - format.utf8.count + 2)
    output.write(row.variant ?? "- ")
    output.write(spaces: 9)
    if let cost = row.cost {
      output.write(spaces: 2 - cost.digitCount)
      output.write(cost)
    } else {
      output.write(" -")
    }
    if let why {
      output.write("  no, ")
      output.write(why)
      output.write("\n")
    } else {
      output.write("  yes\n")
    }
  }

  /// The row of each plain line with such a hash.
  private func text(_ hashClass: PlainFile.HashClass) -> LineText {
    var (text, end) = (LineText(), Output())
    text.appendName()
    text.append(spaces: widths.name + 2 + widths.line, perNameByte: -1, perDigit: -1)
    text.appendNumber()
    let hash = hashClass.example
    writeEnd(Row(line: 0, format: HashFormat(hash.span)), reason(hash.span), to: &end)
    text.append(end.pending)
    return text
  }

  func writeJSON(
    _ source: borrowing ByteSource, _ path: FilePath, to output: inout Output
  ) throws(SystemError) {
    output.write("{\"version\":1,\"path\":")
    output.write(JSON.bytes(path.bytes).text)
    output.write(",\"server\":\"\(server.name)\",\"starts\":\(failure == nil),\"failure\":")
    output.write((failure.map { JSON.string($0.description) } ?? .null).text)
    output.write(",\"users\":[")
    var separator = ""
    try forEachRow(source) { (user, row, why) in
      output.write(separator + "{\"name\":")
      output.write(JSON.string(Redaction.name(user.array)).text)
      output.write(",\"line\":\(row.line),\"format\":\"\(row.format.name)\",\"variant\":")
      output.write(row.variant.map { "\"\($0)\"" } ?? "null")
      output.write(",\"cost\":" + (row.cost.map { String($0) } ?? "null"))
      output.write(",\"usable\":\(why == nil),\"why\":" + (why.map { JSON.string($0) } ?? .null).text + "}")
      separator = ","
    }
    output.write("]}\n")
  }
}

private struct Row {
  let line: Int
  let format: HashFormat

  init(line: Int, format: HashFormat) {
    (self.line, self.format) = (line, format)
  }

  init(_ bytes: Span<UInt8>, _ entry: Entry, _ line: Line) {
    self.init(line: line.number, format: HashFormat(bytes.extracting(entry.hash)))
  }

  var variant: String? {
    if case .bcrypt(let field) = format { return field.variant.name }
    return nil
  }

  var cost: Int? {
    if case .bcrypt(let field) = format { return field.cost.log2Rounds }
    return nil
  }
}

extension Int {
  /// The number of decimal digits, from 0 on.
  fileprivate var digitCount: Int {
    var (count, rest) = (1, self)
    while rest >= 10 {
      rest /= 10
      count += 1
    }
    return count
  }
}
