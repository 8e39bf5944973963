extension ComposeSchema {
  /// A key and its types: `s` text, `b` true or false, `i` whole number, `n` number, `0` nothing, `l` list of texts,
  /// `L` any list, `m` mapping, `e` mapping of single values, or list of texts; `B` what is read as true or false.
  static let serviceKeys = keys(
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
  static let topKeys = keys(
    "version:s name:s include:L services:m models:m networks:m volumes:m secrets:m configs:m")
  static let healthcheckKeys = keys(
    "disable:bsB interval:s retries:ns test:sl timeout:s start_period:s start_interval:s")
  static let buildKeys = keys(
    """
    context:s dockerfile:s dockerfile_inline:s entitlements:l args:e ssh:e labels:e cache_from:l cache_to:l \
    no_cache:bs additional_contexts:e network:s provenance:sb sbom:sb pull:bs target:s shm_size:is \
    extra_hosts:me isolation:s privileged:bs secrets:L tags:l ulimits:m platforms:l
    """)
  static let deployKeys = keys(
    """
    mode:s endpoint_mode:s replicas:is labels:e rollback_config:m update_config:m resources:m restart_policy:m \
    placement:m
    """)
  static let loggingKeys = keys("driver:s options:m")
  static let portKeys = keys(
    "name:s mode:s host_ip:s target:is published:si protocol:s app_protocol:s")
  static let volumeKeys = keys(
    "type:s source:s target:s read_only:bsB consistency:s bind:m volume:m tmpfs:m image:m")
  static let bindKeys = keys("propagation:s create_host_path:bsB recursive:s selinux:s")
  static let environmentFileKeys = keys("path:s format:s required:bsB")
  static let grantKeys = keys("source:s target:s uid:s gid:s mode:ns")
  static let secretKeys = keys(
    "name:s environment:s file:s external:bsmB labels:e driver:s driver_opts:m template_driver:s")
  static let configKeys = keys(
    "name:s content:s environment:s file:s external:bsmB labels:e template_driver:s")
  static let networkKeys = keys(
    """
    name:s driver:s driver_opts:m ipam:m external:bsmB internal:bsB enable_ipv4:bsB enable_ipv6:bsB \
    attachable:bsB labels:e
    """)
  static let topVolumeKeys = keys("name:s driver:s driver_opts:m external:bsmB labels:e")
  static let extendsKeys = keys("service:s file:s")

  private static func keys(_ words: String) -> [String: String] {
    var keys: [String: String] = [:]
    for word in words.split(separator: " ") {
      let parts = word.split(separator: ":")
      keys[String(parts[0])] = String(parts[1])
    }
    return keys
  }
}
