package import YAML

/// The parts of a roles file with their places, also of one with which Chroma does not start.
package struct RolesOutline: Sendable {
  package struct Role: Sendable {
    package let key: YAMLNode
    package let value: YAMLNode
    package let actions: YAMLNode?
    /// Equal for names that are equal in Python; nil if that is not known.
    package let id: [UInt8]?
  }

  package struct Entry: Sendable {
    package let node: YAMLNode
    package let id: YAMLNode?
    package let role: YAMLNode?
    /// The role that it names, the last of several with that name; nil if there is none.
    package let definition: Int?
  }

  /// nil for a file without a document.
  package let root: YAMLNode?
  package let users: YAMLNode?
  package let mapping: YAMLNode?
  /// In the order of Python's dictionary, former ones of a name included.
  package let roles: [Role]
  package let entries: [Entry]
  /// Roles that some entry has.
  package let used: Set<Int>

  package init(_ document: PyYAMLDocument) {
    root = document.root
    users = root.flatMap { document.value(for: "users", in: $0) }
    mapping = root.flatMap { document.value(for: "roles_mapping", in: $0) }
    var roles: [Role] = []
    var places: [[UInt8]: Int] = [:]
    let pairs = mapping.map { document.pairs(of: $0) } ?? []
    for (key, value) in pairs {
      let id = PyYAMLDocument.key(of: key)
      if let id { places[id] = roles.count }
      roles.append(Role(key: key, value: value, actions: document.value(for: "actions", in: value), id: id))
    }
    self.roles = roles
    var used: Set<Int> = []
    entries =
      users?.items.map { node in
        let role = document.value(for: "role", in: node)
        let definition = role.flatMap { PyYAMLDocument.key(of: $0) }.flatMap { places[$0] }
        if let definition { used.insert(definition) }
        return Entry(
          node: node, id: document.value(for: "id", in: node), role: role, definition: definition)
      } ?? []
    self.used = used
  }
}
