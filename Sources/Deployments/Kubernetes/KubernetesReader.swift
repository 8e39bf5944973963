internal import Credentials
internal import Kernel
internal import YAML

/// Reads manifests: the containers of Deployments, StatefulSets, DaemonSets, Jobs, CronJobs, Pods and the like, with the
/// Secrets, ConfigMaps, Services and Ingresses of the same file.
enum KubernetesReader {
  static func deployment(in context: DeploymentContext) -> Deployment? {
    var deployment = Deployment()
    let places = SourcePlaces(context.bytes, at: context.path)
    let documents: [YAMLNode]
    do throws(YAMLError) {
      documents = try YAMLTree(context.bytes).documents
    } catch {
      deployment.findings = [.ofYAML(error, context)]
      return deployment
    }
    let objects = KubernetesObjects(documents, places)
    deployment.findings = objects.isCut ? [.tooMuch(context.path)] : []
    let doubt = Kustomization.doubt(in: context)
    var containers = Containers()
    var budget = PodBudget()
    for (number, workload) in objects.workloads.enumerated() {
      let isShared = hasChroma(workload)
      let doubt = doubt ?? Self.doubt(aboutKind: workload.kind)
      for node in nodes(workload) {
        if let front = front(node, of: workload, in: objects, places, &budget, besideChroma: isShared) {
          var service = front
          service.sharedNetwork = "pod \(number)"
          service.doubt = doubt
          containers.add(front: service)
          continue
        }
        let container = PodContainer(node, of: workload, in: objects, places, &budget)
        containers.add(container.chroma) { chroma in
          var service = chroma.service(named: workload.name.name.printed, at: places[node])
          service?.name = name(workload, container, node, objects)
          service?.mounts = container.mounts
          service?.obstacles += container.obstacles
          service?.doubt = doubt
          service?.workingFolder = container.workingFolder
          service?.runs(as: container.user)
          if container.hasGroup { service?.accounts = nil }
          if let place = container.readOnlyPlace {
            service?.writeLimit = PlacedText("its files are read-only", place)
          }
          service?.reach(of: workload, node, objects, places)
          service?.sharedNetwork = "pod \(number)"
          service?.loopbackReach = workload.pod["hostNetwork"]?.string == "true" ? "its node" : "its pod"
          if let service, let link = serviceLink(service, workload, objects) {
            var linked = service
            linked.obstacles.append(link)
            return linked
          }
          return service
        }
      }
    }
    containers.finish(&deployment, context.path)
    deployment.services += objects.charts.map { service(of: $0.text, named: $0.name.name.printed) }
    return deployment
  }

  /// Kinds begin with a capital letter: without it one is refused.
  private static func doubt(aboutKind kind: PlacedText) -> SettingFinding? {
    guard let first = kind.text.utf8.first, first >= UInt8(ascii: "a") else { return nil }
    return SettingFinding(
      rule: .cannotTell, severity: .warning, place: kind.place,
      message: "\(Array(kind.text.utf8.prefix(40)).printable) is not a kind that Kubernetes has",
      remedy: .manual("write it with a capital letter, as Deployment"))
  }

  /// The Chroma of a chart, of which nothing is known.
  private static func service(of chart: PlacedText, named name: String) -> Service {
    let reason = "what the chart \(Array(chart.text.utf8.prefix(200)).printable) makes is not read"
    var service = Service(
      name: name, place: chart.place, image: nil, release: .unknown(reason), program: .image)
    service.doubt = SettingFinding(
      rule: .cannotTell, severity: .warning, place: chart.place, message: reason,
      remedy: .manual("lint what helm template prints"))
    return service
  }

  /// The containers of a workload; one that begins before the others, and goes on beside them, is one of them.
  fileprivate static func nodes(_ workload: KubernetesObjects.Workload) -> [YAMLNode] {
    let first = workload.pod["initContainers"]?.items.prefix(100).filter {
      $0["restartPolicy"]?.string == "Always"
    }
    return Array(workload.pod["containers"]?.items.prefix(100) ?? workload.pod.items.prefix(0))
      + (first ?? [])
  }

  /// The workload's, unless it has several of them.
  private static func name(
    _ workload: KubernetesObjects.Workload, _ container: PodContainer, _ node: YAMLNode,
    _ objects: KubernetesObjects
  ) -> String {
    let others = nodes(workload).count { node in
      node["image"].map { ChromaImage($0.string).isChroma } ?? false
    }
    return others > 1
      ? container.name?.printed ?? workload.name.name.printed : workload.name.name.printed
  }

  // MARK: Fronts

  private static func front(of node: YAMLNode) -> Front? {
    node["image"].flatMap { Front(repository: ChromaImage($0.string).repository) }
  }

  private static func hasChroma(_ workload: KubernetesObjects.Workload) -> Bool {
    nodes(workload).contains { node in node["image"].map { ChromaImage($0.string).isChroma } ?? false }
  }

  /// A front beside a Chroma in its pod, or one whose configuration is in the same file; others are not about Chroma.
  private static func front(
    _ node: YAMLNode, of workload: KubernetesObjects.Workload, in objects: KubernetesObjects,
    _ places: SourcePlaces, _ budget: inout PodBudget, besideChroma: Bool
  ) -> Service? {
    guard let front = front(of: node) else { return nil }
    let container = PodContainer(node, of: workload, in: objects, places, &budget)
    guard let image = container.image else { return nil }
    var service = Service(
      name: (besideChroma ? container.name : nil) ?? workload.name.name.printed, place: places[node],
      image: image.placedText, release: .unknown("a front has no release of Chroma"), program: .front)
    service.front = .unknown("the configuration of \(front.product) is not in this file")
    service.mounts = container.mounts
    let hasConfiguration = service.mounts.contains { mount in
      switch mount.source {
      case .content: front.readsConfiguration(at: mount.target)
      case .folder(let files): files.keys.contains { front.readsConfiguration(at: mount.target + "/" + $0) }
      default: false
      }
    }
    guard besideChroma || hasConfiguration else { return nil }
    service.entrypoint = container.entrypoint?.map(\.placedText)
    service.command = container.command?.map(\.placedText)
    service.runs(as: container.user)
    if container.hasGroup { service.accounts = nil }
    service.obstacles = container.obstacles
    service.reach(of: workload, node, objects, places)
    return service
  }

  // MARK: Who reaches it

  fileprivate static func publications(
    of workload: KubernetesObjects.Workload, _ container: YAMLNode, _ objects: KubernetesObjects,
    _ places: SourcePlaces
  ) -> [Service.Publication] {
    var publications: [Service.Publication] = []
    if let host = workload.pod["hostNetwork"], host.string == "true" {
      publications.append(.init(reach: .everyAddress, port: 8000, place: places[host]))
    }
    for port in container["ports"]?.items.prefix(100) ?? container.items.prefix(0) {
      guard let host = port["hostPort"] else { continue }
      let address = port["hostIP"]?.text ?? []
      publications.append(
        .init(
          reach: .ofAddress(address), port: port["containerPort"].flatMap { Int($0.string) },
          place: places[host]))
    }
    for service in objects.services(of: workload) where leads(service, to: container, workload) {
      publications.append(
        .init(reach: reach(of: service), port: port(of: service, container), place: service.reachPlace))
      if let ingress = objects.ingresses[service.name] {
        publications.append(
          .init(
            reach: .unknown("\(ingress.title.printed) passes requests on; whom it asks is not read"),
            port: nil,
            place: ingress.place))
      }
    }
    return publications
  }

  /// Whether a Service passes requests on to a container, which may have others beside it.
  fileprivate static func leads(
    _ service: KubernetesObjects.NetworkService, to container: YAMLNode,
    _ workload: KubernetesObjects.Workload
  ) -> Bool {
    let containers = KubernetesReader.nodes(workload)
    guard containers.count > 1, let ports = service.spec?["ports"]?.items else { return true }
    func declares(_ node: YAMLNode, _ target: String) -> Bool {
      node["ports"]?.items.prefix(100).contains {
        $0["name"]?.string == target || $0["containerPort"]?.string == target
      } ?? false
    }
    return ports.prefix(100).contains { port in
      guard let target = (port["targetPort"] ?? port["port"])?.string else { return true }
      // A port that none of them names may be anybody's.
      return declares(container, target) || !containers.contains { declares($0, target) }
    }
  }

  private static func reach(of service: KubernetesObjects.NetworkService) -> Service.Publication.Reach {
    let type = service.spec?["type"]?.string
    let isOutside = service.spec?["externalIPs"].map { !$0.items.isEmpty } ?? false
    if type == "LoadBalancer" {
      let isLimited =
        service.spec?["loadBalancerSourceRanges"] != nil
        || service.annotations?.pairs.contains { $0.key.string.contains(words: "internal") } ?? false
      return isLimited ? .unknown("the load balancer says who reaches it") : .everyAddress
    }
    return type == "NodePort" || isOutside ? .everyAddress : .cluster
  }

  /// The container's port: a number, or the name of one.
  private static func port(of service: KubernetesObjects.NetworkService, _ container: YAMLNode) -> Int? {
    guard let ports = service.spec?["ports"]?.items, let first = ports.first else { return nil }
    guard let target = first["targetPort"] ?? first["port"] else { return nil }
    if let number = Int(target.string) { return number }
    return container["ports"]?.items.first { $0["name"]?.string == target.string }?["containerPort"].flatMap {
      Int($0.string)
    }
  }

  // MARK: Variables of Services

  /// A Service whose variable Chroma takes for a setting of its own: `chroma` sets CHROMA_PORT=tcp://10.0.0.1:8000.
  private static func serviceLink(
    _ service: Service, _ workload: KubernetesObjects.Workload, _ objects: KubernetesObjects
  ) -> SettingFinding? {
    if workload.pod["enableServiceLinks"]?.string == "false" { return nil }
    guard let release = service.knownRelease, service.program != .front else { return nil }
    let address = Array("tcp://10.0.0.1:8000".utf8)
    for other in objects.links where other.name.namespace == workload.name.namespace {
      let variable = other.variable
      guard service.variables[variable] == nil else { continue }
      let isTaken: Bool
      if release == .v1 {
        // With --path it reads no variables.
        let readsNone = service.command?.contains { $0.text.hasPrefix("--path") } ?? false
        isTaken = service.program == .image && variable == "CHROMA_PORT" && !readsNone
      } else {
        // The image of 0.5 and 0.6 makes an option of it (bin/docker_entrypoint.sh).
        let isOption = service.program == .image && service.command == nil && variable == "CHROMA_HOST_PORT"
        isTaken =
          release.settings?.values[variable]?.accepts(address) == false
          || isOption && release.versions.lowerBound >= ChromaVersion(0, 5, 0)
      }
      guard isTaken else { continue }
      return SettingFinding(
        rule: .serviceLink, severity: .error, place: other.place,
        message:
          "Service \(other.name.name.printed) sets \(variable.printed) in its namespace; Chroma will not start",
        remedy: .manual("rename the Service, or set enableServiceLinks: false"))
    }
    return nil
  }
}

extension Service {
  /// Who reaches a container of a pod, and by which names.
  fileprivate mutating func reach(
    of workload: KubernetesObjects.Workload, _ node: YAMLNode, _ objects: KubernetesObjects,
    _ places: SourcePlaces
  ) {
    unpublishedReach = "the cluster"
    publications = KubernetesReader.publications(of: workload, node, objects, places)
    isFoundByName = false
    for other in objects.services(of: workload) where KubernetesReader.leads(other, to: node, workload) {
      let (name, space) = (other.name.name, other.name.namespace)
      aliases += [name, "\(name).\(space)", "\(name).\(space).svc", "\(name).\(space).svc.cluster.local"]
    }
  }
}

extension SettingFinding {
  /// A file that is not YAML.
  static func ofYAML(_ error: YAMLError, _ context: DeploymentContext) -> SettingFinding {
    let place = Place(path: context.path, line: error.line, column: error.column)
    if context.bytes.contains(words: "{{") {
      return SettingFinding(
        rule: .cannotTell, severity: .error, place: place,
        message: "this is a template; it is not read before it is rendered",
        remedy: .manual("check what helm template prints"))
    }
    let reason: String =
      switch error.cause {
      case .scanner(let text), .parser(let text): text
      case .notUTF8: "bytes that are not UTF-8"
      case .character: "a character that YAML does not allow"
      case .undefinedAlias, .recursiveAlias: "an alias without an anchor"
      case .tooDeep, .tooLarge, .outOfMemory: "more than is read"
      }
    return SettingFinding(
      rule: .fileRefused, severity: .error, place: place, message: "the file is not YAML: \(reason)",
      remedy: .manual("fix this line: nothing starts with the file as it is"))
  }
}
