import Foundation
import TestSupport
import Testing

/// Commands that README and the manual pages have people type, run as printed: only the ports differ, and the programs that it
/// starts end with the test.
@Suite(.serialized) struct ReadmeTests {
  private let folder: TemporaryFolder
  private let readme: Page
  private let manual: Page

  init() throws {
    folder = try TemporaryFolder()
    // nginx's workers enter it.
    try folder.shell("chmod 711 .").expect(exits: 0)
    readme = try Page("README.md")
    manual = try Page("man/chroma-auth.7")
  }

  @Test func `README has at most 220 lines, and its links lead to files`() throws {
    #expect(readme.source.split(separator: "\n", omittingEmptySubsequences: false).count <= 221)
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    for path in ["README.md", "Tests/README.md"] {
      let folder = root.appending(path: path).deletingLastPathComponent()
      for link in try Page(path).source.matches(of: /\]\(([^)#]*)\)/) {
        let target = folder.appending(path: String(link.1)).path(percentEncoded: false)
        #expect(FileManager.default.fileExists(atPath: target), "\(link.0)")
      }
    }
  }

  @Test func `tests that the pages name exist`() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let files = try #require(FileManager.default.subpaths(atPath: tests.path(percentEncoded: false)))
    for name in try Page("Tests/README.md").source.matches(of: /[`\/]([A-Za-z]+Tests)(?:\.swift)?`/) {
      #expect(files.contains { $0 == name.1 || $0.hasSuffix("/\(name.1).swift") }, "\(name.1)")
    }
  }

  @Test func `the example for Swift is the one that is built, and says who gets in`() throws {
    let source = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/LoginExample/main.swift")
    let example = try String(contentsOf: source, encoding: .utf8)
    #expect(try Page("Sources/Htpasswd/README.md").source.contains("```swift\n\(example)```\n"))
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "LoginExample").path
    try folder.run("create", "-b", "-C4", "server.htpasswd", "admin", "password123").expect(exits: 0)
    #expect(try Command([program], in: folder.path).run().expect(exits: 0).text == "accepted\n")
    try folder.run("add", "-b", "-C4", "server.htpasswd", "admin", "other").expect(exits: 0)
    #expect(try Command([program], in: folder.path).run().expect(exits: 0).text == "refused\n")
  }

  /// A session of commands, each after `$ `, as a terminal shows it.
  private func session(_ block: String, release: String? = nil) throws {
    let commands = block.components(separatedBy: "\n").filter { $0.hasPrefix("$ ") }
    let script = commands.map { "printf '%s\\n' \(shellWord($0))\n\($0.dropFirst(2))" }
    let typed = try folder.shell("exec 2>&1\n" + script.joined(separator: "\n"))
    #expect(typed.text == block + "\n", "\(typed)")
  }

  private func shellWord(_ text: String) -> String {
    "'" + text.replacing("'", with: #"'\''"#) + "'"
  }

  /// Runs the commands of a block, and then `more`, with a release of Chroma in the `PATH`.
  private func run(
    _ block: String, release: String, ports: [String: UInt16], _ more: [String] = []
  ) throws -> Outcome {
    func moved(_ text: String) -> String {
      // At once: a new port may look like an old one.
      text.replacing(/[0-9]+/) { found in ports[String(found.0)].map { "\($0)" } ?? String(found.0) }
    }
    let port = try #require(ports["8000"])
    // Chroma's default port, which the commands do not name.
    let chroma = try Peers.chroma(release, "chroma")
    try folder.shell("mkdir bin").expect(exits: 0)
    try folder.write(
      """
      #!/bin/sh
      case " $* " in *" --port "*) ;; *) set -- "$@" --port \(port) ;; esac
      exec '\(chroma)' "$@" >../log 2>&1
      """, to: "bin/chroma")
    try folder.write("#!/bin/sh\nexec '\(Peers.chroma(release, "python"))' \"$@\"\n", to: "bin/python")
    try folder.write(
      """
      #!/bin/sh
      sudo=; [ "$(id -u)" = 0 ] || sudo='sudo -n'
      echo "$sudo" >sudo
      exec $sudo '\(try Peers.nginx)' -g 'pid \(folder["nginx.pid"]);' "$@"
      """, to: "bin/nginx")
    let script = """
      chmod +x bin/*; mkdir empty; PATH=$PWD/bin:$PATH; cd empty
      ended() { kill $(jobs -p); [ ! -f ../nginx.pid ] || $(cat sudo) kill $(cat ../nginx.pid); wait; }
      trap ended EXIT
      set -e
      \(moved(block))
      \(more.map(moved).joined(separator: "\n"))
      """
    var command = Command(["bash", "-c", script], in: folder.path)
    command.environment = ["ANONYMIZED_TELEMETRY": "False", "no_proxy": "*"]
    return try command.run()
  }

  private func python(_ snippet: String) -> String { "python <<'END'\n\(snippet)\nEND" }

  @Test func `the first screen shows what the four commands print`() throws {
    let block = try #require(readme.blocks("text", below: "chroma-htpasswd").first)
    let parts = block.components(separatedBy: "$ chroma-htpasswd check ")
    try #require(parts.count == 2)
    try folder.shell(
      #"""
      chroma-htpasswd create -b -q old.htpasswd alice x
      echo 'bob:$apr1$Kz7.pQ1a$GpfVgfOc9Yx.pUyjCx3pH0' >>old.htpasswd
      """#
    ).expect(exits: 0)
    try session(String(parts[0].dropLast()))
    let port = try LoopbackConnection.freePort()
    let outcome = try run(
      "chroma run --host 127.0.0.1 --port 8000 --path ./data &", release: "1.5.9", ports: ["8000": port],
      ["chroma-htpasswd check --wait 60 http://localhost:8000 || true"]
    )
    for line in parts[1].components(separatedBy: "\n").dropFirst()
    where line.hasPrefix("up") || line.hasPrefix("open") {
      outcome.expect(says: line.replacing("8000", with: "\(port)"))
    }
  }

  @Test func `the pages show what a session of commands prints`() throws {
    for block in readme.blocks("text", below: "Everyday") {
      try folder.shell(
        "rm -f server.htpasswd; chroma-htpasswd create -b -q server.htpasswd admin password123"
      )
      .expect(exits: 0)
      try session(block)
    }
    try folder.shell("rm -f server.htpasswd").expect(exits: 0)
    try session(Page("man/chroma-htpasswd.1").blocks("text", below: "QUICK START")[0])
  }

  @Test func `a file of Windows PowerShell is converted, and the error that Chroma prints for it is known`()
    throws
  {
    let heading = "When Chroma does not start"
    try folder.shell(
      #"""
      chroma-htpasswd hash -b admin password123 >plain
      { printf '\377\376'; iconv -f UTF-8 -t UTF-16LE plain; } >ps.htpasswd
      ! chroma-htpasswd verify -b ps.htpasswd admin password123
      """#
    ).expect(exits: 0).expect(says: "can't decode byte 0xff")
    let message = readme.blocks("text", below: heading)[0]
    try folder.shell("chroma-htpasswd explain \(shellWord(message))").expect(exits: 0).expect(says: "UTF-16")
    try folder.shell(
      readme.blocks("sh", below: heading)[0]
        + "; chroma-htpasswd verify -b ps.htpasswd admin password123"
    ).expect(says: "accepted: Chroma lets admin in")
  }

  @Test func `an exit status is CI's answer`() throws {
    let command = readme.blocks("sh", below: "CI")[0]
    try folder.run("create", "-b", "-C4", "server.htpasswd", "admin", "password123").expect(exits: 0)
    try folder.shell("export CHROMA_PASSWORD=password123; \(command)").expect(exits: 0)
    try folder.shell("export CHROMA_PASSWORD=wrong; \(command)").expect(exits: 3)
  }

  @Test func `an empty folder becomes a protected Chroma 0_6 in three commands, and its clients get in`()
    throws
  {
    let commands = readme.blocks("sh", below: "Protect Chroma 0.5 and 0.6")[0]
    #expect(commands.components(separatedBy: "\n").count == 3)
    let clients =
      readme.blocks("python", below: "Python and curl").map(python)
      + readme.blocks("sh", below: "Python and curl")
      + manual.blocks("python", below: "Python").map(python) + manual.blocks("sh", below: "curl")
    #expect(clients.count == 6)
    let port = try LoopbackConnection.freePort()
    let outcome = try run(commands, release: "0.6.2", ports: ["8000": port], clients).expect(exits: 0)
    for line in ["protected: a request without credentials is refused (403)", "accepted: admin gets in"] {
      #expect(readme.source.contains("`\(line)`"))
      outcome.expect(says: line)
    }
    #expect(outcome.text.components(separatedBy: "[]").count == 7, "\(outcome)")
  }

  @Test func `the quick start of the manual protects both a 0_6 and a 1_x`() throws {
    let blocks = manual.blocks("sh", below: "QUICK START")
    try #require(blocks.count == 2)
    let inner = blocks[1]
    try run(inner, release: "0.6.2", ports: ["8000": LoopbackConnection.freePort()]).expect(exits: 0)
      .expect(says: "accepted: admin gets in")
    // README has the same five commands, and they are run below.
    #expect(blocks[0] == readme.blocks("sh", below: "Protect Chroma 1.x")[0])
  }

  @Test func `config env and config check print what the manual shows`() throws {
    let shown = try #require(manual.blocks("text", below: "SETTINGS").first)
    try folder.run("create", "-b", "-C4", "server.htpasswd", "admin", "password123").expect(exits: 0)
    let printed = try folder.shell("chroma-htpasswd config env").expect(exits: 0).text
    #expect(
      "$ chroma-htpasswd config env\n\(printed)".replacing(folder.path, with: "/home/me/chroma") == shown
        + "\n")
    let samples = manual.blocks("text", below: "What config check finds")
    #expect(samples.count == 1)
    for sample in samples {
      let parts = sample.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let said = try folder.shell(
        #"echo 'CHROMA_SERVER_AUTHN_CREDENTIALS_FILE="/chroma/server.htpasswd"' >docker.env; \#(parts[0].dropFirst(2))"#
      ).expect(exits: 7)
      #expect(said.text == parts.dropFirst().joined(separator: "\n") + "\n")
    }
  }

  @Test func `lint says of the guide's compose files what the manual shows, and README in part`() throws {
    let files = manual.blocks("yaml", below: "DEPLOYMENTS")
    let samples = manual.blocks("text", below: "DEPLOYMENTS")
    try #require(files.count == 2 && samples.count == 3)
    let fixed = files[0].replacing(":latest", with: ":0.6.2").replacing(
      "8000:8000", with: "127.0.0.1:8000:8000")
    let lines = samples[0].components(separatedBy: "\n")
    for line in readme.blocks("text", below: "Is the deployment protected?")[0].components(separatedBy: "\n")
    {
      #expect(lines.contains(line))
    }
    try folder.shell("chroma-htpasswd create --generate server.htpasswd admin").expect(exits: 0)
    for (file, sample) in [(files[0], samples[0]), (fixed, samples[1])] {
      try folder.write(file, to: "compose.yaml")
      let said = try folder.shell("chroma-htpasswd lint .")
      #expect("$ chroma-htpasswd lint .\n\(said.text)" == sample + "\n", "\(said)")
    }
    try folder.shell("rm server.htpasswd").expect(exits: 0)
    try folder.write(files[1], to: "compose.yaml")
    let said = try folder.shell("chroma-htpasswd lint .").expect(exits: 7)
    #expect("$ chroma-htpasswd lint .\n\(said.text)" == samples[2] + "\n", "\(said)")
  }

  @Test func `tokens protect Chroma as the manual shows, in either header`() throws {
    let blocks = (
      commands: manual.blocks("sh", below: "TOKENS"), python: manual.blocks("python", below: "TOKENS")
    )
    #expect(blocks.commands.count == 2 && blocks.python.count == 1)
    for header in ["X-Chroma-Token", "Authorization"] {
      let folder = try ReadmeTests()
      let more = (blocks.python.map(python) + [blocks.commands[1]]).map {
        $0.replacing("X-Chroma-Token", with: header)
      }
      let outcome = try folder.run(
        blocks.commands[0].replacing("X-Chroma-Token", with: header), release: "0.6.2",
        ports: ["8000": LoopbackConnection.freePort()], more
      ).expect(exits: 0).expect(says: "accepted: the token gets in")
      #expect(
        outcome.text.components(separatedBy: "\n").filter { $0.hasSuffix("[]") }.count == 2, "\(outcome)")
    }
  }

  @Test func `an empty folder becomes a Chroma with three users and three roles, and can says what it does`()
    throws
  {
    let commands = manual.blocks("sh", below: "ROLES")[0]
    let sample = manual.blocks("text", below: "ROLES")[0].components(separatedBy: "\n")
    let route = "http://localhost:8000/api/v2/tenants/default_tenant/databases/default_database/collections"
    func asked(_ user: String, _ options: String) -> String {
      "echo \(user) $(curl -q -s -o body -w '%{http_code}' -u \(user):\(user)-pw \(options))"
    }
    let outcome = try run(
      commands, release: "0.6.2", ports: ["8000": LoopbackConnection.freePort()],
      [
        asked("bob", "-H 'Content-Type: application/json' -d '{\"name\":\"notes\"}' \(route)"),
        asked("carol", route),
        asked("carol", "-H 'Content-Type: application/json' -d '{\"name\":\"other\"}' \(route)"),
        asked("bob", "-X POST \(route.components(separatedBy: "tenants")[0])reset"),
        sample[0].dropFirst(2) + " || echo exit $?",
      ]
    ).expect(exits: 0)
    for line in [
      "roles.yaml: Chroma (roles) starts, and all 3 users may do something", "accepted: alice gets in",
      "yes: carol has what query needs", "bob 200", "carol 200", "carol 403", "bob 403", sample[1], "exit 3",
    ] { outcome.expect(says: line) }
  }

  @Test func `an empty folder becomes a protected Chroma 1_x in five commands`() throws {
    let heading = "Protect Chroma 1.x"
    let commands = readme.blocks("sh", below: heading)[0]
    #expect(commands.components(separatedBy: "\n").count == 5)
    let ports = ["8000": try LoopbackConnection.freePort(), "8080": try LoopbackConnection.freePort()]
    let arguments = "--listen 127.0.0.1:8080 --upstream 127.0.0.1:8000"
    let clients =
      (manual.blocks("python", below: "Python") + readme.blocks("python", below: "Python and curl"))
      .map { python($0.replacing("8000", with: "8080")) }
    let outcome = try run(
      commands.replacing("config nginx", with: "config nginx \(arguments)"), release: "1.5.9", ports: ports,
      ["chroma-htpasswd check http://localhost:8000 || echo exit $?"] + clients
    ).expect(exits: 0).expect(says: "open: a request without credentials is answered").expect(says: "exit 7")
    let said = readme.blocks("text", below: heading)
    for line in try #require(said.first).components(separatedBy: "\n") where !line.isEmpty {
      outcome.expect(says: line.replacing("8080", with: "\(ports["8080"]!)"))
    }
    #expect(outcome.text.components(separatedBy: "\n").filter { $0 == "[]" }.count == 4, "\(outcome)")
  }

  @Test func `an empty folder becomes a 1_x behind Caddy with TLS in four commands`() throws {
    let commands = manual.blocks("sh", below: "Caddy")[0]
    #expect(commands.components(separatedBy: "\n").count == 4)
    let ports = ["8000": try LoopbackConnection.freePort()]
    let (secure, admin) = (try LoopbackConnection.freePort(), try LoopbackConnection.freePort())
    // For localhost Caddy signs the certificate itself; it is given other ports, and keeps out of the system's trust.
    try folder.shell("mkdir -p more").expect(exits: 0)
    try folder.write(
      """
      #!/bin/bash
      { echo "{ skip_install_trust
        auto_https disable_redirects
        admin 127.0.0.1:\(admin)
      }" | sed 's/^{ /{\\n/'; sed 's/^localhost {/localhost:\(secure) {/' Caddyfile; } >Caddyfile.moved
      export XDG_DATA_HOME=$PWD XDG_CONFIG_HOME=$PWD
      exec '\(try Peers.front("caddy"))' run --config Caddyfile.moved --adapter caddyfile >../log.caddy 2>&1
      """, to: "more/caddy")
    let ask = "curl -q --silent --noproxy '*' -k -o answer -w '%{http_code}\\n'"
    let url = "https://localhost:\(secure)/api/v2/version"
    let script = "chmod +x ../more/caddy; PATH=$PWD/../more:$PATH\n"
    let outcome = try run(
      script
        + commands.replacing("chroma.example.org", with: "localhost")
        .replacing("config caddy", with: "config caddy --upstream 127.0.0.1:8000") + " &", release: "1.5.9",
      ports: ports,
      [
        "\(ask) --retry 60 --retry-delay 1 --retry-all-errors \(url)",
        "\(ask) --retry 60 --retry-delay 1 --retry-all-errors --fail --user admin:password123 \(url)",
        "\(ask) --user admin:wrong \(url)",
      ])
    #expect(outcome.text.split(separator: "\n").suffix(3) == ["401", "200", "401"], "\(outcome)")
  }

  @Test func `an empty folder becomes a 1_x behind Traefik or nginx, in compose, in three commands`() throws {
    for commands in [
      manual.blocks("sh", below: "Traefik")[0], readme.blocks("sh", below: "Protect Chroma 1.x")[1],
    ] {
      #expect(commands.components(separatedBy: "\n").count == 3)
      // A file of root's is one that the fronts cannot read, as the program says.
      let compose = commands.replacing("docker compose up -d", with: "'\(try Peers.compose)' config --quiet")
        .replacing(
          "\nchroma-htpasswd config",
          with: "\n[ $(id -u) != 0 ] || chown 1000:1000 server.htpasswd\nchroma-htpasswd config")
      let outcome = try folder.shell(
        "rm -f server.htpasswd; set -e\n\(compose)\nchroma-htpasswd lint --format json . || true"
      ).expect(exits: 0)
      #expect(
        outcome.text.contains("protected-basic") && !outcome.text.contains("does-not-start"), "\(outcome)")
    }
  }

  @Test func `a configuration that holds a token is a file that others cannot read`() throws {
    let commands = manual.blocks("sh", below: "nginx")[0]
    let outcome = try folder.shell("umask 022; \(commands)\nstat -c %a nginx.conf").expect(exits: 0)
      .expect(says: "hint: the output holds the token")
    #expect(outcome.text == "600\n")
  }

  @Test func `a configuration with roles is printed as shown`() throws {
    try folder.run("create", "-b", "-C4", "server.htpasswd", "admin", "password123").expect(exits: 0)
    let commands = manual.blocks("sh", below: "Roles of Chroma 1.x")[0]
    try folder.shell("\(commands)\ngrep -q 403 nginx.conf").expect(exits: 0)
  }
}
