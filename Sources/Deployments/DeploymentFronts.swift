internal import Credentials
internal import Kernel

/// The fronts of a deployment: which configuration each of them has, and what it does with strangers.
struct DeploymentFronts {
  /// The services, with the answers of those fronts whose configuration they mount.
  private(set) var services: [Service]
  /// Findings about those configurations, by service.
  private(set) var findings: [[SettingFinding]]

  private let host: HostFiles
  private let answers: CredentialsAnswers

  init(_ services: [Service], _ host: HostFiles, _ answers: CredentialsAnswers) {
    (self.services, self.host, self.answers) = (services, host, answers)
    findings = services.map { _ in [] }
    for index in services.indices { self.services[index].narrowToListener() }
    let hosts = Hosts(services)
    for index in services.indices { read(index, hosts) }
  }

  /// By which names and addresses servers are found.
  private struct Hosts {
    var chroma: Set<String>
    var others: Set<String>
    let strangers: Set<String>
    private let chromas: [Service]
    /// Ports of Chromas on the loopback of networks that are shared; nil if one of them is not known.
    var ports: [String: Set<Int>?] = [:]

    init(_ services: [Service]) {
      func names(_ isIncluded: (Service) -> Bool) -> Set<String> {
        Set(
          services.filter(isIncluded).flatMap { ($0.isFoundByName ? [$0.name] : []) + $0.aliases }
            .map { $0.lowercased() })
      }
      chromas = services.filter { $0.program != .front }
      chroma = names { $0.program != .front }
      others = names { $0.program == .front }
      for name in services.flatMap(\.otherNames) { others.insert(name.lowercased()) }
      others.subtract(chroma)
      strangers = Set(services.flatMap(\.strangerNames).map { $0.lowercased() }).subtracting(chroma)
      for service in services where service.program != .front {
        guard let network = service.sharedNetwork else { continue }
        guard let port = service.listener.port, var known = ports[network] ?? .some([]) else {
          ports[network] = .some(nil)
          continue
        }
        known.insert(port)
        ports[network] = known
      }
    }

    func peers(of front: Service) -> FrontPeers {
      var peers = FrontPeers(chroma: chroma.subtracting(unreached(by: front)), others: others)
      peers.strangers = strangers
      guard let network = front.sharedNetwork else {
        peers.loopbackPorts = []
        return peers
      }
      // On that of the host there may be ports of other containers.
      let standard: Set<Int>? = network == "host" ? nil : []
      peers.loopbackPorts = ports[network] ?? standard
      return peers
    }

    func reachesNone(_ front: Service) -> Bool {
      !chromas.isEmpty && chromas.allSatisfy { !front.shares(networksWith: $0) }
    }

    /// Names of Chromas that it does not find: docker answers for those of its own networks.
    func unreached(by front: Service) -> Set<String> {
      Set(chromas.filter { !front.finds($0) }.flatMap { [$0.name] + $0.aliases }.map { $0.lowercased() })
        .subtracting(chromas.filter { front.finds($0) }.map { $0.name.lowercased() })
    }
  }

  private mutating func read(_ index: Int, _ hosts: Hosts) {
    let service = services[index]
    guard service.program == .front, case .unknown? = service.front,
      let front = service.image.flatMap({ Front(repository: ChromaImage($0.text).repository) })
    else { return }
    var reading: FrontReading?
    if front == .traefik {
      reading = TraefikReader.reading(
        of: services.filter { $0.program != .front }, among: services, traefik: service)
    }
    if reading == nil {
      switch FrontCommand(((service.entrypoint ?? []) + (service.command ?? [])).map(\.text), of: front) {
      case .unknown(let reason): reading = FrontReading(.unknown(reason))
      case .standard:
        var found = configurations(of: service, front) { front.readsConfiguration(at: $0) }
        if front == .nginx, found.contains(where: { $0.file.target == "/etc/nginx/nginx.conf" }) {
          // It says itself what it includes.
          found = configurations(of: service, front) { $0.hasPrefix("/etc/nginx/") }
        }
        var peers = hosts.peers(of: service)
        if front == .traefik { peers.entryPoints = TraefikReader.entryPoints(of: service) }
        reading = read(found, front, peers)
        if front == .traefik {
          let read = found.compactMap(\.file.target)
          reading?.doubt(TraefikReader.unread(of: service, besides: "file", read: read))
        }
        services[index].configurationFiles = found.filter { $0.origin == nil }.map(\.file.path)
      case .configuration(let path):
        let found = configurations(of: service, front) { $0 == path }
        reading = read(found, front, hosts.peers(of: service))
        services[index].configurationFiles = found.filter { $0.origin == nil }.map(\.file.path)
      }
    }
    reading?.doubt(service.doubt(aboutStartOf: front))
    if let found = reading { reading?.doubt(lack(of: front, service, found)) }
    if hosts.reachesNone(service) { reading?.answer = .unknown("it is on no network of Chroma") }
    guard let reading else { return }
    services[index].front = reading.answer
    services[index].hasTLS = reading.hasTLS
    services[index].isUnrelated = reading.leadsElsewhere
    findings[index] = reading.findings
    noteCredentialFiles(reading, front, index)
  }

  /// Why the front does not start: one phrase; nil if nothing is known of that.
  private func lack(
    of front: Front, _ service: Service, _ reading: FrontReading
  ) -> String? {
    if service.hasOfficialImage {
      let container = ContainerFiles(service: service, host: host)
      for file in reading.certificates
      where file.text.hasPrefix("/") && !file.text.utf8.contains(Ascii.dollar) {
        guard container.answer(FilePath(file.text)).mount == nil else { continue }
        return "\(front.product) does not start without \(file.text.printed)"
      }
    }
    guard front == .nginx else { return nil }
    let words = ((service.entrypoint ?? []) + (service.command ?? [])).map(\.text)
    if !words.isEmpty, !reading.isInForeground, !words.contains("daemon off;") {
      return "nginx goes to the background without daemon off; and the container ends"
    }
    if let limit = service.writeLimit, !reading.hasOwnFolders, !service.isUnprivileged,
      // /var/run is a link to /run.
      let folder = ["/var/cache/nginx", "/run"].first(where: {
        !service.isMounted($0) && !service.isMounted("/var\($0)")
      })
    {
      return "\(limit.text), and nginx writes to \(folder)"
    }
    let main = ContainerFiles(service: service, host: host).answer(FilePath("/etc/nginx/nginx.conf"))
    if let mount = main.mount, !mount.isCopied {
      switch main.file {
      case .missing, .folder: return "there is no nginx.conf in what is mounted at \(mount.target.printed)"
      case .content, .unreadable, .elsewhere: break
      }
    }
    return nil
  }

  /// Files with users that a front names. Without one that it does not have, it refuses everybody.
  private mutating func noteCredentialFiles(_ reading: FrontReading, _ front: Front, _ index: Int) {
    let service = services[index]
    let home = front == .nginx ? "/etc/nginx" : "/usr/local/apache2"
    let image = service.image.map { ChromaImage($0.text) }
    let container = ContainerFiles(
      service: service, host: host, reader: service.accounts ?? workers(of: front, image?.tag, reading))
    let isOfficial = service.hasOfficialImage
    let refuses = reading.answer == .asksBasic
    let server = front.server(tag: image?.tag)
    for file in reading.credentialFiles where !file.text.utf8.contains(Ascii.dollar) {
      let path = ContainerPath.absolute(file.text, in: home)
      let answer = container.answer(FilePath(path))
      if case .content(let bytes) = answer.file {
        if let host = answer.path { services[index].credentialFiles.append(host) }
        if let server, answers.answer(to: bytes, for: server).users.isEmpty {
          findings[index].append(
            SettingFinding(
              rule: .credentialsUnusable, severity: .error, place: file.place,
              message: "nobody can log in with \(answer.path?.description ?? path.printed)",
              remedy: answer.path.map { .lint($0, server: server.name) }))
        }
      }
      if case .unreadable(let reason, let remedy) = answer.file {
        services[index].doubt =
          service.doubt
          ?? SettingFinding(
            rule: .cannotTell, severity: .warning, place: answer.mount?.place ?? file.place,
            message: "\(reason); who can log in is unknown", remedy: remedy)
      }
      guard refuses else { continue }
      if answer.isMadeFolder || answer.isMissing, let host = answer.path {
        let folder = answer.isMadeFolder ? ", so docker makes a folder" : ""
        findings[index].append(
          SettingFinding(
            rule: .hostFileMissing, severity: .error, place: answer.mount?.place ?? file.place,
            message: "no such file: \(host)\(folder); nobody can log in",
            remedy: .manual("make \(host) before the container is started")))
      } else if isOfficial, answer.mount == nil || answer.path == nil && answer.isMissing {
        findings[index].append(
          SettingFinding(
            rule: .fileNotMounted, severity: .error, place: file.place,
            message: "nothing is mounted at \(path.printed) in \(service.name); nobody can log in",
            remedy: .manual("mount the credential file there")))
      }
    }
  }

  /// The user and group of the workers that read the files of users; nil if that is not known.
  private func workers(of front: Front, _ tag: String?, _ reading: FrontReading) -> ReadingAccounts? {
    guard let workers = front.workers(tag: tag), [nil, workers.name].contains(reading.workers) else {
      return nil
    }
    return ReadingAccounts(users: [workers.number], groups: [workers.number])
  }

  /// A file of a front, and where its lines are written if that is another file.
  private struct Configuration {
    let file: FrontFile
    var origin: Service.Mount.Origin?
  }

  private func read(_ found: [Configuration], _ front: Front, _ peers: FrontPeers) -> FrontReading {
    var reading = front.read(found.map(\.file), before: peers)
    if front == .nginx, found.contains(where: { NginxReader.lacksEvents($0.file) }) {
      (reading.answer, reading.leadsElsewhere) = (.unknown("nginx does not start without events {}"), false)
    }
    func outside(_ place: Place) -> Place {
      guard let path = place.path, let origin = found.first(where: { $0.file.path == path })?.origin else {
        return place
      }
      var outside = origin.place
      if origin.isBlock, let start = origin.place.line, let line = place.line {
        (outside.line, outside.column) = (start + line, 1)
      }
      return outside
    }
    switch reading.answer {
    case .asksNobody(let place?): reading.answer = .asksNobody(outside(place))
    case .refusesAll(let reason, let place?): reading.answer = .refusesAll(reason, outside(place))
    default: break
    }
    reading.credentialFiles = reading.credentialFiles.map { PlacedText($0.text, outside($0.place)) }
    reading.findings = reading.findings.map { finding in
      SettingFinding(
        rule: finding.rule, severity: finding.severity, place: finding.place.map(outside),
        message: finding.message, remedy: finding.remedy)
    }
    return reading
  }

  private func configurations(
    of service: Service, _ front: Front, _ isRead: (String) -> Bool
  ) -> [Configuration] {
    service.mounts.flatMap { (mount) -> [Configuration] in
      /// A text that the deployment has is called by its name in the container.
      func written(_ bytes: [UInt8], _ target: String, _ name: String) -> Configuration {
        Configuration(
          file: FrontFile(
            front.expanded(bytes, at: target, service), at: FilePath(target), target: target),
          origin: mount.origins[name] ?? .init(place: mount.place, isBlock: false))
      }
      switch mount.source {
      case .host(let path, _):
        return hostFiles(path, mount.target).compactMap { (path, target) in
          guard isRead(target), case .content(let bytes) = host.file(path) else { return nil }
          let text = front.expanded(bytes, at: target, service)
          return Configuration(file: FrontFile(text, at: path, target: target))
        }
      case .content(let bytes):
        return isRead(mount.target) ? [written(bytes, mount.target, "")] : []
      case .folder(let contents):
        return contents.sorted { $0.key < $1.key }.compactMap { (name, bytes) in
          let target = mount.target + "/" + name
          return isRead(target) ? written(bytes, target, name) : nil
        }
      case .volume, .elsewhere: return []
      }
    }
  }

  /// A file of this machine, or the files of a folder, with their names in the container.
  private func hostFiles(_ path: FilePath, _ target: String) -> [(FilePath, String)] {
    guard case .folder = host.file(path) else { return [(path, target)] }
    var (found, folders) = ([(FilePath, String)](), [(path, target, 0)])
    while let (path, target, depth) = folders.popLast(), found.count < 100 {
      for name in host.names(path).sorted().prefix(100) {
        let inner = FilePath(bytes: path.bytes + [Ascii.slash] + Array(name.utf8))
        if case .folder = host.file(inner) {
          if depth < 2 { folders.append((inner, target + "/" + name, depth + 1)) }
        } else {
          found.append((inner, target + "/" + name))
        }
      }
    }
    return found
  }
}

extension Service {
  /// Why its image may run something else than the configuration that was read: one phrase; nil if it does not.
  fileprivate func doubt(aboutStartOf front: Front) -> String? {
    if variables.unread != nil || variables.isCut { return "its variables are not all known here" }
    if build != nil, let hasUnknownFiles { return hasUnknownFiles }
    let unread = mounts.first { mount in
      switch mount.source {
      case .volume, .elsewhere:
        front.readsConfiguration(at: mount.target)
          || front.configurations.contains { ContainerPath.rest(of: $0, below: mount.target) != nil }
      default: false
      }
    }
    if let unread { return "what is in \(unread.target.printed) is not read" }
    switch front {
    case .nginx:
      let script = mounts.first { $0.target.hasPrefix("/docker-entrypoint.") }?.target
      return (script ?? variables.all.first { $0.name.hasPrefix("NGINX_ENVSUBST_") }?.name).map {
        "what \($0.printed) changes at its start is not read"
      }
    case .caddy:
      guard let variable = variables["CADDY_ADMIN"], variable.value != .unset else { return nil }
      return CaddyReader.doubt(aboutAdmin: String(decoding: variable.bytes ?? [], as: UTF8.self))
    default: return nil
    }
  }

  private static let officialImages = """
     nginx httpd caddy haproxy traefik envoyproxy/envoy\u{20}
    """

  /// Whether its image is one that the makers of a front publish: the contents of one's own are not known.
  fileprivate var hasOfficialImage: Bool {
    guard build == nil, let image else { return false }
    let name = ChromaImage(image.text).repository
    return (name.hasPrefix("library/") ? String(name.dropFirst(8)) : name)
      .isWord(of: Self.officialImages)
  }

  /// Whether its image gives folders to a user that is not root.
  fileprivate var isUnprivileged: Bool { image?.text.contains(words: "unprivileged") ?? false }

  /// Whether there is a network that both are on. Those that take the host's, or that of another container, are on all.
  fileprivate func shares(networksWith other: Service) -> Bool {
    if sharedNetwork != nil || other.sharedNetwork != nil { return true }
    let (own, others) = (networks.isEmpty ? ["default"] : networks, other.networks)
    return own.contains { (others.isEmpty ? ["default"] : others).contains($0) }
  }

  /// Whether it finds a container by name.
  fileprivate func finds(_ other: Service) -> Bool {
    sharedNetwork != "host" && other.sharedNetwork != "host" && shares(networksWith: other)
  }

  /// Where a Chroma listens in its network, by its variables and options.
  fileprivate var listener: (isLoopback: Bool, port: Int?) {
    let words = ((entrypoint ?? []) + (command ?? [])).map(\.text)
    func option(_ name: String) -> String? {
      var found: String?
      for (index, word) in words.enumerated() {
        if word == name, index + 1 < words.count { found = words[index + 1] }
        if word.hasPrefix(name + "=") { found = String(word.dropFirst(name.utf8.count + 1)) }
      }
      return found
    }
    /// nil if the variable is not known.
    func variable(_ name: String, _ standard: String) -> String? {
      guard let variable = variables[name] else { return standard }
      if case .unset = variable.value { return standard }
      return variable.bytes.map { String(decoding: $0, as: UTF8.self) }
    }
    var (host, port): (String?, String?)
    let isConfigured = !words.contains { $0.hasPrefix("--path") }
    if program == .image, isRelease1, isConfigured, option("--host") == nil, option("--port") == nil {
      guard variables.unread == nil, !variables.isCut else { return (false, nil) }
      // The configuration of the image may be another one.
      let isOwn =
        !mounts.contains { $0.target == "/config.yaml" || $0.target == "/" }
        && (command == nil || command?.map(\.text) == ["run", "/config.yaml"]) && entrypoint == nil
      guard isOwn else { return (false, nil) }
      (host, port) = (variable("CHROMA_LISTEN_ADDRESS", "0.0.0.0"), variable("CHROMA_PORT", "8000"))
    } else {
      // Words of a shell hide options.
      let isPlain = words.allSatisfy { word in word.utf8.allSatisfy { $0 > Ascii.space && $0 != Ascii.dollar }
      }
      guard isPlain else { return (false, nil) }
      let isOnLoopback = program != .image || command != nil
      (host, port) = (
        option("--host") ?? (isOnLoopback ? "127.0.0.1" : "0.0.0.0"), option("--port") ?? "8000"
      )
    }
    let isLoopback = host.map { Publication.Reach.ofAddress($0.utf8) == .loopback } ?? false
    return (isLoopback, port.flatMap { Int($0) })
  }

  /// Takes away, of the ports of a network that it shares, those that others of it listen on.
  fileprivate mutating func narrowToListener() {
    guard program != .front, sharedNetwork != nil else { return }
    let (isLoopback, port) = listener
    if isLoopback {
      publications = []
      unpublishedReach = loopbackReach
    } else if let port {
      publications.removeAll { $0.port != nil && $0.port != port }
    }
  }
}
