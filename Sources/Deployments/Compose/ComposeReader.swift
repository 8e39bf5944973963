internal import Credentials
internal import Kernel

/// Reads a compose file with what compose reads beside it: `.env`, the override file, files of variables, and what the
/// file includes or extends.
enum ComposeReader {
  static func deployment(in context: DeploymentContext) -> Deployment? {
    ComposeDeploymentReader(context).read()
  }
}

/// One reading of a compose project.
final class ComposeDeploymentReader {
  let context: DeploymentContext
  private(set) var deployment = Deployment()
  /// Names of `.env` and their values, as they are written; of equal ones the last.
  private(set) var environmentFile = Variables()
  private(set) var environmentPath: FilePath?
  private var environmentValues: [[UInt8]: [UInt8]] = [:]
  /// Whether compose takes nothing of `.env` but names of its own, which it reads before.
  private var isDisabled = false
  /// Names of images that builds of the file make.
  private var made: Set<String> = []
  /// Those of them that several make: the last one counts, whichever that is.
  private var madeTwice: Set<String> = []

  init(_ context: DeploymentContext) { self.context = context }

  func read() -> Deployment {
    var loader = ComposeLoader(context)
    do throws(ComposeRefusal) {
      let project = try project(with: &loader)
      deployment.files += loader.files
      for note in loader.notes {
        deployment.findings.append(
          SettingFinding(rule: .cannotTell, severity: .warning, place: note.place, message: note.reason))
      }
      read(project)
    } catch {
      for file in loader.files where !deployment.files.contains(file) { deployment.files.append(file) }
      readRefused(error, hasOthers: error.isUnknown || !loader.files.isEmpty)
    }
    return deployment
  }

  /// The finding of a file that is refused, or not followed.
  private func say(_ refusal: ComposeRefusal) {
    deployment.findings.append(
      refusal.isUnknown
        ? SettingFinding(
          rule: .cannotTell, severity: .warning, place: refusal.place,
          message: "\(refusal.reason); what the services do is not known")
        : SettingFinding(
          rule: .fileRefused, severity: .error, place: refusal.place,
          message: "compose refuses the file: \(refusal.reason)"))
  }

  // MARK: Files

  private static let mainNames = [
    "compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml",
  ]
  private static let overrideNames = [
    "compose.override.yml", "compose.override.yaml", "docker-compose.override.yml",
    "docker-compose.override.yaml",
  ]

  private var folder: String { context.path.folder.text }

  private func beside(_ name: String) -> FilePath { context.beside(name) }

  private func isThere(_ path: FilePath) -> Bool {
    if path == context.path { return true }
    if case .missing = context.file(path) { return false }
    return true
  }

  /// The files of the project, in the order in which they are merged.
  private func projectFiles() throws(ComposeRefusal) -> [FilePath] {
    let name = String(decoding: context.path.fileName, as: UTF8.self)
    // COMPOSE_FILE, which names this file or is for other ones.
    if let list = lookup(Array("COMPOSE_FILE".utf8)), !list.isEmpty {
      let separator = lookup(Array("COMPOSE_PATH_SEPARATOR".utf8))?.first ?? Ascii.colon
      let paths = list.split(separator: separator).map { String(decoding: $0, as: UTF8.self) }
      if paths.contains(where: { ComposePath.clean($0) == name }) {
        return paths.map { ComposePath.clean($0) == name ? context.path : beside($0) }
      }
      if Self.mainNames.contains(name) {
        throw ComposeRefusal(
          reason: "COMPOSE_FILE names other files than this one",
          place: Place(path: context.path, line: 1, column: 1), isUnknown: true)
      }
    }
    let first = Self.mainNames.first { $0 == name || isThere(beside($0)) }
    if Self.overrideNames.contains(name), let first { return [beside(first), context.path] }
    guard first == name else { return [context.path] }
    let override = Self.overrideNames.first { isThere(beside($0)) }
    return [context.path] + (override.map { [beside($0)] } ?? [])
  }

  private func lookup(_ name: [UInt8]) -> [UInt8]? { context.environment(name) ?? environmentValues[name] }

  private func readEnvironmentFiles() throws(ComposeRefusal) {
    var paths = [beside(".env")]
    var isDefault = true
    if let list = context.environment(Array("COMPOSE_ENV_FILES".utf8)), !list.isEmpty {
      paths = list.split(separator: UInt8(ascii: ",")).map { FilePath(bytes: Array($0)) }
      isDefault = false
    }
    if isDefault, try isEnvironmentFileDisabled() { return }
    for path in paths {
      guard case .content(let bytes) = context.file(path) else { continue }
      deployment.files.append(path)
      environmentPath = path
      let variables = ComposeEnvironmentFile.variables(
        bytes, path, earlier: environmentValues.mapValues { .some($0) }, context.environment)
      if let refusal = variables.refusal {
        throw ComposeRefusal(reason: "\(path): \(refusal.reason)", place: refusal.place)
      }
      for variable in variables.all {
        guard let value = variable.bytes else {
          throw ComposeRefusal(
            reason: "\(path) has more than is read here", place: variable.place, isUnknown: true)
        }
        environmentValues[variable.writtenName] = value
      }
      environmentFile.add(variables)
    }
    if isDefault, try isEnvironmentFileDisabled() {
      isDisabled = true
      (environmentFile, environmentPath) = (Variables(), nil)
    }
  }

  /// Whether the shell, or `.env` itself, says that compose leaves that file alone.
  private func isEnvironmentFileDisabled() throws(ComposeRefusal) -> Bool {
    let name = "COMPOSE_DISABLE_ENV_FILE"
    guard let value = lookup(Array(name.utf8)) else { return false }
    let text = String(decoding: value, as: UTF8.self).lowercased()
    if ["1", "t", "true"].contains(text) { return true }
    if ["0", "f", "false"].contains(text) { return false }
    throw ComposeRefusal(
      reason: "\(name) is neither true nor false", place: Place(path: context.path, line: 1, column: 1))
  }

  /// The project of the file; what it gets is not looked at yet.
  func project(with loader: inout ComposeLoader) throws(ComposeRefusal) -> ComposeProject {
    try readEnvironmentFiles()
    let (values, outer, isDisabled) = (environmentValues, context.environment, isDisabled)
    let lookup: Substitution.Lookup = { name in
      outer(name) ?? (isDisabled && !name.starts(with: "COMPOSE_".utf8) ? nil : values[name])
    }
    let scope = ComposeLoader.Scope(folder: folder, lookup: lookup)
    var root: ComposeNode?
    for path in try projectFiles() {
      try loader.add(path, to: &root, in: scope, from: Place(path: context.path, line: 1, column: 1))
    }
    guard let map = root?.map else {
      throw ComposeRefusal(reason: "it is empty", place: Place(path: context.path, line: 1, column: 1))
    }
    try ComposeSchema.checkVariables(map)
    let profiles = lookup(Array("COMPOSE_PROFILES".utf8)).map { list in
      list.split(separator: UInt8(ascii: ",")).map { String(decoding: $0, as: UTF8.self) }
    }
    return ComposeProject(
      root: map, lookup: lookup, context: context, home: loader.home, profiles: Set(profiles ?? []))
  }

  // MARK: Services

  private func read(_ project: ComposeProject) {
    var project = project
    var findings = ComposeFindings(
      environmentFile: environmentFile, environmentPath: environmentPath)
    var refused: ComposeRefusal?
    do throws(ComposeRefusal) {
      try Self.checkGrants(project.root)
    } catch {
      refused = error
    }
    var candidates: [Candidate] = []
    for entry in project.services {
      guard let map = entry.value.map else { continue }
      do throws(ComposeRefusal) {
        candidates.append(try candidate(entry, map, &project))
      } catch {
        // An error in a service that is not started stops no other.
        if !error.isOfStart || project.isActive(map), refused == nil || refused?.isUnknown ?? false {
          refused = error
        }
        candidates.append(Candidate(refused: entry, map, error, project.root))
      }
    }
    for file in project.files where !deployment.files.contains(file) { deployment.files.append(file) }
    for candidate in candidates
    where !made.isDisjoint(with: candidate.images)
      || madeTwice.contains(ChromaImage.localName(candidate.service.image?.text ?? ""))
    {
      candidate.service.doubtImage(Self.isMadeHere)
    }
    let hasChroma = candidates.contains(where: \.isChroma)
    for candidate in candidates where !hasChroma && candidate.mayBeChroma {
      candidate.isChroma = true
      candidate.service.mayBeOther = true
    }
    guard candidates.contains(where: \.isChroma) else { return }
    if let refused { say(refused) }
    let shared = Set(candidates.compactMap { $0.map["network_mode"]?.text })
    for candidate in candidates where candidate.isChroma || candidate.isFront {
      var service = candidate.service
      if candidate.isChroma { service.front = nil }
      if let refused = refused ?? candidate.refusal {
        if refused.isUnknown {
          service.variables.unread = service.variables.unread ?? refused.place
          service.variables.unreadTitle = "what is not read here"
        } else {
          service.refusal = PlacedText("compose refuses the file: \(refused.reason)", refused.place)
        }
        if refused.place != candidate.refusal?.place, let own = candidate.refusal { say(own) }
      }
      if candidate.isFront {
        service.otherLabels = candidates.filter { !$0.isChroma && !$0.isFront }.map(\.service.labels)
        for candidate in candidates where candidate.isOther {
          let names = [candidate.service.name] + candidate.service.aliases
          if candidate.service.build == nil {
            service.strangerNames += names
          } else {
            service.otherNames += names
          }
        }
        service.hasUnreadLabels = candidates.contains { $0.map["label_file"] != nil }
      }
      shareNetwork(of: &service, candidate.map, candidates, shared)
      if let dockerfile = service.build?.dockerfile, case .content = context.file(dockerfile) {
        deployment.files.append(dockerfile)
      }
      if candidate.isChroma, refused == nil, candidate.refusal == nil {
        findings.check(service, candidate.map, candidate.variables)
      }
      deployment.services.append(service)
    }
    for candidate in candidates { findings.checkLabels(of: candidate.map) }
    findings.checkOthers(candidates.filter { !$0.isChroma && !$0.isFront }, in: deployment.services)
    deployment.findings += findings.all
  }

  /// A service of the file, which may be no part of the answer.
  final class Candidate {
    var service: Service
    let map: ComposeMap
    var variables: [ComposeProject.Variable] = []
    /// The image that it takes as it is, or those of its Dockerfile.
    var images: Set<String> = []
    var isChroma: Bool
    /// Whether it can be one: its image is not known, and it has settings of Chroma's authentication.
    var mayBeChroma = false
    /// Whether it is neither a Chroma nor a front, as far as its image or Dockerfile says.
    var isOther = false
    var isFront: Bool
    var refusal: ComposeRefusal?

    init(service: Service, map: ComposeMap, isChroma: Bool, isFront: Bool) {
      (self.service, self.map, self.isChroma, self.isFront) = (service, map, isChroma, isFront)
    }

    init(refused entry: ComposeMap.Entry, _ map: ComposeMap, _ refusal: ComposeRefusal, _ root: ComposeMap) {
      let image = map["image"]?.text.map { PlacedText($0, map["image"]?.place ?? entry.place) }
      let reference = image.map { ChromaImage($0.text) }
      let front = reference.flatMap { Front(repository: $0.repository) }
      service = Service(
        name: entry.key, place: entry.place, image: image,
        release: reference?.release ?? .unknown("the image is not known"), program: .image)
      if let front { service.become(front) }
      self.map = map
      isChroma = reference?.isChroma ?? false
      isFront = front != nil
      self.refusal = refusal
    }
  }

  private static let isMadeHere = "a build of the file makes an image of this name"

  private func candidate(
    _ entry: ComposeMap.Entry, _ map: ComposeMap, _ project: inout ComposeProject
  ) throws(ComposeRefusal) -> Candidate {
    try project.checkReferences(of: entry, map)
    let variables = try project.environment(of: map)
    let entrypoint = try project.words("entrypoint", of: map)
    let command = try project.words("command", of: map)
    let ports = try project.ports(of: map)
    let volumes = try project.volumes(of: map)
    let secrets = try project.grants("secrets", of: map)
    let configs = try project.grants("configs", of: map)

    let imageNode = map["image"]
    let image = imageNode.flatMap { node in node.text.map { PlacedText($0, node.place) } }
    let reference = image.map { ChromaImage($0.text) }
    let start = ComposeImages.start(of: (entrypoint ?? []) + (command ?? []))
    let isBuilt = map["build"] != nil
    let isChromaImage = !isBuilt && reference?.isChroma ?? false
    let front = isChromaImage ? nil : reference.flatMap { Front(repository: $0.repository) }

    var service = Service(
      name: entry.key, place: entry.place, image: image, release: .unknown("the image is not known"),
      program: .image)
    if let front, start == nil {
      service.become(front)
    } else if isChromaImage {
      service.release = reference?.release ?? service.release
    } else if let start {
      service.program = start.program
      (service.release, service.version) = (start.release, start.version)
    } else if isBuilt {
      service.release = .unknown("the image is built from a Dockerfile")
    } else if let image {
      service.release = .unknown("\(Array(image.text.utf8.prefix(200)).printable) is not an image of Chroma")
    }
    if let missing = imageNode?.scalar?.spelling.missing.first, !isBuilt, service.program != .front {
      // A release that is known without the variable stays known: the variable is part of the registry's name.
      if case .known = service.release {
      } else {
        service.release = .unknown("\(Array(missing.utf8).printable) is not set here")
      }
    }
    for variable in variables where !variable.isListColon {
      service.variables.add(variable.name, variable.value, variable.place, variable.spelling)
    }
    service.entrypoint = entrypoint
    service.command = command
    service.workingFolder = map["working_dir"]?.text
    service.runs(as: map["user"].flatMap { node in node.word.map { PlacedText($0, node.place) } })
    // Groups besides may have the file.
    if map["group_add"] != nil { service.accounts = nil }
    if let readOnly = map["read_only"], readOnly.word == "true" {
      service.writeLimit = PlacedText("its files are read-only", readOnly.place)
    }
    service.publications = publications(ports, map, project)
    service.mounts = mounts(volumes, map, project) + grants(secrets, configs, project, service.writeLimit)
    service.build = build(map)
    service.networks = map["networks"].map { project.names($0).map(\.name) } ?? []
    service.aliases = aliases(map)
    service.labels = labels(map)
    // Proxies that watch the engine pass requests on to it (caddy-docker-proxy, nginx-proxy).
    let isProxied =
      service.labels.keys.contains { $0.prefix { $0 != "." && $0 != "_" } == "caddy" }
      || service.variables["VIRTUAL_HOST"] != nil
    service.unpublishedReach = isProxied ? Service.unknownReach : unpublishedReach(map, project)
    if isBuilt {
      service.hasUnknownFiles = "the image is built from a Dockerfile"
    } else if map["volumes_from"] != nil {
      service.hasUnknownFiles = "it has the volumes of another container"
    } else if let image, !isChromaImage {
      service.hasUnknownFiles =
        "what is in the image \(Array(image.text.utf8.prefix(200)).printable) is not known"
    }

    var isChroma = isChromaImage || start != nil
    var isFront = front != nil && start == nil
    var images = Set((image.map { [$0.text] } ?? []).map(ChromaImage.localName))
    if isBuilt {
      var names = images
      for tag in map["build"]?["tags"]?.list ?? [] { names.insert(ChromaImage.localName(tag.text ?? "")) }
      if !made.isDisjoint(with: names) { madeTwice.formUnion(names) }
      made.formUnion(names)
      let built = service.build.flatMap { imageMade(by: $0, project) }
      if let built, merge(built, into: &service, map, isStarted: isChroma) {
        isChroma = true
      } else if isChroma {
        service.variables.leaveUnread(Self.builtImage, at: entry.place)
      } else if let built, let base = Front(repository: ChromaImage(built.base.text).repository) {
        isFront = true
        merge(built, of: base, into: &service)
      }
      if isChroma || isFront { images = (built?.bases ?? []).subtracting(images) }
    }
    let candidate = Candidate(service: service, map: map, isChroma: isChroma, isFront: isFront)
    candidate.variables = variables
    candidate.images = images
    guard !isChroma, !candidate.isFront else { return candidate }
    var contents: [UInt8]? = isBuilt ? nil : image.map { Array($0.text.utf8) }
    if let dockerfile = service.build?.dockerfile, case .content(let bytes) = context.file(dockerfile) {
      contents = bytes
    }
    candidate.mayBeChroma =
      variables.contains { ComposeFindings.isAuthentication($0.name) && $0.value != .unset }
    if !candidate.mayBeChroma, contents == nil, entry.key == "chroma" || entry.key == "chromadb" {
      candidate.mayBeChroma = true
      candidate.service.variables.leaveUnread(Self.builtImage, at: entry.place)
    }
    candidate.isOther = !candidate.mayBeChroma && contents.map(Self.isOther) ?? false
    return candidate
  }

  /// An image of which no Dockerfile is read.
  private static let builtImage = "the image, which is built from a Dockerfile,"

  /// Whether a Dockerfile, or the name of an image, has nothing to do with Chroma, and nothing with servers that would pass
  /// requests on to it.
  private static func isOther(_ contents: [UInt8]) -> Bool {
    !(["chroma"] + Front.words).contains { contents.contains(words: $0) }
  }

  /// The image that a Dockerfile makes; nil if it is not read.
  private func imageMade(by build: Service.Build, _ project: ComposeProject) -> BuiltImage? {
    let (path, bytes): (FilePath, [UInt8])
    if let inline = build.inline {
      (path, bytes) = (context.path, Array(inline.text.utf8))
    } else if let dockerfile = build.dockerfile, case .content(let content) = context.file(dockerfile) {
      (path, bytes) = (dockerfile, content)
    } else {
      return nil
    }
    return BuiltImage(
      bytes, at: path, in: build.context ?? path.folder, target: build.target,
      arguments: { name in
        guard let argument = build.arguments[name.uppercased()] else { return nil }
        // A name alone has the value of the shell, or of `.env`.
        return argument.value == .unset ? project.lookup(Array(name.utf8)) : argument.bytes
      }, file: context.file)
  }

  /// Merges the image of a front, which may hold its configuration.
  private func merge(_ image: BuiltImage, of front: Front, into service: inout Service) {
    service.image = PlacedText(image.base.text, service.image?.place ?? service.place)
    service.become(front)
    service.hasUnknownFiles = image.hasCommands ? "what RUN commands of its image change is not read" : nil
    service.inherit(
      image.variables, entrypoint: image.entrypoint?.map(\.placedText),
      command: image.command?.map(\.placedText))
    service.inherit(image.mounts)
  }

  /// Merges the image of a Chroma.
  ///
  /// - Parameter isStarted: whether the command of the service starts a Chroma.
  /// - Returns: whether it is one.
  private func merge(
    _ image: BuiltImage, into service: inout Service, _ map: ComposeMap, isStarted: Bool
  ) -> Bool {
    func words(_ texts: [PlacedText]?) -> [CommandWord]? {
      texts?.map { CommandWord(Array($0.text.utf8), $0.place) }
    }
    let container = ChromaContainer(
      image: image.base,
      entrypoint: isStarted ? words(service.entrypoint) ?? image.entrypoint : image.entrypoint,
      command: isStarted ? words(service.command) : image.command, variables: image.variables)
    guard
      let built = container.service(named: service.name, at: service.place, packages: image.packages)
    else { return false }
    service.release = built.release
    for item in map["build"]?["additional_contexts"].map(ComposeMerge.list) ?? []
    where image.bases.contains(ChromaImage.localName(String((item.text ?? "").prefix { $0 != "=" }))) {
      service.doubtImage(Self.isMadeHere)
    }
    service.program = built.program
    service.doubt = service.doubt ?? built.doubt
    service.inherit(built.variables, entrypoint: built.entrypoint, command: built.command)
    service.workingFolder = service.workingFolder ?? image.workingFolder
    if map["user"] == nil { service.runs(as: image.limitedUser) }
    service.hasUnknownFiles = built.hasUnknownFiles
    service.inherit(image.mounts + image.otherFiles(service.variables))
    return true
  }

  static func checkGrants(_ root: ComposeMap) throws(ComposeRefusal) {
    for section in ["secrets", "configs"] {
      for entry in root[section]?.map?.entries ?? [] {
        guard let map = entry.value.map else { continue }
        let count = ["file", "environment", "content"].count { map[$0] != nil }
        let external = map["external"]
        let isExternal =
          external?.map != nil || ["true", "y", "yes", "on"].contains(external?.word?.lowercased() ?? "")
        if count > 1 {
          throw ComposeRefusal(
            reason: "only one of file, environment and content can be used", place: entry.place)
        }
        if count == 0, !isExternal, map["driver"] == nil {
          throw ComposeRefusal(
            reason: "\(Array(entry.key.utf8).printable) has neither file nor environment", place: entry.place)
        }
      }
    }
  }

  // MARK: Ports and networks

  /// Ways that others have without a published port: a network may be that of the machine, or beside it.
  private func direct(_ map: ComposeMap, _ project: ComposeProject) -> [Service.Publication] {
    var publications: [Service.Publication] = []
    let names = map["networks"].map(project.names) ?? [("default", Place(path: context.path))]
    for item in names where map["network_mode"] == nil {
      guard let network = project.root["networks"]?[item.name] else { continue }
      var isDirect =
        !["bridge", "overlay", "none"].contains(network["driver"]?.text ?? "bridge")
        || network["external"] != nil && network["name"]?.text ?? item.name == "host"
      for option in network["driver_opts"]?.map?.entries ?? []
      where option.key.hasPrefix("com.docker.network.bridge.gateway_mode") {
        if !["nat", "isolated"].contains(option.value.text ?? "") { isDirect = true }
      }
      if isDirect {
        publications.append(.init(reach: .everyAddress, port: nil, place: network.place))
      }
    }
    return publications
  }

  private func publications(
    _ ports: [ComposePort], _ map: ComposeMap, _ project: ComposeProject
  ) -> [Service.Publication] {
    if let mode = map["network_mode"], let text = mode.text {
      if text == "host" { return [Service.Publication(reach: .everyAddress, port: nil, place: mode.place)] }
      if text == "none" { return [] }
    }
    return direct(map, project)
      + ports.filter { $0.transport == "tcp" }.map { port in
        let reach: Service.Publication.Reach =
          IPAddress.isUnspecified(port.hostAddress)
          ? .everyAddress
          : IPAddress.isLoopback(port.hostAddress) ? .loopback : .address(port.hostAddress)
        return Service.Publication(reach: reach, port: port.target, place: port.place)
      }
  }

  /// Takes the ports of the service whose network it shares.
  private func shareNetwork(
    of service: inout Service, _ map: ComposeMap, _ candidates: [Candidate], _ shared: Set<String>
  ) {
    guard let mode = map["network_mode"], let text = mode.text else {
      // Others may be on its network.
      let name = "service:" + service.name
      if shared.contains(name) { service.sharedNetwork = name }
      return
    }
    if text == "host" {
      service.sharedNetwork = text
    } else if text.hasPrefix("service:") {
      let name = text.dropFirst("service:".count)
      service.publications += candidates.first { $0.service.name == name }?.service.publications ?? []
      service.sharedNetwork = text
    } else if text.hasPrefix("container:") {
      service.publications.append(
        Service.Publication(
          reach: .unknown("it shares the network of a container that is not in these files"), port: nil,
          place: mode.place))
    }
  }

  /// Who reaches a service of which nothing is published.
  private func unpublishedReach(_ map: ComposeMap, _ project: ComposeProject) -> String {
    if map["network_mode"]?.text == "none" { return "nobody" }
    let names = map["networks"].map { project.names($0).map(\.name) } ?? ["default"]
    let isShared = names.contains { name in
      let external = project.root["networks"]?[name]?["external"]
      return external?.map != nil || external?.word?.lowercased() == "true"
    }
    return isShared ? "the compose networks, and whatever else is on them" : "the compose networks"
  }

  private func aliases(_ map: ComposeMap) -> [String] {
    var names =
      map["networks"]?.map?.entries.flatMap { ($0.value["aliases"]?.list ?? []).compactMap(\.text) } ?? []
    for key in ["container_name", "hostname"] {
      if let name = map[key]?.text { names.append(name) }
    }
    return names
  }

  private func labels(_ map: ComposeMap) -> [String: PlacedText] {
    var labels: [String: PlacedText] = [:]
    for item in map["labels"].map(ComposeMerge.list) ?? [] {
      switch item.content {
      case .pair(let name, let scalar):
        let isEaten = scalar.spelling.lostDollar && ComposeFindings.isOfUsers(name)
        labels[name] = PlacedText(scalar.kind == .null || isEaten ? "" : scalar.string, item.place)
      default:
        var text = item.text ?? ""
        if item.scalar?.spelling.lostDollar ?? false, ComposeFindings.isOfUsers(text) {
          text = String(text.prefix { $0 != "=" })
        }
        let name = text.prefix { $0 != "=" }
        labels[String(name)] = PlacedText(String(text.dropFirst(name.count + 1)), item.place)
      }
    }
    return labels
  }

  // MARK: Mounts

  private func mounts(
    _ volumes: [ComposeVolume], _ map: ComposeMap, _ project: ComposeProject
  ) -> [Service.Mount] {
    var mounts = volumes.map { volume in
      Service.Mount(target: volume.cleanTarget, source: source(of: volume), place: volume.place)
    }
    for item in map["tmpfs"].map(ComposeMerge.list) ?? [] {
      let target = String((item.text ?? "").prefix { $0 != ":" })
      mounts.append(Service.Mount(target: ComposePath.clean(target), source: .folder([:]), place: item.place))
    }
    return mounts
  }

  private func source(of volume: ComposeVolume) -> Service.Mount.Source {
    switch volume.type {
    case "volume": return .volume
    case "tmpfs": return .folder([:])
    case "bind":
      if ComposeVolume.isWindowsPath(Array(volume.source.utf8)) {
        return .elsewhere("the path is one of Windows")
      }
      if volume.source.hasPrefix("~") { return .elsewhere("whose home folder ~ is, is not known here") }
      return .host(FilePath(ComposePath.clean(volume.source)), makesFolder: volume.makesFolder)
    default: return .elsewhere("what is in a mount of the type \(volume.type) is not known")
    }
  }

  /// - Parameter limit: why its process is not that of a superuser, if that is so.
  private func grants(
    _ secrets: [ComposeProject.Grant], _ configs: [ComposeProject.Grant], _ project: ComposeProject,
    _ limit: PlacedText?
  ) -> [Service.Mount] {
    (secrets + configs).map { grant in
      var source = source(of: grant, project)
      // compose copies a content with its mode, and mounts a file with the mode that it has here.
      if case .content = source, limit != nil, let mode = grant.mode, mode & 0o4 == 0 {
        source = .elsewhere("the mode of \(grant.target.printed) may keep its user from reading it")
      }
      var mount = Service.Mount(target: grant.target, source: source, place: grant.place)
      if let content = grant.definition["content"] {
        mount.origins[""] = .init(place: content.place, isBlock: content.scalar?.isBlock ?? false)
      }
      return mount
    }
  }

  private func source(of grant: ComposeProject.Grant, _ project: ComposeProject) -> Service.Mount.Source {
    if let file = grant.definition["file"]?.text {
      return .host(FilePath(ComposePath.clean(file)), makesFolder: false)
    }
    if let content = grant.definition["content"]?.scalar { return .content(content.text) }
    if let name = grant.definition["environment"]?.text {
      let value =
        grant.definition[ComposeProject.environmentValue]?.scalar?.text ?? project.lookup(Array(name.utf8))
      return value.map { .content($0) }
        ?? .elsewhere("\(Array(name.utf8).printable) is not set here")
    }
    return .elsewhere("\(Array(grant.source.utf8).printable) is made outside of these files")
  }

  private func build(_ map: ComposeMap) -> Service.Build? {
    guard let node = map["build"] else { return nil }
    let contextNode = node.map?["context"] ?? node
    let name = contextNode.text ?? "."
    guard !ComposeLoader.isRemote(name) else {
      return Service.Build(context: nil, dockerfile: nil, place: node.place)
    }
    let context = FilePath(name)
    let dockerfile = ComposePath.resolve(node["dockerfile"]?.text ?? "Dockerfile", in: name, home: nil)
    var build = Service.Build(context: context, dockerfile: FilePath(dockerfile), place: node.place)
    if let inline = node["dockerfile_inline"], let text = inline.text {
      build.inline = PlacedText(text, inline.place)
      build.dockerfile = nil
    }
    build.target = node["target"]?.text
    for item in node["args"].map(ComposeMerge.list) ?? [] {
      switch item.content {
      case .pair(let name, let scalar):
        build.arguments.add(
          Array(name.utf8), scalar.kind == .null ? .unset : .known(scalar.text), item.place)
      default:
        let text = Array((item.text ?? "").utf8)
        let name = text.prefix { $0 != Ascii.equals }
        let hasValue = name.count < text.count
        build.arguments.add(
          name, hasValue ? .known(Array(text[(name.endIndex + 1)...])) : .unset, item.place)
      }
    }
    return build
  }

  // MARK: Files that are refused

  /// The services of a file that is refused, as far as they can be made out.
  ///
  /// - Parameter hasOthers: whether a Chroma may be in other files of the project.
  private func readRefused(_ refusal: ComposeRefusal, hasOthers: Bool) {
    guard let documents = ComposeDocument.namesAlone(context.bytes, context.path) else {
      // No YAML: whether a Chroma is meant, its name says.
      if String(decoding: context.bytes, as: UTF8.self).lowercased().contains(words: "chroma") {
        say(refusal)
      }
      return
    }
    var candidates: [Candidate] = []
    for entry in documents.flatMap({ $0["services"]?.map?.entries ?? [] }) {
      guard let map = entry.value.map else { continue }
      candidates.append(Candidate(refused: entry, map, refusal, ComposeMap()))
    }
    let hasChroma = candidates.contains(where: \.isChroma)
    guard hasChroma || hasOthers else { return }
    say(refusal)
    for candidate in candidates where hasChroma && (candidate.isChroma || candidate.isFront) {
      var service = candidate.service
      if refusal.isUnknown {
        service.variables.unread = refusal.place
        service.variables.unreadTitle = "what is not read here"
      } else {
        service.refusal = PlacedText("compose refuses the file: \(refusal.reason)", refusal.place)
      }
      deployment.services.append(service)
    }
  }
}

extension Service {
  /// Makes it a front, whose configuration is not read yet.
  fileprivate mutating func become(_ front: Front) {
    program = .front
    self.front = .unknown("the configuration of \(front.product) is not read")
  }
}
