import Deployments
import Foundation
import Htpasswd
import TestSupport
import Testing

/// The judge of settings, against Chroma's own server in the same settings.
@Suite struct SettingsTests {
  /// A release that `Tests/run` installs.
  struct Installed: Sendable, CustomTestStringConvertible {
    let version: String
    var testDescription: String { version }
    var release: Deployments.ChromaRelease? {
      ChromaVersion(version).flatMap { Deployments.ChromaRelease($0) }
    }

    static let all = ["0.4.24", "0.5.23", "0.6.2", "0.6.3"].map(Installed.init)
  }

  struct Question: Encodable {
    var folder: String
    var environment: [String: String] = [:]
    var dotenv: Data?
    var logins: [[String: String]] = []
  }

  struct Answer: Decodable {
    var outcome: String
    var error: String?
  }

  private let folder: TemporaryFolder
  private let entry: String

  init() throws {
    folder = try TemporaryFolder()
    try folder.run("create", "-b", "-C4", "f", "admin", "password123").expect(exits: 0)
    try folder.shell(
      """
      cp f g; chroma-htpasswd add -b -C4 g bob password456; printf 'admin:%s' '$apr1$abcdefgh$012345678901234567890.' >apr1
      printf '# no entry\\n' >bad; : >empty; printf abc-def-123 >t; echo abc-def-123 >t-nl; mkdir d; printf 'a b' >t-space
      printf 'users:\\n- id: amy\\n  tokens: [abc-def-123]\\n- id: ben\\n  tokens:\\n  - other-token\\n' >tokens.yaml
      for u in admin anonymous amy nobody Anonymous; do
        printf 'roles_mapping:\\n  r:\\n    actions: ["tenant:get_tenant", "db:get_database"]\\nusers:\\n- id: %s\\n  role: r\\n' $u >roles-$u
      done
      sed 's/role: r/role: x/' roles-admin >roles-undefined; sed '/role: r/d' roles-admin >roles-without; : >roles-empty
      sed 's/role: r/role: r\\n  tenant: other/' roles-admin >roles-tenant
      sed 's/actions: .*/actions: []/' roles-admin >roles-idle
      """
    ).expect(exits: 0)
    entry = try String(contentsOfFile: "\(folder.path)/f", encoding: .utf8).trimmingCharacters(in: .newlines)
  }

  private func theirs(_ installed: Installed, _ questions: [Question]) throws -> [Answer] {
    let answers: [Answer] = try Oracle.answers(
      of: "chroma_outcome.py", chroma: installed.version, to: questions)
    return answers
  }

  private func ours(
    _ release: Deployments.ChromaRelease, _ question: Question, _ version: ChromaVersion? = nil
  ) -> SettingsJudgement {
    var variables = Variables()
    let environment = question.environment
    if let text = question.dotenv {
      variables = EnvironmentFile.variables(Array(text), from: FilePath(".env"), as: .chroma) { name in
        environment[String(decoding: name, as: UTF8.self)].map { Array($0.utf8) }
      }
    }
    for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
      variables.add(name.utf8, .known(Array(value.utf8)), Variables.Place())
    }
    return release.judge(variables, version: version, file: named)
  }

  private func named(_ path: FilePath) -> NamedFile {
    let name =
      path.bytes.first == Ascii.slash
      ? "\(path)" : "\(folder.path)/\(String(decoding: path.bytes, as: UTF8.self))"
    guard !path.bytes.isEmpty, let attributes = try? FileManager.default.attributesOfItem(atPath: name) else {
      return .missing
    }
    if attributes[.type] as? FileAttributeType == .typeDirectory { return .folder }
    return FileManager.default.contents(atPath: name).map { .content(Array($0)) } ?? .unreadable("unreadable")
  }

  // MARK: The table

  private static let basic = ChromaSettings.basicProvider
  private static let token = ChromaSettings.tokenProvider

  private static let logins: [[String: String]] = {
    let people = [("admin", "password123"), ("bob", "password456")].map { user, password in
      ["Authorization": "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()]
    }
    // The last ones are the first lines of longer values in `.env`: without quotes, and with braces.
    let tokens = ["abc-def-123", "abc def", "a:b:c", "admin:password123", "users:", "${X_NONE:-users:"]
    let headers = tokens.flatMap { token in
      [["Authorization": "Bearer \(token)"], ["X-Chroma-Token": token]]
    }
    return people + headers
  }()

  // MARK: Generated settings

  private struct Generator {
    var random: SeededGenerator
    let isOld: Bool
    let entry: String

    mutating func question(_ folder: String) -> Question {
      var question = Question(folder: folder, logins: SettingsTests.logins)
      var values = good()
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let name = pools.keys.sorted().randomElement(using: &random)!
        values[name] = pools[name]!.randomElement(using: &random)!
      }
      // Settings of the other releases mean nothing here.
      if random.once(in: 6) {
        values[isOld ? "SERVER_AUTHN_PROVIDER" : "SERVER_AUTH_PROVIDER"] =
          isOld ? SettingsTests.basic : ChromaSettings.basicProvider04
      }
      let usesFile = random.once(in: 3)
      var lines: [String] = []
      for (name, value) in values.sorted(by: { $0.key < $1.key }) {
        guard let value else { continue }
        var full = ["IS_PERSISTENT", "MIGRATIONS"].contains(name) ? name : "CHROMA_\(name)"
        if random.once(in: 8) { full = full.lowercased() }
        if usesFile, random.once(in: 2) {
          lines.append(line(full, value))
        } else {
          question.environment[full] = value
        }
      }
      if usesFile { question.dotenv = Data(lines.joined().utf8) }
      return question
    }

    private mutating func line(_ name: String, _ value: String) -> String {
      let forms = [
        "\(name)=\(value)\n", "\(name)='\(value)'\n", "export \(name)=\"\(value)\"  # note\n",
        "\(name) = \(value) # note\r\n", "\(name)\n", "X=\(value)\n\(name)=${X}\n",
        "\(name)=${X_NONE:-\(value)}\n",
      ]
      return forms.randomElement(using: &random)!
    }

    private mutating func good() -> [String: String?] {
      let isBasic = random.once(in: 2)
      if isOld {
        return isBasic
          ? [
            "SERVER_AUTH_PROVIDER": ChromaSettings.basicProvider04,
            "SERVER_AUTH_CREDENTIALS_PROVIDER": ChromaSettings.fileProvider04,
            "SERVER_AUTH_CREDENTIALS_FILE": "f",
          ]
          : [
            "SERVER_AUTH_PROVIDER": "token",
            "SERVER_AUTH_CREDENTIALS_PROVIDER": ChromaSettings.tokenCredentialsProvider04,
            "SERVER_AUTH_CREDENTIALS": "abc-def-123",
          ]
      }
      return isBasic
        ? ["SERVER_AUTHN_PROVIDER": SettingsTests.basic, "SERVER_AUTHN_CREDENTIALS_FILE": "f"]
        : ["SERVER_AUTHN_PROVIDER": SettingsTests.token, "SERVER_AUTHN_CREDENTIALS_FILE": "t"]
    }

    private var pools: [String: [String?]] {
      typealias Settings = ChromaSettings
      let stem = isOld ? "SERVER_AUTH" : "SERVER_AUTHN"
      let files: [String?] = [
        nil, "", "f", "g", "apr1", "bad", "empty", "t", "t-nl", "t-space", "tokens.yaml", "missing", "d",
        "\"f\"", " f",
        "f ", "local",
      ]
      let values: [String?] = [
        nil, "", entry, "admin:password123", "\"\(entry)\"", "abc-def-123", "abc def", "abc-def-123\r",
        "abc-def-123\n",
        "'abc-def-123'", entry + "\nbob:x", entry + "\n" + entry, "a:b:c", "\n", "rest", " " + entry + "\n",
        "äbc",
        "users:\n- id: amy\n  tokens:\n  - abc-def-123\n", "admin:$2y$05",
        ":" + entry.drop { $0 != ":" }.dropFirst(),
      ]
      let classes: [String?] = [
        nil, "", " ", SettingsTests.basic, SettingsTests.token, Settings.basicProvider04,
        Settings.tokenProvider04, "basic",
        "token", "chromadb.auth.basic.BasicAuthenticationServerProvider",
        "chromadb.auth.token.TokenAuthProvider",
        SettingsTests.basic.lowercased(), "\"\(SettingsTests.basic)\"", SettingsTests.token + " ",
        SettingsTests.basic + "\r", "None", "chromadb.auth.basic_authn.BasicAuthClientProvider",
        "chromadb.auth.token.TokenAuthClientProvider", Settings.fileProvider04,
        Settings.tokenCredentialsProvider04,
        "rest", "htpasswd_file", "chromadb.auth.basic_authn.", "chromadb",
      ]
      var pools: [String: [String?]] = [
        "\(stem)_PROVIDER": classes, "\(stem)_CREDENTIALS": values, "\(stem)_CREDENTIALS_FILE": files,
        "SERVER_AUTHZ_PROVIDER": [
          nil, Settings.authorizationProvider, Settings.authorizationProvider04, "simple_rbac", "",
          "'\(Settings.authorizationProvider)'", "chromadb.auth.Nothing",
        ],
        "SERVER_AUTHZ_CONFIG_FILE": [
          nil, "roles-admin", "roles-anonymous", "roles-amy", "roles-nobody", "roles-Anonymous",
          "roles-undefined",
          "roles-without", "roles-tenant", "roles-idle", "missing", "d", "",
        ],
        "SERVER_AUTHZ_CONFIG": [nil, "", "{}", "x"],
        "SERVER_CORS_ALLOW_ORIGINS": ["*", "[\"*\"]", "[]", "", "[\"a\",\"b\"]", "[\"a\"", "\"a\"", "null"],
        "IS_PERSISTENT": ["FALSE", "no", "maybe", "", "0", " 0"], "DB_IMPL": [nil, "duckdb+parquet", ""],
        "API_IMPL": [nil, "rest", "chromadb.api.segment.SegmentAPI", ""],
        "SERVER_HTTP_PORT": ["8000", "tcp://10.0.0.1:8000", "1_0", " 8000 ", "", "+1", "1__0", "8.0"],
        "SERVER_NOFILE": [" ", "x", "1"], "MIGRATIONS": ["apply", "never"],
        "SERVER_HEADERS": [nil, "x", "{}", "[]"],
        "CLIENT_AUTH_CREDENTIALS": ["admin:password123"],
      ]
      let headers =
        TokenHeader.allCases.flatMap { [$0.rawValue, $0.nameIn04, "\"\($0.rawValue)\""] } + ["", "x"]
      for name in ["AUTH_TOKEN_TRANSPORT_HEADER", "SERVER_AUTH_TOKEN_TRANSPORT_HEADER"] {
        pools[name] = headers
      }
      if isOld {
        pools["SERVER_AUTH_CREDENTIALS_PROVIDER"] = [
          nil, "", Settings.fileProvider04, Settings.entryProvider04, Settings.tokenCredentialsProvider04,
          Settings.usersProvider04, "htpasswd_file", "token_config", "user_token_config", "nonsense",
          "'\(Settings.fileProvider04)'", "chromadb.auth.providers.Nothing",
        ]
      }
      return pools
    }
  }

  @Test(arguments: Installed.all)
  func `Chroma does with generated settings what the judge says`(installed: Installed) throws {
    let release = try #require(installed.release)
    var generator = Generator(
      random: SeededGenerator(
        stream: 900 + Int(installed.version.utf8.reduce(0) { $0 &* 31 &+ Int($1) } % 90)),
      isOld: installed.version.hasPrefix("0.4"), entry: entry)
    let questions = (0..<75 * rounds).map { _ in generator.question(folder.path) }
    let answers = try theirs(installed, questions)
    var unknown = 0
    for (question, answer) in zip(questions, answers) {
      let judgement = ours(release, question)
      if judgement.outcome == .unknown {
        unknown += 1
        if judgement.refusesStrangers != nil, answer.outcome == "open" {
          Issue.record(
            "\(question.environment) \(String(decoding: question.dotenv ?? Data(), as: UTF8.self)): strangers are answered"
          )
        }
        continue
      }
      #expect(
        judgement.outcome.rawValue == answer.outcome,
        "\(question.environment) \(String(decoding: question.dotenv ?? Data(), as: UTF8.self)) \(answer.error ?? "") \(judgement.findings.map(\.message))"
      )
    }
    #expect(unknown * 5 < questions.count, "\(unknown) of \(questions.count) are not known")
  }

  // MARK: Whole servers

  /// A release, its settings, and where the token goes.
  static let whole: [(Installed, [String: String])] = [
    (
      Installed(version: "0.6.3"),
      ["CHROMA_SERVER_AUTHN_PROVIDER": basic, "CHROMA_SERVER_AUTHN_CREDENTIALS_FILE": "f"]
    ),
    (
      Installed(version: "0.5.23"),
      [
        "CHROMA_SERVER_AUTHN_PROVIDER": token, "CHROMA_SERVER_AUTHN_CREDENTIALS": "abc-def-123",
        "CHROMA_AUTH_TOKEN_TRANSPORT_HEADER": "X-Chroma-Token",
      ]
    ),
    (
      Installed(version: "0.4.24"),
      [
        "CHROMA_SERVER_AUTH_PROVIDER": ChromaSettings.tokenProvider04,
        "CHROMA_SERVER_AUTH_CREDENTIALS_PROVIDER": ChromaSettings.tokenCredentialsProvider04,
        "CHROMA_SERVER_AUTH_CREDENTIALS": "abc-def-123",
        "CHROMA_AUTH_TOKEN_TRANSPORT_HEADER": "X_CHROMA_TOKEN",
      ]
    ),
    (Installed(version: "0.6.2"), ["CHROMA_SERVER_AUTH_PROVIDER": ChromaSettings.basicProvider04]),
  ]

  @Test(arguments: whole)
  func `a whole server does what the judge says`(installed: Installed, settings: [String: String]) throws {
    let judgement = ours(
      try #require(installed.release), Question(folder: folder.path, environment: settings))
    let lines = settings.map { "export \($0.key)='\($0.value)'\n" }.joined()
    let server = try ChromaServer(installed.version, in: folder, settings: lines)
    let isOpen = judgement.outcome == .open
    try server.expect(isOpen ? "200" : server.refusal, server.collections)
    switch judgement.outcome {
    case .protectedBasic: try server.expect("200", server.collections, ["--user", "admin:password123"])
    case .protectedToken:
      let header = try #require(judgement.header)
      for other in TokenHeader.allCases {
        let value = other == .authorization ? "Bearer abc-def-123" : "abc-def-123"
        try server.expect(
          other == header ? "200" : server.refusal, server.collections,
          ["--header", "\(other.rawValue): \(value)"])
      }
    default: #expect(isOpen)
    }
  }

  // MARK: Every setting

  /// Fields of `Settings` of any release that is tried here but those of authentication, which have a table of their own,
  /// and `anonymized_telemetry`, which the oracle sets.
  private static let fields = """
    allow_reset chroma_api_impl chroma_async_rate_limit_enforcer_impl chroma_collection_assignment_policy_impl \
    chroma_consumer_impl chroma_coordinator_host chroma_db_impl chroma_executor_impl chroma_logservice_host \
    chroma_logservice_port chroma_logservice_request_timeout_seconds chroma_memberlist_provider_impl \
    chroma_memory_limit_bytes chroma_otel_collection_endpoint chroma_otel_collection_headers \
    chroma_otel_granularity chroma_otel_service_name \
    chroma_overwrite_singleton_tenant_database_access_from_auth chroma_producer_impl \
    chroma_product_telemetry_impl chroma_query_request_timeout_seconds chroma_quota_enforcer_impl \
    chroma_quota_provider_impl chroma_rate_limit_enforcer_impl chroma_rate_limiting_provider_impl \
    chroma_segment_cache_policy chroma_segment_directory_impl chroma_segment_manager_impl \
    chroma_server_api_default_path chroma_server_cors_allow_origins chroma_server_grpc_port \
    chroma_server_headers chroma_server_host chroma_server_http_port chroma_server_nofile \
    chroma_server_ssl_enabled chroma_server_ssl_verify chroma_server_thread_pool_size chroma_sysdb_impl \
    chroma_sysdb_request_timeout_seconds chroma_telemetry_impl environment is_persistent migrations \
    migrations_hash_algorithm persist_directory pulsar_admin_port pulsar_broker_port pulsar_broker_url \
    tenant_id topic_namespace worker_memberlist_name
    """.split(separator: " ").map { $0.uppercased() }

  @Test(arguments: Installed.all)
  func `no value of a setting stops a server that is said to start`(installed: Installed) throws {
    let release = try #require(installed.release)
    let isOld = installed.version.hasPrefix("0.4")
    let good =
      isOld
      ? [
        "CHROMA_SERVER_AUTH_PROVIDER": ChromaSettings.basicProvider04,
        "CHROMA_SERVER_AUTH_CREDENTIALS_PROVIDER": ChromaSettings.fileProvider04,
        "CHROMA_SERVER_AUTH_CREDENTIALS_FILE": "f",
      ] : ["CHROMA_SERVER_AUTHN_PROVIDER": Self.basic, "CHROMA_SERVER_AUTHN_CREDENTIALS_FILE": "f"]
    let questions = Self.fields.flatMap { name in
      ["", "foo", "foo.Bar", "rest", "1", "x y", "none", "/api/v1"].map { value in
        var question = Question(folder: folder.path, logins: Self.logins)
        question.environment = good.merging([name: value]) { $1 }
        return question
      }
    }
    let answers = try theirs(installed, questions)
    var unknown = 0
    for (question, answer) in zip(questions, answers) {
      let judgement = ours(release, question, ChromaVersion(installed.version))
      if judgement.outcome == .unknown {
        unknown += 1
        continue
      }
      let setting = question.environment.filter { good[$0.key] == nil }
      #expect(judgement.outcome.rawValue == answer.outcome, "\(setting) \(answer.error ?? "")")
    }
    #expect(unknown * 10 < questions.count, "\(unknown) of \(questions.count) are not known")
  }
}
