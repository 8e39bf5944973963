extension ComposeSchema {
  /// The names of a table, with `,` between them, and its keys with their types after a colon: `s` text, `b` true or false,
  /// `i` integer, `w` that or a number without a fraction, `n` number, `0` nothing, `l` list of texts, `t` list of texts or
  /// mappings, `L` any list, `m` mapping, `e` mapping of single values, or list of texts; a rule for texts (`ComposeValue`);
  /// `>` for a mapping with the keys of the table with its name, or a list of such, `*` for a mapping whose values are such,
  /// or of the types of `=`.
  static let tables: [String: [String: [Unicode.Scalar]]] = {
    var tables: [String: [String: [Unicode.Scalar]]] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      var keys: [String: [Unicode.Scalar]] = [:]
      for word in words.dropFirst() {
        let parts = word.split(separator: ":")
        keys[String(parts[0])] = Array(parts[1].unicodeScalars)
      }
      for name in words[0].split(separator: ",") { tables[String(name)] = keys }
    }
    return tables
  }()

  static let required = ["env_file": ["path"], "ulimits": ["soft", "hard"], "devices": ["capabilities"]]

  private static let text = """
    service annotations:e attach:bsB blkio_config:m build:sm> cap_add:l cap_drop:l cgroup:sG cgroup_parent:s \
    command:0sl configs:t> container_name:s cpu_count:siI cpu_percent:siF cpu_period:nsI cpu_quota:nsI \
    cpu_rt_period:nsI cpu_rt_runtime:nsI cpu_shares:nsI cpus:nsF cpuset:s credential_spec:m depends_on:lm \
    deploy:m0> develop:m0 device_cgroup_rules:l devices:L dns:sl dns_opt:l dns_search:sl domainname:s \
    entrypoint:0sl env_file:st> environment:e expose:L extends:sm> external_links:l extra_hosts:me group_add:L \
    gpus:sLA> healthcheck:m> hostname:s image:s init:bsB ipc:s isolation:s label_file:sl labels:e links:l \
    logging:m> mac_address:s mem_limit:nsZ mem_reservation:siZ mem_swappiness:isZ memswap_limit:nsZ models:lm \
    network_mode:s networks:lm* oom_kill_disable:bsB oom_score_adj:wsI pid:s0 pids_limit:nsI platform:s ports:L> \
    post_start:L pre_stop:L privileged:bsB profiles:l provider:m pull_policy:sP pull_refresh_after:s \
    read_only:bsB restart:s runtime:s scale:isU secrets:t> security_opt:l shm_size:nsZ stdin_open:bsB \
    stop_grace_period:sD stop_signal:s storage_opt:m sysctls:e tmpfs:sl tty:bsB ulimits:m* use_api_socket:b \
    user:s userns_mode:s uts:s volumes:t> volumes_from:l working_dir:s
    file version:s name:s include:L services:m models:m networks:m volumes:m secrets:m configs:m
    healthcheck disable:bsB interval:sD retries:nsU test:sl timeout:sD start_period:sD start_interval:sD
    build context:s dockerfile:s dockerfile_inline:s entitlements:l args:e ssh:e labels:e cache_from:l cache_to:l \
    no_cache:bs additional_contexts:e network:s provenance:sb sbom:sb pull:bs target:s shm_size:isZ \
    extra_hosts:me isolation:s privileged:bs secrets:L tags:l ulimits:m* platforms:l
    deploy mode:s endpoint_mode:s replicas:wsU labels:e rollback_config:m> update_config:m> resources:m> \
    restart_policy:m> placement:m
    restart_policy condition:s delay:sD max_attempts:isI window:sD
    update_config,rollback_config parallelism:isI delay:sD failure_action:s monitor:sD max_failure_ratio:nsF order:s
    resources limits:m> reservations:m>
    limits cpus:nsF memory:sZ pids:isI
    reservations cpus:nsF memory:sZ generic_resources:L devices:L>
    devices,gpus capabilities:l count:siC device_ids:l driver:s options:e
    ulimits =:isIm soft:isI hard:isI
    networks =:0m aliases:l interface_name:s ipv4_address:s ipv6_address:s link_local_ips:l mac_address:s \
    driver_opts:m priority:n gw_priority:n
    logging driver:s options:e
    ports name:s mode:s host_ip:s target:is published:si protocol:s app_protocol:s
    volumes type:s source:s target:s read_only:bsB consistency:s bind:m> volume:m tmpfs:m image:m
    bind propagation:s create_host_path:bsB recursive:s selinux:s
    env_file path:s format:s required:bsB
    secrets,configs source:s target:s uid:s gid:s mode:ns
    top-secrets name:s environment:s file:s external:bsmB labels:e driver:s driver_opts:m template_driver:s
    top-configs name:s content:s environment:s file:s external:bsmB labels:e template_driver:s
    top-networks name:s driver:s driver_opts:m ipam:m external:bsmB internal:bsB enable_ipv4:bsB \
    enable_ipv6:bsB attachable:bsB labels:e
    top-volumes name:s driver:s driver_opts:m external:bsmB labels:e
    extends service:s file:s
    """
}
