import Foundation
import TestSupport
import Testing

/// Chroma 1.x behind real servers, with the configurations that `config` prints for them.
@Suite(.serialized) struct FrontTests {
  /// A server, as `config` names it.
  enum Front: String, CaseIterable, Sendable {
    case nginx, caddy, haproxy, apache, traefik, envoy
    /// nginx of the image nginx:alpine, with musl.
    case nginxAlpine

    /// As `config` names it.
    var word: String { self == .nginxAlpine ? "nginx" : rawValue }

    /// The status of its refusal of a wrong token.
    var tokenRefusal: String { self == .apache ? "403" : "401" }

    /// A script that ends in the server, with the configuration in the file `configuration`.
    func start() throws -> String {
      let root = "root=; [ $EUID = 0 ] || root='sudo -n'; "
      return switch self {
      case .nginx, .nginxAlpine:
        root + """
          exec $root '\(self == .nginx ? try Peers.nginx : try Peers.nginxAlpine)' -p . -e stderr -c "$PWD/configuration" \
          -g "daemon off; pid $PWD/nginx-$PORT.pid;"
          """
      case .caddy:
        """
        export XDG_DATA_HOME=$PWD XDG_CONFIG_HOME=$PWD CADDY_ADMIN=unix/$PWD/admin-$PORT
        exec '\(try Peers.front("caddy"))' run --config configuration --adapter caddyfile
        """
      case .haproxy: root + "exec $root '\(try Peers.system("haproxy"))' -db -f configuration"
      case .apache:
        root + "exec $root '\(try Peers.system("apache2"))' -DFOREGROUND -f \"$PWD/configuration\""
      case .traefik:
        // The command that the configuration names.
        """
        mkdir -p traefik-$PORT; cp configuration traefik-$PORT/chroma.yaml; cd traefik-$PORT
        traefik() { exec '\(try Peers.front("traefik"))' "$@"; }
        eval "$(sed -n 's/^#   traefik /traefik /p' chroma.yaml)"
        """
      case .envoy:
        "cp configuration envoy.yaml; exec '\(try Peers.front("envoy"))' -c envoy.yaml --concurrency 1 --disable-hot-restart"
      }
    }
  }

  private static let collections = "/api/v2/tenants/default_tenant/databases/default_database/collections"
  private static let name = "ad min\\'\"#$x"
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    // Workers enter it.
    try folder.shell("chmod 711 .").expect(exits: 0)
    try folder.run("create", "-b", "-C4", "--mode", "0644", "bcrypt", Self.name, "password123").expect(
      exits: 0)
    try folder.shell(#"htpasswd -sb -c sha "$1" password123"#, arguments: [Self.name]).expect(exits: 0)
    try folder.write(##"x!"#$%&'()*+,-./:;<=>?@[\]^_`{{|}}~9Az"##, to: "server.token")
  }

  private func file(_ front: Front) -> String { front == .envoy ? "sha" : "bcrypt" }

  private func start(
    _ front: Front, before upstream: ListeningServer, _ arguments: String
  ) throws -> ListeningServer {
    try ListeningServer(
      in: folder,
      """
      set -e
      chroma-htpasswd config \(front.word) --listen 127.0.0.1:$PORT --upstream 127.0.0.1:\(upstream.port) \(arguments) >configuration
      \(try front.start())
      """, ready: "/api/v2/heartbeat", before: upstream)
  }

  private func expectStripped(_ server: ListeningServer, _ credentials: [String]) throws {
    try server.expect("200", "/api/v2/heartbeat", header: credentials)
    try server.expect("200", Self.collections, header: credentials)
    let requests = try folder.text(of: "requests").lowercased()
    #expect(requests.contains("\nhost:") && requests.contains("/collections"))
    #expect(
      !requests.contains("authorization:") && !requests.contains("x-chroma-token:"),
      "\(requests.suffix(2000))")
  }

  @Test func `1.x behind each front asks for a user and a password, and nothing else of it is open`() throws {
    let chroma = try ChromaServer("1.5.9", in: folder, settings: "")
    let probe = try FrontProbe(chroma, in: folder)
    let recorder = try OddServer("record", in: folder)
    try folder.write(String(repeating: "x", count: 8 << 20), to: "large")
    for front in Front.allCases {
      let server = try start(front, before: chroma, file(front))
      let login = ["-b", Self.name, "password123"]
      try server.expect("200", "/api/v2/heartbeat")
      try server.expect("401", Self.collections)
      try server.expect("401", "/api/v2/version")
      try server.expect("401", Self.collections, header: ["-b", Self.name, "wrong"])
      try server.expect("200", Self.collections, header: login)
      try server.expect(
        "400", Self.collections,
        [
          "--user", "\(Self.name):password123", "--data-binary", "@\(folder["large"])", "--header",
          "Content-Type: application/json",
        ])
      // A refusal may come before the whole of it is sent.
      let large = try folder.shell(
        "curl -qs --noproxy '*' -o /dev/null -w '%{http_code}' --data-binary @large \(server.url + Self.collections)"
      )
      #expect(["401", "413", "000"].contains(large.text), "\(large)")
      try server.expect("401", Self.collections, ["--header", "Expect: 100-continue", "--data", "x"])
      try probe.expectNothingPasses(server)
      let wrong = Data("\(Self.name):wrong".utf8).base64EncodedString()
      try probe.expectNothingPasses(server, header: "Authorization: Basic \(wrong)", every: 12, atLeast: 300)
      let recording = try start(front, before: recorder, file(front))
      try probe.expectNothingPasses(recording, every: 3, atLeast: 1_500)
      try expectStripped(recording, login)
    }
  }

  @Test func `1.x behind each front asks for a token in its header`() throws {
    let chroma = try ChromaServer("1.5.9", in: folder, settings: "")
    let probe = try FrontProbe(chroma, in: folder)
    let recorder = try OddServer("record", in: folder)
    let token = try folder.text(of: "server.token")
    for (index, front) in Front.allCases.enumerated() {
      let header = index % 2 == 0 ? "Authorization" : "X-Chroma-Token"
      let arguments = "--auth token --token-header \(header)"
      let server = try start(front, before: chroma, arguments)
      let carried = ["--token", "--token-header", header]
      let refusal = front.tokenRefusal
      try server.expect("200", "/api/v2/heartbeat")
      try server.expect(refusal, Self.collections)
      try server.expect("200", Self.collections, header: carried + ["--password-file", "server.token"])
      for wrong in [token.uppercased(), token + "x", String(token.dropFirst()), "x", ".*"] {
        try server.expect(refusal, Self.collections, header: carried + ["-b", wrong])
      }
      try probe.expectNothingPasses(server)
      try probe.expectNothingPasses(server, header: "\(header): Bearer wrong", every: 12, atLeast: 300)
      try expectStripped(
        start(front, before: recorder, arguments), carried + ["--password-file", "server.token"])
    }
  }

  @Test func `a browser may ask by OPTIONS whether it may log in, and everything else of 1_x still asks`()
    throws
  {
    // Its own answers to other origins must not get through beside the front's.
    let chroma = try ListeningServer(
      in: folder,
      """
      printf 'port: %s\nlisten_address: "127.0.0.1"\npersist_path: data\ncors_allow_origins: ["*"]\n' $PORT >chroma.yaml
      exec '\(try Peers.chroma("1.5.9", "chroma"))' run chroma.yaml
      """, ready: "/api/v2/heartbeat")
    let probe = try FrontProbe(chroma, in: folder)
    let recorder = try OddServer("record", in: folder)
    let origin = "https://app.example.org"
    for front in Front.allCases {
      for authentication in ["basic", "token"] {
        let isBasic = authentication == "basic"
        let arguments = isBasic ? file(front) : "--auth token"
        let options = "--cors \(origin) \(arguments)"
        let server = try start(front, before: chroma, options)
        let right =
          isBasic ? ["-b", Self.name, "password123"] : ["--token", "--password-file", "server.token"]
        let answers = try folder.shell(
          """
          url=$1; origin=$2; shift 2
          ask() { curl -qsi --noproxy '*' -H "Origin: $origin" "$@" | tr -d '\\r' | grep -i -e '^HTTP/' -e '^access-control-allow'; echo; }
          ask -X OPTIONS -H 'Access-Control-Request-Method: POST' -H 'Access-Control-Request-Headers: authorization,content-type' "$url"
          ask "$url"
          chroma-htpasswd header --curl "$@" | ask --config - "$url"
          """, arguments: [server.url + Self.collections, origin] + right
        ).text.lowercased().components(separatedBy: "\n\n").map { $0.components(separatedBy: "\n") }
        let isAllowed = "access-control-allow-origin: \(origin)"
        try #require(answers.count >= 3)
        #expect(["200", "204"].contains(answers[0][0].split(separator: " ")[1]), "\(front) \(answers)")
        #expect(
          answers[0].contains {
            $0.hasPrefix("access-control-allow-headers:") && $0.contains("authorization")
          })
        #expect(answers[0].contains { $0.hasPrefix("access-control-allow-methods:") && $0.contains("post") })
        // A page is told why it is refused, and reads what it gets.
        #expect(answers[1][0].contains(isBasic ? "401" : front.tokenRefusal), "\(front) \(answers)")
        #expect(answers[2][0].contains("200"), "\(front) \(answers)")
        for answer in answers.prefix(3) {
          #expect(
            answer.filter { $0.hasPrefix("access-control-allow-origin") } == [isAllowed],
            "\(front) \(answers)")
        }
        try probe.expectNothingPasses(server, every: 6, atLeast: 700, answersOptions: true)
        try probe.expectNothingPasses(
          start(front, before: recorder, options), every: 12, atLeast: 300, answersOptions: true)
      }
    }
    #expect(try !folder.text(of: "requests").contains("OPTIONS "))
  }

  @Test(arguments: Front.allCases) func `the TLS lines work once they are filled in`(front: Front) throws {
    let uncommented: String =
      switch front {
      case .nginx, .nginxAlpine:
        """
        sed -i -e "s|#listen 0.0.0.0:443 ssl|listen 127.0.0.1:$TLS ssl|" -e 's|#server_name .*|server_name localhost;|' \
        -e 's|#ssl_|ssl_|' configuration
        """
      case .caddy:
        """
        sed -i -e '/^http:/d' -e '/^\\tbind/d' -e "s|^#https://chroma.example.org|https://localhost:$TLS|" -e 's|^#\\ttls|\\ttls|' \
        -e 's|auto_https off|auto_https disable_redirects|' configuration
        """
      case .haproxy:
        """
        cat cert.pem key.pem >both.pem; sed -i -e '/^  bind /d' -e "s|#bind 0.0.0.0:443|bind 127.0.0.1:$TLS|" \
        -e "s|/etc/ssl/private/chroma.pem|both.pem|" configuration
        """
      case .apache:
        """
        sed -i -e '/^Listen /d' -e 's|^#LoadModule|LoadModule|' -e "s|^#Listen 0.0.0.0:443|Listen 127.0.0.1:$TLS|" \
        -e 's|^#SSL|SSL|' configuration
        """
      case .traefik:
        "sed -i -e 's|#tls|tls|' -e 's|^#  |  |' -e \"s|address=127.0.0.1:$PORT|address=127.0.0.1:$TLS|\" -e 's|^   traefik|#   traefik|' configuration"
      case .envoy:
        "sed -E -i -e 's@^( *)#(transport_socket|  )@\\1\\2@' -e \"s@port_value: $PORT@port_value: $TLS@\" configuration"
      }
    let outcome = try folder.shell(
      """
      set -e
      openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost \\
        -addext subjectAltName=DNS:localhost 2>openssl.log
      PORT=\(try LoopbackConnection.freePort()) TLS=\(try LoopbackConnection.freePort())
      chroma-htpasswd config \(front.word) --listen 127.0.0.1:$PORT --upstream 127.0.0.1:1 \(file(front)) >configuration
      \(uncommented)
      sed -i -e "s|/etc/ssl/certs/chroma.pem|$PWD/cert.pem|" -e "s|/etc/ssl/private/chroma.key|$PWD/key.pem|" configuration
      ( \(try front.start()) ) >server.log 2>&1 & server=$!
      trap 'kill $server; wait' EXIT
      ask() { curl -q --silent --noproxy '*' --cacert cert.pem -o answer -w '%{http_code}\\n' "$@"; }
      ask --retry 60 --retry-delay 1 --retry-all-errors https://localhost:$TLS/api/v2/version
      ask --user "$1:password123" https://localhost:$TLS/api/v2/version || true
      """, arguments: [Self.name])
    // Nobody is there to pass it on to.
    let answers = outcome.text.split(separator: "\n")
    let log = (try? folder.text(of: "server.log")) ?? ""
    #expect(answers.first == "401", "\(outcome)\n\(log.suffix(2000))")
    #expect(answers.last.map { ["502", "503"].contains($0) } == true, "\(outcome)\n\(log.suffix(2000))")
  }
}
