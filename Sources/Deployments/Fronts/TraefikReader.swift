internal import Credentials
internal import Kernel
internal import YAML

/// Reads the configuration of Traefik: labels of containers, and its dynamic files in YAML.
package struct TraefikReader {
  private struct Router {
    var rule: String?
    var middlewares: [String] = []
    var service: String?
    var place: Place
    /// Bytes as they come, without HTTP.
    var isTCP = false
    var hasTLS = false
    /// Else the length of its rule is its priority.
    var hasPriority = false
    /// Another router gets its requests first.
    var hasParents = false

    /// None for all of them.
    var entryPoints: [String] = []

    /// Whether it goes before another one, and may get all of its requests.
    func mayTakeAll(of other: Router) -> Bool {
      guard !other.isTCP, !other.hasPriority, let rule, rule.utf8.count >= (other.rule ?? "").utf8.count,
        entryPoints.isEmpty
          || !other.entryPoints.isEmpty && other.entryPoints.allSatisfy(entryPoints.contains)
      else { return false }
      if rule == other.rule { return true }
      let calls = TraefikReader.calls(of: rule).calls
      let isOfPaths = calls.allSatisfy { $0.name.hasPrefix("path") }
      return calls.contains { $0.name == "pathprefix" && $0.texts.contains("/") }
        && (isOfPaths || !rule.utf8.contains { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "!") })
    }
  }

  private enum Middleware {
    case basic, harmless
    /// It sends requests without TLS back.
    case redirect
    /// It asks for a password that nobody has.
    case nobody
    case chain([String])
    /// It answers refusals with what this service says.
    case errors(service: String, statuses: [String])
    /// The path that goes on, whatever was asked for.
    case path(String)
    /// It writes the header that others look at.
    case credentials
    /// Another path goes on.
    case otherPath
    /// It asks something itself, and may write that header too.
    case gate(String)
    case unknown(String)
  }

  /// Names without a provider are of this one.
  private let provider: String
  private var routers: [String: Router] = [:]
  private var middlewares: [String: Middleware] = [:]
  private var credentialFiles: [PlacedText] = []
  /// Whether a router without TLS of its own may get requests that count as encrypted.
  private var mayBeEncrypted = true
  /// The service and the statuses of each middleware for errors.
  private var services: [String: String] = [:]
  private var statuses: [String: [String]] = [:]
  /// The kind of each middleware.
  private var kinds: [String: String] = [:]
  /// The services of all Chromas whose labels are read, and of all containers.
  private var ownServices: Set<String> = []
  private var labelledServices: Set<String> = []
  /// The names of all containers: services without labels of their own begin with them.
  private var containers: [String] = []
  /// The entry points that there are, in lower case; nil if that is not known.
  private var entryPoints: Set<String>?
  /// The hosts that a file's services are compared with; nil for labels.
  private var peers: FrontPeers?
  /// Why the files may say more than is read.
  private var doubt: String?
  /// The addresses of each service.
  private var destinations: [String: [String]] = [:]

  private init(_ provider: String) { self.provider = provider }

  /// Judges how a Traefik treats strangers that ask for the Chromas in containers of the same deployment.
  ///
  /// - Parameters:
  ///   - chromas: whose labels have the routers.
  ///   - services: all of the deployment: any of them may have the labels of a middleware.
  ///   - traefik: the container of Traefik; nil if it is not in these files.
  /// - Returns: nil if Traefik leads to none of them by labels.
  package static func reading(
    of chromas: [Service], among services: [Service], traefik: Service?
  ) -> FrontReading? {
    var all = TraefikReader("docker")
    for service in services {
      all.add(labels: service.labels)
      all.containers.append(service.name)
    }
    for labels in traefik?.otherLabels ?? [] { all.add(labels: labels) }
    all.entryPoints = entryPoints(of: traefik)
    all.ownServices = Set(chromas.flatMap { all.serviceNames($0.labels) })
    all.mayBeEncrypted =
      doubt(about: traefik) != nil
      || traefik.map {
        options(of: $0).contains { $0.contains(words: "http.tls") || $0.contains(words: "forwardedh") }
      }
        ?? true
    let passes = chromas.flatMap { all.passes(to: $0, isExposed: traefik.map(exposesAll) ?? false) }
    if passes.isEmpty {
      guard let traefik, unread(of: traefik, besides: "docker") ?? doubt(about: traefik) == nil else {
        return nil
      }
      var reading = FrontReading(.unknown("nothing in it passes requests on to Chroma"))
      reading.leadsElsewhere = true
      return reading
    }
    var reading = FrontReading(passes, before: FrontPeers(chroma: Set(chromas.map(\.name)), others: []))
    all.weighPriority(&reading)
    reading.credentialFiles = all.credentialFiles
    reading.doubt(traefik.flatMap { unread(of: $0, besides: "docker") })
    if case .asksNobody = reading.answer, let doubt = doubt(about: traefik) {
      reading.answer = .unknown(doubt)
    }
    return reading
  }

  /// The ways to one Chroma; none if Traefik hears nothing of it.
  private func passes(to chroma: Service, isExposed: Bool) -> [FrontPass] {
    guard let first = chroma.labels.first(where: { $0.key.lowercased().hasPrefix("traefik.") }) else {
      guard isExposed else { return [] }
      let reason = "it may lead to \(chroma.name), which has no labels, by its name"
      return [
        FrontPass(
          treatment: .unknown(reason), place: chroma.place, destination: chroma.name, isChroma: true)
      ]
    }
    if chroma.labels["traefik.enable"]?.text.lowercased() == "false" { return [] }
    var own = TraefikReader("docker")
    own.add(labels: chroma.labels)
    // A router of another container leads to a service of this one.
    let names = Set(own.serviceNames(chroma.labels))
    var routers = own.routers
    for (name, router) in self.routers {
      guard let service = router.service else { continue }
      // Without a name of its own it has those of the container and the project.
      if names.contains(service) || names.isEmpty && service.hasPrefix(chroma.name + "-") {
        routers[name] = router
      }
    }
    if routers.isEmpty {
      // One is made of the container's name.
      routers[chroma.name] = Router(place: first.value.place)
    }
    return routers.sorted { $0.key < $1.key }.map { (_, router) in
      var treatment = treatment(router)
      if router.service == nil, names.count > 1, treatment == .asksBasic {
        treatment = .unknown("a router does not say to which of \(names.count) services it leads")
      }
      return FrontPass(
        treatment: treatment, place: router.place, destination: chroma.name, isChroma: true,
        hasTLS: router.hasTLS)
    }
  }

  /// Whether it leads to containers without labels too.
  private static func exposesAll(_ traefik: Service) -> Bool {
    let options = options(of: traefik)
    return options.contains { $0.hasPrefix("providers.docker") }
      && !options.contains("providers.docker.exposedbydefault=false")
  }

  /// The entry points that its options make; nil if something else may.
  static func entryPoints(of traefik: Service?) -> Set<String>? {
    guard let traefik else { return nil }
    if hasOwnConfiguration(traefik, read: [])
      || traefik.variables.all.contains(where: { $0.name.hasPrefix("TRAEFIK_ENTRYPOINTS_") })
    {
      return nil
    }
    var names: Set<String> = []
    for option in options(of: traefik) where option.hasPrefix("entrypoints.") {
      names.insert(String(option.dropFirst(12).prefix { $0 != "." && $0 != "=" }))
    }
    return names.isEmpty ? ["http"] : names
  }

  /// Why an entry point may ask, whatever the labels say.
  private static func doubt(about traefik: Service?) -> String? {
    guard let traefik else { return "what the entry points of Traefik ask is not in these files" }
    if options(of: traefik).contains(where: { $0.contains(words: ".middlewares") }) {
      return "what the entry points of Traefik ask is not known here"
    }
    let isKnown =
      !hasOwnConfiguration(traefik, read: [])
      && !options(of: traefik).contains { $0.hasPrefix("providers.file") }
      && !traefik.variables.all.contains { $0.name.hasPrefix("TRAEFIK_") }
    return isKnown ? nil : ownConfiguration
  }

  private static let ownConfiguration = "the configuration of Traefik itself is not read"

  /// Whether it may have a configuration besides its options, or one with which it ignores them.
  private static func hasOwnConfiguration(_ traefik: Service, read: [String]) -> Bool {
    let program = (traefik.entrypoint ?? traefik.command)?.first?.text ?? "-"
    return !program.hasPrefix("-") && !program.hasSuffix("traefik") && !program.hasSuffix("/entrypoint.sh")
      || options(of: traefik).contains { $0.hasPrefix("configfile") }
      || traefik.variables.all.contains {
        $0.name.hasPrefix("TRAEFIK_PROVIDERS_") || $0.name == "TRAEFIK_CONFIGFILE"
      }
      || traefik.mounts.contains { mount in
        let target = mount.target
        return
          (target.hasSuffix("/traefik.yml") || target.hasSuffix("/traefik.yaml")
          || target.hasSuffix("/traefik.toml") || target.hasSuffix("/etc/traefik")
          || target.hasSuffix("/.config")
          || target == "/etc" || target == "/root" || target == "/")
          && !read.contains { ContainerPath.rest(of: $0, below: target) != nil }
      }
  }

  /// Why it may have routers that are not read: one phrase; nil if it has none.
  ///
  /// - Parameters:
  ///   - provider: the one that is read, besides docker.
  ///   - files: names in the container of files that are read.
  static func unread(of traefik: Service, besides provider: String, read files: [String] = []) -> String? {
    if traefik.hasUnreadLabels { return "labels of a label_file are not read" }
    if hasOwnConfiguration(traefik, read: files) { return ownConfiguration }
    var isRead = provider == "file" && hasOwnConfiguration(traefik, read: [])
    for option in options(of: traefik) where option.hasPrefix("providers.") {
      let name = option.dropFirst(10).prefix { $0 != "." && $0 != "=" }
      if name == "docker"
        ? option.contains(words: "swarmmode") : name != provider && name != "providersthrottleduration"
      {
        return "the routers of \(String(name).printed) are not read"
      }
      let path = ContainerPath.absolute(String(option.drop { $0 != "=" }.dropFirst()))
      if provider == "docker" || files.contains(where: { $0.lowercased().hasPrefix(path) }) { isRead = true }
    }
    if !isRead {
      return provider == "docker"
        ? "Traefik reads no labels without a provider" : "its files are not those that it reads"
    }
    return nil
  }

  /// Its options without dashes.
  private static func options(of traefik: Service) -> [String] {
    ((traefik.entrypoint ?? []) + (traefik.command ?? [])).map {
      String($0.text.lowercased().drop { $0 == "-" })
    }
  }

  // MARK: Labels

  private mutating func add(labels: [String: PlacedText]) {
    for (label, value) in labels.sorted(by: { $0.key < $1.key }) {
      let parts = label.lowercased().split(separator: ".").map(String.init)
      guard parts.count >= 4, parts[0] == "traefik" else { continue }
      // Names keep their case in labels, and are compared so; what follows does not matter.
      let name = label.split(separator: ".").map(String.init)[3]
      switch (parts[1], parts[2]) {
      case ("http", "routers"), ("tcp", "routers"):
        let key = "\(parts[1]) \(name)"
        var router = routers[key] ?? Router(place: value.place, isTCP: parts[1] == "tcp")
        switch parts.count > 4 ? parts[4] : "" {
        case "rule": (router.rule, router.place) = (value.text, value.place)
        case "middlewares": router.middlewares = Self.names(value.text)
        case "service": router.service = local(value.text)
        case "tls": router.hasTLS = value.text.lowercased() != "false"
        case "priority": router.hasPriority = true
        case "entrypoints": router.entryPoints = Self.names(value.text)
        default: break
        }
        routers[key] = router
      case ("http", "middlewares") where parts.count > 4:
        add(option: Array(parts.dropFirst(4)), value, to: name)
      case ("http", "services"): labelledServices.insert(name)
      default: break
      }
    }
  }

  private func serviceNames(_ labels: [String: PlacedText]) -> [String] {
    labels.keys.compactMap { label in
      let parts = label.split(separator: ".").map(String.init)
      return parts.count > 3 && parts[2].lowercased() == "services" ? parts[3] : nil
    }
  }

  private static func names(_ text: String) -> [String] {
    text.split(separator: ",").map { part in
      var name = part
      while name.first == " " { name.removeFirst() }
      while name.last == " " { name.removeLast() }
      return String(name)
    }
  }

  /// A name without the provider's, if that is this one.
  private func local(_ name: String) -> String {
    name.hasSuffix("@" + provider) ? String(name.dropLast(provider.count + 1)) : name
  }

  /// - Returns: the kind; another word if it has a second one, with which no router that has it works.
  private mutating func note(kind: String, of name: String) -> String {
    if let other = kinds[name], other != kind { kinds[name] = "several" } else { kinds[name] = kind }
    return kinds[name] ?? kind
  }

  /// - Parameter option: what follows the middleware's name, in lower case.
  private mutating func add(option: [String], _ value: PlacedText, to name: String) {
    let kind = note(kind: option[0], of: name)
    let key = option.count > 1 ? option[1] : ""
    switch kind {
    case "basicauth":
      if key == "usersfile" {
        credentialFiles.append(value)
        middlewares[name] = .basic
      } else if key == "users" || key.hasPrefix("users[") {
        let lines = Array(value.text.utf8).map { $0 == UInt8(ascii: ",") ? Ascii.lineFeed : $0 }
        let answer = CredentialsAnswer(entriesIn: lines, .traefik)
        middlewares[name] =
          value.text.isEmpty
          ? .unknown("basicAuth has no users")
          : value.text.utf8.contains(UInt8(ascii: "{")) && answer.users.isEmpty
            ? .basic
            : answer.failure != nil
              ? .unknown("basicAuth has a user without a hash")
              : answer.users.isEmpty && middlewares[name] == nil ? .nobody : .basic
      } else if middlewares[name] == nil {
        middlewares[name] = .unknown("basicAuth has no users")
      }
    case "chain": middlewares[name] = .chain(Self.names(value.text))
    case "several": middlewares[name] = .unknown("what the middleware \(name) asks is not known here")
    case "errors":
      if key == "service" { services[name] = local(value.text) }
      if key.hasPrefix("status") { statuses[name, default: []] += Self.names(value.text) }
      let service = services[name]
      middlewares[name] = service.map { .errors(service: $0, statuses: statuses[name] ?? []) } ?? .harmless
    case "replacepath": middlewares[name] = .path(value.text)
    case "addprefix", "stripprefix", "stripprefixregex", "replacepathregex": middlewares[name] = .otherPath
    case "headers"
    where key == "customrequestheaders" && !value.text.isEmpty
      && (option.count < 3 || ["authorization", "x-chroma-token"].contains(option[2])):
      middlewares[name] = .credentials
    case "headers":
      if case .credentials? = middlewares[name] { return }
      middlewares[name] = .harmless
    case "redirectscheme" where key == "scheme" && value.text.lowercased() == "https":
      middlewares[name] = .redirect
    case "redirectscheme": if middlewares[name] == nil { middlewares[name] = .harmless }
    case let kind where kind.isWord(of: Self.harmless): middlewares[name] = .harmless
    case "forwardauth", "plugin":
      middlewares[name] = .gate("what the middleware \(name) (\(kind)) asks is not known here")
    default: middlewares[name] = .unknown("what the middleware \(name) (\(kind)) asks is not known here")
    }
  }

  /// Middlewares that neither let anyone in nor keep anyone out (doc.traefik.io/traefik/middlewares/http).
  private static let harmless = """
     compress ratelimit buffering redirectregex retry circuitbreaker contenttype grpcweb inflightreq passtlsclientcert \
    encodedcharacters \

    """

  // MARK: Files

  static func reading(_ files: [FrontFile], _ peers: FrontPeers) -> FrontReading {
    var reader = TraefikReader("file")
    (reader.peers, reader.entryPoints) = (peers, peers.entryPoints)
    var (doubt, unread): (String?, String?)
    for file in files {
      // A template is replaced before the file is read, in comments too.
      if file.bytes.contains(words: "{{") { doubt = "\(file.path) has templates, which are not read" }
      if file.bytes.contains(words: "<<:") { doubt = "\(file.path) has merge keys, which are not read" }
      guard file.target?.hasSuffix(".toml") != true, let tree = try? YAMLTree(file.bytes) else {
        return FrontReading(.unknown("\(file.path) is not YAML that can be read"))
      }
      for document in tree.documents {
        reader.check(document, file.path)
        reader.add(document, file.path)
        if let entryPoints = Self.pairs(document).first(where: { $0.key.string.lowercased() == "entrypoints" }
        ) {
          reader.entryPoints = Set(Self.pairs(entryPoints.value).map { $0.key.string.lowercased() })
        }
        guard let providers = document["providers"] else { continue }
        if let name = providers["file"]?["filename"]?.string, name.hasPrefix("/"),
          files.allSatisfy({ $0.target != nil && $0.target != name })
        {
          unread = "\(name.printed) is not in these files"
        }
        let isHidden = providers["docker"]?["exposedByDefault"]?.string == "false"
        if providers.pairs.count != (providers["file"] == nil ? 0 : 1) + (isHidden ? 1 : 0) {
          unread = "the routers of providers in \(file.path) are not read"
        }
      }
    }
    let passes = reader.routers.sorted { $0.key < $1.key }.map { (_, router) -> FrontPass in
      let urls = router.service.flatMap { reader.destinations[$0] } ?? []
      let answers = urls.map { url -> Bool? in
        let (host, port) = Self.hostAndPort(url)
        return peers.isChroma(host, port: port)
      }
      return FrontPass(
        treatment: reader.treatment(router), place: router.place,
        destination: urls.first ?? router.service ?? "a service",
        isChroma: answers.contains(true) ? true : answers.contains(nil) || answers.isEmpty ? nil : false,
        hasTLS: router.hasTLS)
    }
    var reading = FrontReading(passes, before: peers)
    reader.weighPriority(&reading)
    reading.doubt(unread)
    if let doubt = doubt ?? reader.doubt { reading.answer = .unknown(doubt) }
    reading.credentialFiles = reader.credentialFiles
    return reading
  }

  private static func hostAndPort(_ url: String) -> (host: String, port: Int?) {
    var text = Substring(url)
    for scheme in ["http://", "https://", "h2c://"] where text.hasPrefix(scheme) {
      text = text.dropFirst(scheme.count)
    }
    let host = text.prefix { $0 != ":" && $0 != "/" }
    return (String(host), Int(text.dropFirst(host.count + 1).prefix { $0 != "/" }))
  }

  /// Keys that are read as they are spelt here.
  private static let keys = [
    "http", "tcp", "routers", "middlewares", "services", "rule", "service", "priority", "tls", "parentRefs",
    "providers",
  ]

  /// Notes keys that Traefik reads all the same in another case.
  private mutating func check(_ document: YAMLNode, _ path: FilePath) {
    let parts = Self.pairs(document).map(\.value)
    let groups = parts.flatMap { Self.pairs($0) }
    let named = groups.flatMap { Self.pairs($0.value) }.map(\.value)
    let options = named.flatMap { Self.pairs($0) }.map(\.value)
    let nodes = [document] + parts + named + options
    for key in nodes.flatMap({ Self.pairs($0) }).map(\.key.string)
    where !Self.keys.contains(key) && Self.keys.contains(where: { $0.lowercased() == key.lowercased() }) {
      doubt = doubt ?? "\(path) has \(key.printed) in another case, which is not read"
    }
  }

  private mutating func add(_ document: YAMLNode, _ path: FilePath) {
    func place(_ node: YAMLNode) -> Place { Place(path: path, line: node.line, column: node.column) }
    for kind in ["http", "tcp"] {
      guard let part = document[kind] else { continue }
      for (name, value) in Self.pairs(part["routers"]) {
        var router = Router(place: place(name), isTCP: kind == "tcp")
        router.rule = value["rule"]?.string
        router.hasPriority = value["priority"] != nil
        router.hasParents = value["parentRefs"] != nil
        router.middlewares = Self.names(value["middlewares"])
        router.service = value["service"].map { local($0.string) }
        router.hasTLS = value["tls"] != nil
        router.entryPoints = Self.names(
          Self.pairs(value).first { $0.key.string.lowercased() == "entrypoints" }?.value)
        routers["\(kind) \(name.string)"] = router
      }
      for (name, value) in Self.pairs(part["services"]) {
        let servers = value["loadBalancer"]?["servers"]?.items
        destinations[name.string] = servers?.compactMap { ($0["url"] ?? $0["address"])?.string } ?? []
      }
    }
    for (name, value) in Self.pairs(document["http"]?["middlewares"]) {
      for (kind, options) in value.pairs {
        let kind = kind.string.lowercased()
        if kind == "chain" {
          if note(kind: kind, of: name.string) == kind {
            middlewares[name.string] = .chain(Self.names(options["middlewares"]))
          } else {
            add(option: [kind], PlacedText("", place(name)), to: name.string)
          }
          continue
        }
        if options.pairs.isEmpty { add(option: [kind], PlacedText("", place(name)), to: name.string) }
        if kind == "headers" {
          add(option: [kind], PlacedText("", place(name)), to: name.string)
          for (option, headers) in options.pairs where option.string.lowercased() == "customrequestheaders" {
            for (header, value) in headers.pairs {
              add(
                option: [kind, "customrequestheaders", header.string.lowercased()],
                PlacedText(value.string, place(header)), to: name.string)
            }
          }
          continue
        }
        for (option, value) in options.pairs {
          let text = value.items.count == 0 ? value.string : value.items.map(\.string).joined(separator: ",")
          add(option: [kind, option.string.lowercased()], PlacedText(text, place(option)), to: name.string)
        }
      }
    }
  }

  /// A text is a sequence of one.
  private static func names(_ node: YAMLNode?) -> [String] {
    guard let node else { return [] }
    return node.kind == .scalar ? names(node.string) : node.items.map { $0.string }
  }

  private static func pairs(_ node: YAMLNode?) -> [(key: YAMLNode, value: YAMLNode)] {
    node.map { Array($0.pairs) } ?? []
  }

  // MARK: Answers

  /// A router that asks, and goes before others, may take what one of them would let through.
  private func weighPriority(_ reading: inout FrontReading) {
    guard case .asksNobody = reading.answer else { return }
    let asking = routers.values.filter { treatment($0) == .asksBasic }
    let open = routers.values.filter { treatment($0) == .passes }
    let areBelow =
      !open.isEmpty && open.allSatisfy { router in asking.contains { $0.mayTakeAll(of: router) } }
    if areBelow || routers.values.contains(where: \.hasParents) || asking.contains(where: \.hasPriority) {
      reading.answer = .unknown("which of its routers goes first is not known here")
    }
  }

  private func treatment(_ router: Router) -> FrontPass.Treatment {
    if router.isTCP { return .passes }
    var path: String?
    var (doubt, missing) = (String?.none, String?.none)
    var asks = false
    var redirects = false
    var hasCredentials = false
    var rest = router.middlewares
    var count = 0
    while let name = rest.popLast() {
      count += 1
      // A chain that has itself never ends.
      guard count <= 100 else { return .unknown("the middlewares are chained in a circle") }
      let name = local(name)
      switch middlewares[name] {
      case .basic: asks = true
      case .nobody: return .closed
      case .credentials: hasCredentials = true
      case .otherPath: path = path ?? ""
      // Those before it are refused for others than it.
      case .errors(let service, let statuses):
        if asks, mayBeChroma(service, of: router, statuses) {
          return .unknown("the middleware \(name) answers strangers with what Chroma says")
        }
      case .harmless: break
      case .redirect: redirects = !router.hasTLS
      case .chain(let names): rest += names
      // They run in their order, and these come from the last to the first.
      case .path(let text): path = path ?? text
      case .gate(let reason): (doubt, hasCredentials) = (reason, true)
      case .unknown(let reason): doubt = reason
      case nil:
        doubt = "the middleware \(name) is not in these files"
        // Traefik drops a router for want of it; one of another provider may be there.
        if !name.utf8.contains(UInt8(ascii: "@")) { missing = doubt }
      }
    }
    if asks {
      if let missing = missing ?? lack(of: router) { return .unknown(missing) }
      return hasCredentials ? .unknown("a middleware writes the header that basicAuth reads") : .asksBasic
    }
    if redirects {
      return mayBeEncrypted ? .unknown("whom a redirection lets through is not known here") : .closed
    }
    if path.map(FrontPass.isHarmless) == true { return .harmless }
    if let doubt { return .unknown(doubt) }
    let rule = router.rule ?? ""
    let (calls, haveToMatch) = Self.calls(of: rule)
    // Browsers ask so before they log in, and learn nothing.
    if haveToMatch, calls.contains(where: { $0.name == "method" && $0.texts == ["OPTIONS"] }) {
      return .harmless
    }
    if rule.lowercased().contains(words: "clientip") {
      return .unknown("whom a rule about addresses matches is not known here")
    }
    if calls.contains(where: { $0.name.contains(words: "header") }) {
      let isForToken = calls.contains { call in
        call.name == "header" && call.texts.count == 2
          && ["authorization", "x-chroma-token"].contains(call.texts[0].lowercased())
          && !FrontPass.isSchemeAlone(call.texts[1])
      }
      return haveToMatch && isForToken
        ? .asksToken : .unknown("whom a rule about headers matches is not known here")
    }
    for harmless in Self.harmlessPaths
    where rule == "Path(`\(harmless)`)" || rule.hasPrefix("Path(`\(harmless)`) && ") {
      if rule.contains("|") { break }
      return FrontPass.opensMore(rule)
    }
    // Nothing is below it, and the path that was asked for goes on.
    if haveToMatch, calls.contains(where: { $0.isAboutHeartbeat }) { return FrontPass.opensMore(rule) }
    return .passes
  }

  /// Why Traefik drops a router; nil if it does not, as far as is known.
  private func lack(of router: Router) -> String? {
    if let entryPoints, !router.entryPoints.isEmpty,
      !router.entryPoints.contains(where: { entryPoints.contains($0.lowercased()) })
    {
      return "the entry point \(router.entryPoints[0].printed) is not in these files"
    }
    guard let service = router.service else {
      return provider == "file" && !router.hasParents ? "a router has no service" : nil
    }
    let isThere =
      service.utf8.contains(UInt8(ascii: "@")) || destinations[service] != nil
      || labelledServices.contains(service) || provider == "docker" && labelledServices.isEmpty
      || containers.contains { service.hasPrefix($0 + "-") }
    return isThere ? nil : "the service \(service.printed) is not in these files"
  }

  private static let harmlessPaths = [
    "/api/v2/heartbeat", "/api/v1/heartbeat", "/api/v2/version", "/api/v1/version",
  ]

  /// Whether what a middleware answers refusals with may be of Chroma.
  private func mayBeChroma(_ service: String, of router: Router, _ statuses: [String]) -> Bool {
    if service == router.service || ownServices.contains(service) { return true }
    let (own, others) = (destinations[router.service ?? ""] ?? [], destinations[service] ?? [])
    if !others.isEmpty, others == own { return true }
    // Refusals are below these.
    let isForServerErrors =
      !statuses.isEmpty && statuses.allSatisfy { (Int($0.prefix { $0 != "-" }) ?? 0) >= 500 }
    if isForServerErrors || labelledServices.contains(service) { return false }
    guard let peers, !others.isEmpty else { return true }
    let ports = own.map { Self.hostAndPort($0).port }
    return others.contains { url in
      let (host, port) = Self.hostAndPort(url)
      if let isChroma = peers.isChroma(host, port: port) { return isChroma }
      // Another port in a file that is read alone is another server.
      return !peers.areUnknown || port == nil || ports.contains(port) || ports.contains(nil)
    }
  }

  /// A matcher of a rule.
  private struct Call {
    /// In lower case.
    var name: String
    var texts: [String]

    /// Whether it is for paths of the heartbeat and the like, and what begins with them.
    var isAboutHeartbeat: Bool {
      name == "pathprefix" && !texts.isEmpty && texts.allSatisfy(FrontPass.isHarmless)
        || name == "pathregexp" && texts.allSatisfy { $0.contains(words: "heartbeat") }
    }
  }

  /// The calls of a rule in lower case, with their texts, and whether all of them have to match.
  private static func calls(of rule: String) -> (calls: [Call], haveToMatch: Bool) {
    // Texts are in backticks, or in quotes with backslashes.
    var calls: [(name: String, texts: [[UInt8]])] = []
    var name: [UInt8] = []
    var haveToMatch = true
    var quote: UInt8?
    var isEscaped = false
    for byte in rule.utf8 {
      if let mark = quote {
        if byte == mark, !isEscaped {
          quote = nil
          continue
        }
        isEscaped = mark == UInt8(ascii: "\"") && byte == Ascii.backslash && !isEscaped
        calls[calls.count - 1].texts[calls[calls.count - 1].texts.count - 1].append(byte)
        continue
      }
      switch byte {
      case UInt8(ascii: "`"), UInt8(ascii: "\""):
        quote = byte
        if calls.isEmpty { calls.append(("", [])) }
        calls[calls.count - 1].texts.append([])
      case UInt8(ascii: "("):
        calls.append((String(decoding: name, as: UTF8.self).lowercased(), []))
        name = []
      case _ where byte.isAlphanumeric: name.append(byte)
      default:
        if byte == UInt8(ascii: "|") || byte == UInt8(ascii: "!") { haveToMatch = false }
        name = []
      }
    }
    return (
      calls.map { Call(name: $0.name, texts: $0.texts.map { String(decoding: $0, as: UTF8.self) }) },
      haveToMatch
    )
  }
}
