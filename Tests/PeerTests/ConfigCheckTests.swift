import Foundation
import TestSupport
import Testing

/// `config check` against Chroma's own server, with the same variables.
@Suite struct ConfigCheckTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.run("create", "-b", "-C4", "f", "admin", "password123").expect(exits: 0)
    try folder.run("token", "-o", "t").expect(exits: 0)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let release: String
    let variables: [String: String]
    /// The result in Chroma.
    let result: String
    /// Words of the message about it.
    let words: String

    var testDescription: String { "\(release): \(variables)" }
  }

  private static let basic = "chromadb.auth.basic_authn.BasicAuthenticationServerProvider"
  private static let token = "chromadb.auth.token_authn.TokenAuthenticationServerProvider"
  private static let basic04 = "chromadb.auth.basic.BasicAuthServerProvider"
  private static let file04 = "chromadb.auth.providers.HtpasswdFileServerAuthCredentialsProvider"
  private static let token04 = "chromadb.auth.token.TokenAuthServerProvider"
  private static let entry04 = "chromadb.auth.providers.HtpasswdConfigurationServerAuthCredentialsProvider"
  private static let config04 = "chromadb.auth.token.TokenConfigServerAuthCredentialsProvider"

  private static func row(_ result: String, _ words: String, _ values: (String, String)...) -> Row {
    Row(
      release: "0.6.3",
      variables: Dictionary(values.map { ("CHROMA_\($0.0)", $0.1) }, uniquingKeysWith: { $1 }),
      result: result, words: words)
  }

  private static func row04(_ result: String, _ words: String, _ values: (String, String)...) -> Row {
    Row(
      release: "0.4.24",
      variables: Dictionary(values.map { ("CHROMA_SERVER_AUTH_\($0.0)", $0.1) }, uniquingKeysWith: { $1 }),
      result: result, words: words)
  }

  static let rows06: [Row] = [
    row(
      "protected", "ask for credentials", ("SERVER_AUTHN_PROVIDER", basic),
      ("SERVER_AUTHN_CREDENTIALS_FILE", "f")),
    row(
      "protected", "ask for a token, in X-Chroma-Token", ("SERVER_AUTHN_PROVIDER", token),
      ("SERVER_AUTHN_CREDENTIALS_FILE", "t"),
      ("AUTH_TOKEN_TRANSPORT_HEADER", "X-Chroma-Token")),
    row(
      "protected", "ask for a token, in Authorization", ("SERVER_AUTHN_PROVIDER", token),
      ("SERVER_AUTHN_CREDENTIALS", "abc-def")),
    // The rows of silence.
    row("open", "PROVIDER is not set; the server is open", ("SERVER_AUTHN_CREDENTIALS_FILE", "f")),
    row(
      "open", "PROVIDER is empty; the server is open", ("SERVER_AUTHN_PROVIDER", ""),
      ("SERVER_AUTHN_CREDENTIALS_FILE", "f")),
    row("open", "PROVIDER is not set; the server is open"),
    row(
      "open", "is of Chroma 0.4", ("SERVER_AUTH_PROVIDER", basic04),
      ("SERVER_AUTH_CREDENTIALS_PROVIDER", file04), ("SERVER_AUTH_CREDENTIALS_FILE", "f")),
    row("open", "unknown setting CHROMA_SERVER_AUTHN_PROVIDERS", ("SERVER_AUTHN_PROVIDERS", basic)),
    // Those of an exit.
    row("exits", "CREDENTIALS is set; Chroma will not start", ("SERVER_AUTHN_PROVIDER", basic)),
    row(
      "exits", "are both set", ("SERVER_AUTHN_PROVIDER", basic), ("SERVER_AUTHN_CREDENTIALS_FILE", "f"),
      ("SERVER_AUTHN_CREDENTIALS", "admin:x")),
    row(
      "exits", "the quotes are part of the value", ("SERVER_AUTHN_PROVIDER", "\"\(basic)\""),
      ("SERVER_AUTHN_CREDENTIALS_FILE", "f")),
    row(
      "exits", "the quotes are part of the value", ("SERVER_AUTHN_PROVIDER", basic),
      ("SERVER_AUTHN_CREDENTIALS_FILE", "\"f\"")),
    row(
      "protected", "the quotes are part of the value", ("SERVER_AUTHN_PROVIDER", token),
      ("SERVER_AUTHN_CREDENTIALS", "\"abc-def\"")),
    row(
      "exits", "no such file", ("SERVER_AUTHN_PROVIDER", basic), ("SERVER_AUTHN_CREDENTIALS_FILE", "missing")),
    row(
      "exits", "line 1 has no colon", ("SERVER_AUTHN_PROVIDER", basic), ("SERVER_AUTHN_CREDENTIALS_FILE", "t")
    ),
    row(
      "exits", "is not Authorization or X-Chroma-Token", ("SERVER_AUTHN_PROVIDER", token),
      ("SERVER_AUTHN_CREDENTIALS", "abc"), ("AUTH_TOKEN_TRANSPORT_HEADER", "x-chroma-token")),
    row(
      "exits", "have no provider", ("SERVER_AUTHN_PROVIDER", basic04), ("SERVER_AUTHN_CREDENTIALS_FILE", "f")),
    row(
      "protected", "nobody can log in", ("SERVER_AUTHN_PROVIDER", token),
      ("SERVER_AUTHN_CREDENTIALS", "abc def")),
    row(
      "exits", "white space is part of the value", ("SERVER_AUTHN_PROVIDER", basic + " "),
      ("SERVER_AUTHN_CREDENTIALS_FILE", "f")),
  ]

  static let rows04: [Row] = [
    row04(
      "protected", "asks for credentials", ("PROVIDER", basic04), ("CREDENTIALS_PROVIDER", file04),
      ("CREDENTIALS_FILE", "f")),
    row04(
      "protected", "asks for a token, in X-Chroma-Token", ("PROVIDER", token04),
      ("CREDENTIALS_PROVIDER", config04),
      ("CREDENTIALS", "abc-def"), ("TOKEN_TRANSPORT_HEADER", "X_CHROMA_TOKEN")),
    row04(
      "open", "PROVIDER is not set; the server is open", ("CREDENTIALS_PROVIDER", file04),
      ("CREDENTIALS_FILE", "f")),
    Row(
      release: "0.4.24",
      variables: ["CHROMA_SERVER_AUTHN_PROVIDER": basic, "CHROMA_SERVER_AUTHN_CREDENTIALS_FILE": "f"],
      result: "open",
      words: "is of Chroma 0.5"),
    row04("exits", "CREDENTIALS_PROVIDER is not set", ("PROVIDER", basic04), ("CREDENTIALS_FILE", "f")),
    row04("exits", "CREDENTIALS_FILE is not set", ("PROVIDER", basic04), ("CREDENTIALS_PROVIDER", file04)),
    row04("exits", "CREDENTIALS is not set", ("PROVIDER", token04), ("CREDENTIALS_PROVIDER", config04)),
    row04(
      "exits", "is not AUTHORIZATION or X_CHROMA_TOKEN", ("PROVIDER", token04),
      ("CREDENTIALS_PROVIDER", config04),
      ("CREDENTIALS", "abc"), ("TOKEN_TRANSPORT_HEADER", "X-Chroma-Token")),
    row04(
      "protected", "asks for credentials", ("PROVIDER", "basic"), ("CREDENTIALS_PROVIDER", "htpasswd_file"),
      ("CREDENTIALS_FILE", "f")),
    row04(
      "protected", "asks for credentials", ("PROVIDER", basic04), ("CREDENTIALS_PROVIDER", entry04),
      ("CREDENTIALS", "admin:$2b$04$abcdefghijklmnopqrstuuHUWTn/jWLO6VlBdrtIl6KeGPWzMHcLm")),
    row04(
      "exits", "Chroma will not start with CHROMA_SERVER_AUTH_CREDENTIALS", ("PROVIDER", basic04),
      ("CREDENTIALS_PROVIDER", entry04), ("CREDENTIALS", "admin")),
    row04(
      "exits", "CREDENTIALS is not set", ("PROVIDER", basic04), ("CREDENTIALS_PROVIDER", entry04),
      ("CREDENTIALS_FILE", "f")),
    row04(
      "exits", "has no credentials provider", ("PROVIDER", basic04), ("CREDENTIALS_PROVIDER", "nonsense"),
      ("CREDENTIALS_FILE", "f")),
    row04(
      "protected", "is for tokens; nobody can log in", ("PROVIDER", basic04),
      ("CREDENTIALS_PROVIDER", "token_config"), ("CREDENTIALS", "abc")),
    row04(
      "protected", "is for entries; nobody can log in", ("PROVIDER", "token"),
      ("CREDENTIALS_PROVIDER", file04), ("CREDENTIALS_FILE", "f")),
    row04(
      "protected", "is not checked", ("PROVIDER", token04), ("CREDENTIALS_PROVIDER", "user_token_config"),
      ("CREDENTIALS", "[]")),
    row04(
      "exits", "CREDENTIALS_FILE is not set", ("PROVIDER", token04),
      ("CREDENTIALS_PROVIDER", "user_token_config")),
  ]

  // MARK: Chroma

  /// "open", "protected" or "exits" for each question, by one start of Python for all of them.
  private static func results(_ release: String, _ questions: [SettingsTests.Question]) throws -> [String] {
    let answers: [SettingsTests.Answer] = try Oracle.answers(
      of: "chroma_outcome.py", chroma: release, to: questions)
    return answers.map { ["open": "open", "does-not-start": "exits"][$0.outcome] ?? "protected" }
  }

  private static func name(_ text: String, _ environment: [String: String]) -> String {
    text + environment.sorted { $0.key < $1.key }.map { "\0\($0.key)=\($0.value)" }.joined()
  }

  /// Those of the rows, by their descriptions, and of the `.env` files, by their names.
  private static let results = Result {
    let folder = try Self().folder
    var results: [String: String] = [:]
    for (release, rows, files) in [("0.6.3", rows06, dotEnvs), ("0.4.24", rows04, [])] {
      let questions =
        rows.map { SettingsTests.Question(folder: folder.path, environment: $0.variables) }
        + files.map {
          SettingsTests.Question(folder: folder.path, environment: $0.environment, dotenv: Data($0.text.utf8))
        }
      let names = rows.map(\.testDescription) + files.map { name($0.text, $0.environment) }
      results.merge(zip(names, try Self.results(release, questions))) { $1 }
    }
    return results
  }

  @Test(arguments: rows06 + rows04)
  func `what Chroma does with the variables is what is said of them`(row: Row) throws {
    #expect(try Self.results.get()[row.testDescription] == row.result)

    let word = row.release == "0.4.24" ? "chroma-0.4" : "chroma"
    let isFine = row.words.contains("ask") || row.words == "is not checked"
    var command = folder.program(["config", "check", "--for", word])
    command.environment = row.variables
    try command.run().expect(exits: isFine ? 0 : 7).expect(says: row.words)

    // From a file too, as docker reads one, and as a shell does.
    let lines = row.variables.map { "\($0)=\($1)\n" }.joined()
    try folder.write("# settings\n\n" + lines, to: "env")
    let isMissing = row.words == "no such file"
    try folder.run("config", "check", "--for", word, "env").expect(exits: isFine || isMissing ? 0 : 7)
      .expect(says: row.words)
    let exports = row.variables.map { "export \($0)='\($1)'\n" }.joined()
    try folder.write(exports, to: "env")
    try folder.run("config", "check", "--for", word, "env").expect(exits: isFine || isMissing ? 0 : 7)
      .expect(says: row.words)

    // 1.x looks at none of them.
    command.words[4] = Array("chroma-1".utf8)
    try command.run().expect(exits: 7).expect(says: "Chroma 1.x")
  }

  // MARK: .env

  /// A `.env` file beside Chroma, and variables of its environment.
  static let dotEnvs: [(text: String, environment: [String: String], result: String, words: String)] = {
    let (provider, file) = ("CHROMA_SERVER_AUTHN_PROVIDER", "CHROMA_SERVER_AUTHN_CREDENTIALS_FILE")
    let credentials = "CHROMA_SERVER_AUTHN_CREDENTIALS"
    let fine = "environment and .env: Chroma 0.5 and 0.6 ask for credentials"
    let open = "error: \(provider) is empty; the server is open"
    return [
      ("\(provider)=\(basic)\n\(file)=f\n", [:], "protected", fine),
      ("export \(provider)=\"\(basic)\"\r\n\texport\t\(file) = 'f'  # this one\r\n", [:], "protected", fine),
      ("# c\n\n\(provider)=\(basic) # c\r\(file)=\"f\"#c", [:], "protected", fine),
      ("\u{FEFF}'\(provider)'=\(basic)\nNAME=f\n\(file)=\"${NAME}${NONE:-}\"\n", [:], "protected", fine),
      ("\(provider.lowercased())=\(basic)\n\(file)=${NAME}\nX=\"a\nb\"\n", ["NAME": "f"], "protected", fine),
      ("\(file)=f\n", [provider: basic], "protected", fine),
      ("\(provider)=x\n", [provider: basic, file: "f"], "protected", fine),
      ("X=${NAME\n\(file)=$f${:-$\n\(file)=f\n", [provider: basic], "protected", fine),
      // The environment comes first, as nothing too.
      ("\(provider)=\(basic)\n\(file)=f\n", [provider: ""], "open", open),
      (
        "\(provider)=\(basic)\n\(provider)\n\(file)=f\n", [:], "open",
        ".env:2: warning: CHROMA_SERVER_AUTHN_PROVIDER has no value here"
      ),
      (
        "\(provider)=\"\(basic)\" junk\n\(file)=f\n", [:], "open",
        ".env:1: warning: this line sets no variable"
      ),
      ("\(provider)=\"\(basic)\n\(file)=f\n", [:], "open", ".env:1: warning: this line sets no variable"),
      ("\(provider)= # none\n\(file)=f\n", [:], "open", "PROVIDER is empty; the server is open"),
      ("\(provider): \(basic)\n\(file)=f\n", [:], "open", ".env:1: warning"),
      // Each of them alone would do.
      (
        "\n\(credentials)=admin:x\n", [provider: basic, file: "f"], "exits",
        ".env:2: error: \(credentials) and \(file) are both set"
      ),
      (
        "\(provider)=#\(basic)\n\(file)=f\n", [:], "exits",
        ".env:1: error: Chroma 0.5 and 0.6 have no provider"
      ),
      ("\(file)=' f'\n", [provider: basic], "exits", ".env:1: error: white space is part of the value"),
      (
        "\(file)=\"\\\"f\\\"\"\n", [provider: basic], "exits",
        ".env:1: error: the quotes are part of the value"
      ),
      ("\(file)=missing\n", [provider: basic], "exits", ".env:1: error: no such file: missing"),
    ]
  }()

  @Test(arguments: dotEnvs)
  func `a .env file beside Chroma is read as Chroma reads it, below the environment`(
    text: String, environment: [String: String], result: String, words: String
  ) throws {
    try folder.write(text, to: ".env")
    #expect(try Self.results.get()[Self.name(text, environment)] == result)
    var command = folder.program(["config", "check"])
    command.environment = environment
    try command.run().expect(exits: result == "protected" ? 0 : 7).expect(says: words)
    // That file, and nothing else.
    if environment.isEmpty {
      command.words.append(Array(".env".utf8))
      let isMissing = words.contains("no such file")
      try command.run().expect(exits: result == "protected" || isMissing ? 0 : 7)
        .expect(says: words.replacing("environment and ", with: ""))
    }
  }

  @Test func `a .env file that is not UTF-8 stops Chroma, a folder of that name does not`() throws {
    let environment = [
      "CHROMA_SERVER_AUTHN_PROVIDER": Self.basic, "CHROMA_SERVER_AUTHN_CREDENTIALS_FILE": "f",
    ]
    var command = folder.program(["config", "check"])
    command.environment = environment
    let question = SettingsTests.Question(
      folder: folder.path, environment: environment, dotenv: Data("X=".utf8) + [0xE4])
    #expect(try Self.results("0.6.3", [question]) == ["exits"])
    try command.run().expect(exits: 7).expect(
      says: ".env: error: the file is refused: bytes that are not UTF-8")
    try folder.shell("rm .env; mkdir .env").expect(exits: 0)
    #expect(
      try Self.results("0.6.3", [SettingsTests.Question(folder: folder.path, environment: environment)])
        == ["protected"])
    try command.run().expect(exits: 0).expect(says: "environment: Chroma 0.5 and 0.6 ask for credentials")
  }

  @Test func `0_4 reads a .env file too`() throws {
    let text = "CHROMA_SERVER_AUTH_PROVIDER='\(Self.basic04)'\nCHROMA_SERVER_AUTH_CREDENTIALS_FILE=f # c\r\n"
    let environment = ["CHROMA_SERVER_AUTH_CREDENTIALS_PROVIDER": Self.file04]
    let question = SettingsTests.Question(
      folder: folder.path, environment: environment, dotenv: Data(text.utf8))
    #expect(try Self.results("0.4.24", [question]) == ["protected"])
    try folder.write(text, to: ".env")
    var command = folder.program(["config", "check", "--for", "chroma-0.4"])
    command.environment = environment
    try command.run().expect(exits: 0).expect(says: "environment and .env: Chroma 0.4 asks for credentials")
  }

  @Test func `a file for docker keeps its quotes, and white space before a name counts for nothing`() throws {
    try folder.write(
      " \tCHROMA_SERVER_AUTHN_PROVIDER=\(Self.basic)\n\t CHROMA_SERVER_AUTHN_CREDENTIALS_FILE=f\n",
      to: "docker.env")
    try folder.run("config", "check", "docker.env").expect(exits: 0)
    try folder.write("CHROMA_SERVER_AUTHN_PROVIDER='\(Self.basic)'\n", to: "docker.env")
    try folder.run("config", "check", "docker.env").expect(exits: 7).expect(
      says: "docker.env:1: error: the quotes are part of the value")
  }

  @Test func `what config env prints is found right, and line endings of Windows where they are taken off`()
    throws
  {
    for (word, kind, file) in [
      ("chroma", "basic", "f"), ("chroma", "token", "t"), ("chroma-0.4", "basic", "f"),
    ] {
      try folder.shell(
        #"chroma-htpasswd config env --for "$1" --auth "$2" "$3" >env"#, arguments: [word, kind, file]
      ).expect(exits: 0)
      try folder.run("config", "check", "--for", word, "env").expect(exits: 0)
      try folder.shell(#". ./env; exec chroma-htpasswd config check --for "$1""#, arguments: [word]).expect(
        exits: 0)
    }
    let settings = try folder.run("config", "env", "f").text.replacing("export ", with: "")
    // docker takes the carriage returns off, a shell does not.
    try folder.write(settings.replacing("\n", with: "\r\n"), to: "env")
    try folder.run("config", "check", "env").expect(exits: 0)
    let exports = try folder.run("config", "env", "f").text
    try folder.write(exports.replacing("\n", with: "\r\n"), to: "env")
    try folder.run("config", "check", "env").expect(exits: 7).expect(
      says: "env:1: error: a carriage return is part of the value")
    try folder.run("config", "check", "missing").expect(exits: 1)
  }

  @Test func `no token is said`() throws {
    try folder.write(
      "CHROMA_SERVER_AUTHN_PROVIDER=\(Self.token)\nCHROMA_SERVER_AUTHN_CREDENTIALS=\"secret token\"\n",
      to: "env")
    try folder.run("config", "check", "env").expect(exits: 7).expect(neverSays: "secret token")
  }
}
