import Foundation
import TestSupport
import Testing

/// Chroma 0.6.3 itself, over HTTP, with a file made here.
@Suite struct ServerTests {
  @Test func `a running Chroma lets the users of a file made here in, and nobody else`() throws {
    let folder = try TemporaryFolder()
    let file = "server.htpasswd"
    let people = ["admin": "password123", "jörg": "pässwörd mit Leerzeichen", "user1": "a:b $x \"'"]
    try folder.run("create", "-b", "-C", "4", file, "nobody", "gone").expect(exits: 0)
    for (user, password) in people {
      try folder.run("add", "-b", "-C", "4", file, user, password).expect(exits: 0)
      try Command([Peers.htpasswd, "-vb", file, user, password], in: folder.path).run().expect(exits: 0)
    }
    try folder.run("delete", file, "nobody").expect(exits: 0)

    let server = try Server(in: folder, with: file)
    for (user, password) in people {
      try server.expect("200", for: "\(user):\(password)")
      try server.expect("403", for: "\(user):\(password)x")
      try server.client("\(user):\(password)").expect(exits: 0)
      try server.client("\(user):wrong").expect(exits: 3)
    }
    try server.expect("403", for: "nobody:gone")
    try server.expect("403", for: nil)
    try server.client(nil).expect(exits: 3)
  }

  @Test func `a file as Windows PowerShell writes it is named, mended, and lets admin in`() throws {
    let folder = try TemporaryFolder()
    let entry = try folder.run("hash", "-b", "-C", "10", "admin", "password123").expect(exits: 0).text
    let text = "\u{feff}" + entry.trimmingCharacters(in: .newlines) + "\r\n"
    try folder.write(Array(text.data(using: .utf16LittleEndian)!), to: "server.htpasswd")
    try folder.shell("chmod 600 server.htpasswd").expect(exits: 0)
    let report = try folder.run("lint", "server.htpasswd").expect(exits: 7)
    report.expect(says: "server.htpasswd:1:1: error: the file is UTF-16, as Windows PowerShell writes it")
      .expect(says: "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte")
      .expect(says: "help: chroma-htpasswd lint --fix server.htpasswd ")
      .expect(says: "1 error, 0 warnings, 0 notes")
    try folder.run("lint", "--fix", "server.htpasswd").expect(exits: 0)
    #expect(try folder.text(of: "server.htpasswd") == entry)

    let server = try Server(in: folder, with: "server.htpasswd")
    try server.expect("200", for: "admin:password123")
    try server.expect("403", for: "admin:password124")
  }
}

/// A Chroma on a free port, stopped when nothing refers to it any more.
private final class Server {
  let port: UInt16
  let folder: TemporaryFolder
  let child: Child

  init(in folder: TemporaryFolder, with file: String) throws {
    self.folder = folder
    port = try freePort()
    var command = Command(
      [
        "bash", "-c", #"exec "$@" >log 2>&1"#, "bash", try Peers.chroma("0.6.3", "chroma"), "run",
        "--host", "127.0.0.1", "--port", "\(port)", "--path", "data",
      ], in: folder.path)
    command.environment = [
      "CHROMA_SERVER_AUTHN_CREDENTIALS_FILE": file,
      "CHROMA_SERVER_AUTHN_PROVIDER": "chromadb.auth.basic_authn.BasicAuthenticationServerProvider",
      "ANONYMIZED_TELEMETRY": "False",
    ]
    child = try command.start()
    let heartbeat = try curl(
      ["--retry", "60", "--retry-delay", "1", "--retry-connrefused"], "/api/v2/heartbeat")
    #expect(heartbeat.text == "200", "\(heartbeat)\n\(log)")
  }

  /// Records an issue unless a request with these credentials has this HTTP status.
  func expect(
    _ status: String, for credentials: String?, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try curl(
      credentials.map { ["--user", $0] } ?? [],
      "/api/v2/tenants/default_tenant/databases/default_database/collections")
    #expect(outcome.text == status, "\(outcome)\n\(log)", sourceLocation: sourceLocation)
  }

  /// Chroma's own client with these credentials: exits 3 when it is refused.
  func client(_ credentials: String?) throws -> Outcome {
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "Oracles/chroma_client.py")
    return try Command(
      [
        try Peers.chroma("0.6.3", "python"), "-B", script.path(percentEncoded: false), "\(port)",
      ] + (credentials.map { [$0] } ?? [])
    ).run()
  }

  private var log: String { "the server's log:\n" + ((try? folder.text(of: "log")) ?? "") }

  private func curl(_ options: [String], _ path: String) throws -> Outcome {
    try Command(
      ["curl", "-q", "--silent", "--noproxy", "*", "--output", "/dev/null", "--write-out", "%{http_code}"]
        + options + ["http://127.0.0.1:\(port)\(path)"]
    ).run()
  }
}

/// A port of the loopback that nobody listens on.
private func freePort() throws -> UInt16 {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(socket) }
  let status = unsafe withUnsafeMutablePointer(to: &address) {
    unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      unsafe bind(socket, $0, length) + getsockname(socket, $0, &length)
    }
  }
  try #require(status == 0)
  return UInt16(bigEndian: address.sin_port)
}
