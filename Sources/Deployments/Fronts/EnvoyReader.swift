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
      for chain in items(listener["filter_chains"]) {
        if chain["transport_socket"] == nil { isEncrypted = false }
        for filter in items(chain["filters"]) { read(filter: filter) }
      }
    }
  }

  private func items(_ node: YAMLNode?) -> [YAMLNode] { node.map { Array($0.items) } ?? [] }

  private mutating func read(filter: YAMLNode) {
    guard let configuration = filter["typed_config"] else { return }
    let type = configuration["@type"]?.string ?? ""
    if type.hasSuffix(".TcpProxy") {
      add(configuration["cluster"], .passes, place(filter))
      return
    }
    guard type.hasSuffix(".HttpConnectionManager") else { return }
    let filters = items(configuration["http_filters"])
    guard let routes = configuration["route_config"] else {
      add(nil, .unknown("its routes are not in this file"), place(filter))
      return
    }
    for host in items(routes["virtual_hosts"]) {
      for route in items(host["routes"]) where route["redirect"] == nil && route["direct_response"] == nil {
        add(route["route"]?["cluster"], treatment(of: route, in: host, filters), place(route))
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
  private static let harmless = Set(
    "Router Cors HealthCheck Compressor Decompressor Buffer GrpcWeb".split(separator: " "))

  private func treatment(of route: YAMLNode, in host: YAMLNode, _ filters: [YAMLNode]) -> FrontPass.Treatment
  {
    var doubt: String?
    for filter in filters {
      let name = filter["name"]?.string ?? ""
      let type = filter["typed_config"]?["@type"]?.string.split(separator: ".").last ?? ""
      if Self.harmless.contains(type) { continue }
      let own = [route, host].compactMap { $0["typed_per_filter_config"]?[name] }.first
      let isOff = own?["disabled"]?.string == "true" || own == nil && filter["disabled"]?.string == "true"
      if isOff { continue }
      switch (type, own) {
      case ("BasicAuth", nil): return .asksBasic
      case ("ApiKeyAuth", nil) where !items(filter["typed_config"]?["credentials"]).isEmpty: return .asksToken
      default: doubt = "what the filter \(name) asks is not known here"
      }
    }
    if let doubt { return .unknown(doubt) }
    // Envoy compares the path as it was sent, and passes that on.
    if let path = route["match"]?["path"]?.string, FrontPass.isHarmless(path) { return .harmless }
    return .passes
  }
}
