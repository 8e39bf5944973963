import Foundation
import Kernel
import TestSupport
import Testing

@testable import Deployments

/// The reader of compose files, against compose.
@Suite struct ComposeTests {
  /// The environment that both sides run in.
  private static let surroundings = ["HOME": "/home/user", "ONE": "one", "EMPTY": "", "A": "from $shell"]

  /// The facts of a project, a line for each, sorted.
  private enum Answer: Equatable {
    case refused
    case services([String])
  }

  // MARK: Theirs

  /// Compose's answers for each folder within one; several run at once.
  private static func theirs(_ names: [String], in folder: TemporaryFolder) throws -> [Answer] {
    let script = """
      ls | xargs -P 3 -I{} sh -c 'cd {} && "\(try Peers.compose)" config --format json > .answer 2> .errors'
      """
    // Go's collector would only cost time.
    let settings = surroundings.merging(["GOGC": "off"]) { $1 }.map { "\($0)=\($1)" }.sorted()
    _ = try Command(["env", "-i", "PATH=/usr/bin:/bin"] + settings + ["sh", "-c", script], in: folder.path)
      .run()
    return try names.map { name in
      let output = try folder.bytes(of: "\(name)/.answer")
      guard let document = try? JSONSerialization.jsonObject(with: Data(output)) as? [String: Any],
        let services = document["services"] as? [String: [String: Any]]
      else { return .refused }
      return .services(lines(services, document))
    }
  }

  private static func text(_ value: Any?) -> String { (value as? String ?? "").replacing("$$", with: "$") }

  private static func lines(_ services: [String: [String: Any]], _ document: [String: Any]) -> [String] {
    var lines: [String] = []
    for (name, service) in services {
      func add(_ line: String) { lines.append("\(name): \(line)") }
      add("image \(text(service["image"]))")
      for (variable, value) in service["environment"] as? [String: Any] ?? [:] {
        add("env \(text(variable))" + (value is NSNull ? "" : "=\(text(value))"))
      }
      for key in ["command", "entrypoint"] {
        guard let words = service[key] as? [Any] else { continue }
        add("\(key) \(words.map(text))")
      }
      for port in service["ports"] as? [[String: Any]] ?? [] {
        add(
          "port \(text(port["host_ip"])) \(text(port["published"])) \(port["target"] ?? "") \(text(port["protocol"]))"
        )
      }
      for volume in service["volumes"] as? [[String: Any]] ?? [] {
        let makes =
          ((volume["bind"] as? [String: Any])?["create_host_path"] as? Bool ?? false) || volume["bind"] == nil
        let isBind = text(volume["type"]) == "bind"
        add(
          "volume \(text(volume["type"])) \(text(volume["source"])) \(text(volume["target"])) \(isBind && makes)"
        )
      }
      for key in ["secrets", "configs"] {
        for grant in service[key] as? [[String: Any]] ?? [] {
          let source = text(grant["source"])
          let definition = (document[key] as? [String: [String: Any]])?[source] ?? [:]
          add("\(key) \(source) \(text(definition["file"])) \(text(definition["content"]))")
        }
      }
    }
    return lines.sorted()
  }

  // MARK: Ours

  private static func context(_ path: String, _ environment: [String: String]) throws -> DeploymentContext {
    DeploymentContext(FilePath(path), Array(try Data(contentsOf: URL(filePath: path))), file: namedFile) {
      name in
      environment[String(decoding: name, as: UTF8.self)].map { Array($0.utf8) }
    }
  }

  private static func namedFile(_ path: FilePath) -> NamedFile {
    var isFolder: ObjCBool = false
    let name = String(decoding: path.bytes, as: UTF8.self)
    guard unsafe FileManager.default.fileExists(atPath: name, isDirectory: &isFolder) else { return .missing }
    if isFolder.boolValue { return .folder }
    return (try? Data(contentsOf: URL(filePath: name))).map { .content(Array($0)) } ?? .unreadable("no")
  }

  /// nil if it is not known.
  private static func ours(_ context: DeploymentContext) -> Answer? {
    let reader = ComposeDeploymentReader(context)
    var loader = ComposeLoader(context)
    do throws(ComposeRefusal) {
      var project = try reader.project(with: &loader)
      try ComposeDeploymentReader.checkGrants(project.root)
      var lines: [String] = []
      for entry in project.services {
        guard let map = entry.value.map else { continue }
        let isActive = project.isActive(map)
        do throws(ComposeRefusal) {
          let facts = try facts(of: map, entry, &project)
          if isActive { lines += facts.map { "\(entry.key): \($0)" } }
        } catch {
          if isActive || !error.isOfStart { throw error }
        }
      }
      return .services(lines.sorted())
    } catch {
      return error.isUnknown ? nil : .refused
    }
  }

  private static func facts(
    of map: ComposeMap, _ entry: ComposeMap.Entry, _ project: inout ComposeProject
  ) throws(ComposeRefusal) -> [String] {
    var facts = ["image \(map["image"]?.text ?? "")"]
    for key in ["command", "entrypoint"] {
      if let words = try project.words(key, of: map) { facts.append("\(key) \(words.map(\.text))") }
    }
    for port in try project.ports(of: map) {
      facts.append("port \(port.hostAddress) \(port.published) \(port.target) \(port.transport)")
    }
    for volume in try project.volumes(of: map) {
      let isBind = volume.type == "bind"
      let source =
        isBind && volume.source.hasPrefix(".") ? ComposePath.clean(volume.source) : volume.source
      facts.append("volume \(volume.type) \(source) \(volume.cleanTarget) \(isBind && volume.makesFolder)")
    }
    for key in ["secrets", "configs"] {
      for grant in try project.grants(key, of: map) {
        let (file, content) = (grant.definition["file"]?.text ?? "", grant.definition["content"]?.text ?? "")
        facts.append("\(key) \(grant.source) \(file) \(content)")
      }
    }
    try project.checkReferences(of: entry, map)
    for variable in try project.environment(of: map) {
      let name = String(decoding: variable.name, as: UTF8.self)
      switch variable.value {
      case .known(let bytes): facts.append("env \(name)=\(String(decoding: bytes, as: UTF8.self))")
      default: facts.append("env \(name)")
      }
    }
    return facts
  }

  // MARK: Tests

  @Test func `the cases are what compose makes of them`() throws {
    let cases = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases/deployments")
    let names = try FileManager.default.contentsOfDirectory(atPath: cases.path()).sorted().filter {
      $0.hasPrefix("compose-")
    }
    try #require(!names.isEmpty)
    let folder = try TemporaryFolder()
    for name in names {
      try FileManager.default.copyItem(atPath: cases.appending(path: name).path(), toPath: folder[name])
    }
    for (name, theirs) in zip(names, try Self.theirs(names, in: folder)) {
      #expect(
        try Self.ours(Self.context(folder["\(name)/compose.yaml"], Self.surroundings)) == theirs, "\(name)")
    }
  }

  @Test func `white space at the end of a variable's name is refused where compose refuses it`() throws {
    let ends = ["A ", "A\\t", "\u{E0}", "A\u{A0}", "A\u{2003}", "A =\u{308}", " A", "\u{E9}"]
    let names = ends.flatMap { [$0, "\($0)=q"] }
    var services = names.flatMap { name in
      [
        "environment: [\"\(name)\"]", "environment: {\"\(name)\": q}",
        "build: {context: ., args: [\"\(name)\"]}",
        "labels: [\"\(name)\"]", "environment: [\"\(name)\"]\n    profiles: [p]",
      ]
    }
    let folder = try TemporaryFolder()
    for (number, service) in services.enumerated() {
      let text = "services:\n  two: {image: c}\n  one:\n    image: c\n    \(service)\n"
      try folder.shell("mkdir p\(number)").expect(exits: 0)
      try folder.write(text, to: "p\(number)/compose.yaml")
    }
    // It counts only if no later file takes it away.
    for (number, mark) in ["", "!override "].enumerated() {
      let name = "p\(services.count + number)"
      try folder.shell("cp -r p5 \(name)").expect(exits: 0)
      try folder.write(
        "services:\n  one:\n    environment: \(mark)[B=1]\n", to: "\(name)/compose.override.yaml")
    }
    services += ["p5 beside others", "p5 without"]
    let theirs = try Self.theirs(services.indices.map { "p\($0)" }, in: folder)
    #expect(theirs.suffix(2).map { $0 == .refused } == [true, false])
    for (number, theirs) in theirs.enumerated() {
      let ours = Self.ours(try Self.context(folder["p\(number)/compose.yaml"], Self.surroundings))
      #expect(ours == theirs, "\(services[number])\n\((try? folder.text(of: "p\(number)/.errors")) ?? "")")
    }
    #expect(theirs.contains(.refused))
  }

  @Test func `values of limits, times and devices are refused where compose refuses them`() throws {
    let texts = [
      "512", "1q", "x", "\"\"", "64M", "0.5g", "1.5 gb", "1GiB", "1 k b", "-1", "\"-1\"", "\"+1\"", "1.",
      ".5", "\"5\"", "5s",
      "1m30s", "1d", "1w2d", "5 s", "1.5h", "5S", "\"0\"", "0", "null", "true", "[1]", "1e3", "0x10", "1_000",
      "all",
      "1µs", "-5s", "b", "5b", "1.2.3s",
    ]
    let keys = [
      "mem_limit: V", "cpus: V", "cpu_shares: V", "oom_score_adj: V", "shm_size: V", "stop_grace_period: V",
      "healthcheck: {test: x, interval: V}", "healthcheck: {test: x, retries: V}", "deploy: {replicas: V}",
      "deploy: {resources: {limits: {cpus: V}}}", "deploy: {resources: {limits: {memory: V}}}",
      "deploy: {restart_policy: {delay: V}}", "ulimits: {nofile: V}",
      "deploy: {resources: {reservations: {devices: [{capabilities: [gpu], count: V}]}}}",
    ]
    let services =
      keys.flatMap { key in texts.map { key.replacing("V", with: $0) } } + [
        "deploy: {resources: {reservations: {devices: [{driver: nvidia, count: all}]}}}",
        "deploy: {resources: {limit: {}}}", "ulimits: {nofile: {soft: 1}}",
        "ulimits: {nofile: {soft: 1, hard: x}}",
        "logging: {options: {x: [a]}}", "logging: {options: {a: 1, b: null, c: d}}",
        "ulimits: {nofile: 65536}", "extra_hosts: [a]",
        "extra_hosts: [\"a:1.2.3.4\", \"b=::1\"]", "pull_policy: foo", "pull_policy: every_2d", "cgroup: x",
        "gpus: x", "gpus: all", "gpus: [{driver: nvidia}]", "container_name: a b", "attach: x",
        "networks: {default: {aliases: x}}", "networks: {default: {priority: x}}",
        "networks: {default: null}",
        "deploy: {update_config: {order: start-first, delay: 1s}, rollback_config: {parallelism: x}}",
      ]
    let folder = try TemporaryFolder()
    for (number, service) in services.enumerated() {
      try folder.shell("mkdir p\(number)").expect(exits: 0)
      try folder.write(
        "services:\n  one:\n    image: c\n    \(service)\n", to: "p\(number)/compose.yaml")
    }
    for (number, theirs) in try Self.theirs(services.indices.map { "p\($0)" }, in: folder).enumerated() {
      let ours = Self.ours(try Self.context(folder["p\(number)/compose.yaml"], Self.surroundings))
      #expect(ours == theirs, "\(services[number])\n\((try? folder.text(of: "p\(number)/.errors")) ?? "")")
    }
  }

  @Test func `generated projects are what compose makes of them`() throws {
    let folder = try TemporaryFolder()
    var generator = ComposeFileGenerator(stream: 940)
    var projects: [(name: String, files: [String: String])] = []
    for index in 0..<400 * rounds {
      let files = generator.project()
      let name = "p\(index)"
      for (file, text) in files {
        let path = folder["\(name)/\(file)"]
        let parent = URL(filePath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        try folder.write(text, to: "\(name)/\(file)")
      }
      projects.append((name, files))
    }
    let theirs = try Self.theirs(projects.map(\.name), in: folder)
    var (refusedCount, unknownCount) = (0, 0)
    for ((name, files), theirs) in zip(projects, theirs) {
      let main = files["compose.yaml"] == nil ? "docker-compose.yml" : "compose.yaml"
      let ours = Self.ours(try Self.context(folder["\(name)/\(main)"], Self.surroundings))
      if theirs == .refused { refusedCount += 1 }
      if ours == nil {
        unknownCount += 1
        continue
      }
      #expect(ours == theirs, "\(name) \(files)\n\((try? folder.text(of: "\(name)/.errors")) ?? "")")
    }
    // Refused for one mistake, a project shows nothing else.
    #expect(unknownCount < projects.count / 25, "\(unknownCount)")
    #expect(refusedCount > projects.count / 20 && refusedCount < projects.count / 2, "\(refusedCount)")
  }
}
