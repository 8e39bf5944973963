internal import Credentials
internal import Kernel

/// Reads configurations of Apache httpd: which `ProxyPass` serves strangers. Sections for the server's proxies apply
/// first, then those for locations, in the order of the file; each that has a `Require` takes the place of those before.
struct ApacheReader {
  private let peers: FrontPeers
  private var passes: [FrontPass] = []
  private var reading = FrontReading(.unknown("nothing was read"))
  private var isEncrypted = true
  private var decodesSlashes = false
  private var doubt: String?
  /// Those that are loaded, without `_module`.
  private var modules: Set<String> = []

  static func reading(_ files: [FrontFile], _ peers: FrontPeers) -> FrontReading {
    var reader = ApacheReader(peers: peers)
    var statements: [FrontStatement] = []
    for file in files {
      guard let more = ApacheSyntax.statements(file.bytes, file.path) else {
        return FrontReading(.unknown("\(file.path) is not a complete configuration of Apache"))
      }
      statements += more
    }
    for statement in statements where statement.name == "loadmodule" {
      let name = statement.arguments.first ?? ""
      reader.modules.insert(name.hasSuffix("_module") ? String(name.dropLast(7)) : name)
    }
    let flat = reader.flat(statements)
    reader.doubt = reader.doubt ?? reader.lack(in: flat)
    return reader.read(flat)
  }

  /// Why Apache does not start with a whole configuration, or answers nobody who logs in: one phrase; nil if nothing is
  /// missing. Whether other files load what is needed is not known of a part.
  private func lack(in statements: [FrontStatement]) -> String? {
    guard modules.contains(where: { $0.hasPrefix("mpm_") }) else { return nil }
    var (needed, names) = (["authn_core", "authz_core"], Set<String>())
    var rest = statements
    while let statement = rest.popLast() {
      names.insert(statement.name)
      let first = statement.arguments.first?.lowercased() ?? ""
      switch statement.name {
      case "authtype" where first == "basic":
        names.insert("basic")
        needed.append("auth_basic")
      case "authuserfile": needed.append("authn_file")
      case "require" where first == "valid-user" || first == "user": needed.append("authz_user")
      case "proxypass", "proxypassmatch":
        needed.append("proxy")
        if statement.arguments.contains(where: { $0.hasPrefix("http://") }) { needed.append("proxy_http") }
      default: break
      }
      rest += statement.block ?? []
    }
    if let module = needed.first(where: { !modules.contains($0) }) {
      return "no LoadModule of \(module)_module is there, which it needs"
    }
    if names.contains("basic"), !names.contains("authname") { return "Apache answers 500 without AuthName" }
    return names.contains("listen") ? nil : "Apache does not start without Listen"
  }

  private init(peers: FrontPeers) { self.peers = peers }

  /// Without the sections that only ask whether something is there.
  ///
  /// - Parameter section: the name of the one that they are in.
  private mutating func flat(
    _ statements: [FrontStatement], in section: String = ""
  ) -> [FrontStatement] {
    statements.flatMap { statement -> [FrontStatement] in
      if Self.hasVariableThatCounts(statement) {
        doubt = doubt ?? "the value of a variable in line \(statement.place.line ?? 0) is not known here"
      }
      switch statement.name {
      case "<ifmodule":
        // Whether a module is there is known if the file loads it.
        if !isLoaded(statement.arguments.first ?? ""), !isLeftOut(statement),
          Self.decides(statement.block ?? [])
        {
          doubt = doubt ?? "whether \(statement.arguments.first ?? "") is there is not known here"
        }
      case "<requireall", "<requireany": break
      case "requestheader":
        let words = statement.arguments.map { $0.lowercased() }
        if words.last == "early", words.count > 3,
          ["authorization", "x-chroma-token"].contains(words[1]) || Self.hasVariable(words[1])
        {
          doubt = doubt ?? "line \(statement.place.line ?? 0) writes a header that others look at"
        }
      // Sections that apply later inherit it. Those for folders say nothing about what is passed on.
      case "satisfy"
      where statement.arguments.first?.lowercased() != "all" && !section.hasPrefix("<directory"):
        doubt = doubt ?? "what Satisfy in line \(statement.place.line ?? 0) lets in is not known here"
      case "sslverifyclient" where statement.arguments.first?.lowercased() != "none":
        doubt = doubt ?? "which certificates of clients it accepts is not known here"
      case "sethandler" where statement.arguments.first?.lowercased().hasPrefix("proxy:") == true:
        doubt = doubt ?? "what SetHandler passes on is not known here"
      // Sections for folders have rules, too, for any path that is not passed on already.
      case "rewriterule" where Self.passesOn(statement):
        doubt = doubt ?? "what RewriteRule passes on is not known here"
      // Sections that apply later inherit it.
      case "authbasicprovider" where !section.hasPrefix("<directory"):
        if let provider = statement.arguments.first(where: { !Self.providers.contains($0.lowercased()) }) {
          doubt = doubt ?? Self.doubt(of: provider)
        }
      case let name where name.hasPrefix("<") && !Self.sections.contains(name):
        doubt = doubt ?? "what \(statement.name.dropFirst()) decides is not known here"
      case "include", "includeoptional", "use":
        doubt = doubt ?? "\(statement.arguments.first ?? "") is included, and not read"
      default: break
      }
      guard let block = statement.block else { return [statement] }
      if statement.name == "<ifmodule" {
        return isLeftOut(statement) ? [] : flat(block, in: section)
      }
      let copy = statement.copy()
      copy.block = flat(block, in: section.hasPrefix("<directory") ? section : statement.name)
      return [copy]
    }
  }

  /// Sections that are read; others may decide whether what is in them counts.
  private static let sections = Set(
    """
    <virtualhost <location <locationmatch <directory <directorymatch <files <filesmatch <proxy <proxymatch <limit \
    <limitexcept <requirenone
    """.split(separator: " ").map(String.init))

  /// `${NAME}`, which Apache replaces before it reads a line.
  private static func hasVariable(_ word: String) -> Bool { Array(word.utf8).contains(words: "${") }

  /// Whether variables decide who gets in, or where to. Those in the names of folders and files do not.
  private static func hasVariableThatCounts(_ statement: FrontStatement) -> Bool {
    switch statement.name {
    case "proxypass", "proxypassmatch":
      let path = statement.arguments.first ?? ""
      return hasVariable(path) && !path.hasPrefix("http")
    case "require", "rewriterule", "errordocument", "sethandler": break
    case let name where name.hasPrefix("<directory") || name == "<virtualhost": return false
    case let name where name.hasPrefix("<") || hasVariable(name): break
    default: return false
    }
    return statement.words.contains(where: hasVariable)
  }

  /// Those of AuthBasicProvider that ask for a password.
  private static let providers = ["file", "dbm", "dbd", "ldap", "socache", "pam"]

  private static func doubt(of provider: String) -> String {
    "what AuthBasicProvider \(provider) accepts is not known here"
  }

  /// Whether it is for want of a module that is there.
  private func isLeftOut(_ section: FrontStatement) -> Bool {
    section.arguments.first.map { $0.hasPrefix("!") && isLoaded(String($0.dropFirst())) } ?? false
  }

  /// - Parameter name: `mod_auth_basic.c` or `auth_basic_module`.
  private func isLoaded(_ name: String) -> Bool {
    var name = Substring(name)
    if name.hasPrefix("mod_"), name.hasSuffix(".c") { name = name.dropFirst(4).dropLast(2) }
    if name.hasSuffix("_module") { name = name.dropLast(7) }
    return modules.contains(String(name))
  }

  /// Whether statements, or those in them, are about who gets in and where to.
  private static func decides(_ statements: [FrontStatement]) -> Bool {
    var rest = statements
    while let statement = rest.popLast() {
      if statement.name == "require" || statement.name.hasPrefix("auth")
        || statement.name.hasPrefix("proxypass")
        || statement.name == "rewriterule"
      {
        return true
      }
      rest += statement.block ?? []
    }
    return false
  }

  private mutating func read(_ statements: [FrontStatement]) -> FrontReading {
    let hosts = statements.filter { $0.name == "<virtualhost" }
    let common = statements.filter { $0.name != "<virtualhost" }
    // Hosts without a proxy of their own have that of the server.
    let wasEncrypted = isEncrypted
    readServer(common)
    if Self.areCovered(common, by: hosts) {
      passes = []
      isEncrypted = wasEncrypted
    }
    var names: Set<String> = []
    for host in hosts {
      // The first with a name answers to it.
      let named = host.block?.filter { $0.name == "servername" || $0.name == "serveralias" } ?? []
      let address = host.arguments.joined(separator: " ")
      let own = named.isEmpty ? [address] : named.flatMap(\.arguments).map { "\(address) \($0.lowercased())" }
      if own.allSatisfy(names.contains) { continue }
      for name in own { names.insert(name) }
      readServer(common + (host.block ?? []), of: host)
    }
    var result = FrontReading(passes, before: peers)
    if let doubt, result.answer == .asksBasic || result.answer == .asksToken {
      result.answer = .unknown(doubt)
    }
    (result.credentialFiles, result.certificates) = (reading.credentialFiles, reading.certificates)
    if result.answer == .asksBasic, reading.credentialFiles.isEmpty {
      // 500 to all who send credentials (measured with 2.4: AuthUserFile not specified).
      result.answer = .refusesAll(
        "no AuthUserFile names the users", passes.first { $0.treatment == .asksBasic }?.place)
    }
    result.workers = statements.last { $0.name == "user" || $0.name == "group" }?.arguments.first
    result.publications = reading.publications
    result.hasTLS = !reading.publications.isEmpty && isEncrypted
    return result
  }

  /// Whether hosts answer at every address that the server listens on.
  private static func areCovered(_ statements: [FrontStatement], by hosts: [FrontStatement]) -> Bool {
    let addresses = statements.filter { $0.name == "listen" }.map { $0.arguments.first ?? "" }
    return !addresses.isEmpty
      && addresses.allSatisfy { address in
        let port = address.split(separator: ":").last ?? ""
        return hosts.flatMap(\.arguments).contains {
          ["*", "*:\(port)", "_default_:\(port)"].contains($0) || $0 == address && address.contains(".")
        }
      }
  }

  private struct Pass {
    var path: String
    /// `!` for one that is not passed on.
    var url: String
    var place: Place
    /// Whether its path is written as a regular expression, which may take less than the path here.
    var isPattern = false
    /// Whether it is in a section: those count before the others.
    var isInSection = false

    /// Whether a path is this one's. Apache compares whole names: `/ui` has nothing of `/ui-api`.
    func takes(_ path: String) -> Bool {
      path == self.path || path.hasPrefix(self.path.hasSuffix("/") ? self.path : self.path + "/")
    }
  }

  private mutating func readServer(_ statements: [FrontStatement], of host: FrontStatement? = nil) {
    var found: [Pass] = []
    var hasTLS = false
    for statement in statements {
      let words = Array(statement.arguments)
      switch statement.name {
      case "proxypass" where words.count > 1:
        found.append(Pass(path: words[0], url: words[1], place: statement.place))
      case "proxypassmatch" where words.count > 1 && words[1] != "!":
        found.append(Pass(path: "/", url: words[1], place: statement.place, isPattern: true))
      case "rewriterule" where Self.passesOn(statement):
        found.append(Pass(path: "/", url: words[1], place: statement.place, isPattern: true))
      case "allowencodedslashes": decodesSlashes = words.first?.lowercased() != "off"
      case "sslcertificatefile", "sslcertificatekeyfile":
        if let path = words.first { reading.certificates.append(PlacedText(path, statement.place)) }
      case "sslengine": hasTLS = words.first?.lowercased() == "on"
      case "listen" where host == nil:
        let colon = words.first?.lastIndex(of: ":")
        let address = colon.flatMap { colon in words.first.map { String($0[..<colon]) } } ?? "*"
        let port = words.first.flatMap { word in
          Int(colon.map { word[word.index(after: $0)...] } ?? word[...])
        }
        reading.publications.append(
          Service.Publication(
            reach: Service.Publication.Reach(host: address), port: port, place: statement.place))
      case "<location", "<locationmatch", "<proxy":
        for inner in statement.block ?? [] where inner.name.hasPrefix("proxypass") {
          guard let path = words.first, let url = inner.arguments.first, url != "!",
            ["proxypass", "proxypassmatch"].contains(inner.name)
          else { continue }
          if statement.name != "<location" || path == "~" || inner.name == "proxypassmatch" {
            doubt = doubt ?? "what line \(inner.place.line ?? 0) passes on is not known here"
          }
          found.append(
            Pass(path: path == "~" ? "/" : path, url: url, place: inner.place, isInSection: true))
        }
      default: break
      }
    }
    if found.contains(where: { $0.url != "!" }), !hasTLS { isEncrypted = false }
    noteForwarding(statements)
    // Apache asks for such a path itself, and no longer for credentials.
    for page in statements + statements.flatMap({ $0.block ?? [] })
    where page.name == "errordocument" && page.words.count > 2 {
      let path = page.words[2]
      // Apache works out what is above, and what is in disguise, before it looks where the path leads.
      let isPlain = !path.utf8.contains(UInt8(ascii: "%")) && !path.split(separator: "/").contains("..")
      let first = (found.filter(\.isInSection) + found.filter { !$0.isInSection })
        .first { $0.isPattern || !isPlain && $0.url != "!" || isPlain && $0.takes(path) }
      // It says 500 if the file with passwords is missing.
      if ["401", "403", "500"].contains(page.words[1]), path.hasPrefix("/"), let first, first.url != "!" {
        doubt = doubt ?? "line \(page.place.line ?? 0) answers strangers with a path that it passes on"
      }
    }
    for pass in found where pass.url != "!" {
      var rest = Substring(pass.url)
      for scheme in ["http://", "https://"] where rest.hasPrefix(scheme) {
        rest = rest.dropFirst(scheme.count)
      }
      let authority = String(rest.prefix { $0 != "/" })
      let name = String(authority.prefix { $0 != ":" })
      passes.append(
        FrontPass(
          treatment: treatment(
            pass, statements,
            isShadowed: { path in
              // The first that matches counts.
              !pass.isInSection
                && found.prefix { $0.path != pass.path }.contains { !$0.isPattern && $0.takes(path) }
            }), place: pass.place, destination: authority,
          isChroma: peers.isChroma(name, port: Int(authority.dropFirst(name.count + 1)))))
    }
  }

  /// Notes a forward proxy: whoever asks for the whole URL of Chroma meets no section but those for proxies.
  private mutating func noteForwarding(_ statements: [FrontStatement]) {
    guard let forward = statements.last(where: { $0.name == "proxyrequests" }),
      forward.arguments.first?.lowercased() != "off"
    else { return }
    var type: String?
    var isAsked = false
    for section in statements where section.name == "<proxy" || section.name == "<proxymatch" {
      switch access(section.block ?? [], &type) {
      case nil: break
      case .asksBasic, .asksToken, .closed:
        if section.name == "<proxy", section.arguments.first == "*" { isAsked = true }
      default: isAsked = false
      }
    }
    if !isAsked {
      doubt = doubt ?? "line \(forward.place.line ?? 0) passes on what anybody asks for by its whole URL"
    }
  }

  /// The path of a URL: the part after its authority.
  private static func path(of url: String) -> String {
    guard let colon = url.firstIndex(of: ":") else { return url }
    return String(url[colon...].dropFirst(3).drop { $0 != "/" })
  }

  // MARK: Sections

  /// `[P]`, `[proxy,L]`. `[PT]` leads to what `ProxyPass` has for another path.
  private static func passesOn(_ rule: FrontStatement) -> Bool {
    guard rule.words.count > 2 else { return false }
    let flags = rule.words.dropFirst(3).first?.lowercased() ?? ""
    return rule.words[2].hasPrefix("proxy:")
      || flags.split(whereSeparator: { ["[", "]", ",", " "].contains($0) })
        .contains { ["p", "proxy", "pt", "passthrough"].contains($0) }
  }

  private enum Coverage {
    /// Everything below the path of the pass.
    case whole
    /// One path, or a part.
    case part(String)
    case nothing
    case unknown
  }

  private func coverage(_ section: FrontStatement, _ pass: Pass) -> Coverage {
    guard let name = section.arguments.first else { return .nothing }
    switch section.name {
    case "<proxy":
      let start = name.hasSuffix("*") ? name.dropLast() : name[...]
      if start.isEmpty || pass.url.hasPrefix(start) { return .whole }
      // One for a part of what is passed on, or for what only a pattern says.
      let isPattern = start.utf8.contains { Array("*?[~".utf8).contains($0) }
      return isPattern || start.hasPrefix(pass.url.prefix { $0 != "$" }) ? .unknown : .nothing
    case "<location" where name != "~":
      if name.contains("*") || name.contains("?") || name.contains("[") { return .unknown }
      if name == "/" || pass.path == name || pass.path.hasPrefix(name.hasSuffix("/") ? name : name + "/") {
        return .whole
      }
      return pass.path == "/" || name.hasPrefix(pass.path) ? .part(name) : .nothing
    case "<locationmatch", "<location":
      var pattern = Substring(name == "~" ? section.words.dropFirst(2).first ?? "" : name)
      if pattern == "^/" || pattern == "/" || pattern == ".*" || pattern == "^/.*" { return .whole }
      guard pattern.hasPrefix("^"), pattern.hasSuffix("$") else { return .unknown }
      pattern = pattern.dropFirst().dropLast()
      // Any other regular expression than a text.
      if pattern.utf8.contains(where: { Array("\\*+?()[]{}|^$".utf8).contains($0) }) { return .unknown }
      return .part(String(pattern))
    case "<proxymatch", "<files", "<filesmatch": return .unknown
    default: return .nothing
    }
  }

  private mutating func treatment(
    _ pass: Pass, _ statements: [FrontStatement], isShadowed: (String) -> Bool
  ) -> FrontPass.Treatment {
    if FrontPass.isHarmless(Self.path(of: pass.url)) { return .harmless }
    var result: FrontPass.Treatment?
    var type: String?
    var uncertain: String?
    /// Whether it asks for a login, and perhaps has no rule about it.
    var hasType = false
    /// The treatment of a part that is open; later sections may close it.
    var opened: FrontPass.Treatment?
    let proxies = statements.filter { $0.name == "<proxy" || $0.name == "<proxymatch" }
    let others = statements.filter { $0.name.hasPrefix("<loc") || $0.name.hasPrefix("<files") }
    for section in proxies + others {
      let block = section.block ?? []
      let own = access(block, &type)
      switch coverage(section, pass) {
      case .nothing: break
      case .whole:
        if let own { (result, opened, uncertain) = (own, nil, nil) }
        if let type = block.last(where: { $0.name == "authtype" })?.arguments.first {
          hasType = type.lowercased() != "none"
        }
      case .part(let path) where isShadowed(path): break
      case .part(let path):
        if own != nil, FrontPass.isHarmless(path), !decodesSlashes { continue }
        switch own {
        case .passes?:
          opened = FrontPass.isHarmless(path) ? FrontPass.opensMore("<Location \(path)>") : .passes
        case .unknown(let reason)?: uncertain = reason
        case .asksBasic?, .asksToken?, .closed?:
          if path.hasPrefix("/api") { uncertain = "only \(path) is asked for" }
        default: break
        }
      case .unknown:
        if own != nil { uncertain = "what line \(section.place.line ?? 0) matches is not known here" }
      }
    }
    if statements.contains(where: { $0.name == "rewritecond" }), result == nil {
      uncertain = uncertain ?? "what RewriteCond decides is not known here"
    }
    if let opened { return opened }
    if let uncertain, result != .passes || uncertain.hasPrefix("only") { return .unknown(uncertain) }
    if let result { return result }
    if let doubt { return .unknown(doubt) }
    // Without a rule it answers nobody (AH01627).
    return hasType ? .closed : .passes
  }

  /// The treatment of strangers by a section's directives; nil if they say nothing.
  private mutating func access(_ block: [FrontStatement], _ type: inout String?) -> FrontPass.Treatment? {
    for statement in block {
      let first = statement.arguments.first ?? ""
      switch statement.name {
      case "authtype": type = first.lowercased()
      case "authuserfile":
        if !reading.credentialFiles.contains(where: { $0.text == first }) {
          reading.credentialFiles.append(PlacedText(first, statement.place))
        }
      case "satisfy", "order", "allow", "deny", "authmerging", "authbasicfake":
        return .unknown("what \(statement.name) decides is not known here")
      case "authbasicprovider":
        for provider in statement.arguments
        where !Self.providers.contains(provider.lowercased()) {
          return .unknown(Self.doubt(of: provider))
        }
      default: break
      }
    }
    return any(block, type)
  }

  private func any(_ block: [FrontStatement], _ type: String?) -> FrontPass.Treatment? {
    let answers = block.compactMap { statement -> FrontPass.Treatment? in
      switch statement.name {
      case "require": return require(Array(statement.arguments), type)
      case "<requireany": return any(statement.block ?? [], type)
      case "<requireall":
        // One is enough to keep strangers out.
        let all = (statement.block ?? []).compactMap { any([$0], type) }
        return all.first { $0 == .asksBasic || $0 == .asksToken || $0 == .closed }
          ?? all.first { $0 != .passes } ?? all.last
      case "<requirenone": return .unknown("whom RequireNone refuses is not known here")
      case "<limitexcept"
      where statement.arguments.allSatisfy { $0.uppercased() == "OPTIONS" } && !statement.arguments.isEmpty:
        return any(statement.block ?? [], type)
      case "<limit", "<limitexcept":
        return any(statement.block ?? [], type).map { _ in
          .unknown("which methods \(statement.name.dropFirst()) is for is not read")
        }
      default: return nil
      }
    }
    // One is enough.
    if answers.contains(.passes) { return .passes }
    return answers.first { if case .unknown = $0 { true } else { false } }
      ?? answers.first { $0 != .closed } ?? answers.first
  }

  private func require(_ words: [String], _ type: String?) -> FrontPass.Treatment {
    switch words.first?.lowercased() {
    case "all": return words.last?.lowercased() == "granted" ? .passes : .closed
    // Browsers ask so before they log in, and learn nothing.
    case "method" where words.dropFirst().allSatisfy { $0.uppercased() == "OPTIONS" }: return .closed
    case "valid-user", "user", "group":
      return type == "basic" ? .asksBasic : .unknown("AuthType is \(type ?? "missing")")
    case "expr":
      let text = words.dropFirst().joined(separator: " ")
      for header in ["Authorization", "X-Chroma-Token"] {
        let start = "%{HTTP:\(header)} == '"
        // Several tokens are alternatives of this form.
        let parts = Self.alternatives(text)
        if parts.allSatisfy({
          $0.hasPrefix(start) && $0.hasSuffix("'") && $0.utf8.count > start.utf8.count
            && Self.isSecret(String($0.dropFirst(start.count).dropLast()))
        }) {
          return .asksToken
        }
      }
      for header in ["Authorization", "X-Chroma-Token"] {
        let start = "%{HTTP:\(header)} =~ m#"
        if text.hasPrefix(start), text.hasSuffix("#"),
          FrontPass.isOfTokens(String(text.dropFirst(start.count).dropLast()))
        {
          return .asksToken
        }
      }
      return .unknown("what Require expr decides is not known here")
    default: return .unknown("whom Require \(words.first ?? "") lets in is not known here")
    }
  }

  /// Whether a text in quotes is one that strangers do not know: no variable, and no second text beside more conditions.
  private static func isSecret(_ text: String) -> Bool {
    !text.utf8.contains { Array("'%$".utf8).contains($0) } && !FrontPass.isSchemeAlone(text)
  }

  /// The parts of a text between ` || `.
  private static func alternatives(_ text: String) -> [String] {
    var parts = [""]
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if word == "||" {
        parts.append("")
      } else {
        parts[parts.count - 1] += (parts[parts.count - 1].isEmpty ? "" : " ") + word
      }
    }
    return parts
  }
}

/// The lines of Apache's configurations.
enum ApacheSyntax {
  /// Names are in lower case, those of sections begin with `<`; nil if a section has no end.
  static func statements(_ bytes: [UInt8], _ path: FilePath) -> [FrontStatement]? {
    var stack = FrontStatementStack()
    var number = 0
    var pending: [UInt8] = []
    var start = 1
    for line in bytes.withoutByteOrderMark.split(separator: Ascii.lineFeed, omittingEmptySubsequences: false)
    {
      number += 1
      if pending.isEmpty { start = number }
      var line = line
      if line.last == Ascii.carriageReturn { line.removeLast() }
      if line.last == Ascii.backslash {
        pending += line.dropLast()
        continue
      }
      let whole = pending + line
      pending = []
      guard var words = words(whole), let first = words.first, !first.hasPrefix("#") else { continue }
      let place = Place(path: path, line: start, column: whole.prefix { $0 <= Ascii.space }.count + 1)
      if first.hasPrefix("</") {
        guard stack.end() else { return nil }
        continue
      }
      words[0] = first.lowercased()
      if words[0] == "require", words.count > 2, words[1].lowercased() == "expr" {
        words = ["require", "expr", expression(whole)]
      }
      if first.hasPrefix("<") {
        if let last = words.last, last.hasSuffix(">") {
          words[words.count - 1] = String(last.dropLast())
          if words[words.count - 1].isEmpty { words.removeLast() }
        }
        guard !words.isEmpty, stack.begin(words, place) else { return nil }
      } else {
        guard stack.add(FrontStatement(words: words, place: place)) else { return nil }
      }
    }
    return stack.statements
  }

  /// The expression after `Require expr`, without the quotes around all of it.
  private static func expression(_ line: [UInt8]) -> String {
    var rest = line.drop { $0 <= Ascii.space }
    for _ in 0..<2 { rest = rest.drop { $0 > Ascii.space }.drop { $0 <= Ascii.space } }
    while let last = rest.last, last <= Ascii.space { rest.removeLast() }
    guard rest.first == UInt8(ascii: "\""), rest.count > 1, rest.last == UInt8(ascii: "\"") else {
      return String(decoding: rest, as: UTF8.self)
    }
    return String(decoding: rest.dropFirst().dropLast(), as: UTF8.self)
  }

  private static func words(_ line: [UInt8]) -> [String]? {
    var words: [String] = []
    var rest = line[...]
    while true {
      rest = rest.drop { $0 <= Ascii.space }
      guard let first = rest.first else { break }
      var word: [UInt8] = []
      if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
        rest.removeFirst()
        while let byte = rest.popFirst(), byte != first {
          if byte == Ascii.backslash, rest.first == first || rest.first == Ascii.backslash,
            let next = rest.popFirst()
          {
            word.append(next)
          } else {
            word.append(byte)
          }
        }
        // `<Location "/">`
        if rest.first == UInt8(ascii: ">") { word.append(rest.removeFirst()) }
      } else {
        let part = rest.prefix { $0 > Ascii.space }
        word = Array(part)
        rest = rest.dropFirst(part.count)
      }
      words.append(String(decoding: word, as: UTF8.self))
    }
    return words
  }
}
