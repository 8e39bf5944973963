internal import Kernel

/// How a compose file is merged with one that overrides it, or a service with one that extends it (compose-go 2.9,
/// `override/merge.go`): mappings key by key, lists one after the other, some keys by rules of their own.
enum ComposeMerge {
  /// Keys whose lists and mappings are merged as lists of `NAME=value`.
  private static let lists: Set<String> = [
    "environment", "env_file", "label_file", "labels", "annotations", "dns", "dns_opt", "dns_search", "tmpfs",
    "extra_hosts", "sysctls", "args", "additional_contexts", "ssh",
  ]
  /// Keys whose lists are mappings without values.
  private static let names: Set<String> = ["networks", "depends_on", "models"]

  /// - Parameter path: keys from the top of the file, down to these values.
  static func merge(
    _ base: ComposeNode, _ over: ComposeNode, at path: [String]
  ) throws(ComposeRefusal) -> ComposeNode {
    if path.count >= 3, path[0] == "services", let key = path.last {
      if path.count == 3, key == "command" || key == "entrypoint" { return over }
      if path.count == 4, path[2] == "healthcheck", key == "test" { return over }
      if lists.contains(key), path.count == 3 || path[2] == "build" || path[2] == "deploy" {
        try checkValues(base)
        try checkValues(over)
        return ComposeNode(.list(list(base) + list(over)), over.isNull ? base.place : over.place)
      }
      if path.count == 3, names.contains(key) {
        return try merge(map(ofNames: base), with: map(ofNames: over), at: path, over)
      }
      if path.count == 3, key == "build" {
        return try merge(map(ofBuild: base), with: map(ofBuild: over), at: path, over)
      }
    } else if path.count == 3, path[2] == "labels" {
      return ComposeNode(.list(list(base) + list(over)), over.place)
    }
    if over.isNull { return base }
    switch base.content {
    case .map(let map):
      guard let other = over.map else { throw cannotOverride(path, over) }
      return try merge(map, with: other, at: path, over)
    case .list(let list):
      guard let other = over.list else { throw cannotOverride(path, over) }
      return ComposeNode(.list(list + other), base.place)
    case .scalar, .pair: return over
    }
  }

  /// Refuses values that a variable cannot have; how Go prints them is not followed.
  private static func checkValues(_ node: ComposeNode) throws(ComposeRefusal) {
    for entry in node.map?.entries ?? [] where entry.value.scalar.map({ $0.kind == .time }) ?? true {
      throw ComposeRefusal(
        reason: "a value that is neither text nor number", place: entry.value.place, isUnknown: true)
    }
  }

  private static func cannotOverride(_ path: [String], _ over: ComposeNode) -> ComposeRefusal {
    ComposeRefusal(
      reason: "\(Array((path.last ?? "").utf8).printable) is of another type than in the file it overrides",
      place: over.place)
  }

  private static func merge(
    _ base: ComposeMap, with over: ComposeMap, at path: [String], _ node: ComposeNode
  ) throws(ComposeRefusal) -> ComposeNode {
    var map = base
    map.lostEnvironments += over.lostEnvironments
    for entry in over.entries {
      guard let value = map[entry.key], !entry.key.hasPrefix("x-") else {
        map.set(entry.key, entry.value, at: entry.place)
        continue
      }
      map.set(entry.key, try merge(value, entry.value, at: path + [entry.key]), at: entry.place)
    }
    return ComposeNode(.map(map), node.place)
  }

  /// The items; of a mapping its pairs.
  static func list(_ node: ComposeNode) -> [ComposeNode] {
    switch node.content {
    case .list(let list): list
    case .map(let map):
      map.entries.map { entry in
        ComposeNode(
          entry.value.scalar.map { .pair(entry.key, $0) } ?? entry.value.content, entry.place)
      }
    case .scalar(let scalar): scalar.kind == .null ? [] : [node]
    case .pair: [node]
    }
  }

  private static func map(ofNames node: ComposeNode) -> ComposeMap {
    if let map = node.map { return map }
    var map = ComposeMap()
    for item in node.list ?? [] {
      guard let name = item.text else { continue }
      map.set(
        name, ComposeNode(.scalar(ComposeScalar(kind: .null, text: [])), item.place), at: item.place)
    }
    return map
  }

  private static func map(ofBuild node: ComposeNode) -> ComposeMap {
    if let map = node.map { return map }
    var map = ComposeMap()
    if node.text != nil { map.set("context", node, at: node.place) }
    return map
  }

  // MARK: !reset and !override

  /// The file that is overridden, without what the other one's marks take away.
  static func removingMarked(
    from base: ComposeNode, by over: ComposeNode
  ) throws(ComposeRefusal) -> ComposeNode {
    switch (base.content, over.content) {
    case (.map(let map), .map(let marks)):
      let rest = try map.compactMap { (entry) throws(ComposeRefusal) in
        guard let mark = marks[entry.key] else { return entry.value }
        return mark.mark == nil ? try removingMarked(from: entry.value, by: mark) : nil
      }
      return ComposeNode(.map(rest), base.place, mark: base.mark)
    case (.list(let list), .list(let marks)):
      var rest: [ComposeNode] = []
      for (index, item) in list.enumerated() {
        guard index < marks.count else {
          rest.append(item)
          continue
        }
        if marks[index].mark == nil { rest.append(try removingMarked(from: item, by: marks[index])) }
      }
      return ComposeNode(.list(rest), base.place, mark: base.mark)
    default: return base
    }
  }

  /// Removes the values with `!reset` from a file.
  static func withoutReset(_ node: ComposeNode) throws(ComposeRefusal) -> ComposeNode {
    switch node.content {
    case .map(let map):
      let rest = try map.compactMap { (entry) throws(ComposeRefusal) in
        entry.value.mark == .reset ? nil : try withoutReset(entry.value)
      }
      return ComposeNode(.map(rest), node.place)
    case .list(let list):
      var rest: [ComposeNode] = []
      for item in list where item.mark != .reset { rest.append(try withoutReset(item)) }
      return ComposeNode(.list(rest), node.place)
    default: return ComposeNode(node.content, node.place)
    }
  }
}
