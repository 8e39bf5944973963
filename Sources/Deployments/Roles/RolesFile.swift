package import Credentials
internal import Kernel
package import YAML

/// A file of roles, as Chroma's SimpleRBAC provider reads it (`chromadb/auth/simple_rbac_authz/__init__.py`; in 0.4
/// `chromadb/auth/authz/__init__.py`): who may do what.
package struct RolesFile: Sendable {
  /// Why Chroma does not start with it.
  package struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Cause: Sendable, Equatable {
      /// PyYAML does not read it.
      case notYAML
      /// No mapping with a list of users.
      case noUsers
      /// An entry is not a mapping, or lacks `id` or `role`.
      case incompleteUser
      case noRoles
      case unknownRole
      case noActions
      /// Actions that are not a list of texts.
      case unusableActions
      /// An id, role, tenant or action that is itself a list or a mapping.
      case notScalar
    }

    package let cause: Cause
    /// The name of the type of Python's exception.
    package let exception: String
    package let line: Int

    /// One phrase, without the line.
    package var description: String {
      switch cause {
      case .notYAML: "not YAML that Python reads"
      case .noUsers: "no list of users"
      case .incompleteUser: "a user without id or role"
      case .noRoles: "no roles_mapping"
      case .unknownRole: "a user with a role that is not defined"
      case .noActions: "a role without actions"
      case .unusableActions: "a role whose actions are not a list of texts"
      case .notScalar: "a list where a single value belongs"
      }
    }
  }

  /// An entry of `users`.
  package struct User: Sendable {
    /// nil if it is a number, a truth value, nothing or a date: no name of basic authentication is equal to it.
    package let name: [UInt8]?
    /// A key that is equal for ids that are equal in Python (`PyYAMLDocument.key`).
    package let key: [UInt8]
    /// The tenant's key; 0.4 alone looks at it.
    package let tenant: [UInt8]?
    package let line: Int
    package let id: YAMLNode
    package let role: YAMLNode
    package let actions: Actions
  }

  /// The actions of a role.
  package struct Actions: Sendable {
    /// Texts; others are equal to no action.
    package let names: Set<[UInt8]>
    /// Whether some release asks for one of them.
    let hasAction: Bool
    /// The value of `actions`.
    package let node: YAMLNode
    /// A text in place of a list, of which each character is an action.
    package var isSpelled: Bool { node.kind == .scalar }

    fileprivate let isEmpty: Bool
    /// The first that is itself a list or a mapping.
    fileprivate let firstCollection: YAMLNode?
    /// The first that is not text.
    fileprivate let firstOther: YAMLNode?

    /// - Parameter items: none for a text.
    fileprivate init(_ names: Set<[UInt8]>, _ node: YAMLNode, _ items: [YAMLNode], isText: (YAMLNode) -> Bool)
    {
      self.names = names
      isEmpty = items.isEmpty && names.isEmpty
      firstCollection = items.first { $0.kind != .scalar }
      firstOther = items.first { !isText($0) }
      self.node = node
      hasAction = RolesAction.all.contains { names.contains(Array($0.name.utf8)) }
    }
  }

  package let reader: RolesReader
  /// nil if PyYAML does not read it, or that is not known.
  package private(set) var document: PyYAMLDocument?
  /// In file order, duplicates included.
  package private(set) var users: [User] = []
  package private(set) var failure: Failure?
  /// A line of which it is not known here what Chroma makes of it.
  package private(set) var unknownLine: Int?
  /// The entries of each id.
  private var places: [[UInt8]: [Int]] = [:]

  /// - Parameter isFile: whether the bytes are of a file, and not of the variable CHROMA_SERVER_AUTHZ_CONFIG.
  package init(_ bytes: [UInt8], for reader: RolesReader, isFile: Bool = true) {
    self.reader = reader
    var text = bytes
    if !isFile, reader == .current {
      text = Array(bytes.split(separator: Ascii.lineFeed).joined(separator: [Ascii.lineFeed]))
    }
    do throws(PyYAMLObstacle) {
      let lineEnds = isFile && reader == .current ? YAMLTree.LineEnds.doubled : .asWritten
      let document = try PyYAMLDocument(text, lineEnds: lineEnds)
      self.document = document
      try read(document)
    } catch {
      users = []
      places = [:]
      switch error {
      case .failure(let exception, let line):
        failure = failure ?? Failure(cause: .notYAML, exception: exception, line: line)
      case .unknown(let line): unknownLine = line
      }
    }
  }

  /// Whether nothing but comments is in it.
  package var isEmpty: Bool { document.map { $0.root == nil } ?? false }

  /// The actions that a user may do.
  ///
  /// - Parameters:
  ///   - name: as basic authentication or the id of a token gives it.
  ///   - tenant: the login's; 0.4 alone compares it.
  /// - Returns: nothing if the file has no entry for it.
  package func actions(of name: [UInt8], tenant: String = "default_tenant") -> Set<[UInt8]> {
    actions(ofKey: PyYAMLDocument.key(ofText: name), tenant: tenant)
  }

  /// The entries that count for an id, in file order: the last one, and with 0.4 all of that tenant.
  package func entries(ofKey key: [UInt8], tenant: String = "default_tenant") -> [User] {
    let entries = places[key] ?? []
    if reader == .current { return entries.suffix(1).map { users[$0] } }
    let tenant = PyYAMLDocument.key(ofText: Array(tenant.utf8))
    return entries.map { users[$0] }.filter { $0.tenant == tenant }
  }

  /// Whether the file has an entry of that id, of whatever tenant.
  package func hasEntry(_ key: [UInt8]) -> Bool { places[key] != nil }

  /// Whether a user of the default tenant may do something that some release asks for.
  package func canAct(_ name: [UInt8]) -> Bool { canAct(key: PyYAMLDocument.key(ofText: name)) }

  /// - Parameter key: of an id, which need not be a text.
  func canAct(key: [UInt8]) -> Bool {
    guard let entries = places[key], let last = entries.last else { return false }
    if reader == .current { return users[last].actions.hasAction }
    let tenant = PyYAMLDocument.key(ofText: Array("default_tenant".utf8))
    return entries.contains { users[$0].tenant == tenant && users[$0].actions.hasAction }
  }

  /// - Parameter key: of an id, which need not be a text.
  package func actions(ofKey key: [UInt8], tenant: String = "default_tenant") -> Set<[UInt8]> {
    guard let entries = places[key], let last = entries.last else { return [] }
    if reader == .current { return users[last].actions.names }
    let tenant = PyYAMLDocument.key(ofText: Array(tenant.utf8))
    return entries.reduce(into: []) { actions, entry in
      // Two parts, apart at the colon.
      if users[entry].tenant == tenant {
        actions.formUnion(users[entry].actions.names.filter { $0.count { $0 == Ascii.colon } == 1 })
      }
    }
  }
}

extension RolesFile {
  /// The failure as the reader of a file gives it.
  package var startFailure: StartFailure? {
    failure.map {
      StartFailure(line: $0.line, cause: .unusableRoles($0.description, exception: $0.exception))
    }
  }

  private mutating func fail(_ cause: Failure.Cause, _ exception: String, _ line: Int) -> PyYAMLObstacle {
    failure = Failure(cause: cause, exception: exception, line: line)
    return .failure(exception: exception, line: line)
  }

  /// In the order in which the provider looks at things.
  private mutating func read(_ document: PyYAMLDocument) throws(PyYAMLObstacle) {
    guard let root = document.root, root.kind == .mapping else {
      throw fail(.noUsers, "TypeError", document.root?.line ?? 1)
    }
    guard let list = document.value(for: "users", in: root) else {
      throw fail(.noUsers, "KeyError", root.line)
    }
    if document.isEmptyIterable(list) { return }
    // Python goes through the keys of a mapping, and the characters of a text.
    let isIterable = list.kind != .scalar || document.isText(list)
    guard isIterable else { throw fail(.noUsers, "TypeError", list.line) }
    guard let roles = document.value(for: "roles_mapping", in: root) else {
      throw fail(.noRoles, "KeyError", root.line)
    }
    guard list.kind == .sequence else { throw fail(.noUsers, "TypeError", list.line) }
    var known: [YAMLNode.Index: Actions] = [:]
    guard let dictionary = roles.kind == .mapping ? document.dictionary(of: roles) : [:] else {
      throw .unknown(line: roles.line)
    }
    for user in list.items {
      guard user.kind == .mapping else { throw fail(.incompleteUser, "TypeError", user.line) }
      guard let role = document.value(for: "role", in: user) else {
        throw fail(.incompleteUser, "KeyError", user.line)
      }
      guard roles.kind == .mapping else {
        // A number is the place of a role in a list.
        if roles.kind == .sequence, role.kind == .scalar, !document.isText(role) {
          throw .unknown(line: role.line)
        }
        throw fail(.noRoles, "TypeError", roles.line)
      }
      guard role.kind == .scalar else { throw fail(.notScalar, "TypeError", role.line) }
      guard let key = PyYAMLDocument.key(of: role) else { throw .unknown(line: role.line) }
      guard let found = dictionary[key] else { throw fail(.unknownRole, "KeyError", role.line) }
      let actions: Actions
      if let former = known[found.index] {
        actions = former
      } else {
        actions = try self.actions(ofRole: found, document)
        known[found.index] = actions
      }
      // `set(actions)`.
      if reader == .current, let item = actions.firstCollection {
        throw fail(.unusableActions, "TypeError", item.line)
      }
      try add(user, role, actions, document)
    }
  }

  private mutating func actions(ofRole role: YAMLNode, _ document: PyYAMLDocument) throws(PyYAMLObstacle)
    -> Actions
  {
    guard role.kind == .mapping else { throw fail(.noActions, "TypeError", role.line) }
    guard let node = document.value(for: "actions", in: role) else {
      throw fail(.noActions, "KeyError", role.line)
    }
    if node.kind == .scalar, !document.isText(node) { throw fail(.unusableActions, "TypeError", node.line) }
    if node.kind == .scalar {
      return Actions(
        Set(node.string.unicodeScalars.map { Array(String($0).utf8) }), node, [], isText: document.isText)
    }
    let items = document.iterated(node)
    let names = Set(items.filter(document.isText).map(\.text))
    return Actions(names, node, items, isText: document.isText)
  }

  private mutating func add(
    _ user: YAMLNode, _ role: YAMLNode, _ actions: Actions, _ document: PyYAMLDocument
  ) throws(PyYAMLObstacle) {
    if reader == .first, actions.isEmpty { return }
    guard let id = document.value(for: "id", in: user) else {
      throw fail(.incompleteUser, "KeyError", user.line)
    }
    guard id.kind == .scalar else { throw fail(.notScalar, "TypeError", id.line) }
    guard let key = PyYAMLDocument.key(of: id) else { throw .unknown(line: id.line) }
    var tenant: [UInt8]? = PyYAMLDocument.key(ofText: Array("default_tenant".utf8))
    if reader == .first {
      let given = document.value(for: "tenant", in: user)
      if let given {
        if given.kind != .scalar { throw fail(.notScalar, "TypeError", given.line) }
        tenant = PyYAMLDocument.key(of: given)
      }
      if let item = actions.firstOther { throw fail(.unusableActions, "AttributeError", item.line) }
    }
    places[key, default: []].append(users.count)
    users.append(
      User(
        name: document.isText(id) ? id.text : nil, key: key, tenant: tenant, line: user.line, id: id,
        role: role,
        actions: actions))
  }
}

extension PyYAMLDocument {
  /// Whether Python iterates over it without a step: an empty list, mapping or text.
  fileprivate func isEmptyIterable(_ node: YAMLNode) -> Bool {
    switch node.kind {
    case .sequence: node.items.isEmpty
    case .mapping: node.pairs.isEmpty
    case .scalar: value(of: node) == .text([])
    }
  }

  /// The items of a list, or the keys of a mapping; none of a scalar.
  fileprivate func iterated(_ node: YAMLNode) -> [YAMLNode] {
    node.kind == .mapping ? pairs(of: node).map(\.key) : Array(node.items)
  }
}
