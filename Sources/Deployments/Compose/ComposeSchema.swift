internal import Kernel

/// The keys that compose knows, and the types of their values (compose-spec's JSON schema, as of compose 2.40): what is
/// not so is refused. Deeper than services and their parts nothing is looked at.
enum ComposeSchema {
  /// Refuses what compose refuses.
  static func check(_ file: ComposeMap) throws(ComposeRefusal) {
    try check(file, "file", in: "a compose file")
    if let services = file["services"]?.map {
      for entry in services.entries {
        try checkName(entry)
        guard let service = entry.value.map else {
          throw ComposeRefusal(
            reason: "the service \(printable(entry.key)) is not a mapping", place: entry.place)
        }
        try check(service: service)
      }
    }
    for section in ["networks", "volumes", "secrets", "configs"] {
      for entry in file[section]?.map?.entries ?? [] {
        try checkName(entry)
        if entry.value.isNull, section == "networks" || section == "volumes" { continue }
        guard let map = entry.value.map else {
          throw ComposeRefusal(reason: "\(printable(entry.key)) is not a mapping", place: entry.place)
        }
        try check(map, "top-\(section)", in: section)
      }
    }
  }

  private static func check(service: ComposeMap) throws(ComposeRefusal) {
    try check(service, "service", in: "a service")
    if let node = service["container_name"], !isContainerName(node.text ?? "") {
      throw ComposeRefusal(reason: "a container_name that compose does not accept", place: node.place)
    }
    if let test = service["healthcheck"]?["test"], let first = test.list?.first {
      guard ["NONE", "CMD", "CMD-SHELL"].contains(first.text ?? "") else {
        throw ComposeRefusal(
          reason: "a healthcheck that begins with none of NONE, CMD and CMD-SHELL", place: first.place)
      }
    }
    // Compose writes the long form at once, so no later file can fix it.
    for item in service["ports"]?.list ?? [] { _ = try ComposePort.ports(item) }
    for item in service["volumes"]?.list ?? [] {
      if let map = item.map {
        let types = ["bind", "volume", "tmpfs", "cluster", "npipe", "image"]
        guard let type = map["type"]?.text, types.contains(type) else {
          throw ComposeRefusal(reason: "a volume without a type that compose knows", place: item.place)
        }
      }
      _ = try ComposeVolume(item)
    }
    for item in service["extra_hosts"]?.list ?? [] {
      let isPair = item.text?.utf8.contains { $0 == Ascii.colon || $0 == Ascii.equals }
      guard isPair ?? false else {
        throw ComposeRefusal(reason: "a host in extra_hosts without its address", place: item.place)
      }
    }
  }

  private static func isContainerName(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    return bytes.count > 1 && bytes[0].isInName && bytes[0] != UInt8(ascii: "_")
      && bytes.allSatisfy { $0.isInName || $0 == 0x2E || $0 == Ascii.hyphen }
  }

  private static func checkName(_ entry: ComposeMap.Entry) throws(ComposeRefusal) {
    let isName =
      !entry.key.isEmpty && entry.key.utf8.allSatisfy { $0.isInName || $0 == 0x2E || $0 == Ascii.hyphen }
    if !isName {
      throw ComposeRefusal(
        reason: "\(printable(entry.key)) is a name with characters that compose does not accept",
        place: entry.place)
    }
  }

  /// Refuses names of variables that compose refuses once all files are merged.
  static func checkVariables(_ project: ComposeMap) throws(ComposeRefusal) {
    for service in project["services"]?.map?.entries ?? [] {
      for item in service.value["environment"]?.list ?? [] { try checkVariable(item) }
      for item in service.value["build"]?["args"]?.list ?? []
      where item.text?.utf8.contains(Ascii.equals) ?? true {
        try checkVariable(item)
      }
    }
  }

  /// compose-go takes the last byte of the name alone for a character.
  private static func checkVariable(_ item: ComposeNode) throws(ComposeRefusal) {
    let name: String.UTF8View.SubSequence
    switch item.content {
    case .pair(let key, _): name = key.utf8[...]
    default: name = (item.text ?? "").utf8.prefix { $0 != Ascii.equals }
    }
    guard let last = name.last, WhiteSpace.isGoSpace(Unicode.Scalar(last)) else { return }
    throw ComposeRefusal(reason: "white space between a name and =", place: item.place)
  }

  private static func printable(_ text: String) -> String { Array(text.utf8.prefix(100)).printable }

  private static func check(
    _ map: ComposeMap, _ table: String, in title: String
  ) throws(ComposeRefusal) {
    guard let table = tables[table] else { return }
    for entry in map.entries where !entry.key.hasPrefix("x-") {
      guard let types = table[entry.key] else {
        let near = table.keys.sorted().first { isNear($0, entry.key) }
        throw ComposeRefusal(
          reason:
            "\(title) has no key \(printable(entry.key))\(near.map { "; did you mean \($0)?" } ?? "")",
          place: entry.place)
      }
      try check(entry.value, of: entry.key, types)
    }
  }

  private static func check(
    _ value: ComposeNode, of key: String, _ types: [Unicode.Scalar]
  ) throws(ComposeRefusal) {
    guard types.contains(where: { isType(value, $0) }) else {
      throw ComposeRefusal(
        reason: "\(printable(key)) has a value of a type that compose does not accept", place: value.place)
    }
    switch value.content {
    case .scalar(let scalar):
      for type in types {
        guard let reason = ComposeValue(rawValue: type)?.refusal(of: scalar) else { continue }
        throw ComposeRefusal(reason: "\(printable(key)) is \(reason)", place: value.place)
      }
    case .map(let map):
      if types.contains(">") { try check(map, key, in: key) }
      guard types.contains("*") else { break }
      for entry in map.entries { try check(entry.value, of: entry.key, tables[key]?["="] ?? []) }
      try check(map.entries.map(\.value), key)
    case .list(let items):
      if types.contains(">") { try check(items, key) }
    case .pair: break
    }
  }

  private static func check(_ items: [ComposeNode], _ title: String) throws(ComposeRefusal) {
    for item in items {
      guard let map = item.map else { continue }
      try check(map, title, in: title)
      // The keys without which compose takes no such item.
      for key in required[title] ?? [] where map[key] == nil {
        throw ComposeRefusal(reason: "\(title) without \(key)", place: item.place)
      }
    }
  }

  private static func isType(_ node: ComposeNode, _ type: Unicode.Scalar) -> Bool {
    switch type {
    case "s": return node.text != nil
    case "b": return node.scalar?.kind == .boolean
    case "i": return node.scalar?.kind == .integer
    case "w":
      guard let scalar = node.scalar, scalar.kind == .integer || scalar.kind == .float else { return false }
      return Double(scalar.string).map { $0 == $0.rounded() } ?? false
    case "n": return node.scalar?.kind == .integer || node.scalar?.kind == .float
    case "0": return node.isNull
    case "L": return node.list != nil
    case "l": return node.list?.allSatisfy { $0.text != nil } ?? false
    case "t": return node.list?.allSatisfy { $0.text != nil || $0.map != nil } ?? false
    case "m": return node.map != nil
    case "e":
      if let map = node.map {
        return map.entries.allSatisfy { $0.value.scalar.map { $0.kind != .time } ?? false }
      }
      return node.list?.allSatisfy { $0.text != nil } ?? false
    default: return false
    }
  }

  /// Whether one edit turns one into the other: a letter too many, missing, another, or two that changed places.
  private static func isNear(_ left: String, _ right: String) -> Bool {
    let (a, b) = (Array(left.utf8), Array(right.utf8))
    guard abs(a.count - b.count) <= 1, a.count > 3 else { return false }
    var start = 0
    while start < min(a.count, b.count), a[start] == b[start] { start += 1 }
    if a[min(start + 1, a.count)...].elementsEqual(b[min(start + 1, b.count)...]) { return true }
    if a[start...].elementsEqual(b[min(start + 1, b.count)...]) { return true }
    if a[min(start + 1, a.count)...].elementsEqual(b[start...]) { return true }
    return a.count == b.count && start + 1 < a.count && a[start] == b[start + 1] && a[start + 1] == b[start]
      && a[(start + 2)...].elementsEqual(b[(start + 2)...])
  }
}
