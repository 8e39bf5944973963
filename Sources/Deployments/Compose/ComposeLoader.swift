internal import Credentials
internal import Kernel

/// The files of a compose project, as compose reads and merges them (compose-go 2.9, `loader`).
struct ComposeLoader {
  /// Where the names in a file are looked up.
  struct Scope {
    /// The folder where relative paths begin, as the tool can open it.
    let folder: String
    let lookup: Substitution.Lookup
    /// Files that include this one, itself included.
    var including: [String] = []
  }

  private let context: DeploymentContext
  private(set) var files: [FilePath] = []
  /// References that are not followed.
  private(set) var notes: [ComposeRefusal] = []
  private var budget = ExpansionBudget(16 << 20)
  /// Services of files that others extend, by path.
  private var extended: [String: ComposeMap] = [:]
  private var fileCount = 0

  /// The limit for files that name each other; real projects have tens.
  private static let maximumFileCount = 200
  private static let maximumExtensionDepth = 100

  init(_ context: DeploymentContext) { self.context = context }

  var home: String? { context.environment(Array("HOME".utf8)).map { String(decoding: $0, as: UTF8.self) } }

  // MARK: Reading

  private mutating func read(_ path: FilePath, from place: Place) throws(ComposeRefusal) -> [UInt8] {
    fileCount += 1
    if fileCount > Self.maximumFileCount {
      throw ComposeRefusal(reason: "more files than are read here", place: place, isUnknown: true)
    }
    if path == context.path { return context.bytes }
    if !files.contains(path) { files.append(path) }
    switch context.file(path) {
    case .content(let bytes): return bytes
    case .missing: throw ComposeRefusal(reason: "no such file: \(path)", place: place)
    case .folder: throw ComposeRefusal(reason: "\(path) is a folder", place: place)
    case .unreadable(let reason, _), .elsewhere(let reason):
      throw ComposeRefusal(reason: "\(path) is not read here: \(reason)", place: place, isUnknown: true)
    }
  }

  /// A file as the top of a project, or of what it includes: all of its documents, merged into those before.
  mutating func add(
    _ path: FilePath, to project: inout ComposeNode?, in scope: Scope, from place: Place
  ) throws(ComposeRefusal) {
    let bytes = try read(path, from: place)
    let documents = try ComposeDocument.documents(bytes, path, &budget, scope.lookup)
    var scope = scope
    scope.including.append(path.text)
    for document in documents {
      guard let map = document.root.map else {
        throw ComposeRefusal(reason: "a document that is not a mapping", place: document.root.place)
      }
      var root = ComposeNode(.map(try resolvingPaths(map, in: scope)), document.root.place)
      root = try extending(root, file: path, in: scope)
      if document.hasMarks {
        if let former = project { project = try ComposeMerge.removingMarked(from: former, by: root) }
        root = try ComposeMerge.withoutReset(root)
      }
      root = try including(root, in: scope)
      project =
        try project.map { (former) throws(ComposeRefusal) in
          try ComposeMerge.merge(former, root, at: [])
        } ?? root
      if let merged = project?.map { try ComposeSchema.check(merged) }
    }
  }

  // MARK: extends

  private mutating func extending(
    _ root: ComposeNode, file: FilePath, in scope: Scope
  ) throws(ComposeRefusal) -> ComposeNode {
    guard var map = root.map, let node = map["services"], var services = node.map else { return root }
    guard services.entries.contains(where: { $0.value["extends"] != nil }) else { return root }
    for entry in services.entries {
      _ = try extended(entry.key, in: &services, file: file, scope: scope, trail: [])
    }
    map.set("services", ComposeNode(.map(services), node.place), at: node.place)
    return ComposeNode(.map(map), root.place)
  }

  /// A service with what it extends.
  private mutating func extended(
    _ name: String, in services: inout ComposeMap, file: FilePath, scope: Scope, trail: [String]
  ) throws(ComposeRefusal) -> ComposeNode? {
    guard let service = services[name], !service.isNull else { return nil }
    guard let map = service.map, let extends = map["extends"] else { return service }
    let step = "\(file.text)\n\(name)"
    if trail.contains(step) {
      throw ComposeRefusal(reason: "services that extend each other in a circle", place: extends.place)
    }
    if trail.count >= Self.maximumExtensionDepth {
      throw ComposeRefusal(
        reason: "more services that extend each other than are followed here", place: extends.place,
        isUnknown: true)
    }
    guard let reference = extends.text ?? extends["service"]?.text else {
      throw ComposeRefusal(reason: "extends without a service", place: extends.place)
    }
    let missing = ComposeRefusal(
      reason: "there is no service \(Array(reference.utf8).printable) to extend", place: extends.place)
    var base: ComposeNode?
    if let other = extends["file"] {
      guard let otherName = other.text else {
        throw ComposeRefusal(reason: "a file that is not text", place: other.place)
      }
      if Self.isRemote(otherName) {
        throw ComposeRefusal(
          reason: "\(Array(otherName.utf8).printable) is not on this machine", place: other.place,
          isUnknown: true)
      }
      let path = FilePath(otherName)
      var others = try servicesToExtend(path, in: scope, from: other.place)
      guard others[reference] != nil else { throw missing }
      base = try extended(reference, in: &others, file: path, scope: scope, trail: trail + [step])
      extended[otherName] = others
    } else {
      guard services[reference] != nil else { throw missing }
      base = try extended(reference, in: &services, file: file, scope: scope, trail: trail + [step])
    }
    guard let base else { return service }
    let cleaned = try ComposeMerge.removingMarked(from: base, by: service)
    let merged = try ComposeMerge.merge(cleaned, service, at: ["services", name])
    let result = ComposeNode(
      .map((merged.map ?? map).without("extends")), service.place, mark: service.mark)
    services.set(name, result, at: service.place)
    return result
  }

  private mutating func servicesToExtend(
    _ path: FilePath, in scope: Scope, from place: Place
  ) throws(ComposeRefusal) -> ComposeMap {
    if let known = extended[path.text] { return known }
    let bytes = try read(path, from: place)
    let folder = Scope(folder: path.folder.text, lookup: scope.lookup)
    var merged: ComposeNode?
    for document in try ComposeDocument.documents(bytes, path, &budget, scope.lookup) {
      guard let map = document.root.map else {
        throw ComposeRefusal(reason: "a document that is not a mapping", place: document.root.place)
      }
      var root = ComposeNode(.map(try resolvingPaths(map, in: folder)), document.root.place)
      if document.hasMarks {
        if let former = merged { merged = try ComposeMerge.removingMarked(from: former, by: root) }
        root = try ComposeMerge.withoutReset(root)
      }
      merged =
        try merged.map { (former) throws(ComposeRefusal) in
          try ComposeMerge.merge(former, root, at: [])
        } ?? root
    }
    guard let services = merged?["services"]?.map else {
      throw ComposeRefusal(reason: "\(path) has no services to extend", place: place)
    }
    return services
  }

  // MARK: include

  private mutating func including(
    _ root: ComposeNode, in scope: Scope
  ) throws(ComposeRefusal) -> ComposeNode {
    guard let map = root.map, let include = map["include"] else { return root }
    if include.isNull { return ComposeNode(.map(map.without("include")), root.place) }
    guard let entries = include.list else {
      throw ComposeRefusal(reason: "include is not a list", place: include.place)
    }
    var result = map.without("include")
    for entry in entries {
      let paths = entry.text.map { [$0] } ?? Self.texts(entry["path"])
      guard let first = paths.first else {
        throw ComposeRefusal(reason: "an include without a path", place: entry.place)
      }
      if paths.contains(where: Self.isRemote) {
        notes.append(
          ComposeRefusal(
            reason: "\(Array(first.utf8).printable) is not on this machine, and not read", place: entry.place,
            isUnknown: true))
        continue
      }
      let resolved = paths.map { ComposePath.resolve($0, in: scope.folder, home: home) }
      var folder = FilePath(resolved[0]).folder.text
      if let given = entry["project_directory"]?.text {
        folder = ComposePath.resolve(given, in: scope.folder, home: home)
      }
      if scope.including.contains(FilePath(resolved[0]).text) {
        throw ComposeRefusal(reason: "files that include each other in a circle", place: entry.place)
      }
      let values = try environment(of: entry, folder: folder, in: scope)
      let outer = scope.lookup
      let inner = Scope(
        folder: folder, lookup: { name in outer(name) ?? values[name] }, including: scope.including)
      var imported: ComposeNode?
      for path in resolved { try add(FilePath(path), to: &imported, in: inner, from: entry.place) }
      guard let other = imported?.map else { continue }
      let complete = resolvingNames(other, inner.lookup)
      for section in ["services", "volumes", "networks", "secrets", "configs"] {
        guard let source = complete[section]?.map else { continue }
        var target = result[section]?.map ?? ComposeMap()
        for item in source.entries {
          if let former = target.entry(item.key) {
            // The long forms of services differ, whatever is written.
            if section != "services", former.value.isSame(as: item.value) { continue }
            throw ComposeRefusal(
              reason: "\(Array(item.key.utf8).printable) is in an included file too", place: former.place)
          }
          target.set(item.key, item.value, at: item.place)
        }
        result.set(
          section, ComposeNode(.map(target), result[section]?.place ?? entry.place),
          at: result.entry(section)?.place ?? entry.place)
      }
    }
    if let services = map["services"], services.isNull {
      throw ComposeRefusal(reason: "services is not a mapping", place: services.place)
    }
    return ComposeNode(.map(result), root.place)
  }

  private mutating func environment(
    of entry: ComposeNode, folder: String, in scope: Scope
  ) throws(ComposeRefusal) -> [[UInt8]: [UInt8]] {
    var paths = Self.texts(entry["env_file"]).map { ComposePath.resolve($0, in: scope.folder, home: home) }
    if paths.isEmpty {
      let path = ComposePath.clean(folder + "/.env")
      guard case .content = context.file(FilePath(path)) else { return [:] }
      paths = [path]
    }
    var values: [[UInt8]: [UInt8]] = [:]
    for path in paths {
      let bytes = try read(FilePath(path), from: entry.place)
      let variables = ComposeEnvironmentFile.variables(
        bytes, FilePath(path), earlier: values.mapValues { .some($0) }, scope.lookup)
      if let refusal = variables.refusal {
        throw ComposeRefusal(reason: refusal.reason, place: refusal.place)
      }
      for variable in variables.all { values[variable.writtenName] = variable.bytes ?? [] }
    }
    return values
  }

  /// Names that are not files of this machine: git repositories and OCI artifacts.
  static func isRemote(_ name: String) -> Bool {
    name.contains(words: "://") || name.hasPrefix("oci:") || name.hasPrefix("git@")
      || name.hasPrefix("github.com/")
  }

  private static func texts(_ node: ComposeNode?) -> [String] {
    guard let node else { return [] }
    return node.text.map { [$0] } ?? node.list?.compactMap(\.text) ?? []
  }

  /// Names without values in an included file's services, with the values that its own `.env` has.
  private func resolvingNames(_ root: ComposeMap, _ lookup: Substitution.Lookup) -> ComposeMap {
    var root = root
    if let node = root["services"], var services = node.map {
      for entry in services.entries {
        // compose looks for names in a list here, not for those of a mapping.
        guard var service = entry.value.map, let environment = service["environment"],
          environment.list != nil
        else { continue }
        let items = ComposeMerge.list(environment).map { item -> ComposeNode in
          let name = item.text ?? ""
          guard !name.contains("="), let value = lookup(Array(name.utf8)) else { return item }
          return ComposeNode(.pair(name, ComposeScalar(kind: .text, text: value)), item.place)
        }
        service.set("environment", ComposeNode(.list(items), environment.place), at: environment.place)
        services.set(entry.key, ComposeNode(.map(service), entry.value.place), at: entry.place)
      }
      root.set("services", ComposeNode(.map(services), node.place), at: node.place)
    }
    for section in ["secrets", "configs"] {
      guard let node = root[section], var map = node.map else { continue }
      for entry in map.entries {
        guard var grant = entry.value.map, let name = grant["environment"]?.text,
          let value = lookup(Array(name.utf8))
        else { continue }
        grant.set(
          ComposeProject.environmentValue,
          ComposeNode(.scalar(ComposeScalar(kind: .text, text: value)), entry.place), at: entry.place)
        map.set(entry.key, ComposeNode(.map(grant), entry.value.place), at: entry.place)
      }
      root.set(section, ComposeNode(.map(map), node.place), at: node.place)
    }
    return root
  }

  // MARK: Paths

  /// The file with paths that no longer depend on its folder.
  private mutating func resolvingPaths(
    _ root: ComposeMap, in scope: Scope
  ) throws(ComposeRefusal) -> ComposeMap {
    var root = root
    if let node = root["services"], let services = node.map {
      let resolved = try services.compactMap { (entry) throws(ComposeRefusal) in
        guard let service = entry.value.map else { return entry.value }
        return ComposeNode(
          .map(try resolvingPaths(service: service, in: scope)), entry.value.place, mark: entry.value.mark)
      }
      root.set("services", ComposeNode(.map(resolved), node.place, mark: node.mark), at: node.place)
    }
    for section in ["secrets", "configs"] {
      guard let node = root[section], let map = node.map else { continue }
      let resolved = try map.compactMap { (entry) throws(ComposeRefusal) in
        guard let grant = entry.value.map, grant["file"] != nil else { return entry.value }
        return ComposeNode(.map(path("file", in: grant, scope)), entry.value.place, mark: entry.value.mark)
      }
      root.set(section, ComposeNode(.map(resolved), node.place, mark: node.mark), at: node.place)
    }
    return root
  }

  private func path(_ key: String, in map: ComposeMap, _ scope: Scope) -> ComposeMap {
    guard let node = map[key], node.text != nil else { return map }
    var map = map
    map.set(key, resolved(node, scope), at: node.place)
    return map
  }

  private func resolved(_ node: ComposeNode, _ scope: Scope) -> ComposeNode {
    guard var scalar = node.scalar, scalar.kind == .text else { return node }
    scalar.text = Array(ComposePath.resolve(scalar.string, in: scope.folder, home: home).utf8)
    return ComposeNode(.scalar(scalar), node.place, mark: node.mark)
  }

  private mutating func resolvingPaths(
    service: ComposeMap, in scope: Scope
  ) throws(ComposeRefusal) -> ComposeMap {
    var service = service
    // Its labels are not read, but it has to be there if the service is started.
    if let node = service["label_file"], service["profiles"] == nil {
      for name in Self.texts(node) {
        _ = try read(FilePath(ComposePath.resolve(name, in: scope.folder, home: home)), from: node.place)
      }
    }
    // A mapping is refused later.
    if let node = service["env_file"], node.map == nil {
      let items = node.list ?? (node.isNull ? [] : [node])
      let resolved = items.map { item in
        if let map = item.map {
          return ComposeNode(.map(path("path", in: map, scope)), item.place, mark: item.mark)
        }
        return self.resolved(item, scope)
      }
      service.set("env_file", ComposeNode(.list(resolved), node.place, mark: node.mark), at: node.place)
    }
    if let node = service["volumes"], let list = node.list {
      let resolved = list.map { item -> ComposeNode in
        if let map = item.map {
          guard map["type"]?.text == "bind" else { return item }
          return ComposeNode(.map(path("source", in: map, scope)), item.place, mark: item.mark)
        }
        return self.resolved(volume: item, scope)
      }
      service.set("volumes", ComposeNode(.list(resolved), node.place, mark: node.mark), at: node.place)
    }
    if let node = service["build"] {
      if node.text != nil {
        service.set("build", resolvedContext(node, scope), at: node.place)
      } else if var map = node.map {
        let context = map["context"] ?? ComposeNode(text: ".", node.place)
        map.set("context", resolvedContext(context, scope), at: context.place)
        service.set("build", ComposeNode(.map(map), node.place, mark: node.mark), at: node.place)
      }
    }
    if let node = service["extends"], let map = node.map, map["file"] != nil {
      let file = map["file"]?.text ?? ""
      if !Self.isRemote(file) {
        service.set("extends", ComposeNode(.map(path("file", in: map, scope)), node.place), at: node.place)
      }
    }
    return service
  }

  private func resolvedContext(_ node: ComposeNode, _ scope: Scope) -> ComposeNode {
    Self.isRemote(node.text ?? "") ? node : resolved(node, scope)
  }

  /// A mount in its short form, whose source becomes one that needs no folder.
  private func resolved(volume node: ComposeNode, _ scope: Scope) -> ComposeNode {
    guard var scalar = node.scalar, scalar.kind == .text, let first = scalar.text.first else { return node }
    guard first == UInt8(ascii: ".") || first == UInt8(ascii: "~"),
      let colon = scalar.text.firstIndex(of: Ascii.colon)
    else { return node }
    let source = String(decoding: scalar.text[..<colon], as: UTF8.self)
    var resolved = ComposePath.resolve(source, in: scope.folder, home: home)
    // It stays a path, whatever it is called.
    if !resolved.hasPrefix("/"), !resolved.hasPrefix("."), !resolved.hasPrefix("~") {
      resolved = "./" + resolved
    }
    scalar.text = Array(resolved.utf8) + scalar.text[colon...]
    return ComposeNode(.scalar(scalar), node.place, mark: node.mark)
  }
}
