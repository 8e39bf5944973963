internal import Kernel

/// The keys that compose knows, and the types of their values (compose-spec's JSON schema, as of compose 2.40): what is
/// not so is refused. Deeper than services and their parts nothing is looked at.
enum ComposeSchema {
  /// Refuses what compose refuses.
  static func check(_ file: ComposeMap) throws(ComposeRefusal) {
    try check(file, topKeys, in: "a compose file")
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
    for (section, keys, isNullTaken) in [
      ("networks", networkKeys, true), ("volumes", topVolumeKeys, true), ("secrets", secretKeys, false),
      ("configs", configKeys, false),
    ] {
      for entry in file[section]?.map?.entries ?? [] {
        try checkName(entry)
        if isNullTaken, entry.value.isNull { continue }
        guard let map = entry.value.map else {
          throw ComposeRefusal(reason: "\(printable(entry.key)) is not a mapping", place: entry.place)
        }
        try check(map, keys, in: section)
      }
    }
  }

  private static func check(service: ComposeMap) throws(ComposeRefusal) {
    try check(service, serviceKeys, in: "a service")
    for (key, keys) in [
      ("build", buildKeys), ("healthcheck", healthcheckKeys), ("deploy", deployKeys),
      ("logging", loggingKeys),
      ("extends", extendsKeys),
    ] {
      if let map = service[key]?.map { try check(map, keys, in: key) }
    }
    if let node = service["container_name"], node.text?.utf8.count ?? 2 < 2 {
      throw ComposeRefusal(reason: "a container_name of less than two characters", place: node.place)
    }
    if let test = service["healthcheck"]?["test"], let first = test.list?.first {
      guard ["NONE", "CMD", "CMD-SHELL"].contains(first.text ?? "") else {
        throw ComposeRefusal(
          reason: "a healthcheck that begins with none of NONE, CMD and CMD-SHELL", place: first.place)
      }
    }
    for item in service["ports"]?.list ?? [] {
      if let map = item.map { try check(map, portKeys, in: "ports") }
      // Compose writes the long form at once, so no later file can fix it.
      _ = try ComposePort.ports(item)
    }
    for item in service["volumes"]?.list ?? [] {
      guard let map = item.map else {
        if item.text == nil { throw ComposeRefusal(reason: "a volume that is not text", place: item.place) }
        _ = try ComposeVolume(item)
        continue
      }
      try check(map, volumeKeys, in: "volumes")
      if let bind = map["bind"]?.map { try check(bind, bindKeys, in: "bind") }
      let types = ["bind", "volume", "tmpfs", "cluster", "npipe", "image"]
      guard let type = map["type"]?.text, types.contains(type) else {
        throw ComposeRefusal(reason: "a volume without a type that compose knows", place: item.place)
      }
      _ = try ComposeVolume(item)
    }
    for item in service["env_file"]?.list ?? [] {
      guard let map = item.map else {
        if item.text == nil { throw ComposeRefusal(reason: "a path that is not text", place: item.place) }
        continue
      }
      try check(map, environmentFileKeys, in: "env_file")
      if map["path"] == nil { throw ComposeRefusal(reason: "an env_file without path", place: item.place) }
    }
    for key in ["secrets", "configs"] {
      for item in service[key]?.list ?? [] {
        if let map = item.map {
          try check(map, grantKeys, in: key)
        } else if item.text == nil {
          throw ComposeRefusal(reason: "a name that is not text", place: item.place)
        }
      }
    }
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
    _ map: ComposeMap, _ keys: [String: String], in title: String
  ) throws(ComposeRefusal) {
    for entry in map.entries where !entry.key.hasPrefix("x-") {
      guard let types = keys[entry.key] else {
        let near = keys.keys.sorted().first { isNear($0, entry.key) }
        throw ComposeRefusal(
          reason:
            "\(title) has no key \(printable(entry.key))\(near.map { "; did you mean \($0)?" } ?? "")",
          place: entry.place)
      }
      guard types.contains(where: { isType(entry.value, $0) }) else {
        throw ComposeRefusal(
          reason: "\(printable(entry.key)) has a value of a type that compose does not accept",
          place: entry.value.place)
      }
      if types.contains("B"), let text = entry.value.text, !booleans.contains(text.lowercased()) {
        throw ComposeRefusal(
          reason: "\(printable(entry.key)) is neither true nor false", place: entry.value.place)
      }
    }
  }

  /// `loader/interpolate.go`, `toBoolean`.
  static let booleans: Set<String> = ["true", "y", "yes", "on", "false", "n", "no", "off"]

  private static func isType(_ node: ComposeNode, _ type: Character) -> Bool {
    switch type {
    case "s": return node.text != nil
    case "b": return node.scalar?.kind == .boolean
    case "i": return node.scalar?.kind == .integer
    case "n": return node.scalar?.kind == .integer || node.scalar?.kind == .float
    case "0": return node.isNull
    case "L": return node.list != nil
    case "l": return node.list?.allSatisfy { $0.text != nil } ?? false
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
