import Kernel
import TestSupport
import Testing

@testable import Deployments

@Suite struct ComposeReaderTests {
  /// The deployment of a file, with what is beside it.
  private func read(
    _ text: String, named name: String = "compose.yaml", _ files: [String: String] = [:],
    environment: [String: String] = [:]
  ) -> Deployment {
    let context = DeploymentContext(
      FilePath(name), Array(text.utf8),
      file: { path in
        files[String(decoding: path.bytes, as: UTF8.self)].map { .content(Array($0.utf8)) } ?? .missing
      },
      environment: { environment[String(decoding: $0, as: UTF8.self)].map { Array($0.utf8) } })
    return ComposeReader.deployment(in: context) ?? Deployment()
  }

  private func value(_ name: String, _ service: Service?) -> String? {
    service?.variables[name]?.bytes.map { String(decoding: $0, as: UTF8.self) }
  }

  private func rules(_ deployment: Deployment) -> [String] {
    deployment.findings.map { "\($0.place?.line ?? 0) \($0.rule.rawValue)" }
  }

  private let chroma = "services:\n  chroma:\n    image: chromadb/chroma:0.6.2\n"

  // MARK: Variables

  @Test(arguments: [
    ("010", "8"), ("1.0", "1"), ("TRUE", "true"), ("yes", "yes"), ("0x1F", "31"), ("1e10", "1e+10"),
    ("0123456", "42798"), ("1_000", "1000"), ("12:30:00", "12:30:00"), ("\"010\"", "010"), ("08", "8"),
    ("1234567.5", "1.2345675e+06"), (".inf", "+Inf"), ("-0x1F", "-31"), ("'q'", "q"), ("a#b #c", "a#b"),
    ("18446744073709551616", "1.8446744073709552e+19"), ("!!str 010", "010"), ("-0.0", "-0"),
    ("0b12", "0b12"),
  ])
  func `a mapping's values are printed as compose prints them`(written: String, value: String) {
    let deployment = read(chroma + "    environment:\n      A: \(written)\n")
    #expect(self.value("A", deployment.services.first) == value)
  }

  @Test func `quotes within a list's item are kept, quotes around it are not`() {
    let service = read(chroma + "    environment:\n      - A=\"q\"\n      - \"B=q\"\n").services.first
    #expect(value("A", service) == "\"q\"" && value("B", service) == "q")
    #expect(service?.variables["A"]?.place == Place(path: FilePath("compose.yaml"), line: 5, column: 9))
  }

  @Test func `names are replaced from the environment, then from .env, and what is missing is named`() {
    let service = read(
      chroma + "    environment:\n      A: $X-${Y}-$$Z-${NONE}\n", [".env": "X=file\nY=y\n"],
      environment: ["X": "shell"]
    ).services.first
    #expect(value("A", service) == "shell-y-$Z-")
    #expect(service?.variables["A"]?.spelling.missing == ["NONE"])
  }

  @Test func `files of variables are read in order, and environment counts more`() {
    let service = read(
      chroma + "    env_file: [a.env, {path: b.env, format: raw}]\n    environment: [A=own]\n",
      ["a.env": "A=1\nB=\"2\"\nC=$B\n", "b.env": "D=\"$B\"\n"]
    ).services.first
    #expect(["A", "B", "C", "D"].map { value($0, service) } == ["own", "2", "2", "\"$B\""])
  }

  @Test func `a name without value takes away what a file of variables sets`() {
    let text = chroma + "    env_file: a.env\n    environment:\n      - CHROMA_SERVER_AUTHN_PROVIDER\n"
    let deployment = read(text, ["a.env": "CHROMA_SERVER_AUTHN_PROVIDER=x\n"])
    #expect(rules(deployment) == ["6 name-without-value"])
    #expect(deployment.services.first?.variables["CHROMA_SERVER_AUTHN_PROVIDER"]?.value == .unset)
  }

  // MARK: Several files

  @Test func `an override adds ports, and replaces a command and variables`() {
    let deployment = read(
      chroma + "    ports: [\"8000:8000\"]\n    command: run\n    environment: {A: 1, B: 2}\n",
      [
        "compose.override.yaml":
          "services:\n  chroma:\n    ports: [\"127.0.0.1:8000:8000\"]\n    command: [x, y]\n    environment: [A=3]\n"
      ])
    let service = deployment.services.first
    #expect(service?.publications.map(\.reach) == [.everyAddress, .loopback])
    #expect(service?.command?.map(\.text) == ["x", "y"])
    #expect(value("A", service) == "3" && value("B", service) == "2")
    #expect(rules(deployment) == ["4 published-everywhere"])
    #expect(deployment.files == [FilePath("compose.override.yaml")])
  }

  @Test func `override and reset take away earlier values`() {
    let service = read(
      chroma + "    ports: [\"8000:8000\"]\n    environment: {A: 1, B: 2}\n",
      [
        "compose.override.yaml":
          "services:\n  chroma:\n    ports: !override [\"127.0.0.1:8000:8000\"]\n    environment: {A: !reset null}\n"
      ]
    ).services.first
    #expect(service?.publications.map(\.reach) == [.loopback])
    #expect(service?.variables["A"] == nil && value("B", service) == "2")
  }

  @Test func `an environment takes the place of the one that a merge key brings`() {
    let deployment = read(
      """
      x-auth: &auth
        image: chromadb/chroma:0.6.2
        environment: {CHROMA_SERVER_AUTHN_PROVIDER: p}
      services:
        chroma:
          <<: *auth
          environment: {OTHER: v}
      """)
    #expect(rules(deployment) == ["7 settings-lost-by-merge"])
    #expect(value("OTHER", deployment.services.first) == "v")
  }

  @Test func `services are extended, and paths are those of the extended file`() {
    let service = read(
      "services:\n  chroma:\n    extends: {file: sub/base.yaml, service: base}\n    environment: [A=2]\n",
      [
        "sub/base.yaml":
          "services:\n  base:\n    image: chromadb/chroma:0.6.2\n    env_file: e.env\n    volumes: [./f:/t]\n    environment: {A: 1, B: 1}\n",
        "sub/e.env": "E=1\n",
      ]
    ).services.first
    #expect(["A", "B", "E"].map { value($0, service) } == ["2", "1", "1"])
    guard case .host(let path, makesFolder: true)? = service?.mounts.first?.source else {
      Issue.record("no mount")
      return
    }
    #expect(path == FilePath("sub/f"))
  }

  @Test func `services of included files are read with the environment beside them`() {
    let deployment = read(
      "include: [sub/c.yaml]\nservices: {other: {image: x}}\n",
      [
        "sub/c.yaml": "services:\n  chroma:\n    image: chromadb/chroma:${TAG}\n    environment: [A]\n",
        "sub/.env": "TAG=0.6.2\nA=a\n",
      ])
    #expect(deployment.services.first?.release == .known(.v06))
    #expect(value("A", deployment.services.first) == "a")
  }

  @Test func `an included file that is missing is said without a Chroma in the file`() {
    let text = "include: [nope.yaml]\nservices: {web: {image: x}}\n"
    let deployment = read(text)
    #expect(rules(deployment) == ["1 file-refused"] && deployment.services.isEmpty)
    #expect(rules(read(text, ["nope.yaml": "services: {other: {image: x}}\n"])) == [])
  }

  @Test func `services without a value beside an included file are refused`() {
    let deployment = read("include: [c.yaml]\nservices:\n", ["c.yaml": chroma])
    #expect(rules(deployment) == ["2 file-refused"])
    #expect(deployment.services.allSatisfy { $0.refusal != nil })
  }

  @Test func `what is not on this machine is said to be not read`() {
    let deployment = read("include: [\"https://example.org/c.git\"]\n" + chroma)
    #expect(rules(deployment) == ["1 cannot-tell"])
    #expect(deployment.services.map(\.name) == ["chroma"])
  }

  // MARK: Mounts and ports

  @Test(arguments: [
    ("\"8000:8000\"", Service.Publication.Reach.everyAddress), ("\"127.0.0.1:8000:8000\"", .loopback),
    ("\"[::1]:8000:8000\"", .loopback),
    ("{target: 8000, published: 1, host_ip: 10.0.0.1}", .address("10.0.0.1")),
    ("\"${NONE}:8000:8000\"", .everyAddress), ("8000", .everyAddress),
  ])
  func `who reaches a port follows from its host address`(port: String, reach: Service.Publication.Reach) {
    let publications = read(chroma + "    ports: [\(port)]\n").services.first?.publications
    #expect(publications?.map(\.reach) == [reach] && publications?.first?.port == 8000)
  }

  @Test func `the network of the host publishes whatever the server listens on`() {
    let service = read(chroma + "    network_mode: host\n").services.first
    #expect(service?.publications.map(\.reach) == [.everyAddress])
  }

  @Test func `configs and secrets are files in the container`() {
    let service = read(
      chroma
        + "    configs: [text]\n    secrets: [key, word]\nconfigs:\n  text: {content: \"a$$b\\n\"}\nsecrets:\n  key: {file: k}\n  word: {environment: W}\n",
      environment: ["W": "w"]
    ).services.first
    #expect(service?.mounts.map(\.target).sorted() == ["/run/secrets/key", "/run/secrets/word", "/text"])
    for mount in service?.mounts ?? [] {
      switch (mount.target, mount.source) {
      case ("/text", .content(let bytes)): #expect(bytes == Array("a$b\n".utf8))
      case ("/run/secrets/word", .content(let bytes)): #expect(bytes == Array("w".utf8))
      case ("/run/secrets/key", .host(let path, makesFolder: false)): #expect(path == FilePath("k"))
      default: Issue.record("\(mount)")
      }
    }
  }

  // MARK: Findings

  @Test func `a colon in a list sets nothing, and the value is not repeated`() {
    let deployment = read(chroma + "    environment:\n      - CHROMA_SERVER_AUTHN_CREDENTIALS:s3cret\n")
    #expect(rules(deployment) == ["5 list-colon"])
    #expect(deployment.services.first?.variables.all.isEmpty ?? false)
    #expect(!"\(deployment.findings)".contains("s3cret"))
  }

  @Test func `settings in .env alone reach no container`() {
    let files = [".env": "CHROMA_SERVER_AUTHN_PROVIDER=p\n"]
    #expect(rules(read(chroma, files)) == ["3 env-file-not-passed"])
    #expect(rules(read(chroma + "    env_file: .env\n", files)) == [])
    // Nothing would be better with them.
    #expect(rules(read("services:\n  chroma:\n    image: chromadb/chroma\n", files)) == [])
  }

  @Test func `settings at another service are not settings of Chroma`() {
    let other = "  backend:\n    image: example/app\n    environment: [CHROMA_SERVER_AUTHN_PROVIDER=p]\n"
    let deployment = read(chroma + other)
    #expect(rules(deployment) == ["6 settings-at-other-service"])
    #expect(deployment.services.map(\.name) == ["chroma"])
  }

  @Test func `a number in the place of a token is another text`() {
    let deployment = read(chroma + "    environment:\n      CHROMA_SERVER_AUTHN_CREDENTIALS: 0123\n")
    #expect(rules(deployment) == ["5 value-changed-by-yaml"])
    #expect(
      deployment.services.first?.variables["CHROMA_SERVER_AUTHN_CREDENTIALS"]?.spelling.wasChanged ?? false)
  }

  @Test(arguments: [
    ("    enviroment: [A=1]\n", 4), ("    environment: {A: 1, A: 2}\n", 4),
    ("    environment: [\"A = q\"]\n", 4),
    ("    volumes: [\"nothere:/t\"]\n", 4), ("    ports: [\"localhost:1:2\"]\n", 4), ("\tx: 1\n", 4),
    ("    environment:\n      A: ${X:?no}\n", 5), ("    env_file: none.env\n", 4),
    ("    command: \"a 'b\"\n", 4),
    ("    image: x\n", 4), ("    environment:\n      A: 2024-01-01\n", 5), ("    secrets: [none]\n", 4),
  ])
  func `what compose refuses is one finding at its line, and the service does not start`(
    text: String, line: Int
  ) {
    let deployment = read(chroma + text)
    #expect(rules(deployment) == ["\(line) file-refused"])
    // No service is known of a file that is not YAML.
    #expect(deployment.services.allSatisfy { $0.refusal != nil })
  }

  @Test func `a service of an inactive profile is read, and may name a file that is not there`() {
    let deployment = read(chroma + "    profiles: [p]\n    env_file: none.env\n")
    #expect(deployment.services.map(\.name) == ["chroma"])
  }

  @Test func `a file without a Chroma has no services and no findings`() {
    let deployment = read("services:\n  web: {image: nginx, enviroment: []}\n")
    #expect(deployment.services.isEmpty && deployment.findings.isEmpty)
  }

  // MARK: Which services

  @Test(arguments: [
    (
      "image: python:3.11\n    command: sh -c \"pip install chromadb==0.5.23 && chroma run\"",
      Service.Program.chromaRun
    ),
    ("image: python:3.11\n    command: uvicorn chromadb.app:app", .python),
    ("image: registry.example.org/chromadb/chroma:0.6.2", .image),
  ])
  func `a Chroma is known by its image or its command`(text: String, program: Service.Program) {
    let deployment = read("services:\n  db:\n    \(text)\n")
    #expect(deployment.services.map(\.program) == [program])
    if program == .chromaRun { #expect(deployment.services.first?.release == .known(.v06)) }
  }

  @Test func `fronts are read beside a Chroma alone`() {
    let front = "  web:\n    image: nginx:1.28\n"
    #expect(read(chroma + front).services.map(\.program) == [.image, .front])
    #expect(read("services:\n" + front).services.isEmpty)
  }

  // MARK: Limits

  @Test func `aliases that double and names that extend each other end`() {
    var text = "x-0: &a0 [v, v]\n"
    for level in 1...40 { text += "x-\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    #expect(rules(read(text + chroma)).allSatisfy { $0.hasSuffix("cannot-tell") })
    let circle = "services: {a: {extends: b, image: chromadb/chroma}, b: {extends: a}}\n"
    #expect(rules(read(circle)) == ["1 file-refused"])
  }

  @Test func `mutated files are read to an end, and findings are on their lines`() {
    var generator = SeededGenerator(stream: 941)
    let sound = Array(
      """
      x-a: &a
        environment: {CHROMA_SERVER_AUTHN_PROVIDER: $X, A: 010}
      services:
        c:
          <<: *a
          extends: {file: b.yaml, service: c}
          image: chromadb/chroma:0.6.2
          environment: [B, 'C=${X:-y}']
          env_file: [x, {path: xx, format: raw}]
          ports: ['1-2:3-4', {target: 1}]
          volumes: [./a:/b:ro, {type: bind, source: ., target: /c}]
          command: a 'b c'
          secrets: [s]
      include: [d.yaml]
      secrets: {s: {environment: X}}

      """.utf8)
    let pieces = [
      "$", "{", "}", "[", "]", ":", " ", "\n", "-", "*a", "&a", "<<: ", "!reset ", "!override ", "'", "\"",
      "0x", "\t",
      "#", "...", "~", "é", "\0", "||", "../",
    ]
    for _ in 0..<1500 {
      var bytes = sound
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(contentsOf: Array(pieces.randomElement(using: &generator)!.utf8), at: place)
        default: bytes.removeSubrange(place..<min(bytes.count, place + 12))
        }
      }
      let context = DeploymentContext(
        FilePath("compose.yaml"), bytes,
        file: { $0.bytes.count % 3 == 0 ? .missing : .content($0.bytes.count % 2 == 0 ? sound : bytes) },
        environment: { $0 == Array("X".utf8) ? Array("x".utf8) : nil })
      let deployment = ComposeReader.deployment(in: context)
      let lineCount = bytes.count { $0 == Ascii.lineFeed || $0 == Ascii.carriageReturn } + 1
      for finding in deployment?.findings ?? [] where finding.place?.path == context.path {
        #expect((1...lineCount).contains(finding.place?.line ?? 1))
      }
    }
  }

  @Test func `two thousand services are read in a moment`() {
    var text = "x-env: &env {A: 1, B: \"${X:-y}\"}\nservices:\n"
    for index in 0..<2000 {
      text +=
        "  s\(index):\n    image: chromadb/chroma:0.6.2\n    ports: [\"127.0.0.1:\(index + 1):8000\"]\n"
        + "    environment: {<<: *env, C: \"${X}\"}\n    volumes: [./data:/chroma/chroma]\n"
    }
    #expect(read(text).services.count == 2000)
  }

  // MARK: What takes the place of what is written

  @Test(arguments: [
    ("1", [:]), ("true", [:]), ("0", ["COMPOSE_DISABLE_ENV_FILE": "1"]),
  ])
  func `.env is left alone if compose is told so`(value: String, environment: [String: String]) {
    let service = read(
      chroma + "    environment:\n      A: ${X:-}${COMPOSE_B:-}\n",
      [".env": "X=x\nCOMPOSE_B=b\nCOMPOSE_DISABLE_ENV_FILE=\(value)\n"], environment: environment
    ).services.first
    #expect(self.value("A", service) == (environment.isEmpty ? "b" : ""))
  }

  @Test func `.env that is disabled by neither true nor false is refused`() {
    let deployment = read(chroma, [".env": "COMPOSE_DISABLE_ENV_FILE=yes\n"])
    #expect(deployment.services.first?.refusal != nil)
  }

  @Test(arguments: ["[V]", "{V: }"]) func `a build argument without a value has that of .env`(
    arguments: String
  ) {
    let file = "services:\n  chroma:\n    build: {context: ., args: \(arguments)}\n"
    let dockerfile = "ARG V=0.6.2\nFROM chromadb/chroma:$V\n"
    #expect(read(file, ["Dockerfile": dockerfile]).services.first?.release == .known(.v06))
    let given = read(file, ["Dockerfile": dockerfile, ".env": "V=1.0.0\n"])
    #expect(given.services.first?.release == .known(.v1))
  }

  @Test(arguments: [
    "  other:\n    image: docker.io/chromadb/chroma:0.6.2\n    build: ./other\n",
    "  other:\n    build: {context: ./other, tags: [\"chromadb/chroma:0.6.2\"]}\n",
  ])
  func `an image that another service builds is not known`(other: String) {
    let service = read(chroma + other).services.first
    #expect(service?.knownRelease == nil && service?.variables.unread != nil)
    #expect(
      read(chroma.replacing("0.6.2", with: "0.6.3") + other).services.first?.release == .known(.v063))
  }

  @Test func `an image that two services build is not known`() {
    let build = "    image: own:1\n    build: {dockerfile_inline: \"FROM chromadb/chroma:0.6.2\"}\n"
    let one = "services:\n  one:\n" + build
    #expect(read(one).services.first?.release == .known(.v06))
    #expect(read(one + "  two:\n" + build).services.allSatisfy { $0.knownRelease == nil })
  }

  @Test func `a context in place of the image of a Dockerfile is not known`() {
    func release(_ name: String) -> Service.Release? {
      read(
        "services:\n  chroma:\n    build: {context: ., additional_contexts: {\"\(name)\": ./other}}\n",
        ["Dockerfile": "FROM chromadb/chroma:0.6.2 AS Base\nFROM base\n"]
      ).services.first?.release
    }
    #expect(release("other") == .known(.v06))
    for name in ["chromadb/chroma:0.6.2", "docker.io/chromadb/chroma:0.6.2", "base"] {
      #expect(release(name) != .known(.v06), "\(name)")
    }
  }

  @Test(arguments: [
    ("{driver: macvlan}", true), ("{driver: ipvlan}", true), ("{driver: bridge}", false), ("", false),
    ("{driver_opts: {com.docker.network.bridge.gateway_mode_ipv4: routed}}", true),
    ("{driver_opts: {com.docker.network.bridge.gateway_mode_ipv6: nat-unprotected}}", true),
    ("{driver_opts: {com.docker.network.bridge.gateway_mode_ipv4: nat}}", false),
    ("{external: true}", false), ("{external: true, name: host}", true),
  ])
  func `a network beside the machine's lets every address reach a service`(network: String, isDirect: Bool) {
    let service = read(chroma + "    networks: [n]\nnetworks:\n  n: \(network)\n").services.first
    #expect(service?.publications.map(\.reach) == (isDirect ? [.everyAddress] : []))
  }

  @Test(arguments: [
    "env_file: {path: a.env}", "container_name: a", "links: [\"nope:x\"]", "volumes_from: [nope]",
    "ipc: service:nope", "pid: service:nope", "uts: service:nope", "depends_on: [chroma]",
    "depends_on: [b]\n  b:\n    image: x\n    links: [\"chroma:x\"]", "label_file: nope",
    "build: {dockerfile: x, dockerfile_inline: FROM y}",
  ])
  func `what compose refuses is refused`(line: String) {
    let service = read(chroma + "    \(line)\n", ["a.env": "A=a\n"]).services.first
    #expect(service?.refusal != nil)
  }

  @Test(arguments: [
    "container_name: ab", "volumes_from: [\"container:nope\"]", "links: [\"chroma:x\"]",
    "depends_on: [c]\n    profiles: [p]\n  c:\n    image: x\n    profiles: [p]\n    depends_on: [other]",
  ])
  func `names that compose takes are no mistake`(line: String) {
    let file = "services:\n  other:\n    image: x\n    \(line)\n" + chroma.dropFirst("services:\n".count)
    #expect(read(file).services.first?.refusal == nil)
  }

  @Test(arguments: [
    ("\"./b:/x/\"", false), ("\"./b:/./x\"", false), ("{type: bind, source: ./b, target: /x/}", true),
  ])
  func `short mounts at equal places replace each other`(mount: String, isRefused: Bool) {
    let service = read(chroma + "    volumes: [\"./a:/x\", \(mount)]\n").services.first
    #expect((service?.refusal != nil) == isRefused)
    #expect(isRefused || service?.mounts.map(\.target) == ["/x"])
  }
}
