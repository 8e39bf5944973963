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
    "CHROMA_SERVER_AUTH_IGNORE_PATHS": .object, "MIGRATIONS": .oneOf(["apply", "none", "validate"]),
    "MIGRATIONS_HASH_ALGORITHM": .oneOf(["md5", "sha256"]), "CHROMA_DB_IMPL": .removed,
    "CHROMA_API_IMPL": .implementation,
  ]
  static let of04 = common.merging(
    ["CHROMA_SERVER_AUTHZ_CONFIG": .object, "CHROMA_SERVER_AUTHZ_IGNORE_PATHS": .object]
  ) { $1 }
  static let of06 = common.merging(["CHROMA_SERVER_THREAD_POOL_SIZE": .number]) { $1 }

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
    }
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
      guard rest.first == UInt8(ascii: "\"") else { return nil }
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
