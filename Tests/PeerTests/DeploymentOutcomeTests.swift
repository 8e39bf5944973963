import Credentials
import Deployments
import Foundation
import Htpasswd
import TestSupport
import Testing

/// Chroma itself, started with what `lint` says that the container gets: its outcome is ours.
@Suite struct DeploymentOutcomeTests {
  /// One service of a case, as Chroma's server in Python is started.
  private struct Trial {
    let name: String
    let outcome: Deployments.Outcome
    let question: SettingsTests.Question
  }

  @Test(arguments: ["0.4.24", "0.5.23", "0.6.2", "0.6.3"])
  func `every service of the cases does what lint says`(version: String) throws {
    let release = try #require(ChromaVersion(version).flatMap { Deployments.ChromaRelease($0) })
    let folder = try TemporaryFolder()
    let trials = try DeploymentCase.all().flatMap { try self.trials(of: $0, release, folder) }
    let answers: [SettingsTests.Answer] = try Oracle.answers(
      of: "chroma_outcome.py", chroma: version, to: trials.map(\.question))
    for (trial, answer) in zip(trials, answers) {
      #expect(
        answer.outcome == trial.outcome.rawValue || isAlike(answer.outcome, trial),
        "\(trial.name): \(trial.outcome.rawValue), and it is \(answer.outcome) (\(answer.error ?? ""))")
    }
  }

  /// Settings of a container of 1.x, and its outcome.
  private static let newest: [([String: String], Deployments.Outcome)] = [
    ([:], .open), (["CHROMA_ALLOW_RESET": "true"], .open), (["CHROMA_ALLOW_RESET": "TRUE"], .doesNotStart),
    (["CHROMA_PORT": "tcp://10.0.0.1:8000"], .doesNotStart),
    (["CHROMA_AUTH_TOKEN_TRANSPORT_HEADER": "nonsense"], .open),
  ]

  @Test func `every service of 1_x is open, or does not start, as lint says`() throws {
    let folder = try TemporaryFolder()
    let cases = try DeploymentCase.all().flatMap { try trials(of: $0, .v1, folder) }
    try #require(!cases.isEmpty)
    let own = try Self.newest.map { (environment, outcome) in
      let lines = environment.map { "      \($0.key): '\($0.value)'\n" }.joined()
      let text = "services:\n  db:\n    image: chromadb/chroma:1.5.9\n"
      let context = DeploymentContext(
        FilePath("compose.yaml"), Array((text + (lines.isEmpty ? "" : "    environment:\n" + lines)).utf8),
        file: { _ in .missing }, environment: { _ in nil })
      let answer = try #require(FileKind.compose.deployment(in: context)?.answers { _ in .missing }.first)
      #expect(answer.outcome == outcome, "\(environment)")
      return Trial(
        name: "\(environment)", outcome: answer.outcome,
        question: SettingsTests.Question(folder: folder.path, environment: environment))
    }
    let program = try Peers.chroma("1.5.9", "chroma")
    // One of equal settings is enough.
    var asked: Set<[String: String]> = []
    for trial in cases + own where asked.insert(trial.question.environment).inserted {
      let exports = trial.question.environment.sorted { $0.key < $1.key }.map { (name, value) in
        "export \(name)='\(value.replacing("'", with: #"'\''"#))'\n"
      }.joined()
      let script = """
        printf 'port: %s\\nlisten_address: 127.0.0.1\\npersist_path: data-%s\\n' $PORT $PORT >config-$PORT.yaml
        \(exports)exec '\(program)' run config-$PORT.yaml
        """
      if trial.outcome == .doesNotStart {
        try folder.shell("PORT=0; \(script)").expect(exits: 1)
        continue
      }
      #expect(trial.outcome == .open, "\(trial.name)")
      let server = try ListeningServer(in: folder, script, ready: "/api/v2/heartbeat")
      try server.expect("200", "/api/v2/tenants/default_tenant")
    }
  }

  /// Lines of a configuration; those that 1.x does not start with end in `no`.
  private static let configurations = [
    "port: abc no", "port: \"8123\" no", "port: 99999 no", "port: 8124.0 no", "port: -1 no", "port: no",
    "port: 0x4fb0", "allow_reset: yes no", "allow_reset: \"true\" no", "allow_reset: 1 no", "allow_reset: no",
    "allow_reset: TRUE", "listen_address: 0 no", "listen_address: 127.1 no", "persist_path: no",
    "persist_path: [a] no",
    "cors_allow_origins: \"*\" no", "cors_allow_origins: [\"*\"]", "cors_allow_origins: ~",
    "max_payload_size_bytes: 40MB no", "max_payload_size_bytes: 4000000", "sqlite_filename: 5 no",
    "sqlite_filename: a.sqlite3", "PORT: abc",
  ]

  @Test func `1_x takes the values of its configuration that lint says it takes`() throws {
    let folder = try TemporaryFolder()
    let program = try Peers.chroma("1.5.9", "chroma")
    for line in Self.configurations {
      let isTaken = !line.hasSuffix(" no")
      let own = isTaken ? line : String(line.dropLast(3))
      let others = ["port: $PORT", "listen_address: 127.0.0.1", "persist_path: data-$PORT"].filter {
        $0.prefix { $0 != ":" } != own.prefix { $0 != ":" }
      }
      let text = others.joined(separator: "\n") + "\n\(own)\n"
      let context = DeploymentContext(
        FilePath("config.yaml"), Array(text.replacing("$PORT", with: "8000").utf8),
        file: { _ in .missing }, environment: { _ in nil })
      let answer = try #require(
        FileKind.chromaConfiguration.deployment(in: context)?.answers { _ in .missing }.first)
      #expect(answer.outcome == (isTaken ? .open : .doesNotStart), "\(own)")
      let script = "cat >config-$PORT.yaml <<END\n\(text)END\nexec '\(program)' run config-$PORT.yaml"
      if isTaken, !own.hasPrefix("port") {
        let server = try ListeningServer(in: folder, script, ready: "/api/v2/heartbeat")
        try server.expect("200", "/api/v2/tenants/default_tenant")
      } else if !isTaken {
        try folder.shell("PORT=0; \(script)").expect(exits: 1)
      }
    }
  }

  /// Whose passwords are in no file: the server asks, and nobody here can log in.
  private func isAlike(_ outcome: String, _ trial: Trial) -> Bool {
    trial.outcome == .protectedBasic && outcome == Deployments.Outcome.nobodyGetsIn.rawValue
  }

  private func trials(
    of example: DeploymentCase, _ release: Deployments.ChromaRelease, _ folder: TemporaryFolder
  ) throws
    -> [Trial]
  {
    let main = FilePath(example.folder.appending(path: example.expected.main).path(percentEncoded: false))
    let bytes = Array(try Data(contentsOf: URL(filePath: "\(main)")))
    let kind = FileKind(bytes, isWhole: true)
    let context = DeploymentContext(main, bytes, file: Self.named, environment: { _ in nil })
    guard let deployment = kind.deployment(in: context) else { return [] }
    return try deployment.answers(file: Self.named).compactMap { answer in
      // A change that docker or YAML makes on the way is not Chroma's.
      let isOnTheWay = answer.findings.contains {
        [.hostFileMissing, .commandOfOtherRelease, .valueChangedByYAML].contains($0.rule)
      }
      guard answer.release == release, answer.service.program != .front, !isOnTheWay,
        answer.service.obstacles.isEmpty,
        !deployment.findings.contains(where: { $0.rule == .valueChangedByYAML || $0.rule == .fileRefused })
      else { return nil }
      var question = SettingsTests.Question(folder: folder.path)
      for variable in answer.service.variables.all {
        switch variable.value {
        case .known(let value): question.environment[variable.name] = String(decoding: value, as: UTF8.self)
        case .unset: question.environment[variable.name] = nil
        case .unknown: return nil
        }
      }
      question.environment["PERSIST_DIRECTORY"] = nil
      question.environment["IS_PERSISTENT"] = nil
      for (name, value) in question.environment where name.hasSuffix("_FILE") {
        question.environment[name] = try place(value, of: answer, below: question.folder)
      }
      for token in question.environment.filter({ $0.key.hasSuffix("_CREDENTIALS") }).values {
        question.logins += [["Authorization": "Bearer \(token)"], ["X-Chroma-Token": token]]
      }
      return Trial(name: "\(example)", outcome: answer.outcome, question: question)
    }
  }

  /// Makes what the container has under a name, and says where.
  private func place(_ name: String, of answer: ServiceAnswer, below folder: String) throws -> String {
    let path = "\(folder)/\(UUID().uuidString)"
    switch answer.service.file(FilePath(name), host: Self.named) {
    case .content(let bytes): try Data(bytes).write(to: URL(filePath: path))
    case .folder: try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    case .missing, .unreadable, .elsewhere: break
    }
    return path
  }

  private static func named(_ path: FilePath) -> NamedFile {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: "\(path)") else {
      return .missing
    }
    if attributes[.type] as? FileAttributeType == .typeDirectory { return .folder }
    return FileManager.default.contents(atPath: "\(path)").map { .content(Array($0)) } ?? .unreadable("?")
  }
}
