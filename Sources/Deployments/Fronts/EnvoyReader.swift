internal import Credentials
internal import Kernel
internal import YAML

/// Reads configurations of Envoy in YAML: routes of its HTTP connection managers, and the filters before them.
struct EnvoyReader {
  private let peers: FrontPeers
  private let path: FilePath
  private var passes: [FrontPass] = []
  private var publications: [Service.Publication] = []
  private var isEncrypted = true
  private var hosts: [String: [(host: String, port: Int?)]] = [:]

  static func reading(_ files: [FrontFile], _ peers: FrontPeers) -> FrontReading {
    guard let file = files.first, files.count == 1, let tree = try? YAMLTree(file.bytes),
      tree.documents.count == 1,
      let resources = tree.documents[0]["static_resources"]
    else { return FrontReading(.unknown("it is not one configuration of Envoy in YAML")) }
    if tree.documents[0]["dynamic_resources"] != nil {
      return FrontReading(.unknown("what its dynamic resources are is not known here"))
    }
    // `filterChains` is the same to Envoy as `filter_chains`.
    if hasOtherSpelling(resources) {
      return FrontReading(.unknown("names with capitals in them are not read"))
    }
    var reader = EnvoyReader(peers: peers, path: file.path)
    reader.read(resources)
    var reading = FrontReading(reader.passes, before: peers)
    reading.publications = reader.publications
    reading.hasTLS = !reader.publications.isEmpty && reader.isEncrypted
    return reading
  }

  private init(peers: FrontPeers, path: FilePath) { (self.peers, self.path) = (peers, path) }

  private func place(_ node: YAMLNode) -> Place { Place(path: path, line: node.line, column: node.column) }

  private mutating func read(_ resources: YAMLNode) {
    for cluster in items(resources["clusters"]) {
      var addresses: [(host: String, port: Int?)] = []
      for group in items(cluster["load_assignment"]?["endpoints"]) {
        for endpoint in items(group["lb_endpoints"]) {
          let address = endpoint["endpoint"]?["address"]?["socket_address"]
          addresses.append(
            (address?["address"]?.string ?? "", address?["port_value"].flatMap { Int($0.string) }))
        }
      }
      hosts[cluster["name"]?.string ?? ""] = addresses
    }
    for listener in items(resources["listeners"]) {
      if let address = listener["address"]?["socket_address"] {
        publications.append(
          Service.Publication(
            reach: Service.Publication.Reach(host: address["address"]?.string ?? ""),
            port: address["port_value"].flatMap { Int($0.string) }, place: place(address)))
      }
      for chain in items(listener["filter_chains"]) + [listener["default_filter_chain"]].compactMap(\.self) {
        if chain["transport_socket"] == nil { isEncrypted = false }
        for filter in items(chain["filters"]) { read(filter: filter) }
      }
    }
  }

  private func items(_ node: YAMLNode?) -> [YAMLNode] { node.map { Array($0.items) } ?? [] }

  private mutating func read(filter: YAMLNode) {
    guard let configuration = filter["typed_config"] else {
      add(nil, .unknown("the configuration of a filter is not in this file"), place(filter))
      return
    }
    let type = configuration["@type"]?.string ?? ""
    // Another filter is in it, of any type.
    if type.hasSuffix(".TypedStruct") || type.hasSuffix(".ExtensionWithMatcher") {
      add(
        nil,
        .unknown(
          "where its filter of the type \(type.split(separator: ".").last ?? "") leads is not known here"),
        place(filter))
      return
    }
    if type.hasSuffix(".TcpProxy") {
      add(configuration["cluster"], .passes, place(filter))
      return
    }
    guard type.hasSuffix(".HttpConnectionManager") else { return }
    let filters = items(configuration["http_filters"])
    let hasOwnFilters = items(configuration["upgrade_configs"]).contains { $0["filters"] != nil }
    if hasOwnFilters { add(nil, .unknown("upgraded requests have filters of their own"), place(filter)) }
    if configuration["early_header_mutation_extensions"] != nil {
      add(nil, .unknown("what is written before the filters look at it is not known here"), place(filter))
    }
    if filters.dropLast().contains(where: { Self.type($0) == "Router" }) {
      add(nil, .unknown("a filter follows the router, so Envoy does not start"), place(filter))
    }
    guard let routes = configuration["route_config"], routes["vhds"] == nil else {
      add(nil, .unknown("its routes are not in this file"), place(filter))
      return
    }
    for host in items(routes["virtual_hosts"]) {
      if host["matcher"] != nil {
        add(nil, .unknown("what the matcher of a virtual host decides is not known here"), place(host))
      }
      var formers: [YAMLNode] = []
      for route in items(host["routes"]) {
        // The first that matches counts.
        let former = formers.compactMap { route["match"].flatMap($0.takesAll) }
        if former.contains(true) { continue }
        if let match = route["match"], match.pairs.count == 1 { formers.append(match) }
        if route["redirect"] == nil, route["direct_response"] == nil {
          var treatment = treatment(of: route, in: [route, host, routes], filters)
          if treatment == .passes, !former.isEmpty || route["match"]?.isAboutHeartbeat == true {
            treatment = .unknown("which requests get to line \(route.line) is not known here")
          }
          add(route["route"]?["cluster"], treatment, place(route))
        }
      }
    }
  }

  private mutating func add(_ cluster: YAMLNode?, _ treatment: FrontPass.Treatment, _ place: Place) {
    let addresses = cluster.flatMap { hosts[$0.string] } ?? []
    let answers = addresses.map { peers.isChroma($0.host, port: $0.port) }
    passes.append(
      FrontPass(
        treatment: treatment, place: place, destination: cluster?.string ?? "a cluster",
        isChroma: answers.contains(true) ? true : answers.contains(nil) || answers.isEmpty ? nil : false))
  }

  /// Filters that neither let anyone in nor keep anyone out, by the end of their type.
  private static let harmless = " Router Cors HealthCheck Compressor Decompressor Buffer GrpcWeb "

  private static func hasOtherSpelling(_ node: YAMLNode) -> Bool {
    node.items.contains(where: hasOtherSpelling)
      || node.pairs.contains { (key, value) in
        key.string.utf8.contains { 0x41...0x5A ~= $0 } || hasOtherSpelling(value)
      }
  }

  private static func type(_ filter: YAMLNode) -> String {
    filter["typed_config"]?["@type"]?.string.split(separator: ".").last.map(String.init) ?? ""
  }

  /// Why `BasicAuth` may ask nobody, or nobody has a login, or Envoy does not start; nil if it asks.
  private static func doubt(aboutLogin settings: YAMLNode?) -> String? {
    let known = [
      "@type", "users", "forward_username_header", "authentication_header", "emit_dynamic_metadata",
    ]
    if let other = settings?.pairs.first(where: { !known.contains($0.key.string) })?.key.string {
      return "what \(other.printed) of basic_auth changes is not known here"
    }
    let text = settings?["users"]?["inline_string"]?.text
    guard let text, !text.contains(words: "%") else { return nil }
    let answer = CredentialsAnswer(entriesIn: Array(text), .envoy)
    if let failure = answer.failure { return "Envoy does not start with its users: \(failure)" }
    return answer.users.isEmpty ? "no user of basic_auth can log in" : nil
  }

  /// - Parameter levels: the route and what it is in, from the inside out: each may have settings of the filters.
  private func treatment(
    of route: YAMLNode, in levels: [YAMLNode], _ filters: [YAMLNode]
  ) -> FrontPass.Treatment {
    var doubt: String?
    if items(route["route"]?["weighted_clusters"]?["clusters"]).contains(where: {
      $0["typed_per_filter_config"] != nil
    }) {
      doubt = "a weighted cluster has filters of its own"
    }
    for filter in filters {
      let name = filter["name"]?.string ?? ""
      let type = Self.type(filter)
      if type.isWord(of: Self.harmless) { continue }
      let own = levels.compactMap { $0["typed_per_filter_config"]?[name] }.first
      let disabled = (own ?? filter)["disabled"]?.string
      if disabled == "true" { continue }
      // The filters before may give a request what this one asks for.
      switch (type, own) {
      case ("BasicAuth", nil) where doubt == nil && [nil, "false"].contains(disabled):
        if let reason = Self.doubt(aboutLogin: filter["typed_config"]) { return .unknown(reason) }
        return .asksBasic
      case ("ApiKeyAuth", nil)
      where doubt == nil && [nil, "false"].contains(disabled)
        && !items(filter["typed_config"]?["credentials"]).isEmpty:
        return .asksToken
      default: doubt = doubt ?? "what the filter \(name) asks is not known here"
      }
    }
    // Envoy compares the path as it was sent, and passes on that, or what its configuration says.
    // Filters that are not known may write another.
    let path = route["match"]?["path"]?.string
    if let path, doubt == nil, FrontPass.isHarmless(route["route"]?["prefix_rewrite"]?.string ?? path),
      route["route"]?["regex_rewrite"] == nil, route["route"]?["path_rewrite_policy"] == nil
    {
      return .harmless
    }
    if let doubt { return .unknown(doubt) }
    // Browsers ask so before they log in, and learn nothing.
    let isForOptions = items(route["match"]?["headers"]).contains {
      $0["name"]?.string == ":method" && $0["invert_match"] == nil
        && ($0["string_match"]?["exact"] ?? $0["exact_match"])?.string == "OPTIONS"
    }
    return isForOptions ? .harmless : .passes
  }
}

extension YAMLNode {
  /// The path that a match of a route is about, or what all of its paths begin with.
  private var path: String? {
    (self["path"] ?? self["prefix"] ?? self["path_separated_prefix"])?.string
      ?? self["safe_regex"]?["regex"].flatMap { FrontPass.start(of: "^" + $0.string).text }
  }

  /// Whether it is for what begins with the path of the heartbeat and the like: nothing is below it.
  fileprivate var isAboutHeartbeat: Bool {
    let prefix = (self["prefix"] ?? self["path_separated_prefix"])?.string
    if let prefix { return FrontPass.isHarmless(prefix) }
    guard let regex = self["safe_regex"]?["regex"]?.string else { return false }
    return regex.hasPrefix("/api/v") && regex.contains(words: "/heartbeat")
      && !regex.utf8.contains { Array("*+|{".utf8).contains($0) }
  }

  /// Whether a match of one condition takes all that another one would match; nil if it does not, as far as is known.
  fileprivate func takesAll(_ other: YAMLNode) -> Bool? {
    let path = other.path.flatMap { $0.isEmpty ? nil : $0 } ?? "/"
    if let prefix = self["prefix"]?.string {
      return path.hasPrefix(prefix) && (prefix == "/" || other["case_sensitive"] == nil) ? true : nil
    }
    guard let regex = self["safe_regex"]?["regex"]?.string else { return nil }
    return FrontPass.start(of: "^" + regex).text.map(path.hasPrefix) == true ? false : nil
  }
}
