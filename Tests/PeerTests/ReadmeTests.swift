import Foundation
import TestSupport
import Testing

/// What the README has people type, run as it stands there: only ports are others, and the programs that it starts end
/// with the test.
@Suite(.serialized) struct ReadmeTests {
  private let folder: TemporaryFolder
  private let readme: String

  init() throws {
    folder = try TemporaryFolder()
    // nginx's workers enter it.
    try folder.shell("chmod 711 .").expect(exits: 0)
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../README.md")
    readme = try String(contentsOf: path, encoding: .utf8)
  }

  /// The code blocks below a heading, up to the next one.
  private func blocks(_ language: String, below heading: String) throws -> [String] {
    let parts = readme.components(separatedBy: "\n### \(heading)\n")
    try #require(parts.count == 2, "\(heading)")
    var blocks: [(language: String, lines: [String])] = []
    var isInside = false
    for line in parts[1].components(separatedBy: "\n") {
      if line.hasPrefix("```") {
        isInside.toggle()
        if isInside { blocks.append((String(line.dropFirst(3)), [])) }
      } else if isInside {
        blocks[blocks.count - 1].lines.append(line)
      } else if line.hasPrefix("## ") || line.hasPrefix("### ") {
        break
      }
    }
    return blocks.filter { $0.language == language }.map { $0.lines.joined(separator: "\n") }
  }

  @Test func `links lead to headings, and tests that are named exist`() throws {
    let headings = readme.components(separatedBy: "\n").filter { $0.hasPrefix("#") }.map { line in
      line.drop { $0 == "#" || $0 == " " }.lowercased().filter {
        $0.isLetter || $0.isNumber || "- ".contains($0)
      }
      .replacing(" ", with: "-")
    }
    for link in readme.matches(of: /\]\(#([^)]*)\)/) {
      #expect(headings.contains(String(link.1)), "\(link.0)")
    }
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let files = try #require(FileManager.default.subpaths(atPath: tests.path(percentEncoded: false)))
    for name in readme.matches(of: /[`\/]([A-Za-z]+Tests)(?:\.swift)?`/) {
      #expect(files.contains { $0 == name.1 || $0.hasSuffix("/\(name.1).swift") }, "\(name.1)")
    }
  }

  @Test func `the example for Swift is the one that is built, and says who gets in`() throws {
    let source = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/LoginExample/main.swift")
    let example = try String(contentsOf: source, encoding: .utf8)
    #expect(readme.contains("```swift\n\(example)```\n"))
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "LoginExample").path
    try folder.run("create", "-b", "-C4", "server.htpasswd", "admin", "password123").expect(exits: 0)
    #expect(try Command([program], in: folder.path).run().expect(exits: 0).text == "accepted\n")
    try folder.run("add", "-b", "-C4", "server.htpasswd", "admin", "other").expect(exits: 0)
    #expect(try Command([program], in: folder.path).run().expect(exits: 0).text == "refused\n")
  }

  /// Runs the commands of a block, and then `more`, with a release of Chroma in the `PATH`.
  private func run(
    _ block: String, release: String, ports: [String: UInt16], _ more: [String] = []
  ) throws -> Outcome {
    func moved(_ text: String) -> String {
      ports.reduce(text) { $0.replacing($1.key, with: "\($1.value)") }
    }
    let port = try #require(ports["8000"])
    // Chroma listens there without being told, so it is told through its name.
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

  @Test func `an empty folder becomes a protected Chroma 0_6 in three commands, and its clients get in`()
    throws
  {
    let heading = "Chroma 0.6.2, protected in three commands"
    let commands = try blocks("sh", below: heading)[0]
    #expect(commands.components(separatedBy: "\n").count == 3)
    let clients = try blocks("python", below: "Clients").map(python) + blocks("sh", below: "Clients")
    #expect(clients.count == 3)
    let port = try freePort()
    let outcome = try run(commands, release: "0.6.2", ports: ["8000": port], clients).expect(exits: 0)
    for line in try blocks("", below: heading)[0].components(separatedBy: "\n") where !line.isEmpty {
      outcome.expect(says: line.replacing("8000", with: "\(port)"))
    }
    #expect(outcome.text.components(separatedBy: "\n").filter { $0.hasSuffix("[]") }.count == 3, "\(outcome)")
  }

  @Test func `config check says of the files of the README what stands there`() throws {
    let samples = try blocks("", below: "Settings").filter { $0.contains("config check") }
    #expect(samples.count == 1)
    for sample in samples {
      let parts = sample.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let said = try folder.shell(
        #"echo 'CHROMA_SERVER_AUTHN_CREDENTIALS_FILE="/chroma/server.htpasswd"' >docker.env; \#(parts[0].dropFirst(2))"#
      ).expect(exits: 7)
      #expect(said.text == parts.dropFirst().joined(separator: "\n") + "\n")
    }
  }

  @Test func `lint says of the guide's compose files what stands there`() throws {
    let files = try blocks("yaml", below: "Is the deployment protected?")
    let samples = try blocks("", below: "Is the deployment protected?")
    try #require(files.count == 2 && samples.count == 3)
    let fixed = files[0].replacing(":latest", with: ":0.6.2").replacing(
      "8000:8000", with: "127.0.0.1:8000:8000")
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

  @Test func `tokens, as the README has them`() throws {
    let blocks = try (commands: blocks("sh", below: "Tokens"), python: blocks("python", below: "Tokens"))
    #expect(blocks.commands.count == 2 && blocks.python.count == 1)
    for header in ["X-Chroma-Token", "Authorization"] {
      let folder = try ReadmeTests()
      let more = (blocks.python.map(python) + [blocks.commands[1]]).map {
        $0.replacing("X-Chroma-Token", with: header)
      }
      let outcome = try folder.run(
        blocks.commands[0].replacing("X-Chroma-Token", with: header), release: "0.6.2",
        ports: ["8000": freePort()], more
      ).expect(exits: 0).expect(says: "accepted: the token gets in")
      #expect(
        outcome.text.components(separatedBy: "\n").filter { $0.hasSuffix("[]") }.count == 2, "\(outcome)")
    }
  }

  @Test func `an empty folder becomes a Chroma with three users and three roles, and can says what it does`()
    throws
  {
    let heading = "Three users with three roles, on Chroma 0.6.2"
    let commands = try blocks("sh", below: heading)[0]
    let route = "http://localhost:8000/api/v2/tenants/default_tenant/databases/default_database/collections"
    func asked(_ user: String, _ options: String) -> String {
      "echo \(user) $(curl -q -s -o body -w '%{http_code}' -u \(user):\(user)-pw \(options))"
    }
    let outcome = try run(
      commands, release: "0.6.2", ports: ["8000": freePort()],
      [
        asked("bob", "-H 'Content-Type: application/json' -d '{\"name\":\"notes\"}' \(route)"),
        asked("carol", route),
        asked("carol", "-H 'Content-Type: application/json' -d '{\"name\":\"other\"}' \(route)"),
        asked("bob", "-X POST \(route.components(separatedBy: "tenants")[0])reset"),
        try blocks("", below: heading)[0].components(separatedBy: "\n")[0].dropFirst(2) + " || echo exit $?",
      ]
    ).expect(exits: 0)
    let sample = try blocks("", below: heading)[0].components(separatedBy: "\n")[1]
    for line in [
      "roles.yaml: Chroma (roles) starts, and all 3 users may do something", "accepted: alice gets in",
      "yes: carol has what query needs", "bob 200", "carol 200", "carol 403", "bob 403", sample, "exit 3",
    ] { outcome.expect(says: line) }
  }

  @Test func `an empty folder becomes a protected Chroma 1_x in five commands`() throws {
    let heading = "Chroma 1.x, protected in five commands"
    let commands = try blocks("sh", below: heading)[0]
    #expect(commands.components(separatedBy: "\n").count == 5)
    let ports = ["8000": try freePort(), "8080": try freePort()]
    let arguments = "--listen 127.0.0.1:8080 --upstream 127.0.0.1:8000"
    let clients = try blocks("python", below: "Clients").map { python($0.replacing("8000", with: "8080")) }
    let outcome = try run(
      commands.replacing("config nginx", with: "config nginx \(arguments)"), release: "1.5.9", ports: ports,
      ["chroma-htpasswd check http://localhost:8000 || echo exit $?"] + clients
    ).expect(exits: 0).expect(says: "open: a request without credentials is answered").expect(says: "exit 7")
    let said = try blocks("", below: heading).filter { $0.hasPrefix("up: ") }
    for line in try #require(said.first).components(separatedBy: "\n") where !line.isEmpty {
      outcome.expect(says: line.replacing("8080", with: "\(ports["8080"]!)"))
    }
    #expect(outcome.text.components(separatedBy: "\n").filter { $0 == "[]" }.count == 2, "\(outcome)")
  }

  @Test func `an empty folder becomes a 1_x behind Caddy with TLS in four commands`() throws {
    let commands = try blocks("sh", below: "Chroma 1.x behind Caddy, with TLS, in four commands")[0]
    #expect(commands.components(separatedBy: "\n").count == 4)
    let ports = ["8000": try freePort()]
    let (secure, admin) = (try freePort(), try freePort())
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
        "\(ask) --retry 60 --retry-delay 1 --retry-connrefused \(url)",
        "\(ask) --retry 60 --retry-delay 1 --retry-all-errors --fail --user admin:password123 \(url)",
        "\(ask) --user admin:wrong \(url)",
      ])
    #expect(outcome.text.split(separator: "\n").suffix(3) == ["401", "200", "401"], "\(outcome)")
  }

  @Test func `an empty folder becomes a 1_x behind Traefik in three commands`() throws {
    let commands = try blocks("sh", below: "Chroma 1.x behind Traefik, in three commands")[0]
    #expect(commands.components(separatedBy: "\n").count == 3)
    let compose = commands.replacing("docker compose up -d", with: "'\(try Peers.compose)' config --quiet")
    let outcome = try folder.shell("set -e\n\(compose)\nchroma-htpasswd lint --format json . || true").expect(
      exits: 0)
    #expect(
      outcome.text.contains("protected-basic") && !outcome.text.contains("does-not-start"), "\(outcome)")
  }

  @Test func `a configuration that holds a token is a file that others cannot read`() throws {
    let commands = try blocks("sh", below: "Chroma 1.x, protected in five commands")[1]
    let outcome = try folder.shell("umask 022; \(commands)\nstat -c %a nginx.conf").expect(exits: 0)
      .expect(says: "hint: what is printed holds the token")
    #expect(outcome.text == "600\n")
  }
}
