internal import Credentials
internal import Deployments
internal import Hashing
internal import Kernel
internal import YAML

/// The input of rules about roles files.
struct RolesView: Sendable {
  let file: RolesFile
  let bytes: [UInt8]
  /// nil if Python does not read the file, or that is not known.
  let outline: RolesOutline?
  let options: LintOptions
  /// Whether it is UTF-16, of which another rule speaks.
  let isWide: Bool
  /// Faults of the parts that Chroma reads when it starts; none if it starts.
  let faults: [RolesFault]

  init(_ bytes: [UInt8], _ file: RolesFile, _ options: LintOptions, isWide: Bool) {
    (self.bytes, self.file, self.options, self.isWide) = (bytes, file, options, isWide)
    outline = file.document.map { RolesOutline($0) }
    faults = RolesFault.all(of: file, outline)
  }

  var reader: RolesReader { file.reader }
  var document: PyYAMLDocument? { file.document }
  /// `Chroma 0.4`, or nothing but the product.
  var product: String { reader == .first ? "Chroma 0.4" : "Chroma" }

  /// Every role that counts, with whether some entry has it: the last of those with one name.
  var roles: [(role: RolesOutline.Role, isUsed: Bool)] {
    guard let outline else { return [] }
    var seen: Set<[UInt8]> = []
    return outline.roles.indices.reversed().filter { index in
      outline.roles[index].id.map { seen.insert($0).inserted } ?? true
    }.reversed().map { (outline.roles[$0], outline.used.contains($0)) }
  }

  /// Each action that is written as a list's item or, which is the same for Python, as a mapping's key, once, with the
  /// roles that it is in.
  var actions: [(item: YAMLNode, role: RolesOutline.Role)] {
    var seen: Set<YAMLNode.Index> = []
    return roles.flatMap { (role, _) in
      items(of: role).filter { $0.kind == .scalar && seen.insert($0.index).inserted }.map { ($0, role) }
    }
  }

  private func items(of role: RolesOutline.Role) -> [YAMLNode] {
    guard let actions = role.actions, let document else { return [] }
    return actions.kind == .mapping ? document.pairs(of: actions).map(\.key) : Array(actions.items)
  }

  /// Whether it is a token file too.
  var holdsTokens: Bool {
    guard let document, let outline else { return false }
    return outline.entries.contains { document.value(for: "tokens", in: $0.node) != nil }
  }

  func isText(_ node: YAMLNode) -> Bool { document?.isText(node) ?? false }

  /// The command that prints a file without mistakes.
  static let toPrintOne =
    "to print one: chroma-htpasswd config authz --role admin=USER server.htpasswd"
}

extension YAMLNode {
  /// For messages: a scalar's text, redacted and short.
  var shown: String { kind == .scalar ? Redaction.shortUser(text) : kind == .sequence ? "[...]" : "{...}" }

  /// A fix that writes something else in its place; nil if more than its text is there.
  func fix(_ text: String) -> Fix? {
    guard kind == .scalar, !isAnchored, tag == nil, !range.isEmpty, style != .literal, style != .folded else {
      return nil
    }
    return Fix(.unsafe, [Splice(range, Array(text.utf8))])
  }

  /// The text in quotes, as YAML writes it.
  var quoted: String {
    "'" + string.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }
}

extension [UInt8] {
  /// Without what nobody types on purpose in a name or an action: blanks at the ends, quotes of word processors, characters
  /// that are not seen.
  var plainWord: [UInt8] {
    let text = filter { $0 > Ascii.space && $0 < Ascii.delete }
    return text.filter { !Array("\"'`,;".utf8).contains($0) }
  }
}

extension Rule.Report {
  /// At a node of a roles file.
  init(
    _ severity: Severity, _ message: String, at node: YAMLNode, user: [UInt8]? = nil, remedy: String,
    fix: Fix? = nil, to effect: String? = nil
  ) {
    let fixes = fix.map { Remedy.Fixes(kind: $0.kind, rule: nil, effect: effect ?? remedy) }
    self.init(
      nil, severity, message, remedy: fixes.map { .applyFixes($0) } ?? .manual(remedy), fix: fix,
      line: node.line,
      column: node.column, user: user)
  }
}

/// A fault that keeps Chroma from starting with a roles file that is YAML.
struct RolesFault: Sendable {
  enum Kind: Sendable { case missingKey, unknownRole, misshapen }

  let kind: Kind
  let report: Rule.Report

  private init(_ kind: Kind, _ message: String, at node: YAMLNode, _ exception: String, _ remedy: String) {
    self.kind = kind
    report = Rule.Report(
      .error, "\(message); Chroma will not start: \(exception)", at: node, remedy: remedy)
  }

  static func all(of file: RolesFile, _ outline: RolesOutline?) -> [RolesFault] {
    guard let failure = file.failure, failure.cause != .notYAML, let document = file.document, let outline
    else {
      return []
    }
    let finder = Finder(file: file, document: document, outline: outline)
    let faults = finder.faults
    // A fault that stops Chroma is always reported.
    if faults.contains(where: { $0.report.line == failure.line }) || !faults.isEmpty && failure.line == 1 {
      return faults
    }
    let report = Rule.Report(
      nil, .error, "\(failure.description); Chroma will not start: \(failure.exception)",
      remedy: .manual(RolesView.toPrintOne), line: failure.line)
    return faults + [RolesFault(kind: .misshapen, report: report)]
  }

  private init(kind: Kind, report: Rule.Report) { (self.kind, self.report) = (kind, report) }

  private struct Finder {
    let file: RolesFile
    let document: PyYAMLDocument
    let outline: RolesOutline

    /// The exception that Python raises for a part of the wrong type.
    private static let typeError = "TypeError"

    var faults: [RolesFault] {
      guard let root = outline.root else {
        // Without a document there is no place.
        return [
          RolesFault(
            kind: .missingKey,
            report: Rule.Report(
              nil, .error,
              "the file is empty; Chroma will not start: TypeError: 'NoneType' object is not subscriptable",
              remedy: .manual(RolesView.toPrintOne), line: 1, column: 1))
        ]
      }
      guard root.kind == .mapping else {
        return [
          RolesFault(
            .misshapen, "no users and roles_mapping here", at: root, Self.typeError,
            "begin two blocks: roles_mapping: and users:")
        ]
      }
      guard let users = outline.users else {
        return [missing("users", in: root, "the file", ["user"])]
      }
      var faults: [RolesFault] = []
      if users.kind != .sequence {
        let isEmpty = self.isEmpty(users)
        faults.append(
          RolesFault(
            .misshapen, isEmpty ? "users is empty" : "users is \(what(users)), not a list",
            at: users, notIterable(users),
            isEmpty
              ? "write users: [] to deny everything to everyone"
              : "write each user as: - {id: NAME, role: ROLE}"))
      }
      guard let mapping = outline.mapping else {
        return faults + [
          missing("roles_mapping", in: root, "the file", ["roles", "role_mapping", "roles-mapping"])
        ]
      }
      if mapping.kind != .mapping {
        faults.append(
          RolesFault(
            .misshapen, "roles_mapping is not a mapping of roles", at: mapping, Self.typeError,
            "write each role as: NAME: {actions: [...]}"))
        return faults
      }
      for entry in outline.entries { faults += self.faults(of: entry) }
      for index in outline.used.sorted() { faults += self.faults(of: outline.roles[index]) }
      return faults
    }

    private func isEmpty(_ node: YAMLNode) -> Bool {
      if node.kind == .scalar, case .other(.null, _) = document.value(of: node) { true } else { false }
    }

    /// With its article: `a list`.
    private func what(_ node: YAMLNode) -> String {
      switch node.kind {
      case .sequence: "a list"
      case .mapping: "a mapping"
      case .scalar:
        if case .other(let type, _) = document.value(of: node) { type.rawValue } else { "a text" }
      }
    }

    /// Python names the type of a number in two ways.
    private func notIterable(_ node: YAMLNode) -> String {
      isEmpty(node) ? "\(Self.typeError): 'NoneType' object is not iterable" : Self.typeError
    }

    private func unhashable(_ node: YAMLNode) -> String {
      "\(Self.typeError): unhashable type: '\(node.kind == .mapping ? "dict" : "list")'"
    }

    private func missing(_ key: String, in node: YAMLNode, _ owner: String, _ usual: [String]) -> RolesFault {
      let keys = document.pairs(of: node).map { $0.key.string }
      let meant =
        keys.first(where: usual.contains) ?? keys.first { nearest(Array($0.utf8), of: [key]) != nil }
      return RolesFault(
        .missingKey, "\(owner) has no \(key)", at: node, "KeyError: '\(key)'",
        meant.map { "write \(key): in place of \($0.isEmpty ? "it" : Redaction.shortUser(Array($0.utf8))):" }
          ?? "add \(key):")
    }

    private func faults(of entry: RolesOutline.Entry) -> [RolesFault] {
      guard entry.node.kind == .mapping else {
        return [
          RolesFault(
            .misshapen, "a user is not a mapping with id and role", at: entry.node, Self.typeError,
            "write it as: - {id: NAME, role: ROLE}")
        ]
      }
      var faults: [RolesFault] = []
      let name = entry.id.map { $0.kind == .scalar ? "user \($0.shown)" : "a user" } ?? "a user"
      if entry.id == nil {
        faults.append(missing("id", in: entry.node, "a user", ["name", "user", "username"]))
      }
      if let id = entry.id, id.kind != .scalar {
        faults.append(
          RolesFault(
            .misshapen, "the id is \(what(id))", at: id, unhashable(id),
            "write one name"))
      }
      guard let role = entry.role else {
        return faults + [missing("role", in: entry.node, name, ["roles", "group", "groups"])]
      }
      if role.kind != .scalar {
        faults.append(
          RolesFault(
            .misshapen, "the role of \(name) is \(what(role))", at: role, unhashable(role),
            "write exactly one role"))
      } else if isEmpty(role) {
        faults.append(
          RolesFault(
            .unknownRole, "the role of \(name) is empty", at: role,
            "KeyError: None", "write one role"))
      } else if entry.definition == nil {
        let names = outline.roles.map { $0.key.string }
        let isText = document.isText(role)
        let near = nearest(role.text, of: names) ?? nearest(role.text.plainWord, of: names)
        let remedy: String =
          if let near, near.utf8.elementsEqual(role.text) {
            // A number is equal to no text.
            "write \(near) in quotes at both places"
          } else {
            near.map { "did you mean \(Redaction.shortUser(Array($0.utf8)))?" }
              ?? "define it below roles_mapping"
          }
        faults.append(
          RolesFault(
            .unknownRole, "unknown role \(role.shown) of \(name)", at: role,
            isText ? "KeyError: '\(role.shown)'" : "KeyError", remedy))
      }
      if file.reader == .first, let tenant = document.value(for: "tenant", in: entry.node),
        tenant.kind != .scalar
      {
        faults.append(
          RolesFault(
            .misshapen, "the tenant of \(name) is \(what(tenant))", at: tenant, unhashable(tenant),
            "write one tenant"))
      }
      return faults
    }

    private func faults(of role: RolesOutline.Role) -> [RolesFault] {
      let name = "role \(role.key.shown)"
      guard role.value.kind == .mapping else {
        return [
          RolesFault(
            .misshapen,
            isEmpty(role.value) ? "\(name) is empty" : "\(name) is \(what(role.value)), not a mapping",
            at: role.value.range.isEmpty ? role.key : role.value, Self.typeError,
            "put its actions below actions:")
        ]
      }
      guard let actions = role.actions else {
        return [missing("actions", in: role.value, name, ["action", "permissions"])]
      }
      if actions.kind == .scalar, !document.isText(actions) {
        let isEmpty = self.isEmpty(actions)
        return [
          RolesFault(
            .misshapen,
            isEmpty
              ? "the actions of \(name) are empty"
              : "\(name)'s actions are \(what(actions)), not a list",
            at: actions, notIterable(actions),
            isEmpty ? "write actions: [] for a role that may do nothing" : "list each action")
        ]
      }
      return actions.items.compactMap { item in
        if item.kind == .scalar {
          guard file.reader == .first, !document.isText(item) else { return nil }
          return RolesFault(
            .misshapen, "\(item.shown) is not a text, as every action must be", at: item, "AttributeError",
            "remove it")
        }
        if item.kind == .mapping, item.pairs.count == 1, let pair = item.pairs.first,
          pair.value.kind == .scalar, pair.key.kind == .scalar
        {
          if isEmpty(pair.value), pair.value.text.isEmpty {
            return RolesFault(
              .misshapen, "the colon at its end makes \(pair.key.shown): a mapping", at: item,
              "\(Self.typeError): unhashable type: 'dict'", "write it without that colon: \(pair.key.shown)")
          }
          return RolesFault(
            .misshapen, "a space makes \(pair.key.shown): \(pair.value.shown) a mapping",
            at: item,
            "\(Self.typeError): unhashable type: 'dict'",
            "write it without the space: \(pair.key.shown):\(pair.value.shown)")
        }
        return RolesFault(
          .misshapen, "an action is \(what(item))", at: item, unhashable(item),
          "write each action as a text, such as collection:get")
      }
    }
  }
}

extension Rule.Example {
  /// A roles file.
  static func roles(_ text: String) -> Rule.Example { Rule.Example(text, for: Server.chromaRoles.name) }

  /// A roles file of one role that can connect, and one user.
  static func roles(action: String = "collection:get", user: String = "alice") -> Rule.Example {
    roles(
      "roles_mapping:\n  reader:\n    actions: [\"tenant:get_tenant\", \"db:get_database\", \"\(action)\"]\n"
        + "users:\n- {id: \(user), role: reader}\n")
  }
}
