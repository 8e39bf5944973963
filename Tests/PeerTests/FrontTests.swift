import Foundation
import TestSupport
import Testing

/// Chroma 1.x behind real servers, with the configurations that `config` prints for them. nginx has `ProxyTests`.
@Suite(.serialized) struct FrontTests {
  /// A server, as `config` names it.
  enum Front: String, CaseIterable, Sendable {
    case caddy, haproxy, apache, traefik, envoy

    /// What it refuses a wrong token with.
    var tokenRefusal: String { self == .apache ? "403" : "401" }

    /// A script that ends in the server, with the configuration in the file `configuration`.
    func start() throws -> String {
      let root = "root=; [ $EUID = 0 ] || root='sudo -n'; "
      return switch self {
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
      chroma-htpasswd config \(front) --listen 127.0.0.1:$PORT --upstream 127.0.0.1:\(upstream.port) \(arguments) >configuration
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
      try probe.expectNothingPasses(server, every: 6, atLeast: 700)
      try expectStripped(start(front, before: recorder, file(front)), login)
    }
  }

  @Test func `1.x behind each front asks for a token in its header`() throws {
    let chroma = try ChromaServer("1.5.9", in: folder, settings: "")
    let probe = try FrontProbe(chroma, in: folder)
    let recorder = try OddServer("record", in: folder)
    let token = try folder.text(of: "server.token")
    for (front, header) in zip(
      Front.allCases, ["Authorization", "Authorization", "X-Chroma-Token", "Authorization", "X-Chroma-Token"])
    {
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
      try probe.expectNothingPasses(server, header: "\(header): Bearer wrong", every: 12, atLeast: 300)
      try expectStripped(
        start(front, before: recorder, arguments), carried + ["--password-file", "server.token"])
    }
  }

  @Test(arguments: Front.allCases) func `the TLS lines work once they are filled in`(front: Front) throws {
    let uncommented: String =
      switch front {
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
      PORT=\(try freePort()) TLS=\(try freePort())
      chroma-htpasswd config \(front) --listen 127.0.0.1:$PORT --upstream 127.0.0.1:1 \(file(front)) >configuration
      \(uncommented)
      sed -i -e "s|/etc/ssl/certs/chroma.pem|$PWD/cert.pem|" -e "s|/etc/ssl/private/chroma.key|$PWD/key.pem|" configuration
      ( \(try front.start()) ) >server.log 2>&1 & server=$!
      trap 'kill $server; wait' EXIT
      ask() { curl -q --silent --noproxy '*' --cacert cert.pem -o answer -w '%{http_code}\\n' "$@"; }
      ask --retry 60 --retry-delay 1 --retry-connrefused https://localhost:$TLS/api/v2/version
      ask --user "$1:password123" https://localhost:$TLS/api/v2/version || true
      """, arguments: [Self.name])
    // Nobody is there to pass it on to.
    let answers = outcome.text.split(separator: "\n")
    let log = (try? folder.text(of: "server.log")) ?? ""
    #expect(answers.first == "401", "\(outcome)\n\(log.suffix(2000))")
    #expect(answers.last.map { ["502", "503"].contains($0) } == true, "\(outcome)\n\(log.suffix(2000))")
  }
}
