import TestSupport

/// Makes compose projects out of pieces that compose reads in ways of its own; most of them it accepts.
struct ComposeFileGenerator {
  private var generator: SeededGenerator

  init(stream: Int) { generator = SeededGenerator(stream: stream) }

  /// The files of one project, by name.
  mutating func project() -> [String: String] {
    var files: [String: String] = [:]
    if chance(2) { files[".env"] = variables(Self.fileLines) }
    files["a.env"] = variables(Self.fileLines)
    files["b.env"] = variables(Self.fileLines)
    var text = chance(5) ? "version: \"3\"\n" : ""
    let hasAnchor = chance(4)
    if hasAnchor {
      text +=
        "x-base: &base\n  environment: &variables\n    ANCHORED: a1\n    B: b1\n  ports: [\"7000:7000\"]\n"
    }
    if chance(8) {
      files["sub/included.yaml"] =
        "services:\n  included:\n    image: i\n" + service(isNested: true)
        + (chance(6) ? Self.volumes : "volumes:\n  data:\n  more: {external: true}\n")
      files["sub/.env"] = variables(["SUB=s", "X=sub", "W=$X"])
      files["sub/a.env"] = "IN_SUB=1\nSX=$X\n"
      text += "include: [sub/included.yaml]\n"
    }
    text += "services:\n  one:\n    image: \(pick(Self.images))\n"
    if hasAnchor, chance(2) { text += "    <<: *base\n" }
    text += service(hasAnchor: hasAnchor)
    if chance(2) {
      text += "  two:\n    image: two\n"
      if chance(3) { text += "    extends: \(pick(["one", "{service: one}"]))\n" }
      text += service()
    }
    if chance(8) {
      files["sub/base.yaml"] =
        "services:\n  base:\n    image: \"b:${X}\"\n" + service(isNested: true) + Self.volumes
      files["sub/a.env"] = "IN_SUB=1\nSX=$X\n"
      text += "  three:\n    extends: {file: sub/base.yaml, service: base}\n" + service()
    }
    text += Self.volumes
    if chance(6) { text += "---\nservices:\n  one:\n" + environment() + ports() }
    if chance(3) {
      var other = "services:\n  one:\n"
      other += chance(3) ? "    image: other\n" : ""
      other += service(isOverride: true)
      if !other.hasSuffix("one:\n") {
        files[pick(["compose.override.yaml", "docker-compose.override.yml"])] = other
      }
    }
    if chance(40) { text = text.map { $0 == " " && chance(60) ? "\t" : String($0) }.joined() }
    files[pick(["compose.yaml", "compose.yaml", "docker-compose.yml"])] =
      chance(20)
      ? text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n") : text
    return files
  }

  private static let volumes = """
    volumes:
      data:
      more: {external: true}
    secrets:
      key: {file: ./key.txt}
      word: {environment: X}
    configs:
      conf: {content: "c $${X} ${X:-none} $$$$\\n"}
      file: {file: conf.txt}
    networks:
      inner: {}

    """

  private static let images = [
    "chromadb/chroma:0.6.3", "chromadb/chroma", "\"chroma:${TAG}\"", "c:${TAG:-1}", "\"${X}${NONE}y\"",
    "c@sha256:1",
  ]

  /// Lines of files of variables.
  private static let fileLines = [
    "X=x1", "TAG=t", "A=a-file", "B=\"q\"", "C='q $X'", "D=${X}-${A}", "export E=e", "F=$$X", "G = g",
    "H=h # c", "NAME",
    "X", "# note", "", "I=$ONE", "J=${NONE:-j}", "B=2", "ONE=${A}", "K=\"a\\nb\"", "EMPTY=", "M=$2y$10$ab.c",
  ]

  private static let values = [
    "v", "\"q\"", "'q'", "010", "1.0", "TRUE", "yes", "~", "", "1e3", "0x1F", "12:30", "$X", "${X}",
    "${NONE}", "$$X",
    "${NONE:-d}", "${EMPTY:-e}", "${X:+p}", "a#b", "a #c", "$2y$10$abc.d", "admin:$2y$05$vN7DKX9hMKmak",
    "null", "1_0",
    "\"\"", "\"$X\"", "'${X}'", "1.50", "-5", ".5", "é", "${A}-${B}", "!!str 010", "[\"*\"]", "${X:?no}",
    "2024-01-01",
    "${NONE:?no}", "0o17", "{a: b}", "*x", "${", "1e10", "0123456", "\"a b\"", "${X:-${NONE:-z}}", "off",
    "False", "+1",
  ]

  private static let listValues = [
    "A=v", "B=\"q\"", "C='q'", "D", "X", "E= q", "\"F=a b\"", "G=$X", "H=${NONE}", "I=$$X", "J=a #c", "K=a#b",
    "L:v",
    "\"M: v\"", "N=010", "O=${NONE:-d}", "P=admin:$2y$10$.ab", "Q=", "'R=\"q\"'", "S=$2y$05$vN7", "T=TRUE",
    "U=a=b",
    "ONE", "NONE", "A =q", "V=${EMPTY-e}${EMPTY:-f}", "12", "W: v", "Z=\"${X}\"", "EMPTY",
  ]

  private static let names = [
    "A", "B", "C", "D", "X", "ONE", "CHROMA_SERVER_AUTHN_PROVIDER", "LONG", "\"Q\"", "é", "EMPTY", "NONE",
    "lower",
  ]

  private static let portValues = [
    "\"8000:8000\"", "8000:8000", "\"127.0.0.1:8000:8000\"", "8000", "\"8000\"", "\"[::1]:1:2\"",
    "\"${X:-1}:8000\"",
    "\"0.0.0.0:8000:8000/udp\"", "{target: 80}", "{target: 80, published: 90}", "\"3000-3002:4000-4002\"",
    "60:60",
    "{target: \"81\", published: \"91-92\", host_ip: 127.0.0.1, protocol: udp}", "\"${NONE}:8000:8000\"",
    "\"6000-6001:6000\"",
    "\"::1:3:4\"", "\":7:8\"", "\"localhost:1:2\"", "\"1/foo\"", "\"9-11\"", "{target: 80, mode: host}",
    "\"8000:8000/tcp\"",
    "\"1-2:3\"", "{published: 1}",
  ]

  private static let volumeValues = [
    "\"./f:/t\"", "./f:/t:ro", "/abs/f:/t2", "~/f:/t3", "../f:/t4/", "data:/d", "more:/m:ro", "/anonymous",
    "${HOME}/f:/t5",
    "{type: bind, source: ./f, target: /u}", "{type: bind, source: f, target: /v, bind: {selinux: z}}",
    "{type: volume, source: data, target: /w}", "{type: tmpfs, target: /x}", "\"${NONE:-./g}:/t\"",
    "./a/../b:/q/../r",
    ".:/here", "nothere:/n", "f:/g", "{type: bind, source: ~/x, target: /y, bind: {create_host_path: false}}",
    "\"a::b\"",
    "{source: a, target: /b}", "\"./f:/t:ro,z\"", "sub/f:/z",
  ]

  private static let commands = [
    "run", "uvicorn chromadb.app:app --host 0.0.0.0", "\"sh -c 'a b' \\\"c d\\\"\"", "[a, \"b c\", $X]", "[]",
    "\"\"", "",
    "a; b", "\"a 'b\"", "a\\ b $$X ${X}", "[\"--workers\", \"1\"]", "a > b", "\"a `b c` d\"", "[1]",
    "\"x$(y z)\"",
  ]

  private mutating func service(
    isNested: Bool = false, isOverride: Bool = false, hasAnchor: Bool = false
  ) -> String {
    var text = ""
    if chance(4) == false || !isOverride { text += environment(hasAnchor: hasAnchor, isOverride: isOverride) }
    if chance(2) { text += ports(isOverride: isOverride) }
    if chance(2) { text += volumes(isOverride: isOverride) }
    if chance(3) {
      let file = [
        "a.env", "[a.env]", "[b.env, a.env]", "[{path: a.env, format: raw}]",
        "[{path: none.env, required: false}]", "none.env",
      ]
      let nested = ["a.env", "[a.env]"]
      text += "    env_file: \(pick(isNested ? nested : file.dropLast(chance(8) ? 0 : 1)))\n"
    }
    if chance(4) { text += "    command: \(pick(Self.commands))\n" }
    if chance(8) { text += "    entrypoint: \(pick(Self.commands))\n" }
    if !isNested, chance(6) {
      text +=
        "    secrets: \(pick(["[key]", "[word]", "[{source: key, target: k2}]", "[{source: word, target: /a/../w}]", "[none]"]))\n"
    }
    if !isNested, chance(6) {
      text += "    configs: \(pick(["[conf]", "[{source: file, target: /x/y}]", "[conf, file]"]))\n"
    }
    if chance(20) { text += "    profiles: [p]\n" }
    if chance(20) { text += "    tmpfs: \(pick(["/run", "[/run, /t]"]))\n" }
    if chance(30) { text += "    networks: \(pick(["[inner]", "{inner: {aliases: [z]}}", "[none]"]))\n" }
    if chance(40) {
      text +=
        "    \(pick(["enviroment", "restart", "x-any", "privileged", "healthcheck"])): \(pick(["yes", "\"yes\"", "{test: [CMD, a]}", "1"]))\n"
    }
    return text
  }

  private mutating func environment(hasAnchor: Bool = false, isOverride: Bool = false) -> String {
    let mark = isOverride && chance(8) ? " !override" : ""
    if chance(2) {
      var items = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
        "      - \(valid(Self.listValues, bad: ["A =q", "12", "W: v"]))\n"
      }
      if items.isEmpty { items = ["      - A=1\n"] }
      return "    environment:\(mark)\n" + items.joined()
    }
    var names = Self.names.shuffled(using: &generator).prefix(Int.random(in: 1...4, using: &generator)).map {
      $0
    }
    if chance(40) { names.append(names[0]) }
    var text = "    environment:\(mark)\n"
    if hasAnchor, chance(2) { text += "      <<: *variables\n" }
    for name in names {
      if name == "LONG" {
        text += "      LONG: \(pick(["|", ">-", ">"]))\n        first $X\n        second\n"
      } else {
        let bad = ["[\"*\"]", "2024-01-01", "${NONE:?no}", "{a: b}", "*x", "${"]
        let value = isOverride && chance(12) ? "!reset null" : valid(Self.values, bad: bad)
        text += "      \(name): \(value)\n"
      }
    }
    return text
  }

  private mutating func ports(isOverride: Bool = false) -> String {
    list(
      "ports", Self.portValues, bad: ["\"localhost:1:2\"", "\"1/foo\"", "\"1-2:3\"", "{published: 1}"],
      isOverride)
  }

  private mutating func volumes(isOverride: Bool = false) -> String {
    list(
      "volumes", Self.volumeValues, bad: ["nothere:/n", "\"a::b\"", "{source: a, target: /b}", "sub/f:/z"],
      isOverride)
  }

  private mutating func list(_ key: String, _ values: [String], bad: [String], _ isOverride: Bool) -> String {
    let mark = isOverride && chance(6) ? pick([" !override", " !reset"]) : ""
    let items = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
      "      - \(valid(values, bad: bad))\n"
    }
    return "    \(key):\(mark)\n" + items.joined()
  }

  private mutating func variables(_ lines: [String]) -> String {
    (0..<Int.random(in: 0...5, using: &generator)).map { _ in pick(lines) + "\n" }.joined()
  }

  /// One of the values; what compose refuses is rare, since it hides all else.
  private mutating func valid(_ values: [String], bad: [String]) -> String {
    while true {
      let value = pick(values)
      if !bad.contains(value) || chance(10) { return value }
    }
  }

  private mutating func pick(_ values: some Collection<String>) -> String {
    values.randomElement(using: &generator)!
  }
  private mutating func chance(_ count: Int) -> Bool { generator.once(in: count) }
}
