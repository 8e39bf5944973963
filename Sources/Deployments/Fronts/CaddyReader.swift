internal import Credentials
internal import Kernel

/// Reads Caddyfiles: which `reverse_proxy` passes strangers on. Directives outside of `route` run in Caddy's own order:
/// `basic_auth`, then `handle` and `route`, then `respond`, then `reverse_proxy`.
struct CaddyReader {
  private let peers: FrontPeers
  private var snippets: [String: [FrontStatement]] = [:]
  private var passes: [FrontPass] = []
  private var publications: [Service.Publication] = []
  private var certificates: [PlacedText] = []
  private var isEverySiteEncrypted = true
  private var hasAutomaticTLS = true
  private var doubt: String?
  /// The addresses of all sites so far.
  private var sites: Set<String> = []

  static func reading(_ files: [FrontFile], _ peers: FrontPeers) -> FrontReading {
    guard let file = files.first, files.count == 1,
      let statements = CaddySyntax.statements(file.bytes, file.path)
    else { return FrontReading(.unknown("it is not one complete Caddyfile")) }
    var reader = CaddyReader(peers: peers)
    return reader.read(statements)
  }

  private init(peers: FrontPeers) { self.peers = peers }

  private mutating func read(_ statements: [FrontStatement]) -> FrontReading {
    for statement in statements where statement.name.hasPrefix("(") {
      snippets[String(statement.name.dropFirst().dropLast())] = statement.block
    }
    for (index, statement) in statements.enumerated() {
      if statement.name.hasPrefix("(") { continue }
      if statement.words.isEmpty {
        readOptions(statement.block ?? [])
      } else if statement.block == nil, statement.name != "import" {
        // Without braces the rest of the file is one site, and its first line the address.
        let rest = Array(statements[(index + 1)...])
        read(site: FrontStatement(words: statement.words, place: statement.place, block: rest))
        break
      } else {
        read(site: statement)
      }
    }
    var reading = FrontReading(passes, before: peers)
    reading.doubt(doubt)
    (reading.publications, reading.certificates) = (publications, certificates)
    reading.hasTLS = !publications.isEmpty && isEverySiteEncrypted
    return reading
  }

  private mutating func refuse(_ statement: FrontStatement) {
    doubt = doubt ?? Front.caddy.refusal(of: statement.name, at: statement.place)
  }

  /// Notes what is not in a list: a module may have it, and else Caddy does not start.
  private mutating func note(_ statement: FrontStatement, in list: String) {
    if !statement.name.isWord(of: list) { doubt = doubt ?? statement.name.strangeness }
  }

  /// Options of the global block that are not looked at (`caddy adapt`).
  private static let options = """
     debug http_port https_port default_bind storage storage_check storage_clean_interval renew_interval ocsp_interval \
    ocsp_stapling shutdown_delay grace_period email default_sni fallback_sni local_certs skip_install_trust acme_ca \
    acme_ca_root acme_eab acme_dns dns ech on_demand_tls key_type cert_issuer cert_lifetime persist_config log servers \
    metrics events pki filesystem preferred_chains renewal_window_ratio tls_resolvers \

    """

  /// Lines in the block of `reverse_proxy`.
  private static let upstreamOptions = """
     to dynamic lb_policy lb_retries lb_try_duration lb_try_interval lb_retry_match health_uri health_path health_upstream \
    health_port health_interval health_passes health_fails health_timeout health_status health_request_body health_method \
    health_body health_follow_redirects health_headers max_fails fail_duration unhealthy_latency unhealthy_status \
    unhealthy_request_count flush_interval request_buffers response_buffers stream_timeout stream_close_delay \
    stream_buffer_size trusted_proxies header_up header_down method rewrite handle_response replace_status transport \
    verbose_logs \

    """

  private mutating func readOptions(_ options: [FrontStatement]) {
    for option in options {
      switch option.name {
      case "auto_https": if option.arguments.first == "off" { hasAutomaticTLS = false }
      case "admin":
        if let address = option.arguments.first { doubt = doubt ?? Self.doubt(aboutAdmin: address) }
      case "order", "layer4", "import": doubt = doubt ?? "the option \(option.name) is not read"
      default: note(option, in: Self.options)
      }
    }
  }

  /// Why others may give it another configuration (`POST /load`); nil if its endpoint for that is off, or on loopback.
  static func doubt(aboutAdmin address: String) -> String? {
    let host =
      address.hasSuffix("]")
      ? address : String(address.prefix(upTo: address.lastIndex(of: ":") ?? address.endIndex))
    if address == "off" || address.hasPrefix("unix/")
      || Service.Publication.Reach.ofAddress(host.utf8) == .loopback
    {
      return nil
    }
    return
      "whoever reaches its admin endpoint, \(address.printed), can change its configuration"
  }

  private mutating func read(site: FrontStatement) {
    if site.name == "import" || site.name.hasPrefix("&") || site.block == nil {
      doubt = doubt ?? "line \(site.place.line ?? 0) is not read"
      return
    }
    let block = expanded(site.block ?? [], depth: 0)
    let hasTLS = block.contains { $0.name == "tls" }
    let bind = block.first { $0.name == "bind" }?.arguments.first
    let addresses = site.words.map { String($0.hasSuffix(",") ? $0.dropLast() : $0[...]) }
    if addresses.contains(where: sites.contains) { refuse(site) }
    sites.formUnion(addresses)
    for address in addresses {
      var rest = Substring(address)
      let isPlain = rest.hasPrefix("http://")
      for scheme in ["http://", "https://"] where rest.hasPrefix(scheme) {
        rest = rest.dropFirst(scheme.count)
      }
      let authority = rest.prefix { $0 != "/" }
      let host = authority.prefix { $0 != ":" }
      let port = Int(authority.drop { $0 != ":" }.dropFirst())
      let isEncrypted =
        hasTLS || address.hasPrefix("https://") || !isPlain && !host.isEmpty && hasAutomaticTLS && port != 80
      if !isEncrypted { isEverySiteEncrypted = false }
      publications.append(
        // A host that is named is not an address to listen on: it is on every one.
        Service.Publication(
          reach: Service.Publication.Reach(host: bind ?? "*"), port: port ?? (isEncrypted ? 443 : 80),
          place: site.place))
    }
    walk(block, Scope(), isOrdered: false)
  }

  /// Statements with those of the snippets that they import.
  private mutating func expanded(_ statements: [FrontStatement], depth: Int) -> [FrontStatement] {
    var result: [FrontStatement] = []
    for statement in statements {
      let statement = statement.copy()
      if let block = statement.block, statement.name != "basic_auth", statement.name != "basicauth" {
        statement.block = expanded(block, depth: depth)
      }
      // A block that goes along is put if the snippet says.
      guard statement.name == "import", statement.block == nil, depth < 5,
        result.count < FrontStatement.maximumCount,
        let snippet = statement.arguments.first.flatMap({ snippets[$0] })
      else {
        result.append(statement)
        continue
      }
      result += expanded(Self.filled(snippet, Array(statement.arguments.dropFirst())), depth: depth + 1)
    }
    return result
  }

  /// A snippet with the words that its import gives it, for `{args[0]}` and `{args.0}`.
  private static func filled(_ snippet: [FrontStatement], _ arguments: [String]) -> [FrontStatement] {
    guard !arguments.isEmpty else { return snippet }
    return snippet.map { statement in
      let statement = statement.copy()
      statement.words = statement.words.map { word in
        arguments.indices.first { word == "{args[\($0)]}" || word == "{args.\($0)}" }.map { arguments[$0] }
          ?? word
      }
      statement.block = statement.block.map { filled($0, arguments) }
      return statement
    }
  }

  // MARK: Scopes

  /// The state that a block inherits from those around it.
  private struct Scope {
    var asks: FrontPass.Treatment?
    /// The matcher of a `basic_auth` that has one.
    var partial: [String] = []
    var matchers: [String: [[String]]] = [:]
    var doubt: String?
    /// Why what asks may find credentials that no client sent.
    var written: String?
    /// The only path that gets here, if there is one.
    var path: String?
    /// The path that goes on, whatever was asked for.
    var rewritten: String?
    /// The line by which another may go on.
    var otherRewrite: Int?

    /// Notes that what was asked for is no longer what a login was asked for.
    ///
    /// - Parameter ofPath: whether the path and the method change, or headers and variables do.
    mutating func changeRequest(at statement: FrontStatement, ofPath: Bool = true) {
      let changed = partial.filter { ofPath || !isOfPath($0) }
      if changed.isEmpty { return }
      partial.removeAll(where: changed.contains)
      doubt = "line \(statement.place.line ?? 0) changes the request after basic_auth looked at it"
    }

    /// Whether headers and variables do not matter to a matcher.
    private func isOfPath(_ matcher: String) -> Bool {
      if matcher.hasPrefix("/") { return !matcher.utf8.contains(UInt8(ascii: "{")) }
      guard let lines = matchers[matcher] else { return false }
      return lines.allSatisfy { words in
        ["path", "path_regexp", "method"].contains(words.first { $0 != "not" })
          && !words.contains { $0.utf8.contains(UInt8(ascii: "{")) }
      }
    }
  }

  /// The lines that have to match all; a block after `not` is of one line, or not read.
  private static func lines(ofMatcher statement: FrontStatement) -> [[String]] {
    guard let block = statement.block else { return [Array(statement.arguments)] }
    if statement.arguments.isEmpty { return block.map(\.words) }
    guard Array(statement.arguments) == ["not"], block.count == 1, block[0].block == nil else {
      return [["{"]]
    }
    return [["not"] + block[0].words]
  }

  private enum Match {
    /// Those with the token, or without it.
    case token, notToken
    case path([String])
    /// All but these paths.
    case notPath([String])
    case everybody
    case unknown
  }

  private mutating func walk(_ block: [FrontStatement], _ outer: Scope, isOrdered: Bool) {
    var scope = outer
    for statement in block where statement.name.hasPrefix("@") {
      if scope.matchers[statement.name] != nil { refuse(statement) }
      scope.matchers[statement.name] = Self.lines(ofMatcher: statement)
    }
    for statement in block {
      if let first = statement.arguments.first, first.hasPrefix("@"), scope.matchers[first] == nil {
        refuse(statement)
      }
    }
    if isOrdered {
      for (index, statement) in block.enumerated() {
        note(statement, &scope, after: scope.partial)
        let isHandle = statement.name == "handle"
        walk(statement, isHandle ? afterOtherHandles(scope, statement, in: block[..<index]) : scope)
        noteBlock(statement, &scope, in: block[...index])
        noteAnswer(statement, &scope)
      }
      return
    }
    for statement in block { note(statement, &scope, after: outer.partial) }
    // It runs after basic_auth.
    for statement in block where statement.name == "request_header" {
      scope.changeRequest(at: statement, ofPath: false)
    }
    // It runs before all that answers.
    for statement in block where statement.name == "redir" {
      switch Self.matcher(statement).map({ match($0, scope) }) ?? .everybody {
      case .everybody, .notToken: noteAnswer(statement, &scope)
      case .token, .path, .notPath, .unknown: break
      }
    }
    for statement in block where statement.name != "reverse_proxy" && statement.name != "route" {
      walk(
        statement, statement.name == "handle" ? afterOtherHandles(scope, statement, in: block[...]) : scope)
    }
    for statement in block where statement.name == "handle" { noteBlock(statement, &scope, in: block[...]) }
    // They run after those, and the ones for everybody last.
    let routes = block.filter { $0.name == "route" }
    let isForAll = { (route: FrontStatement) in [nil, "*"].contains(Self.matcher(route)) }
    for route in routes where !isForAll(route) { walk(route, scope) }
    for route in routes where !isForAll(route) { noteBlock(route, &scope, in: block[...]) }
    for route in routes where isForAll(route) {
      walk(route, scope)
      noteBlock(route, &scope, in: block[...])
    }
    for statement in block { noteAnswer(statement, &scope) }
    for statement in block where statement.name == "reverse_proxy" { walk(statement, scope) }
  }

  /// Notes directives that run before those that answer.
  ///
  /// - Parameter partial: matchers of logins that were asked for before.
  private mutating func note(
    _ statement: FrontStatement, _ scope: inout Scope, after partial: [String] = []
  ) {
    if !partial.isEmpty, ["rewrite", "uri", "try_files", "method"].contains(statement.name) {
      scope.changeRequest(at: statement)
    }
    if !partial.isEmpty, ["request_header", "vars", "map", "root", "fs"].contains(statement.name) {
      scope.changeRequest(at: statement, ofPath: false)
    }
    switch statement.name {
    case "basic_auth", "basicauth":
      let matcher = Self.matcher(statement)
      guard statement.block?.isEmpty == false else {
        scope.doubt = "basic_auth has no users"
        return
      }
      if let inner = statement.block?.first(where: { $0.name == "import" }) {
        scope.doubt = "line \(inner.place.line ?? 0) is not read"
        return
      }
      guard (statement.block ?? []).contains(where: Self.canLogIn) else {
        scope.doubt = "no hash of basic_auth can be used"
        return
      }
      switch matcher.map({ match($0, scope) }) ?? .everybody {
      case .everybody: scope.asks = .asksBasic
      default: scope.partial.append(matcher ?? "")
      }
    case "request_header" where Self.writesCredentials(statement):
      scope.written = "line \(statement.place.line ?? 0) writes a header that others look at"
    case "tls" where statement.block?.contains { $0.name == "client_auth" } == true:
      scope.doubt = "which certificates of clients it accepts is not known here"
    case "tls" where statement.arguments.count == 2:
      certificates += statement.arguments.map { PlacedText($0, statement.place) }
    case "rewrite":
      let words = Array(statement.arguments)
      if scope.rewritten == nil, words.count == 1 || words.count == 2 && words[0] == "*" {
        scope.rewritten = words.last
      } else {
        scope.otherRewrite = statement.place.line ?? 0
      }
    case "uri", "try_files": scope.otherRewrite = statement.place.line ?? 0
    case "import":
      let reason = "\(statement.arguments.first ?? "") is imported, and not read whole"
      scope.doubt = reason
      doubt = doubt ?? reason
    case let name where name.hasPrefix("@") || name.isWord(of: Self.harmless): break
    default:
      scope.doubt = statement.name.strangeness
      note(statement, in: " forward_auth invoke ")
      scope.otherRewrite = statement.place.line ?? 0
    }
  }

  private static func writesCredentials(_ statement: FrontStatement) -> Bool {
    let words = statement.arguments.filter { !$0.hasPrefix("@") && !$0.hasPrefix("/") && $0 != "*" }
    guard words.count > 1, var name = words.first?.lowercased() else { return false }
    if ["+", "?", ">"].contains(name.prefix(1)) { name.removeFirst() }
    return ["authorization", "x-chroma-token"].contains(name)
  }

  /// The requests left for a `handle` without matcher: one of several in a block runs, and this one is the last.
  private func afterOtherHandles(
    _ scope: Scope, _ handle: FrontStatement, in block: ArraySlice<FrontStatement>
  ) -> Scope {
    guard Self.matcher(handle) == nil else { return scope }
    var scope = scope
    for other in block where other.name == "handle" {
      switch Self.matcher(other).map({ match($0, scope) }) {
      case .notToken?: scope.asks = scope.asks ?? .asksToken
      case .unknown?: scope.doubt = "whom line \(other.place.line ?? 0) handles is not known here"
      default: break
      }
    }
    return scope
  }

  /// Notes the effects that a block without an answer of its own has on what follows it.
  ///
  /// - Parameter block: of several blocks of `handle` in it one runs.
  private mutating func noteBlock(
    _ statement: FrontStatement, _ scope: inout Scope, in block: ArraySlice<FrontStatement>
  ) {
    guard statement.name == "route" || statement.name == "handle", let inner = statement.block else { return }
    let handles = block.filter { $0.name.hasPrefix("handle") && $0.name != "handle_errors" }
    let alternatives = statement.name == "route" ? [statement] : Array(handles)
    if alternatives.count == 1, let matcher = Self.matcher(statement), case .notToken = match(matcher, scope),
      inner.contains(where: { Self.answers.contains($0.name) && Self.matcher($0) == nil })
    {
      scope.asks = scope.asks ?? .asksToken
    }
    guard alternatives.contains(where: { [nil, "*", "/*"].contains(Self.matcher($0)) }) else { return }
    for alternative in alternatives {
      var own = Scope()
      for login in alternative.block ?? [] where ["basic_auth", "basicauth"].contains(login.name) {
        note(login, &own)
      }
      if own.asks != .asksBasic { return }
    }
    scope.asks = scope.asks ?? .asksBasic
  }

  /// Whether a line of `basic_auth` is a user with a hash, or a placeholder, whose value is not known.
  private static func canLogIn(_ user: FrontStatement) -> Bool {
    guard user.words.count > 1 else { return false }
    let hash = Array(user.words[1].utf8)
    return hash.contains(UInt8(ascii: "{")) || Server.caddy.canUse(hash.span)
  }

  /// Directives that neither let anyone in nor keep anyone out (caddyserver.com/docs/caddyfile/directives).
  private static let harmless = """
     handle handle_path handle_errors route respond error abort redir reverse_proxy tls bind log log_append log_skip \
    log_name header request_header request_body encode root file_server try_files vars method uri templates metrics \
    tracing fs timeouts intercept push acme_server skip_log php_fastcgi map copy_response copy_response_headers \

    """

  private static let answers = ["respond", "error", "abort", "redir"]

  /// An answer that Caddy gives itself.
  private mutating func noteAnswer(_ statement: FrontStatement, _ scope: inout Scope) {
    guard Self.answers.contains(statement.name) else { return }
    switch Self.matcher(statement).map({ match($0, scope) }) ?? .everybody {
    case .everybody: scope.asks = scope.asks ?? .closed
    case .notToken: scope.asks = scope.asks ?? .asksToken
    case .token, .path, .notPath: break
    case .unknown: scope.doubt = "whom line \(statement.place.line ?? 0) answers is not known here"
    }
  }

  private mutating func walk(_ statement: FrontStatement, _ scope: Scope) {
    switch statement.name {
    case "handle", "route", "handle_path":
      var inner = scope
      if let matcher = Self.matcher(statement) { narrow(&inner, matcher) }
      if statement.name == "handle_path" {
        inner.path = nil
        inner.changeRequest(at: statement)
      }
      walk(statement.block ?? [], inner, isOrdered: statement.name == "route")
    case "handle_errors": addHidden(statement)
    case "reverse_proxy":
      add(statement, scope)
      addHidden(statement)
    case "intercept": addHidden(statement)
    default: break
    }
  }

  /// Adds what a block passes on if its requests come from elsewhere: after an error, a refusal among them, or an answer.
  private mutating func addHidden(_ statement: FrontStatement) {
    var rest = statement.block ?? []
    while let inner = rest.popLast() {
      if inner.name == "reverse_proxy" {
        add(inner, Scope())
        passes[passes.count - 1].treatment = .unknown(
          "which requests get to line \(inner.place.line ?? 0) is not known here")
      }
      rest += inner.block ?? []
    }
  }

  /// Narrows the scope to those whom a matcher lets through.
  private func narrow(_ scope: inout Scope, _ matcher: String) {
    switch match(matcher, scope) {
    case .token: scope.asks = scope.asks ?? .asksToken
    case .path(let paths): scope.path = paths.count == 1 ? paths[0] : nil
    case .unknown: scope.doubt = "whom \(matcher) matches is not known here"
    case .everybody, .notPath, .notToken: break
    }
    // With a placeholder it may match one time and not the next.
    let hasPlaceholder = ([matcher] + (scope.matchers[matcher] ?? []).joined()).contains {
      $0.utf8.contains(UInt8(ascii: "{"))
    }
    if scope.partial.contains(matcher) {
      if hasPlaceholder {
        scope.doubt = "whom \(matcher) matches is not known here"
      } else {
        scope.asks = .asksBasic
      }
    }
  }

  private static func matcher(_ statement: FrontStatement) -> String? {
    // A variable of the environment may be one, and a word that is given to a snippet.
    guard let first = statement.arguments.first,
      first.hasPrefix("/") || first.hasPrefix("@") || first == "*" || first.hasPrefix("{$")
        || first.hasPrefix("{args")
    else { return nil }
    return first
  }

  private func match(_ matcher: String, _ scope: Scope) -> Match {
    if matcher == "*" || matcher == "/*" { return .everybody }
    if matcher.hasPrefix("/") { return .path([matcher]) }
    guard let lines = scope.matchers[matcher], let first = lines.first else { return .unknown }
    // All lines have to match, so one that asks for the token is enough; of several about one header, any has to.
    for line in lines {
      let same = lines.filter {
        $0.prefix(2).map { $0.lowercased() } == line.prefix(2).map { $0.lowercased() }
      }
      if line.first?.hasPrefix("header") == true, same.count > 1 { return .unknown }
      if case .token = match(line) { return .token }
    }
    let others = lines.filter { $0.first != "method" }
    guard others.count == 1 else { return .unknown }
    let answer = match(others.first ?? first)
    // Those without the token get through by another method.
    if case .notToken = answer, lines.count > 1 { return .unknown }
    return answer
  }

  private func match(_ words: [String]) -> Match {
    switch words.first {
    case "path" where words.count > 1: return .path(Array(words.dropFirst()))
    case "not" where words.count > 2:
      switch match(Array(words.dropFirst())) {
      case .token: return .notToken
      case .path(let paths): return .notPath(paths)
      default: return .unknown
      }
    case "header" where words.count == 3:
      let value = words[2]
      guard ["authorization", "x-chroma-token"].contains(words[1].lowercased()), !value.contains("*"),
        !FrontPass.isSchemeAlone(value)
      else { return .unknown }
      // A variable of the environment is secret, which a header of the request is not.
      let placeholders = value.count { $0 == "{" }
      if placeholders > 0 {
        let rest = value.dropFirst("Bearer ".count)
        guard value.hasPrefix("Bearer "), placeholders == 1, rest.hasPrefix("{$") || rest.hasPrefix("{env.")
        else { return .unknown }
      }
      return .token
    case "header_regexp" where words.count == 3 || words.count == 4:
      let header = words[words.count - 2].lowercased()
      return ["authorization", "x-chroma-token"].contains(header)
        && FrontPass.isOfTokens(words[words.count - 1])
        ? .token : .unknown
    default: return .unknown
    }
  }

  // MARK: Passing on

  private mutating func add(_ proxy: FrontStatement, _ outer: Scope) {
    var scope = outer
    var upstreams = Array(proxy.arguments)
    if let matcher = Self.matcher(proxy) {
      upstreams.removeFirst()
      narrow(&scope, matcher)
    }
    for line in proxy.block ?? [] {
      if !line.name.hasPrefix("@") { note(line, in: Self.upstreamOptions) }
      if line.name == "method" { scope.changeRequest(at: line) }
      if line.name == "to" { upstreams += line.arguments }
      if line.name == "rewrite", line.words.count == 2 {
        (scope.rewritten, scope.otherRewrite) = (line.words[1], nil)
      }
    }
    let answers = upstreams.map { upstream -> Bool? in
      var text = Substring(upstream)
      for scheme in ["http://", "https://", "h2c://"] where text.hasPrefix(scheme) {
        text = text.dropFirst(scheme.count)
      }
      let (host, port) = Front.hostAndPort(String(text))
      let isText = !upstream.utf8.contains(UInt8(ascii: "{")) && !upstream.hasPrefix("unix")
      if isText, port == nil || text.utf8.contains(Ascii.slash) { refuse(proxy) }
      return peers.isChroma(host, port: port)
    }
    passes.append(
      FrontPass(
        treatment: treatment(scope), place: proxy.place, destination: upstreams.joined(separator: " "),
        isChroma: answers.contains(true) ? true : answers.contains(nil) || answers.isEmpty ? nil : false))
  }

  /// Whether a pattern may match a path below `/api`; case does not matter.
  private static func mayBeOfChroma(_ pattern: String) -> Bool {
    let start = String(pattern.prefix { $0 != "*" }).lowercased()
    return start.hasPrefix("/api") || pattern.utf8.count > start.utf8.count && "/api".hasPrefix(start)
  }

  private func treatment(_ scope: Scope) -> FrontPass.Treatment {
    if let written = scope.written, scope.asks != .closed { return .unknown(written) }
    if let asks = scope.asks { return asks }
    if scope.rewritten.map(FrontPass.isHarmless) == true {
      return scope.otherRewrite.map(FrontPass.changesPath) ?? .harmless
    }
    if let path = scope.path, FrontPass.isHarmless(path) {
      return FrontPass.opensMore("handle \(path)")
    }
    if let partial = scope.partial.first {
      // Browsers ask so before they log in, and learn nothing.
      if scope.doubt == nil, scope.matchers[partial] == [["not", "method", "OPTIONS"]] { return .asksBasic }
      switch match(partial, scope) {
      case .notPath(let paths) where paths.allSatisfy(FrontPass.isHarmless):
        return FrontPass.opensMore(partial)
      case .path(let paths) where !paths.contains(where: Self.mayBeOfChroma): break
      default: return .unknown("basic_auth is for \(partial) alone")
      }
    }
    if let doubt = scope.doubt { return .unknown(doubt) }
    return .passes
  }
}
