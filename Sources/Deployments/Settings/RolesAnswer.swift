internal import Kernel

/// What Chroma's SimpleRBAC provider makes of a roles file when it starts (`chromadb/auth/simple_rbac_authz/__init__.py`,
/// in 0.4 `chromadb/auth/authz/__init__.py`): who may do anything at all.
enum RolesAnswer {
  /// It is YAML that is not understood here.
  case unknown
  /// Chroma does not start with it. One phrase.
  case unusable(String)
  /// Users with a role that has some action.
  case users(Set<[UInt8]>)

  /// - Parameters:
  ///   - bytes: of the file, or of the variable.
  ///   - comparesTenants: whether a user of another tenant than the default one is locked out.
  init(_ bytes: [UInt8], comparesTenants: Bool) {
    guard bytes.count <= 1 << 18, Self.isShallow(bytes) else {
      self = .unknown
      return
    }
    guard bytes.isUTF8 else {
      self = .unusable("bytes that are not UTF-8")
      return
    }
    var lines: [[UInt8]] = [[]]
    var rest = bytes.withoutByteOrderMark[...]
    while let byte = rest.popFirst() {
      if byte == Ascii.carriageReturn, rest.first == Ascii.lineFeed { continue }
      if byte == Ascii.lineFeed || byte == Ascii.carriageReturn {
        lines.append([])
      } else {
        lines[lines.count - 1].append(byte)
      }
    }
    if lines.last == [] { lines.removeLast() }
    do throws(TokenYAML.Fault) {
      self = Self.read(try TokenYAML(lines), comparesTenants)
    } catch {
      // What PyYAML makes of such a line is not tried here.
      self = .unknown
    }
  }

  /// Whether no part of it is nested deeper than is read.
  private static func isShallow(_ bytes: [UInt8]) -> Bool {
    var (depth, indent, dashes) = (0, 0, 0)
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case Ascii.lineFeed, Ascii.carriageReturn: (indent, dashes) = (0, 0)
      case Ascii.space: indent += 1
      case Ascii.hyphen: dashes += 1
      default: break
      }
      if depth > 20 || indent > 500 || dashes > 200 { return false }
    }
    return true
  }

  private static func read(_ document: TokenYAML, _ comparesTenants: Bool) -> RolesAnswer {
    guard case .sequence(let users, _)? = document["users"] else { return .unusable("no list of users") }
    var allowed: Set<[UInt8]> = []
    for user in users {
      guard case .mapping = user, let id = user["id"], let roleName = user["role"] else {
        return .unusable("a user without id or role")
      }
      guard case .scalar(let name, let isPlain, _) = roleName, !isPlain || PlainScalar(name) == nil,
        case .mapping? = document["roles_mapping"]
      else { return .unknown }
      guard let role = document["roles_mapping"]?[String(decoding: name, as: UTF8.self)] else {
        return .unusable("a user with a role that is not defined")
      }
      guard case .mapping = role, let actions = role["actions"] else {
        return .unusable("a role without actions")
      }
      guard case .scalar(let text, let isPlainID, _) = id else { return .unknown }
      let isText = !isPlainID || PlainScalar(text) == nil
      guard let canAct = canAct(actions) else { return .unknown }
      let isElsewhere = comparesTenants && !(user["tenant"].map(isDefaultTenant) ?? true)
      // Of equal names the last counts.
      if isText { if canAct && !isElsewhere { allowed.insert(text) } else { allowed.remove(text) } }
    }
    return .users(allowed)
  }

  /// Those that some release asks for.
  private static let actionNames: Set<String> = {
    let collection = [
      "get_collection", "update_collection", "delete_collection", "add", "update", "upsert", "get", "delete",
      "query", "count",
    ]
    let database = [
      "create_database", "get_database", "list_collections", "create_collection", "count_collections",
      "list_databases", "delete_database",
    ]
    return Set(
      collection.map { "collection:\($0)" } + database.map { "db:\($0)" }
        + ["tenant:create_tenant", "tenant:get_tenant", "system:reset", "db:reset"])
  }()

  private static func isDefaultTenant(_ node: TokenYAML) -> Bool {
    if case .scalar(let text, _, _) = node { return text == Array("default_tenant".utf8) }
    return false
  }

  /// nil where that is not told here.
  private static func canAct(_ actions: TokenYAML) -> Bool? {
    // A text is a set of letters, none of them an action.
    if case .scalar(let text, let isPlain, _) = actions {
      return isPlain && PlainScalar(text) != nil ? nil : false
    }
    guard case .sequence(let items, _) = actions else { return nil }
    var canAct = false
    for item in items {
      guard case .scalar(let text, _, _) = item else { return nil }
      if actionNames.contains(String(decoding: text, as: UTF8.self)) { canAct = true }
    }
    return canAct
  }
}
