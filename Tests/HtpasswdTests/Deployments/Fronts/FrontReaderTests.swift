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
      case .unknown: .unknown
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
    let block = "\tbasic_auth {\n\t\ta $2a$10$x\n\t}\n\treverse_proxy chroma:8000\n"
    let answer = try read(site.replacing("%", with: block), as: kind).answers { _ in .missing }[0]
    #expect(answer.outcome == .protectedBasic)
    #expect(answer.findings.contains { $0.rule == .publishedEverywhere } != isSilent)
  }

  @Test(arguments: [("443 ssl", true), ("443", false), ("443 ssl; listen 80", false)])
  func `an nginx that listens with TLS alone is not warned of`(listen: String, isSilent: Bool) throws {
    let text = """
      http { server { listen \(listen); auth_basic x; auth_basic_user_file f;
      location / { proxy_pass http://chroma:8000; } } }
      """
    let answer = try read(text, as: .nginx).answers { _ in .missing }[0]
    #expect(answer.outcome == .protectedBasic)
    #expect(answer.findings.contains { $0.rule == .publishedEverywhere } != isSilent)
  }

  @Test func `Caddy asks where basic_auth is for everybody, in its own order of directives`() {
    let login = "basic_auth {\n a $2y$05$x\n}"
    let proxy = "reverse_proxy chroma:8000"
    expect(.caddy, site(login, proxy), .basic)
    expect(.caddy, site(proxy, "basicauth {\n a $2y$05$x\n}"), .basic)
    expect(.caddy, site("handle {", proxy, "}", login), .basic)
    expect(.caddy, site("route {", proxy, login, "}"), .open(3))
    expect(.caddy, site("route {", login, proxy, "}"), .basic)
    expect(.caddy, "chroma.example.org\nbasic_auth {\n a b\n}\n\(proxy)\n", .basic)
    expect(.caddy, "chroma.example.org\n\(proxy)\n", .open(2))
    expect(.caddy, site("@x not path /api/v2/heartbeat", "basic_auth @x {\n a b\n}", proxy), .unknown)
    expect(.caddy, site("basic_auth /api/* {\n a b\n}", proxy), .unknown)
    expect(.caddy, site("basic_auth /admin/* {\n a b\n}", proxy), .open(5))
    expect(.caddy, site("basic_auth /* {\n a b\n}", proxy), .basic)
    expect(.caddy, site("basic_auth {\n}", proxy), .unknown)
    expect(.caddy, "(login) {\n\(login)\n}\n" + site("import login", proxy), .basic)
    expect(.caddy, site("import login", proxy), .unknown)
    expect(.caddy, site(login, "import more", proxy), .unknown)
    expect(.caddy, site("forward_auth auth:9091 {\nuri /x\n}", proxy), .unknown)
    expect(.caddy, site(login, proxy) + "http://other {\n\(proxy)\n}\n", .open(8))
    expect(.caddy, "{\n order basic_auth last\n}\n" + site(login, proxy), .unknown)
  }

  @Test func `Caddy's heartbeat is open where its path alone goes on`() {
    let rest = "handle {\nbasic_auth {\n a b\n}\nreverse_proxy chroma:8000\n}"
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

  // MARK: HAProxy

  private func haproxy(_ lines: String..., mode: String = "http") -> String {
    """
    userlist users
      user admin password $2y$05$x
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

  @Test func `HAProxy asks for a token by a header's value`() {
    let test = #"{ req.hdr(Authorization) -m str "Bearer T" }"#
    expect(.haproxy, haproxy("http-request return status 401 unless \(test)"), .token)
    expect(.haproxy, haproxy("http-request deny if !\(test)"), .token)
    expect(.haproxy, haproxy("http-request deny unless { req.hdr(Authorization) -m found }"), .unknown)
    expect(.haproxy, haproxy("http-request deny unless { req.hdr(Authorization) -m beg Bearer }"), .unknown)
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
    expect(.apache, apache(location("/", login + "\nRequire ip 10.0.0.0/8")), .unknown)
    expect(.apache, apache(location("/", login + "\nSatisfy any")), .unknown)
    expect(.apache, apache(location("/", login), "Include more.conf"), .unknown)
    expect(.apache, apache(location("/", "Require ip 10.0.0.0/8")), .unknown)
    expect(.apache, apache(location("/", "Require expr \"%{HTTP:Authorization} == 'Bearer T'\"")), .token)
    expect(.apache, apache(location("/", "Require expr %{HTTP:X-Chroma-Token} == 'T'")), .token)
    expect(.apache, apache(location("/", "Require expr \"%{HTTP:Authorization} =~ /./\"")), .unknown)
    expect(.apache, apache(location("/", "<RequireAny>\n\(login)\n\(granted)\n</RequireAny>")), .open(11))
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
      traefik("middlewares: [c]", "l: {basicAuth: {users: ['a:b']}}\n    c: {chain: {middlewares: [l]}}"),
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

  private func answer(labels: [String: String], of other: [String: String] = [:], command: [String]? = [])
    -> FrontAnswer?
  {
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
      of: chroma, among: [chroma, traefik], traefik: command == nil ? nil : traefik)?.answer
  }

  @Test func `labels are the routers of their container`() {
    let rule = ["traefik.http.routers.c.rule": "PathPrefix(`/`)"]
    let login = ["traefik.http.middlewares.l.basicauth.users": "a:b"]
    let routed = rule.merging(["traefik.http.routers.c.middlewares": "l@docker, x"]) { $1 }
    #expect(answer(labels: [:]) == nil)
    #expect(answer(labels: ["traefik.enable": "false"]) == nil)
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
    let both = routed.merging(login) { $1 }.merging(["traefik.http.routers.o.rule": "Path(`/x`)"]) { $1 }
    #expect(answer(labels: both) == .asksNobody(Place(line: 7)))
  }

  // MARK: Envoy

  @Test func `Envoy asks where the filter is on for a route`() {
    func envoy(_ filters: String, _ route: String) -> String {
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
                      route_config:
                        virtual_hosts:
                          - routes:
                              - {match: {prefix: /}, route: {cluster: c}\(route)}
        clusters:
          - {name: c, load_assignment: {endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: chroma, port_value: 8000}}}}]}]}}
      """
    }
    let type = "\"@type\": type.googleapis.com/envoy.extensions.filters.http"
    let basic = "{name: b, typed_config: {\(type).basic_auth.v3.BasicAuth, users: {}}}"
    let router = "{name: r, typed_config: {\(type).router.v3.Router}}"
    expect(.envoy, envoy("\(basic), \(router)", ""), .basic)
    expect(.envoy, envoy(router, ""), .open(13))
    expect(
      .envoy, envoy("\(basic), \(router)", ", typed_per_filter_config: {b: {disabled: true}}"), .open(13))
    expect(.envoy, envoy("\(basic), \(router)", ", typed_per_filter_config: {b: {x: y}}"), .unknown)
    expect(.envoy, envoy("{name: e, typed_config: {\(type).ext_authz.v3.ExtAuthz}}", ""), .unknown)
  }

  @Test(arguments: Front.allCases) func `what is not a configuration is unknown`(front: Front) {
    for text in [
      "", "\u{0}", "{{{{", "}", "\"", "<Location />", "a:\n- b: [", String(repeating: "a {\n", count: 50_000),
    ] {
      expect(front, text, .unknown)
    }
  }
}
