import Foundation
import TestSupport
import Testing

/// `config nginx --role` in front of a real Chroma 1.5.9: every route of its openapi.json, as each user.
@Suite struct RolesFrontTests {
  private struct API: Decodable {
    var paths: [String: [String: Operation]]

    struct Operation: Decodable {}
  }

  private let folder: TemporaryFolder
  private let chroma: ChromaServer
  private let nginx: ListeningServer

  init() throws {
    folder = try TemporaryFolder()
    try folder.shell(
      """
      chmod 711 .
      for user in alice bob carol Bob; do chroma-htpasswd add --create -b -C4 server.htpasswd $user pw; done
      chmod 644 server.htpasswd
      """
    ).expect(exits: 0)
    chroma = try ChromaServer("1.5.9", in: folder, settings: "true")
    nginx = try ListeningServer(
      in: folder,
      """
      chroma-htpasswd config nginx --role admin=alice --role writer=bob --role reader=carol,Bob \\
        --listen 127.0.0.1:$PORT --upstream 127.0.0.1:\(chroma.port) server.htpasswd >nginx.conf
      root=; [ $EUID = 0 ] || root='sudo -n'
      exec $root \(try Peers.nginx) -c "$PWD/nginx.conf" -g "daemon off; pid $PWD/nginx.pid;"
      """, ready: "/api/v2/heartbeat", before: chroma)
  }

  private func status(_ user: String, _ method: String, _ path: String) throws -> String {
    try Command([
      "curl", "-q", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--noproxy", "*", "--path-as-is", "-u",
      "\(user):pw",
      "-X", method, "-H", "Content-Type: application/json", "-d", "{}", nginx.url + path,
    ]).run().text
  }

  @Test
  func `a reader reads, a writer writes below a database, an admin may do all, and nobody else anything`()
    throws
  {
    let text = try Command(["curl", "-q", "-s", "--noproxy", "*", chroma.url + "/openapi.json"]).run().text
    let api = try JSONDecoder().decode(API.self, from: Data(text.utf8))
    let id = "00000000-0000-0000-0000-000000000000"
    let base = "/api/v2/tenants/t/databases/d/collections"
    var counts = [0, 0, 0]
    for (template, operations) in api.paths {
      let path = template.replacing(/\{tenant\}/, with: "t").replacing(/\{database\}/, with: "d").replacing(
        /\{[^}]*\}/, with: id)
      for method in operations.keys.map({ $0.uppercased() }) where path != "/api/v2/heartbeat" {
        let reads =
          method == "GET"
          || method == "POST" && path.hasPrefix(base + "/" + id)
            && ["get", "query", "search"].contains(path.split(separator: "/").last ?? "")
        let writes = reads || path == base || path.hasPrefix(base + "/")
        counts[reads ? 0 : writes ? 1 : 2] += 1
        // Chroma refuses the empty body of most requests; reset takes it.
        for (user, isAllowed) in [
          ("carol", reads), ("Bob", reads), ("bob", writes), ("alice", true), ("dave", false),
        ] {
          if user == "alice", path.hasSuffix("/reset") { continue }
          let answer = try status(user, method, path)
          if user == "dave" {
            #expect(["401", "403"].contains(answer), "\(method) \(path): \(answer)")
          } else {
            #expect((answer != "403") == isAllowed && answer != "401", "\(user) \(method) \(path): \(answer)")
          }
        }
      }
    }
    #expect(counts.allSatisfy { $0 > 1 }, "\(counts)")
  }

  @Test func `a path that nginx and Chroma may read differently is refused`() throws {
    let paths = [
      "/api/v2/tenants/default_tenant/databases/default_database/collections/x/delete/../get",
      "/api/v2/tenants/default_tenant/databases/default_database/collections/x/delete/%2e%2e/get",
      "/api/v2/tenants/default_tenant/databases/default_database/collections/x/delete?/get",
      "/api/v2/tenants/default_tenant/databases/default_database/collections/x/delete%3f/get",
      "/api/v2/tenants/default_tenant/databases/default_database/collections/x%2fdelete/get",
      "/api/v2/tenants/default_tenant/databases/default_database/collections/../get",
      "/api/v2/tenants/x%2Fdatabases%2Fd%2Fcollections%2Fc%2Fget", "//api/v2/reset", "/api/v2/./reset",
      "/api/v2/reset#/api/v2/tenants/t/databases/d/collections/c/get",
      "/api/v2/reset/api/v2/tenants/t/databases/d/collections/c/get",
      "/api/v2/tenants/t/databases/d/collections/c/get/delete",
      "/api/v2/tenants/t/databases/d/collections/c/delete;/get",
      "/api/v2/tenants/t/databases/d/collections/c/GET", "/api/v2/tenants/t/databases/d/collections/c/get%00",
    ]
    for path in paths {
      let answer = try status("carol", "POST", path)
      #expect(["403", "400"].contains(answer), "\(path): \(answer)")
    }
  }

  @Test func `a name in another case is another user, and a wrong password no user`() throws {
    let collections = "/api/v2/tenants/default_tenant/databases/default_database/collections"
    #expect(try status("Bob", "POST", collections) == "403")
    #expect(try status("bob", "POST", collections) != "403")
    let wrong = try Command([
      "curl", "-q", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--noproxy", "*", "-u", "alice:wrong",
      "-X", "POST",
      nginx.url + "/api/v2/reset",
    ]).run().text
    #expect(wrong == "401")
    try nginx.expect("401", collections)
  }
}
