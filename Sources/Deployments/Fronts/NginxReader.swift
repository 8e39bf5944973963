internal import Credentials
internal import Kernel

/// Reads configurations of nginx (tokens as `ngx_conf_read_token` takes them): which locations pass requests on, and what
/// becomes of strangers there.
struct NginxReader {
  private let peers: FrontPeers
  private let files: [FrontFile]
  private var upstreams: [String: [(host: String, port: Int?)]] = [:]
  private var maps: [String: Map] = [:]
  private var passes: [FrontPass] = []
  private var reading = FrontReading(.unknown("nothing was read"))
  private var isEveryListenerEncrypted = true
  /// Named locations that answer in place of an error: what the server asks before a location is chosen is not asked again.
  private var errorPages: Set<String> = []
  /// Paths that nginx itself asks for, without asking for credentials (`ngx_http_core_access_phase` leaves out subrequests);
  /// nil for any. With the line that says so.
  private var subrequests: [(path: String?, line: Int)] = []
  /// The paths of all locations.
  private var locations: Set<String> = []
  /// Why something that counts may not have been read.
  private var doubt: String?
  /// Why nginx does not start.
  private var refusal: String?
  /// Whether nothing that is not read is written around the files.
  private var isWhole = true
  /// Whether the servers have a certificate in common.
  private var hasCertificate = false
  /// The addresses of servers so far.
  private var addresses: Set<String> = []
  /// The zones and formats that there are, and the statements that name one. The image has a format of its own.
  private var made: Set<Substring> = ["keys_zone=off:", "combined", "main"]
  private var users: [FrontStatement] = []
  /// The variables that there are besides those of nginx, and the statements in which one may be.
  private var variables: Set<String> = []
  private var templates: [FrontStatement] = []
  /// Whether a regular expression may give a name to a part.
  private var namesParts = false

  static func reading(_ files: [FrontFile], _ peers: FrontPeers) -> FrontReading {
    var reader = NginxReader(peers: peers, files: files)
    return reader.read()
  }

  /// Whether a file is the whole configuration of nginx, without the block that it does not start without.
  static func lacksEvents(_ file: FrontFile) -> Bool {
    guard file.target == "/etc/nginx/nginx.conf",
      let statements = NginxSyntax.statements(file.bytes, file.path)
    else { return false }
    let names = statements.map(\.name)
    return names.contains("http") && !names.contains("events") && !names.contains("include")
  }

  private init(peers: FrontPeers, files: [FrontFile]) { (self.peers, self.files) = (peers, files) }

  private mutating func read() -> FrontReading {
    // An included file is read where it is included.
    let main = files.first { file in
      file.target.map { $0.hasSuffix("/nginx.conf") && !NginxDirective.isInFolder($0) } ?? false
    }
    // As nginx includes them: of servers that are the same the first counts.
    var all: [FrontStatement] = []
    // The directives of the image's nginx.conf around those of a folder.
    var names: Set<String> = ["sendfile", "keepalive_timeout", "default_type"]
    for file in main.map({ [$0] }) ?? files.sorted(by: { $0.name < $1.name }) {
      guard let statements = expanded(file, depth: 0) else {
        let path = file.path
        return FrontReading(.unknown("\(path) is not a complete configuration of nginx"))
      }
      let context = NginxDirective.context(of: statements, at: file.target)
      if file.target.map(NginxDirective.isInFolder) != true {
        isWhole = context == NginxDirective.main
        names = []
      }
      if let context { check(statements, in: context, &names) }
      all += statements
    }
    readMain(all)
    collect(all)
    if isWhole, doubt == nil { checkNames() }
    walk(all, Level())
    var result = FrontReading(passes, before: peers)
    if passes.isEmpty, !Self.passesOn(all) { result.leadsElsewhere = true }
    result.doubt(doubt)
    if let refusal { (result.answer, result.leadsElsewhere) = (.unknown(refusal), false) }
    (result.credentialFiles, result.workers) = (reading.credentialFiles, reading.workers)
    result.certificates = reading.certificates
    (result.hasOwnFolders, result.isInForeground) = (reading.hasOwnFolders, reading.isInForeground)
    result.publications = reading.publications
    result.hasTLS = !reading.publications.isEmpty && isEveryListenerEncrypted
    return result
  }

  // MARK: Whether it starts

  private mutating func refuse(_ statement: FrontStatement) {
    refusal = refusal ?? Front.nginx.refusal(of: statement.name, at: statement.place)
  }

  /// Notes what nginx does not start with, and directives that are not known.
  ///
  /// - Parameters:
  ///   - names: what may be in the block once, and is there so far.
  ///   - takesPath: whether `proxy_pass` may have a path in it.
  private mutating func check(
    _ block: [FrontStatement], in context: UInt8, _ names: inout Set<String>, takesPath: Bool = true
  ) {
    let hasOwn = block.contains {
      ["ssl_certificate", "ssl_reject_handshake", "include"].contains($0.name)
    }
    if context == NginxDirective.http { hasCertificate = hasOwn }
    for statement in block {
      guard let rule = NginxDirective.rule(statement.name, in: context) else {
        let reason = statement.name.strangeness
        doubt = doubt ?? reason
        // A login was meant, perhaps.
        if statement.name.hasPrefix("auth") { refusal = refusal ?? reason }
        continue
      }
      if NginxDirective.isRefused(statement, rule, takesPath: takesPath) {
        refuse(statement)
        continue
      }
      if let key = NginxDirective.key(statement, rule), !names.insert(key).inserted { refuse(statement) }
      // The first server at an address has to have a certificate.
      if statement.name == "listen", addresses.insert(statement.words[1]).inserted, isWhole, !hasOwn,
        !hasCertificate, statement.words.contains("ssl"), context == NginxDirective.server
      {
        refuse(statement)
      }
      if let inner = statement.block, let context = NginxDirective.context(of: statement, in: context) {
        let mark = statement.words.last ?? ""
        var names: Set<String> = []
        check(inner, in: context, &names, takesPath: !statement.isPattern && mark.hasPrefix("/"))
      }
    }
  }

  /// Notes zones, formats and variables that are not there.
  private mutating func checkNames() {
    for template in templates where !namesParts {
      let start = NginxDirective.templateStart(template)
      for word in template.words.dropFirst(start).prefix(template.name == "if" ? 1 : .max) {
        for part in word.split(separator: "$", omittingEmptySubsequences: false).dropFirst() {
          let word = part.drop { $0 == "{" }.utf8.prefix { $0.isWordCharacter }
          let name = String(decoding: word, as: UTF8.self).lowercased()
          if NginxDirective.isVariable(name) || variables.contains(name) { continue }
          refusal =
            refusal
            ?? "nginx has no variable $\(name.prefix(40)) (line \(template.place.line ?? 0))"
        }
      }
    }
    for user in users where user.words.count > 1 {
      var name = user.words[1]
      switch user.name {
      case "limit_req": name = (user.words.first { $0.hasPrefix("zone=") } ?? "") + ":"
      case "limit_conn": name = "zone=\(name):"
      case "proxy_cache": name = "keys_zone=\(name):"
      default: name = user.words.count > 2 ? user.words[2] : "main"
      }
      if !made.contains(name[...]), !name.utf8.contains(Ascii.dollar) { refuse(user) }
    }
  }

  /// Notes who it runs as, and where it writes.
  private mutating func readMain(_ statements: [FrontStatement]) {
    let names = (statements + statements.flatMap { $0.name == "http" ? $0.block ?? [] : [] }).map(\.name)
    reading.hasOwnFolders = ["pid", "client_body_temp_path", "proxy_temp_path"].allSatisfy(names.contains)
    reading.isInForeground = statements.contains { $0.name == "daemon" && $0.arguments == ["off"] }
    reading.workers = statements.last { $0.name == "user" }?.arguments.first
  }

  // MARK: Files

  /// The statements of a file, with those of the files that it includes.
  private mutating func expanded(_ file: FrontFile, depth: Int) -> [FrontStatement]? {
    guard let statements = NginxSyntax.statements(file.bytes, file.path) else { return nil }
    return expanded(statements, depth: depth)
  }

  private mutating func expanded(_ statements: [FrontStatement], depth: Int) -> [FrontStatement] {
    var result: [FrontStatement] = []
    for statement in statements {
      if let block = statement.block { statement.block = expanded(block, depth: depth) }
      if statement.name == "location" { statement.separateModifier() }
      guard statement.name == "include", let pattern = statement.arguments.first else {
        result.append(statement)
        continue
      }
      let included = files.filter { file in
        file.target.map { Self.matches($0, pattern) } ?? false
      }
      // Files of the package have nothing about access.
      let name = pattern.split(separator: "/").last.map(String.init) ?? ""
      let isHarmless =
        ["mime.types", "fastcgi_params", "fastcgi.conf", "proxy_params", "uwsgi_params", "scgi_params"]
        .contains(name) || pattern.hasPrefix("/etc/nginx/modules-enabled/")
        // The image has a welcome page there.
        || pattern == "/etc/nginx/conf.d/*.conf" && files.contains { $0.target != nil }
      guard depth < 5 else {
        result.append(statement)
        continue
      }
      var isRead = isHarmless
      for file in included {
        if let more = expanded(file, depth: depth + 1) {
          result += more
          isRead = true
        }
      }
      if !isRead { result.append(statement) }
    }
    return result
  }

  /// Whether a path is what an `include` names, in which `*` is anything but a slash.
  private static func matches(_ target: String, _ pattern: String) -> Bool {
    let pattern = pattern.hasPrefix("/") ? pattern : "/etc/nginx/" + pattern
    guard let star = pattern.firstIndex(of: "*") else { return target == pattern }
    let (start, end) = (pattern[..<star], pattern[pattern.index(after: star)...])
    return target.utf8.count >= start.utf8.count + end.utf8.count && target.hasPrefix(start)
      && target.hasSuffix(end) && !target.dropFirst(start.count).dropLast(end.count).contains("/")
  }

  // MARK: What is defined before it is used

  private mutating func collect(_ statements: [FrontStatement]) {
    for statement in statements {
      let last = statement.arguments.last
      switch statement.name {
      case "error_page": if let last, last.hasPrefix("@") { errorPages.insert(last) }
      case "mirror", "auth_request", "add_before_body", "add_after_body":
        guard let last, last != "off" else { break }
        let isFixed = last.hasPrefix("/") && !last.utf8.contains(Ascii.dollar)
        subrequests.append((isFixed ? last : nil, statement.place.line ?? 0))
      case "ssi" where last != "off": subrequests.append((nil, statement.place.line ?? 0))
      case "location": if let last { locations.insert(last) }
      case "ssl_certificate", "ssl_certificate_key", "ssl_dhparam":
        if let last { reading.certificates.append(PlacedText(last, statement.place)) }
      case "limit_req", "limit_conn", "proxy_cache", "access_log": users.append(statement)
      case "limit_req_zone", "limit_conn_zone", "proxy_cache_path", "log_format":
        // The size of a zone follows its name.
        for word in statement.words {
          let colon = word.contains(words: "zone=") ? word.firstIndex(of: ":") : nil
          made.insert(colon.map { word[...$0] } ?? word[...])
        }
      default: break
      }
      noteVariables(statement)
      guard let block = statement.block else { continue }
      switch statement.name {
      case "upstream":
        upstreams[statement.words.dropFirst().first ?? ""] = block.filter { $0.name == "server" }
          .compactMap { $0.arguments.first.map(Front.hostAndPort) }
      case "map": if let map = Map(statement) { maps[map.name] = map }
      case "http", "stream", "server", "location", "if", "limit_except": collect(block)
      default: break
      }
    }
  }

  private mutating func noteVariables(_ statement: FrontStatement) {
    if NginxDirective.templateStart(statement) > 0 { templates.append(statement) }
    switch statement.name {
    case "map", "geo", "split_clients":
      variables.insert((statement.words.last ?? "").dropFirst().lowercased())
      namesParts = namesParts || statement.block?.contains { $0.name.contains(words: "(?") } ?? false
    case let name where name == "set" || name.hasSuffix("_set"):
      variables.insert((statement.arguments.first ?? "").dropFirst().lowercased())
    case "location", "server_name", "if", "rewrite":
      namesParts = namesParts || statement.words.contains { $0.contains(words: "(?") }
    default: break
    }
  }

  // MARK: Levels

  /// The state that a level inherits from those around it.
  private struct Level {
    enum Basic: Equatable {
      case off
      case on
      /// The value has a variable.
      case unknown
    }

    var basic = Basic.off
    var hasUserFile = false
    var satisfiesAny = false
    /// `allow` and `deny`, in order: nil for no such directive.
    var access: [FrontStatement] = []
    /// A module whose answer is not read: `auth_request`.
    var doubt: String?
    /// The directives that run before a location is chosen.
    var serverRules: [FrontStatement] = []
    /// Locations with regular expressions that go before the location.
    var patterns: [FrontStatement] = []
    /// Bytes as they come, without HTTP.
    var isStream = false
  }

  /// Modules that decide about access, and are not read.
  private static let gates: [String] = [
    "auth_request", "access_by_lua", "access_by_lua_block", "access_by_lua_file", "rewrite_by_lua",
    "rewrite_by_lua_block", "rewrite_by_lua_file", "js_access", "perl", "ssl_verify_client",
  ]

  private mutating func walk(_ statements: [FrontStatement], _ outer: Level) {
    let level = level(statements, outer)
    var seen: Set<String> = []
    for statement in statements {
      guard let block = statement.block else { continue }
      switch statement.name {
      // The first that matches counts.
      case "location" where statement.isPattern:
        if seen.insert(statement.words.joined(separator: " ")).inserted {
          walk(location: statement, block, level, among: statements)
        }
      case "http": walk(block, level)
      case "stream":
        var inner = level
        inner.isStream = true
        walk(block, inner)
      case "server":
        // One whose addresses have all its names already is ignored.
        let hosts = Self.hosts(of: block)
        if hosts.allSatisfy(seen.contains) { continue }
        for host in hosts { seen.insert(host) }
        var inner = level
        inner.serverRules = block.filter { StrangerRun.rules.contains($0.name) }
        addListeners(of: block)
        if level.isStream, let pass = block.first(where: { $0.name == "proxy_pass" }) {
          add(pass, .passes, at: statement.place)
        }
        walk(block, inner)
      case "location": walk(location: statement, block, level, among: statements)
      default: break
      }
    }
  }

  /// The addresses that a server listens on, with each of its names.
  private static func hosts(of server: [FrontStatement]) -> [String] {
    let names = server.filter { $0.name == "server_name" }.flatMap(\.arguments).map { $0.lowercased() }
    let listeners = server.filter { $0.name == "listen" }.map(\.arguments)
    return (listeners.isEmpty ? [["80"]] : listeners).flatMap { listener -> [String] in
      var address = listener.first ?? ""
      for every in ["*:", "0.0.0.0:"] where address.hasPrefix(every) {
        address = String(address.dropFirst(every.utf8.count))
      }
      // It answers to all other names, too.
      let isDefault = listener.contains("default_server") || listener.contains("default")
      return (names.isEmpty ? [""] : names).flatMap { name in
        ["\(address) \(name)"] + (isDefault ? ["\(address) default"] : [])
      }
    }
  }

  private mutating func level(_ statements: [FrontStatement], _ outer: Level) -> Level {
    var level = outer
    let access = statements.filter { $0.name == "allow" || $0.name == "deny" }
    if !access.isEmpty { level.access = access }
    for statement in statements where statement.block == nil || statement.name.hasSuffix("_block") {
      let value = statement.arguments.first ?? ""
      switch statement.name {
      case "auth_basic":
        level.basic = value == "off" ? .off : value.utf8.contains(Ascii.dollar) ? .unknown : .on
      case "auth_basic_user_file":
        level.hasUserFile = true
        let file = PlacedText(value, statement.place)
        if !reading.credentialFiles.contains(where: { $0.text == value }) {
          reading.credentialFiles.append(file)
        }
      // A request that is let through as OPTIONS may go on as something else.
      case "proxy_method": doubt = doubt ?? "what proxy_method writes is not known here"
      case "satisfy": level.satisfiesAny = value == "any"
      case "include":
        let reason = "\(value) is included, and not read"
        level.doubt = reason
        doubt = doubt ?? reason
      case "ssl_verify_client" where value == "off": break
      case let name where Self.gates.contains(name):
        level.doubt = value == "off" ? nil : "what \(name) does is not known here"
      default: break
      }
    }
    return level
  }

  /// Whether requests go on to other servers; else they are redirected, mostly.
  private static func passesOn(_ statements: [FrontStatement]) -> Bool {
    statements.contains { statement in
      statement.name.hasSuffix("_pass") || statement.name == "include"
        || statement.block.map(passesOn) ?? false
    }
  }

  private mutating func addListeners(of server: [FrontStatement]) {
    for listen in server where listen.name == "listen" {
      guard let value = listen.arguments.first, !value.hasPrefix("unix:") else { continue }
      let isEncrypted = listen.arguments.contains("ssl")
      if !isEncrypted, Self.passesOn(server) { isEveryListenerEncrypted = false }
      let (host, port) = Int(value).map { ("*", Optional($0)) } ?? Front.hostAndPort(value)
      reading.publications.append(
        Service.Publication(reach: Service.Publication.Reach(host: host), port: port, place: listen.place))
    }
  }

  // MARK: Locations

  private mutating func walk(
    location: FrontStatement, _ block: [FrontStatement], _ outer: Level, among others: [FrontStatement]
  ) {
    var level = level(block, outer)
    let patterns = others.filter(\.isPattern)
    switch location.arguments.first ?? "" {
    case "=": level.patterns = []
    case "^~": break
    case "~", "~*": level.patterns = Array(patterns.prefix { $0.place != location.place })
    default: level.patterns += patterns
    }
    // OPTIONS gives nothing away: browsers ask so before they log in.
    let isForOptions = block.contains {
      $0.name == "limit_except" && $0.arguments.allSatisfy { $0 == "OPTIONS" } && !$0.arguments.isEmpty
    }
    for pass in block where pass.name == "proxy_pass" || pass.name == "grpc_pass" {
      add(
        pass, isForOptions ? .harmless : treatment(of: location, block, level, pass), at: location.place)
    }
    for statement in block {
      guard let inner = statement.block else { continue }
      switch statement.name {
      case "location": walk(location: statement, inner, level, among: block)
      case "if":
        for pass in inner where pass.name == "proxy_pass" {
          add(pass, treatment(of: location, block, self.level(inner, level), pass), at: location.place)
        }
      case "limit_except":
        // The other methods have directives of their own.
        for pass in block + inner where pass.name == "proxy_pass" {
          add(pass, treatment(of: location, block, self.level(inner, level), pass), at: location.place)
        }
      default: break
      }
    }
  }

  private mutating func add(_ pass: FrontStatement, _ treatment: FrontPass.Treatment, at place: Place) {
    var rest = Substring(pass.arguments.first ?? "")
    for scheme in ["http://", "https://", "grpc://", "grpcs://"] where rest.hasPrefix(scheme) {
      rest = rest.dropFirst(scheme.count)
    }
    let authority = String(rest.prefix { $0 != "/" && $0 != "?" })
    let servers = upstreams[authority] ?? [Front.hostAndPort(authority)]
    if let host = servers.first(where: { peers.isMissing($0.host) })?.host {
      doubt = doubt ?? "\(Array(host.utf8.prefix(60)).printable) is not the name of a service here"
    }
    let answers = servers.map { peers.isChroma($0.host, port: $0.port) }
    let isNamed = peers.areUnknown && authority.lowercased().contains(words: "chroma")
    let isChroma: Bool? =
      isNamed || answers.contains(true) ? true : answers.contains(nil) || answers.isEmpty ? nil : false
    passes.append(
      FrontPass(treatment: treatment, place: place, destination: authority, isChroma: isChroma))
  }

  private func treatment(
    of location: FrontStatement, _ block: [FrontStatement], _ level: Level, _ pass: FrontStatement
  ) -> FrontPass.Treatment {
    let isErrorPage = location.arguments.last.map(errorPages.contains) ?? false
    let gate = StrangerRun(maps).answer(isErrorPage ? [] : level.serverRules, block)
    switch gate {
    case .closed: return .closed
    case .refused: return .asksToken
    case .passes, .unknown: break
    }
    if let basic = basic(level) {
      guard basic == .asksBasic, let line = subrequest(to: location) else { return basic }
      return .unknown("line \(line) has nginx ask for paths without credentials")
    }
    // It does not matter for a path that gives nothing away.
    let exemption = exemption(location, block, pass, level)
    if exemption == .harmless { return .harmless }
    if case .unknown(let line) = gate { return .unknown("what line \(line) refuses is not known here") }
    if let doubt = level.doubt { return .unknown(doubt) }
    if !level.satisfiesAny, level.access.contains(where: { $0.name == "deny" }) {
      let first = level.access.first { $0.arguments.first == "all" }
      if first?.name == "deny" {
        return level.access.first?.arguments.first == "all"
          ? .closed : .unknown("it lets in addresses, whoever asks from there")
      }
      if first == nil { return .unknown("it refuses some addresses") }
    }
    if block.contains(where: { $0.name == "internal" }) || location.arguments.first?.hasPrefix("@") == true {
      return .unknown("where requests to line \(location.place.line ?? 0) come from is not known here")
    }
    if exemption == nil,
      (level.patterns + block.filter(\.isPattern)).contains(where: { $0.mayTakeAll(of: location) })
    {
      return .unknown("which requests get to line \(location.place.line ?? 0) is not known here")
    }
    return exemption ?? .passes
  }

  /// The line by which nginx itself may ask for the paths of a location; nil if there is none.
  private func subrequest(to location: FrontStatement) -> Int? {
    guard let path = location.arguments.last else { return subrequests.first?.line }
    return subrequests.first { request in
      guard let asked = request.path else { return true }
      if locations.contains(asked) { return asked == path }
      return location.arguments.count > 1 || asked.hasPrefix(path)
    }?.line
  }

  /// The treatment by `auth_basic`; nil if it is off.
  private func basic(_ level: Level) -> FrontPass.Treatment? {
    switch level.basic {
    case .off: return nil
    case .unknown: return .unknown("auth_basic depends on a variable")
    // Measured: without a file the module asks nobody.
    case .on where !level.hasUserFile: return nil
    case .on: break
    }
    guard level.satisfiesAny else { return .asksBasic }
    if level.doubt != nil { return .unknown("satisfy any, and what else satisfies is not known here") }
    guard let first = level.access.first(where: { $0.name == "allow" }) else { return .asksBasic }
    if let all = level.access.first(where: { $0.arguments.first == "all" }), all.name == "allow" {
      return nil
    }
    return .unknown(
      "satisfy any lets in \(first.arguments.first ?? "some addresses") without credentials")
  }

  /// Whether a location passes on a path that gives nothing away in place of its own, whatever that is.
  private static func goesToHeartbeatAlone(
    _ words: [String], _ pass: FrontStatement
  ) -> Bool {
    guard words.count == 1 && words[0].hasPrefix("/") || words.count == 2 && ["=", "^~"].contains(words[0])
    else { return false }
    let rest = Substring(pass.arguments.first ?? "")
    guard rest.hasPrefix("http") else { return false }
    let target = rest.drop { $0 != ":" }.dropFirst(3).drop { $0 != "/" }
    return FrontPass.isHarmless(String(target.prefix { $0 != "?" }))
  }

  /// The directives of a location that may put another path in the place of the one of `proxy_pass`.
  private static func rewrites(_ block: [FrontStatement]) -> [FrontStatement] {
    block.flatMap { $0.name == "if" ? $0.block ?? [] : [$0] }
      .filter { ["rewrite", "break"].contains($0.name) }
  }

  /// The exemption of a location for the heartbeat alone; nil if it is for more.
  private func exemption(
    _ location: FrontStatement, _ block: [FrontStatement], _ pass: FrontStatement, _ level: Level
  ) -> FrontPass.Treatment? {
    let words = Array(location.arguments)
    let rewrites = Self.rewrites(block)
    if Self.goesToHeartbeatAlone(words, pass) {
      // One of the server counts if no other location is looked for after it.
      let other =
        rewrites.first
        ?? Self.rewrites(level.serverRules).first { $0.name == "break" || $0.words.last == "break" }
      return (other?.place.line).map(FrontPass.changesPath) ?? .harmless
    }
    let path: String
    switch words.count {
    case 1: path = words[0]
    case 2 where words[0] == "=" || words[0] == "^~": path = words[1]
    case 2:
      // The only regular expressions that are read: a text between anchors.
      var text = words[1]
      if text.hasPrefix("^") { text.removeFirst() } else { return nil }
      if text.hasSuffix("$") { text.removeLast() } else { return nil }
      path = text
    default: return nil
    }
    guard FrontPass.isHarmless(path) else {
      guard location.isPattern, path.contains(words: "heartbeat") else { return nil }
      return .unknown("which requests get to line \(location.place.line ?? 0) is not known here")
    }
    var rest = Substring(pass.arguments.first ?? "")
    guard rest.hasPrefix("http") else { return nil }
    rest = rest.drop { $0 != ":" }.dropFirst(3)
    let target = rest.drop { $0 != "/" }
    let own = block.first { $0.name == "rewrite" }
    if target.isEmpty, let own, own.words.count == 4, own.words[1] == "^", FrontPass.isHarmless(own.words[2]),
      own.words[3] == "break"
    {
      if rewrites.count == 1 { return .harmless }
      return FrontPass.changesPath((rewrites.first { $0.words != own.words } ?? own).place.line ?? 0)
    }
    return FrontPass.opensMore("location \(words.joined(separator: " "))")
  }
}

extension FrontStatement {
  /// Whether it is a location with a regular expression.
  fileprivate var isPattern: Bool { name == "location" && words.count == 3 && words[1].hasPrefix("~") }

  /// Writes `location =/path` as `location = /path`, which is alike.
  fileprivate func separateModifier() {
    guard words.count == 2, let mark = ["=", "^~", "~*", "~"].first(where: words[1].hasPrefix) else { return }
    words = [words[0], mark, String(words[1].dropFirst(mark.utf8.count))]
  }

  /// Whether its regular expression may match all paths of another location, as far as the text says with which it begins.
  fileprivate func mayTakeAll(of location: FrontStatement) -> Bool {
    let (text, isAnchored) = FrontPass.start(of: words[2])
    guard let text else { return false }
    var path = location.words.last ?? ""
    if location.isPattern {
      let own = FrontPass.start(of: path)
      path = own.isAnchored && own.text?.isEmpty == false ? own.text ?? "/" : "/"
    }
    let (start, whole) = (text.lowercased().utf8, Array(path.lowercased().utf8))
    return isAnchored
      ? whole.starts(with: start) : start.isEmpty || whole.contains(words: String(start))
  }
}

extension Service.Publication.Reach {
  /// - Parameter host: as `listen` and its like write it.
  init(host: String) {
    switch host {
    case "*", "0.0.0.0", "[::]", "::", "": self = .everyAddress
    case "localhost", "[::1]", "::1": self = .loopback
    default: self = host.hasPrefix("127.") ? .loopback : .address(host)
    }
  }
}

/// `map SOURCE $NAME { ... }`, as far as strangers are concerned.
private struct Map {
  let name: String
  let source: String
  var standard: String? = ""
  var entries: [(key: String, value: String)] = []
  var isWhole = true

  init?(_ statement: FrontStatement) {
    guard statement.words.count == 3, let block = statement.block else { return nil }
    (source, name) = (statement.words[1], statement.words[2])
    for entry in block {
      switch entry.name {
      case "default": standard = entry.words.count == 2 ? entry.words[1] : nil
      case "volatile": break
      case "include", "hostnames": isWhole = false
      default:
        if entry.words.count == 2 { entries.append((entry.name, entry.words[1])) } else { isWhole = false }
      }
    }
  }
}

/// The directives of the rewrite module, run for strangers: those without credentials, and those with wrong ones.
private struct StrangerRun {
  enum Answer {
    /// A stranger is refused, by something that looks at credentials.
    case refused
    /// Everybody is refused, or answered by nginx itself.
    case closed
    case passes
    /// The line that decides.
    case unknown(Int)
  }

  private enum Effect {
    case goesOn, refused, closed
    case unknown(Int)
  }

  /// The directives of the module that decide.
  static let rules: Set<String> = ["if", "set", "return", "rewrite", "break"]

  private let maps: [String: Map]

  init(_ maps: [String: Map]) { self.maps = maps }

  /// Values that strangers send in a header with credentials: anybody knows the schemes.
  private static let attempts =
    ["", "x"] + FrontPass.schemes.flatMap { ["\($0) eDp4", $0] }

  /// - Parameters:
  ///   - server: what runs before a location is looked for.
  ///   - location: what runs in it.
  func answer(_ server: [FrontStatement], _ location: [FrontStatement]) -> Answer {
    var doubt: Int?
    var effects: [Effect] = []
    for attempt in Self.attempts {
      var variables: [String: String?] = [:]
      var effect = run(server, attempt, &variables)
      switch effect {
      case .refused, .closed: break
      case .goesOn: effect = run(location, attempt, &variables)
      case .unknown:
        // Those whom it does not answer go on.
        switch run(location, attempt, &variables) {
        case .goesOn, .unknown: break
        case .refused: effect = .refused
        case .closed: effect = .closed
        }
      }
      effects.append(effect)
    }
    var isClosed = true
    for effect in effects {
      switch effect {
      case .goesOn: return .passes
      case .unknown(let line): doubt = line
      case .refused: isClosed = false
      case .closed: break
      }
    }
    if let doubt { return .unknown(doubt) }
    return isClosed ? .closed : .refused
  }

  private func run(
    _ rules: [FrontStatement], _ attempt: String, _ variables: inout [String: String?]
  ) -> Effect {
    // Some are answered, or go on without the rules that follow, by this line.
    var answered: Int?
    var skips: Int?
    func ending(_ effect: Effect) -> Effect {
      if case .goesOn = effect { return answered.map { .unknown($0) } ?? .goesOn }
      return skips.map { .unknown($0) } ?? effect
    }
    for rule in rules {
      switch rule.name {
      case "return": return ending(.closed)
      case "break": return ending(.goesOn)
      case "rewrite":
        // A rule that matches ends the rules.
        if ["break", "last"].contains(rule.words.last) { skips = skips ?? rule.place.line ?? 0 }
      case "set" where rule.words.count == 3:
        variables[rule.words[1]] = value(rule.words[2], variables, attempt)
      case "if":
        guard let block = rule.block else { continue }
        let isTrue = condition(Array(rule.arguments), variables, attempt)
        if isTrue == false { continue }
        for inner in block {
          switch inner.name {
          case "set" where inner.words.count == 3:
            variables[inner.words[1]] =
              isTrue == true ? value(inner.words[2], variables, attempt) : .some(nil)
          case "return":
            if isTrue == true { return ending(.refused) }
            answered = answered ?? rule.place.line ?? 0
          case "break":
            if isTrue == true { return ending(.goesOn) }
            skips = skips ?? rule.place.line ?? 0
          case "rewrite":
            if ["break", "last"].contains(inner.words.last) { skips = skips ?? rule.place.line ?? 0 }
          default: break
          }
        }
      default: break
      }
    }
    return ending(.goesOn)
  }

  /// nil if it is not known.
  private func value(_ text: String, _ variables: [String: String?], _ attempt: String) -> String? {
    guard text.utf8.contains(Ascii.dollar) else { return text }
    guard text.hasPrefix("$"), text.dropFirst().utf8.allSatisfy({ $0.isWordCharacter }) else { return nil }
    if let known = variables[text] { return known }
    if text == "$http_authorization" || text == "$http_x_chroma_token" { return attempt }
    guard let map = maps[text], map.isWhole, !map.source.hasPrefix(text),
      ["$http_authorization", "$http_x_chroma_token"].contains(map.source)
    else { return nil }
    func isRegex(_ key: String) -> Bool { key.hasPrefix("~") }
    var isUncertain = false
    // Texts go before regular expressions.
    for (key, value) in map.entries.filter({ !isRegex($0.key) }) + map.entries.filter({ isRegex($0.key) }) {
      let isMatch: Bool?
      if key.hasPrefix("~*") {
        isMatch = Self.matches(attempt.lowercased(), String(key.dropFirst(2)).lowercased())
      } else if key.hasPrefix("~") {
        isMatch = Self.matches(attempt, String(key.dropFirst()))
      } else {
        isMatch = key.lowercased() == attempt.lowercased()
      }
      if isMatch == true { return isUncertain || value.utf8.contains(Ascii.dollar) ? nil : value }
      if isMatch == nil { isUncertain = true }
    }
    guard let standard = map.standard, !isUncertain, !standard.utf8.contains(Ascii.dollar) else { return nil }
    return standard
  }

  /// nil if it is not known.
  private func condition(
    _ words: [String], _ variables: [String: String?], _ attempt: String
  ) -> Bool? {
    var words = words
    guard !words.isEmpty, words[0].hasPrefix("("), words[words.count - 1].hasSuffix(")") else { return nil }
    words[0].removeFirst()
    words[words.count - 1].removeLast()
    words.removeAll { $0.isEmpty }
    guard let first = words.first, first.hasPrefix("$"), let left = value(first, variables, attempt) else {
      return nil
    }
    if words.count == 1 { return !left.isEmpty && left != "0" }
    guard words.count <= 3 else { return nil }
    let right = words.count == 3 ? words[2] : ""
    switch words[1] {
    case "=": return value(right, variables, attempt).map { left == $0 }
    case "!=": return value(right, variables, attempt).map { left != $0 }
    case "~": return Self.matches(left, right)
    case "!~": return Self.matches(left, right).map { !$0 }
    case "~*": return Self.matches(left.lowercased(), right.lowercased())
    case "!~*": return Self.matches(left.lowercased(), right.lowercased()).map { !$0 }
    default: return nil
    }
  }

  /// Whether a text matches a regular expression that is a text itself, with anchors and escapes; nil for others.
  private static func matches(_ text: String, _ pattern: String) -> Bool? {
    var literal: [UInt8] = []
    var rest = Array(pattern.utf8)[...]
    let isAnchored = rest.first == UInt8(ascii: "^")
    if isAnchored { rest.removeFirst() }
    var endsHere = false
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\\"):
        guard let escaped = rest.popFirst() else { return nil }
        switch escaped {
        case UInt8(ascii: "x"):
          guard rest.count >= 2, let value = Int(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16),
            value >= 0
          else { return nil }
          rest.removeFirst(2)
          literal.append(UInt8(value))
        case UInt8(ascii: "z") where rest.isEmpty: endsHere = true
        case _ where escaped.isAlphanumeric: return nil
        default: literal.append(escaped)
        }
      case Ascii.dollar where rest.isEmpty: endsHere = true
      case Ascii.dollar: return nil
      default:
        if Array(".^*+?()[]{}|".utf8).contains(byte) { return nil }
        literal.append(byte)
      }
    }
    let bytes = Array(text.utf8)
    let isMatch =
      switch (isAnchored, endsHere) {
      case (true, true): bytes == literal
      case (true, false): bytes.starts(with: literal)
      case (false, true):
        bytes.count >= literal.count && bytes.suffix(literal.count).elementsEqual(literal)
      case (false, false): bytes.contains(words: String(decoding: literal, as: UTF8.self))
      }
    // Strangers may know a text that does not match here.
    return isMatch || isAnchored && endsHere || isSecret(literal) ? isMatch : nil
  }

  /// Whether a part of a header is more than a scheme, as far as its length says.
  private static func isSecret(_ literal: [UInt8]) -> Bool {
    let words = literal.split(separator: Ascii.space, maxSplits: 1)
    guard let last = words.last, last.count >= 8 else { return false }
    // The header of a JWT is known, and a scheme has letters.
    return !String(decoding: last, as: UTF8.self).lowercased().hasPrefix("eyj")
      && (words.count == 2 || last.contains { $0.isDigit })
  }
}
