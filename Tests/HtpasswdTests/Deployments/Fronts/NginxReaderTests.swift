import Testing

@testable import Deployments
@testable import Kernel

@Suite struct NginxReaderTests {
  private func answer(_ text: String, _ peers: FrontPeers = .unknown) -> FrontAnswer {
    Front.nginx.read([FrontFile(Array(text.utf8), at: FilePath("nginx.conf"))], before: peers).answer
  }

  /// In a server: what its location `/` has, and the server besides.
  private func answer(location: String, server: String = "", http: String = "") -> FrontAnswer {
    answer(
      "events {}\nhttp {\n\(http)\nserver {\n\(server)\nlocation / {\n\(location)\nproxy_pass http://chroma:8000;\n}\n}\n}\n"
    )
  }

  private static let basic = "auth_basic Chroma; auth_basic_user_file /etc/nginx/f;"
  private static let openLine = FrontAnswer.asksNobody(
    Place(path: FilePath("nginx.conf"), line: 6, column: 1))

  private func isUnknown(_ answer: FrontAnswer) -> Bool {
    if case .unknown = answer { return true }
    return false
  }

  @Test(arguments: [
    (basic, "", ""), ("", basic, ""), ("", "", basic), (basic, "auth_basic off;", ""),
    ("satisfy any; deny all; " + basic, "", ""),
    ("satisfy all; allow 10.0.0.0/8; deny all; " + basic, "", ""),
    ("auth_basic \"closed; { area\"; # } comment", "auth_basic_user_file 'a b';", ""),
    (
      basic,
      "location = /api/v2/heartbeat { auth_basic off; proxy_pass http://chroma:8000/api/v2/heartbeat; }", ""
    ),
    (basic, "location /static { root /srv; }", ""), (basic, "location /ping { return 200 ok; }", ""),
  ])
  func `auth_basic with a file asks, at whatever level it is`(location: String, server: String, http: String)
  {
    #expect(answer(location: location, server: server, http: http) == .asksBasic)
  }

  @Test(arguments: [
    ("", "", ""), ("auth_basic off;", basic, ""), ("", "auth_basic off;", basic),
    // nginx asks nobody without a file.
    ("auth_basic Chroma;", "", ""), ("satisfy any; allow all; " + basic, "", ""),
    ("if ($http_authorization = \"\") { return 401; }", "", ""),
    ("if ($ok = 0) { return 401; }", "", "map $http_authorization $ok { default 1; \"\" 0; }"),
    ("if ($ok = 0) { return 401; }", "", "map $http_authorization $ok { default 0; \"~^Bearer \" 1; }"),
    ("if ($ok = 1) { return 401; }", "", "map $http_authorization $ok { default 0; \"Bearer T\" 1; }"),
    ("if ($request_method = OPTIONS) { add_header A b; }", "", ""),
  ])
  func `a location without it is open, and named by its line`(location: String, server: String, http: String)
  {
    #expect(answer(location: location, server: server, http: http) == Self.openLine)
  }

  @Test(arguments: [
    ("if ($ok = 0) { return 401; }", "", "map $http_authorization $ok { default 0; \"~^Bearer T\\z\" 1; }"),
    ("if ($ok = 0) { return 401; }", "", "map $http_x_chroma_token $ok { default 0; \"~^\\x54\\z\" 1; }"),
    ("", "if ($http_authorization != \"Bearer T\") { return 401; }", ""),
    ("if ($http_authorization !~ \"^Bearer T$\") { return 403; }", "", ""),
    (
      "", "set $ok 0; if ($http_authorization = \"Bearer T\") { set $ok 1; } if ($ok = 0) { return 401; }", ""
    ),
  ])
  func `a return for everybody without the token asks`(location: String, server: String, http: String) {
    #expect(answer(location: location, server: server, http: http) == .asksToken)
  }

  @Test(arguments: [
    ("auth_request /auth;", "", ""), ("auth_basic $realm; auth_basic_user_file f;", "", ""),
    ("satisfy any; allow 10.0.0.0/8; deny all; " + basic, "", ""), ("include more.conf;", "", ""),
    (basic, "include more.conf;", ""), ("allow 10.0.0.0/8; deny all;", "", ""),
    ("if ($http_authorization != $arg_token) { return 401; }", "", ""),
    ("if ($http_authorization !~ \"^Bearer (T|)\") { return 401; }", "", ""),
    ("if ($args = x) { return 401; }", "", ""), ("deny all;", "", ""), ("return 403;", "", ""),
    ("access_by_lua_block { if x then return { a } end }", "", ""),
    (basic + basic, "", ""),
    // The path that was asked for goes on.
    (basic, "location = /api/v2/heartbeat { auth_basic off; proxy_pass http://chroma:8000; }", ""),
    (basic, "location /api/v2/heartbeat { auth_basic off; proxy_pass http://chroma:8000; }", ""),
    (
      basic, "location = /api/v2/heartbeat { auth_basic off; proxy_pass http://chroma:8000$request_uri; }", ""
    ),
    (
      basic, "location ~ ^/api/v[12]/heartbeat$ { auth_basic off; proxy_pass http://chroma:8000; }", ""
    ),
  ])
  func `what is not certain is unknown`(location: String, server: String, http: String) {
    let answer = answer(location: location, server: server, http: http)
    #expect(isUnknown(answer), "\(answer)")
  }

  @Test(arguments: [
    "", "http {", "http { server { location / { proxy_pass http://chroma", "}", "http { server \"",
    String(repeating: "a {", count: 100_000),
  ])
  func `what is not a configuration is unknown`(text: String) {
    #expect(isUnknown(answer(text)))
  }

  @Test(arguments: [
    ("auth_basic Chroma DB; auth_basic_user_file f;", ""), ("auth_basic Chroma auth_basic_user_file f;", ""),
    ("auth_basic Chroma; auth_basic_userfile f;", ""), (basic, "limit_except GET { }"),
    (basic, "proxy_pass http://chroma:8000;"), (basic, "http { }"), (basic, "auth_basic a { }"),
    ("if ($http_x) { \(basic) }", ""), (basic, "server_name;"), (basic, "location / { server { } }"),
  ])
  func `what nginx does not start with is neither protected nor open`(location: String, server: String) {
    let answer = answer(location: location, server: server)
    #expect(isUnknown(answer), "\(answer)")
  }

  @Test(arguments: [
    ("client_max_body 0;", ""), ("brotli on;", ""), ("client_max_body_size 10q;", ""),
    ("proxy_read_timeout 300x;", ""), ("proxy_read_timeout;", ""), ("proxy_buffering maybe;", ""),
    ("proxy_set_header Host;", ""), ("add_header X;", ""), ("root /a; root /b;", ""),
    ("keepalive_timeout 1 2 3;", ""), ("gzip yes;", ""), ("location / { }", ""), ("location ^~ / { }", ""),
    ("if ($uri) { proxy_set_header A b; }", ""), ("resolver;", ""), ("alias /a; root /b;", ""),
    ("location ~ ^/a { proxy_pass http://web/b; }", ""), ("location @a { proxy_pass http://web/; }", ""),
    ("location /a { proxy_pass web:80; }", ""), ("location /a { proxy_pass http://web:b; }", ""),
    ("listen 80; listen 80;", ""), ("listen 443 ssl;", ""), ("limit_req zone=a;", ""),
    ("limit_conn a 1;", "limit_conn_zone $uri zone=ab:1m;"), ("proxy_cache a;", ""), ("access_log /a b;", ""),
    ("", "upstream a { }"), ("", "upstream a { server b; } upstream a { server b; }"),
    ("", "log_format a b; log_format a c;"), ("ssl on;", ""),
    ("listen 99999;", ""), ("listen 127.0.0.1:0;", ""), ("listen [::]:65536;", ""),
    ("proxy_set_header Connection $connection_upgrade;", ""), ("return 301 https://${hots}/;", ""),
    ("if ($remote_adr = a) { return 403; }", ""), ("", "map $sorce $a { default b; }"),
    ("", "log_format a '$a $status';"), ("add_header A \"b $c\";", "map $uri $d { default e; }"),
  ])
  func `what nginx refuses elsewhere in a configuration counts`(server: String, http: String) {
    let answer = answer(location: Self.basic, server: server, http: http)
    #expect(isUnknown(answer), "\(answer)")
  }

  @Test(arguments: [
    (
      "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_read_timeout 1h30m;",
      "map $http_upgrade $c { default upgrade; '' close; }"
    ),
    ("gzip on; gzip_types a/b c/d; gzip_comp_level 6; gzip_min_length 1k; gzip_buffers 16 8k;", ""),
    (
      "listen 443 ssl; listen [::]:443 ssl; http2 on; ssl_certificate a; ssl_certificate_key b;",
      "ssl_protocols TLSv1.2 TLSv1.3; ssl_session_timeout 1d; ssl_session_cache shared:a:10m;"
    ),
    ("listen 443 ssl;", "ssl_certificate a; ssl_certificate_key b;"),
    ("listen 443 ssl; ssl_reject_handshake on;", ""),
    ("limit_req zone=a burst=5 nodelay; limit_conn b 5;", ""),
    ("proxy_cache off; access_log /a; access_log off; access_log /a combined; error_log /b warn;", ""),
    (
      "proxy_cache c; proxy_cache_valid 200 1h; access_log /a d;",
      "proxy_cache_path /p keys_zone=c:1m; log_format d '$status';"
    ),
    ("add_header A b always; add_header C d; error_page 404 /a; error_page 500 /b;", ""),
    ("location = / { return 204; } location ~ ^/a { } location ~ ^/a { }", ""),
    (
      "location ~ ^/a { proxy_pass http://web; } location ~ ^/b { proxy_pass http://web/$1; }",
      "server_tokens off; client_max_body_size 1G; keepalive_timeout 75s 60s;"
    ),
    ("location /a { fastcgi_pass b:9000; fastcgi_read_timeout 5m; uwsgi_read_timeout 5m; }", ""),
    (
      "set $a $uri; add_header A $a$B$c; proxy_set_header A ${d}$http_any$arg_any$1; if ($Host = a) { return 403; }",
      "map $uri $b { default 1; } geo $c { default 1; } split_clients $uri $d { * 1; } log_format e '$a$status';"
    ),
    ("server_name ~^(?<a>.+)$; add_header A $a;", ""), ("add_header A $a;", "map $uri $b { ~(?<a>.) $a; }"),
    (
      "location /a { stub_status; } location /b { proxy_pass http://unix:/a:/; }",
      "upstream u { server unix:/a; }"
    ),
  ])
  func `usual directives of nginx's modules take nothing from the answer`(server: String, http: String) {
    let zones = "limit_req_zone $uri zone=a:1m rate=1r/s; limit_conn_zone $uri zone=b:1m;"
    let answer = answer(location: "", server: Self.basic + server, http: zones + http)
    #expect(answer == .asksBasic, "\(answer)")
  }

  @Test func `files of a folder are in the http of the image's own configuration`() {
    let server = "server { listen 80; location / { \(Self.basic) proxy_pass http://chroma:8000; } }"
    for (text, starts) in [
      ("sendfile on;", false), ("keepalive_timeout 5;", false), ("tcp_nopush on;", true),
      ("access_log /a main;", true), ("client_max_body_size 1m;", true), ("access_log /a other;", false),
    ] {
      func answer(_ others: [String]) -> FrontAnswer {
        let files = [text + server] + others
        return Front.nginx.read(
          files.enumerated().map { (index, text) in
            FrontFile(
              Array(text.utf8), at: FilePath("\(index)"), target: "/etc/nginx/conf.d/\(index).conf")
          }
        ).answer
      }
      #expect((answer([]) == .asksBasic) == starts, "\(text)")
      #expect((answer(["gzip on;"]) == .asksBasic) == starts, "\(text)")
      #expect(isUnknown(answer([text.hasPrefix("access_log") ? "gzip on; gzip off;" : text])), "\(text)")
    }
  }

  @Test(arguments: [
    ("/etc/nginx/nginx.conf", false, false), ("/etc/nginx/nginx.conf", true, true),
    ("/etc/nginx/conf.d/nginx.conf", false, true), ("/etc/nginx/conf.d/nginx.conf", true, false),
    ("/etc/nginx/templates/a.conf.template", false, true), ("/opt/a.conf", true, true),
  ])
  func `a whole configuration and a part of one have places of their own`(
    target: String, isWhole: Bool, starts: Bool
  ) {
    let server = "server { location / { \(Self.basic) proxy_pass http://chroma:8000; } }"
    let file = FrontFile(
      Array((isWhole ? "events {}\nhttp { \(server) }" : server).utf8), at: FilePath("a"), target: target)
    let answer = Front.nginx.read([file]).answer
    #expect((answer == .asksBasic) == starts && isUnknown(answer) != starts)
  }

  @Test(arguments: [
    ("http://db:8000", true), ("http://none:8000", false), ("http://u", false), ("http://$host", true),
    ("http://10.0.0.1:8000", true), ("http://db.example.org:8000", true),
  ])
  func `with a name that no service has nginx does not start`(url: String, starts: Bool) {
    let peers = FrontPeers(chroma: ["db"], others: ["web"])
    let answer = answer(
      "upstream u { server db:8000; server none; } server { location / { \(Self.basic) proxy_pass \(url); } }",
      peers)
    #expect((answer == .asksBasic) == starts && isUnknown(answer) != starts)
  }

  @Test func `every server and location counts, and the first open one is named`() {
    let text = """
      http {
        server { listen 80; location / { auth_basic a; auth_basic_user_file f; proxy_pass http://chroma:8000; } }
        server {
          listen 81;
          location /db/ { proxy_pass http://chroma:8000/; }
        }
      }
      """
    guard case .asksNobody(let place) = answer(text) else {
      Issue.record("\(answer(text))")
      return
    }
    #expect(place?.line == 5)
  }

  @Test func `what nginx never gets to does not count`() {
    let proxy = "proxy_pass http://chroma:8000;"
    let asks = "location / { \(Self.basic) \(proxy) }"
    let open = "location / { \(proxy) }"
    #expect(answer("server { listen 80; \(asks) } server { listen 80; \(open) }") == .asksBasic)
    #expect(answer("server { listen 80; \(asks) } server { listen 81; \(open) }") != .asksBasic)
    let regexes = "location ~ /v2 { \(Self.basic) \(proxy) } location ~ /v2 { \(proxy) }"
    #expect(answer("server { \(asks) \(regexes) }") == .asksBasic)
    #expect(answer("server { \(asks) location ~ /v1 { \(proxy) } \(regexes) }") != .asksBasic)
  }

  @Test func `OPTIONS that nginx passes on as another method may give something away`() {
    let options = "limit_except OPTIONS { \(Self.basic) }"
    #expect(answer(location: options) == .asksBasic)
    #expect(isUnknown(answer(location: "\(options) proxy_method GET;")))
  }

  @Test func `what limit_except passes on itself counts too`() {
    let open = "root /srv; limit_except GET { auth_basic off; proxy_pass http://chroma:8000; }"
    let asks = "location /api/ { \(Self.basic) proxy_pass http://chroma:8000; }"
    #expect(
      answer("server { location / { \(Self.basic) \(open) } \(asks) }")
        == .asksNobody(Place(path: FilePath("nginx.conf"), line: 1, column: 10)))
    let twice = "limit_except OPTIONS { \(Self.basic) } limit_except GET { \(Self.basic) }"
    #expect(isUnknown(answer(location: twice)))
  }

  @Test(arguments: [
    ("", "if ($request_method = POST) { rewrite ^/ping(/.*)$ $1 break; }"),
    ("", "if ($arg_v) { break; }"), ("", "break;"), ("", "rewrite ^/ping(/.*)$ $1;"),
    ("rewrite ^/ping(/.*)$ /ping$1 break;", ""), ("if ($arg_v) { rewrite ^ $arg_v break; }", ""),
  ])
  func `a heartbeat whose path may be rewritten is not one for certain`(server: String, location: String) {
    let beat = "proxy_pass http://chroma:8000/api/v2/heartbeat;"
    func answer(_ server: String, _ rules: String, _ pass: String) -> FrontAnswer {
      self.answer(location: Self.basic, server: "\(server) location = /ping { \(rules) \(pass) }")
    }
    #expect(answer("", "", beat) == .asksBasic)
    #expect(answer("", "if ($arg_v) { return 204; }", beat) == .asksBasic)
    #expect(
      answer("rewrite ^/old /new last;", "", "proxy_pass http://chroma:8000/api/v2/heartbeat?;") == .asksBasic
    )
    #expect(isUnknown(answer(server, location, beat)))
    let rewrite = "rewrite ^ /api/v2/heartbeat break; proxy_pass http://chroma:8000;"
    let path = "location = /api/v2/heartbeat"
    #expect(self.answer(location: Self.basic, server: "\(path) { \(rewrite) }") == .asksBasic)
    if !location.isEmpty {
      #expect(isUnknown(self.answer(location: Self.basic, server: "\(path) { \(location) \(rewrite) }")))
    }
  }

  @Test(arguments: [
    "echo_location /api/v2/tenants;", "js_content main.handle;", "content_by_lua_block { x() }",
    "perl main::handle;",
  ])
  func `modules that have nginx ask for paths may ask without credentials`(directive: String) {
    #expect(isUnknown(answer(location: Self.basic, server: "location = /status { \(directive) }")))
  }

  @Test(arguments: [
    "^bearer ", "^Token token=", "BASIC ", "^Bearer:", "^ApiToken ", "^Bearer\\s",
    "^Bearer eyJhbGciOiJIUzI1NiIs", "^Bearer T",
  ])
  func `the start of a header is a secret if it is long`(pattern: String) {
    let condition = "if ($http_authorization !~ \"\(pattern)\") { return 401; }"
    #expect(isUnknown(answer(location: condition)))
    let map = "map $http_authorization $ok { default 0; \"~\(pattern)\" 1; }"
    #expect(isUnknown(answer(location: "if ($ok = 0) { return 401; }", http: map)))
  }

  @Test func `a scheme alone is not a secret, and a long text is one`() {
    let condition = "if ($http_authorization !~ \"%\") { return 401; }"
    for scheme in ["^JWT ", "^Bearer$", "^Bearer "] {
      #expect(answer(location: condition.replacing("%", with: scheme)) == Self.openLine)
    }
    #expect(answer(location: condition.replacing("%", with: "^Bearer T0KEN123")) == .asksToken)
    #expect(answer(location: condition.replacing("%", with: "^Bearer T$")) == .asksToken)
  }

  @Test func `bytes that are passed on in a stream are asked for nothing`() {
    #expect(
      answer("stream { server { listen 1; proxy_pass chroma:8000; } }")
        == .asksNobody(Place(path: FilePath("nginx.conf"), line: 1, column: 10)))
  }

  @Test func `what is passed on to other servers does not count, and what may be Chroma does`() {
    let peers = FrontPeers(chroma: ["db"], others: ["web"])
    let open = "location / { proxy_pass http://web:3000; }"
    let closed = "location /db { \(Self.basic) proxy_pass http://db:8000; }"
    #expect(answer("server { \(open) \(closed) }", peers) == .asksBasic)
    #expect(isUnknown(answer("server { \(open) }", peers)))
    #expect(isUnknown(answer("server { location / { proxy_pass http://elsewhere; } \(closed) }", peers)))
    #expect(
      answer("upstream u { server db:8000; } server { location / { proxy_pass http://u; } }", peers)
        == .asksNobody(Place(path: FilePath("nginx.conf"), line: 1, column: 41)))
  }

  @Test func `files that are included are read as if they were there`() {
    let main = FrontFile(
      Array("http { include /etc/nginx/conf.d/*.conf; }".utf8), at: FilePath("a"),
      target: "/etc/nginx/nginx.conf")
    let part = FrontFile(
      Array("server { location / { \(Self.basic) proxy_pass http://chroma:8000; } }".utf8), at: FilePath("b"),
      target: "/etc/nginx/conf.d/chroma.conf")
    let reading = Front.nginx.read([part, main])
    #expect(reading.answer == .asksBasic)
    #expect(reading.credentialFiles.map(\.text) == ["/etc/nginx/f"])
  }

  @Test func `listeners say who reaches it, and whether with TLS`() {
    let text =
      "server { listen 127.0.0.1:8080; listen [::]:443 ssl; listen 80; location / { proxy_pass http://chroma; } }"
    let reading = Front.nginx.read([FrontFile(Array(text.utf8), at: FilePath("a"))])
    #expect(reading.publications.map(\.reach) == [.loopback, .everyAddress, .everyAddress])
    #expect(reading.publications.map(\.port) == [8080, 443, 80])
    #expect(!reading.hasTLS)
  }

  @Test func `a server that only redirects needs no TLS`() {
    let secure = "server { listen 443 ssl; location / { proxy_pass http://chroma; } }"
    for (plain, hasTLS) in [
      ("return 301 https://$host$request_uri;", true), ("location / { root /srv; }", true),
      ("location / { proxy_pass http://chroma; }", false), ("include /etc/nginx/more;", false),
    ] {
      let text = "server { listen 80; \(plain) } \(secure)"
      #expect(Front.nginx.read([FrontFile(Array(text.utf8), at: FilePath("a"))]).hasTLS == hasTLS, "\(plain)")
    }
  }
}
