import Foundation
import TestSupport
import Testing

/// `lint` of what is not an ordinary file: a clear answer, no hang, no crash.
@Suite struct LintInputTests {
  private let clean = Fixture.alice.replacing("$04$", with: "$10$") + "\n"

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder(file: clean)
    try folder.write("admin:secret-word\n", to: "bad")
    try folder.shell("chmod 600 *").expect(exits: 0)
    return folder
  }

  @Test func `it exits 0, 7 and 1 by what it found, and --fail-on and --ignore change that`() throws {
    let folder = try folder()
    try folder.run("lint", "file").expect(exits: 0).expect(says: "0 errors, 0 warnings, 0 notes")
    try folder.run("lint", "file", "bad").expect(exits: 7).expect(says: "1 error, 0 warnings, 0 notes")
    try folder.run("lint", "--ignore", "plain-text-password", "file", "bad").expect(exits: 0)
    try folder.run("lint", "--for", "chroma", "--for", "nginx", "file", "bad").expect(exits: 7)
      .expect(says: "1 error").expect(says: "[plain-text-password] (chroma, nginx)")
    try folder.run("lint", "--min-cost", "11", "file").expect(exits: 0)
      .expect(says: "warning: ").expect(says: "[low-cost]")
    try folder.run("lint", "--min-cost", "11", "--fail-on", "warning", "file").expect(exits: 7)
    try folder.run("lint", "--max-cost", "9", "--min-cost", "4", "--fail-on=warning", "file").expect(exits: 7)
      .expect(says: "[high-cost]")
    try folder.run("lint", "--min-cost", "12", "--max-cost", "11", "file").expect(exits: 2)
    try folder.run("lint", "--ignore", "nonsense", "file").expect(exits: 2)
    try folder.run("lint").expect(exits: 2)
  }

  @Test func `Chroma 1 reads no file of users, tokens or roles, so none is said to work`() throws {
    let folder = try folder()
    try folder.write("kVv0D5aQx8Zr1nTq", to: "server.token")
    for file in ["file", "server.token"] {
      for command in [["lint"], ["config", "check"]] {
        try folder.program(command + ["--for", "chroma-1", file]).run().expect(exits: 7)
          .expect(says: "has no authentication: it ignores \(file), and is open").expect(
            neverSays: "can log in")
      }
    }
    try folder.run("lint", "--for", "chroma-1,nginx", "file").expect(neverSays: "it ignores")
  }

  @Test func `of a folder no compose file is passed over for a name that leads nowhere`() throws {
    let folder = try folder()
    try folder.shell("mkdir d; ln -s /nonexistent d/compose.yml").expect(exits: 0)
    try folder.write(
      "services: {c: {image: 'chromadb/chroma:0.6.2', ports: ['8000:8000']}}\n", to: "d/docker-compose.yml")
    try folder.run("lint", "d").expect(exits: 7).expect(says: "c is open, reached on every address")
    try folder.shell("mkdir d/compose.yaml").expect(exits: 0)
    try folder.run("lint", "d").expect(exits: 1).expect(says: "cannot read d/compose.yaml: is a directory")
    try folder.shell("rmdir d/compose.yaml; chmod 711 d .").expect(exits: 0)
    let isRoot = geteuid() == 0
    let prefix = isRoot ? "setpriv --reuid 65534 --regid 65534 --clear-groups " : "chmod 311 d; "
    try folder.shell(prefix + "\"$(command -v chroma-htpasswd)\" lint d").expect(exits: 1)
      .expect(says: "cannot read d: permission denied")
  }

  @Test
  func `the users of a front are judged as that front reads them, and its other sites are not Chroma's`()
    throws
  {
    let folder = try TemporaryFolder()
    try folder.write(
      """
      services:
        chroma: {image: 'chromadb/chroma:1.5.9'}
        app: {image: acme/app}
        web:
          image: nginx:1.28
          ports: ['127.0.0.1:80:80']
          volumes: ['./nginx.conf:/etc/nginx/nginx.conf', './users.htpasswd:/etc/nginx/users']

      """, to: "compose.yaml")
    let app = "server { listen 81; location / { proxy_pass http://app:3000; } }"
    let chroma =
      "server { auth_basic x; auth_basic_user_file users; location / { proxy_pass http://chroma:8000; } }"
    try folder.write("events {}\nhttp {\n\(app)\n\(chroma)\n}\n", to: "nginx.conf")
    try folder.write("# users\nadmin:$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/\n", to: "users.htpasswd")
    let outcome = try folder.run("lint", ".").expect(says: "nginx accepts the file, and 1 user can log in")
    outcome.expect(says: "web is protected")
    #expect(!outcome.text.contains("Chroma will not start"))
    try folder.write("events {}\nhttp {\n\(app)\n}\n", to: "nginx.conf")
    let other = try folder.run("lint", "compose.yaml", ".")
    #expect(!other.text.contains("passes everybody on") && !other.text.contains("web"))
  }

  @Test func `compose files in another folder that .env names are not passed over`() throws {
    let folder = try folder()
    try folder.shell("mkdir -p d/sub").expect(exits: 0)
    try folder.write("COMPOSE_FILE=sub/compose.yaml\n", to: "d/.env")
    try folder.run("lint", "d").expect(says: "COMPOSE_FILE")
    for image in ["nginx", "chromadb/chroma:0.6.2"] {
      try folder.write("services: {c: {image: '\(image)'}}\n", to: "d/compose.yaml")
      try folder.run("lint", "d").expect(says: "COMPOSE_FILE names other files than this one")
    }
    try folder.write("COMPOSE_FILE=./compose.yaml\n", to: "d/.env")
    try folder.run("lint", "d").expect(says: "c is open")
  }

  @Test(arguments: ["text", "json", "sarif", "github", "gitlab", "junit"])
  func `what cannot be read exits 1, and the others are reported`(format: String) throws {
    let folder = try folder()
    try folder.shell("mkdir folder; ln -s loop loop").expect(exits: 0)
    for path in ["missing", "folder", "loop", "file/x", "missing/x"] {
      let outcome = try folder.run("lint", "--format", format, path, "bad").expect(exits: 1)
      outcome.expect(says: "plain-text-password")
      #expect(outcome.messages.hasPrefix("chroma-htpasswd: error: ") && outcome.messages.contains(path))
    }
  }

  @Test func `a diff shows what can be read, and where nothing could be there is no summary`() throws {
    let folder = try folder()
    try folder.write(Fixture.alice + "\r\n", to: "bad")
    let outcome = try folder.run("lint", "--diff", "--fix", "bad", "missing").expect(exits: 1)
    outcome.expect(says: "+++ bad, fixed").expect(says: "cannot open missing")
    #expect(try folder.run("lint", "missing").expect(exits: 1).text.isEmpty)
    try folder.shell("mkdir d; cp bad d/a.htpasswd").expect(exits: 0)
    try folder.run("lint", "--diff", "d").expect(exits: 7).expect(says: "+++ d/a.htpasswd, fixed")
    try folder.run("lint", "--diff", "--format", "json", "bad").expect(exits: 2)
      .expect(says: "leave --format out")
  }

  @Test func `-q leaves only errors`() throws {
    let folder = try folder()
    try folder.write("admin:secret-word\r\nbob:\(clean.dropFirst(6))", to: "bad")
    let outcome = try folder.run("lint", "-q", "--min-cost", "11", "bad").expect(exits: 7)
    outcome.expect(says: "[plain-text-password]").expect(neverSays: "[low-cost]").expect(neverSays: "note")
    outcome.expect(neverSays: "1 error")
  }

  @Test(arguments: ["-x", "a\tb", "it's", "\u{202E}x"])
  func `the command of a hint fixes, whatever the names are`(name: String) throws {
    let folder = try TemporaryFolder()
    for line in [
      "\(name):$1$abcdefgh$0123456789012345678901", "admin:realm:5f4dcc3b5aa765d61d8327deb882cf99",
    ] {
      for file in ["-odd", "a\u{1}b", "f"] {
        try folder.write(line + "\n\(Fixture.alice)\n", to: file)
        let report = try folder.run("lint", "--format", "json", file == "-odd" ? "./-odd" : file).expect(
          exits: 7)
        let hints = report.text.matches(
          of: /"hint":"to [a-z ]*: (chroma-htpasswd (?:rename|lint|add) .*?)","remedy"/)
        let hint = try #require(hints.first).1.replacing("\\\\", with: "\\").replacing("\\\"", with: "\"")
        let command = String(hint).replacing(" add ", with: " add -i ").replacing(" USER", with: " admin")
          .replacing(" NEW", with: " new")
        try folder.shell(command, input: "pw-9\n").expect(exits: 0)
        try folder.run("lint", "--ignore", "control-character", "--ignore", "low-cost", "./\(file)").expect(
          exits: 0)
      }
    }
  }

  @Test func `a file without permission exits 1`() throws {
    let folder = try folder()
    // For root every file can be read, unless it gives that right away.
    let drop =
      geteuid() == 0 ? "setpriv --bounding-set -all --inh-caps -all --reuid nobody --clear-groups" : ""
    try folder.shell(
      "chmod 711 .; chmod 000 file; cp \"$0\" lint; chmod 755 lint; \(drop) ./lint lint file"
        .replacing("$0", with: Program.path)
    ).expect(exits: 1).expect(says: "cannot open file: permission denied")
  }

  @Test(arguments: ["", "\r\n", "\n"])
  func `/dev/null, an empty file and empty lines hold no users`(text: String) throws {
    let folder = try TemporaryFolder(file: text)
    for path in ["/dev/null", "file", "-"] {
      let outcome = try folder.program(["lint", path], input: text).run().expect(exits: 0)
      outcome.expect(says: "[no-users]").expect(neverSays: "add /dev/null")
      try folder.program(["lint", "--fail-on", "warning", path], input: text).run().expect(exits: 7)
      try folder.program(["lint", "--for", "chroma-0.4", path], input: text).run().expect(exits: 7)
        .expect(says: "; Chroma 0.4 will not start")
    }
  }

  @Test func `- reads standard input`() throws {
    let folder = try folder()
    try folder.run("lint", "-", input: clean).expect(exits: 0)
    try folder.run("lint", "-", input: "admin:secret-word\n").expect(exits: 7).expect(says: "-:1:7: error: ")
    try folder.run("lint", "--fix", "-", input: clean).expect(exits: 2)
    try folder.run("lint", "--diff", "--fix", "-", input: clean + "\r\n").expect(exits: 7)
    try folder.shell("chroma-htpasswd lint - <&-").expect(exits: 1)
    try folder.shell("chroma-htpasswd lint - <.").expect(exits: 1)
  }

  @Test func `a FIFO is read to its end, however slowly its writer writes`() throws {
    let folder = try folder()
    try folder.shell("mkfifo fifo").expect(exits: 0)
    // It waits for the writer, who opens the FIFO later and writes each byte alone.
    let lint = try folder.program(["lint", "--format", "json", "fifo"]).start()
    try folder.shell(
      #"exec 3>fifo; while IFS= read -rn1 c; do if [ "$c" ]; then printf %s "$c"; else echo; fi >&3; done <bad"#
    ).expect(exits: 0)
    try lint.finish().expect(exits: 7).expect(says: #""name":"admin","line":1,"usable":false"#)
    // A writer who writes nothing.
    let other = try folder.program(["lint", "fifo"]).start()
    try folder.shell(": >fifo").expect(exits: 0)
    try other.finish().expect(exits: 0).expect(says: "[no-users]")
  }

  @Test func `names cannot move the cursor or forge a line`() throws {
    let folder = try folder()
    try folder.write("ev\u{1b}]0;x\u{7}\u{1b}[2J\u{202e}il\u{85}x\u{9b}1m:x\n", to: "bad")
    for format in ["text", "github", "json", "sarif"] {
      let outcome = try folder.run("lint", "--format", format, "bad").expect(exits: 7)
      let scalars = outcome.text.unicodeScalars
      #expect(!scalars.contains { $0.properties.generalCategory == .control && $0 != "\n" }, "\(outcome)")
    }
    try folder.run("lint", "--diff", "--unsafe-fixes", "bad").expect(neverSays: "\u{1b}")
  }

  @Test(arguments: ["text", "json", "sarif", "github", "gitlab", "junit"])
  func `a file's name cannot move the cursor either`(format: String) throws {
    let folder = try folder()
    let name = "ev\u{1b}]0;x\u{7}il\u{9b}1m\u{85}\u{202e}\u{200b}"
    try folder.write("a:x\n", to: name)
    let outcome = try folder.run("lint", "--format", format, name).expect(exits: 7)
    let odd = outcome.text.unicodeScalars.filter {
      [.control, .format].contains($0.properties.generalCategory) && $0 != "\n"
    }
    #expect(odd.isEmpty, "\(outcome)")
  }

  @Test(arguments: ["text", "json", "sarif", "github", "gitlab", "junit"])
  func `lines of a megabyte are no matter`(format: String) throws {
    let folder = try folder()
    let long = String(repeating: "x", count: 1 << 20)
    try folder.write("\(long)\n\(long):\(clean.dropFirst(6))\(clean)\(long):\(long):\(long)\n", to: "bad")
    try folder.run("lint", "--format", format, "bad").expect(exits: 7).expect(says: "extra-field")
    try folder.run("lint", "--fix", "--unsafe-fixes", "bad").expect(exits: 0)
    #expect(try folder.text(of: "bad") == "\(long):\(clean.dropFirst(6))\(clean)")
  }

  @Test func `a million entries are linted in little memory`() throws {
    let folder = try folder()
    let hash = clean.dropFirst("alice:$2y$10$cccc".utf8.count)
    let digits = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef".utf8.prefix(32))
    var bytes: [UInt8] = []
    for number in 0..<1_000_000 {
      let salt = [0, 5, 10, 15].map { digits[number >> $0 & 31] }
      bytes += Array("u\(number):$2y$10$".utf8) + salt + Array(hash.utf8)
    }
    try folder.write(bytes, to: "file")
    try folder.shell("chmod 600 file; ulimit -v 300000; chroma-htpasswd lint file").expect(exits: 0)
    try folder.write(bytes + Array("u7:x\n".utf8), to: "file")
    try folder.shell("ulimit -v 300000; chroma-htpasswd lint file").expect(exits: 7)
      .expect(says: "duplicate user u7 (first on line 8)")
  }

  @Test func `a full device is an error, a reader who goes away is none`() throws {
    let folder = try folder()
    for format in ["text", "json", "sarif", "github", "gitlab", "junit"] {
      try folder.shell("chroma-htpasswd lint --format \(format) bad >/dev/full").expect(exits: 1)
      try folder.shell("exec 3> >(:); wait $!; chroma-htpasswd lint --format \(format) bad >&3").expect(
        exits: 7)
    }
    try folder.shell("chroma-htpasswd lint bad >&-").expect(exits: 1)
  }

  @Test func `in continuous integration the mode is that of a checkout, and nothing is said of it`() throws {
    let folder = try folder()
    try folder.shell("chmod 644 file; chroma-htpasswd lint file").expect(exits: 0)
      .expect(says: "[world-readable]")
    try folder.shell("CI=true chroma-htpasswd lint file").expect(exits: 0)
      .expect(neverSays: "[world-readable]")
  }

  @Test func `what a compose file of the folder reads is not asked about for itself`() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "services:\n  chroma:\n    image: chromadb/chroma:0.6.2\n    env_file: chroma.env\n", to: "compose.yaml"
    )
    try folder.write("CHROMA_SERVER_AUTHN_PROVIDER=x\nA=b\n", to: "chroma.env")
    try folder.write("CHROMA_SERVER_AUTHN_PROVIDER=x\nA=b\n", to: "other.env")
    try folder.run("lint", ".").expect(exits: 7).expect(says: "chroma.env:1:").expect(says: "other.env: ")
      .expect(neverSays: "chroma.env: ")
    try folder.run("lint", "chroma.env").expect(says: "chroma.env: ")
  }

  @Test func `a file that services read in different ways is judged for each of them`() throws {
    let folder = try TemporaryFolder(file: "\(Fixture.bob)\nann:\(Fixture.bob.dropFirst(4))\n")
    let services = [
      (
        "a", "0.6.2", "AUTHN_PROVIDER", "chromadb.auth.basic_authn.BasicAuthenticationServerProvider", "AUTHN"
      ),
      (
        "b", "0.6.2", "AUTHN_PROVIDER", "chromadb.auth.token_authn.TokenAuthenticationServerProvider", "AUTHN"
      ),
      ("c", "0.4.24", "AUTH_PROVIDER", "chromadb.auth.basic.BasicAuthServerProvider", "AUTH"),
    ].map { name, release, setting, provider, prefix in
      """
        \(name):
          image: chromadb/chroma:\(release)
          environment:
            CHROMA_SERVER_\(setting): \(provider)
            CHROMA_SERVER_\(prefix)_CREDENTIALS_FILE: /u
            \(prefix == "AUTH" ? "CHROMA_SERVER_AUTH_CREDENTIALS_PROVIDER: chromadb.auth.providers.HtpasswdFileServerAuthCredentialsProvider" : "X: x")
          volumes: [./file:/u]

      """
    }
    try folder.write("services:\n" + services.joined(), to: "compose.yaml")
    try folder.run("lint", "compose.yaml").expect(exits: 7)
      .expect(says: "file: Chroma starts, and all 2 users can log in")
      .expect(
        says:
          "file:2:1: error: Chroma 0.4 reads only the first line; ann cannot log in [unread-entry] (chroma-0.4)"
      )
      .expect(
        says: "file:1:1: error: line 1 is not part of a list of users; Chroma will not start [token-list]")
  }

  @Test func `an unsafe fix through a link names the old file beside the file that the link leads to`() throws
  {
    let folder = try TemporaryFolder(file: "\(Fixture.bob)\n:x\n")
    try folder.shell("mkdir real; mv file real/users; ln -s real/users file").expect(exits: 0)
    try folder.run("lint", "--fix", "--unsafe-fixes", "file").expect(says: "the old file is ./real/users~")
    #expect(try folder.text(of: "real/users~") == "\(Fixture.bob)\n:x\n")
    try folder.shell("printf ':x\\n' >>file").expect(exits: 0)
    try folder.run("lint", "--fix", "--unsafe-fixes", "file").expect(says: "mv './real/users~' OTHER-NAME")
  }

  @Test func `fixes that would leave nobody say how to add somebody`() throws {
    let folder = try TemporaryFolder(file: ":\(Fixture.bob.dropFirst(4))\n")
    try folder.run("lint", "--fix", "--unsafe-fixes", "file").expect(exits: 7)
      .expect(says: "to add a user before: chroma-htpasswd add file USER")
    try folder.shell(
      "chroma-htpasswd add -b -C4 file USER pw; chroma-htpasswd lint --fix --unsafe-fixes file")
    #expect(try folder.text(of: "file").hasPrefix("USER:"))
  }
}
