import Credentials
import Kernel
import Testing

@Suite struct FileKindTests {
  private static let hash = "$2y$05$TyiNZLO/WZBUSx55G2JIqOJnbVEe5NNnQ42KmuiuVc7L82xFWdhJe"

  private func kind(_ text: String) -> FileKind { FileKind(Array(text.utf8), isWhole: true) }

  @Test(arguments: [
    "", "\n\n", "# users\n", "admin:\(hash)\n", "# note\n\nadmin:\(hash)", "admin:secret\n", "admin:\n",
    "no colon\n",
    ":\(hash)\n", "\(hash)\n", "\(hash):admin\n", "'admin:\(hash)'\n", "a:1\nb:2\n", "admin: \(hash)\n",
    "./users.htpasswd\n", "admin:{SHA}/Hrn08gEogcgvDjo5YNQSGibZVM=\n", "john doe:\(hash)\n",
    "admin:\(hash):x:y\n",
    "a=b:\(hash)\nadmin:\(hash)\n", "admin:ab\nbob:cd:ef\n", "secret\n", "\u{FEFF}admin:\(hash)\n",
    "-:\(hash)\n",
    "admin:$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/\r\nbob:$apr1$\r\n",
    "user:realm:0123456789abcdef0123456789abcdef\n",
    "users:\(hash)\n", "a:1\rb:2\rc:3\r", "a:b\n\0", "{admin}:\(hash)\n", "[admin]:\(hash)\n",
    "root:\(hash):0:x:y\n", "é=b \":\(hash)\n",
  ])
  func `what may be a credential file is one, however damaged`(text: String) {
    #expect(kind(text) == .credentials)
  }

  /// Part of this hash looks like what a shell leaves of one.
  @Test func `a Caddyfile is one, whatever is in its hashes`() {
    let hash = "$2y$04$j2oXAudaD7nFe2L6i8yayuUjvD1e2/H0G6zNiNxwm6dujWhXM2She"
    let text = "http://:8080 {\n\tbasic_auth {\n\t\tadmin \(hash)\n\t}\n\treverse_proxy chroma:8000\n}\n"
    #expect(kind(text) == .caddyfile)
  }

  @Test(arguments: [
    "http://open.example.com:8080", "open.example.com:8080", "http://a.example.com:80, b.example.org:81",
  ])
  func `an address of a Caddyfile is no entry`(address: String) throws {
    #expect(kind("\(address) {\n\treverse_proxy chroma:8000\n}\n") == .caddyfile)
    let text = ByteSource.memory(Array("\(address)\nreverse_proxy chroma:8000\n".utf8))
    #expect(try text.kind(named: FilePath("Caddyfile")) == .caddyfile)
    let entry = ByteSource.memory(Array("admin:\(Self.hash)\n".utf8))
    #expect(try entry.kind(named: FilePath("Caddyfile")) == .credentials)
  }

  @Test(arguments: ["", "\n \n", "# CHROMA settings\n"])
  func `a file without a line is what its name says`(text: String) throws {
    let source = ByteSource.memory(Array(text.utf8))
    for (name, kind) in [
      ("a/compose.yaml", FileKind.compose), ("docker-compose.yml", .compose), (".env", .environment),
      ("prod.env", .environment), ("Dockerfile", .dockerfile), ("values.yaml", .yaml),
      ("Caddyfile", .caddyfile),
      ("nginx.conf", .nginx), ("start.sh", .shell), ("server.htpasswd", .credentials),
      ("users", .credentials),
    ] {
      #expect(try source.kind(named: FilePath(name)) == kind, "\(name)")
    }
    let entry = ByteSource.memory(Array("admin:\(Self.hash)\n".utf8))
    #expect(try entry.kind(named: FilePath(".env")) == .credentials)
  }

  @Test func `text that is nothing that is known is what its name says, but no YAML`() throws {
    let source = ByteSource.memory(Array("python server.py\n./wait-for chroma 8000\n".utf8))
    for (name, kind) in [
      ("run.sh", FileKind.shell), (".env", .environment), ("Dockerfile", .dockerfile), ("run", .unknown),
      ("compose.yaml", .unknown), ("values.yaml", .unknown), ("server.htpasswd", .unknown),
    ] {
      #expect(try source.kind(named: FilePath(name)) == kind, "\(name)")
    }
  }

  static let others: [(String, FileKind)] = [
    ("kVv0D5aQx8Zr1nTq0", .tokens), ("kVv0D5aQx8Zr1nTq0\n", .tokens),
    ("users:\n  - id: alice\n    tokens: [a, b]\n", .tokens),
    ("{\"users\": [{\"id\": 1, \"tokens\": []}]}\n", .tokens),
    ("roles_mapping:\n  reader:\n    actions: []\nusers:\n  - id: a\n    role: reader\n", .roles),
    ("  roles_mapping:\n    r: {actions: []}\n  users:\n    - {id: a, role: r}\n", .roles),
    ("role_mapping:\n  r: {actions: []}\nusers:\n  - id: a\n    role: r\n", .roles),
    ("CHROMA_SERVER_AUTHN_PROVIDER=x\n", .environment), ("# x\nexport A=1\nexport B='2'\n", .environment),
    ("A=admin:\(hash)\n", .environment), ("services:\n  chroma:\n    image: chromadb/chroma\n", .compose),
    ("services:\n  - type: web\n    image: {url: chromadb/chroma}\n", .yaml),
    ("passwd: files systemd\nhosts: files dns\nservices:       db files\nnetgroup: nis\n", .yaml),
    ("b {\n  font-size: 2em;\n  color:darkslateblue;\n}\ntd {\n  text:x;\n}\n", .unknown),
    ("module.exports = {\n  a: 1\n}\nvariable.x = {\n}\n", .unknown),
    ("darkslateblue\nThe palette of this\nhas been chosen\nby: nobody\n", .unknown),
    ("include: [a.yaml]\n", .compose), ("include:\n  - a.yaml\n", .compose),
    ("include: secret\n", .credentials),
    ("services:\n  chroma:\n    environment:\n      - A=admin:\(hash)\n", .compose),
    ("apiVersion: v1\nkind: Secret\ndata:\n  auth: YWRtaW4=\n", .kubernetes),
    ("on: push\njobs:\n  a:\n    runs-on: x\n", .gitHubActions),
    ("persist_path: ./data\nport: 8000\n", .chromaConfiguration),
    ("chromadb:\n  apiVersion: 0.6.3\n  auth:\n    enabled: true\n", .helmValues),
    ("#!/bin/sh\necho admin:\(hash)\n", .shell), ("docker run -p 8000:8000 chromadb/chroma\n", .shell),
    ("TOKEN=abc \\\ndocker run \\\n  -e TOKEN \\\n  chromadb/chroma:0.4.24\n", .shell),
    ("NAME=chroma\nTAG=0.6.2\nPORT=80\ndocker run -p $PORT:8000 chromadb/chroma:$TAG\n", .shell),
    ("A=1 docker run -p 8000:8000 chromadb/chroma\n", .shell),
    ("A=1\nsudo docker run chromadb/chroma\n", .shell),
    ("FROM chromadb/chroma:0.6.3\n", .dockerfile),
    ("# syntax=x\nFROM chromadb/chroma:0.6.3 AS a\n", .dockerfile),
    ("FROM chromadb/chroma\nENV A=1\nCMD [\"run\"]\n", .dockerfile),
    ("[Service]\nExecStart=chroma\n", .systemd),
    ("[Service]\nEnvironment = A=1\n; x\nExecStart=docker run \\\n  -e A \\\n  chromadb/chroma\n", .systemd),
    ("[Service]\nEnvironment=A=1 \\\n  B=2\nExecStart=chroma\n", .systemd),
    ("server {\n  listen 8080;\n  location / { proxy_pass http://chroma; }\n}\n", .nginx),
    ("events {}\nhttp { server { listen 80; location / { proxy_pass http://chroma:8000; } } }\n", .nginx),
    ("chroma.example.org {\n\treverse_proxy chroma:8000\n}\n", .caddyfile),
    ("frontend web\n  mode http\n  bind :80\n  default_backend chroma\n", .haproxy),
    ("<VirtualHost *:80>\n  ProxyPass / http://chroma:8000/\n</VirtualHost>\n", .apache),
    ("http:\n  routers:\n    chroma:\n      rule: PathPrefix(`/`)\n", .traefik),
    ("static_resources:\n  listeners: []\n", .envoy),
    ("a: 1\nb:\n  - c\n", .yaml), ("{\"a\": 1}\n", .json), ("<html>\n", .markup),
    ("\u{7F}ELF\u{2}\u{1}\u{1}\0\0\0", .binary),
    ("root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/:/bin/false\n", .accounts),
    ("127.0.0.1 localhost\n::1 localhost ip6-localhost\nff02::1 ip6-allnodes\n", .unknown),
    ("This is a note.\nIt has no users in it.\n", .unknown),
    ("# cloud\nresource \"x\" \"chroma\" {\n  image = \"chromadb/chroma\"\n}\n", .terraform),
    ("server {\n  listen 80;\n  location / {\n  }\n}\n", .nginx),
    ("[\n  {\"user\": \"alice\", \"hash\": \"\(hash)\"}\n]\n", .json), ("[\"a\", \"b\"]\n", .json),
    ("{\"alice\":\"\(hash)\",\n\"bob\":\"\(hash)\"}\n", .json),
    ("[project]\nname = \"x\"\n[tool.x]\na = \"b:c\"\n", .settings), ("[client]\nuser=root\n", .settings),
    ("[user]\n\tname = A\n", .settings),
    ("users:\n  alice: \(hash)\n  bob: \(hash)\n", .yaml), ("- alice:\(hash)\n- bob:\(hash)\n", .yaml),
    ("INSERT INTO users VALUES (1, 'a:\(hash)');\n", .sql),
    ("COPY users (a, b) FROM stdin;\na\t\(hash)\n", .sql),
    ("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg:qhki\n-----END PRIVATE KEY-----\n", .keys),
    ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA user@host\n", .keys),
    ("$ANSIBLE_VAULT;1.1;AES256\n6162\n", .encrypted), ("age-encryption.org/v1\n-> X25519 a\n", .encrypted),
    ("name,email\nalice,a@b\n", .table), ("name;email\nalice;a@b:c\n", .table), ("a\tb\nc\td\n", .table),
    ("127.0.0.1 - alice [27/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 1\n", .log),
    ("Nov 27 10:00:00 host sshd[1]: a\nNov 27 10:00:01 host sshd[1]: b\n", .log),
    ("2026-11-27T10:00:00Z INFO a:b\n", .log),
    (": 1700000000:0;ls\n: 1700000001:0;cd a:b\n", .history), ("ls\n#1700000000\nssh a@b:22\n", .history),
    ("- cmd: ls\n  when: 1700000000\n", .history),
    ("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-alice:\(hash)\n", .patch),
    ("<<<<<<< HEAD\nalice:\(hash)\n=======\nalice:x\n>>>>>>> b\n", .conflict),
    ("root:$6$abc$\(String(repeating: "x", count: 86)):19000:0:99999:7:::\n", .accounts),
    ("alice:{SHA}QPo37ADHYcfbtuve5tSiYLki9fQ=:1000:1000::/home/alice::\nbob:{SSHA}x:5:5\n", .accounts),
    ("root:*::\nadm:!::alice\n", .accounts), ("alice:100000:65536\n", .accounts),
    ("Dear John,\n\nthe password is: x.\n\nBye\n", .unknown), ("BEGIN:VCARD\nFN:A B\nEND:VCARD\n", .unknown),
    ("b0VIM 9.0\0\0\0\nadmin:\(hash)\n", .binary),
    ("\"users\":\n- \"id\": alice\n  \"tokens\": [a]\n", .tokens),
    ("users :\n- id: alice\n  tokens: [a]\n", .tokens),
    ("'roles_mapping':\n  r: {actions: []}\n'users':\n  - {id: a, role: r}\n", .roles),
    ("c2VjcmV0dG9rZW4xMjM0NTY3ODkwYWI=\n", .tokens), ("AAAAAAAAAAAAAAAAAAAAAA==", .tokens),
    ("CHROMA_SERVER_HOST=\n", .environment), ("mysettingisempty=\n", .environment),
  ]

  private static let entries = (1...12).map { "user\($0):\(hash)" }

  private static func entries(_ indent: String = "", _ end: String = "", quote: String = "") -> String {
    entries.map { "\(indent)\(quote)\($0)\(quote)\(end)\n" }.joined()
  }

  static let framed: [(String, FileKind)] = [
    ("[http.middlewares.a.basicAuth]\n  users = [\n\(entries("    ", ",", quote: "\""))  ]\n", .settings),
    ("[http.middlewares.a.basicAuth]\nusers = [\"admin:\(hash)\", \"bob:\(hash)\"]\n", .settings),
    ("# x\nname = 1\n[a]\n\(entries())", .settings), ("users = [\n\(entries())]\n", .settings),
    ("users = {\n  list = [\n\(entries("", ",", quote: "'"))  ]\n}\n", .settings),
    ("htpasswd = \"admin:\(hash)\\nbob:\(hash)\"\n", .settings),
    ("text = \"\"\"\n\(entries())\"\"\"\n", .settings),
    ("{ pkgs, ... }:\n{\n  a = pkgs.writeText \"h\" ''\n\(entries("    "))  '';\n}\n", .settings),
    ("htpasswd = <<EOT\n\(entries())EOT\n", .terraform),
    ("htpasswd = <<-EOT\n\(entries("  "))  EOT\n", .terraform),
    ("cat >users <<'E'\n\(entries())E\n", .shell),
    ("data:\n  auth: |\n\(entries("    "))", .yaml),
    ("- copy:\n    dest: /u\n    content: |-\n\(entries("      "))", .yaml),
    ("#cloud-config\nchpasswd:\n  list: |\n\(entries("    "))", .yaml),
    ("users: [\n\(entries("  ", ",", quote: "\""))]\n", .yaml),
    (
      "apiVersion: v1\nkind: Secret\nstringData:\n  auth: |\n\(entries("    "))", .kubernetes
    ),
    (
      "services:\n  chroma:\n    image: chromadb/chroma\nconfigs:\n  u:\n    content: |\n\(entries("      "))",
      .compose
    ),
    ("on: push\njobs:\n  a:\n    runs-on: x\n    env:\n      U: |\n\(entries("        "))", .gitHubActions),
    ("A=1\nUSERS='admin:\(hash)\n\(entries())bob:\(hash)'\n", .environment),
    ("```\n\(entries())```\n", .markup), ("<users>\n\(entries())</users>\n", .markup),
  ]

  @Test(arguments: framed)
  func `entries within another format are a part of it, however many they are`(
    text: String, kind: FileKind
  ) throws {
    #expect(self.kind(text) == kind)
    let source = ByteSource.memory(Array(text.utf8))
    #expect(try source.kindToWrite() == kind)
    #expect(try source.kindToWrite(named: FilePath("users.htpasswd")) == kind)
    #expect(try source.kindToGiveUp(named: FilePath("users.htpasswd")) == kind)
    // The end of a long list is not seen.
    if text.hasPrefix("users = [") { #expect(FileKind(Array(text.utf8.dropLast(3)), isWhole: false) == kind) }
  }

  @Test(arguments: [
    "users = [\n\(entries())", "auth: |\n\(entries())", "\(entries())users = [\na:\(hash)\n]\n",
    "[users]\n\(entries())", "<admin>\n\(entries())", "\"admin:\(hash)\",\n\"bob:\(hash)\",\n",
    "cat <<E\n\(entries())", "USERS='\n\(entries())", "admin: \(hash)\nbob: \(hash)\n",
    "admin: $apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/\nbob: $apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/\n",
    "http {\n\(entries())", "a'':\(hash)\nb'':\(hash)\n",
  ])
  func `a credential file with a line of something else is one`(text: String) throws {
    #expect(kind(text) == .credentials)
    #expect(try ByteSource.memory(Array(text.utf8)).kindToWrite() == .credentials)
  }

  /// `lint` says what a line alone, or an entry of htdigest, is; nobody writes beside it.
  @Test(
    arguments: [
      ("no colon\n", .unknown), ("12345\n", .unknown), ("s3cret", .unknown),
      ("./users.htpasswd\n", .unknown), ("https://alice:pw@host.example\n", .unknown),
      ("unix:/run/x.sock\n", .unknown),
      ("sub f {\n  return $1\n  }\n$2      1085\na::b c\nd:e\n", .unknown),
      ("//registry/:_authToken=abc\n", .unknown), ("note: call bob\n", .unknown),
      ("user:realm:0123456789abcdef0123456789abcdef\n", .digest), ("{\"a\": 1}\n", .json),
      ("", .credentials), ("# users\n", .credentials), ("admin:secret\n", .credentials),
      ("admin:\n", .credentials),
      ("no colon\nadmin:\(hash)\n", .credentials), ("\(hash)\n", .credentials),
      ("admin:\(hash):x:y\n", .credentials),
    ] as [(String, FileKind)])
  func `nobody writes into a file without an entry`(text: String, kind: FileKind) throws {
    #expect(try ByteSource.memory(Array(text.utf8)).kindToWrite() == kind)
  }

  @Test(
    arguments: [
      ("f", "#port: 8000\n#listen_address: 0.0.0.0\n#persist_path: /d\n", .yaml),
      ("f", "# all is as it was\n# CHROMA_PORT=8000\n", .environment), ("f", "#port = 8000\n", .settings),
      ("f.htpasswd", "#port = 8000\n", .credentials), ("f", "# users\n", .credentials),
      ("f", "# users of Chroma\n# admin: ask bob\n# Changed: 2026-11-29\n", .credentials),
      ("f", "# made by: htpasswd -B\n# do not edit\n\n", .credentials),
    ] as [(String, String, FileKind)])
  func `comments alone are a header of users, unless they are settings`(
    name: String, text: String, kind: FileKind
  ) throws {
    #expect(try ByteSource.memory(Array(text.utf8)).kindToWrite(named: FilePath(name)) == kind)
  }

  @Test(
    arguments: [
      (
        "Notes:\nadmin:\(hash)\nthis is one line\nand one more of them\nof words and words\nand the end here\n",
        false
      ),
      ("Add this line to it:\nadmin:\(hash)\n", false), ("admin:\(hash)\none\ntwo\n", true),
      ("admin:\(hash)\nthe second of two lines\nbob:\(hash)\n", true), ("\(hash)", false),
      ("admin smith jones:\(hash)\n", true), ("\(hash)\n\(hash)\n", true),
    ] as [(String, Bool)])
  func `fixes are for files of entries, not for texts or single words`(text: String, isFixed: Bool) {
    #expect(FileKind.mayBeFixed(Array(text.utf8)) == isFixed)
  }

  @Test(arguments: [
    "FROM a:1\nCOPY <<'E' /s\nadmin:\(hash)\nE\n", "# x\nARG A\nfrom a:$A\nRUN echo 'admin:\(hash)' > /s\n",
    "FROM a\nRUN x \\\n  # y\n\n  && echo 'admin:\(hash)' > /s\nHEALTHCHECK NONE\n",
    "FROM a\nRUN <<-A cat <<B\nadmin:\(hash)\n\tA\nbob:\(hash)\nB\nUSER x\n",
  ])
  func `a Dockerfile is one, whatever its texts and commands hold`(text: String) throws {
    #expect(kind(text) == .dockerfile)
    #expect(try ByteSource.memory(Array(text.utf8)).kindToWrite() == .dockerfile)
  }

  @Test(
    arguments: [
      ("Dockerfile", "FROM a:1\nadmin:\(hash)\n", .dockerfile),
      ("start.sh", "cat > s <<E\nadmin:\(hash)\nE\n", .shell),
      ("start.sh", "echo 'admin:\(hash)' > s\n", .shell), ("start.sh~", "exec a\nadmin:\(hash)\n", .shell),
      ("README.md", "# A\n\nadd this:\n\n    admin:\(hash)\n", .markup),
      ("Makefile", "all:\n\techo \"admin:\(hash)\" > s\nadmin:\(hash)\n", .makefile),
      ("main.tf", "resource \"x\" \"y\" {\n  a = \"admin:\(hash)\"\n}\nadmin:\(hash)\n", .terraform),
      ("cloud.yaml", "write_files:\n- path: /s\n  content: |\n    admin:\(hash)\n", .yaml),
      ("users.yaml", "# users\nadmin:\(hash)\nbob:\(hash)\n", .credentials),
      ("users.yaml", "admin: \(hash)\nbob: \(hash)\n", .yaml),
      ("prod.tfvars", "a = 1\nadmin:\(hash)\n", .terraform),
      ("dynamic.toml", "a = 1\nadmin:\(hash)\n", .settings),
      ("passwords.md", "admin:\(hash)\n", .markup), ("README", "admin:\(hash)\n", .markup),
      ("README.txt", "admin:\(hash)\nbob:\(hash)\n", .markup), ("add.py", "admin:\(hash)\n", .shell),
      ("make-users.sh", "admin:\(hash)\n", .shell), ("add.rb~", "admin:\(hash)\n", .shell),
      ("server.htpasswd", "admin:\(hash)\n", .credentials), (".htpasswd", "admin:\(hash)\n", .credentials),
      ("passwd.txt", "admin:\(hash)\n", .credentials), ("py", "admin:\(hash)\n", .credentials),
      ("users.yaml", "admin:\(hash)\nbob:\(hash)\nno colon\n", .credentials),
      ("server.htpasswd", "no colon\nadmin:\(hash)\n", .credentials),
      ("users", "x y\nadmin:\(hash)\n", .credentials),
    ] as [(String, String, FileKind)])
  func `an entry by the way makes no credential file of one whose name says what it is`(
    name: String, text: String, kind: FileKind
  ) throws {
    let path = FilePath("a/" + name)
    let source = ByteSource.memory(Array(text.utf8))
    #expect(try source.kind(named: path) == kind)
    #expect(try source.kindToWrite(named: path) == kind)
    #expect(try source.kindToGiveUp(named: path) == kind)
  }

  @Test(arguments: ["  vie\ter:\n", "al: :$7$CU..../....7V2m7hvMDv7lYHttice,kens: *t}\n"])
  func `a file that took a user takes the next`(before: String) throws {
    let user = before + "user:$2y$04$cccccccccccccccccccccO.RFXLYPtt71wGcIqugYLMJiIaxifz0q\n"
    for text in [before, user, user + user] {
      #expect(try ByteSource.memory(Array(text.utf8)).kindToWrite() == .credentials, "\(text)")
    }
  }

  @Test func `the other side of a conflict is not edited away`() throws {
    let text = "bob:\(Self.hash)\n<<<<<<< HEAD\nalice:\(Self.hash)\n=======\nalice:x\n>>>>>>> b\n"
    let survey = try Survey(.memory(Array(text.utf8)), users: [Array("alice".utf8)])
    #expect(survey.obstacle == .otherKind(.conflict))
  }

  @Test(arguments: others)
  func `what is clearly something else is called so`(text: String, kind: FileKind) {
    #expect(self.kind(text) == kind)
  }

  @Test func `UTF-16 of a roles file is one`() {
    let text = "roles_mapping:\n  r: {actions: []}\nusers:\n  - {id: a, role: r}\n"
    func wide(_ text: String) -> [UInt8] {
      text.utf8.reduce(into: [0xFF, 0xFE]) { $0 += [$1, 0] }
    }
    #expect(FileKind(wide(text), isWhole: true) == .roles)
    #expect(FileKind(wide("admin:\(Self.hash)\n"), isWhole: true) == .credentials)
    #expect(FileKind(wide("{\"a\":\"b:c\"}\n"), isWhole: true) == .json)
  }

  @Test func `samples and compressed data are binary, whatever few control characters they have`() {
    let sample = Array("RIFF f  WAVEfmt ".utf8) + [0, 0, 0] + (0..<100).map { UInt8(0x7F + $0 % 3 * 2) }
    #expect(FileKind(sample, isWhole: true) == .binary)
    #expect(FileKind(Array("a\0b\n".utf8), isWhole: true) != .binary)
    #expect(FileKind(Array("j\u{FC}rgen\0:x\n".utf8), isWhole: true) != .binary)
  }

  @Test func `any bytes are a file of some kind`() {
    for byte in UInt8.min...UInt8.max {
      _ = FileKind([UInt8](repeating: byte, count: FileKind.headCount), isWhole: false)
    }
    #expect(FileKind((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 7) }, isWhole: true) == .binary)
  }

  @Test(arguments: [
    (
      "run.sh", "cat >compose.yaml <<END\nservices:\n  db:\n    image: chromadb/chroma\nEND\n", FileKind.shell
    ),
    ("run.sh", "cat <<END | kubectl apply -f -\napiVersion: v1\nkind: Pod\nEND\n", .shell),
    ("run.sh", "helm install chroma chroma/chromadb\n", .shell),
    ("kustomization.yaml", "resources: [../base]\n", .yaml),
    ("kustomization.yml", "namespace: chroma\n", .yaml),
    ("users.yaml", "alice:\(hash)\n", .credentials),
  ])
  func `a name decides about lines that may be anything`(name: String, text: String, kind: FileKind) throws {
    #expect(try ByteSource.memory(Array(text.utf8)).kind(named: FilePath(name)) == kind)
  }
}
