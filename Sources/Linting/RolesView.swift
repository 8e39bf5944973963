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

  /// Each action that is written as a list's item, once, with the roles that it is in.
  var actions: [(item: YAMLNode, role: RolesOutline.Role)] {
    var seen: Set<YAMLNode.Index> = []
    return roles.flatMap { (role, _) in
      (role.actions?.kind == .sequence ? Array(role.actions?.items ?? role.value.items) : []).filter {
        $0.kind == .scalar && seen.insert($0.index).inserted
      }.map { ($0, role) }
    }
  }

  /// Whether it is a token file too.
  var holdsTokens: Bool {
    guard let document, let outline else { return false }
    return outline.entries.contains { document.value(for: "tokens", in: $0.node) != nil }
  }

  func isText(_ node: YAMLNode) -> Bool { document?.isText(node) ?? false }
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
    // What stops Chroma is always said.
    if faults.contains(where: { $0.report.line == failure.line }) || !faults.isEmpty && failure.line == 1 {
      return faults
    }
    let node = outline.root ?? outline.users
    let report = Rule.Report(
      nil, .error, "\(failure.description); Chroma will not start: \(failure.exception)",
      remedy: .manual("compare it with: chroma-htpasswd config authz"), line: failure.line,
      column: node == nil ? 1 : nil)
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
              remedy: .manual("to print one: chroma-htpasswd config authz"), line: 1, column: 1))
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
        let isEmpty = users.kind == .scalar && !document.isText(users)
        faults.append(
          RolesFault(
            .misshapen,
            isEmpty
              ? "users is empty"
              : users.kind == .mapping
                ? "users is a mapping and not a list" : "users is a text and not a list",
            at: users, Self.typeError,
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
            .misshapen, "the id is a \(id.kind == .sequence ? "list" : "mapping")", at: id, Self.typeError,
            "write one name"))
      }
      guard let role = entry.role else {
        return faults + [missing("role", in: entry.node, name, ["roles", "group", "groups"])]
      }
      if role.kind != .scalar {
        faults.append(
          RolesFault(
            .misshapen, "the role of \(name) is a \(role.kind == .sequence ? "list" : "mapping")", at: role,
            "\(Self.typeError): unhashable type", "write exactly one role"))
      } else if entry.definition == nil {
        let names = outline.roles.map { $0.key.string }
        let near = nearest(role.text, of: names)
        faults.append(
          RolesFault(
            .unknownRole, "unknown role \(role.shown) of \(name)", at: role, "KeyError: '\(role.shown)'",
            near.map { "did you mean \(Redaction.shortUser(Array($0.utf8)))?" }
              ?? "define it below roles_mapping"))
      }
      if file.reader == .first, let tenant = document.value(for: "tenant", in: entry.node),
        tenant.kind != .scalar
      {
        faults.append(
          RolesFault(
            .misshapen, "the tenant of \(name) is not one text", at: tenant, Self.typeError,
            "write one tenant"))
      }
      return faults
    }

    private func faults(of role: RolesOutline.Role) -> [RolesFault] {
      let name = "role \(role.key.shown)"
      guard role.value.kind == .mapping else {
        let isEmpty = role.value.kind == .scalar && !document.isText(role.value)
        return [
          RolesFault(
            .misshapen,
            isEmpty
              ? "\(name) is empty"
              : "\(name) is a \(role.value.kind == .sequence ? "list" : "text") and not a mapping",
            at: role.value.range.isEmpty ? role.key : role.value, Self.typeError,
            "put its actions below actions:")
        ]
      }
      guard let actions = role.actions else {
        return [missing("actions", in: role.value, name, ["action", "permissions"])]
      }
      if actions.kind == .scalar, !document.isText(actions) {
        return [
          RolesFault(
            .misshapen, "the actions of \(name) are empty", at: actions.range.isEmpty ? role.key : actions,
            "\(Self.typeError): 'NoneType' object is not iterable",
            "write actions: [] for a role that may do nothing")
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
          pair.value.kind == .scalar
        {
          return RolesFault(
            .misshapen, "a space after the colon makes \(pair.key.shown): \(pair.value.shown) a mapping",
            at: item,
            "\(Self.typeError): unhashable type: 'dict'",
            "write it without the space: \(pair.key.shown):\(pair.value.shown)")
        }
        return RolesFault(
          .misshapen, "an action is a \(item.kind == .mapping ? "mapping" : "list")", at: item,
          "\(Self.typeError): unhashable type", "write each action as a text, such as collection:get")
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
