import Foundation
import TestSupport
import Testing

/// Configurations that `config` prints for fronts: entries that a front cannot use, and the findings of our own lint.
@Suite struct FrontConfigurationTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.shell("chmod 711 .").expect(exits: 0)
    try folder.run("create", "-b", "-C4", "--mode", "0644", "f", "admin", "password123").expect(exits: 0)
    try folder.shell("htpasswd -sbc sha admin password123").expect(exits: 0)
    try folder.write("a-token!", to: "server.token")
  }

  @Test(arguments: ["nginx", "caddy", "haproxy", "apache", "traefik", "envoy"])
  func `the lint says of it that it asks`(front: String) throws {
    let file = front == "envoy" ? "sha" : "f"
    for (arguments, outcome) in [
      (file, "basic"), ("--auth token", "token"), ("--cors https://a.example:8443 \(file)", "basic"),
      ("--cors '*' --auth token", "token"),
    ] {
      try folder.shell("chroma-htpasswd config \(front) \(arguments) >configuration").expect(exits: 0)
      let json = try folder.run("lint", "--format", "json", "configuration").text
      #expect(json.contains("protected-\(outcome)"), "\(json)")
      #expect(!json.contains("proxy-without-auth"), "\(json)")
    }
  }

  @Test func `an origin is a scheme and a host, and goes with a front`() throws {
    for origin in ["", "x", "https://", "https://A b", "https://a/", "https://a\"", "null", "**", "ftp://a"] {
      try folder.run("config", "nginx", "--cors=\(origin)", "f").expect(exits: 2)
    }
    try folder.run("config", "env", "--cors", "*", "f").expect(exits: 2).expect(says: "goes with a front")
    try folder.run("config", "compose", "--cors", "*", "f").expect(exits: 2)
  }

  @Test(arguments: ["caddy", "haproxy"])
  func `entries that it cannot use are named and left out, and nobody at all is an error`(front: String)
    throws
  {
    try folder.shell("htpasswd -mb f bob x; htpasswd -sb f carol x").expect(exits: 0)
    let printed = try folder.run("config", front, "f").expect(exits: 0)
      .expect(says: "warning: left out 2 users that").expect(says: "bob, carol")
    #expect(printed.text.contains("admin") && !printed.text.contains("carol"))
    try folder.run("delete", "f", "admin").expect(exits: 0)
    let refused = try folder.run("config", front, "f").expect(exits: 7).expect(
      says: "cannot use the entries of f")
    #expect(refused.text.isEmpty)
  }

  @Test func `Envoy takes SHA alone`() throws {
    try folder.run("config", "envoy", "f").expect(exits: 7)
  }

  @Test func `Caddy gets certificates for a name itself`() throws {
    let text = try folder.run("config", "caddy", "--host", "chroma.example.org", "f").expect(exits: 0).text
    #expect(
      text.contains("\nchroma.example.org {\n") && !text.contains("auto_https") && !text.contains("bind"))
    for host in ["-x", "a b", "a{", ""] {
      try folder.run("config", "caddy", "--host=\(host)", "f").expect(exits: 2)
    }
    try folder.run("config", "haproxy", "--host", "x", "f").expect(exits: 2)
  }

  @Test(arguments: ["nginx", "caddy", "traefik"])
  func `compose runs it before a Chroma that nothing else reaches`(front: String) throws {
    for (arguments, outcome) in [
      ("f", "basic"), ("--auth token", "token"), ("--cors https://a.example f", "basic"),
    ] {
      try folder.shell(
        "chroma-htpasswd config compose --for chroma-1 --proxy \(front) \(arguments) >compose.yaml"
      )
      .expect(exits: 0)
      try Command([try Peers.compose, "config", "--quiet"], in: folder.path).run().expect(exits: 0)
      let json = try folder.run("lint", "--format", "json", "compose.yaml").text
      #expect(json.contains("protected-\(outcome)"), "\(json)")
    }
  }

  @Test(arguments: ["basic", "token"])
  func `kubernetes runs nginx beside Chroma, and no service is called chroma`(authentication: String) throws {
    let file = authentication == "basic" ? "f" : "server.token"
    let text = try folder.run("config", "kubernetes", "--for", "chroma-1", "--auth", authentication, file)
      .expect(exits: 0).text
    #expect(text.contains("kind: Service\nmetadata:\n  name: chromadb\n"))
    #expect(text.contains("CHROMA_LISTEN_ADDRESS\n              value: 127.0.0.1"))
    let encoded = try #require(text.firstMatch(of: /nginx.conf: '([^']*)'/)).1
    let configuration = try #require(Data(base64Encoded: String(encoded)))
    #expect(String(decoding: configuration, as: UTF8.self).contains("server 127.0.0.1:8000;"))
  }
}
