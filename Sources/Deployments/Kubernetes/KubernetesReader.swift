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
    var containers = Containers()
    var budget = PodBudget()
    for workload in objects.workloads {
      for node in workload.pod["containers"]?.items.prefix(100) ?? workload.pod.items.prefix(0) {
        let container = PodContainer(node, of: workload, in: objects, places, &budget)
        containers.add(container.chroma) { chroma in
          var service = chroma.service(named: workload.name.name.printed, at: places[node])
          service?.name = name(workload, container, node, objects)
          service?.mounts = container.mounts
          service?.obstacles += container.obstacles
          service?.workingFolder = container.workingFolder
          service?.unpublishedReach = "the cluster"
          service?.publications = publications(of: workload, node, objects, places)
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
    return deployment
  }

  /// The workload's, unless it has several of them.
  private static func name(
    _ workload: KubernetesObjects.Workload, _ container: PodContainer, _ node: YAMLNode,
    _ objects: KubernetesObjects
  ) -> String {
    let others = workload.pod["containers"]?.items.prefix(100).count { node in
      node["image"].map { ChromaImage($0.string).isChroma } ?? false
    }
    return (others ?? 0) > 1
      ? container.name?.printed ?? workload.name.name.printed : workload.name.name.printed
  }

  // MARK: Who reaches it

  private static func publications(
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
    for service in objects.services(of: workload) {
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
        isTaken = release.settings?.values[variable]?.accepts(address) == false
      }
      guard isTaken else { continue }
      return SettingFinding(
        rule: .serviceLink, severity: .error, place: other.place,
        message:
          "the Service \(other.name.name.printed) sets \(variable.printed) in the pods of its namespace; Chroma will not start",
        remedy: .manual("rename the Service, or set enableServiceLinks: false"))
    }
    return nil
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
