internal import Credentials
internal import Deployments
internal import Hashing
internal import Kernel
internal import YAML

extension Rule {
  static let duplicateRolesKey = Rule(
    name: "duplicate-roles-key",
    summary: "a role or a key twice, of which the last counts",
    page: """
      Of two roles with one name Python keeps the last, and the same holds for a second users:, role: or actions: in one \
      mapping. Nothing says that the first is gone: an admin may lose rights, or keep them.
      """,
    bad: .roles(
      "roles_mapping:\n  reader: {actions: []}\n  reader: {actions: [\"tenant:get_tenant\", \"db:get_database\"]}\n"
        + "users:\n- {id: alice, role: reader}\n"),
    good: .roles(),
    check: .roles { view in
      guard let outline = view.outline, let root = outline.root else { return [] }
      let mappings =
        [root] + [outline.mapping].compactMap(\.self) + outline.roles.map(\.value)
        + outline.entries.map(\.node)
      var seen: Set<YAMLNode.Index> = []
      return mappings.filter { $0.kind == .mapping && seen.insert($0.index).inserted }.flatMap {
        mapping -> [Report] in
        var first: [[UInt8]: YAMLNode] = [:]
        return mapping.pairs.compactMap { (key, _) -> Report? in
          guard let text = PyYAMLDocument.key(of: key) else { return nil }
          guard let former = first.updateValue(first[text] ?? key, forKey: text) else { return nil }
          let what = mapping.index == outline.mapping?.index ? "duplicate role" : "duplicate key"
          return Report(
            .warning, "\(what) \(key.shown) (first on line \(former.line)); the last one counts", at: key,
            remedy: "remove one of the two")
        }
      }
    }
  )
}
