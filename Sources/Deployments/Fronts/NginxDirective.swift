/// Directives of nginx whose place and number of values are known: with one that is elsewhere, or has others, nginx does not
/// start (`NGX_CONF_TAKE1` and the like in its sources).
struct NginxDirective {
  enum Context {
    case main, http, stream, server, streamServer, location, condition, limit, upstream
    /// A part of a configuration, or a block that is not looked at.
    case unknown
  }

  private let contexts: Set<Context>
  private let values: ClosedRange<Int>
  private let hasBlock: Bool

  private init(_ contexts: Set<Context>, _ values: ClosedRange<Int>, hasBlock: Bool = false) {
    (self.contexts, self.values, self.hasBlock) = (contexts, values, hasBlock)
  }

  private static let many = 1000
  private static let access: Set<Context> = [.http, .server, .location]
  private static let known: [String: NginxDirective] = [
    "http": .init([.main], 0...0, hasBlock: true), "events": .init([.main], 0...0, hasBlock: true),
    "stream": .init([.main], 0...0, hasBlock: true), "user": .init([.main], 1...2),
    "worker_processes": .init([.main], 1...1), "pid": .init([.main], 1...1),
    "location": .init([.server, .location], 1...2, hasBlock: true),
    "limit_except": .init([.location], 1...many, hasBlock: true),
    "if": .init([.server, .location], 1...many, hasBlock: true),
    "upstream": .init([.http, .stream], 1...1, hasBlock: true),
    "map": .init([.http, .stream], 2...2, hasBlock: true),
    "auth_basic": .init(access.union([.limit]), 1...1),
    "auth_basic_user_file": .init(access.union([.limit]), 1...1),
    "auth_request": .init(access, 1...1), "satisfy": .init(access, 1...1),
    "allow": .init(access.union([.limit, .stream, .streamServer]), 1...1),
    "deny": .init(access.union([.limit, .stream, .streamServer]), 1...1),
    "proxy_pass": .init([.location, .condition, .limit, .streamServer], 1...1),
    "listen": .init([.server, .streamServer], 1...many),
    "server_name": .init([.server, .streamServer], 1...many),
  ]
  /// Other directives that begin with `auth`, of modules that people have.
  private static let modules = [
    "auth_request_", "auth_delay", "auth_http", "auth_jwt", "auth_oidc", "auth_pam", "auth_ldap",
    "auth_digest",
    "auth_gss", "auth_spnego", "auth_radius", "auth_saml", "auth_cookie", "auth_token", "auth_hash",
    "auth_totp",
  ]

  /// The first statement that nginx does not start with; nil if all are well, as far as they are known.
  static func refused(_ statements: [FrontStatement], in context: Context) -> FrontStatement? {
    var pending = statements.reversed().map { ($0, context) }
    while let (statement, context) = pending.popLast() {
      if isRefused(statement, in: context) { return statement }
      let inner = Self.context(of: statement, in: context)
      pending += (statement.block ?? []).reversed().map { ($0, inner) }
    }
    return nil
  }

  private static func isRefused(_ statement: FrontStatement, in context: Context) -> Bool {
    if context == .unknown { return false }
    let hasBlock = statement.block != nil
    if statement.name == "server" {
      if context == .upstream { return hasBlock || statement.arguments.isEmpty }
      return context != .http && context != .stream || !hasBlock || !statement.arguments.isEmpty
    }
    guard let directive = known[statement.name] else {
      return statement.name.hasPrefix("auth") && context != .upstream
        && !modules.contains(where: statement.name.hasPrefix)
    }
    return !directive.contexts.contains(context) || !directive.values.contains(statement.arguments.count)
      || directive.hasBlock != hasBlock
  }

  private static func context(of statement: FrontStatement, in context: Context) -> Context {
    switch statement.name {
    case "http": .http
    case "stream": .stream
    case "server": context == .stream ? .streamServer : .server
    case "location": .location
    case "if": .condition
    case "limit_except": .limit
    case "upstream": .upstream
    default: .unknown
    }
  }

  /// Where the statements of a file are.
  ///
  /// - Parameter target: the file in the container; nil if that is not known.
  static func context(of statements: [FrontStatement], at target: String?) -> Context {
    if let target {
      if target == "/etc/nginx/nginx.conf" { return .main }
      if isInFolder(target) { return .http }
    }
    let names = Set(statements.map(\.name))
    if !names.isDisjoint(with: ["http", "events", "stream"]) { return .main }
    return names.contains("server") ? .http : .unknown
  }

  /// Whether a file is one of those that nginx.conf of the image includes.
  static func isInFolder(_ target: String) -> Bool {
    target.hasPrefix("/etc/nginx/conf.d/") || target.hasPrefix("/etc/nginx/templates/")
  }
}
