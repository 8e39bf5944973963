internal import Kernel

/// The values with which Chroma starts: pydantic 1 reads them, or Chroma's own code.
package enum ValueRule: Sendable {
  /// Any case of `1`, `on`, `t`, `true`, `y`, `yes`, and what is against it (`pydantic/validators.py`).
  case boolean
  case number
  /// A number, or white space for none.
  case numberOrBlank
  /// JSON: a list of texts, as `["*"]`.
  case list
  /// JSON: an object.
  case object
  case oneOf([String])
  /// A name of Chroma before 0.4: any value stops the server.
  case removed
  /// Values of Chroma before 0.4 stop the server, and a client's class never answers.
  case implementation
  /// A class of which the server makes a part of itself, such as this one of its own; another may do or not.
  case component(String)
  /// A class of a part that the server can do without, if the value is empty.
  case addition
  /// One of these, or nothing.
  case oneOfOrEmpty([String])
  /// A number of threads: without any the server answers nothing.
  case count
  /// How tables are made: without that, nothing is answered before they are there (tried: 500).
  case migrations
  /// The hash of the migrations: with another one than the data were made with it does not start.
  case hash
  /// Any text but the words of Chroma before 0.4.
  case text
  /// A folder of data, if there is to be one.
  case folder

  /// Values that Chroma refuses wherever it looks at them by name (`_legacy_config_values`), be it a token.
  static let legacy: Set<String> = [
    "duckdb", "duckdb+parquet", "clickhouse", "local", "rest", "chromadb.db.duckdb.DuckDB",
    "chromadb.db.duckdb.PersistentDuckDB", "chromadb.db.clickhouse.Clickhouse", "chromadb.api.local.LocalAPI",
  ]

  /// The class of a client in a server's place: it waits for a server, which it is not.
  static let clientImplementation = "chromadb.api.fastapi.FastAPI"

  private static let common: [String: ValueRule] = [
    "IS_PERSISTENT": .boolean, "ALLOW_RESET": .boolean, "ANONYMIZED_TELEMETRY": .boolean,
    "CHROMA_OVERWRITE_SINGLETON_TENANT_DATABASE_ACCESS_FROM_AUTH": .boolean,
    "CHROMA_SERVER_SSL_ENABLED": .boolean, "CHROMA_SERVER_HTTP_PORT": .number,
    "CHROMA_SERVER_GRPC_PORT": .number, "CHROMA_MEMORY_LIMIT_BYTES": .number,
    "CHROMA_SERVER_NOFILE": .numberOrBlank, "CHROMA_SERVER_CORS_ALLOW_ORIGINS": .list,
    "CHROMA_SERVER_HEADERS": .object, "CHROMA_OTEL_COLLECTION_HEADERS": .object,
    "CHROMA_SERVER_AUTH_IGNORE_PATHS": .object, "MIGRATIONS": .migrations,
    "MIGRATIONS_HASH_ALGORITHM": .hash, "CHROMA_DB_IMPL": .removed,
    "CHROMA_API_IMPL": .implementation, "PERSIST_DIRECTORY": .folder,
    "CHROMA_SYSDB_IMPL": .component("chromadb.db.impl.sqlite.SqliteDB"),
    "CHROMA_PRODUCER_IMPL": .component("chromadb.db.impl.sqlite.SqliteDB"),
    "CHROMA_SEGMENT_MANAGER_IMPL": .component("chromadb.segment.impl.manager.local.LocalSegmentManager"),
  ]
  private static let telemetry = ValueRule.component("chromadb.telemetry.product.posthog.Posthog")
  private static let granularities = ValueRule.oneOfOrEmpty([
    "all", "none", "operation", "operation_and_segment",
  ])
  static let of04 = common.merging(
    ["CHROMA_SERVER_AUTHZ_CONFIG": .object, "CHROMA_SERVER_AUTHZ_IGNORE_PATHS": .object]
  ) { $1 }
  static let of06 = common.merging([
    "CHROMA_SERVER_THREAD_POOL_SIZE": .count, "CHROMA_LOGSERVICE_PORT": .number, "TENANT_ID": .text,
    "TOPIC_NAMESPACE": .text, "CHROMA_SEGMENT_CACHE_POLICY": .text,
    "CHROMA_PRODUCT_TELEMETRY_IMPL": telemetry, "CHROMA_OTEL_GRANULARITY": granularities,
  ]) { $1 }

  /// Rules of some versions of 0.4.
  static let datedOf04: [String: DatedRule] = [
    "CHROMA_PRODUCT_TELEMETRY_IMPL": DatedRule(telemetry, after: (4, 8), from: (4, 15)),
    "CHROMA_OTEL_GRANULARITY": DatedRule(granularities, after: (4, 8), from: (4, 15)),
    "CHROMA_COLLECTION_ASSIGNMENT_POLICY_IMPL": DatedRule(
      .component("chromadb.ingest.impl.simple_policy.SimpleAssignmentPolicy"), after: (4, 8), from: (4, 15)),
    "CHROMA_QUOTA_PROVIDER_IMPL": DatedRule(.addition, after: (4, 20), from: (4, 24)),
    "CHROMA_SEGMENT_CACHE_POLICY": DatedRule(.text, after: (4, 20), from: (4, 24)),
    "PULSAR_ADMIN_PORT": DatedRule(.number, after: (4, 20), from: (4, 24)),
    "PULSAR_BROKER_PORT": DatedRule(.number, after: (4, 20), from: (4, 24)),
  ]
  /// Rules of some versions of 0.5 and 0.6.
  static let datedOf06: [String: DatedRule] = [
    "CHROMA_LOGSERVICE_REQUEST_TIMEOUT_SECONDS": DatedRule(.number, after: (5, 3), from: (5, 7)),
    "CHROMA_SYSDB_REQUEST_TIMEOUT_SECONDS": DatedRule(.number, after: (5, 3), from: (5, 7)),
    "CHROMA_QUERY_REQUEST_TIMEOUT_SECONDS": DatedRule(.number, after: (5, 3), from: (5, 7)),
    "CHROMA_RATE_LIMIT_ENFORCER_IMPL": DatedRule(
      .component("chromadb.rate_limit.simple_rate_limit.SimpleRateLimitEnforcer"), after: (5, 7),
      from: (5, 12)),
    "CHROMA_SERVER_API_DEFAULT_PATH": DatedRule(
      .oneOf(["/api/v1", "/api/v2"]), after: (5, 12), from: (5, 16)),
    "CHROMA_EXECUTOR_IMPL": DatedRule(
      .component("chromadb.execution.executor.local.LocalExecutor"), after: (5, 12), from: (5, 16)),
    "CHROMA_QUOTA_ENFORCER_IMPL": DatedRule(
      .component("chromadb.quota.simple_quota_enforcer.SimpleQuotaEnforcer"), after: (5, 12), from: (5, 16)),
    "CHROMA_ASYNC_RATE_LIMIT_ENFORCER_IMPL": DatedRule(
      .component("chromadb.rate_limit.simple_rate_limit.SimpleAsyncRateLimitEnforcer"), after: (6, 2),
      from: (6, 3)),
    "CHROMA_QUOTA_PROVIDER_IMPL": DatedRule(
      .addition, after: (4, 24), from: (5, 0), to: (5, 12), until: (5, 16)),
    "CHROMA_RATE_LIMITING_PROVIDER_IMPL": DatedRule(
      .addition, after: (4, 24), from: (5, 0), to: (5, 7), until: (5, 12)),
  ]

  /// - Returns: whether Chroma starts with it; nil if that is not computed here.
  func accepts(_ value: [UInt8]) -> Bool? {
    let text = String(decoding: value, as: UTF8.self)
    switch self {
    case .boolean:
      let words = ["1", "on", "t", "true", "y", "yes", "0", "off", "f", "false", "n", "no"]
      return words.contains(text.lowercased())
    case .number: return Self.isNumber(value)
    case .numberOrBlank: return WhiteSpace.strip(value.span).isEmpty ? true : Self.isNumber(value)
    case .list: return Self.isList(value)
    case .object: return Self.isObject(value)
    case .oneOf(let words): return words.contains(text)
    case .removed: return false
    case .implementation:
      let isName = text.contains(".") && !Self.legacy.contains(text)
      if !isName || text == Self.clientImplementation { return false }
      return text == "chromadb.api.segment.SegmentAPI" ? true : nil
    case .component(let name): return text == name ? true : Self.isClass(text) ? nil : false
    case .addition: return text.isEmpty ? true : Self.isClass(text) ? nil : false
    case .oneOfOrEmpty(let words): return text.isEmpty || words.contains(text)
    case .count:
      guard Self.isNumber(value) == true else { return Self.isNumber(value) }
      let digits = value[WhiteSpace.strip(value.span)]
      return digits.first != Ascii.hyphen && digits.contains { (0x31...0x39).contains($0) } ? true : nil
    case .migrations: return text == "apply" ? true : ["none", "validate"].contains(text) ? nil : false
    case .hash: return text == "md5" ? true : text == "sha256" ? nil : false
    case .text: return !Self.legacy.contains(text)
    case .folder: return Self.legacy.contains(text) ? nil : true
    }
  }

  /// Whether there may be a class of this name, `module.Class`.
  private static func isClass(_ text: String) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count >= 2 && !parts.contains("") && !legacy.contains(text)
  }

  /// Python's `int()` of ASCII; nil for other digits.
  private static func isNumber(_ value: [UInt8]) -> Bool? {
    var text = value[WhiteSpace.strip(value.span)]
    if text.contains(where: { $0 >= 0x80 }) { return nil }
    if text.first == UInt8(ascii: "+") || text.first == Ascii.hyphen { text.removeFirst() }
    let groups = text.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
    // More digits than Python converts, 4300.
    if text.count > 4000 { return nil }
    return groups.allSatisfy { group in
      !group.isEmpty && group.allSatisfy { (Ascii.zero...Ascii.nine).contains($0) }
    }
  }

  private static func isJSONSpace(_ byte: UInt8) -> Bool {
    byte == Ascii.space || byte == 0x09 || byte == Ascii.lineFeed || byte == Ascii.carriageReturn
  }

  /// A list of simple texts is one; what does not begin with a bracket is none. The rest is left open.
  private static func isList(_ value: [UInt8]) -> Bool? {
    var rest = value.drop(while: isJSONSpace)[...]
    guard rest.popFirst() == UInt8(ascii: "[") else { return false }
    rest = rest.drop(while: isJSONSpace)
    if rest.first == UInt8(ascii: "]") { return rest.dropFirst().allSatisfy(isJSONSpace) }
    while true {
      rest = rest.drop(while: isJSONSpace)
      guard let mark = rest.first, mark == UInt8(ascii: "\"") else {
        // Other values that Python takes begin with one of these: lists, numbers, `true`, `NaN`.
        return rest.first.map { "[{-0123456789tfnNI".utf8.contains($0) } ?? false ? nil : false
      }
      rest.removeFirst()
      let text = rest.prefix { $0 != UInt8(ascii: "\"") }
      if text.contains(where: { $0 == Ascii.backslash || $0 < Ascii.space || $0 >= 0x80 }) { return nil }
      rest = rest.dropFirst(text.count)
      guard rest.popFirst() == UInt8(ascii: "\"") else { return false }
      rest = rest.drop(while: isJSONSpace)
      switch rest.popFirst() {
      case UInt8(ascii: ","): continue
      case UInt8(ascii: "]"): return rest.allSatisfy(isJSONSpace)
      default: return false
      }
    }
  }

  private static func isObject(_ value: [UInt8]) -> Bool? {
    let text = value.filter { !isJSONSpace($0) }
    if text == Array("{}".utf8) || text == Array("[]".utf8) { return true }
    // Pairs make an object too, and what may be null is unknown here.
    let canBe = text.first.map { Array("{[\"".utf8).contains($0) } ?? false
    return canBe || text == Array("null".utf8) ? nil : false
  }
}

/// A rule of some versions of Chroma. Read from `chromadb/config.py` and what asks for its parts, of 0.4.7, 0.4.8,
/// 0.4.15, 0.4.16, 0.4.20, 0.4.24, 0.5.0, 0.5.1, 0.5.3, 0.5.7, 0.5.12, 0.5.16, 0.5.20, 0.5.23, 0.6.2 and 0.6.3; of
/// versions between two that differ it is not known.
struct DatedRule: Sendable {
  let rule: ValueRule
  /// The last version without it and the first with it; the last with it and the first without it again.
  private let after, from, to, until: ChromaVersion

  fileprivate init(
    _ rule: ValueRule, after: (Int, Int), from: (Int, Int), to: (Int, Int)? = nil, until: (Int, Int)? = nil
  ) {
    self.rule = rule
    self.after = ChromaVersion(0, after.0, after.1)
    self.from = ChromaVersion(0, from.0, from.1)
    self.to = to.map { ChromaVersion(0, $0.0, $0.1) } ?? ChromaVersion(0, 6, 3)
    self.until = until.map { ChromaVersion(0, $0.0, $0.1) } ?? ChromaVersion(.max, 0, 0)
  }

  /// Whether all of these versions have it; nil if some have, or that is not known.
  func isOf(_ versions: ClosedRange<ChromaVersion>) -> Bool? {
    if versions.lowerBound >= from, versions.upperBound <= to { return true }
    return versions.upperBound <= after || versions.lowerBound >= until ? false : nil
  }
}
