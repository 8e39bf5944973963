import Foundation
import TestSupport
import Testing

/// Output of `config`, read by the programs that it is for.
@Suite struct ConfigTests {
  private let folder: TemporaryFolder
  private static let file = #"my 'file", $HOME $$ ${x} \y: #ö.htpasswd"#
  private static let token = "x!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~9"

  init() throws {
    folder = try TemporaryFolder()
    try folder.run("create", "-b", "-C4", Self.file, "admin", "password123").expect(exits: 0)
    try folder.write(Self.token, to: "token")
  }

  private func yaml(_ text: String) throws -> [[String: Any]] {
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "Oracles/yaml_to_json.py")
    var command = Command([try Peers.chroma("0.6.3", "python"), "-B", script.path(percentEncoded: false)])
    command.input = Array(text.utf8)
    let outcome = try command.run().expect(exits: 0)
    return try #require(
      JSONSerialization.jsonObject(with: Data(outcome.output)) as? [[String: Any]], "\(outcome)")
  }

  private func config(_ arguments: String...) throws -> String {
    try folder.program(["config"] + arguments).run().expect(exits: 0).text
  }

  /// A value as compose reads it: `$$` is `$`; a variable would be another thing.
  private func composed(_ value: Any?) throws -> String {
    let text = try #require(value as? String)
    let parts = text.components(separatedBy: "$$")
    #expect(parts.allSatisfy { !$0.contains("$") }, "\(text)")
    return parts.joined(separator: "$")
  }

  private func names(_ release: String, _ authentication: String) -> [String] {
    switch (release, authentication) {
    case ("chroma", "basic"): ["CHROMA_SERVER_AUTHN_PROVIDER", "CHROMA_SERVER_AUTHN_CREDENTIALS_FILE"]
    case ("chroma", _):
      [
        "CHROMA_SERVER_AUTHN_PROVIDER", "CHROMA_SERVER_AUTHN_CREDENTIALS_FILE",
        "CHROMA_AUTH_TOKEN_TRANSPORT_HEADER",
      ]
    case (_, "basic"):
      [
        "CHROMA_SERVER_AUTH_PROVIDER", "CHROMA_SERVER_AUTH_CREDENTIALS_PROVIDER",
        "CHROMA_SERVER_AUTH_CREDENTIALS_FILE",
      ]
    default:
      [
        "CHROMA_SERVER_AUTH_PROVIDER", "CHROMA_SERVER_AUTH_CREDENTIALS_PROVIDER",
        "CHROMA_SERVER_AUTH_CREDENTIALS",
        "CHROMA_SERVER_AUTH_TOKEN_TRANSPORT_HEADER",
      ]
    }
  }

  private func secretFile(_ authentication: String) -> String {
    authentication == "basic" ? Self.file : "token"
  }

  // MARK: Compose and Kubernetes

  @Test(arguments: ["chroma", "chroma-0.4"], ["basic", "token"])
  func `a compose file is YAML with the settings, the file and the data`(
    release: String, authentication: String
  ) throws {
    let file = secretFile(authentication)
    let text = try config(
      "compose", "--for", release, "--auth", authentication, "--listen", "[::1]:9000", file)
    let document = try yaml(text)[0]
    let service = try #require((document["services"] as? [String: [String: Any]])?["chroma"])
    let environment = try #require(service["environment"] as? [String: String])
    for name in names(release, authentication) { #expect(environment[name] != nil, "\(name)") }
    #expect(environment.count == names(release, authentication).count + 2)
    #expect(service["ports"] as? [String] == ["[::1]:9000:8000"])
    let volumes = try #require(service["volumes"] as? [[String: Any]])
    if let path = environment.first(where: { $0.key.hasSuffix("_FILE") })?.value {
      #expect(try composed(volumes[0]["source"]) == "./" + file)
      #expect(volumes[0]["target"] as? String == path && volumes[0]["type"] as? String == "bind")
    } else {
      #expect(try composed(environment["CHROMA_SERVER_AUTH_CREDENTIALS"]) == Self.token)
    }
    #expect(volumes.last?["source"] as? String == "chroma-data")
    #expect((document["volumes"] as? [String: Any])?.keys.first == "chroma-data")
  }

  @Test(arguments: ["basic", "token"])
  func `a compose file for 1.x holds the configuration of nginx, and nothing else reaches Chroma`(
    authentication: String
  ) throws {
    let file = secretFile(authentication)
    let text = try config("compose", "--for", "chroma-1", "--proxy", "nginx", "--auth", authentication, file)
    let document = try yaml(text)[0]
    let services = try #require(document["services"] as? [String: [String: Any]])
    #expect(services["chroma"]?["ports"] == nil)
    let proxy = try #require(services["nginx"])
    #expect(proxy["ports"] as? [String] == ["127.0.0.1:8080:8080"])
    // Not as root, whoever owns the file.
    #expect(proxy["user"] as? String == (getuid() == 0 ? "101:101" : "\(getuid()):\(getgid())"))
    #expect(!text.contains("user root"))
    let configs = try #require(document["configs"] as? [String: [String: Any]])
    let content = try composed(configs["nginx"]?["content"])
    #expect(content.contains("proxy_set_header Host $http_host;") && content.contains("server chroma:8000;"))
    if authentication == "basic" {
      let volume = try #require((proxy["volumes"] as? [[String: Any]])?.first)
      #expect(try composed(volume["source"]) == "./" + file)
      #expect(content.contains("auth_basic_user_file \"\(volume["target"] as? String ?? "")\";"))
    } else {
      #expect(proxy["volumes"] == nil)
    }
    // Outside of the container the names are others; the rest is what nginx gets.
    try folder.write(
      content.replacing("chroma:8000", with: "127.0.0.1:8000").replacing("/tmp/", with: folder.path + "/"),
      to: "nginx.conf")
    try folder.shell(
      "sudo=; [ $EUID = 0 ] || sudo='sudo -n'; $sudo '\(try Peers.nginx)' -t -c \"$PWD/nginx.conf\""
    )
    .expect(exits: 0)
  }

  @Test(arguments: ["chroma", "chroma-0.4"], ["basic", "token"])
  func `a manifest for Kubernetes holds the file as it is, under the name that the server reads`(
    release: String, authentication: String
  ) throws {
    let file = secretFile(authentication)
    let documents = try yaml(config("kubernetes", "--for", release, "--auth", authentication, file))
    func document(_ kind: String) throws -> [String: Any] {
      try #require(documents.first { $0["kind"] as? String == kind }, "\(kind)")
    }
    let data = try #require(try document("Secret")["data"] as? [String: String])
    let (key, value) = try #require(data.first)
    #expect(data.count == 1)
    #expect(try Data(base64Encoded: value) == Data(folder.bytes(of: file)))
    let spec = try #require(try document("Deployment")["spec"] as? [String: Any])
    let pod = try #require((spec["template"] as? [String: Any])?["spec"] as? [String: Any])
    let container = try #require((pod["containers"] as? [[String: Any]])?.first)
    let variables = try #require(container["env"] as? [[String: Any]])
    for name in names(release, authentication) {
      #expect(variables.contains { $0["name"] as? String == name }, "\(name)")
    }
    let path = variables.first { ($0["name"] as? String)?.hasSuffix("_FILE") ?? false }?["value"] as? String
    let mount = (container["volumeMounts"] as? [[String: Any]])?.first { $0["name"] as? String == "auth" }
    #expect(mount?["mountPath"] as? String == path)
    #expect(mount == nil || mount?["subPath"] as? String == key)
    if path == nil {
      let reference = variables.compactMap { $0["valueFrom"] as? [String: [String: String]] }.first
      #expect(reference?["secretKeyRef"] == ["name": "chroma-auth", "key": key])
    }
  }

  @Test func `a hash that was escaped for compose arrives unchanged`() throws {
    let entry = try folder.run("hash", "--escape", "compose", "-b", "-C4", "admin", "password123").expect(
      exits: 0
    ).text
    let document = try yaml("CHROMA_SERVER_AUTHN_CREDENTIALS: '\(entry.dropLast())'\n")[0]
    try folder.write(try composed(document["CHROMA_SERVER_AUTHN_CREDENTIALS"]) + "\n", to: "back")
    try folder.run("verify", "-b", "back", "admin", "password123").expect(exits: 0)
  }

  // MARK: Shells

  @Test(arguments: ["bash", "dash"], ["basic", "token"])
  func `a docker line gives docker the whole file name, and no token as argument`(
    shell: String, authentication: String
  ) throws {
    for release in ["chroma", "chroma-0.4"] {
      try folder.write(
        config("docker", "--for", release, "--auth", authentication, secretFile(authentication)), to: "line")
      let outcome = try folder.shell(
        """
        printf '#!/bin/sh\\nprintf "%%s\\\\n" "$@"; echo; env\\n' >docker; chmod +x docker
        PATH=$PWD:$PATH \(shell) ./line
        """
      ).expect(exits: 0)
      let parts = outcome.text.components(separatedBy: "\n\n")
      let arguments = parts[0].components(separatedBy: "\n")
      #expect(!parts[0].contains(Self.token))
      for name in names(release, authentication) {
        #expect(arguments.contains { $0 == name || $0.hasPrefix(name + "=") }, "\(name)")
      }
      if release == "chroma-0.4" && authentication == "token" {
        #expect(
          parts[1].components(separatedBy: "\n").contains("CHROMA_SERVER_AUTH_CREDENTIALS=" + Self.token))
        continue
      }
      // docker reads the value as a line of CSV.
      let mount = try #require(arguments.first { $0.contains("type=bind") })
      try folder.write(mount, to: "mount")
      let fields = try Command(
        [Peers.python, "-c", "import csv, sys; print(next(csv.reader(sys.stdin))[1])"], input: mount
      ).run().text
      #expect(fields == "source=\(folder.path)/\(secretFile(authentication))\n")
    }
  }

  // MARK: Refusals

  @Test(arguments: ["env", "docker", "compose", "kubernetes"])
  func `a file that the server would not start with gets no settings`(what: String) throws {
    try folder.write("# users\nadmin:x\n", to: "broken")
    let outcome = try folder.run("config", what, "broken").expect(exits: 7).expect(
      says: "line 1 has no colon")
    #expect(outcome.text == (what == "env" ? "\nfalse\n" : ""))
    try folder.write("a b\nc\n", to: "broken")
    try folder.run("config", what, "--auth", "token", "broken").expect(exits: 7).expect(says: "list of users")
    try folder.write(Self.token + "\n", to: "broken")
    try folder.run("config", what, "--auth", "token", "broken").expect(exits: 7).expect(
      says: "lint --for chroma-token")
    try folder.run("config", what, "missing").expect(exits: 1).expect(
      says: "chroma-htpasswd create missing USER")
    if what == "kubernetes" { return }
    try folder.run("config", what, "--for", "chroma-1", Self.file).expect(exits: 7).expect(says: "hint: ")
      .expect(
        says: "--proxy nginx".isEmpty || what != "compose"
          ? "config nginx" : "config compose --for chroma-1 --proxy nginx")
  }

  @Test(arguments: [
    ["nonsense"], ["env", "--for", "nginx"], ["env", "--auth", "digest"],
    ["env", "--token-header", "Authorization"],
    ["nginx", "--for", "chroma"], ["nginx", "--listen", "8080"], ["nginx", "--listen", "x:0"],
    ["nginx", "--listen", "x;y:1"], ["nginx", "--upstream", "a b:1"], ["env", "--listen", "127.0.0.1:1"],
    ["compose", "--proxy", "nginx"], ["compose", "--for", "chroma-1", "--proxy", "haproxy"],
    ["check", "--auth", "basic"],
    ["compose", "--upstream", "a:1"], [], ["env", "line\nbreak"],
    ["nginx", "--listen", "127.0.0.1:8000"], ["nginx", "--listen", "localhost:8000"],
    ["nginx", "--listen", "0.0.0.0:8000"], ["nginx", "--upstream", "[::1]:80", "--listen", "[::]:80"],
  ])
  func `a wrong command line exits 2`(arguments: [String]) throws {
    try folder.write("", to: "line\nbreak")
    try folder.run("create", "-b", "-C4", "server.htpasswd", "admin", "x").expect(exits: 0)
    let outcome = try folder.program(["config"] + arguments).run().expect(exits: 2)
    // Also where env may have been meant.
    let mayBeEnvironment = arguments.first.map { ["env", "nonsense"].contains($0) } ?? true
    #expect(outcome.text == (mayBeEnvironment ? "\nfalse\n" : ""))
  }

  @Test func `a working folder whose name a configuration cannot hold is refused like such a file`()
    throws
  {
    for (name, status) in [("line\nbreak", Int32(2)), ("escape\u{1B}", 2), ("my $folder's", 0)] {
      let outcome = try folder.shell(
        #"mkdir "$1"; cd "$1"; chroma-htpasswd create -b -C4 f admin x; chroma-htpasswd config docker f"#,
        arguments: [name]
      ).expect(exits: status)
      #expect(outcome.text.isEmpty == (status != 0))
    }
  }

  // MARK: nginx

  @Test(arguments: ["Authorization", "X-Chroma-Token"])
  func `a token that is too long for a parameter of nginx is refused, one that just fits is not`(
    header: String
  ) throws {
    let room = 4095 - (header == "Authorization" ? 13 : 6)
    let longest = String(repeating: ".", count: room / 4) + String(repeating: "a", count: room % 4)
    func config(_ token: String) throws -> Outcome {
      try folder.write(token, to: "t")
      return try folder.run("config", "nginx", "--auth", "token", "--token-header", header, "t")
    }
    try config(longest + "a").expect(exits: 5).expect(says: "too long for nginx").expect(neverSays: longest)
    let text = try config(longest).expect(exits: 0).text
    // nginx itself has the same limit.
    for (text, status) in [(text, Int32(0)), (text.replacing("\\z\"", with: "a\\z\""), 1)] {
      try folder.write(text, to: "nginx.conf")
      try folder.shell(
        "sudo=; [ $EUID = 0 ] || sudo='sudo -n'; $sudo '\(try Peers.nginx)' -t -c \"$PWD/nginx.conf\""
      ).expect(exits: status)
    }
  }

  @Test func `what holds the token is said to hold it, what names its file is not`() throws {
    for arguments in ["nginx", "env --for chroma-0.4", "kubernetes", "compose --for chroma-1 --proxy nginx"] {
      try folder.shell("chroma-htpasswd config \(arguments) --auth token token").expect(exits: 0)
        .expect(says: "hint: the output holds the token")
    }
    for arguments in ["env", "docker", "compose"] {
      try folder.shell("chroma-htpasswd config \(arguments) --auth token token").expect(exits: 0)
        .expect(neverSays: "hint: ")
    }
  }

  @Test(arguments: ["env", "docker", "compose", "kubernetes", "nginx"])
  func `a file name that YAML cannot hold is refused`(what: String) throws {
    for name in ["a\u{FFFE}", "\u{FFFF}b"] {
      try folder.run("create", "-b", "-C4", name, "admin", "x").expect(exits: 0)
      let outcome = try folder.run("config", what, name).expect(exits: 2).expect(
        says: "has control characters or is not UTF-8")
      #expect(outcome.text == (what == "env" ? "\nfalse\n" : ""))
    }
  }

  @Test func `who may enter the folders counts too, and a file that nginx cannot get at is to be moved`()
    throws
  {
    try folder.run("create", "-b", "-C4", "--mode", "0644", "f", "admin", "x").expect(exits: 0)
    func config(_ mode: String) throws -> Outcome {
      try folder.shell("chmod \(mode) . && chroma-htpasswd config nginx f").expect(exits: 0)
    }
    #expect(try !config("755").text.contains("\nuser "))
    let closed = try config("700")
    #expect(closed.text.contains("\nuser ") == (getuid() != 0))
    // A link into a folder that is closed.
    try folder.shell("mkdir -m 700 inside; mv f inside; ln -s inside/f f").expect(exits: 0)
    let linked = try config("755")
    #expect(linked.text.contains("\nuser ") == (getuid() != 0))
    guard getuid() == 0 else { return }
    for (outcome, place) in [(closed, folder.path), (linked, folder["inside"])] {
      outcome.expect(says: "nginx cannot enter \(place)").expect(says: "such as /etc/nginx")
        .expect(neverSays: "chgrp")
    }
    // Its group can do nothing about the folder either.
    try folder.shell("chgrp www-data inside/f; chmod 640 inside/f").expect(exits: 0)
    #expect(try !config("755").text.contains("\nuser "))
    try folder.shell("chmod 711 inside").expect(exits: 0)
    #expect(try config("755").text.contains("\nuser www-data www-data;"))
  }

  @Test(arguments: [
    "missing", "broken", "--for nonsense", "--for chroma-1 good", "--nonsense", "a b", "--auth",
  ])
  func `a shell that evaluates the settings starts no server where there are none`(arguments: String) throws {
    try folder.write("# users\n", to: "broken")
    try folder.run("create", "-b", "-C4", "good", "admin", "x").expect(exits: 0)
    try folder.shell(#"eval "$(chroma-htpasswd config env \#(arguments))" && echo started"#).expect(exits: 1)
      .expect(neverSays: "started").expect(says: "error: ")
    try folder.shell(#"eval "$(chroma-htpasswd config env good)" && echo started"#).expect(exits: 0)
      .expect(says: "started")
  }
}

extension Command {
  fileprivate init(_ words: [String], input: String) {
    self.init(words)
    self.input = Array(input.utf8)
  }
}
