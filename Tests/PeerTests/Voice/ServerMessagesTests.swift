import Foundation
import TestSupport
import Testing

/// The messages about servers, in `servers.txt`: they need real ones, and take their time.
@Suite(.serialized) struct ServerMessagesTests {
  @Test func `the page of servers holds what the program says of them`() throws {
    try VoicePage.expect(
      VoicePage.scenes(Scenes.ofServers, MessageServers()), in: Scenes.serversPage,
      recordedBy: "ServerMessagesTests")
  }
}

/// The servers that scenes ask: their addresses are in variables.
struct MessageServers {
  private let all: [(variable: String, server: ListeningServer, shown: String)]

  init() throws {
    let folder = try TemporaryFolder()
    try folder.run("create", "-b", "-C4", "server.htpasswd", "alice", "alice-pw").expect(exits: 0)
    let protected = try ChromaServer("0.6.2", in: folder, settings: "eval \"$(chroma-htpasswd config env)\"")
    let open = try ChromaServer("0.6.2", in: folder, settings: "true")
    let newest = try ChromaServer("1.5.9", in: folder, settings: "true")
    let nginx = try ListeningServer(
      in: folder,
      """
      chroma-htpasswd config nginx --listen 127.0.0.1:$PORT --upstream 127.0.0.1:\(newest.port) >nginx.conf
      root=; [ $EUID = 0 ] || root='sudo -n'
      exec $root \(try Peers.nginx) -c "$PWD/nginx.conf" -g "daemon off; pid $PWD/nginx.pid;"
      """, ready: "/api/v2/heartbeat", before: newest)
    all = [
      ("PROTECTED", protected, "http://127.0.0.1:8000"), ("OPEN", open, "http://127.0.0.1:8001"),
      ("NEWEST", newest, "http://127.0.0.1:8002"), ("BEHIND_NGINX", nginx, "http://127.0.0.1:8003"),
    ]
  }

  var variables: [String: String] {
    Dictionary(uniqueKeysWithValues: all.map { ($0.variable, $0.server.url) })
  }

  /// With ports that are the same in every run.
  func masked(_ text: String) -> String {
    all.reduce(text) { $0.replacing($1.server.url, with: $1.shown) }
  }
}
