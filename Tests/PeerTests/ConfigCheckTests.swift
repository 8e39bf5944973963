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
    /// What Chroma does.
    let result: String
    /// What is said of it.
    let words: String

    var testDescription: String { "\(release): \(variables)" }
  }

  private static let basic = "chromadb.auth.basic_authn.BasicAuthenticationServerProvider"
  private static let token = "chromadb.auth.token_authn.TokenAuthenticationServerProvider"
  private static let basic04 = "chromadb.auth.basic.BasicAuthServerProvider"
  private static let file04 = "chromadb.auth.providers.HtpasswdFileServerAuthCredentialsProvider"
  private static let token04 = "chromadb.auth.token.TokenAuthServerProvider"
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
      "protected", "asks for credentials", ("SERVER_AUTHN_PROVIDER", basic),
      ("SERVER_AUTHN_CREDENTIALS_FILE", "f")),
    row(
      "protected", "asks for credentials", ("SERVER_AUTHN_PROVIDER", token),
      ("SERVER_AUTHN_CREDENTIALS_FILE", "t"),
      ("AUTH_TOKEN_TRANSPORT_HEADER", "X-Chroma-Token")),
    row(
      "protected", "asks for credentials", ("SERVER_AUTHN_PROVIDER", token),
      ("SERVER_AUTHN_CREDENTIALS", "abc-def")),
    // The rows of silence.
    row("open", "is open to everybody", ("SERVER_AUTHN_CREDENTIALS_FILE", "f")),
    row(
      "open", "is open to everybody", ("SERVER_AUTHN_PROVIDER", ""), ("SERVER_AUTHN_CREDENTIALS_FILE", "f")),
    row("open", "is open to everybody"),
    row(
      "open", "a name of Chroma 0.4", ("SERVER_AUTH_PROVIDER", basic04),
      ("SERVER_AUTH_CREDENTIALS_PROVIDER", file04), ("SERVER_AUTH_CREDENTIALS_FILE", "f")),
    row("open", "knows no CHROMA_SERVER_AUTHN_PROVIDERS", ("SERVER_AUTHN_PROVIDERS", basic)),
    // Those of an exit.
    row("exits", "CREDENTIALS_FILE is not set", ("SERVER_AUTHN_PROVIDER", basic)),
    row(
      "exits", "are both set", ("SERVER_AUTHN_PROVIDER", basic), ("SERVER_AUTHN_CREDENTIALS_FILE", "f"),
      ("SERVER_AUTHN_CREDENTIALS", "admin:x")),
    row(
      "exits", "the quotes around the value", ("SERVER_AUTHN_PROVIDER", "\"\(basic)\""),
      ("SERVER_AUTHN_CREDENTIALS_FILE", "f")),
    row(
      "exits", "the quotes around the value", ("SERVER_AUTHN_PROVIDER", basic),
      ("SERVER_AUTHN_CREDENTIALS_FILE", "\"f\"")),
    row(
      "protected", "the quotes around the value", ("SERVER_AUTHN_PROVIDER", token),
      ("SERVER_AUTHN_CREDENTIALS", "\"abc-def\"")),
    row(
      "exits", "no such file", ("SERVER_AUTHN_PROVIDER", basic), ("SERVER_AUTHN_CREDENTIALS_FILE", "missing")),
    row(
      "exits", "line 1 has no colon", ("SERVER_AUTHN_PROVIDER", basic), ("SERVER_AUTHN_CREDENTIALS_FILE", "t")
    ),
    row(
      "exits", "neither Authorization nor X-Chroma-Token", ("SERVER_AUTHN_PROVIDER", token),
      ("SERVER_AUTHN_CREDENTIALS", "abc"), ("AUTH_TOKEN_TRANSPORT_HEADER", "x-chroma-token")),
    row(
      "exits", "have no provider", ("SERVER_AUTHN_PROVIDER", basic04), ("SERVER_AUTHN_CREDENTIALS_FILE", "f")),
    row(
      "protected", "nobody can log in", ("SERVER_AUTHN_PROVIDER", token),
      ("SERVER_AUTHN_CREDENTIALS", "abc def")),
    row(
      "exits", "white space around the value", ("SERVER_AUTHN_PROVIDER", basic + " "),
      ("SERVER_AUTHN_CREDENTIALS_FILE", "f")),
  ]

  static let rows04: [Row] = [
    row04(
      "protected", "asks for credentials", ("PROVIDER", basic04), ("CREDENTIALS_PROVIDER", file04),
      ("CREDENTIALS_FILE", "f")),
    row04(
      "protected", "asks for credentials", ("PROVIDER", token04), ("CREDENTIALS_PROVIDER", config04),
      ("CREDENTIALS", "abc-def"), ("TOKEN_TRANSPORT_HEADER", "X_CHROMA_TOKEN")),
    row04("open", "is open to everybody", ("CREDENTIALS_PROVIDER", file04), ("CREDENTIALS_FILE", "f")),
    Row(
      release: "0.4.24",
      variables: ["CHROMA_SERVER_AUTHN_PROVIDER": basic, "CHROMA_SERVER_AUTHN_CREDENTIALS_FILE": "f"],
      result: "open",
      words: "a name of Chroma 0.5"),
    row04("exits", "CREDENTIALS_PROVIDER is not set", ("PROVIDER", basic04), ("CREDENTIALS_FILE", "f")),
    row04("exits", "CREDENTIALS_FILE is not set", ("PROVIDER", basic04), ("CREDENTIALS_PROVIDER", file04)),
    row04("exits", "CREDENTIALS is not set", ("PROVIDER", token04), ("CREDENTIALS_PROVIDER", config04)),
    row04(
      "exits", "neither AUTHORIZATION nor X_CHROMA_TOKEN", ("PROVIDER", token04),
      ("CREDENTIALS_PROVIDER", config04),
      ("CREDENTIALS", "abc"), ("TOKEN_TRANSPORT_HEADER", "X-Chroma-Token")),
  ]

  @Test(arguments: rows06 + rows04)
  func `what Chroma does with the variables is what is said of them`(row: Row) throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "Oracles/chroma_settings.py")
    var oracle = Command(
      [try Peers.chroma(row.release, "python"), "-B", script.path(percentEncoded: false)], in: folder.path)
    oracle.environment = row.variables
    let answer = try oracle.run()
    #expect(answer.text == row.result + "\n", "\(answer)")

    let word = row.release == "0.4.24" ? "chroma-0.4" : "chroma"
    let isFine = row.words == "asks for credentials"
    var command = folder.program(["config", "check", "--for", word])
    command.environment = row.variables
    try command.run().expect(exits: isFine ? 0 : 7).expect(says: row.words)

    // The same from a file, as docker reads one, and as a shell does.
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
    try command.run().expect(exits: 7).expect(says: "Chroma 1.0 and later")
  }

  @Test func `what config env prints is found right, line endings of Windows are not`() throws {
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
    try folder.write(settings.replacing("\n", with: "\r\n"), to: "env")
    try folder.run("config", "check", "env").expect(exits: 7).expect(says: "CR LF line endings")
    try folder.run("config", "check", "missing").expect(exits: 1)
  }

  @Test func `no token is said`() throws {
    try folder.write(
      "CHROMA_SERVER_AUTHN_PROVIDER=\(Self.token)\nCHROMA_SERVER_AUTHN_CREDENTIALS=\"secret token\"\n",
      to: "env")
    try folder.run("config", "check", "env").expect(exits: 7).expect(neverSays: "secret token")
  }
}
