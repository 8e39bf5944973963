import Foundation
import TestSupport
import Testing

/// Real programs that are given the mistakes people make: `explain` knows what each prints.
@Suite struct MessagePeerTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.shell(
      """
      chmod 755 .; mkdir folder; : >empty; printf '# nobody\\n' >comment; printf 'admin\\n' >no-colon; printf 'a:b:c\\n' >three
      printf 'admin:%s\\n' '$2y$04$hR/J5NXfL73lF9lWFdhJfuM8dRd3BbCw8neQXYBd69OCWW9YmF3Qm' >good; cat good good >twice
      printf 'admin:secret\\n' >plain; printf 'a:{SHA}abc\\n' >short-sha; printf ':x\\n' >no-name
      printf 'a:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\\n' >sha; cat sha sha >sha-twice; sed 's/$/\\r/' sha >sha-crlf
      """
    ).expect(exits: 0)
  }

  /// Records an issue unless the script prints this message, and the program leads from what it printed to its page.
  private func expect(
    _ name: String, from script: String, _ sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try folder.shell(script)
    let said = outcome.text + outcome.messages
    if !knownMessages(in: said).contains(name) {
      Issue.record(
        "expected \(name), not \(knownMessages(in: said)):\n\(said)", sourceLocation: sourceLocation)
    }
    try folder.run("explain", input: said).expect(exits: 0, sourceLocation: sourceLocation)
      .expect(says: name, sourceLocation: sourceLocation)
  }

  // MARK: Fronts

  @Test(arguments: [
    ("caddy-not-a-hash", "basic_auth {\nadmin secret\n}"),
    ("caddy-not-a-hash", "basic_auth {\nadmin {SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n}"),
    ("caddy-entry", "basic_auth {\nadmin:secret\n}"), ("caddy-entry", "basic_auth {\nadmin\n}"),
    ("caddy-entry", "basic_auth {\nadmin {env.NOT_SET}\n}"),
    ("caddy-extra-word", "basic_auth {\nadmin $2y$04$x more\n}"),
    ("caddy-duplicate-user", "basic_auth {\nadmin $2y$04$x\nadmin $2y$04$x\n}"),
    ("caddy-algorithm", "basic_auth md5 {\nadmin x\n}"), ("caddy-directive", "basicauthh {\nadmin x\n}"),
    ("caddy-import", "basic_auth {\nimport users.caddy\n}"),
  ])
  func `Caddy's messages`(name: String, lines: String) throws {
    try folder.write("http://:18080 {\nbind 127.0.0.1\n\(lines)\nrespond ok\n}\n", to: "Caddyfile")
    try expect(name, from: "'\(Peers.caddy)' validate --config Caddyfile --adapter caddyfile")
  }

  @Test func `Caddy's message of a file that is not there`() throws {
    try expect("caddy-no-config", from: "'\(Peers.caddy)' validate --config nothing --adapter caddyfile")
  }

  @Test(arguments: [
    ("haproxy-quote", "user o'brien password x"), ("haproxy-extra-word", "user a password x y"),
    ("haproxy-dollar", "user a password \"$2y$05$abc\""), ("haproxy-no-name", "user '' password x"),
    ("haproxy-duplicate-user", "user a password x\nuser a password y"), ("haproxy-keyword", "admin:$2y$04$x"),
    ("haproxy-no-group", "user a password x groups nobody"),
    (
      "haproxy-no-userlist",
      "user a password x\nfrontend g\nmode http\nbind 127.0.0.1:18095\nhttp-request auth unless { http_auth(other) }"
    ),
    (
      "haproxy-certificate",
      "user a password x\nfrontend g\nmode http\nbind 127.0.0.1:18095 ssl crt /nothing.pem"
    ),
  ])
  func `HAProxy's messages`(name: String, lines: String) throws {
    try folder.write("userlist chroma\n\(lines)\n", to: "haproxy.cfg")
    try expect(name, from: "'\(Peers.haproxy)' -c -f haproxy.cfg")
  }

  @Test(arguments: [
    ("envoy-not-sha", "good"), ("envoy-hash-length", "short-sha"), ("envoy-hash-length", "sha-crlf"),
    ("envoy-bad-line", "no-colon"), ("envoy-empty-name", "no-name"), ("envoy-duplicate-user", "sha-twice"),
    ("envoy-empty-file", "empty"), ("envoy-empty-file", "folder"), ("envoy-file-missing", "missing"),
    ("envoy-field", "good, other: x"),
  ])
  func `Envoy's messages`(name: String, file: String) throws {
    let listener = """
      static_resources:
        listeners:
        - address: {socket_address: {address: 127.0.0.1, port_value: 18082}}
          filter_chains:
          - filters:
            - name: hcm
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                stat_prefix: x
                route_config: {virtual_hosts: [{name: v, domains: ["*"], routes: [{match: {prefix: /}, direct_response: {status: 200}}]}]}
                http_filters:
                - name: envoy.filters.http.basic_auth
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.filters.http.basic_auth.v3.BasicAuth
                    users: {filename: \(folder.path)/\(file)}
                - name: envoy.filters.http.router
                  typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}

      """
    try folder.write(listener, to: "envoy.yaml")
    try expect(name, from: "'\(Peers.envoy)' --mode validate -c envoy.yaml")
  }

  @Test(arguments: [
    ("traefik-bad-line", "usersFile: no-colon"), ("traefik-bad-line", "usersFile: three"),
    ("traefik-bad-line", "users: [admin]"), ("traefik-no-users", "usersFile: empty"),
    ("traefik-no-users", "usersFile: comment"), ("traefik-no-users", "realm: x"),
    ("traefik-file-missing", "usersFile: missing"), ("traefik-file-is-folder", "usersFile: folder"),
    ("traefik-field", "userFile: good"), ("traefik-no-middleware", ""),
  ])
  func `Traefik's messages`(name: String, setting: String) throws {
    let middleware = setting.isEmpty ? "other: {basicAuth: {realm: x}}" : "login: {basicAuth: {\(setting)}}"
    try folder.write(
      """
      http:
        routers: {r: {rule: 'PathPrefix(`/`)', service: s, middlewares: [login]}}
        services: {s: {loadBalancer: {servers: [{url: 'http://127.0.0.1:1'}]}}}
        middlewares: {\(middleware)}

      """, to: "dynamic.yml")
    try expect(
      name,
      from: """
        port=\(try LoopbackConnection.freePort())
        '\(Peers.traefik)' --entrypoints.web.address=127.0.0.1:$port --providers.file.filename=dynamic.yml \\
          --global.checkNewVersion=false --global.sendAnonymousUsage=false >log 2>&1 &
        traefik=$!
        tail --pid=$traefik -n +1 -F log 2>/dev/null | grep -m 1 ERR; kill $traefik; wait $traefik
        """)
  }

  // MARK: Web servers

  @Test(arguments: [
    ("nginx-unknown-directive", "auth_basic_userfile x;"),
    ("nginx-no-certificate", "listen 127.0.0.1:18083 ssl;"),
    ("nginx-host-not-found", "location / { proxy_pass http://chroma.invalid:8000; }"),
  ])
  func `nginx's messages of its configuration`(name: String, line: String) throws {
    try folder.write("events {}\nhttp { server { \(line) } }\n", to: "nginx.conf")
    for nginx in [try Peers.nginx, try Peers.nginxAlpine] {
      try expect(name, from: "'\(nginx)' -p . -t -c \"$PWD/nginx.conf\" -e stderr")
    }
  }

  @Test func `nginx's messages of logins`() throws {
    for nginx in [try Peers.nginx, try Peers.nginxAlpine] {
      let port = try LoopbackConnection.freePort()
      let files = ["good", "plain", "no-colon", "empty", "missing", "folder", "unreadable"]
      try folder.write(
        """
        daemon off; pid pid; error_log stderr; \(getuid() == 0 ? "user www-data;" : "")
        events {}
        http {
          access_log off; client_body_temp_path t; proxy_temp_path t; fastcgi_temp_path t; uwsgi_temp_path t;
          scgi_temp_path t;
          server {
            listen 127.0.0.1:\(port); auth_basic realm; root \(folder.path); auth_basic_user_file \(folder.path)/good;
            \(files.map { "location /\($0)/ { auth_basic_user_file \(folder.path)/\($0); }" }.joined(separator: "\n"))
            location /upstream/ { auth_basic off; proxy_pass http://127.0.0.1:1; }
            location /large/ { auth_basic off; client_max_body_size 2; proxy_pass http://127.0.0.1:1; }
          }
        }

        """, to: "nginx.conf")
      let outcome = try folder.shell(
        """
        chmod 644 good plain no-colon empty; cp good unreadable; chmod 000 unreadable
        '\(nginx)' -p . -c "$PWD/nginx.conf" -e stderr >log 2>&1 & server=$!
        url=http://127.0.0.1:\(port)
        curl -qs --noproxy '*' --retry 50 --retry-delay 1 --retry-connrefused $url/
        for file in \(files.joined(separator: " ")); do curl -qs --noproxy '*' -u admin:wrong $url/$file/; done >pages
        curl -qs --noproxy '*' -u nobody:x $url/good/; curl -qs --noproxy '*' $url/upstream/; curl -qs --noproxy '*' -d long $url/large/
        kill $server; wait $server; cat log
        """)
      let known = Set(knownMessages(in: outcome.text))
      let expected: Set = [
        "nginx-401", "nginx-password-mismatch", "nginx-user-not-found", "nginx-file-missing",
        "nginx-file-is-folder",
        "nginx-file-unreadable", "nginx-no-upstream", "nginx-body-too-large",
      ]
      #expect(expected.subtracting(known).isEmpty, "\(known)\n\(outcome)")
      for line in outcome.text.split(separator: "\n")
      where line.contains("[error]") || line.contains("[crit]") {
        expectKnown(String(line))
      }
    }
  }

  @Test(arguments: [
    ("apache-unknown-command", "RequestHeader unset Authorization"),
    ("apache-unknown-provider", "Require valid-users"),
    ("apache-unknown-provider", "AuthBasicProvider files"),
  ])
  func `Apache's messages of its configuration`(name: String, line: String) throws {
    let modules = ["mpm_prefork", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic"]
    try folder.write(
      "ServerRoot \(folder.path)\nServerName localhost\n"
        + modules.map { "LoadModule \($0)_module /usr/lib/apache2/modules/mod_\($0).so\n" }.joined()
        + "<Location />\nAuthType Basic\n\(line)\n</Location>\n", to: "apache.conf")
    try expect(name, from: "/usr/sbin/apache2 -t -f \"$PWD/apache.conf\"")
  }

  @Test func `Apache's messages of logins`() throws {
    let port = try LoopbackConnection.freePort()
    let modules = [
      "mpm_prefork", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic", "proxy",
      "proxy_http",
    ]
    let files = ["good", "empty", "missing", "folder", "unreadable"]
    try folder.write(
      """
      ServerRoot \(folder.path)
      ServerName localhost
      Listen 127.0.0.1:\(port)
      User www-data
      Group www-data
      PidFile pid
      ErrorLog errors
      DefaultRuntimeDir \(folder.path)
      DocumentRoot \(folder.path)
      \(modules.map { "LoadModule \($0)_module /usr/lib/apache2/modules/mod_\($0).so" }.joined(separator: "\n"))
      \((files + ["other"]).map {
        """
        <Location /\($0)>
        AuthType Basic
        AuthName realm
        AuthUserFile \(folder.path)/\($0 == "other" ? "good" : $0)
        Require \($0 == "other" ? "user bob" : "valid-user")
        </Location>
        """
      }.joined(separator: "\n"))
      <Location /none>
      AuthType Basic
      AuthName realm
      Require valid-user
      </Location>
      <Location /token>
      Require expr "%{HTTP:Authorization} == 'Bearer T'"
      </Location>
      ProxyPass /upstream http://127.0.0.1:1/

      """, to: "apache.conf")
    let outcome = try folder.shell(
      """
      chroma-htpasswd add -b -C4 good bob right >made 2>&1; chroma-htpasswd add -b -C4 good ann right >made 2>&1
      chmod 644 good empty; cp good unreadable; chmod 000 unreadable
      /usr/sbin/apache2 -X -f "$PWD/apache.conf" >log 2>&1 & server=$!
      url=http://127.0.0.1:\(port) curl="curl -qs --noproxy * -o page"
      set -f
      $curl --retry 50 --retry-delay 1 --retry-connrefused $url/token
      for file in \(files.joined(separator: " ")); do $curl -u admin:wrong $url/$file; done
      $curl -u ann:right $url/other; $curl -u ann:right $url/none; $curl $url/upstream
      $curl -H 'Authorization: Bearer x' $url/good
      kill $server; wait $server; cat errors
      """)
    let known = Set(knownMessages(in: outcome.text))
    let expected: Set = [
      "apache-password-mismatch", "apache-user-not-found", "apache-file-missing", "apache-file-unusable",
      "apache-file-unreadable", "apache-not-allowed", "apache-no-user-file", "apache-denied",
      "apache-no-upstream",
      "apache-wrong-scheme",
    ]
    #expect(expected.subtracting(known).isEmpty, "\(known)\n\(outcome)")
    for line in outcome.text.split(separator: "\n")
    where line.contains(":error]") && !line.contains("AH00554") {
      expectKnown(String(line))
    }
  }

  @Test func `lighttpd's messages`() throws {
    for (file, name) in [
      ("good", "lighttpd-refused"), ("missing", "lighttpd-file-missing"),
      ("folder", "lighttpd-file-is-folder"),
      ("no-colon", "lighttpd-no-colon"),
    ] {
      try folder.write(
        """
        server.document-root = "\(folder.path)"
        server.bind = "127.0.0.1"
        server.port = env.PORT
        server.modules = ("mod_auth", "mod_authn_file")
        auth.backend = "htpasswd"
        auth.backend.htpasswd.userfile = "\(folder.path)/\(file)"
        auth.require = ("" => ("method" => "basic", "realm" => "realm", "require" => "valid-user"))

        """, to: "lighttpd.conf")
      try expect(
        name,
        from: """
          PORT=\(try LoopbackConnection.freePort()); export PORT
          lighttpd -D -f lighttpd.conf >log 2>&1 & server=$!
          curl -qs --noproxy '*' -o page --retry 50 --retry-delay 1 --retry-connrefused http://127.0.0.1:$PORT/
          curl -qs --noproxy '*' -o page -u admin:wrong http://127.0.0.1:$PORT/
          kill $server; wait $server; cat log
          """)
    }
    try folder.write(
      "server.modules = (\"mod_auth\")\nserver.document-root = \"/\"\nauth.require = (\"\" => (\"method\" => \"basic\"))\n",
      to: "lighttpd.conf")
    try expect("lighttpd-no-realm", from: "lighttpd -tt -f lighttpd.conf")
  }

  @Test func `the registry's messages`() throws {
    for (file, names) in [
      ("good", ["registry-refused", "registry-no-credentials"]), ("no-colon", ["registry-invalid-entry"]),
      ("missing", ["registry-file-missing"]), ("folder", ["registry-file-is-folder"]),
    ] {
      let port = try LoopbackConnection.freePort()
      try folder.write(
        """
        version: 0.1
        storage: {filesystem: {rootdirectory: \(folder.path)/data}}
        http: {addr: "127.0.0.1:\(port)", secret: none}
        auth: {htpasswd: {realm: realm, path: \(folder.path)/\(file)}}

        """, to: "registry.yml")
      for name in names {
        try expect(
          name,
          from: """
            docker-registry serve registry.yml >log 2>&1 & server=$!
            curl -qs --noproxy '*' -o page --retry 50 --retry-delay 1 --retry-connrefused http://127.0.0.1:\(port)/v2/
            curl -qs --noproxy '*' -o page -u admin:wrong http://127.0.0.1:\(port)/v2/
            kill $server; wait $server; grep -E 'level=(error|warning)' log
            """)
      }
    }
  }

  // MARK: compose

  @Test(arguments: [
    ("compose-variable-not-set", "environment: {H: \"admin:$apr1$abc$def\"}"),
    ("compose-interpolation", "environment: {H: \"${1}\"}"),
    ("compose-interpolation", "environment: {H: \"${X\"}"),
    ("compose-required-variable", "environment: {H: \"${X:?set it}\"}"),
    ("compose-trailing-space", "environment: [\"A = q\"]"), ("compose-list-or-map", "environment: [{A: q}]"),
    ("compose-value-type", "environment: {A: [q]}"), ("compose-date", "environment: {A: 2024-01-01}"),
    ("compose-empty-environment", "environment:"), ("compose-duplicate-key", "environment: {A: q, A: r}"),
    ("compose-env-file-missing", "env_file: nothing.env"), ("compose-env-file", "env_file: ."),
    ("compose-undefined-volume", "volumes: [\"users:/t\"]"), ("compose-unknown-key", "enviroment: {}"),
    ("compose-undefined-secret", "secrets: [users]"), ("compose-undefined-service", "depends_on: [chroma]"),
    ("compose-ports", "ports: [\"localhost:8000:8000\"]"), ("compose-ports", "ports: [\"8000:80000\"]"),
  ])
  func `compose's messages`(name: String, line: String) throws {
    try folder.write("services:\n  front:\n    image: x\n    \(line)\n", to: "compose.yaml")
    try expect(name, from: "'\(Peers.compose)' config")
  }

  @Test(arguments: [
    ("compose-no-image", "services:\n  c:\n    environment: {}\n"), ("compose-empty", ""),
    ("compose-unknown-key", "chroma:\n  image: x\n"), ("compose-tab", "services:\n\tchroma:\n"),
    ("compose-obsolete-version", "version: '3'\nservices:\n  c:\n    image: x\n"),
  ])
  func `compose's messages of whole files`(name: String, text: String) throws {
    try folder.write(text, to: "compose.yaml")
    try expect(name, from: "'\(Peers.compose)' config")
    try folder.write("A='x\n", to: ".env")
    try expect("compose-env-file", from: "'\(Peers.compose)' config")
    try expect("compose-empty", from: "rm compose.yaml .env; '\(Peers.compose)' config")
  }

  // MARK: Chroma

  @Test(arguments: [
    ("chroma-1-command", "uvicorn chromadb.app:app"), ("chroma-1-option", "run --workers 1"),
    ("chroma-1-option", "run --auth-provider x"), ("chroma-1-config-missing", "run nothing.yaml"),
    ("chroma-service-link", "run config.yaml"), ("chroma-boolean", "run config.yaml"),
  ])
  func `messages of Chroma 1_x`(name: String, words: String) throws {
    try folder.write("port: 18099\nlisten_address: \"127.0.0.1\"\npersist_path: data\n", to: "config.yaml")
    let variable = name == "chroma-boolean" ? "CHROMA_ALLOW_RESET=TRUE" : "CHROMA_PORT=tcp://10.0.0.1:8000"
    try expect(name, from: "env \(variable) '\(Peers.chroma("1.5.9", "chroma"))' \(words)")
  }

  @Test(arguments: ["0.6.2", "0.4.24"])
  func `what a client prints of a server that refuses it, and of one that is not there`(release: String)
    throws
  {
    try folder.shell("chroma-htpasswd create -b -C4 people admin right").expect(exits: 0)
    let word = release == "0.4.24" ? "--for chroma-0.4 " : ""
    let server = try ChromaServer(
      release, in: folder, settings: "eval \"$(chroma-htpasswd config env \(word)people)\"")
    try folder.write(
      """
      import sys, chromadb
      from chromadb.config import Settings
      chromadb.HttpClient(host="127.0.0.1", port=int(sys.argv[1]), settings=Settings(anonymized_telemetry=False))

      """, to: "client.py")
    for client in ["0.4.24", "0.6.3", "1.5.9"] {
      let python = try Peers.chroma(client, "python")
      let name =
        release == "0.4.24"
        ? "python-authorization-error" : client == "0.4.24" ? "python-tenant" : "python-auth-error"
      try expect(name, from: "'\(python)' -B client.py \(server.port)")
      try expect("python-not-running", from: "'\(python)' -B client.py 1")
    }
    if release != "0.4.24" {
      let body = try folder.shell("curl -qs --noproxy '*' \(server.url)\(server.collections)").text
      #expect(knownMessages(in: body) == ["chroma-wrong-credentials"])
    }
  }
}
