import Foundation
import TestSupport
import Testing

/// `check` of what is not a Chroma, or none that answers.
@Suite struct CheckTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func oddServer(_ mode: String, _ argument: String = "") throws -> ListeningServer {
    try OddServer(mode, argument, in: folder)
  }

  private static let odd = [
    ("garbage", "Received HTTP/0.9 when not allowed"),
    ("html", "is not a Chroma server: its heartbeats return 200"),
    ("redirect", "is not a Chroma server: its heartbeats return 302"), ("hang", "Operation timed out"),
    ("endless", "its answer is longer than 65536 bytes"), ("empty", "Empty reply from server"),
    ("closed", "refuses the heartbeat too (401), so whether it is Chroma is unknown"),
    ("error", "answers a request for collections with 500"),
  ]

  @Test(arguments: odd)
  func `a server that answers otherwise is not a Chroma, and never sees the password`(
    mode: String, words: String
  ) throws {
    let other = mode == "redirect" ? try oddServer("proxy") : nil
    let server = try oddServer(mode, other?.url ?? "")
    let outcome = try folder.run("check", "--timeout", "1", "-b", server.url, "admin", "password123")
    outcome.expect(exits: 1).expect(says: words).expect(says: "error: ").expect(neverSays: "\u{1B}")
    #expect(try !folder.text(of: "requests").contains("Authorization"))
  }

  @Test func `a closed port, and a name that nobody has`() throws {
    try folder.run("check", "http://127.0.0.1:\(try LoopbackConnection.freePort())").expect(exits: 1).expect(
      says: "Failed to connect")
    try folder.run("check", "http://nobody.invalid").expect(exits: 1).expect(says: "Could not resolve host")
      .expect(says: "Could not resolve host")
  }

  @Test(arguments: ["large", "broken"], [("0.4.24", " --for chroma-0.4"), ("0.6.3", "")])
  func `an open server with a long list of collections is open, and never sees the password`(
    mode: String, release: (version: String, option: String)
  ) throws {
    let server = try oddServer(mode, release.version)
    try folder.run("check", "-b", server.url, "admin", "password123").expect(exits: 7)
      .expect(says: "open: a request without credentials is answered")
      .expect(says: "in the server's environment: chroma-htpasswd config check\(release.option)")
    #expect(try !folder.text(of: "requests").contains("Authorization"))
  }

  @Test func `plain HTTP to another host is warned of where credentials go along, with -q too`() throws {
    let warning = "warning: plain HTTP: anyone on the network can read"
    try folder.run("check", "http://nobody.invalid").expect(exits: 1).expect(says: warning)
    try folder.run("check", "-q", "-b", "http://nobody.invalid", "admin", "x").expect(exits: 1).expect(
      says: warning)
    try folder.run("check", "-q", "http://nobody.invalid").expect(exits: 1).expect(neverSays: "plain HTTP")
    try folder.run("check", "-b", "http://127.0.0.1:\(try LoopbackConnection.freePort())", "admin", "x")
      .expect(exits: 1)
      .expect(neverSays: "plain HTTP")
  }

  @Test func `plain HTTP through a proxy is warned of, wherever the server is`() throws {
    let proxy = try oddServer("guarded", "0.6.2")
    var command = folder.program(["check", "-q", "--use-proxy", "-b", "http://localhost:9", "admin", "x"])
    command.environment = ["http_proxy": proxy.url, "no_proxy": ""]
    try command.run().expect(exits: 3).expect(says: "warning: plain HTTP: anyone")
    // Without a proxy nobody is on the way.
    try folder.run("check", "-q", "--use-proxy", "-b", proxy.url, "admin", "x").expect(exits: 3)
      .expect(neverSays: "plain HTTP")
  }

  @Test func `a release with a hole is not protected, though something refuses the question too`() throws {
    let server = try oddServer("guarded", "0.6.3")
    try folder.run("check", server.url).expect(exits: 7)
      .expect(says: "not protected: a request without credentials is refused (403)")
      .expect(says: "use the image chromadb/chroma:0.6.2, or pip install chromadb==0.6.2")
  }

  /// Chroma's own refusal is 403.
  @Test
  func `a release with a hole is protected by a proxy that refuses strangers itself, and the hole is said`()
    throws
  {
    let server = try oddServer("walled", "0.6.3")
    try folder.run("check", server.url).expect(exits: 0)
      .expect(says: "protected: a request without credentials is refused (401)")
      .expect(
        says:
          "warning: a proxy refuses strangers; of those who reach Chroma past it anyone can delete a database"
      )
  }

  @Test func `the hint of a closed heartbeat can be typed, and a heartbeat alone is no alarm without one`()
    throws
  {
    let closed = try oddServer("closed")
    let outcome = try folder.run("check", closed.url).expect(exits: 1)
    let hint = try #require(outcome.messages.split(separator: "\n").last?.split(separator: ": ").last)
    try folder.shell(String(hint)).expect(exits: 0).expect(says: "protected: ")
    let server = try oddServer("record")
    try folder.run("check", "\(server.url)/api/v2/heartbeat").expect(exits: 7)
      .expect(says: "hint: every Chroma answers that to anyone")
  }

  @Test func `a proxy that speaks HTTP/1.0 to Chroma is told what to change`() throws {
    let server = try oddServer("http10")
    try folder.run("check", server.url).expect(exits: 1).expect(says: "behind a proxy that speaks HTTP/1.0")
      .expect(says: "proxy_http_version 1.1;")
  }

  @Test func `a page for any path is not an answer of a release with a hole`() throws {
    let server = try oddServer("pages", "0.6.2")
    try folder.run("check", server.url).expect(exits: 0).expect(says: "protected: ")
      .expect(neverSays: "delete a database")
  }

  @Test func `HOST:PORT means plain HTTP`() throws {
    let server = try oddServer("proxy")
    try folder.run("check", "127.0.0.1:\(server.port)").expect(exits: 7).expect(
      says: "up: http://127.0.0.1:\(server.port) is Chroma")
  }

  @Test func `curl gets no descriptor of the one who asks`() throws {
    let server = try oddServer("proxy")
    try folder.write(
      "#!/bin/sh\nls /proc/self/fd >descriptors\nexec \"$(command -v -p curl)\" \"$@\"\n", to: "curl")
    try folder.shell(
      """
      chmod +x curl; echo password123 >password; exec 7<password 8<password
      PATH=$PWD:$PATH chroma-htpasswd check --password-fd 7 \(server.url) admin
      """
    ).expect(exits: 7)
    // Its streams, and the folder that ls reads.
    #expect(try folder.text(of: "descriptors") == "0\n1\n2\n3\n")
  }

  @Test func `with --wait a server that is not up yet is asked again, without it at once given up`() throws {
    let server = try oddServer("late")
    try folder.run("check", server.url).expect(exits: 1).expect(says: "Empty reply from server")
    let late = try oddServer("late")
    try folder.run("check", "--wait", "29", late.url).expect(exits: 7).expect(says: "is Chroma")
  }

  @Test(arguments: ["TERM", "HUP"])
  func `a signal that ends it ends curl too`(signal: String) throws {
    try folder.write(
      """
      #!/bin/bash
      exec 8>told
      trap 'echo curl ended >&8; exit' TERM
      echo curl runs >&8
      sleep 60 8>&- &
      wait
      echo curl is left >&8
      """, to: "script")
    // A copy, which no process that this one forks meanwhile has open for writing ("text file busy").
    let outcome = try folder.shell(
      """
      cp script curl; chmod +x curl; mkfifo told
      PATH=$PWD:$PATH chroma-htpasswd check http://localhost:8000 &
      exec 8<told
      read -r -u 8 line; echo "$line"
      kill -\(signal) $!
      wait $!; echo "exit $?"
      cat <&8
      """)
    #expect(outcome.text == "curl runs\nexit 4\ncurl ended\n", "\(outcome)")
  }

  @Test func `without curl it says what is missing`() throws {
    var command = Command([Program.path, "check", "http://localhost:8000"], in: folder.path)
    command.environment["PATH"] = folder.path
    try command.run().expect(exits: 1).expect(says: "there is no curl").expect(says: "hint: ")
  }

  @Test(arguments: [
    ["ftp://localhost"], ["http://"], ["http://u:p@localhost"], ["http://local host"],
    ["http://localhost/\"\nurl=\"file:///etc/passwd"], ["http://localhost?x"], ["-b", "http://localhost"],
    ["-b", "http://localhost", "admin"], ["--token", "-b", "http://localhost"], ["-i", "http://localhost"],
    ["--timeout", "0", "http://localhost"], ["--token", "http://localhost", "admin"], [],
  ])
  func `a wrong command line exits 2, and nobody is asked`(arguments: [String]) throws {
    try folder.program(["check"] + arguments).run().expect(exits: 2)
  }

  @Test func `no configuration of the user is read, and no proxy taken unless that is asked for`() throws {
    let proxy = try oddServer("proxy")
    try folder.write("url = \"http://127.0.0.1:\(proxy.port)/from-curlrc\"\n", to: ".curlrc")
    var command = folder.program(["check", "http://127.0.0.1:\(try LoopbackConnection.freePort())"])
    command.environment = [
      "HOME": folder.path, "CURL_HOME": folder.path, "http_proxy": proxy.url, "no_proxy": "",
    ]
    try command.run().expect(exits: 1).expect(says: "Failed to connect")
    #expect(try !folder.text(of: "requests").contains("/api/"))
    command.words.append(Array("--use-proxy".utf8))
    // The proxy answers everything, without credentials too.
    try command.run().expect(exits: 7)
    #expect(try folder.text(of: "requests").contains("/api/v2/heartbeat"))
    #expect(try !folder.text(of: "requests").contains("from-curlrc"))
  }

  @Test func `curl's arguments hold no secret`() throws {
    try folder.shell(
      "printf '#!/bin/sh\\necho \"$@\" >>arguments; exec /usr/bin/curl \"$@\"\\n' >curl; chmod +x curl"
    )
    .expect(exits: 0)
    let server = try oddServer("proxy")
    var command = Command([Program.path, "check", "-b", server.url, "admin", "password123"], in: folder.path)
    command.environment["PATH"] = "\(folder.path):/usr/bin:/bin"
    try command.run().expect(exits: 7)
    let lines = try folder.text(of: "arguments").split(separator: "\n")
    #expect(Set(lines) == ["-q --config -"])
  }
}
