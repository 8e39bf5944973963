internal import Credentials
internal import Kernel
internal import YAML

/// How much the containers of a file may take from its Secrets and ConfigMaps.
struct PodBudget {
  var text = ExpansionBudget()
  private var entryCount = 200_000

  /// - Returns: whether that many entries are left.
  mutating func spend(_ count: Int) -> Bool {
    guard count <= entryCount else { return false }
    entryCount -= count
    return true
  }
}

/// A container of a pod, as its manifest describes it.
final class PodContainer {
  private let node: YAMLNode
  private let workload: KubernetesObjects.Workload
  private let objects: KubernetesObjects
  private let places: SourcePlaces

  private(set) var variables = Variables()
  private(set) var mounts: [Service.Mount] = []
  /// The origins of the files of the volume that was read last.
  private var origins: [String: Service.Mount.Origin] = [:]
  /// Why the manifest is refused, or the pod never starts.
  private(set) var obstacles: [SettingFinding] = []
  private(set) var image: CommandWord?
  private(set) var entrypoint: [CommandWord]?
  private(set) var command: [CommandWord]?

  init(
    _ node: YAMLNode, of workload: KubernetesObjects.Workload, in objects: KubernetesObjects,
    _ places: SourcePlaces, _ budget: inout PodBudget
  ) {
    (self.node, self.workload, self.objects, self.places) = (node, workload, objects, places)
    if let node = node["image"] { image = word(node) }
    readSources(&budget)
    readVariables(&budget.text)
    entrypoint = words(node["command"], &budget.text)
    command = words(node["args"], &budget.text)
    readMounts(&budget)
    noteFolders()
    // The images of Chroma run as root.
    if let node = security("runAsNonRoot"), node.string == "true", security("runAsUser") == nil,
      image.map({ ChromaImage($0.text).isChroma }) ?? false
    {
      obstacles.append(
        SettingFinding(
          rule: .fileRefused, severity: .error, place: places[node],
          message: "runAsNonRoot is set, and the image runs as root; the pod will not start",
          remedy: .manual("set runAsUser too, and fsGroup for the volume of the data")))
    }
  }

  var chroma: ChromaContainer {
    ChromaContainer(image: image, entrypoint: entrypoint, command: command, variables: variables)
  }

  var name: String? { node["name"]?.string }
  var workingFolder: String? { node["workingDir"]?.string }

  /// A field of `securityContext`, of the container or of its pod.
  private func security(_ field: String) -> YAMLNode? {
    node["securityContext"]?[field] ?? workload.pod["securityContext"]?[field]
  }

  /// `USER:GROUP`.
  var user: PlacedText? {
    security("runAsUser").map { user in
      PlacedText(
        user.string + (security("runAsGroup").map { ":\($0.string)" } ?? ""), places[user])
    }
  }

  /// Whether volumes are of a group of the pod.
  var hasGroup: Bool { workload.pod["securityContext"]?["fsGroup"] != nil }

  var readOnlyPlace: Place? {
    node["securityContext"]?["readOnlyRootFilesystem"].flatMap { $0.string == "true" ? places[$0] : nil }
  }

  private func refuse(_ node: YAMLNode, _ message: String, _ remedy: String) {
    guard obstacles.count < 100 else { return }
    obstacles.append(
      SettingFinding(
        rule: .fileRefused, severity: .error, place: places[node], message: message, remedy: .manual(remedy)))
  }

  /// A text of a template that was not rendered is not known.
  private func word(_ node: YAMLNode) -> CommandWord {
    let text = node.text
    var word = CommandWord(text, isKnown: !text.contains(words: "{{"), places[node])
    word.written = text
    word.doubt = "it is a template that is not rendered"
    return word
  }

  private func value(_ word: CommandWord) -> Variables.Value {
    word.isKnown ? .known(word.bytes) : .unknown(.elsewhere("a template that is not rendered"))
  }

  // MARK: Variables

  private static let stored: Variables.Spelling = {
    var spelling = Variables.Spelling()
    spelling.isOfStore = true
    return spelling
  }()

  private enum Source {
    case found(KubernetesObjects.Contents)
    case missing(String)
  }

  private func source(_ kind: String, _ name: String) -> Source {
    let key = KubernetesObjects.Name(namespace: workload.name.namespace, name: name)
    if kind == "Secret", objects.madeSecrets.contains(key) {
      return .missing("what the cluster puts into the Secret \(Array(name.utf8).printable)")
    }
    if let found = kind == "Secret" ? objects.secrets[key] : objects.maps[key] { return .found(found) }
    return .missing("the \(kind) \(Array(name.utf8).printable)")
  }

  private func note(_ contents: KubernetesObjects.Contents) {
    if let obstacle = contents.obstacle, !obstacles.contains(obstacle) { obstacles.append(obstacle) }
  }

  /// `envFrom`: what `env` has wins.
  private func readSources(_ budget: inout PodBudget) {
    guard let list = node["envFrom"] else { return }
    for item in list.items.prefix(100) {
      let prefix = item["prefix"]?.text ?? []
      for (field, kind) in [("secretRef", "Secret"), ("configMapRef", "ConfigMap")] {
        guard let reference = item[field] else { continue }
        switch source(kind, reference["name"]?.string ?? "") {
        case .missing(let title):
          variables.leaveUnread("\(title), which is not in this file,", at: places[reference])
        case .found(let contents):
          note(contents)
          guard budget.spend(contents.entries.count) else {
            variables.isCut = true
            return
          }
          for entry in contents.entries where !entry.isBinary {
            variables.add(
              prefix + Array(entry.key.utf8), .known(entry.value), entry.place, Self.stored,
              valuePlace: entry.place)
          }
        }
      }
    }
  }

  private func readVariables(_ budget: inout ExpansionBudget) {
    guard let list = node["env"] else { return }
    for item in list.items.prefix(Variables.maximumCount) {
      guard let nameNode = item["name"] else { continue }
      let (name, place) = (nameNode.text, places[nameNode])
      let title = name.printable
      if let source = item["valueFrom"] {
        if item["value"] != nil {
          refuse(
            nameNode, "\(title) has value and valueFrom; Kubernetes refuses the manifest",
            "remove one of them")
        }
        readReference(source, name, place)
        continue
      }
      guard let node = item["value"], node.plainType != .null else {
        variables.add(name, .known([]), place)
        continue
      }
      guard node.kind == .scalar, node.isKubernetesText else {
        let kind = node.plainType?.rawValue ?? "not text"
        refuse(
          node, "the value of \(title) is \(kind); Kubernetes refuses the manifest",
          "put the value in quotes")
        variables.add(name, .known(node.text), place, valuePlace: places[node])
        continue
      }
      let word = word(node)
      var spelling = Variables.Spelling()
      spelling.wasQuoted = node.style != .plain
      var value = value(word)
      if case .known(let text) = value {
        let variables = variables
        value =
          KubernetesExpansion.expand(text, &budget, &spelling) { name in
            variables[String(decoding: name, as: UTF8.self).uppercased()]?.value ?? .unset
          }.map { .known($0) } ?? .unknown(.computed)
      }
      variables.add(name, value, place, spelling, valuePlace: places[node])
    }
  }

  private func readReference(_ node: YAMLNode, _ name: [UInt8], _ place: Place) {
    for (field, kind) in [("secretKeyRef", "Secret"), ("configMapKeyRef", "ConfigMap")] {
      guard let reference = node[field] else { continue }
      let key = reference["key"]?.string ?? ""
      let isOptional = reference["optional"]?.string == "true"
      switch source(kind, reference["name"]?.string ?? "") {
      case .missing(let title):
        variables.add(
          name, .unknown(.elsewhere("\(title), which is not in this file")), place,
          valuePlace: places[reference])
      case .found(let contents):
        note(contents)
        if let entry = contents[key], !entry.isBinary {
          variables.add(name, .known(entry.value), place, Self.stored, valuePlace: entry.place)
        } else if isOptional {
          variables.add(name, .unset, place)
        } else if contents.obstacle != nil {
          // The key may be there, with what is refused.
          return
        } else {
          let (kind, key) = ("the \(kind) \(contents.name.name)".printed, Array(key.utf8).printable)
          obstacles.append(
            SettingFinding(
              rule: .variableUnset, severity: .error, place: places[reference],
              message: "\(kind) has no key \(key); the pod will not start",
              remedy: .manual("name a key that \(kind) has")))
        }
      }
      return
    }
    variables.add(name, .unknown(.elsewhere("a field of the pod")), place, valuePlace: places[node])
  }

  private func words(_ list: YAMLNode?, _ budget: inout ExpansionBudget) -> [CommandWord]? {
    guard let list, !list.items.isEmpty else { return nil }
    var words: [CommandWord] = []
    for node in list.items.prefix(1000) {
      if node.plainType != nil || node.kind != .scalar {
        refuse(
          node,
          "a word of the command is \(node.plainType?.rawValue ?? "not text"); Kubernetes refuses the manifest",
          "put the word in quotes")
      }
      var word = word(node)
      let variables = variables
      if word.isKnown {
        let expanded = KubernetesExpansion.expand(word.bytes, &budget, &word.spelling) { name in
          variables[String(decoding: name, as: UTF8.self).uppercased()]?.value ?? .unset
        }
        if let expanded { word.bytes = expanded } else { word.isKnown = false }
      }
      words.append(word)
    }
    return words
  }

  // MARK: Mounts

  private func readMounts(_ budget: inout PodBudget) {
    guard let list = node["volumeMounts"] else { return }
    var volumes: [String: YAMLNode] = [:]
    for volume in workload.pod["volumes"]?.items.prefix(1000) ?? list.items.prefix(0) {
      if let name = volume["name"]?.string { volumes[name] = volume }
    }
    for node in list.items.prefix(1000) {
      guard let target = node["mountPath"], let name = node["name"]?.string else { continue }
      var source = Service.Mount.Source.volume
      origins = [:]
      if let volume = volumes[name] { source = files(volume, &budget) }
      for field in ["subPath", "subPathExpr"] {
        if let path = node[field], path.string.leavesFolder {
          refuse(path, "\(field) leaves its volume; Kubernetes refuses the manifest", "write a relative path")
        }
      }
      if let sub = node["subPath"]?.string, !sub.isEmpty {
        source = Self.part(sub, of: source)
        if let origin = origins[String(ContainerPath.absolute(sub).dropFirst())] { origins[""] = origin }
      }
      if node["subPathExpr"] != nil { source = .elsewhere("the pod says which file it is") }
      var mount = Service.Mount(
        target: ContainerPath.absolute(target.string), source: source, place: places[node])
      mount.origins = origins
      mount.mode = volumes[name].flatMap(mode)
      mounts.append(mount)
    }
  }

  /// The files of a volume.
  private func files(_ volume: YAMLNode, _ budget: inout PodBudget) -> Service.Mount.Source {
    if let secret = volume["secret"] {
      guard let name = secret["secretName"]?.string else {
        refuse(
          secret, "a volume of a Secret has no secretName; Kubernetes refuses the manifest",
          "name it: secretName")
        return .folder([:])
      }
      return files(source("Secret", name), secret, &budget)
    }
    if let map = volume["configMap"] {
      return files(source("ConfigMap", map["name"]?.string ?? ""), map, &budget)
    }
    if let projected = volume["projected"] {
      var all: [String: [UInt8]] = [:]
      for item in projected["sources"]?.items.prefix(100) ?? volume.items.prefix(0) {
        for (field, kind) in [("secret", "Secret"), ("configMap", "ConfigMap")] {
          guard let part = item[field] else { continue }
          switch files(source(kind, part["name"]?.string ?? ""), part, &budget) {
          case .folder(let files): all.merge(files) { $1 }
          case let other: return other
          }
        }
      }
      return .folder(all)
    }
    if let path = volume["hostPath"]?["path"]?.string {
      return .elsewhere("\(path.printed) is a file of the node")
    }
    return volume["csi"] == nil ? .volume : .elsewhere("a driver of the cluster fills the volume")
  }

  /// The permissions of the files of a volume; nil for those that everybody reads, or a group of the pod.
  private func mode(_ volume: YAMLNode) -> UInt32? {
    guard let source = volume["secret"] ?? volume["configMap"] ?? volume["projected"],
      source["items"]?.items.allSatisfy({ $0["mode"] == nil }) ?? true, !hasGroup,
      let text = source["defaultMode"]?.string
    else { return nil }
    // An integer of YAML 1.1, in which `0400` is octal.
    let digits = text.hasPrefix("0o") ? text.dropFirst(2) : text[...]
    return UInt32(digits, radix: text.hasPrefix("0") ? 8 : 10)
  }

  private func files(
    _ source: Source, _ node: YAMLNode, _ budget: inout PodBudget
  ) -> Service.Mount.Source {
    if let mode = node["defaultMode"], mode.style != .plain {
      refuse(
        mode, "defaultMode is text; Kubernetes refuses the manifest", "write it without quotes: 0400")
    }
    switch source {
    case .missing(let title): return .elsewhere("\(title) is not in this file")
    case .found(let contents):
      note(contents)
      guard budget.spend(contents.entries.count) else { return .elsewhere("there is more than is read") }
      var files: [String: [UInt8]] = [:]
      guard let items = node["items"] else {
        for entry in contents.entries {
          files[entry.key] = entry.value
          origins[entry.key] = entry.origin
        }
        return .folder(files)
      }
      for item in items.items.prefix(1000) {
        guard let key = item["key"], let node = item["path"] else { continue }
        let path = node.string
        if path.leavesFolder {
          refuse(node, "the path leaves its volume; Kubernetes refuses the manifest", "write a relative path")
        }
        if let entry = contents[key.string] {
          files[path] = entry.value
          origins[path] = entry.origin
        } else if node["optional"]?.string != "true" {
          obstacles.append(
            SettingFinding(
              rule: .fileNotMounted, severity: .error, place: places[key],
              message:
                "\(contents.name.name.printed) has no key \(key.text.printable); the pod will not start",
              remedy: .manual("name a key that it has")))
        }
      }
      return .folder(files)
    }
  }

  /// `subPath`: one file of a volume, or a folder in it.
  private static func part(_ path: String, of source: Service.Mount.Source) -> Service.Mount.Source {
    switch source {
    case .folder(let files):
      let name = String(ContainerPath.absolute(path).dropFirst())
      if let file = files[name] { return .content(file) }
      var rest: [String: [UInt8]] = [:]
      for (key, value) in files where key.utf8.starts(with: "\(name)/".utf8) {
        rest[String(key.dropFirst(name.count + 1))] = value
      }
      return .folder(rest)
    case .volume: return .elsewhere("\(path.printed) is in a volume")
    default: return source
    }
  }

  /// Notes mounts without subPath as folders, whatever is in them: a setting that names one as a file does not find it.
  private func noteFolders() {
    guard let list = node["volumeMounts"] else { return }
    let files = Set(
      variables.all.compactMap { variable in
        variable.name.hasSuffix("_FILE")
          ? variable.bytes.map { ContainerPath.absolute($0, in: "/chroma") } : nil
      })
    for (index, node) in list.items.prefix(1000).enumerated() where index < mounts.count {
      guard case .elsewhere = mounts[index].source, node["subPath"] == nil, node["subPathExpr"] == nil,
        files.contains(mounts[index].target)
      else { continue }
      // Nothing is known of a file of the node.
      let volume = workload.pod["volumes"]?.items.prefix(1000).first {
        $0["name"]?.string == node["name"]?.string
      }
      if volume?["hostPath"] == nil { mounts[index].source = .folder([:]) }
    }
  }
}

extension String {
  /// Whether it is absolute, or has a part `..` (Kubernetes' `validateLocalDescendingPath`).
  fileprivate var leavesFolder: Bool { utf8.first == Ascii.slash || split(separator: "/").contains("..") }
}
