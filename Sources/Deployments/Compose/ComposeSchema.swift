internal import Kernel

/// The keys that compose knows, and the types of their values (compose-spec's JSON schema, as of compose 2.40): what is
/// not so is refused. Deeper than services and their parts nothing is looked at.
enum ComposeSchema {
  /// A key and its types: `s` text, `b` true or false, `i` whole number, `n` number, `0` nothing, `l` list of texts,
  /// `L` any list, `m` mapping, `e` mapping of single values, or list of texts; `B` what is read as true or false.
  private static let serviceKeys = keys(
    """
    annotations:e attach:bs blkio_config:m build:sm cap_add:l cap_drop:l cgroup:s cgroup_parent:s command:0sl \
    configs:L container_name:s cpu_count:si cpu_percent:si cpu_period:ns cpu_quota:ns cpu_rt_period:ns \
    cpu_rt_runtime:ns cpu_shares:ns cpus:ns cpuset:s credential_spec:m depends_on:lm deploy:m0 develop:m0 \
    device_cgroup_rules:l devices:L dns:sl dns_opt:l dns_search:sl domainname:s entrypoint:0sl env_file:sL \
    environment:e expose:L extends:sm external_links:l extra_hosts:me group_add:L gpus:sL healthcheck:m \
    hostname:s image:s init:bsB ipc:s isolation:s label_file:sl labels:e links:l logging:m mac_address:s \
    mem_limit:ns mem_reservation:si mem_swappiness:is memswap_limit:ns models:lm network_mode:s networks:lm \
    oom_kill_disable:bsB oom_score_adj:si pid:s0 pids_limit:ns platform:s ports:L post_start:L pre_stop:L \
    privileged:bsB profiles:l provider:m pull_policy:s pull_refresh_after:s read_only:bsB restart:s runtime:s \
    scale:is secrets:L security_opt:l shm_size:ns stdin_open:bsB stop_grace_period:s stop_signal:s \
    storage_opt:m sysctls:e tmpfs:sl tty:bsB ulimits:m use_api_socket:b user:s userns_mode:s uts:s volumes:L \
    volumes_from:l working_dir:s
    """)
  private static let topKeys = keys(
    "version:s name:s include:L services:m models:m networks:m volumes:m secrets:m configs:m")
  private static let healthcheckKeys = keys(
    "disable:bsB interval:s retries:ns test:sl timeout:s start_period:s start_interval:s")
  private static let buildKeys = keys(
    """
    context:s dockerfile:s dockerfile_inline:s entitlements:l args:e ssh:e labels:e cache_from:l cache_to:l \
    no_cache:bs additional_contexts:e network:s provenance:sb sbom:sb pull:bs target:s shm_size:is \
    extra_hosts:me isolation:s privileged:bs secrets:L tags:l ulimits:m platforms:l
    """)
  private static let deployKeys = keys(
    """
    mode:s endpoint_mode:s replicas:is labels:e rollback_config:m update_config:m resources:m restart_policy:m \
    placement:m
    """)
  private static let loggingKeys = keys("driver:s options:m")
  private static let portKeys = keys(
    "name:s mode:s host_ip:s target:is published:si protocol:s app_protocol:s")
  private static let volumeKeys = keys(
    "type:s source:s target:s read_only:bsB consistency:s bind:m volume:m tmpfs:m image:m")
  private static let bindKeys = keys("propagation:s create_host_path:bsB recursive:s selinux:s")
  private static let environmentFileKeys = keys("path:s format:s required:bsB")
  private static let grantKeys = keys("source:s target:s uid:s gid:s mode:ns")
  private static let secretKeys = keys(
    "name:s environment:s file:s external:bsmB labels:e driver:s driver_opts:m template_driver:s")
  private static let configKeys = keys(
    "name:s content:s environment:s file:s external:bsmB labels:e template_driver:s")
  private static let networkKeys = keys(
    """
    name:s driver:s driver_opts:m ipam:m external:bsmB internal:bsB enable_ipv4:bsB enable_ipv6:bsB \
    attachable:bsB labels:e
    """)
  private static let topVolumeKeys = keys("name:s driver:s driver_opts:m external:bsmB labels:e")
  private static let extendsKeys = keys("service:s file:s")

  private static func keys(_ words: String) -> [String: String] {
    var keys: [String: String] = [:]
    for word in words.split(separator: " ") {
      let parts = word.split(separator: ":")
      keys[String(parts[0])] = String(parts[1])
    }
    return keys
  }

  /// Refuses what compose refuses.
  static func check(_ file: ComposeMap) throws(ComposeRefusal) {
    try check(file, topKeys, in: "a compose file")
    if let services = file["services"]?.map {
      for entry in services.entries {
        try checkName(entry)
        guard let service = entry.value.map else {
          throw ComposeRefusal(
            reason: "the service \(printable(entry.key)) is not a mapping", place: entry.place)
        }
        try check(service: service)
      }
    }
    for (section, keys, isNullTaken) in [
      ("networks", networkKeys, true), ("volumes", topVolumeKeys, true), ("secrets", secretKeys, false),
      ("configs", configKeys, false),
    ] {
      for entry in file[section]?.map?.entries ?? [] {
        try checkName(entry)
        if isNullTaken, entry.value.isNull { continue }
        guard let map = entry.value.map else {
          throw ComposeRefusal(reason: "\(printable(entry.key)) is not a mapping", place: entry.place)
        }
        try check(map, keys, in: section)
      }
    }
  }

  private static func check(service: ComposeMap) throws(ComposeRefusal) {
    try check(service, serviceKeys, in: "a service")
    for (key, keys) in [
      ("build", buildKeys), ("healthcheck", healthcheckKeys), ("deploy", deployKeys),
      ("logging", loggingKeys),
      ("extends", extendsKeys),
    ] {
      if let map = service[key]?.map { try check(map, keys, in: key) }
    }
    if let test = service["healthcheck"]?["test"], let first = test.list?.first {
      guard ["NONE", "CMD", "CMD-SHELL"].contains(first.text ?? "") else {
        throw ComposeRefusal(
          reason: "a healthcheck that begins with none of NONE, CMD and CMD-SHELL", place: first.place)
      }
    }
    for item in service["ports"]?.list ?? [] {
      if let map = item.map { try check(map, portKeys, in: "ports") }
    }
    for item in service["volumes"]?.list ?? [] {
      guard let map = item.map else {
        if item.text == nil { throw ComposeRefusal(reason: "a volume that is not text", place: item.place) }
        continue
      }
      try check(map, volumeKeys, in: "volumes")
      if let bind = map["bind"]?.map { try check(bind, bindKeys, in: "bind") }
      let types = ["bind", "volume", "tmpfs", "cluster", "npipe", "image"]
      guard let type = map["type"]?.text, types.contains(type) else {
        throw ComposeRefusal(reason: "a volume without a type that compose knows", place: item.place)
      }
    }
    for item in service["env_file"]?.list ?? [] {
      guard let map = item.map else {
        if item.text == nil { throw ComposeRefusal(reason: "a path that is not text", place: item.place) }
        continue
      }
      try check(map, environmentFileKeys, in: "env_file")
      if map["path"] == nil { throw ComposeRefusal(reason: "an env_file without path", place: item.place) }
    }
    for key in ["secrets", "configs"] {
      for item in service[key]?.list ?? [] {
        if let map = item.map {
          try check(map, grantKeys, in: key)
        } else if item.text == nil {
          throw ComposeRefusal(reason: "a name that is not text", place: item.place)
        }
      }
    }
  }

  private static func checkName(_ entry: ComposeMap.Entry) throws(ComposeRefusal) {
    let isName =
      !entry.key.isEmpty && entry.key.utf8.allSatisfy { $0.isInName || $0 == 0x2E || $0 == Ascii.hyphen }
    if !isName {
      throw ComposeRefusal(
        reason: "\(printable(entry.key)) is a name with characters that compose does not accept",
        place: entry.place)
    }
  }

  private static func printable(_ text: String) -> String { Array(text.utf8.prefix(100)).printable }

  private static func check(
    _ map: ComposeMap, _ keys: [String: String], in title: String
  ) throws(ComposeRefusal) {
    for entry in map.entries where !entry.key.hasPrefix("x-") {
      guard let types = keys[entry.key] else {
        let near = keys.keys.sorted().first { isNear($0, entry.key) }
        throw ComposeRefusal(
          reason:
            "\(printable(entry.key)) is not a key of \(title)\(near.map { "; did you mean \($0)?" } ?? "")",
          place: entry.place)
      }
      guard types.contains(where: { isType(entry.value, $0) }) else {
        throw ComposeRefusal(
          reason: "\(printable(entry.key)) has a value of a type that compose does not accept",
          place: entry.value.place)
      }
      if types.contains("B"), let text = entry.value.text, !booleans.contains(text.lowercased()) {
        throw ComposeRefusal(
          reason: "\(printable(entry.key)) is neither true nor false", place: entry.value.place)
      }
    }
  }

  /// `loader/interpolate.go`, `toBoolean`.
  static let booleans: Set<String> = ["true", "y", "yes", "on", "false", "n", "no", "off"]

  private static func isType(_ node: ComposeNode, _ type: Character) -> Bool {
    switch type {
    case "s": return node.text != nil
    case "b": return node.scalar?.kind == .boolean
    case "i": return node.scalar?.kind == .integer
    case "n": return node.scalar?.kind == .integer || node.scalar?.kind == .float
    case "0": return node.isNull
    case "L": return node.list != nil
    case "l": return node.list?.allSatisfy { $0.text != nil } ?? false
    case "m": return node.map != nil
    case "e":
      if let map = node.map {
        return map.entries.allSatisfy { $0.value.scalar.map { $0.kind != .time } ?? false }
      }
      return node.list?.allSatisfy { $0.text != nil } ?? false
    default: return false
    }
  }

  /// Whether one edit turns one into the other: a letter too many, missing, another, or two that changed places.
  private static func isNear(_ left: String, _ right: String) -> Bool {
    let (a, b) = (Array(left.utf8), Array(right.utf8))
    guard abs(a.count - b.count) <= 1, a.count > 3 else { return false }
    var start = 0
    while start < min(a.count, b.count), a[start] == b[start] { start += 1 }
    if a[min(start + 1, a.count)...].elementsEqual(b[min(start + 1, b.count)...]) { return true }
    if a[start...].elementsEqual(b[min(start + 1, b.count)...]) { return true }
    if a[min(start + 1, a.count)...].elementsEqual(b[start...]) { return true }
    return a.count == b.count && start + 1 < a.count && a[start] == b[start + 1] && a[start + 1] == b[start]
      && a[(start + 2)...].elementsEqual(b[(start + 2)...])
  }
}
