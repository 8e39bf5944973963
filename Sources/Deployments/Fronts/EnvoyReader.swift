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
  private var credentialFiles: [PlacedText] = []
  /// Why it may not start.
  private var doubt: String?

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
    reading.doubt(reader.doubt)
    reading.credentialFiles = reader.credentialFiles
    reading.publications = reader.publications
    reading.hasTLS = !reader.publications.isEmpty && reader.isEncrypted
    return reading
  }

  private init(peers: FrontPeers, path: FilePath) { (self.peers, self.path) = (peers, path) }

  private func place(_ node: YAMLNode) -> Place { Place(path: path, line: node.line, column: node.column) }

  // MARK: Fields

  /// The fields of a cluster, as Envoy 1.40 has them: with another one it does not start.
  private static let cluster = """
     transport_socket_matches transport_socket_matcher name alt_stat_name stats_matcher type cluster_type \
    eds_cluster_config connect_timeout per_connection_buffer_limit_bytes \
    per_connection_buffer_high_watermark_timeout lb_policy load_assignment health_checks \
    max_requests_per_connection circuit_breakers upstream_http_protocol_options common_http_protocol_options \
    http_protocol_options http2_protocol_options typed_extension_protocol_options dns_refresh_rate \
    dns_jitter dns_failure_refresh_rate respect_dns_ttl dns_lookup_family dns_resolvers \
    use_tcp_for_dns_lookups dns_resolution_config typed_dns_resolver_config wait_for_warm_on_init \
    outlier_detection cleanup_interval upstream_bind_config lb_subset_config ring_hash_lb_config \
    maglev_lb_config original_dst_lb_config least_request_lb_config round_robin_lb_config common_lb_config \
    transport_socket metadata protocol_selection upstream_connection_options \
    close_connections_on_host_health_failure ignore_health_on_host_removal filters load_balancing_policy \
    lrs_server lrs_report_endpoint_metrics track_timeout_budgets upstream_config track_cluster_stats \
    preconnect_policy connection_pool_per_downstream_connection queuing_policies \

    """

  private static let manager = """
     @type codec_type stat_prefix rds route_config scoped_routes http_filters add_user_agent tracing \
    common_http_protocol_options http1_safe_max_connection_duration http_protocol_options \
    http2_protocol_options http3_protocol_options server_name server_header_transformation \
    scheme_header_transformation max_request_headers_kb stream_idle_timeout stream_flush_timeout \
    request_timeout request_headers_timeout drain_timeout drain_timeout_jitter delayed_close_timeout \
    access_log access_log_flush_interval flush_access_log_on_new_request access_log_options \
    use_remote_address xff_num_trusted_hops original_ip_detection_extensions \
    early_header_mutation_extensions internal_address_config skip_xff_append via generate_request_id \
    preserve_external_request_id always_set_request_id_in_response forward_client_cert_details \
    set_current_client_cert_details forward_client_cert_matcher proxy_100_continue \
    represent_ipv4_remote_address_as_ipv4_mapped_ipv6 upgrade_configs normalize_path merge_slashes \
    path_with_escaped_slashes_action request_id_extension local_reply_config strip_matching_host_port \
    strip_any_host_port stream_error_on_invalid_http_message path_normalization_options \
    strip_trailing_host_dot proxy_status_config typed_header_validation_config append_x_forwarded_port \
    append_local_overload add_proxy_protocol_connection_state forward_proto_config \
    record_route_resolution_stats \

    """

  /// Those of the routes of a manager, of its hosts, and of each route.
  private static let level = """
     name virtual_hosts vhds internal_only_headers response_headers_to_add response_headers_to_remove \
    request_headers_to_add request_headers_to_remove most_specific_header_mutations_wins validate_clusters \
    max_direct_response_body_size_bytes cluster_specifier_plugins request_mirror_policies \
    ignore_port_in_host_matching vhost_header ignore_path_parameters_in_path_matching \
    typed_per_filter_config metadata route_specifiers domains routes matcher require_tls virtual_clusters \
    rate_limits cors include_request_attempt_count include_attempt_count_in_response retry_policy \
    retry_policy_typed_config hedge_policy include_is_timeout_retry_header per_request_buffer_limit_bytes \
    request_body_buffer_limit match route redirect direct_response filter_action non_forwarding_action \
    decorator tracing stat_prefix \

    """

  private static let action = """
     cluster cluster_header weighted_clusters cluster_specifier_plugin inline_cluster_specifier_plugin \
    cluster_not_found_response_code metadata_match prefix_rewrite regex_rewrite path_rewrite_policy \
    path_rewrite host_rewrite_literal auto_host_rewrite host_rewrite_header host_rewrite_path_regex \
    host_rewrite append_x_forwarded_host timeout idle_timeout flush_timeout early_data_policy retry_policy \
    retry_policy_typed_config request_mirror_policies priority rate_limits include_vh_rate_limits \
    hash_policy cors max_grpc_timeout grpc_timeout_offset upgrade_configs internal_redirect_policy \
    internal_redirect_action max_internal_redirects hedge_policy max_stream_duration \

    """

  private static let match = """
     prefix path safe_regex connect_matcher path_separated_prefix path_match_policy case_sensitive \
    runtime_fraction headers query_parameters cookies grpc tls_context dynamic_metadata filter_state \

    """

  /// Notes a field that is not known: Envoy does not start with it, if its release does not have it.
  private mutating func check(_ node: YAMLNode?, _ fields: String) {
    guard let node else { return }
    for (key, _) in node.pairs where !key.string.isWord(of: fields) {
      doubt = doubt ?? key.string.strangeness
    }
  }

  /// Notes that a field is missing, or empty.
  private mutating func need(_ field: String, of node: YAMLNode?) {
    let value = node?[field]
    if value?.string.isEmpty ?? true, value?.items.isEmpty ?? true {
      doubt = doubt ?? "Envoy does not start without \(field)"
    }
  }

  private mutating func read(_ resources: YAMLNode) {
    for cluster in items(resources["clusters"]) {
      check(cluster, Self.cluster)
      need("name", of: cluster)
      if let assignment = cluster["load_assignment"] { need("cluster_name", of: assignment) }
      if let name = cluster["name"]?.string, hosts[name] != nil {
        doubt = doubt ?? "Envoy does not start with two clusters \(name.printed)"
      }
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
    check(configuration, Self.manager)
    need("stat_prefix", of: configuration)
    let filters = items(configuration["http_filters"])
    for filter in filters {
      if let file = filter["typed_config"]?["users"]?["filename"] {
        credentialFiles.append(PlacedText(file.string, place(file)))
      }
    }
    let hasOwnFilters = items(configuration["upgrade_configs"]).contains { $0["filters"] != nil }
    if hasOwnFilters { add(nil, .unknown("upgraded requests have filters of their own"), place(filter)) }
    if configuration["early_header_mutation_extensions"] != nil {
      add(nil, .unknown("what is written before the filters look at it is not known here"), place(filter))
    }
    if let index = filters.firstIndex(where: { Self.type($0) == "Router" }) ?? filters.indices.first,
      index < filters.count - 1 || Self.type(filters[index]) != "Router"
    {
      add(nil, .unknown("the router is not its last filter, so Envoy does not start"), place(filter))
    }
    guard let routes = configuration["route_config"], routes["vhds"] == nil else {
      add(nil, .unknown("its routes are not in this file"), place(filter))
      return
    }
    check(routes, Self.level)
    for host in items(routes["virtual_hosts"]) {
      check(host, Self.level)
      need("name", of: host)
      need("domains", of: host)
      if host["matcher"] != nil {
        add(nil, .unknown("what the matcher of a virtual host decides is not known here"), place(host))
      }
      var formers: [YAMLNode] = []
      for route in items(host["routes"]) {
        check(route, Self.level)
        check(route["match"], Self.match)
        check(route["route"], Self.action)
        // The first that matches counts.
        let former = formers.compactMap { route["match"].flatMap($0.takesAll) }
        if former.contains(true) { continue }
        if let match = route["match"], match.pairs.count == 1 { formers.append(match) }
        if route["redirect"] == nil, route["direct_response"] == nil {
          var treatment = treatment(of: route, in: [route, host, routes], filters)
          if treatment == .passes, !former.isEmpty || route["match"]?.isAboutHeartbeat == true {
            treatment = .unknown("which requests get to line \(route.line) is not known here")
          }
          for part in items(route["route"]?["weighted_clusters"]?["clusters"]) { find(part["name"]) }
          add(route["route"]?["cluster"], treatment, place(route))
        }
      }
    }
  }

  /// Notes that a cluster is not there.
  private mutating func find(_ cluster: YAMLNode?) {
    guard let name = cluster?.string, hosts[name] == nil else { return }
    doubt = doubt ?? "Envoy does not start without the cluster \(name.printed)"
  }

  private mutating func add(_ cluster: YAMLNode?, _ treatment: FrontPass.Treatment, _ place: Place) {
    find(cluster)
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
