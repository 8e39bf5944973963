package import Credentials
package import Kernel

/// A server that people put before Chroma 1.x, whose configuration is read far enough to say what becomes of strangers.
package enum Front: String, CaseIterable, Sendable {
  case nginx, caddy, haproxy, apache, traefik, envoy

  /// Words in the names of these and of other servers that pass requests on.
  static let words = [
    "nginx", "openresty", "caddy", "haproxy", "httpd", "apache", "traefik", "envoy", "proxy",
  ]

  /// - Parameter repository: of an image, without tag: `nginx`, `docker.io/library/nginx`, `envoyproxy/envoy`.
  package init?(repository: String) {
    switch repository.split(separator: "/").last.map(String.init) ?? "" {
    case "nginx", "nginx-unprivileged", "openresty": self = .nginx
    case "caddy": self = .caddy
    case "haproxy", "haproxy-alpine", "haproxy-debian": self = .haproxy
    case "httpd", "apache2": self = .apache
    case "traefik": self = .traefik
    case "envoy", "envoy-distroless": self = .envoy
    default: return nil
    }
  }

  package init?(kind: FileKind) {
    switch kind {
    case .nginx: self = .nginx
    case .caddyfile: self = .caddy
    case .haproxy: self = .haproxy
    case .apache: self = .apache
    case .traefik: self = .traefik
    case .envoy: self = .envoy
    default: return nil
    }
  }

  /// As messages write it.
  package var product: String {
    switch self {
    case .nginx: "nginx"
    case .caddy: "Caddy"
    case .haproxy: "HAProxy"
    case .apache: "Apache"
    case .traefik: "Traefik"
    case .envoy: "Envoy"
    }
  }

  /// Why it does not start: one phrase.
  func refusal(of directive: some StringProtocol, at place: Place) -> String {
    "\(product) does not start with \(directive.prefix(40)) as line \(place.line ?? 0) has it"
  }

  /// The two parts of an address without scheme; the port is nil if it is not a number, or there is none to have.
  static func hostAndPort(_ address: String) -> (host: String, port: Int?) {
    if address.hasPrefix("unix:") { return (address, nil) }
    guard let colon = address.lastIndex(of: ":"), !address.hasSuffix("]") else { return (address, 80) }
    return (String(address[..<colon]), Int(address[address.index(after: colon)...]))
  }

  /// The server whose rules files of users follow, by the tag of the image; nil if no rules are about them.
  package func server(tag: String?) -> Server? {
    switch self {
    case .nginx: tag?.contains(words: "alpine") == true ? .nginxAlpine : .nginx
    case .apache: .apache
    case .traefik: .traefik
    case .envoy: .envoy
    case .caddy, .haproxy: nil
    }
  }

  /// The name of the workers in the official image, and the number of user and group; nil if they are root.
  func workers(tag: String?) -> (name: String, number: String)? {
    switch self {
    case .nginx: ("nginx", "101")
    case .apache: ("www-data", tag?.contains(words: "alpine") == true ? "82" : "33")
    case .caddy, .haproxy, .traefik, .envoy: nil
    }
  }

  /// Files that its image reads as its configuration, or as a part of it; a star is any text. Options of Traefik name its
  /// files.
  var configurations: [String] {
    switch self {
    case .nginx:
      [
        "/etc/nginx/nginx.conf", "/etc/nginx/conf.d/*.conf", "/etc/nginx/templates/*.template",
        "/usr/local/openresty/nginx/conf/nginx.conf",
      ]
    case .caddy: ["/etc/caddy/Caddyfile"]
    case .haproxy: ["/usr/local/etc/haproxy/haproxy.cfg", "/etc/haproxy/haproxy.cfg"]
    case .apache: ["/usr/local/apache2/conf/httpd.conf", "/usr/local/apache2/conf/extra/*"]
    case .traefik: ["*.yml", "*.yaml", "*.toml"]
    case .envoy: ["/etc/envoy/envoy.yaml"]
    }
  }

  /// Whether its image reads a file mounted there as its configuration, or as part of it.
  ///
  /// - Parameter target: in the container, absolute.
  package func readsConfiguration(at target: String) -> Bool {
    configurations.contains { pattern in
      guard let star = pattern.utf8.firstIndex(of: UInt8(ascii: "*")) else { return pattern == target }
      return target.utf8.starts(with: pattern.utf8[..<star])
        && target.utf8.reversed().starts(with: pattern.utf8[star...].dropFirst().reversed())
    }
  }
}

/// A file of a front's configuration.
package struct FrontFile: Sendable {
  package let path: FilePath
  /// Where the front finds it; nil if that is not known.
  package let target: String?
  package let bytes: [UInt8]

  /// Without folders.
  var name: String { target?.split(separator: "/").last.map(String.init) ?? "" }

  package init(_ bytes: [UInt8], at path: FilePath, target: String? = nil) {
    (self.path, self.target, self.bytes) = (path, target, bytes)
  }
}

/// The hosts of a deployment that a front may pass requests on to.
package struct FrontPeers: Sendable {
  /// Names of its Chromas.
  package var chroma: Set<String>
  /// Names of what is not a Chroma.
  package var others: Set<String>
  /// Names of what is one only if it listens on Chroma's port: images that nothing is known of.
  var strangers: Set<String> = []
  /// Where Chromas listen on the loopback of the front's network; nil if that is not known.
  package var loopbackPorts: Set<Int>?
  /// The entry points that the options of a Traefik make; nil if that is not known.
  var entryPoints: Set<String>?

  package init(chroma: Set<String>, others: Set<String>) { (self.chroma, self.others) = (chroma, others) }

  /// The peers of a configuration that is read alone: the host's name has to say it, or there is only one.
  package static let unknown = FrontPeers(chroma: [], others: [])

  var areUnknown: Bool { chroma.isEmpty && others.isEmpty }

  /// Whether no container of a compose file is found by a name without a dot.
  func isMissing(_ host: String) -> Bool {
    let host = host.lowercased()
    let isName = host.utf8.allSatisfy { $0.isWordCharacter || $0 == Ascii.hyphen } && !host.isEmpty
    return isName && !areUnknown && host != "localhost" && Int(host) == nil
      && ![chroma, others, strangers].contains { $0.contains(host) }
  }

  /// nil if it is not known.
  func isChroma(_ host: String, port: Int?) -> Bool? {
    let host = host.lowercased()
    if let loopbackPorts, let port, case .loopback = Service.Publication.Reach.ofAddress(host.utf8) {
      return loopbackPorts.contains(port)
    }
    if chroma.contains(host) { return true }
    if others.contains(host) { return false }
    if strangers.contains(host), let port, port != 8000 { return false }
    return areUnknown && (port == 8000 || host.contains(words: "chroma")) ? true : nil
  }
}

/// The answer of a front's configuration, as far as it was read.
package struct FrontReading: Sendable {
  package var answer: FrontAnswer
  /// Files with credentials that it names, as the front finds them.
  package var credentialFiles: [PlacedText] = []
  /// Files with certificates and keys, without which it does not start.
  var certificates: [PlacedText] = []
  /// The user that its workers run as, as far as it says so.
  var workers: String?
  /// Whether it writes to folders that it names, and not to those of its image.
  var hasOwnFolders = false
  /// Whether it says that it stays in the foreground.
  var isInForeground = false
  /// The addresses that it listens on, as far as they are written; of a host, not of a container.
  package var publications: [Service.Publication] = []
  /// Whether each of these listens with TLS.
  package var hasTLS = false
  /// Whether all that it passes on goes to others than Chroma.
  var leadsElsewhere = false
  /// Other findings.
  package var findings: [SettingFinding] = []

  init(_ answer: FrontAnswer) { self.answer = answer }

  /// Takes the answer back if it is one that protects.
  ///
  /// - Parameter reason: why something that counts may not have been read; nil if all was.
  mutating func doubt(_ reason: String?) {
    if reason != nil { leadsElsewhere = false }
    if let reason, answer == .asksBasic || answer == .asksToken { answer = .unknown(reason) }
  }

  /// One answer for all that reaches Chroma.
  init(_ passes: [FrontPass], before peers: FrontPeers) {
    var passes = passes
    if peers.areUnknown, !passes.contains(where: { $0.isChroma == true }),
      Set(passes.map(\.destination)).count == 1
    {
      for index in passes.indices where passes[index].isChroma == nil { passes[index].isChroma = true }
    }
    let passesOn = !passes.isEmpty
    passes.removeAll { $0.isChroma == false }
    leadsElsewhere = passesOn && passes.isEmpty
    hasTLS =
      passes.contains(where: \.hasTLS)
      && passes.allSatisfy { $0.hasTLS || $0.treatment == .closed || $0.treatment == .harmless }
    answer = Self.answer(to: passes)
    for pass in passes {
      if case .opensMore(let message) = pass.treatment {
        findings.append(
          SettingFinding(
            rule: .proxyWithoutAuth, severity: .error, place: pass.place, message: message,
            remedy: .manual("pass on /api/v2/heartbeat itself, whatever was asked, as config prints it")))
      }
    }
  }

  private static func answer(to passes: [FrontPass]) -> FrontAnswer {
    if passes.isEmpty { return .unknown("nothing in it passes requests on to Chroma") }
    let open = passes.first { $0.isChroma == true && $0.treatment == .passes }
    if let open { return .asksNobody(open.place) }
    var asks: FrontAnswer?
    for pass in passes {
      switch pass.treatment {
      case .asksBasic: asks = .asksBasic
      case .asksToken: asks = asks ?? .asksToken
      case .passes: return .unknown("it passes everybody on to \(pass.destination), which may be Chroma")
      case .opensMore(let message), .unknown(let message): return .unknown(message)
      case .closed, .harmless: break
      }
    }
    let hasHeartbeat = passes.contains { $0.treatment == .harmless }
    return asks ?? .unknown("nothing \(hasHeartbeat ? "but the heartbeat " : "")gets through")
  }
}

/// A way of requests through a front, and what becomes of strangers on it.
struct FrontPass {
  enum Treatment: Equatable {
    case asksBasic, asksToken
    /// Everybody gets through.
    case passes
    /// Nobody does.
    case closed
    /// Everybody does, to what gives nothing away.
    case harmless
    /// It is meant for the heartbeat, and lets other requests through.
    case opensMore(String)
    case unknown(String)
  }

  var treatment: Treatment
  var place: Place
  /// For messages: `HOST:PORT`.
  var destination: String
  /// nil if it is not known.
  var isChroma: Bool?
  /// Whether it is for requests with TLS alone, as far as it says so itself.
  var hasTLS = false

  /// The message about a front that matches the decoded path and passes on the one that was sent.
  static func opensMore(_ what: String) -> Treatment {
    .opensMore(
      "\(what) passes on the path that was asked for: /api/v2/tenants/x%2F..%2F..%2Fheartbeat gets in without credentials"
    )
  }

  /// The treatment if something else may change the path that is always the same else.
  static func changesPath(_ line: Int) -> Treatment { .unknown("line \(line) changes the path that goes on") }

  /// Schemes of `Authorization`, which anybody knows.
  static let schemes = ["Bearer", "Basic", "Token", "Digest", "ApiKey", "Key", "OAuth", "Negotiate", "JWT"]

  /// Whether a value of a header has a scheme and no more: anybody may send it.
  static func isSchemeAlone(_ value: String) -> Bool {
    let name = value.lowercased().split(separator: " ", maxSplits: 1).map(String.init)
    return name.isEmpty || name.count == 1 && schemes.contains { $0.lowercased() == name[0] }
  }

  /// Whether a regular expression matches certain values of a header with a token alone: `^Bearer TEXT\\z`, and alternatives
  /// of that form.
  static func isOfTokens(_ pattern: String) -> Bool {
    pattern.split(separator: "|", omittingEmptySubsequences: false).allSatisfy { part in
      var part = part
      guard part.hasPrefix("^"), part.hasSuffix("\\z") || part.hasSuffix("$") else { return false }
      part = part.dropFirst().dropLast(part.hasSuffix("$") ? 1 : 2)
      if isSchemeAlone(String(part)) { return false }
      if part.hasPrefix("Bearer ") { part = part.dropFirst("Bearer ".count) }
      var rest = Array(part.utf8)[...]
      guard !rest.isEmpty else { return false }
      while let byte = rest.popFirst() {
        switch byte {
        case _ where byte.isWordCharacter || byte == Ascii.hyphen: break
        case Ascii.backslash:
          // A byte in hexadecimal.
          guard rest.first == UInt8(ascii: "x"), rest.count >= 3 else { return false }
          rest = rest.dropFirst(3)
        default: return false
        }
      }
      return true
    }
  }

  /// The text that all matches of a regular expression begin with, or have in them; nil if it matches one path alone.
  static func start(of pattern: String) -> (text: String?, isAnchored: Bool) {
    var rest = Array(pattern.utf8)[...]
    let isAnchored = rest.first == UInt8(ascii: "^")
    if isAnchored { rest.removeFirst() }
    // Alternatives begin in several ways.
    var depth = 0
    for byte in rest {
      if byte == UInt8(ascii: "(") { depth += 1 }
      if byte == UInt8(ascii: ")") { depth -= 1 }
      if byte == UInt8(ascii: "|"), depth == 0 { return ("", isAnchored) }
    }
    var text: [UInt8] = []
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "?"), UInt8(ascii: "*"), UInt8(ascii: "{"):
        // The character before it may be missing.
        _ = text.popLast()
        rest = []
      case Ascii.backslash:
        guard let next = rest.popFirst(), !next.isAlphanumeric else {
          rest = []
          break
        }
        text.append(next)
      case Ascii.dollar where rest.isEmpty && isAnchored: return (nil, true)
      case _ where Array(".+[(^$)|".utf8).contains(byte): rest = []
      default: text.append(byte)
      }
    }
    return (String(decoding: text, as: UTF8.self), isAnchored)
  }

  /// Whether a path of Chroma answers everybody alike, and gives nothing away but that it runs.
  static func isHarmless(_ path: String) -> Bool {
    [
      "/api/v2/heartbeat", "/api/v1/heartbeat", "/api/v2/version", "/api/v1/version", "/api/v2/healthcheck",
      "/api/v2/pre-flight-checks",
    ].contains(path)
  }
}

extension Front {
  /// Reads a front's configuration.
  ///
  /// - Parameters:
  ///   - files: all that is known of it: `nginx.conf` and what it includes.
  ///   - peers: which hosts are Chroma.
  package func read(_ files: [FrontFile], before peers: FrontPeers = .unknown) -> FrontReading {
    guard !files.isEmpty else { return FrontReading(.unknown("its configuration is not in these files")) }
    guard files.allSatisfy({ $0.bytes.count <= Variables.maximumFileSize }) else {
      return FrontReading(.unknown("its configuration is too large to be read"))
    }
    return switch self {
    case .nginx: NginxReader.reading(files, peers)
    case .caddy: CaddyReader.reading(files, peers)
    case .haproxy: HAProxyReader.reading(files, peers)
    case .apache: ApacheReader.reading(files, peers)
    case .traefik: TraefikReader.reading(files, peers)
    case .envoy: EnvoyReader.reading(files, peers)
    }
  }
}

/// Reads the configuration of a front that is asked about alone.
enum FrontConfigurationReader {
  static func deployment(_ front: Front, in context: DeploymentContext) -> Deployment? {
    let reading = front.read([FrontFile(context.bytes, at: context.path)])
    var service = Service(
      name: front.rawValue, place: Place(path: context.path, line: 1), image: nil,
      release: .unknown("a front has no release of Chroma"), program: .front)
    service.front = reading.answer
    service.publications = reading.publications
    service.hasTLS = reading.hasTLS
    service.isUnrelated = reading.leadsElsewhere
    var deployment = Deployment()
    deployment.services = [service]
    deployment.findings = reading.findings
    return deployment
  }
}
