internal import Credentials
internal import Kernel

/// A compose project: the merged files, what they are read with, and what each service gets of them.
struct ComposeProject {
  let root: ComposeMap
  /// The values of names: the environment, then `.env`.
  let lookup: Substitution.Lookup
  let context: DeploymentContext
  let home: String?
  /// Profiles that are active; `*` is every one.
  let profiles: Set<String>
  private(set) var files: [FilePath] = []

  /// The key under which a secret or config has the value of its `environment`, if an included file's `.env` has it.
  static let environmentValue = "x-value-of-environment"

  init(
    root: ComposeMap, lookup: @escaping Substitution.Lookup, context: DeploymentContext, home: String?,
    profiles: Set<String>
  ) {
    (self.root, self.lookup, self.context, self.home, self.profiles) = (root, lookup, context, home, profiles)
  }

  var services: [ComposeMap.Entry] { root["services"]?.map?.entries ?? [] }

  func isActive(_ service: ComposeMap) -> Bool {
    let own = (service["profiles"]?.list ?? []).compactMap(\.text)
    return own.isEmpty || profiles.contains("*") || own.contains(where: profiles.contains)
  }

  // MARK: Variables

  /// A variable of a container.
  struct Variable {
    enum Origin {
      case list
      case map
      /// A file of variables; its `format: raw`, if it has that.
      case file(FilePath, raw: Place?)
    }

    let name: [UInt8]
    var value: Variables.Value
    let place: Place
    var spelling = Variables.Spelling()
    let origin: Origin
    /// The file of variables that sets this name, which has no value here.
    var removed: FilePath?

    var isCredentials: Bool { String(decoding: name, as: UTF8.self).uppercased().hasSuffix("_CREDENTIALS") }

    /// Whether it is `NAME:value` of a list, which names a variable `NAME:value`.
    var isListColon: Bool {
      guard case .list = origin, value == .unset else { return false }
      let count = name.prefix { $0.isInName }.count
      return count > 0 && name.dropFirst(count).first == Ascii.colon
    }
  }

  /// The variables that a container gets, the last of equal names.
  mutating func environment(of service: ComposeMap) throws(ComposeRefusal) -> [Variable] {
    var own: [Variable] = []
    var places: [[UInt8]: Int] = [:]
    if let node = service["environment"] {
      for item in ComposeMerge.list(node) {
        let variable = try self.variable(item)
        if let index = places[variable.name] {
          own[index] = variable
        } else {
          places[variable.name] = own.count
          own.append(variable)
        }
      }
    }
    guard let list = service["env_file"]?.list, !list.isEmpty else { return own }
    var earlier: [[UInt8]: [UInt8]?] = [:]
    var fromFiles: [Variable] = []
    var filePlaces: [[UInt8]: Int] = [:]
    // The last of equal paths counts, in the place of the first.
    var entries: [ComposeNode] = []
    var entryPlaces: [String: Int] = [:]
    for item in list {
      let path = item.text ?? item["path"]?.text ?? ""
      if let index = entryPlaces[path] {
        entries[index] = item
      } else {
        entryPlaces[path] = entries.count
        entries.append(item)
      }
    }
    for item in entries {
      for variable in try variables(ofFile: item, earlier: earlier, own: own, places: places) {
        earlier[variable.name] = .some(known(variable.value))
        if let index = filePlaces[variable.name] {
          fromFiles[index] = variable
        } else {
          filePlaces[variable.name] = fromFiles.count
          fromFiles.append(variable)
        }
      }
    }
    for index in own.indices where own[index].value == .unset {
      guard let file = filePlaces[own[index].name], case .file(let path, _) = fromFiles[file].origin else {
        continue
      }
      own[index].removed = path
    }
    return fromFiles.filter { places[$0.name] == nil } + own
  }

  private func known(_ value: Variables.Value) -> [UInt8]? {
    if case .known(let bytes) = value { return bytes }
    return nil
  }

  private func variable(_ item: ComposeNode) throws(ComposeRefusal) -> Variable {
    var name: [UInt8]
    var value: [UInt8]?
    var spelling = Variables.Spelling()
    var origin = Variable.Origin.list
    switch item.content {
    case .pair(let key, let scalar):
      name = Array(key.utf8)
      origin = .map
      if scalar.kind != .null { value = scalar.text }
      spelling = scalar.spelling
    case .scalar(let scalar) where scalar.kind == .text:
      name = scalar.text
      spelling = scalar.spelling
      // Quotes around all of `NAME=value` are none around the value.
      spelling.wasQuoted = false
      if let equals = name.firstIndex(of: Ascii.equals) {
        value = Array(name[(equals + 1)...])
        name.removeSubrange(equals...)
      }
    default: throw ComposeRefusal(reason: "a variable that is not text", place: item.place)
    }
    if value == nil { value = lookup(name) }
    return Variable(
      name: name, value: value.map { .known($0) } ?? .unset, place: item.place, spelling: spelling,
      origin: origin)
  }

  private mutating func variables(
    ofFile item: ComposeNode, earlier: [[UInt8]: [UInt8]?], own: [Variable], places: [[UInt8]: Int]
  ) throws(ComposeRefusal) -> [Variable] {
    let name = item.text ?? item["path"]?.text ?? ""
    let path = FilePath(name)
    if !files.contains(path) { files.append(path) }
    let bytes: [UInt8]
    switch context.file(path) {
    case .content(let content): bytes = content
    case .missing:
      if let word = item["required"]?.word?.lowercased(), ["false", "n", "no", "off"].contains(word) {
        return []
      }
      // It may be there on the machine that runs it.
      if path.bytes.first == Ascii.slash, context.path.bytes.first != Ascii.slash {
        throw ComposeRefusal(
          reason: "\(path) is a file of the machine that runs it", place: item.place, isUnknown: true
        ).ofStart
      }
      throw ComposeRefusal(reason: "no such file: \(path)", place: item.place).ofStart
    case .folder: throw ComposeRefusal(reason: "\(path) is a folder", place: item.place).ofStart
    case .unreadable(let reason, _), .elsewhere(let reason):
      throw ComposeRefusal(reason: "\(path) is not read here: \(reason)", place: item.place, isUnknown: true)
        .ofStart
    }
    let outer = lookup
    func environment(_ name: [UInt8]) -> [UInt8]? {
      outer(name) ?? places[name].flatMap { known(own[$0].value) }
    }
    let format = item["format"]
    let variables: Variables
    switch format?.text ?? "" {
    case "": variables = ComposeEnvironmentFile.variables(bytes, path, earlier: earlier, environment)
    case "raw":
      variables = DockerEnvironmentFile.variables(bytes, path, lastCounts: true, environment)
    default:
      throw ComposeRefusal(reason: "a format that compose does not know", place: format?.place ?? item.place)
        .ofStart
    }
    if let refusal = variables.refusal {
      throw ComposeRefusal(reason: "\(path): \(refusal.reason)", place: refusal.place).ofStart
    }
    if variables.isCut {
      throw ComposeRefusal(reason: "\(path) is longer than is read here", place: item.place, isUnknown: true)
        .ofStart
    }
    return variables.all.map {
      Variable(
        name: $0.writtenName, value: $0.value, place: $0.place, spelling: $0.spelling,
        origin: .file(path, raw: format?.place))
    }
  }

  // MARK: Ports, mounts, words

  func ports(of service: ComposeMap) throws(ComposeRefusal) -> [ComposePort] {
    var ports: [ComposePort] = []
    var places: Set<String> = []
    for item in service["ports"]?.list ?? [] {
      for port in try ComposePort.ports(item) where places.insert(port.key).inserted { ports.append(port) }
    }
    return ports
  }

  func volumes(of service: ComposeMap) throws(ComposeRefusal) -> [ComposeVolume] {
    var volumes: [ComposeVolume] = []
    var places: [String: Int] = [:]
    for item in service["volumes"]?.list ?? [] {
      let volume = try ComposeVolume(item)
      if let index = places[volume.target] {
        volumes[index] = volume
      } else {
        places[volume.target] = volumes.count
        volumes.append(volume)
      }
    }
    var targets: Set<String> = []
    for item in ComposeMerge.list(service["tmpfs"] ?? ComposeNode(.list([]), Place())) {
      targets.insert(ComposePath.clean(String((item.text ?? "").prefix { $0 != ":" })))
    }
    let declared = root["volumes"]?.map
    for volume in volumes {
      if !targets.insert(volume.cleanTarget).inserted {
        throw ComposeRefusal(
          reason: "two mounts at \(Array(volume.cleanTarget.utf8).printable)", place: volume.place
        ).ofStart
      }
      if volume.type == "volume", !volume.source.isEmpty, declared?[volume.source] == nil {
        throw ComposeRefusal(
          reason: "the volume \(Array(volume.source.utf8).printable) is not declared", place: volume.place
        ).ofStart
      }
    }
    return volumes
  }

  /// A secret or a config that a service is given.
  struct Grant {
    let source: String
    /// Absolute.
    let target: String
    let definition: ComposeMap
    let place: Place
    /// The mode of its file, if that is set; 0 if it is not understood.
    let mode: Int?
  }

  /// - Parameter section: `secrets` or `configs`.
  func grants(_ section: String, of service: ComposeMap) throws(ComposeRefusal) -> [Grant] {
    var grants: [Grant] = []
    var places: [String: Int] = [:]
    let folder = section == "secrets" ? "/run/secrets/" : "/"
    for item in service[section]?.list ?? [] {
      let source = item.text ?? item["source"]?.text ?? ""
      guard let definition = root[section]?[source]?.map else {
        throw ComposeRefusal(
          reason: "\(Array(source.utf8).printable) is not declared in \(section)", place: item.place
        ).ofStart
      }
      let target = item["target"]?.text ?? source
      let path = ComposePath.clean(target.hasPrefix("/") ? target : folder + target)
      // A text is octal, a number is one.
      let mode = item["mode"].map { node in
        node.text.map { Int($0, radix: 8) } ?? node.word.flatMap { Int($0) }
      }.map { $0 ?? 0 }
      let grant = Grant(
        source: source, target: path, definition: definition, place: item.place, mode: mode)
      // The last of equal targets counts; they are compared as written.
      let key = item["target"]?.text ?? folder + source
      if let index = places[key] {
        grants[index] = grant
      } else {
        places[key] = grants.count
        grants.append(grant)
      }
    }
    return grants
  }

  /// The words of `command` or `entrypoint`; nil if it is the image's.
  func words(_ key: String, of service: ComposeMap) throws(ComposeRefusal) -> [PlacedText]? {
    guard let node = service[key], !node.isNull else { return nil }
    if let list = node.list { return list.map { PlacedText($0.text ?? "", $0.place) } }
    guard let words = ComposeWords.split(node.scalar?.text ?? []) else {
      throw ComposeRefusal(reason: "\(key) has a quote or a bracket that is not closed", place: node.place)
    }
    return words.map { PlacedText($0, node.place) }
  }

  /// Checks what else compose refuses of a service.
  func checkReferences(of entry: ComposeMap.Entry, _ service: ComposeMap) throws(ComposeRefusal) {
    if service["image"]?.text?.isEmpty ?? true, service["build"] == nil, service["provider"] == nil {
      throw ComposeRefusal(reason: "a service with neither image nor build", place: entry.place).ofStart
    }
    if let networks = service["networks"] {
      if let mode = service["network_mode"] {
        throw ComposeRefusal(reason: "network_mode cannot be used with networks", place: mode.place)
          .ofStart
      }
      for (name, item) in names(networks) where name != "default" && root["networks"]?[name] == nil {
        throw ComposeRefusal(reason: "the network \(Array(name.utf8).printable) is not declared", place: item)
          .ofStart
      }
    }
    let needed = needed(by: service)
    for (name, item) in needed where root["services"]?[name] == nil {
      let isOptional =
        service["depends_on"]?[name]?["required"]?.scalar.map {
          $0.kind == .boolean && $0.string == "false"
        } ?? false
      if !isOptional {
        throw ComposeRefusal(
          reason: "there is no service \(Array(name.utf8).printable) to depend on", place: item
        ).ofStart
      }
    }
    // Those of all but the largest projects.
    var (rest, count) = (needed, 0)
    while count < rest.count, count < 64 {
      let (name, item) = rest[count]
      if name == entry.key {
        throw ComposeRefusal(reason: "services that depend on each other in a circle", place: item).ofStart
      }
      count += 1
      guard let next = root["services"]?[name]?.map, isActive(next) else { continue }
      for other in self.needed(by: next) { rest.append(other) }
    }
    if let build = service["build"], let inline = build["dockerfile_inline"],
      ![build["dockerfile"]?.text ?? "", inline.text ?? ""].contains("")
    {
      throw ComposeRefusal(
        reason: "only one of dockerfile and dockerfile_inline can be used", place: inline.place
      ).ofStart
    }
  }

  /// The services that are started before this one.
  private func needed(by service: ComposeMap) -> [(name: String, place: Place)] {
    var needed = service["depends_on"].map(names) ?? []
    for key in ["links", "volumes_from", "network_mode", "ipc", "pid", "uts"] {
      for item in service[key].map(ComposeMerge.list) ?? [] {
        // `NAME:ALIAS` in lists, `service:NAME` elsewhere.
        let parts = (item.text ?? "").parts(by: Ascii.colon, maxSplits: 1)
        let isMode = parts.count > 1 && parts[0] == "service"
        if isMode || service[key]?.list != nil && parts[0] != "container" {
          needed.append((String(parts[isMode ? 1 : 0]), item.place))
        }
      }
    }
    return needed
  }

  /// The keys of a mapping, or the items of a list.
  func names(_ node: ComposeNode) -> [(name: String, place: Place)] {
    if let map = node.map { return map.entries.map { ($0.key, $0.place) } }
    return (node.list ?? []).compactMap { item in item.text.map { ($0, item.place) } }
  }
}
