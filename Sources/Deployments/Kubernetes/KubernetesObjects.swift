internal import Credentials
internal import Hashing
internal import Kernel
internal import YAML

/// The objects of a manifest.
struct KubernetesObjects {
  /// An object's name, and the namespace that it is in; `default` if none is written.
  struct Name: Hashable {
    let namespace: String
    let name: String
  }

  struct Workload {
    let name: Name
    let place: Place
    let pod: YAMLNode
    let labels: [String: String]
    /// As it is written: `Deployment`.
    let kind: PlacedText
  }

  struct NetworkService {
    let name: Name
    let place: Place
    /// The place of `spec`, or of what says who reaches it.
    let reachPlace: Place
    let selector: [String: String]
    let spec: YAMLNode?
    let annotations: YAMLNode?

    /// Whether pods of its namespace get variables of it: not without an address of its own.
    var hasAddress: Bool {
      spec?["clusterIP"]?.string != "None" && spec?["type"]?.string != "ExternalName"
    }

    /// The variable with its address: `CHROMA_PORT` of the Service `chroma`.
    var variable: String { String(name.name.uppercased().map { $0 == "-" ? "_" : $0 }) + "_PORT" }
  }

  /// The contents of a Secret or a ConfigMap.
  struct Contents {
    struct Entry {
      let key: String
      let value: [UInt8]
      let place: Place
      /// Whether it is written in block form, each line a line.
      let isBlock: Bool
      /// Whether it is not text, so that no variable can have it: `binaryData`.
      let isBinary: Bool

      var origin: Service.Mount.Origin { Service.Mount.Origin(place: place, isBlock: isBlock) }
    }

    let name: Name
    /// In file order, of equal keys the last.
    var entries: [Entry] = []
    private var places: [String: Int] = [:]
    /// Why the whole object is refused.
    var obstacle: SettingFinding?

    init(name: Name) { self.name = name }

    mutating func set(_ entry: Entry) {
      if let index = places[entry.key] {
        entries[index] = entry
      } else {
        places[entry.key] = entries.count
        entries.append(entry)
      }
    }

    subscript(key: String) -> Entry? { places[key].map { entries[$0] } }
  }

  private(set) var workloads: [Workload] = []
  private(set) var services: [NetworkService] = []
  /// Services by their namespace and one label that their pods have, in `services`.
  private var selected: [Selector: [Int]] = [:]
  /// Services whose variables may be settings of Chroma.
  private(set) var links: [NetworkService] = []
  private struct Selector: Hashable {
    let namespace: String
    let key: String
    let value: String
  }

  /// Services that pass requests on to the pods of a workload, in file order.
  func services(of workload: Workload) -> [NetworkService] {
    let places = workload.labels.flatMap { key, value in
      selected[Selector(namespace: workload.name.namespace, key: key, value: value)] ?? []
    }
    var found: [NetworkService] = []
    for place in places.sorted() where found.count < Self.maximumSelectionCount {
      let service = services[place]
      if service.selector.allSatisfy({ workload.labels[$0.key] == $0.value }) { found.append(service) }
    }
    return found
  }

  private(set) var secrets: [Name: Contents] = [:]
  private(set) var maps: [Name: Contents] = [:]
  /// Secrets that a controller of the cluster makes from something else: an ExternalSecret, a SealedSecret.
  private(set) var madeSecrets: Set<Name> = []
  /// Services that others pass requests on to: who they are, and where that is written.
  private(set) var ingresses: [Name: (title: String, place: Place)] = [:]
  /// Charts that are rendered in the cluster, with the name of the object that asks for it.
  private(set) var charts: [(name: Name, text: PlacedText)] = []
  private(set) var findings: [SettingFinding] = []
  /// Whether there is more than is read.
  private(set) var isCut = false

  private let places: SourcePlaces

  private static let maximumCount = 2000
  /// Services of one workload that are looked at; real ones have one or two.
  private static let maximumSelectionCount = 20

  init(_ documents: [YAMLNode], _ places: SourcePlaces) {
    self.places = places
    var pending = Array(documents.reversed())
    var count = 0
    while let node = pending.popLast() {
      guard node.kind == .mapping else { continue }
      count += 1
      if count > 20 * Self.maximumCount {
        isCut = true
        break
      }
      if node["kind"]?.string.hasSuffix("List") ?? false, let items = node["items"] {
        pending += items.items.reversed()
      } else {
        add(node)
      }
    }
  }

  private mutating func add(_ node: YAMLNode) {
    guard let kind = node["kind"]?.string else { return }
    let metadata = node["metadata"]
    let nameNode = metadata?["name"] ?? metadata?["generateName"]
    let name = Name(
      namespace: metadata?["namespace"]?.string ?? "default", name: nameNode?.string ?? kind)
    let place = places[nameNode ?? node]
    // A store is found by a name of its own, and is of no other version.
    let isStore = metadata?["name"] != nil && node["apiVersion"]?.string == "v1"
    guard workloads.count + services.count < Self.maximumCount else {
      isCut = true
      return
    }
    switch kind {
    case "Secret": if isStore { secrets[name] = contents(of: node, name, isSecret: true) }
    case "ConfigMap": if isStore { maps[name] = contents(of: node, name, isSecret: false) }
    case _ where kind.hasSuffix("Secret"):
      let spec = node["spec"]
      let target = spec?["target"]?["name"] ?? spec?["destination"]?["name"]
      for made in [name.name, target?.string ?? name.name] {
        madeSecrets.insert(Name(namespace: name.namespace, name: made))
      }
    case "Service" where !(node["apiVersion"]?.string.hasPrefix("serving.") ?? false):
      let spec = node["spec"]
      let service = NetworkService(
        name: name, place: place,
        reachPlace: (spec?["type"] ?? spec?["ports"] ?? spec).map { places[$0] } ?? place,
        selector: Self.strings(spec?["selector"]), spec: spec, annotations: metadata?["annotations"])
      if let (key, value) = service.selector.min(by: { $0.key < $1.key }) {
        selected[Selector(namespace: name.namespace, key: key, value: value), default: []].append(
          services.count)
      }
      if service.hasAddress, service.variable.hasPrefix("CHROMA_") { links.append(service) }
      services.append(service)
    case "Ingress", "HTTPRoute", "TCPRoute", "VirtualService", "IngressRoute", "Route":
      noteBackends(node, title: "the \(kind) \(name.name)", name.namespace)
    default:
      noteCharts(node, name)
      guard let template = Self.template(of: node, kind), let pod = template["spec"] else { return }
      workloads.append(
        Workload(
          name: name, place: place, pod: pod, labels: Self.strings(template["metadata"]?["labels"]),
          kind: PlacedText(kind, places[node["kind"] ?? node])))
    }
  }

  /// The node that has the `spec` of the pods.
  private static func template(of node: YAMLNode, _ kind: String) -> YAMLNode? {
    switch kind {
    case "Pod": node
    case "CronJob": node["spec"]?["jobTemplate"]?["spec"]?["template"]
    default: node["spec"]?["template"]
    }
  }

  private static func strings(_ node: YAMLNode?) -> [String: String] {
    var strings: [String: String] = [:]
    guard let node else { return strings }
    for (key, value) in node.pairs.prefix(1000) { strings[key.string] = value.string }
    return strings
  }

  /// A node, and the sequences and mappings in it at any depth.
  private static func collections(of node: YAMLNode) -> [YAMLNode] {
    var (found, pending) = ([YAMLNode](), [node])
    while let node = pending.popLast() {
      found.append(node)
      for item in node.items where item.kind != .scalar { pending.append(item) }
      for (_, value) in node.pairs where value.kind != .scalar { pending.append(value) }
    }
    return found
  }

  /// Charts of Chroma that Argo CD, Flux, K3s or kustomize renders: `chart: NAME`, at several depths; items of `helmCharts`.
  private mutating func noteCharts(_ node: YAMLNode, _ name: Name) {
    let group = node["apiVersion"]?.string.prefix { $0 != "/" } ?? ""
    guard
      [
        "argoproj.io", "helm.toolkit.fluxcd.io", "source.toolkit.fluxcd.io", "helm.cattle.io",
        "kustomize.config.k8s.io",
      ].contains(group)
    else { return }
    for node in Self.collections(of: node) {
      for (key, value) in node.pairs {
        switch key.string {
        case "chart": noteChart(value, name)
        case "helmCharts": for item in value.items { if let chart = item["name"] { noteChart(chart, name) } }
        default: break
        }
      }
    }
  }

  private mutating func noteChart(_ chart: YAMLNode, _ name: Name) {
    guard chart.text.contains(words: "chroma"), charts.count < Self.maximumCount else { return }
    charts.append((name, PlacedText(chart.string, places[chart])))
  }

  /// Names of Services anywhere in what passes requests on: `service: {name: x}`, `serviceName: x`, `backendRefs`,
  /// `destination: {host: x}`.
  private mutating func noteBackends(_ node: YAMLNode, title: String, _ namespace: String) {
    for node in Self.collections(of: node) {
      for (key, value) in node.pairs {
        let name: YAMLNode? =
          switch key.string {
          case "service": value["name"]
          case "serviceName", "host": value
          default: nil
          }
        if let name, name.kind == .scalar { note(name, title, namespace) }
      }
      if node["port"] != nil || node["kind"]?.string == "Service", let name = node["name"] {
        note(name, title, namespace)
      }
    }
  }

  private mutating func note(_ name: YAMLNode, _ title: String, _ namespace: String) {
    // `chroma.default.svc.cluster.local` is the Service chroma.
    let first = name.string.split(separator: ".").first.map(String.init) ?? ""
    let key = Name(namespace: namespace, name: first)
    if ingresses[key] == nil { ingresses[key] = (title, places[name]) }
  }

  // MARK: Contents

  private func contents(of node: YAMLNode, _ name: Name, isSecret: Bool) -> Contents {
    var contents = Contents(name: name)
    let title = "the \(isSecret ? "Secret" : "ConfigMap") \(Array(name.name.utf8).printable)"
    func refuse(_ node: YAMLNode, _ reason: String) {
      contents.obstacle =
        contents.obstacle
        ?? SettingFinding(
          rule: .fileRefused, severity: .error, place: places[node],
          message: "\(title) is refused: \(reason)", remedy: .manual("fix the value"))
    }
    for field in ["data", "binaryData", "stringData"] {
      guard let node = node[field] else { continue }
      for (key, value) in node.pairs {
        let isEncoded = isSecret ? field == "data" : field == "binaryData"
        let keyText = Array(key.text).printable
        if !value.isKubernetesText, value.plainType != .null {
          refuse(value, "the value of \(keyText) is not text")
          continue
        }
        var bytes = value.plainType == .null ? [] : value.text
        if isEncoded {
          guard let decoded = bytes.span.decodedGoBase64 else {
            refuse(value, "the value of \(keyText) is not base 64")
            continue
          }
          bytes = decoded
        }
        contents.set(
          .init(
            key: key.string, value: bytes, place: places[value],
            isBlock: !isEncoded && value.style == .literal, isBinary: field == "binaryData"))
      }
    }
    return contents
  }
}
