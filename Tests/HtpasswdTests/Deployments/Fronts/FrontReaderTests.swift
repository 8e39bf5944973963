import Credentials
import Testing

@testable import Deployments
@testable import Kernel

/// Configurations of the fronts other than nginx, which has tests of its own.
@Suite struct FrontReaderTests {
  private enum Expected: Equatable {
    case basic, token, unknown
    /// Open, by the line.
    case open(Int)
  }

  private func reading(_ front: Front, _ text: String) -> FrontReading {
    front.read([FrontFile(Array(text.utf8), at: FilePath("f"))])
  }

  private func expect(
    _ front: Front, _ text: String, _ expected: Expected, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let answer = reading(front, text).answer
    let got: Expected =
      switch answer {
      case .asksBasic: .basic
      case .asksToken: .token
      case .asksNobody(let place): .open(place?.line ?? 0)
      case .unknown, .refusesAll: .unknown
      }
    #expect(got == expected, "\(answer)\n\(text)", sourceLocation: sourceLocation)
  }

  // MARK: Caddy

  private func site(_ lines: String...) -> String { ":8080 {\n\(lines.joined(separator: "\n"))\n}\n" }

  /// With and without TLS: only a front that is encrypted everywhere may be reached from everywhere without a warning.
  @Test(arguments: [
    ("db.example.org {\n%}\n", FileKind.caddyfile, true), (":80 {\n%}\n", .caddyfile, false),
    ("http://db.example.org {\n%}\n", .caddyfile, false), ("a.org, :8080 {\n%}\n", .caddyfile, false),
  ])
  func `a Caddy with a certificate on every site is not warned of`(
    site: String, kind: FileKind, isSilent: Bool
  )
    throws
  {
    let block = "\tbasic_auth {\n\t\ta \(Sample.alice)\n\t}\n\treverse_proxy chroma:8000\n"
    let answer = try read(site.replacing("%", with: block), as: kind).answers { _ in .missing }[0]
    #expect(answer.outcome == .protectedBasic)
    #expect(answer.findings.contains { $0.rule == .publishedEverywhere } != isSilent)
  }

  @Test(arguments: [("443 ssl", true), ("443", false), ("443 ssl; listen 80", false)])
  func `an nginx that listens with TLS alone is not warned of`(listen: String, isSilent: Bool) throws {
    let text = """
      http { ssl_certificate c; ssl_certificate_key k;
      server { listen \(listen); auth_basic x; auth_basic_user_file f;
      location / { proxy_pass http://chroma:8000; } } }
      """
    let answer = try read(text, as: .nginx).answers { _ in .missing }[0]
    #expect(answer.outcome == .protectedBasic)
    #expect(answer.findings.contains { $0.rule == .publishedEverywhere } != isSilent)
  }

  @Test func `Caddy asks where basic_auth is for everybody, in its own order of directives`() {
    let login = "basic_auth {\n a \(Sample.alice)\n}"
    let proxy = "reverse_proxy chroma:8000"
    expect(.caddy, site(login, proxy), .basic)
    expect(.caddy, site(proxy, "basicauth {\n a \(Sample.alice)\n}"), .basic)
    expect(.caddy, site("handle {", proxy, "}", login), .basic)
    expect(.caddy, site("route {", proxy, login, "}"), .open(3))
    expect(.caddy, site("route {", login, proxy, "}"), .basic)
    expect(.caddy, "chroma.example.org\nbasic_auth {\n a \(Sample.alice)\n}\n\(proxy)\n", .basic)
    expect(.caddy, "chroma.example.org\n\(proxy)\n", .open(2))
    expect(
      .caddy, site("@x not path /api/v2/heartbeat", "basic_auth @x {\n a \(Sample.alice)\n}", proxy), .unknown
    )
    expect(.caddy, site("basic_auth /api/* {\n a \(Sample.alice)\n}", proxy), .unknown)
    expect(.caddy, site("basic_auth /admin/* {\n a \(Sample.alice)\n}", proxy), .open(5))
    expect(.caddy, site("basic_auth /* {\n a \(Sample.alice)\n}", proxy), .basic)
    expect(.caddy, site("basic_auth {\n}", proxy), .unknown)
    expect(.caddy, "(login) {\n\(login)\n}\n" + site("import login", proxy), .basic)
    expect(.caddy, site("import login", proxy), .unknown)
    expect(.caddy, site(login, "import more", proxy), .unknown)
    expect(.caddy, site("forward_auth auth:9091 {\nuri /x\n}", proxy), .unknown)
    expect(.caddy, site(login, proxy) + "http://other {\n\(proxy)\n}\n", .open(8))
    expect(.caddy, "{\n order basic_auth last\n}\n" + site(login, proxy), .unknown)
  }

  @Test func `Caddy's heartbeat is open where its path alone goes on`() {
    let rest = "handle {\nbasic_auth {\n a \(Sample.alice)\n}\nreverse_proxy chroma:8000\n}"
    let open = "handle /api/v2/heartbeat {\nreverse_proxy chroma:8000\n}"
    expect(.caddy, site(open, rest), .unknown)
    #expect(reading(.caddy, site(open, rest)).findings.map(\.rule) == [.proxyWithoutAuth])
    let safe = "handle /api/v2/heartbeat {\nrewrite * /api/v2/heartbeat\nreverse_proxy chroma:8000\n}"
    expect(.caddy, site(safe, rest), .basic)
  }

  @Test func `Caddy asks for a token by a header's value`() {
    let proxy = "reverse_proxy chroma:8000"
    expect(
      .caddy, site("@t header Authorization \"Bearer T\"", "handle @t {", proxy, "}", "respond 401"), .token)
    expect(.caddy, site("@t header Authorization \"Bearer *\"", "handle @t {", proxy, "}"), .unknown)
    expect(
      .caddy, site("@t {", "header X-Chroma-Token T", "path /api/*", "}", "reverse_proxy @t chroma:8000"),
      .token)
    expect(.caddy, site("@t not header Authorization `Bearer T`", "respond @t 401", proxy), .token)
    expect(
      .caddy, site("@t not header Authorization `Bearer T`", "respond @t 401", "handle {", proxy, "}"),
      .open(5))
  }

  @Test func `Caddy's refusal for one method lets the others through`() {
    let proxy = "reverse_proxy chroma:8000"
    let refusal = "not header Authorization `Bearer T`"
    expect(.caddy, site("@t {", refusal, "}", "respond @t 401", proxy), .token)
    expect(.caddy, site("@t {", refusal, "method GET", "}", "respond @t 401", proxy), .unknown)
    expect(.caddy, "{\nimport g\n}\n" + site("basic_auth {\n a \(Sample.alice)\n}", proxy), .unknown)
  }

  @Test func `Caddy's login for all but OPTIONS asks`() {
    let rest = ["basic_auth @m {\n a \(Sample.alice)\n}", "reverse_proxy chroma:8000"]
    expect(.caddy, site("@m not method OPTIONS", rest[0], rest[1]), .basic)
    expect(.caddy, site("@m not method GET", rest[0], rest[1]), .unknown)
    expect(.caddy, site("@m not method OPTIONS", rest[0], "\(rest[1]) {\nmethod GET\n}"), .unknown)
    expect(
      .caddy, site("@m not method OPTIONS", "route {", rest[0], "method GET", rest[1], "}"), .unknown)
  }

  @Test func `a block after Caddy's not is the opposite of its lines`() {
    let proxy = "reverse_proxy chroma:8000"
    let token = "header Authorization `Bearer T`"
    let block = ["@no not {", token, "}"]
    expect(.caddy, site(block[0], block[1], block[2], "reverse_proxy @no chroma:8000"), .open(5))
    expect(.caddy, site(block[0], block[1], block[2], "respond @no 401", proxy), .token)
    expect(
      .caddy, site(block[0], block[1], block[2], "handle @no {", "respond 401", "}", "handle {", proxy, "}"),
      .token)
    expect(.caddy, site("@no not {", token, "path /x", "}", "reverse_proxy @no chroma:8000"), .unknown)
    expect(.caddy, site("@t header {", "Authorization T", "}", "reverse_proxy @t chroma:8000"), .unknown)
  }

  @Test func `Caddy refuses before what follows a handle, and redirects before one`() {
    let no = "@no not header Authorization `Bearer T`"
    let refuses = ["handle @no {", "respond 401", "}"]
    let proxy = "reverse_proxy chroma:8000"
    expect(.caddy, site(no, refuses[0], refuses[1], refuses[2], proxy), .token)
    expect(.caddy, site(no, "handle /x {", "}", refuses[0], refuses[1], refuses[2], proxy), .open(8))
    expect(.caddy, site(no, "redir @no https://x", "handle {", proxy, "}"), .token)
  }

  @Test(arguments: [
    ["rewrite /ping/list /api/v2/tenants", "rewrite * /api/v2/heartbeat"],
    ["rewrite * /api/v2/heartbeat", "uri replace heartbeat {query.w}"],
    ["rewrite * /api/v2/heartbeat", "try_files {path} /x"],
  ])
  func `Caddy's heartbeat may be another path after a second rewrite`(rewrites: [String]) {
    let rest = "handle {\nbasic_auth {\n a \(Sample.alice)\n}\nreverse_proxy chroma:8000\n}"
    let proxy = "reverse_proxy chroma:8000"
    expect(.caddy, site("handle /ping* {", rewrites[0], rewrites[1], proxy, "}", rest), .unknown)
    expect(
      .caddy,
      site("handle /ping* {", rewrites[0], "\(proxy) {", "rewrite /api/v2/heartbeat", "}", "}", rest), .basic)
  }

  @Test func `what Caddy's login looked at may change before the next matcher`() {
    let login = "basic_auth @m {\n a \(Sample.alice)\n}"
    let proxy = "reverse_proxy @m chroma:8000"
    let header = "@m not header X-Internal 1"
    expect(.caddy, site(header, login, proxy), .basic)
    expect(.caddy, site(header, login, "request_header -X-Internal", proxy), .unknown)
    expect(.caddy, site("@m path /api/*", login, "request_header -Cookie", proxy), .basic)
    expect(.caddy, site("@m not vars skip 1", login, "route {", "vars skip 0", proxy, "}"), .unknown)
    expect(.caddy, site("@m not header X {http.request.header.Y}", login, proxy), .unknown)
  }

  @Test(arguments: [
    "header Authorization `Bearer {http.request.header.X-Foo}`", "header Authorization Bearer",
    "header_regexp Authorization ^Bearer$", "header Authorization `Bearer {$A}{query.b}`",
  ])
  func `values that anybody may send are not tokens to Caddy`(matcher: String) {
    let proxy = "reverse_proxy @t chroma:8000"
    expect(.caddy, site("@t \(matcher)", proxy), .unknown)
    expect(.caddy, site("@t header Authorization `Bearer {$TOKEN}`", proxy), .token)
  }

  // MARK: HAProxy

  private func haproxy(_ lines: String..., mode: String = "http") -> String {
    """
    userlist users
      user admin password \(Sample.alice)
    defaults
      mode \(mode)
    frontend web
      bind :8080
      \(lines.joined(separator: "\n  "))
      default_backend db
    backend db
      server one chroma:8000

    """
  }

  @Test func `HAProxy asks where no condition lets strangers in`() {
    let open = "acl open path /api/v2/heartbeat"
    expect(.haproxy, haproxy("http-request auth unless { http_auth(users) }"), .basic)
    expect(.haproxy, haproxy("http-request auth realm x if !{ http_auth(users) }"), .basic)
    expect(.haproxy, haproxy(open, "http-request auth unless open or { http_auth(users) }"), .basic)
    expect(.haproxy, haproxy(open, "acl ok http_auth(users)", "http-request auth if !open !ok"), .basic)
    expect(.haproxy, haproxy(), .open(5))
    expect(.haproxy, haproxy("http-request auth if FALSE"), .open(5))
    expect(.haproxy, haproxy("http-request auth unless { http_auth(users) }", mode: "tcp"), .open(5))
    expect(.haproxy, haproxy("http-request deny if { path_beg /admin }"), .open(5))
    for path in [
      "path_beg /api/v2/heartbeat", "path,url_dec /api/v2/heartbeat", "src 10.0.0.0/8", "path /api/v2/reset",
    ] {
      expect(.haproxy, haproxy("http-request auth unless { \(path) } or { http_auth(users) }"), .unknown)
    }
    expect(
      .haproxy,
      haproxy("http-request allow if { src 10.0.0.0/8 }", "http-request auth unless { http_auth(users) }"),
      .unknown)
    expect(
      .haproxy, haproxy("use_backend db if { path_beg /x }", "http-request auth unless { http_auth(users) }"),
      .basic)
  }

  @Test(arguments: [
    "http_auth(users) -m found", "http_auth_group(users) -m found", "http_auth(users) -m len 1",
  ])
  func `a login that HAProxy takes for a mere sample is none`(test: String) {
    expect(.haproxy, haproxy("http-request auth unless { \(test) }"), .unknown)
    expect(.haproxy, haproxy("acl ok \(test)", "http-request auth unless ok"), .unknown)
    expect(.haproxy, haproxy("http-request deny unless { \(test) }"), .unknown)
  }

  @Test func `HAProxy's usual test of a login may be named`() {
    expect(.haproxy, haproxy("http-request auth unless { http_auth(users) -m bool }"), .basic)
  }

  @Test(arguments: [
    "set-path %[url_param(p)]", "set-pathq /api/v1/collections", "set-uri %[capture.req.uri]",
    "replace-path /api/v2/heartbeat /api/v1/collections", "replace-uri (.*)heartbeat \\1tenants",
    "set-method GET",
  ])
  func `HAProxy may pass on another path than the one that it lets through`(rule: String) {
    let login = "http-request auth unless { path /api/v2/heartbeat } or { http_auth(users) }"
    expect(.haproxy, haproxy(login, "http-request \(rule)"), .unknown)
    expect(.haproxy, haproxy("http-request \(rule)", login), .unknown)
    expect(.haproxy, haproxy("http-request auth unless { http_auth(users) }", "http-request \(rule)"), .basic)
    expect(.haproxy, haproxy("http-request set-path /api/v2/heartbeat if METH_GET", login), .basic)
  }

  @Test func `HAProxy asks for a token by a header's value`() {
    let test = #"{ req.hdr(Authorization) -m str "Bearer T" }"#
    expect(.haproxy, haproxy("http-request return status 401 unless \(test)"), .token)
    expect(.haproxy, haproxy("http-request deny if !\(test)"), .token)
    expect(.haproxy, haproxy("http-request deny unless { req.hdr(Authorization) -m found }"), .unknown)
    expect(.haproxy, haproxy("http-request deny unless { req.hdr(Authorization) -m beg Bearer }"), .unknown)
  }

  @Test func `HAProxy lets in whoever sends the name of a scheme, if that is a value`() {
    for header in ["req.hdr(Authorization)", "hdr(x-chroma-token)"] {
      for values in ["Bearer", "bearer T", "\"Basic \" \"Basic T\""] {
        expect(.haproxy, haproxy("http-request deny unless { \(header) \(values) }"), .unknown)
      }
    }
    expect(.haproxy, haproxy("http-request deny unless { req.hdr(authorization) Scheme T }"), .unknown)
    expect(.haproxy, haproxy("acl ok hdr(authorization) Bearer T", "http-request deny if !ok"), .unknown)
    let two = "{ req.hdr(authorization) \"Bearer T\" \"Bearer U\" }"
    expect(.haproxy, haproxy("http-request deny unless \(two)"), .token)
    expect(.haproxy, haproxy("http-request deny unless { hdr(x-chroma-token) T U }"), .token)
  }

  @Test(arguments: [
    "insecure-password \"\"", "insecure-password '' groups g", "groups g insecure-password ''",
  ])
  func `an empty password of HAProxy's is one that anybody sends`(words: String) {
    let users = "userlist more\n  group g\n  user guest \(words)\n"
    expect(.haproxy, users + haproxy("http-request auth unless { http_auth(more) }"), .unknown)
  }

  @Test func `a name that HAProxy makes up may be of any backend`() {
    let asking = "http-request auth unless { http_auth(users) }\n  server two chroma:8000"
    let more = "backend asking\n  \(asking)\n"
    for name in ["%[path,field(2,/)]", "be_%[req.hdr(host),lower]", "\"$NAME\""] {
      for line in ["use_backend \(name)", "default_backend \(name)"] {
        let text =
          haproxy(line).replacing("default_backend db\n", with: "default_backend asking\n") + more
        expect(.haproxy, text, .unknown)
      }
    }
    expect(.haproxy, haproxy("use_backend asking") + "\n" + more, .unknown)
    expect(
      .haproxy, haproxy("http-request auth unless { http_auth(users) }", "use_backend be_%[path]"), .basic)
  }

  @Test(arguments: ["server-template s 1-3 chroma:8000", "dispatch chroma:8000"])
  func `HAProxy has servers that are not written as such`(server: String) {
    let asking = haproxy("http-request auth unless { http_auth(users) }")
    expect(.haproxy, asking + "listen more\n  bind :8081\n  \(server)\n", .open(11))
    expect(
      .haproxy, asking + "frontend more\n  bind :8081\n  default_backend o\nbackend o\n  \(server)\n",
      .open(11))
  }

  @Test func `HAProxy's realm may have the name of a condition, and redirections are rules`() {
    expect(.haproxy, haproxy("http-request auth realm if unless { http_auth(users) }"), .basic)
    expect(.haproxy, haproxy("redirect location /login unless { http_auth(users) }"), .token)
    // Nobody comes with TLS there.
    expect(.haproxy, haproxy("redirect scheme https unless { ssl_fc }"), .unknown)
    expect(.haproxy, haproxy("acl tls ssl_fc\n  redirect scheme https if !tls"), .unknown)
    expect(.haproxy, haproxy("redirect scheme https if { ssl_fc }"), .open(5))
    expect(.haproxy, haproxy("bind :443 ssl crt c\n  redirect scheme https unless { ssl_fc }"), .open(5))
    expect(.haproxy, haproxy("redirect location /x if { src 10.0.0.0/8 }"), .unknown)
  }

  // MARK: Apache

  private func apache(_ lines: String...) -> String {
    "<VirtualHost *:80>\n\(lines.joined(separator: "\n"))\nProxyPass / http://chroma:8000/\n</VirtualHost>\n"
  }

  private static let login = "AuthType Basic\nAuthName x\nAuthUserFile /etc/f\nRequire valid-user"

  @Test func `Apache asks where the last section with a Require does`() {
    let login = Self.login
    let granted = "Require all granted"
    func location(_ path: String, _ lines: String) -> String {
      "<Location \"\(path)\">\n\(lines)\n</Location>"
    }
    expect(.apache, apache(location("/", login)), .basic)
    expect(.apache, apache("<Proxy *>\n\(login)\n</Proxy>"), .basic)
    #expect(reading(.apache, apache(location("/", login))).credentialFiles.map(\.text) == ["/etc/f"])
    expect(.apache, apache(), .open(3))
    expect(.apache, apache(location("/", granted)), .open(5))
    expect(.apache, apache(location("/", login), location("/", granted)), .open(11))
    expect(.apache, apache(location("/", login), location("/api", granted)), .open(11))
    let heartbeat = "<LocationMatch \"^/api/v2/heartbeat$\">\n\(granted)\n</LocationMatch>"
    expect(.apache, apache(location("/", login), heartbeat), .basic)
    expect(.apache, apache("AllowEncodedSlashes NoDecode", location("/", login), heartbeat), .unknown)
    expect(.apache, apache(location("/", "Require valid-user")), .unknown)
    let noFile = reading(.apache, apache(location("/", login.replacing("AuthUserFile /etc/f\n", with: ""))))
    guard case .refusesAll = noFile.answer else {
      Issue.record("\(noFile.answer)")
      return
    }
    expect(.apache, apache(location("/", login + "\nRequire ip 10.0.0.0/8")), .unknown)
    expect(.apache, apache(location("/", login + "\nSatisfy any")), .unknown)
    expect(.apache, apache(location("/", login), "Include more.conf"), .unknown)
    expect(.apache, apache(location("/", "Require ip 10.0.0.0/8")), .unknown)
    expect(.apache, apache(location("/", "Require expr \"%{HTTP:Authorization} == 'Bearer T'\"")), .token)
    expect(.apache, apache(location("/", "Require expr %{HTTP:X-Chroma-Token} == 'T'")), .token)
    expect(.apache, apache(location("/", "Require expr \"%{HTTP:Authorization} =~ /./\"")), .unknown)
    expect(.apache, apache(location("/", "<RequireAny>\n\(login)\n\(granted)\n</RequireAny>")), .open(11))
  }

  @Test func `Apache's forward proxy asks where the section for all proxies does`() {
    let location = "<Location />\n\(Self.login)\n</Location>"
    let proxies = "<Proxy *>\n\(Self.login)\n</Proxy>"
    expect(.apache, apache(location, "ProxyRequests On"), .unknown)
    expect(.apache, "ProxyRequests On\n" + apache(location), .unknown)
    expect(.apache, apache(location) + "<VirtualHost *:81>\nProxyRequests On\n</VirtualHost>\n", .unknown)
    expect(.apache, apache(location, "ProxyRequests Off"), .basic)
    expect(.apache, apache(location, proxies, "ProxyRequests On"), .basic)
    expect(
      .apache,
      apache(location, proxies, "<Proxy http://x/>\nRequire all granted\n</Proxy>", "ProxyRequests On"),
      .unknown)
  }

  @Test(arguments: [
    "<Proxy *>\nSatisfy Any\nAllow from all\n</Proxy>", "<Location /api/v1>\nSatisfy Any\n</Location>",
    "<Location /api/v1>\n<Limit GET>\nSatisfy Any\n</Limit>\n</Location>",
  ])
  func `Satisfy in a section before that of Apache's login counts there`(section: String) {
    expect(.apache, apache(section, "<Location />\n\(Self.login)\n</Location>"), .unknown)
  }

  @Test func `Satisfy in a section for folders says nothing about what Apache passes on`() {
    let section = "<Directory />\nSatisfy Any\n</Directory>"
    expect(.apache, apache(section, "<Location />\n\(Self.login)\n</Location>"), .basic)
  }

  private static let all = "<Location />\n\(login)\n</Location>"

  @Test(arguments: [
    "<Directory /srv>", "<Location /x>", "<Files x>", "<If true>", "<Directory /srv>\n<IfModule mod_x.c>",
  ])
  func `a rule in any section passes on what Apache's login does not see`(section: String) {
    let ends = section.split(separator: "\n").reversed().map { "</\($0.dropFirst().prefix { $0 != " " })>" }
    func rule(_ words: String) -> String {
      apache(Self.all, "\(section)\nRewriteRule \(words)\n\(ends.joined(separator: "\n"))")
    }
    for words in ["^x http://chroma:8000/ [P]", "^x http://c:8000/ [L,p]", "^x http://c:8000/ [NE,proxy]"] {
      expect(.apache, rule(words), .unknown)
    }
    expect(.apache, rule("^x proxy:http://c:8000/"), .unknown)
    if !section.hasPrefix("<If "), ends.count == 1 {
      expect(.apache, rule("^x /y [E=PATH:x,R=301,L]"), .basic)
    }
  }

  @Test func `a narrower section for Apache's proxies counts after one for all`() {
    func proxy(_ name: String, _ lines: String) -> String { "<Proxy \(name)>\n\(lines)\n</Proxy>" }
    let granted = "Require all granted"
    for name in [
      "http://chroma:8000/docs", "\"http://chroma:8000/docs/*\"", "\"http://*/docs\"", "http://chroma:800?/x",
      "~ /docs",
    ] {
      for whole in ["*", "http://chroma:8000/"] {
        expect(.apache, apache(proxy(whole, Self.login), proxy(name, granted)), .unknown)
      }
      expect(.apache, apache(proxy(name, granted), Self.all), .basic)
    }
    expect(.apache, apache(proxy("*", Self.login), proxy("http://other/", granted)), .basic)
  }

  @Test(arguments: [
    "'%{ENV:TOKEN}'", "'Bearer %{HTTP:X-Key}'", "'${TOKEN}'", "'$1'", "env('TOKEN')", "''", "'Bearer'",
    "'Bearer '",
    "'Bearer T'||%{REQUEST_METHOD} == 'GET'", "'Bearer T' or %{REQUEST_METHOD} == 'GET'",
    "'Bearer T' || %{REQUEST_METHOD} == 'GET'",
    "'Bearer T' || %{HTTP:Authorization} == 'Bearer U' or 'a' == 'a'",
  ])
  func `an expression of Apache's that compares with no secret asks for none`(value: String) {
    for quote in ["", "\""] {
      let text = "Require expr \(quote)%{HTTP:Authorization} == \(value)\(quote)"
      expect(.apache, apache("<Location />\n\(text)\n</Location>"), .unknown)
    }
  }

  @Test func `a scheme alone is no pattern of tokens`() {
    let text = "Require expr %{HTTP:Authorization} =~ m#^Bearer$#"
    expect(.apache, apache("<Location />\n\(text)\n</Location>"), .unknown)
  }

  @Test(arguments: [
    "<Location /x>\n${R} all granted\n</Location>",
    "<Location /x>\nRequire all ${R}\n</Location>", "ProxyPass ${C} http://chroma:8000/",
    "<Proxy ${U}>\nRequire all granted\n</Proxy>", "ErrorDocument 401 ${C}",
    "RequestHeader set ${H} x early",
  ])
  func `a variable of Apache's that counts has a value that is not known`(lines: String) {
    expect(.apache, apache(Self.all, lines), .unknown)
  }

  @Test func `a variable of Apache's may be the path that is passed on`() {
    let login = Self.all.replacing("<Location />", with: "<Location /chroma/>")
    let open = "<Location ${C}/public>\nRequire all granted\n</Location>"
    expect(.apache, "ProxyPass /chroma/ http://chroma:8000/\n\(login)\n", .basic)
    expect(.apache, "ProxyPass /chroma/ http://chroma:8000/\n\(login)\n\(open)\n", .unknown)
  }

  @Test func `variables in the names of files and hosts leave Apache's answer as it is`() {
    let lines = "ErrorLog ${LOGS}/e\n<Directory ${ROOT}>\nRequire all granted\n</Directory>"
    expect(.apache, "Listen ${PORT}\n" + apache(Self.all, lines), .basic)
    expect(
      .apache, "<VirtualHost ${IP}:80>\nProxyPass / http://${C}:8000/\n\(Self.all)\n</VirtualHost>", .basic)
  }

  @Test func `a path of Apache's for others takes whole names alone`() {
    func open(_ path: String) -> String { "<Location \(path)>\nRequire all granted\n</Location>" }
    let elsewhere = "http://127.0.0.1:3000/"
    func answer(_ pass: String, _ path: String) -> FrontAnswer {
      var peers = FrontPeers(chroma: ["chroma"], others: ["ui"])
      peers.loopbackPorts = []
      let text = apache(Self.all, pass, open(path))
      return Front.apache.read([FrontFile(Array(text.utf8), at: FilePath("f"))], before: peers).answer
    }
    for pass in ["ProxyPass /ui \(elsewhere)", "ProxyPass /ui/ http://ui:3000/", "ProxyPass /ui !"] {
      #expect(answer(pass, "/ui/x") == .asksBasic, "\(pass)")
      #expect(
        answer(pass, "/ui-api/") == .asksNobody(Place(path: FilePath("f"), line: 12, column: 1)), "\(pass)")
    }
    for pass in ["ProxyPassMatch ^/static/(.*)$ http://ui:3000/$1", "ProxyPassMatch ^/static/ !"] {
      #expect(
        answer(pass, "/public/") == .asksNobody(Place(path: FilePath("f"), line: 12, column: 1)), "\(pass)")
    }
    // A pass in a section counts before it.
    let inside = "<Location />\n\(Self.login)\nProxyPass http://chroma:8000/\n</Location>"
    expect(.apache, "ProxyPass /ui !\n\(inside)\n\(open("/ui"))", .open(7))
  }

  @Test func `a page for strangers that Apache passes on may be Chroma's`() {
    func page(_ path: String, _ pass: String) -> String {
      apache("ErrorDocument 401 \(path)", pass, Self.all)
    }
    expect(.apache, page("/errors/401.html", "ProxyPass /errors/ !"), .basic)
    expect(.apache, page("/errors", "ProxyPass /errors !"), .basic)
    expect(.apache, page("/errors", "ProxyPass /err !"), .unknown)
    for path in ["/errors/../api/v2/tenants", "/errors/%2e%2e/api", "/api/v2/tenants"] {
      expect(.apache, page(path, "ProxyPass /errors/ !"), .unknown)
    }
    expect(.apache, page("/errors/x", "ProxyPass / http://chroma:8000/\nProxyPass /errors/ !"), .unknown)
  }

  @Test func `AuthBasicProvider counts in sections that follow`() {
    let login = "<Location />\nAuthType Basic\nAuthUserFile f\nRequire valid-user\n</Location>"
    for section in ["<Proxy *>\n%\n</Proxy>", "<Location />\n%\n</Location>", "%"] {
      let lines = section.replacing("%", with: "AuthBasicProvider file anon")
      expect(.apache, apache(lines, login), .unknown)
      expect(.apache, apache(section.replacing("%", with: "AuthBasicProvider file"), login), .basic)
    }
    expect(.apache, apache("<Directory />\nAuthBasicProvider anon\n</Directory>", login), .basic)
  }

  // MARK: Traefik

  private func traefik(_ router: String, _ middlewares: String = "m: {headers: {}}") -> String {
    """
    http:
      routers:
        chroma: {service: s, \(router)}
      middlewares:
        \(middlewares)
      services:
        s: {loadBalancer: {servers: [{url: "http://chroma:8000"}]}}
    """
  }

  @Test func `Traefik asks where a router has a basicAuth that has users`() {
    expect(.traefik, traefik("rule: PathPrefix(`/`)"), .open(3))
    expect(.traefik, traefik("middlewares: [m]"), .open(3))
    expect(
      .traefik, traefik("middlewares: [m, l@file]", "l: {basicAuth: {usersFile: /f}}\n    m: {headers: {}}"),
      .basic)
    expect(
      .traefik,
      traefik(
        "middlewares: [c]",
        "l: {basicAuth: {users: ['a:\(Sample.alice)']}}\n    c: {chain: {middlewares: [l]}}"),
      .basic)
    expect(.traefik, traefik("middlewares: [c]", "c: {chain: {middlewares: [c]}}"), .unknown)
    expect(.traefik, traefik("middlewares: [gone]"), .unknown)
    expect(.traefik, traefik("middlewares: [l]", "l: {basicAuth: {}}"), .unknown)
    expect(.traefik, traefik("middlewares: [l]", "l: {forwardAuth: {address: x}}"), .unknown)
    expect(.traefik, traefik("rule: 'Header(`Authorization`, `Bearer T!|`)'"), .token)
    expect(.traefik, traefik("rule: 'Header(`Authorization`, `Bearer T`) || Host(`x`)'"), .unknown)
    expect(.traefik, traefik("rule: 'Path(`/api/v2/heartbeat`)'"), .unknown)
    expect(
      .traefik,
      traefik(
        "rule: 'Path(`/api/v2/heartbeat`)', middlewares: [p]", "p: {replacePath: {path: /api/v2/heartbeat}}"),
      .unknown)
  }

  @Test(arguments: [
    "Header(`Authorization`, `Bearer`)", "Query(`authorization`, `1`) && Header(`X-Env`, `prod`)",
    "Host(`authorization`) && Header(`X-Env`, `prod`)", "header(`X-Env`, `prod`)",
    "Header(`X-Env`, \"Method(`OPTIONS`)\")",
  ])
  func `only a value of the header with credentials is a token to Traefik`(rule: String) {
    expect(.traefik, traefik("rule: '\(rule)'"), .unknown)
    expect(.traefik, traefik("rule: 'PathPrefix(`/`) && Header(`Authorization`, `Bearer T`)'"), .token)
  }

  @Test func `Traefik's answers to refusals are of Chroma unless they are known not to be`() {
    func file(_ pages: String, status: String = "'401'", order: String = "[e, l]") -> String {
      traefik(
        "middlewares: \(order)",
        "l: {basicAuth: {users: ['a:\(Sample.alice)']}}\n    e: {errors: {status: [\(status)], service: pages, query: /}}"
      )
        + "\n    pages: {\(pages)}"
    }
    func servers(_ url: String) -> String { "loadBalancer: {servers: [{url: '\(url)'}]}" }
    expect(.traefik, file(servers("http://pages:9000")), .basic)
    for pages in [
      servers("http://chroma:8000/"), servers("http://localhost:8000"), "weighted: {services: [{name: s}]}",
      "failover: {service: s}", servers("http://pages"),
    ] {
      expect(.traefik, file(pages), .unknown)
      expect(.traefik, file(pages, order: "[l, e]"), .basic)
    }
    expect(.traefik, file("weighted: {}", status: "'500-599'"), .basic)
    expect(.traefik, file("weighted: {}", status: "'500-599', '400-499'"), .unknown)
  }

  @Test func `labels say which service answers refusals`() {
    let labels = [
      "traefik.http.routers.c.rule": "PathPrefix(`/`)", "traefik.http.routers.c.middlewares": "e, l",
      "traefik.http.middlewares.l.basicauth.users": "a:\(Sample.alice)",
      "traefik.http.middlewares.e.errors.status": "401", "traefik.http.middlewares.e.errors.service": "pages",
    ]
    let pages = ["traefik.http.services.pages.loadbalancer.server.port": "80"]
    #expect(answer(labels: labels, of: pages) == .asksBasic)
    for answer in [answer(labels: labels), answer(labels: labels.merging(pages) { $1 })] {
      guard case .unknown = answer else {
        Issue.record("\(String(describing: answer))")
        continue
      }
    }
  }

  @Test(arguments: ["HTTP", "Routers", "Rule", "Middlewares"])
  func `Traefik reads keys in every case, and these are not read`(key: String) {
    let login = "l: {basicAuth: {users: ['a:\(Sample.alice)']}}"
    let file = traefik("rule: PathPrefix(`/`), middlewares: [l]", login)
    expect(.traefik, file, .basic)
    expect(.traefik, file.replacing("\(key.lowercased()):", with: "\(key):"), .unknown)
    // Names have any letters.
    expect(.traefik, file.replacing("chroma: {service", with: "Router: {service"), .basic)
  }

  @Test func `Traefik takes one name for a list, and no middleware of two kinds`() {
    expect(.traefik, traefik("middlewares: l", "l: {basicAuth: {users: ['a:\(Sample.alice)']}}"), .basic)
    expect(
      .traefik, traefik("middlewares: [l]", "l: {basicAuth: {users: ['a:\(Sample.alice)']}, compress: {}}"),
      .unknown)
    expect(
      .traefik, traefik("middlewares: [l]", "l: {compress: {}, basicAuth: {users: ['a:\(Sample.alice)']}}"),
      .unknown)
    expect(.traefik, traefik("rule: PathPrefix(`/`), parentRefs: [p]"), .unknown)
  }

  private func answer(
    labels: [String: String], of other: [String: String] = [:],
    command: [String]? = ["--providers.docker=true"]
  ) -> FrontAnswer? {
    func service(_ name: String, _ labels: [String: String]) -> Service {
      var service = Service(
        name: name, place: Place(line: 1), image: nil, release: .known(.v1), program: .image)
      service.labels = labels.mapValues { PlacedText($0, Place(line: 7)) }
      return service
    }
    let chroma = service("chroma", labels)
    var traefik = service("traefik", other)
    traefik.command = command?.map { PlacedText($0, Place(line: 9)) }
    return TraefikReader.reading(
      of: [chroma], among: [chroma, traefik], traefik: command == nil ? nil : traefik)?.answer
  }

  @Test func `labels are the routers of their container`() {
    let rule = ["traefik.http.routers.c.rule": "PathPrefix(`/`)"]
    let login = ["traefik.http.middlewares.l.basicauth.users": "a:\(Sample.alice)"]
    let routed = rule.merging(["traefik.http.routers.c.middlewares": "l@docker, x@file"]) { $1 }
    // Docker's is its only provider; with others it has routers elsewhere.
    for labels in [[:], ["traefik.enable": "false"]] {
      let docker = ["--providers.docker.exposedbydefault=false"]
      #expect(
        answer(labels: labels, command: docker) == .unknown("nothing in it passes requests on to Chroma"))
      #expect(answer(labels: labels, command: ["--providers.file.directory=/d"]) == nil)
    }
    #expect(answer(labels: rule) == .asksNobody(Place(line: 7)))
    #expect(answer(labels: ["traefik.enable": "true"]) == .asksNobody(Place(line: 7)))
    #expect(answer(labels: routed.merging(login) { $1 }) == .asksBasic)
    #expect(answer(labels: routed, of: login) == .asksBasic)
    for command in [nil, ["--entrypoints.web.http.middlewares=l@docker"], ["--providers.file.directory=/d"]] {
      guard case .unknown = answer(labels: rule, command: command) else {
        Issue.record("\(command ?? [])")
        continue
      }
    }
    let both = routed.merging(login) { $1 }.merging([
      "traefik.http.routers.o.rule": "Path(`/docs/index.html`)"
    ]) { $1 }
    #expect(answer(labels: both) == .asksNobody(Place(line: 7)))
    // The other one may never be asked.
    guard case .unknown = answer(labels: both.merging(["traefik.http.routers.c.priority": "9"]) { $1 }) else {
      Issue.record("a priority that is passed over")
      return
    }
  }

  // MARK: Envoy

  /// - Parameters:
  ///   - route: what its last route has besides.
  ///   - first: a route before it.
  ///   - manager: a field of the connection manager.
  private func envoy(
    _ filters: String, _ route: String, first: String = "{match: {prefix: /x}, redirect: {}}",
    manager: String = "stat_prefix: s"
  ) -> String {
    """
    static_resources:
      listeners:
        - address: {socket_address: {address: 127.0.0.1, port_value: 8080}}
          filter_chains:
            - filters:
                - name: m
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                    http_filters: [\(filters)]
                    \(manager)
                    route_config:
                      virtual_hosts:
                        - name: h
                          domains: ["*"]
                          routes:
                            - \(first)
                            - {match: {prefix: /}, route: {cluster: c}\(route)}
      clusters:
        - {name: c, load_assignment: {cluster_name: c, endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: chroma, port_value: 8000}}}}]}]}}
    """
  }

  @Test(arguments: [
    ("allow_missing: true", false), ("users: {inline_string: \"admin:$2y$05$x\"}", false),
    ("users: {inline_string: \"admin:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=\"}", true),
    ("forward_username_header: x-user", true),
  ])
  func `fields of Envoy's login decide whether it asks`(field: String, asks: Bool) {
    let filter = "{name: b, typed_config: {\(Self.filterType).basic_auth.v3.BasicAuth, \(field)}}"
    expect(.envoy, envoy("\(filter), \(Self.router)", ""), asks ? .basic : .unknown)
  }

  @Test(arguments: ["<IfFile \"/h\">", "<IfDirective ProxyPass>", "<IfSection VirtualHost>", "<New x>"])
  func `a section of Apache that may count leaves the answer open`(section: String) {
    let end = section.dropFirst().prefix { $0 != " " }
    let open = "\(section)\n<Location />\nRequire all granted\n</Location>\n</\(end)>"
    expect(.apache, apache(Self.all, open), .unknown)
  }

  @Test func `Apache leaves out what is for a module that it does not load`() {
    let open = "<IfModule !mod_proxy.c>\n<Location />\nRequire all granted\n</Location>\n</IfModule>"
    expect(.apache, "LoadModule proxy_module m\n" + apache(Self.all, open), .basic)
  }

  @Test(arguments: ["", "auth_basic", "authn_file", "authz_user", "proxy_http", "AuthName", "Listen"])
  func `a whole configuration of Apache has what it needs`(missing: String) {
    let modules = [
      "mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic", "proxy",
      "proxy_http",
    ]
    let loading = modules.filter { $0 != missing }.map { "LoadModule \($0)_module m\n" }.joined()
    let listen = missing == "Listen" ? "" : "Listen 8080\n"
    let text = loading + listen + apache(Self.all)
    let whole = missing == "AuthName" ? text.replacing("AuthName", with: "#") : text
    expect(.apache, whole, missing.isEmpty ? .basic : .unknown)
  }

  @Test(arguments: [
    ("service: none", "service: s"), ("x: y", "service: s"), ("service: S", "service: s"),
    ("entryPoints: [other], service: s", "service: s"),
  ])
  func `Traefik drops a router without a service or an entry point`(new: String, old: String) {
    let login = "l: {basicAuth: {users: ['a:\(Sample.alice)']}}"
    let text = traefik("middlewares: [l]", login) + "\nentryPoints: {Web: {address: ':80'}}"
    expect(.traefik, text, .basic)
    expect(.traefik, text.replacing(old, with: new), .unknown)
    expect(.traefik, text.replacing(old, with: "entryPoints: [web, other], \(old)"), .basic)
    expect(.traefik, text.replacing(old, with: "service: none@docker"), .basic)
  }

  @Test func `Traefik reads labels and files if its options say so`() {
    let login = [
      "traefik.http.routers.c.rule": "PathPrefix(`/`)", "traefik.http.routers.c.middlewares": "l",
      "traefik.http.middlewares.l.basicauth.users": "a:\(Sample.alice)",
    ]
    func answers(_ labels: [String: String], _ options: String...) -> Bool {
      answer(labels: login.merging(labels) { $1 }, command: options) == .asksBasic
    }
    let (docker, web) = ("--providers.docker=true", "--entrypoints.web.address=:80")
    let (router, service) = ("traefik.http.routers.c", "traefik.http.services")
    let (one, two) = ("\(service).a.loadbalancer.server.port", "\(service).b.loadbalancer.server.port")
    #expect(answers([:], docker) && answers([:], docker, web) && !answers([:], web))
    #expect(answers(["\(router).entrypoints": "web"], docker, web))
    #expect(answers(["\(router).entrypoints": "web, other"], docker, web))
    #expect(!answers(["\(router).entrypoints": "other"], docker, web))
    #expect(!answers(["\(router).entrypoints": "web"], docker))
    #expect(answers([one: "8000"], docker) && !answers([one: "8000", two: "8001"], docker))
    #expect(answers([one: "8000", two: "8001", "\(router).service": "b"], docker))
    #expect(!answers([one: "8000", "\(router).service": "chroma"], docker))
    #expect(answers(["\(router).service": "chroma-project"], docker))
  }

  @Test func `Traefik drops a router whose middleware is not there`() {
    let login = "l: {basicAuth: {users: ['a:\(Sample.alice)']}}"
    expect(.traefik, traefik("middlewares: [l, limit]", login), .unknown)
    expect(.traefik, traefik("middlewares: [l, limit@docker]", login), .basic)
  }

  @Test(arguments: [
    "headr X y", "@a path /x\n@a path /y", "respond @nope 404", "handle {\nheadr X y\n}",
    "handle /x {\n@b path /y\n}\nrespond @b 200", "@a path /x\nhandle {\n@a path /y\n}",
    "reverse_proxy /x a:b", "reverse_proxy /x http://a:80/b", "reverse_proxy /x a:80 {\nheader_upp A b\n}",
    "}\n{\nemial a@b", "}\n:8080 {",
  ])
  func `Caddy does not start with what it does not know`(lines: String) {
    let login = "basic_auth {\n a \(Sample.alice)\n}"
    expect(.caddy, site("reverse_proxy chroma:8000", login, lines), .unknown)
  }

  @Test(arguments: [
    "encode zstd gzip\ntls internal\nlog {\noutput file /x\n}\ntimeouts 5s",
    "@a path /x\nlog_skip @a\nheader @a X y\nhandle_errors {\nrespond {err.status_code}\n}",
    "reverse_proxy /x {$A} {env.B}:80 unix//run/a:b https://c [::1]:80 d:80 {\n@e status 5xx\n"
      + "    handle_response @e {\nrespond 502\n}\nheader_up A b\nlb_policy first\ntransport http {\ntls\n}\n}",
    "}\n{\nemail a@b\nadmin off\nlog {\nlevel INFO\n}\nservers {\ntrusted_proxies static private_ranges\n}",
    "}\na.org, :81 {\nrespond @b 200\n@b path /\n}\nhttp://a.org {\nredir https://a.org",
  ])
  func `what Caddy knows takes nothing from the answer`(lines: String) {
    let login = "basic_auth {\n a \(Sample.alice)\n}"
    expect(.caddy, site("reverse_proxy chroma:8000", login, lines), .basic)
  }

  @Test(arguments: [
    "option httpchkk", "http-reqest deny", "timeout conect 5s", "balance foo", "mode htp", "retires 3",
    "http-request denny", "backend db", "global\n  maxcon 5",
    "userlist v\n  usr a password b",
  ])
  func `HAProxy does not start with words that it does not know, and names that are not there`(line: String) {
    let login = "http-request auth unless { http_auth(users) }"
    expect(.haproxy, haproxy(login) + line + "\n", .unknown)
    expect(.haproxy, haproxy(login.replacing("unless", with: "unles")), .unknown)
    expect(.haproxy, haproxy(login, "use_backend db iff { path /x }"), .unknown)
    expect(.haproxy, haproxy(login, "use_backend none if { path /x }"), .unknown)
    expect(.haproxy, haproxy(login, mode: "htp"), .unknown)
    expect(.haproxy, haproxy(login.replacing("auth unless", with: "auth realm a unles")), .unknown)
  }

  @Test(arguments: [
    "option httpchk GET /", "no option httpclose", "option forwardfor except 127.0.0.1", "timeout tunnel 1h",
    "balance hdr(Host)", "http-request set-var(txn.a) path", "http-request track-sc0 src",
    "http-response set-header A b", "retries 3", "use_backend db if { path /x }",
    "use_backend %[req.hdr(host)]", "listen stats\n  mode http\n  stats enable\n  stats uri /s",
    "global\n  log stdout local0\n  tune.bufsize 1\n  ssl-default-bind-options no-sslv3",
    "resolvers r\n  nameserver a 1.1.1.1:53\n  timeout resolve 1s", "frontend db\n  bind :81",
    "use_backend stats if { path /s }\nlisten stats\n  stats enable",
  ])
  func `words that HAProxy knows take nothing from the answer`(line: String) {
    let login = "http-request auth realm a unless { http_auth(users) }"
    expect(.haproxy, haproxy(login) + line + "\n", .basic)
  }

  @Test(arguments: ["secret", "$apr1$x$y", "$2y$05$x"])
  func `a login that nobody has is not one that protects`(hash: String) {
    expect(.caddy, site("basic_auth {\n a \(hash)\n}", "reverse_proxy chroma:8000"), .unknown)
    expect(
      .haproxy,
      haproxy("http-request auth unless { http_auth(users) }").replacing(
        Sample.alice, with: hash), .unknown)
  }

  @Test(arguments: [
    ("{\n admin off\n}\n:80\nbasic_auth {\n a HASH\n}\nreverse_proxy chroma:8000\n", true),
    ("(x) {\n log\n}\n:80\nbasic_auth {\n a HASH\n}\nimport x\nreverse_proxy chroma:8000\n", true),
    (":80 {\n basic_auth {\n  import users\n }\n reverse_proxy chroma:8000\n}\n", false),
  ])
  func `a site of Caddy without braces may follow blocks`(text: String, isRead: Bool) {
    let answer = reading(.caddy, text.replacing("HASH", with: Sample.alice)).answer
    #expect(answer == (isRead ? .asksBasic : .unknown("line 3 is not read")))
  }

  @Test func `HAProxy does not start without an end of its last line`() {
    let text = haproxy("http-request auth unless { http_auth(users) }")
    expect(.haproxy, text, .basic)
    expect(.haproxy, String(text.dropLast()), .unknown)
  }

  private static let filterType = "\"@type\": type.googleapis.com/envoy.extensions.filters.http"
  private static let basicFilter =
    "{name: b, typed_config: {\(filterType).basic_auth.v3.BasicAuth, users: {}}}"
  private static let router = "{name: r, typed_config: {\(filterType).router.v3.Router}}"

  @Test(arguments: [
    ("foo: bar\n", "manager"), ("", "stat_prefix: s"), ("{cluster: c, timout: 0s}", "{cluster: c}"),
    ("{cluster: none}", "{cluster: c}"), ("{prefx: /}", "{prefix: /}"), ("domain:", "domains:"),
    ("[]", "[\"*\"]"), ("{name: c, connect_timout: 1s", "{name: c"), ("{", "{cluster_name: c, "),
    ("{weighted_clusters: {clusters: [{name: d}]}}", "{cluster: c}"), ("", ", " + router),
    ("route: {cluster: c}, rout: {}", "route: {cluster: c}"), ("{name: d", "{name: c"),
  ])
  func `Envoy does not start with fields that it does not have, or without those that it needs`(
    new: String, old: String
  ) {
    let text = envoy(
      "\(Self.basicFilter), \(Self.router)", "", manager: "stat_prefix: s\n\(Self.indent)# manager")
    let line = old == "manager" ? "# manager" : old
    expect(.envoy, text, .basic)
    expect(.envoy, text.replacing(line, with: new), .unknown)
  }

  private static let indent = String(repeating: " ", count: 16)

  @Test(arguments: [
    "codec_type: AUTO", "use_remote_address: true", "upgrade_configs: [{upgrade_type: websocket}]",
    "access_log: [{name: a}]", "http2_protocol_options: {}", "normalize_path: true",
    "stream_idle_timeout: 0s",
  ])
  func `fields that Envoy has take nothing from the answer`(field: String) {
    let filters = "\(Self.basicFilter), \(Self.router)"
    let route = ", response_headers_to_add: [], decorator: {operation: a}"
    let text = envoy(filters, route, manager: "stat_prefix: s\n\(Self.indent)\(field)")
      .replacing("{cluster: c}", with: "{cluster: c, timeout: 0s, idle_timeout: 1h, retry_policy: {}}")
      .replacing("{name: c", with: "{name: c, type: STRICT_DNS, connect_timeout: 1s, lb_policy: RANDOM")
    expect(.envoy, text, .basic)
  }

  @Test func `a file of users that Envoy reads is looked for`() {
    let file = Self.basicFilter.replacing("users: {}", with: "users: {filename: /h}")
    let reading = reading(.envoy, envoy("\(file), \(Self.router)", ""))
    #expect(reading.credentialFiles.map(\.text) == ["/h"])
  }

  @Test func `Envoy asks where the filter is on for a route`() {
    let (type, basic, router) = (Self.filterType, Self.basicFilter, Self.router)
    expect(.envoy, envoy("\(basic), \(router)", ""), .basic)
    expect(.envoy, envoy(router, ""), .open(17))
    expect(
      .envoy, envoy("\(basic), \(router)", ", typed_per_filter_config: {b: {disabled: true}}"), .open(17))
    expect(.envoy, envoy("\(basic), \(router)", ", typed_per_filter_config: {b: {x: y}}"), .unknown)
    expect(.envoy, envoy("{name: e, typed_config: {\(type).ext_authz.v3.ExtAuthz}}", ""), .unknown)
  }

  @Test func `filters that Envoy runs before or after the login may write what it looks at`() {
    let (type, basic, router) = (Self.filterType, Self.basicFilter, Self.router)
    let off = "typed_per_filter_config: {b: {disabled: true}}"
    let heartbeat = "{match: {path: /api/v2/heartbeat}, route: {cluster: c}, \(off)}"
    let mutation = "{name: h, typed_config: {\(type).header_mutation.v3.HeaderMutation}}"
    expect(
      .envoy, envoy("\(basic), \(router)", "", manager: "early_header_mutation_extensions: [{name: e}]"),
      .unknown)
    expect(.envoy, envoy("\(router), \(basic)", ""), .unknown)
    expect(.envoy, envoy("\(basic), \(router)", "", first: heartbeat), .basic)
    expect(.envoy, envoy("\(basic), \(mutation), \(router)", "", first: heartbeat), .unknown)
  }

  @Test func `Envoy's route after one for everything is never asked`() {
    let (basic, router) = (Self.basicFilter, Self.router)
    let off = ", typed_per_filter_config: {b: {disabled: true}}"
    expect(
      .envoy, envoy("\(basic), \(router)", off, first: "{match: {prefix: /}, route: {cluster: c}}"), .basic)
    let headers = "headers: [{name: x, present_match: true}]"
    expect(
      .envoy,
      envoy("\(basic), \(router)", off, first: "{match: {prefix: /, \(headers)}, route: {cluster: c}}"),
      .open(17))
  }

  @Test func `Envoy's fields in their other spelling are not read`() {
    let off = ", typedPerFilterConfig: {b: {disabled: true}}"
    expect(.envoy, envoy("\(Self.basicFilter), \(Self.router)", off), .unknown)
  }

  @Test func `Envoy's route for OPTIONS alone gives nothing away`() {
    let headers = "headers: [{name: ':method', string_match: {exact: OPTIONS}}]"
    let off = "typed_per_filter_config: {b: {disabled: true}}"
    let first = "{match: {prefix: /, \(headers)}, route: {cluster: c}, \(off)}"
    expect(.envoy, envoy("\(Self.basicFilter), \(Self.router)", "", first: first), .basic)
  }

  @Test func `Envoy's matchers choose routes that are not in its lists`() {
    let text = envoy("\(Self.basicFilter), \(Self.router)", "")
    let start = "virtual_hosts:\n" + String(repeating: " ", count: 20) + "- "
    #expect(text.contains(start + "name: h"))
    expect(
      .envoy, text.replacing(start, with: start + "cors: {}\n" + String(repeating: " ", count: 22)), .basic)
    expect(
      .envoy,
      text.replacing(
        start, with: start + "matcher: {on_no_match: {action: {name: r}}}\n" + start.dropFirst(15)), .unknown)
  }

  @Test(arguments: [
    "typed_config: {\"@type\": type.googleapis.com/xds.type.v3.TypedStruct, type_url: x}",
    "typed_config: {\"@type\": type.googleapis.com/udpa.type.v1.TypedStruct, type_url: x}",
    "typed_config: {\"@type\": type.googleapis.com/envoy.extensions.common.matching.v3.ExtensionWithMatcher}",
    "config_discovery: {type_urls: []}",
  ])
  func `a filter of Envoy's in another one may lead anywhere`(configuration: String) {
    let text = envoy("\(Self.basicFilter), \(Self.router)", "")
    expect(.envoy, text, .basic)
    let start = "filter_chains:\n" + String(repeating: " ", count: 8) + "- filters:"
    #expect(text.contains(start + "\n"))
    func more(_ configuration: String) -> String {
      text.replacing(start, with: "\(start) [{name: t, \(configuration)}]\n" + start.dropFirst(15))
    }
    expect(.envoy, more("typed_config: {\"@type\": type.googleapis.com/x.v3.RBAC}"), .basic)
    expect(.envoy, more(configuration), .unknown)
  }

  @Test(arguments: Front.allCases) func `what is not a configuration is unknown`(front: Front) {
    for text in [
      "", "\u{0}", "{{{{", "}", "\"", "<Location />", "a:\n- b: [", String(repeating: "a {\n", count: 50_000),
    ] {
      expect(front, text, .unknown)
    }
  }
}
