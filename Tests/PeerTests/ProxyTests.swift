import Foundation
import TestSupport
import Testing

/// Chroma 1.x behind Debian's nginx, with the configuration that `config nginx` prints.
@Suite(.serialized) struct ProxyTests {
  private static let release = "1.5.9"
  private static let collections = "/api/v2/tenants/default_tenant/databases/default_database/collections"
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    // nginx's workers enter it.
    try folder.shell("chmod 711 .").expect(exits: 0)
  }

  /// A Chroma that has the settings of older ones, which it ignores.
  private func chroma() throws -> ChromaServer {
    try ChromaServer(
      Self.release, in: folder,
      settings: """
        export CHROMA_SERVER_AUTHN_PROVIDER=chromadb.auth.basic_authn.BasicAuthenticationServerProvider
        export CHROMA_SERVER_AUTHN_CREDENTIALS_FILE=$PWD/server.htpasswd
        """)
  }

  /// nginx with the configuration that these arguments print, changed by a script that finds it as `nginx.conf`.
  private func nginx(
    before chroma: ListeningServer, _ arguments: String, change: String = "true"
  ) throws -> ListeningServer {
    try ListeningServer(
      in: folder,
      """
      set -e
      chroma-htpasswd config nginx --listen 127.0.0.1:$PORT --upstream 127.0.0.1:\(chroma.port) \(arguments) >nginx.conf
      \(change)
      root=; [ $EUID = 0 ] || root='sudo -n'
      $root \(try Peers.nginx) -t -c "$PWD/nginx.conf"
      exec $root \(try Peers.nginx) -c "$PWD/nginx.conf" -g "daemon off; pid $PWD/nginx.pid;"
      """, ready: "/api/v2/heartbeat", before: chroma)
  }

  @Test func `1.x with the settings of older versions is open, and behind nginx it is not`() throws {
    let file = #"my 'file" $x\y.htpasswd"#
    try folder.run("create", "-b", "-C4", "--mode", "0644", file, "admin", "password123").expect(exits: 0)
    let chroma = try chroma()
    try chroma.expect("200", Self.collections)
    try folder.run("check", "-b", chroma.url, "admin", "password123").expect(exits: 7)
      .expect(says: "is Chroma 1.x").expect(says: "open: a request without credentials is answered")
      .expect(says: "in front of Chroma 1.x").expect(says: "config nginx")

    let nginx = try nginx(before: chroma, #"'my '\''file" $x\y.htpasswd'"#)
    try nginx.expect("401", Self.collections)
    try nginx.expect("401", Self.collections, header: ["-b", "admin", "wrong"])
    try nginx.expect("401", "/api/v2/version")
    try nginx.expect("401", "/docs")
    try nginx.expect("401", "/api/v2/heartbeat/x")
    try nginx.expect("200", "/api/v2/heartbeat")
    try nginx.expect("200", Self.collections, header: ["-b", "admin", "password123"])

    // The file is read at each request.
    try nginx.expect("401", Self.collections, header: ["-b", "jörg", "a:b c"])
    try folder.run("add", "-b", "-C4", file, "jörg", "a:b c").expect(exits: 0)
    try nginx.expect("200", Self.collections, header: ["-b", "jörg", "a:b c"])
    try folder.run("add", "-b", "-C4", file, "admin", "other-pw").expect(exits: 0)
    try nginx.expect("401", Self.collections, header: ["-b", "admin", "password123"])
    try nginx.expect("200", Self.collections, header: ["-b", "admin", "other-pw"])

    #expect(
      try folder.clients(
        Self.release, port: nginx.port, [("basic", "admin:other-pw"), ("basic", "admin:wrong"), ("none", "")])
        == ["in", "refused", "refused"])
    try folder.run("check", nginx.url).expect(exits: 0)
      .expect(says: "protected: a request without credentials is refused (401)")
    try folder.run("check", "-b", nginx.url, "admin", "other-pw").expect(exits: 0)
      .expect(says: "accepted: admin gets in, to Chroma 1.x")
    try folder.run("check", "-b", nginx.url, "admin", "wrong").expect(exits: 3)
      .expect(says: "verify --for nginx")
    // Chroma accepts more than nginx's own limit, one MiB.
    try folder.write(String(repeating: "x", count: 3 << 20), to: "large")
    try nginx.expect(
      "400", Self.collections,
      [
        "--user", "admin:other-pw", "--data-binary", "@\(folder["large"])",
        "--header", "Content-Type: application/json",
      ])
  }

  @Test(arguments: ["Authorization", "X-Chroma-Token"])
  func `1.x behind nginx takes a token in its header`(header: String) throws {
    let token = "x!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~9Az"
    try folder.write(token, to: "server.token")
    let chroma = try chroma()
    let nginx = try nginx(before: chroma, "--auth token --token-header \(header)")
    let carried = ["--token", "--token-header", header]
    try nginx.expect("401", Self.collections)
    try nginx.expect("200", "/api/v2/heartbeat")
    try nginx.expect("200", Self.collections, header: carried + ["--password-file", "server.token"])
    for wrong in [token.uppercased(), token + "x", String(token.dropFirst()), "x", ".*"] {
      try nginx.expect("401", Self.collections, header: carried + ["-b", wrong])
    }
    let other = header == "Authorization" ? "X-Chroma-Token" : "Authorization"
    try nginx.expect(
      "401", Self.collections,
      header: ["--token", "--token-header", other, "--password-file", "server.token"])
    #expect(
      try folder.clients(Self.release, port: nginx.port, [(header, token), (header, "wrong")]) == [
        "in", "refused",
      ])
    try folder.program(["check"] + carried + ["--password-file", "server.token", nginx.url]).run()
      .expect(exits: 0).expect(says: "accepted: the token gets in, to Chroma 1.x")
  }

  @Test(arguments: ["basic", "token"])
  func `no route of 1.x in any disguise passes nginx without credentials`(authentication: String) throws {
    try folder.run("create", "-b", "-C4", "--mode", "0644", "server.htpasswd", "admin", "password123")
      .expect(exits: 0)
    try folder.write("a-token", to: "server.token")
    let wrong = "Authorization: " + (authentication == "basic" ? "Basic YWRtaW46d3Jvbmc=" : "Bearer wrong")
    let chroma = try chroma()
    let probe = try FrontProbe(chroma, in: folder)
    // Whatever reaches it, this one answers.
    let recording = try nginx(before: try OddServer("record", in: folder), "--auth \(authentication)")
    try probe.expectNothingPasses(recording)
    try probe.expectNothingPasses(recording, header: wrong)

    let nginx = try nginx(before: chroma, "--auth \(authentication)")
    try nginx.expect("200", "/api/v2/collections/a:b:c%2F..%2F..%2Fheartbeat")
    try nginx.expect("405", "/api/v2/tenants/x%2F..%2F..%2Fheartbeat", ["--request", "PATCH"])
    try nginx.expect("413", "/api/v2/heartbeat", ["--request", "GET", "--data", "large"])
  }

  @Test(arguments: ["$\u{301}a", "a$\u{301}", "\u{301}a"])
  func `nginx finds a file whose name has a combining character`(file: String) throws {
    try folder.run("create", "-b", "-C4", "--mode", "0644", file, "admin", "password123").expect(exits: 0)
    let nginx = try nginx(before: chroma(), "'\(file)'")
    try nginx.expect("401", Self.collections)
    try nginx.expect("200", Self.collections, header: ["-b", "admin", "password123"])
  }

  @Test func `users with tokens of their own get in through nginx`() throws {
    try folder.write(
      "users:\n- {id: alice, tokens: [a-token-1, a.token-2]}\n- {id: bob, tokens: [b-token]}\n", to: "t")
    let nginx = try nginx(before: chroma(), "--auth token t")
    for token in ["a-token-1", "a.token-2", "b-token"] {
      try nginx.expect("200", Self.collections, header: ["--token", "-b", token])
    }
    try nginx.expect("401", Self.collections, header: ["--token", "-b", "axtoken-2"])
  }

  @Test func `the TLS lines work once they are filled in`() throws {
    try folder.run("create", "-b", "-C4", "--mode", "0644", "server.htpasswd", "admin", "password123")
      .expect(exits: 0)
    let port = try LoopbackConnection.freePort()
    let chroma = try chroma()
    let nginx = try nginx(
      before: chroma, "",
      change: """
        openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost \\
          -addext subjectAltName=DNS:localhost
        sed -i -e 's|#listen 0.0.0.0:443 ssl|listen 127.0.0.1:\(port) ssl|' -e 's|#server_name .*|server_name localhost;|' \\
          -e "s|#ssl_certificate .*|ssl_certificate $PWD/cert.pem;|" \\
          -e "s|#ssl_certificate_key .*|ssl_certificate_key $PWD/key.pem;|" -e 's|#ssl_protocols|ssl_protocols|' nginx.conf
        """)
    try nginx.expect("401", Self.collections)
    var command = folder.program(["check", "-b", "https://localhost:\(port)", "admin", "password123"])
    command.environment["CURL_CA_BUNDLE"] = folder["cert.pem"]
    try command.run().expect(exits: 0).expect(says: "accepted: admin gets in, to Chroma 1.x")
    // A certificate that nobody vouches for is not a server.
    try folder.run("check", "https://localhost:\(port)").expect(exits: 1).expect(
      says: "SSL certificate")
  }
}
