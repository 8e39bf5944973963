internal import Deployments
internal import Htpasswd
internal import YAML

extension Command {
  static let can = Command(
    name: "can",
    operands: ["FILE", "USER", "ACTION"],
    optionalCount: 2,
    summary: "say what a roles file allows",
    details: """
      Answers as Chroma's SimpleRBAC provider would: exit 0 if USER may do ACTION, 3 if not, 7 if Chroma would not start \
      with FILE, or the answer is unknown. ACTION is an action (collection:get) or a method of Python's client (query, peek, \
      get_or_create_collection), which also needs what the client asks for when it connects. Without ACTION it lists the \
      actions that USER has, without USER what every user of the file may do. --for takes a release too.
      """,
    examples: """
      chroma-htpasswd can roles.yaml alice query
      chroma-htpasswd can roles.yaml
      """,
    exits: [.refused, .unusable],
    options: {
      Option.release
      Option.authentication.saying("how users log in, which Chroma 0.4 asks: basic or token (basic)")
      Option.format
    },
    run: { (invocation, console) throws(Failure) in
      let answer = try CanCommand(invocation)
      return try invocation[.format] == .json ? answer.printJSON(console) : answer.printText(console)
    })
}

extension OptionValue {
  /// The version that `--for` names: one with the SimpleRBAC provider.
  func versionWithRoles() throws(Failure) -> ChromaVersion {
    let word = text
    if word == "chroma" { return .lastWithRoles }
    if word == "chroma-0.4" { return ChromaVersion(0, 4, 24) }
    let version = word == "chroma-1" ? ChromaVersion(1, 0, 0) : ChromaVersion(word)
    guard let version, let release = ChromaRelease(version) else {
      throw .unknown(
        Array(word.utf8), of: ["chroma", "chroma-0.4"],
        "--for takes chroma, chroma-0.4 or a release such as 0.6.3, not \(Array(word.utf8).shown)",
        hint: usageLine ?? "")
    }
    switch release {
    case .v04, .v06, .v063: return version
    case .v1:
      throw Failure(
        .unusable, "Chroma 1.0 and later has no roles: it ignores the file, and is open",
        hint:
          "to put nginx in front: chroma-htpasswd config nginx server.htpasswd"
      )
    case .v050, .v051:
      throw Failure(
        .unusable, "Chroma \(version) cannot load its roles provider, and will not start",
        hint: "use Chroma 0.6.2")
    case .v040, .v047, .v048:
      throw Failure(
        .unusable, "Chroma \(version) has no roles; they came with 0.4.16", hint: "use Chroma 0.6.2")
    }
  }
}

extension ChromaVersion {
  /// The last with the SimpleRBAC provider that refuses strangers everywhere.
  static let lastWithRoles = ChromaVersion(0, 6, 2)
}

extension FilePath {
  /// A roles file with which Chroma starts.
  func rolesFile(for reader: RolesReader) throws(Failure) -> RolesFile {
    let path = self
    let (kind, bytes) = try storing { () throws(StorageError) in
      let source = try ByteSource.opening(path)
      return try source.read(path) { (source) throws(SystemError) in (try source.kind(), try source.bytes()) }
    }
    let server = reader == .current ? Server.chromaRoles : .chromaRoles04
    let hint = "to see the fixes: chroma-htpasswd lint\(server.option) \(path.shellWord)"
    let file = RolesFile(bytes, for: reader)
    if let failure = file.startFailure {
      if ![.roles, .yaml, .json, .tokens].contains(kind), !file.isEmpty {
        throw Failure(
          .unusable, "\(path) is \(kind.title), not a roles file",
          hint: "to print one: chroma-htpasswd config authz --role admin=USER "
            + (kind == .credentials ? path.shellWord : "server.htpasswd"))
      }
      throw Failure(.unusable, "Chroma will not start with \(path): \(failure)", hint: hint)
    }
    if let line = file.unknownLine {
      throw Failure(
        .unusable, "cannot tell: line \(line) of \(path) is YAML that is not understood here",
        hint: "write it in plain YAML, such as chroma-htpasswd config authz prints")
    }
    return file
  }
}

/// `can`: a file, a release, and what is asked of them.
private final class CanCommand {
  private let path: FilePath
  private let rights: RolesRights
  private let user: [UInt8]?
  private let question: RolesRights.Question?
  private let action: [UInt8]

  init(_ invocation: Invocation) throws(Failure) {
    path = invocation.file
    let version = invocation[.release] ?? .lastWithRoles
    let reader = version < ChromaVersion(0, 5, 0) ? RolesReader.first : .current
    user = invocation.operandCount > 1 ? invocation.operand(1) : nil
    action = invocation.operandCount > 2 ? invocation.operand(2) : []
    if invocation.operandCount > 2 {
      guard let question = RolesRights.Question(action) else { throw Self.unknown(action) }
      self.question = question
    } else {
      question = nil
    }
    rights = RolesRights(
      try path.rolesFile(for: reader), version, invocation[.authentication] ?? .basic)
  }

  private static func unknown(_ action: [UInt8]) -> Failure {
    // `collection:peek` is a method, and no action.
    let last = action.split(separator: Ascii.colon).last.map { Array($0) } ?? action
    let names = RolesRights.Question.names
    let near =
      names.first { $0.utf8.elementsEqual(last) }
      ?? names.first { $0.utf8.reversed().starts(with: (":".utf8 + last).reversed()) }
    return .unknown(
      near.map { Array($0.utf8) } ?? action, of: names,
      action.isEmpty
        ? "an empty word names no action" : "there is no action or method \(Redaction.shortUser(action))",
      hint: "to see the actions that are granted: chroma-htpasswd can FILE")
  }

  func printText(_ console: Console) throws(Failure) -> ExitStatus {
    defer {
      if let hole = rights.hole {
        console.warning(hole)
        console.hint("use Chroma 0.6.2")
      }
    }
    guard let user else { return try console.print(table) }
    if let question {
      let decision = rights.decision(user, question)
      try console.verdict(
        (decision.isAllowed ? "yes: " : "no: ") + decision.reason + "\n", isGood: decision.isAllowed)
      if !decision.isAllowed, let hint = hint(user) { console.hint(hint) }
      return decision.isAllowed ? .done : .refused
    }
    let actions = rights.actions(ofKey: PyYAMLDocument.key(ofText: user))
    if actions.isEmpty {
      let reason = rights.decision(user, .action("tenant:get_tenant")).reason
      try console.verdict("no: \(user.userName) may do nothing; \(reason)\n", isGood: false)
      if let hint = hint(user) { console.hint(hint) }
      return .refused
    }
    _ = try console.print(actions.map { $0 + "\n" }.joined())
    if !rights.connects(PyYAMLDocument.key(ofText: user)) {
      console.warning(
        "\(user.userName) cannot connect: clients need \(RolesAction.toConnect.joined(separator: " and "))"
      )
    }
    return .done
  }

  /// The user that was probably meant, or what lint has to say.
  private func hint(_ user: [UInt8]) -> String? {
    if rights.file.hasEntry(PyYAMLDocument.key(ofText: user)) { return nil }
    let names = rights.file.users.compactMap(\.name).map { String(decoding: $0, as: UTF8.self) }
    return nearest(user, of: names).map { "did you mean \(Array($0.utf8).userName)?" }
  }

  private var table: String {
    var table = Table(["USER", "ROLE", "CONNECTS", "ACTIONS"], rightAligned: [])
    let all = RolesAction.all.filter { $0.isAsked(by: rights.version) }.count
    for user in rights.users {
      let actions = rights.actions(ofKey: user.key)
      table.add([
        Redaction.shortUser(user.id.text) + (user.name == nil ? " (not a text)" : ""), roles(user.key),
        rights.connects(user.key) ? "yes" : "no",
        actions.isEmpty ? "none" : actions.count == all ? "all \(all)" : actions.joined(separator: ", "),
      ])
    }
    return table.text
  }

  private func roles(_ key: [UInt8]) -> String {
    let roles = rights.entries(ofKey: key).map { Redaction.shortUser($0.role.text) }
    return roles.isEmpty ? "(other tenant)" : roles.joined(separator: ", ")
  }

  func printJSON(_ console: Console) throws(Failure) -> ExitStatus {
    var members: [(String, JSON)] = [
      ("version", .number(1)), ("path", .bytes(path.bytes)), ("release", .string("\(rights.version)")),
      ("hole", rights.hole.map { .string($0) } ?? .null),
    ]
    var status = ExitStatus.done
    if let user, let question {
      let decision = rights.decision(user, question)
      if !decision.isAllowed { status = .refused }
      members += [
        ("user", .string(Redaction.name(user))), ("action", .string(String(decoding: action, as: UTF8.self))),
        ("allowed", .boolean(decision.isAllowed)), ("reason", .string(decision.reason)),
      ]
    } else {
      let wanted = user.map { PyYAMLDocument.key(ofText: $0) }
      let users = rights.users.filter { wanted == nil || $0.key == wanted }
      if user != nil, users.allSatisfy({ rights.actions(ofKey: $0.key).isEmpty }) { status = .refused }
      if let user, status == .refused {
        members.append(("reason", .string(rights.decision(user, .action("tenant:get_tenant")).reason)))
      }
      members.append(("users", .array(users.map(json))))
    }
    _ = try console.print(JSON.object(members).line)
    return status
  }

  private func json(_ user: RolesFile.User) -> JSON {
    let entries = rights.entries(ofKey: user.key)
    return .object([
      ("user", .string(Redaction.name(user.id.text))), ("text", .boolean(user.name != nil)),
      ("roles", .array(entries.map { .string(Redaction.name($0.role.text)) })),
      ("line", .number(entries.last?.line ?? user.line)), ("connects", .boolean(rights.connects(user.key))),
      ("actions", .array(rights.actions(ofKey: user.key).map { .string($0) })),
    ])
  }
}
