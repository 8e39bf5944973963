internal import Credentials
internal import Kernel

/// Reads configurations of HAProxy: which frontends pass strangers on to which servers.
struct HAProxyReader {
  private struct Section {
    var kind: String
    var name: String
    var place: Place
    var mode: String
    /// The statements of its defaults.
    var standard: [(words: [String], place: Place)] = []
    var lines: [(words: [String], place: Place)] = []

    func lines(_ name: String) -> [(words: [String], place: Place)] { lines.filter { $0.words[0] == name } }
  }

  private let peers: FrontPeers
  private var sections: [Section] = []
  /// Why lines may not count.
  private var doubt: String?
  /// Why it may not start.
  private var strangeness: String?
  /// The kinds and names of the proxies so far.
  private var proxyNames: Set<String> = []
  /// Whether something else may be passed on than was asked for.
  private var rewritesRequests = false

  static func reading(_ files: [FrontFile], _ peers: FrontPeers) -> FrontReading {
    var reader = HAProxyReader(peers: peers)
    for file in files where !reader.read(file) {
      return FrontReading(.unknown("\(file.path) is not a configuration of HAProxy that can be read"))
    }
    return reader.reading()
  }

  private init(peers: FrontPeers) { self.peers = peers }

  // MARK: Words

  /// The words that lines of proxies begin with (HAProxy 2.6 says which; those of 3.x were not asked of it).
  private static let proxies = """
     acl backlog balance bind capture clitcpka-cnt clitcpka-idle clitcpka-intvl compression cookie declare \
    default-server default_backend description disabled dispatch dynamic-cookie-key email-alert enabled \
    errorfile errorfiles errorloc errorloc302 errorloc303 external-check filter force-persist fullconn \
    hash-balance-factor hash-type http-after-response http-check http-error http-request http-response \
    http-reuse http-send-name-header id ignore-persist load-server-state-from-file log log-format \
    log-format-sd error-log-format log-tag max-keep-alive-queue max-session-srv-conns maxconn mode monitor \
    monitor-uri option persist rate-limit redirect retries retry-on server server-state-file-name \
    server-template source srvtcpka-cnt srvtcpka-idle srvtcpka-intvl stats stick stick-table tcp-check \
    tcp-request tcp-response timeout unique-id-format unique-id-header use-fcgi-app use-server use_backend \
    guid hash-preserve-affinity log-steps quic-initial transparent \

    """

  /// Those of `global`, besides all that begin with `tune.` and `ssl-`.
  private static let globals = """
     busy-polling ca-base chroot close-spread-time cpu-map cpu-policy cpu-set crt-base daemon default-path \
    description deviceatlas dns-accept-family expose-deprecated-directives expose-experimental-directives \
    external-check fd-hard-limit gid grace group h1-accept-payload-with-any-method h1-case-adjust \
    h1-case-adjust-file h1-do-not-close-insecure-queries h2-workaround-bogus-websocket-clients \
    hard-stop-after harden.reject-privileged-ports httpclient.resolvers.id httpclient.resolvers.prefer \
    httpclient.retries httpclient.ssl.ca-file httpclient.ssl.verify insecure-fork-wanted \
    insecure-setuid-wanted issuers-chain-path key-base limited-quic localpeer log log-send-hostname log-tag \
    lua-load lua-load-per-thread lua-prepend-path master-worker max-spread-checks maxcompcpuusage \
    maxcomprate maxconn maxconnrate maxpipes maxsessrate maxsslconn maxsslrate maxzlibmem \
    mworker-max-reloads mworker-prealloc nbproc nbthread no no-memory-trimming no-quic node noepoll \
    noevports nogetaddrinfo nokqueue nopoll noreuseport nosplice numa-cpu-mapping pidfile \
    pp2-never-send-local prealloc-fd presetenv profiling.memory profiling.tasks quiet resetenv \
    server-state-base server-state-file set-dumpable set-var set-var-fmt setcap setenv shm-stats-file \
    spread-checks stats stress-level strict-limits thread-group thread-groups thread-hard-limit uid ulimit-n \
    unix-bind unsetenv user warn-blocked-traffic-after wurfl-data-file zero-warning \

    """

  /// The words after `option`.
  private static let options = """
     abortonclose accept-invalid-http-request accept-invalid-http-response \
    accept-unsafe-violations-in-http-request accept-unsafe-violations-in-http-response allbackups checkcache \
    clitcpka contstats disable-h2-upgrade dontlog-normal dontlognull external-check forwarded forwardfor \
    h1-case-adjust-bogus-client h1-case-adjust-bogus-server http-buffer-request http-drop-request-trailers \
    http-drop-response-trailers http-ignore-probes http-keep-alive http-no-delay http-pretend-keepalive \
    http-restrict-req-hdr-names http-server-close http-use-htx http-use-proxy-header httpchk httpclose \
    httplog httpslog httpsslog http_proxy idle-close-on-response independent-streams ldap-check \
    log-health-checks log-separate-errors logasap mysql-check nolinger originalto persist pgsql-check \
    prefer-last-server redis-check redispatch smtpchk socket-stats splice-auto splice-request \
    splice-response spop-check srvtcpka ssl-hello-chk tcp-check tcp-smart-accept tcp-smart-connect tcpka \
    tcplog transparent use-small-buffers tcp-ut \

    """

  /// Those after `http-request` and the like, up to a parenthesis.
  private static let actions = """
     wait-for-handshake ot-group set-log-level set-nice use-service sc-inc-gpc sc-inc-gpc0 sc-inc-gpc1 \
    sc-set-gpt sc-set-gpt0 sc-add-gpc send-spoe-group do-resolve do-log cache-use cache-store add-acl \
    add-header allow auth capture del-acl del-header del-map deny disable-l7-retry early-hint normalize-uri \
    pause redirect reject replace-header replace-path replace-pathq replace-uri replace-value return \
    set-header set-map set-method set-path set-pathq set-query set-uri set-status set-retries strict-mode \
    tarpit track-sc0 track-sc1 track-sc2 set-timeout wait-for-body set-var-fmt set-var unset-var set-dst \
    set-dst-port set-mark set-src set-src-port set-tos set-fc-mark set-fc-tos set-bc-mark set-bc-tos \
    silent-drop set-priority-class set-priority-offset \

    """

  /// The words that lines of a section begin with, or those that follow a line's first; nil if they are not looked at.
  private static func words(of name: String) -> String? {
    switch name {
    case "frontend", "backend", "listen", "defaults": proxies
    case "global": globals
    case "userlist": " user group "
    case "option": options
    case "http-request", "http-response", "http-after-response": actions
    case "mode": " http tcp syslog spop log haterm "
    case "balance":
      """
       roundrobin static-rr leastconn first source uri url_param hdr random rdp-cookie hash log-hash sticky \

      """
    case "timeout":
      """
       connect client server queue http-keep-alive http-request tunnel tarpit client-fin server-fin check client-hs \
      server-hs \

      """
    default: nil
    }
  }

  /// Notes a word that is not known: another release may have it, and else HAProxy does not start.
  private mutating func check(_ line: [String], in section: String, _ place: Place) {
    let line = line[0] == "no" ? line.dropFirst() : line[...]
    var outer = section
    for word in line.prefix(2) {
      guard let list = Self.words(of: outer) else { return }
      let start = String(word.prefix { $0 != "(" })
      let isOfMany = ["tune.", "ssl-", "lua."].contains(where: start.hasPrefix)
      if !isOfMany, !start.isWord(of: list) {
        let reason = word.strangeness
        strangeness = strangeness ?? reason
        // Without its mode nothing can be said of it.
        if outer == "mode" { doubt = doubt ?? reason }
      }
      outer = word
    }
  }

  // MARK: Lines

  private mutating func read(_ file: FrontFile) -> Bool {
    if let last = file.bytes.last, last != Ascii.lineFeed {
      doubt = doubt ?? "HAProxy does not start with a last line that has no end"
    }
    // Without a mode HAProxy passes bytes on as they come.
    var modes = ["": "tcp"]
    var lineNumber = 0
    for line in file.bytes.withoutByteOrderMark.split(
      separator: Ascii.lineFeed, omittingEmptySubsequences: false)
    {
      lineNumber += 1
      guard let words = Self.words(line) else { return false }
      guard let first = words.first else { continue }
      let place = Place(path: file.path, line: lineNumber, column: 1)
      if first.hasPrefix(".") {
        doubt = doubt ?? "what \(first) in line \(lineNumber) decides is not known here"
        continue
      }
      switch first {
      case "global", "defaults", "frontend", "backend", "listen", "userlist", "peers", "resolvers", "mailers",
        "program", "cache", "ring", "http-errors", "log-forward", "fcgi-app", "crt-store", "traces":
        let name = words.count > 1 ? words[1] : ""
        let from = words.firstIndex(of: "from").flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil } ?? ""
        if first == "defaults" { modes[""] = "tcp" }
        if ["frontend", "backend", "listen"].contains(first), !proxyNames.insert("\(first) \(name)").inserted
        {
          doubt = doubt ?? Front.haproxy.refusal(of: first, at: place)
        }
        let standard = sections.last { $0.kind == "defaults" && (from.isEmpty || $0.name == from) }
        sections.append(
          Section(
            kind: first, name: name, place: place, mode: modes[from] ?? "tcp",
            standard: first == "defaults" ? [] : standard?.lines ?? []))
      default:
        guard !sections.isEmpty, lineNumber <= FrontStatement.maximumCount else { return false }
        if first == "http-request", words.count > 2, Self.rewrites.contains(words[1]),
          !(words[1].hasPrefix("set-") && FrontPass.isHarmless(words[2]))
        {
          rewritesRequests = true
        }
        let index = sections.count - 1
        check(words, in: sections[index].kind, place)
        if first == "mode", words.count > 1 {
          sections[index].mode = words[1]
          if sections[index].kind == "defaults" {
            modes[""] = words[1]
            modes[sections[index].name] = words[1]
          }
        }
        sections[index].lines.append((words, place))
      }
    }
    return !sections.isEmpty
  }

  /// Rules that write the path or the method.
  private static let rewrites = [
    "set-path", "set-pathq", "set-uri", "set-method", "replace-path", "replace-pathq", "replace-uri",
  ]

  /// nil if a quote is not closed.
  private static func words(_ line: ArraySlice<UInt8>) -> [String]? {
    var words: [String] = []
    var word: [UInt8]?
    var quote: UInt8?
    var rest = line
    while let byte = rest.popFirst() {
      if let mark = quote {
        if byte == mark {
          quote = nil
        } else if byte == Ascii.backslash, mark == UInt8(ascii: "\""), let next = rest.popFirst() {
          word?.append(next)
        } else {
          // A variable of the environment is replaced in double quotes alone.
          word?.append(byte == Ascii.dollar && mark == UInt8(ascii: "\"") ? Ascii.nul : byte)
        }
        continue
      }
      switch byte {
      case Ascii.space, 0x09, Ascii.carriageReturn:
        if let whole = word { words.append(String(decoding: whole, as: UTF8.self)) }
        word = nil
      case Ascii.hash:
        rest = []
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        quote = byte
        word = word ?? []
      case Ascii.backslash: word = (word ?? []) + (rest.popFirst().map { [$0] } ?? [])
      default: word = (word ?? []) + [byte]
      }
    }
    if let whole = word { words.append(String(decoding: whole, as: UTF8.self)) }
    return quote == nil ? words : nil
  }

  // MARK: Ways through

  private func reading() -> FrontReading {
    var passes: [FrontPass] = []
    var publications: [Service.Publication] = []
    var certificates: [PlacedText] = []
    var isEncrypted = true
    var doubt = doubt
    for front in sections where front.kind == "frontend" || front.kind == "listen" {
      for bind in front.lines("bind") where bind.words.count > 1 && !bind.words[1].hasPrefix("unix@") {
        if !bind.words.contains("ssl") { isEncrypted = false }
        if let crt = bind.words.firstIndex(of: "crt"), crt + 1 < bind.words.count {
          certificates.append(PlacedText(bind.words[crt + 1], bind.place))
        }
        let address = bind.words[1]
        let colon = address.lastIndex(of: ":") ?? address.startIndex
        publications.append(
          Service.Publication(
            reach: Service.Publication.Reach(host: String(address[..<colon])),
            port: Int(address[colon...].dropFirst()), place: bind.place))
      }
      passes += servers(of: front).map { pass(front, nil, $0.host, $0.port, .stranger) }
      var chosen: [(Section, Condition)] = []
      func choose(_ line: (words: [String], place: Place), _ condition: Condition, isStrange: Bool = false) {
        let found = named(line.words[1])
        if isStrange || found.isEmpty && !Self.isMadeUp(line.words[1]) {
          doubt = doubt ?? Front.haproxy.refusal(of: line.words[0], at: line.place)
        }
        chosen += found.map { ($0, $1 ? condition : .unknown) }
      }
      for line in front.lines("use_backend") where line.words.count > 1 {
        let isStrange = line.words.count > 2 && !["if", "unless"].contains(line.words[2])
        choose(line, condition(Array(line.words.dropFirst(2)), front), isStrange: isStrange)
      }
      let own = front.lines("default_backend")
      for line in own.isEmpty ? front.standard.filter({ $0.words[0] == "default_backend" }) : own
      where line.words.count > 1 { choose(line, .stranger) }
      // The first that applies counts: strangers get to none that follows.
      var areElsewhere = false
      for (backend, condition) in chosen {
        passes += servers(of: backend).map {
          pass(front, backend, $0.host, $0.port, areElsewhere ? .unknown : condition)
        }
        if case .stranger = condition { areElsewhere = true }
      }
    }
    var reading = FrontReading(passes, before: peers)
    reading.doubt(strangeness)
    if let doubt { reading.answer = .unknown(doubt) }
    (reading.publications, reading.certificates) = (publications, certificates)
    reading.hasTLS = !publications.isEmpty && isEncrypted
    return reading
  }

  /// The backends that a name may be of, each with whether it is that one: requests and variables make up names.
  private func named(_ name: String) -> [(Section, Bool)] {
    let isMadeUp = Self.isMadeUp(name)
    return sections.filter { ["backend", "listen"].contains($0.kind) && (isMadeUp || $0.name == name) }
      .map { ($0, !isMadeUp) }
  }

  private static func isMadeUp(_ name: String) -> Bool {
    name.utf8.contains { $0 == UInt8(ascii: "%") || $0 == Ascii.nul }
  }

  private func servers(of section: Section) -> [(host: String, port: Int?)] {
    section.lines.compactMap { line in
      // Where each has its address.
      guard let index = ["server": 2, "server-template": 3, "dispatch": 1][line.words[0]],
        line.words.count > index
      else { return nil }
      let address = line.words[index]
      guard let colon = address.lastIndex(of: ":") else { return (address, nil) }
      return (String(address[..<colon]), Int(address[address.index(after: colon)...]))
    }
  }

  private func pass(
    _ front: Section, _ backend: Section?, _ host: String, _ port: Int?, _ chosen: Condition
  ) -> FrontPass {
    FrontPass(
      treatment: treatment(front, backend, chosen), place: front.place,
      destination: port.map { "\(host):\($0)" } ?? host, isChroma: peers.isChroma(host, port: port))
  }

  private func treatment(_ front: Section, _ backend: Section?, _ chosen: Condition) -> FrontPass.Treatment {
    if front.mode != "http" {
      return backend?.mode == "http"
        ? .unknown("what HTTP before a frontend of TCP asks is not known here") : .passes
    }
    // Why strangers may not be asked, and why they may be, all the same.
    var written: String?
    var doubt: String?
    for section in [front] + (backend.map { [$0] } ?? [])
    where section.standard.contains(where: {
      ["http-request", "tcp-request", "redirect"].contains($0.words[0])
    }) {
      written = "the rules of its defaults are not read"
    }
    if front.lines("bind").contains(where: { $0.words.contains("verify") && !$0.words.contains("none") }) {
      doubt = doubt ?? "which certificates of clients it accepts is not known here"
    }
    switch chosen {
    case .never(let treatment): return treatment
    case .unknown, .chosen, .stranger: break
    }
    for section in [front] + (backend.map { [$0] } ?? []) {
      // HAProxy redirects after all other rules, wherever that is written.
      let redirects = section.lines("redirect").map { (words: ["http-request"] + $0.words, place: $0.place) }
      for (words, place) in section.lines("http-request") + redirects where words.count > 1 {
        // A realm may have any name.
        let start = words.count > 3 && words[1...2] == ["auth", "realm"] ? 4 : 2
        let split = words.indices.dropFirst(start).first { ["if", "unless"].contains(words[$0]) }
        let condition = split.map { self.condition(Array(words[$0...]), section) } ?? .stranger
        switch words[1] {
        case "auth":
          switch condition {
          case .stranger where split == nil && words.count > start:
            return .unknown(Front.haproxy.refusal(of: words[0], at: place))
          case .stranger: return written.map { .unknown($0) } ?? .asksBasic
          case .chosen, .unknown: doubt = doubt ?? "whom line \(place.line ?? 0) asks is not known here"
          case .never: break
          }
        case "deny", "return", "tarpit", "reject", "silent-drop", "redirect":
          if let split, isForAllWithoutTLS(Array(words[split...]), front, section) { return .closed }
          switch condition {
          case .stranger: return written.map { .unknown($0) } ?? (split == nil ? .closed : .asksToken)
          case .unknown: doubt = doubt ?? "whom line \(place.line ?? 0) refuses is not known here"
          case .never, .chosen: break
          }
        case "allow", "use-service":
          if case .never = condition { break }
          return .unknown("whom line \(place.line ?? 0) lets in is not known here")
        case "set-header", "add-header", "replace-header", "replace-value":
          if words.count > 2, ["authorization", "x-chroma-token"].contains(words[2].lowercased()) {
            written = written ?? "line \(place.line ?? 0) writes a header that others look at"
          }
        default: break
        }
      }
    }
    switch chosen {
    case .unknown, .chosen: doubt = doubt ?? "whom use_backend chooses is not known here"
    case .stranger, .never: break
    }
    return (written ?? doubt).map { .unknown($0) } ?? .passes
  }

  /// Whether a condition is that a request came without TLS and no more, at a frontend that has none.
  private func isForAllWithoutTLS(_ words: [String], _ front: Section, _ section: Section) -> Bool {
    let binds = front.lines("bind")
    guard !binds.isEmpty,
      binds.allSatisfy({ !$0.words.contains("ssl") && !$0.words.contains("accept-proxy") })
    else { return false }
    var isWithout = words[0] == "unless"
    var name = ""
    for word in words.dropFirst() {
      for character in word.unicodeScalars where character != "{" && character != "}" {
        if character == "!", name.isEmpty {
          isWithout.toggle()
        } else {
          name.unicodeScalars.append(character)
        }
      }
    }
    let tests = section.lines("acl").filter { $0.words.count > 1 && $0.words[1] == name }
    let isOfTLS =
      tests.isEmpty ? name == "ssl_fc" : tests.allSatisfy { $0.words.count == 3 && $0.words[2] == "ssl_fc" }
    return isWithout && isOfTLS
  }

  // MARK: Conditions

  /// Whether a rule applies to strangers who do not ask for the heartbeat.
  private enum Condition {
    case stranger
    /// Never to them: it is for those with credentials, or for the heartbeat.
    case never(FrontPass.Treatment)
    /// It depends on what is asked for.
    case chosen
    case unknown
  }

  /// The truth of a factor, for a stranger; `chosen` and `unknown` are neither.
  private enum Truth {
    case yes
    case no(FrontPass.Treatment)
    case chosen, unknown

    var negated: Truth {
      switch self {
      case .yes: .no(.closed)
      case .no: .yes
      case .chosen, .unknown: self
      }
    }
  }

  /// - Parameter words: `if` or `unless` and what follows.
  private func condition(_ words: [String], _ section: Section) -> Condition {
    guard let first = words.first else { return .stranger }
    guard let truth = truth(Array(words.dropFirst()), section) else { return .unknown }
    switch (truth, first) {
    case (.yes, "if"), (.no, "unless"): return .stranger
    case (.no(let treatment), "if"): return .never(treatment)
    case (.yes, "unless"): return .never(.closed)
    case (.chosen, _): return .chosen
    default: return .unknown
    }
  }

  /// Factors one after another have all to be true; `or` and `||` are alternatives. nil if it is not understood.
  private func truth(_ words: [String], _ section: Section) -> Truth? {
    var terms: [Truth] = []
    var term = Truth.yes
    var isEmpty = true
    var rest = words[...]
    func both(_ one: Truth, _ other: Truth) -> Truth {
      if case .no = one { return one }
      if case .no = other { return other }
      if case .unknown = one { return one }
      if case .yes = one { return other }
      if case .unknown = other { return other }
      return one
    }
    while let word = rest.popFirst() {
      if word == "or" || word == "||" {
        if isEmpty { return nil }
        terms.append(term)
        (term, isEmpty) = (.yes, true)
        continue
      }
      var isNegated = false
      var name = word
      while name.hasPrefix("!") {
        isNegated.toggle()
        name.removeFirst()
        if name.isEmpty {
          guard let next = rest.popFirst() else { return nil }
          name = next
        }
      }
      let factor: Truth
      if name == "{" {
        guard let end = rest.firstIndex(of: "}") else { return nil }
        factor = test(Array(rest[..<end]))
        rest = rest[(end + 1)...]
      } else {
        factor = named(name, section)
      }
      term = both(term, isNegated ? factor.negated : factor)
      isEmpty = false
    }
    if isEmpty { return nil }
    terms.append(term)
    return Self.either(terms)
  }

  private static func either(_ terms: [Truth]) -> Truth {
    var result: Truth?
    for term in terms {
      switch (term, result) {
      case (.yes, _): return .yes
      case (_, nil): result = term
      case (.unknown, _): result = .unknown
      case (.chosen, .no): result = .chosen
      // A path that asks for credentials says more than one that is open to everybody.
      case (.no(let treatment), .no(.harmless)): result = .no(treatment)
      default: break
      }
    }
    return result ?? .unknown
  }

  private func named(_ name: String, _ section: Section) -> Truth {
    // One of that name takes the place of a predefined one.
    let tests = section.lines("acl").filter { $0.words.count > 2 && $0.words[1] == name }
    if !tests.isEmpty { return Self.either(tests.map { test(Array($0.words.dropFirst(2))) }) }
    switch name {
    case "TRUE": return .yes
    case "FALSE": return .no(.closed)
    // Browsers ask so before they log in, and learn nothing.
    case "METH_OPTIONS": return rewritesRequests ? .unknown : .no(.harmless)
    case "METH_GET", "METH_POST", "METH_HEAD", "METH_PUT", "METH_DELETE": return .chosen
    default: return .unknown
    }
  }

  /// The truth of `SAMPLE [FLAGS] VALUES` for a stranger.
  private func test(_ words: [String]) -> Truth {
    guard let sample = words.first?.lowercased() else { return .unknown }
    var values = Array(words.dropFirst())
    var isText = true
    while let flag = values.first, flag.hasPrefix("-") {
      values.removeFirst()
      switch flag {
      case "-i": break
      case "-m":
        if values.first != "str" { isText = false }
        values = Array(values.dropFirst())
      case "--": break
      default: isText = false
      }
      if flag == "--" { break }
    }
    if sample.hasPrefix("http_auth(") || sample.hasPrefix("http_auth_group("), sample.hasSuffix(")") {
      // Any other method than the usual one looks at the sample itself, which is there for strangers, too.
      if words.contains("-m"), !(sample.hasPrefix("http_auth(") && words.dropFirst() == ["-m", "bool"]) {
        return .unknown
      }
      let name = words[0].drop { $0 != "(" }.dropFirst().dropLast()
      let users = sections.filter { $0.kind == "userlist" && $0.name == name }.flatMap { $0.lines("user") }
      // An empty password is one that anybody sends, and a variable may be empty.
      let pairs = users.flatMap { Array(zip($0.words, $0.words.dropFirst())) }
      let isOpen = pairs.contains { $0 == "insecure-password" && ($1.isEmpty || $1.utf8.contains(Ascii.nul)) }
      let canLogIn = pairs.contains {
        $0 == "insecure-password" || $0 == "password" && Server.haproxy.canUse(Array($1.utf8).span)
      }
      return !canLogIn || isOpen ? .unknown : .no(.asksBasic)
    }
    for name in ["req.hdr", "hdr", "req.fhdr"] {
      for header in ["authorization", "x-chroma-token"] where sample == "\(name)(\(header))" {
        // Without quotes the scheme is a value of its own, and enough.
        let isWhole = values.count == 1 || header != "authorization"
        let isSecret =
          !values.isEmpty
          && values.allSatisfy {
            !FrontPass.isSchemeAlone($0) && !$0.utf8.contains(Ascii.nul)
              && (isWhole || $0.utf8.contains(Ascii.space))
          }
        return isText && isSecret ? .no(.asksToken) : .unknown
      }
    }
    // The path as it was sent, and passed on.
    if sample == "path", isText, !values.isEmpty, values.allSatisfy(FrontPass.isHarmless) {
      return rewritesRequests ? .unknown : .no(.harmless)
    }
    let isAsked = ["path", "url", "method", "hdr(host)", "req.hdr(host)", "base", "query", "ssl_fc"]
      .contains { sample == $0 || sample.hasPrefix($0 + "_") || sample.hasPrefix($0 + ",") }
    return isAsked ? .chosen : .unknown
  }
}
