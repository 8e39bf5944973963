internal import Htpasswd

extension Command {
  static let list = Command(
    name: "list",
    operands: ["FILE"],
    summary: "show the users and their hashes' format",
    details: """
      Shows each user: line, format, variant and cost of the hash, and whether the server can use the entry. \
      Where the server does not start with the file, that is said, and nobody is usable; the JSON then has no \
      users.
      """,
    example: "chroma-htpasswd list server.htpasswd",
    options: [.server, .format]
  ) { (invocation, console) throws(Failure) in
    let server = try invocation.server()
    let isJSON = try invocation.choice(.format, ["text", "json"]) == "json"
    let path = invocation.file
    let listing = try storing { () throws(StorageError) in
      try Listing(ByteSource.opening(path), path, server)
    }
    if isJSON { return try console.print(listing.json(path, server)) }
    if let failure = listing.failure {
      console.warning("\(server.product) \(server.failurePhrase) with \(path): \(failure)")
    }
    return try console.print(listing.text)
  }
}

/// The users of a file, as a server knows them; where it does not start, as they stand there.
private struct Listing {
  struct Row {
    let user: [UInt8]
    let line: Int
    let format: HashFormat
    let isUsable: Bool

    var variant: String? {
      if case .bcrypt(let field) = format { return field.variant.name }
      return nil
    }

    var cost: Int? {
      if case .bcrypt(let field) = format { return field.cost.log2Rounds }
      return nil
    }
  }

  private(set) var rows: [Row] = []
  let failure: StartFailure?

  init(
    _ source: consuming ByteSource, _ path: FilePath, _ server: Server
  ) throws(StorageError) {
    var known: [Row] = []
    failure = try source.read(path) { (source) throws(SystemError) in
      known = []
      return try server.read(source) { (bytes, entry, line) in
        let format = HashFormat(bytes.extracting(entry.hash))
        known.append(
          Row(
            user: bytes.extracting(entry.user).array, line: line.number, format: format,
            isUsable: server.canUse(bytes.extracting(entry.hash))))
      }
    }
    guard failure != nil else {
      rows = known
      return
    }
    var all: [Row] = []
    try source.read(path) { (source) throws(SystemError) in
      all = []
      try source.forEachLine { (bytes, line) in
        guard let entry = Entry(bytes) else { return true }
        all.append(
          Row(
            user: bytes.extracting(entry.user).array, line: line.number,
            format: HashFormat(bytes.extracting(entry.hash)), isUsable: false))
        return true
      }
    }
    rows = all
  }

  var text: String {
    var table = Table(["USER", "LINE", "FORMAT", "VARIANT", "COST", "USABLE"], rightAligned: [1, 4])
    for row in rows {
      table.add([
        Redaction.user(row.user), String(row.line), row.format.name, row.variant ?? "-",
        row.cost.map { String($0) } ?? "-", row.isUsable ? "yes" : "no",
      ])
    }
    return table.text
  }

  func json(_ path: FilePath, _ server: Server) -> String {
    JSON.object([
      ("version", .number(1)), ("path", .bytes(path.bytes)), ("server", .string(server.name)),
      (
        "users",
        .array(
          (failure == nil ? rows : []).map { row in
            .object([
              ("name", .string(Redaction.name(row.user))), ("line", .number(row.line)),
              ("format", .string(row.format.name)), ("variant", row.variant.map { .string($0) } ?? .null),
              ("cost", row.cost.map { .number($0) } ?? .null), ("usable", .boolean(row.isUsable)),
            ])
          })
      ),
    ]).line
  }
}
