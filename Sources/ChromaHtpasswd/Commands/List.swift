internal import Htpasswd

extension Command {
  static let list = Command(
    name: "list",
    operands: ["FILE"],
    summary: "show the users and their hashes' format",
    details: """
      Shows each user: line, format, variant and cost of the hash, and whether the server can use the entry. \
      An entry that cannot be used says why. Where the server does not start with the file, that is said, and \
      nobody is usable.
      """,
    example: "chroma-htpasswd list server.htpasswd",
    options: [.server, .format]
  ) { (invocation, console) throws(Failure) in
    let server = try invocation.server()
    let isJSON = try invocation.choice(.format) == "json"
    let path = invocation.file
    let source = try storing { () throws(StorageError) in try ByteSource.opening(path) }
    let listing = try storing { () throws(StorageError) in
      try source.read(path) { (source) throws(SystemError) in try Listing(source, server) }
    }
    if let failure = listing.failure, !isJSON {
      console.warning("\(server.product) \(server.failurePhrase) with \(path): \(failure)")
    }
    var output = Output()
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
    return .done
  }
}

/// The users of a file, as a server knows them; where it does not start, as they stand there. The file is read
/// once for what the whole of it says, and again to write a row for each user: it may be larger than the memory.
private struct Listing {
  private let server: Server
  let failure: StartFailure?
  /// Of the names, the line numbers and the formats, with their heads.
  private let widths: (name: Int, line: Int, format: Int)
  /// Of users who stand there several times.
  private let linesThatCount: [[UInt8]: Int]
  /// In columns: a longer name moves its own row aside, and no other.
  private static let widestName = 40

  init(_ source: borrowing ByteSource, _ server: Server) throws(SystemError) {
    self.server = server
    var widths = (name: "USER".utf8.count, line: "LINE".utf8.count, format: "FORMAT".utf8.count)
    func note(_ row: Row) {
      widths.name = max(widths.name, min(Self.widestName, Redaction.user(row.user).columns))
      widths.line = max(widths.line, String(row.line).utf8.count)
      widths.format = max(widths.format, row.format.name.utf8.count)
    }
    failure = try server.read(source) { (bytes, entry, line) in note(Row(bytes, entry, line)) }
    if failure == nil {
      linesThatCount = try server.linesThatCount(in: source)
    } else {
      linesThatCount = [:]
      try source.forEachLine { (bytes, line) in
        if let entry = Entry(bytes) { note(Row(bytes, entry, line)) }
        return true
      }
    }
    self.widths = widths
  }

  /// - Parameter body: is given each row, and why the server cannot use the entry, or nil.
  private func forEachRow(
    _ source: borrowing ByteSource, _ body: (Row, String?) -> Void
  ) throws(SystemError) {
    guard failure == nil else {
      return try source.forEachLine { (bytes, line) in
        if let entry = Entry(bytes) {
          body(Row(bytes, entry, line), "\(server.product) \(server.failurePhrase)")
        }
        return true
      }
    }
    _ = try server.read(source) { (bytes, entry, line) in
      let row = Row(bytes, entry, line)
      if !linesThatCount.isEmpty, let counts = linesThatCount[row.user], counts != row.line { return }
      let hash = bytes.extracting(entry.hash)
      guard !server.canUse(hash) else { return body(row, nil) }
      let diagnosis = HashDiagnosis(hash)
      body(row, diagnosis.isWhole ? server.refusal : "\(diagnosis)")
    }
  }

  func writeText(_ source: borrowing ByteSource, to output: inout Output) throws(SystemError) {
    func write(_ name: String, _ line: String, _ format: String, _ rest: String) {
      output.write(name)
      output.write(spaces: max(0, widths.name - name.columns) + 2 + widths.line - line.utf8.count)
      output.write(line)
      output.write("  ")
      output.write(format)
      output.write(spaces: widths.format - format.utf8.count + 2)
      output.write(rest)
    }
    write("USER", "LINE", "FORMAT", "VARIANT  COST  USABLE\n")
    try forEachRow(source) { (row, why) in
      let cost = row.cost.map { $0 < 10 ? " \($0)" : "\($0)" } ?? " -"
      write(
        Redaction.user(row.user), String(row.line), row.format.name,
        (row.variant ?? "- ") + "         " + cost + (why.map { "  no, \($0)\n" } ?? "  yes\n"))
    }
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
    try forEachRow(source) { (row, why) in
      output.write(separator + "{\"name\":")
      output.write(JSON.string(Redaction.name(row.user)).text)
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
  let user: [UInt8]
  let line: Int
  let format: HashFormat

  init(_ bytes: Span<UInt8>, _ entry: Entry, _ line: Line) {
    user = bytes.extracting(entry.user).array
    self.line = line.number
    format = HashFormat(bytes.extracting(entry.hash))
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
