import Credentials
import Kernel
import Testing

@testable import Deployments

/// The effect of settings, release by release. PeerTests asks those releases themselves that are installed there.
@Suite struct SettingsJudgeTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let release: ChromaRelease
    let outcome: Outcome
    let rules: [SettingFinding.Rule]
    let variables: [String: String]

    var testDescription: String { "\(release.title): \(variables)" }
  }

  private static func row(
    _ release: ChromaRelease, _ outcome: Outcome, _ rules: [SettingFinding.Rule],
    _ variables: [String: String]
  ) -> Row {
    Row(
      release: release, outcome: outcome, rules: rules,
      variables: Dictionary(uniqueKeysWithValues: variables.map { ("CHROMA_\($0.key)", $0.value) }))
  }

  private static let hash = "$2y$05$abcdefghijklmnopqrstuuHUWTn/jWLO6VlBdrtIl6KeGPWzMHcLm"
  private static let entry = "admin:\(hash)"
  private static let roles =
    "roles_mapping:\n  r:\n    actions: [\"tenant:get_tenant\"]\nusers:\n- id: admin\n  role: r\n"

  private static let files: [String: NamedFile] = [
    "f": .content(Array("\(entry)\n".utf8)), "empty": .content([]), "t": .content(Array("tok-en".utf8)),
    "t-nl": .content(Array("tok-en\n".utf8)),
    "apr1": .content(Array("admin:$apr1$abcdefgh$012345678901234567890.".utf8)),
    "roles": .content(Array(roles.utf8)), "folder": .folder, "locked": .unreadable("cannot open locked"),
    "container": .elsewhere("cannot open container"),
    "numbered": .content(Array("users:\n- {id: 7, tokens: [tok-en]}\n".utf8)),
    "roles-7": .content(Array(roles.replacing("id: admin", with: "id: 7").utf8)),
    "roles-text-7": .content(Array(roles.replacing("id: admin", with: "id: '7'").utf8)),
    "roles-Anonymous": .content(Array(roles.replacing("id: admin", with: "id: Anonymous").utf8)),
  ]

  private static let basic = ["SERVER_AUTHN_PROVIDER": ChromaSettings.basicProvider]
  private static let token = ["SERVER_AUTHN_PROVIDER": ChromaSettings.tokenProvider]
  private static let basicFile = basic.with(["SERVER_AUTHN_CREDENTIALS_FILE": "f"])
  private static let oneToken = token.with(["SERVER_AUTHN_CREDENTIALS": "tok-en"])
  private static let header = "AUTH_TOKEN_TRANSPORT_HEADER"

  private static let basic04 = [
    "SERVER_AUTH_PROVIDER": ChromaSettings.basicProvider04,
    "SERVER_AUTH_CREDENTIALS_PROVIDER": ChromaSettings.fileProvider04, "SERVER_AUTH_CREDENTIALS_FILE": "f",
  ]
  private static let token04 = [
    "SERVER_AUTH_PROVIDER": "token", "SERVER_AUTH_CREDENTIALS_PROVIDER": "token_config",
    "SERVER_AUTH_CREDENTIALS": "tok-en",
  ]
  private static let authz = ["SERVER_AUTHZ_PROVIDER": ChromaSettings.authorizationProvider]
  private static let roleFile = ["SERVER_AUTHZ_CONFIG_FILE": "roles"]

  /// The rows of what settings do in 0.5.1 to 0.6.3.
  static let rows06: [Row] = [
    row(.v06, .protectedBasic, [], basicFile.with(["WORKERS": "4", "HOST_ADDR": "::"])),
    row(.v06, .unknown, [.cannotTell], basicFile.with(["WORKERS": "1 --env-file /x"])),
    row(.v06, .protectedBasic, [], basicFile),
    row(.v06, .protectedBasic, [], basic.with(["SERVER_AUTHN_CREDENTIALS": entry])),
    row(.v06, .protectedToken, [], oneToken),
    row(.v06, .open, [.noAuthentication], [:]),
    row(.v06, .open, [.providerMissing], ["SERVER_AUTHN_PROVIDER": "", "SERVER_AUTHN_CREDENTIALS": entry]),
    row(.v06, .open, [.providerMissing], ["SERVER_AUTHN_CREDENTIALS_FILE": "missing"]),
    row(.v06, .doesNotStart, [.credentialsMissing], basic),
    row(.v06, .doesNotStart, [.credentialsMissing], basic.with(["SERVER_AUTHN_CREDENTIALS": ""])),
    row(.v06, .doesNotStart, [.credentialsBoth], basicFile.with(["SERVER_AUTHN_CREDENTIALS": entry])),
    row(.v06, .doesNotStart, [.providerUnknown], ["SERVER_AUTHN_PROVIDER": "token"]),
    row(.v06, .doesNotStart, [.providerUnknown], ["SERVER_AUTHN_PROVIDER": "None"]),
    row(.v06, .doesNotStart, [.providerUnknown], ["SERVER_AUTHN_PROVIDER": ChromaSettings.basicProvider04]),
    row(
      .v06, .doesNotStart, [.providerUnknown],
      ["SERVER_AUTHN_PROVIDER": ChromaSettings.basicProvider.lowercased()]),
    row(
      .v06, .doesNotStart, [.providerUnknown],
      ["SERVER_AUTHN_PROVIDER": "chromadb.auth.basic_authn.BasicAuthClientProvider"]),
    row(
      .v06, .doesNotStart, [.quotesKept],
      basicFile.with(["SERVER_AUTHN_PROVIDER": "'\(ChromaSettings.basicProvider)'"])
    ),
    row(
      .v06, .doesNotStart, [.whiteSpaceKept],
      basicFile.with(["SERVER_AUTHN_PROVIDER": ChromaSettings.basicProvider + "\r"])),
    row(
      .v06, .unknown, [.cannotTell], basicFile.with(["SERVER_AUTHN_PROVIDER": "mycompany.auth.Provider"])),
    row(.v06, .protectedToken, [], oneToken.with([header: ""])),
    row(.v06, .protectedToken, [], oneToken.with([header: "X-Chroma-Token"])),
    row(.v06, .doesNotStart, [.headerValue], oneToken.with([header: "X_CHROMA_TOKEN"])),
    row(.v06, .doesNotStart, [.headerValue], oneToken.with([header: "x-chroma-token"])),
    row(.v06, .open, [.headerValue, .noAuthentication], [header: "X_CHROMA_TOKEN"]),
    row(.v06, .protectedBasic, [], basicFile.with([header: "AUTHORIZATION"])),
    row(
      .v06, .nobodyGetsIn, [.credentialsUnusable], basic.with(["SERVER_AUTHN_CREDENTIALS": "admin:password"])),
    row(.v06, .nobodyGetsIn, [.dollarEaten], basic.with(["SERVER_AUTHN_CREDENTIALS": "admin:$2y$05"])),
    row(.v06, .nobodyGetsIn, [.quotesKept], basic.with(["SERVER_AUTHN_CREDENTIALS": "'\(entry)'"])),
    row(.v06, .nobodyGetsIn, [.quotesKept], token.with(["SERVER_AUTHN_CREDENTIALS": "\"tok-en\""])),
    row(.v06, .nobodyGetsIn, [.credentialsUnusable], token.with(["SERVER_AUTHN_CREDENTIALS": "tok en"])),
    row(
      .v06, .nobodyGetsIn, [.whiteSpaceKept],
      token.with(["SERVER_AUTHN_CREDENTIALS": "tok-en\r"])),
    row(.v06, .protectedToken, [], token.with(["SERVER_AUTHN_CREDENTIALS": "tok-en\n"])),
    row(.v06, .nobodyGetsIn, [.credentialsUnusable], token.with(["SERVER_AUTHN_CREDENTIALS_FILE": "t-nl"])),
    row(.v06, .nobodyGetsIn, [.credentialsUnusable], token.with(["SERVER_AUTHN_CREDENTIALS_FILE": "f"])),
    row(.v06, .nobodyGetsIn, [.credentialsUnusable], basic.with(["SERVER_AUTHN_CREDENTIALS_FILE": "apr1"])),
    row(.v06, .nobodyGetsIn, [.credentialsUnusable], basic.with(["SERVER_AUTHN_CREDENTIALS_FILE": "empty"])),
    row(
      .v06, .doesNotStart, [.credentialsFileMissing], basic.with(["SERVER_AUTHN_CREDENTIALS_FILE": "missing"])
    ),
    row(
      .v06, .doesNotStart, [.credentialsFileMissing], basic.with(["SERVER_AUTHN_CREDENTIALS_FILE": "folder"])),
    row(.v06, .unknown, [.cannotTell], basic.with(["SERVER_AUTHN_CREDENTIALS_FILE": "locked"])),
    row(.v06, .unknown, [.cannotTell], basic.with(["SERVER_AUTHN_CREDENTIALS_FILE": "container"])),
    row(.v06, .doesNotStart, [.legacySetting], token.with(["SERVER_AUTHN_CREDENTIALS": "local"])),
    row(.v06, .open, [.noAuthentication, .authzAlone], authz.with(roleFile)),
    row(.v06, .doesNotStart, [.authzWithoutConfig], basicFile.with(authz)),
    row(
      .v06, .protectedToken, [],
      token.with(["SERVER_AUTHN_CREDENTIALS_FILE": "numbered"]).with(authz).with([
        "SERVER_AUTHZ_CONFIG_FILE": "roles-7"
      ])),
    row(
      .v06, .nobodyGetsIn, [.authzLocksOut],
      token.with(["SERVER_AUTHN_CREDENTIALS_FILE": "numbered"]).with(authz).with([
        "SERVER_AUTHZ_CONFIG_FILE": "roles-text-7"
      ])),
    row(.v06, .protectedBasic, [], basicFile.with(authz).with(roleFile)),
    row(.v06, .nobodyGetsIn, [.authzLocksOut], oneToken.with(authz).with(roleFile)),
    row(.v06, .protectedBasic, [.authzWithoutProvider], basicFile.with(roleFile)),
    row(.v06, .doesNotStart, [.valueNotTaken], basicFile.with(["SERVER_CORS_ALLOW_ORIGINS": "*"])),
    row(.v06, .protectedBasic, [], basicFile.with(["SERVER_CORS_ALLOW_ORIGINS": "[\"*\"]"])),
    row(.v06, .doesNotStart, [.valueNotTaken], basicFile.with(["SERVER_HTTP_PORT": "tcp://10.0.0.1:8000"])),
    row(.v06, .doesNotStart, [.legacySetting], basicFile.with(["DB_IMPL": "duckdb+parquet"])),
    row(.v06, .doesNotStart, [.legacySetting], basicFile.with(["API_IMPL": "rest"])),
    row(.v06, .doesNotStart, [.legacySetting], basicFile.with(["API_IMPL": "chromadb.api.fastapi.FastAPI"])),
    row(.v06, .open, [.noAuthentication, .otherReleaseName, .otherReleaseName, .otherReleaseName], basic04),
    // Names of another release beside a provider that is right.
    row(
      .v06, .protectedBasic, [.otherReleaseName, .otherReleaseName, .otherReleaseName],
      basicFile.with(basic04)),
    row(
      .v06, .protectedToken, [.unknownSetting], oneToken.with(["SERVER_AUTHN_TOKEN_TRANSPORT_HEADER": "X"])),
    row(.v063, .protectedBasic, [], basicFile),
  ]

  static let rows04: [Row] = [
    row(.v04, .protectedBasic, [], basic04),
    row(.v04, .protectedToken, [], token04.with(["SERVER_AUTH_TOKEN_TRANSPORT_HEADER": "X_CHROMA_TOKEN"])),
    row(.v04, .open, [.providerMissing], ["SERVER_AUTH_CREDENTIALS_FILE": "f"]),
    row(
      .v04, .doesNotStart, [.credentialsFileMissing, .providerMissing],
      ["SERVER_AUTH_CREDENTIALS_FILE": "missing"]),
    row(.v04, .doesNotStart, [.credentialsProviderMissing], ["SERVER_AUTH_PROVIDER": "basic"]),
    // A file and an entry: the class says which counts.
    row(.v04, .protectedBasic, [], basic04.with(["SERVER_AUTH_CREDENTIALS": "x"])),
    row(
      .v04, .doesNotStart, [.headerValue],
      token04.with(["SERVER_AUTH_TOKEN_TRANSPORT_HEADER": "X-Chroma-Token"])),
    row(
      .v04, .nobodyGetsIn, [.providerUnknown],
      basic04.with(["SERVER_AUTH_PROVIDER": ChromaSettings.fileProvider04])),
    row(.v04, .doesNotStart, [.credentialsUnusable], token04.with(["SERVER_AUTH_CREDENTIALS": "tok en"])),
    row(
      .v04, .doesNotStart, [.whiteSpaceKept, .credentialsUnusable],
      token04.with(["SERVER_AUTH_CREDENTIALS": "tok-en\n"])),
    row(.v04, .open, [.emptyToken], token04.with(["SERVER_AUTH_CREDENTIALS": ""])),
    row(
      .v04, .unknown, [.cannotTell], token04.with(["SERVER_AUTH_CREDENTIALS_PROVIDER": "user_token_config"])),
    // The header that 0.5 reads: the token goes where nobody looks for it.
    row(.v04, .protectedToken, [.otherReleaseName], token04.with([header: "X_CHROMA_TOKEN"])),
    row(.v04, .open, [.noAuthentication, .otherReleaseName, .otherReleaseName], basicFile),
    row(
      .v04, .nobodyGetsIn, [.authzAlone], roleFile.with(["SERVER_AUTHZ_PROVIDER": "simple_rbac"])),
    row(
      .v04, .nobodyGetsIn, [.authzLocksOut],
      token04.with(roleFile).with(["SERVER_AUTHZ_PROVIDER": "simple_rbac"])),
    row(
      .v04, .open, [.noAuthentication, .authzAlone],
      ["SERVER_AUTHZ_PROVIDER": "simple_rbac", "SERVER_AUTHZ_CONFIG_FILE": "roles-Anonymous"]),
    row(
      .v04, .unknown, [.authzAlone, .cannotTell],
      roleFile.with(["SERVER_AUTHZ_PROVIDER": "simple_rbac", "SERVER_AUTHZ_IGNORE_PATHS": "{}"])),
  ]

  /// Releases between, and after.
  static let otherRows: [Row] = [
    row(.v040, .open, [.chroma1IgnoresSettings, .chroma1IgnoresSettings, .chroma1IgnoresSettings], basic04),
    row(.v047, .protectedBasic, [], basic04),
    row(.v047, .doesNotStart, [.providerUnknown], ["SERVER_AUTH_PROVIDER": "token"]),
    row(.v048, .protectedToken, [], token04),
    // 0.5.0 has the new names, and the old values of the header alone.
    row(.v050, .protectedBasic, [], basicFile),
    row(.v050, .protectedToken, [], oneToken.with([header: "X_CHROMA_TOKEN"])),
    row(.v050, .doesNotStart, [.headerValue], oneToken.with([header: "X-Chroma-Token"])),
    row(.v051, .protectedToken, [], oneToken.with([header: "X-Chroma-Token"])),
    row(.v051, .doesNotStart, [.authzUnusable], basicFile.with(authz).with(roleFile)),
    row(.v1, .open, [.noAuthentication], [:]),
    row(.v1, .open, [.chroma1IgnoresSettings, .chroma1IgnoresSettings], basicFile),
    row(
      .v1, .open, [.chroma1IgnoresSettings, .chroma1IgnoresSettings],
      basic.with(["SERVER_AUTH_PROVIDER": "x"])),
  ]

  private static func judge(_ release: ChromaRelease, _ values: [String: String]) -> SettingsJudgement {
    var variables = Variables()
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      variables.add(name.utf8, .known(Array(value.utf8)), Variables.Place(path: nil, line: nil))
    }
    return release.judge(variables) { files[String(decoding: $0.bytes, as: UTF8.self)] ?? .missing }
  }

  @Test(arguments: rows06 + rows04 + otherRows)
  func `settings do this in this release`(row: Row) {
    let judgement = Self.judge(row.release, row.variables)
    #expect(judgement.outcome == row.outcome)
    #expect(judgement.findings.map(\.rule.rawValue).sorted() == row.rules.map(\.rawValue).sorted())
    // Whatever is wrong with the outcome is an error.
    if !row.outcome.isProtected, row.outcome != .unknown {
      #expect(judgement.findings.contains { $0.severity == .error })
    }
  }

  @Test func `what is not known is distinguished from what may be open`() {
    let file = Self.judge(
      .v06,
      Self.row(.v06, .unknown, [], Self.basic.with(["SERVER_AUTHN_CREDENTIALS_FILE": "container"])).variables)
    #expect(file.refusesStrangers == .basic)
    let foreign = Self.judge(.v06, ["CHROMA_SERVER_AUTHN_PROVIDER": "mycompany.auth.Provider"])
    #expect(foreign.outcome == .unknown && foreign.refusesStrangers == nil)
  }

  @Test func `a variable whose value is not known leaves the outcome open, not right`() {
    for name in ["PROVIDER", "CREDENTIALS_FILE"] {
      var variables = Variables()
      for (key, value) in Self.basicFile {
        variables.add("CHROMA_\(key)".utf8, .known(Array(value.utf8)), Variables.Place())
      }
      variables.add("CHROMA_SERVER_AUTHN_\(name)".utf8, .unknown(.elsewhere("a Secret")), Variables.Place())
      let judgement = ChromaRelease.v06.judge(variables) { _ in .content(Array("\(Self.entry)\n".utf8)) }
      #expect(judgement.outcome == .unknown)
    }
  }

  @Test func `a file that is cut, or refused, says nothing good`() {
    let names = (0..<30_000).map { "A\($0)=1\n" }.joined()
    let lines = Self.basicFile.map { "CHROMA_\($0.key)=\($0.value)\n" }.joined()
    let cut = EnvironmentFile.variables(Array((lines + names).utf8), from: FilePath("e"), as: .docker)
    let refused = EnvironmentFile.variables(Array((lines + "a b=c\n").utf8), from: FilePath("e"), as: .docker)
    #expect(ChromaRelease.v06.judge(cut) { _ in .missing }.outcome == .unknown)
    #expect(ChromaRelease.v06.judge(refused) { _ in .missing }.outcome == .doesNotStart)
  }

  @Test(arguments: [". ./more", "source more", "eval \"$x\"", "if true; then . ./more; fi"])
  func `of a script that reads another nothing is said`(command: String) {
    for lines in [[:], Self.basicFile] {
      let text = lines.map { "export CHROMA_\($0.key)=\($0.value)\n" }.joined() + command + "\n"
      let variables = EnvironmentFile.variables(Array(text.utf8), from: FilePath("e"), as: .shell)
      let judgement = ChromaRelease.v06.judge(variables) { _ in .content(Array("\(Self.entry)\n".utf8)) }
      #expect(judgement.outcome == .unknown && judgement.refusesStrangers == nil)
      #expect(judgement.findings.contains { $0.rule == .cannotTell })
    }
  }

  @Test func `settings of a client say nothing of a server`() {
    let text = "CHROMA_CLIENT_AUTH_PROVIDER=chromadb.auth.basic.BasicAuthClientProvider\n"
    let variables = EnvironmentFile.variables(Array(text.utf8), from: FilePath("e"), as: .docker)
    let judgement = ChromaRelease.v06.judge(variables) { _ in .missing }
    #expect(judgement.outcome == .unknown)
    #expect(judgement.findings.map(\.rule) == [.otherReleaseName, .clientSettings])
    // In the environment of a server they are beside the point.
    #expect(Self.judge(.v06, ["CHROMA_CLIENT_AUTH_CREDENTIALS": "a:b"]).outcome == .open)
  }

  @Test func `a name in a value that is not set is said`() {
    let text =
      "export CHROMA_SERVER_AUTHN_PROVIDER=\(ChromaSettings.tokenProvider)\nexport CHROMA_SERVER_AUTHN_CREDENTIALS=$TOKEN\n"
    let variables = EnvironmentFile.variables(Array(text.utf8), from: FilePath("e"), as: .shell)
    let judgement = ChromaRelease.v06.judge(variables) { _ in .missing }
    #expect(judgement.outcome == .doesNotStart)
    #expect(judgement.findings.map(\.rule) == [.credentialsMissing, .variableUnset])
    #expect(judgement.findings.allSatisfy { $0.place?.line == 2 })
  }

  @Test func `quotes around a file that is elsewhere stop the server there too`() {
    let variables = Self.basic.with(["SERVER_AUTHN_CREDENTIALS_FILE": "'container'"])
    var list = Variables()
    for (name, value) in variables {
      list.add("CHROMA_\(name)".utf8, .known(Array(value.utf8)), Variables.Place())
    }
    let judgement = ChromaRelease.v06.judge(list) { _ in .elsewhere("cannot open it") }
    #expect(judgement.outcome == .doesNotStart)
    #expect(judgement.findings.map(\.rule) == [.quotesKept])
  }

  @Test func `no finding shows a secret`() {
    for (name, value) in [
      ("PROVIDER", "s3cr3t-t0ken"), ("PROVIDER", Self.entry), ("CREDENTIALS", "'s3cr3t-t0ken'"),
      ("CREDENTIALS", Self.hash),
    ] {
      for provider in [ChromaSettings.basicProvider, ChromaSettings.tokenProvider] {
        let judgement = Self.judge(
          .v06,
          ["CHROMA_SERVER_AUTHN_PROVIDER": provider].merging(["CHROMA_SERVER_AUTHN_\(name)": value]) { $1 })
        for finding in judgement.findings {
          #expect(!"\(finding)".contains("s3cr3t") && !"\(finding)".contains(Self.hash))
        }
      }
    }
  }

  // MARK: Releases

  @Test func `without a release only what every release does is said`() {
    func judge(_ text: String) -> SettingsJudgement {
      EnvironmentFile.variables(Array(text.utf8), from: FilePath("e"), as: .docker).judgeUnknownRelease { _ in
        .missing
      }
    }
    #expect(judge("A=1\n").outcome == .open)
    let some = judge(
      "CHROMA_SERVER_AUTHN_PROVIDER=\(ChromaSettings.basicProvider)\nCHROMA_SERVER_AUTHN_CREDENTIALS=\n")
    #expect(some.outcome == .unknown)
    #expect(some.findings.map(\.rule) == [.credentialsMissing, .releaseUnknown])
    #expect(some.findings.first?.place?.line == 2)
    #expect(
      some.findings.last?.remedy == .manual("0.4: open, 0.5 and 0.6: does-not-start, 1.x: open"))
  }

  @Test func `an empty token in a list is an open server, not a protected one`() {
    let variables: [String: String] = [
      "CHROMA_SERVER_AUTHN_PROVIDER": "chromadb.auth.token_authn.TokenAuthenticationServerProvider",
      "CHROMA_SERVER_AUTHN_CREDENTIALS": "users:\n- id: alice\n  tokens: ['', kVv0D5aQx8Zr1nTq]\n",
    ]
    let judgement = Self.judge(.v06, variables)
    #expect(judgement.outcome == .open)
    #expect(judgement.findings.contains { $0.rule == .emptyToken })
  }

  @Test
  func `each release is in the table once, in order, and advises a version of its own that has no hole`()
    throws
  {
    let all = ChromaRelease.allCases
    for (release, next) in zip(all, all.dropFirst()) {
      #expect(release.versions.upperBound < next.versions.lowerBound)
    }
    for release in all {
      let advised = try #require(ChromaVersion(release.facts.advised))
      #expect(ReleaseHole.known(in: advised) == nil)
      for hole in release.facts.holes {
        #expect(
          release.versions.contains(hole.versions.lowerBound)
            && release.versions.contains(hole.versions.upperBound))
      }
    }
    for (version, hasHole) in [
      ("0.6.2", false), ("0.6.3", true), ("1.0.0", false), ("1.0.1", true), ("1.4.0", true), ("1.4.1", false),
      ("1.5.9", false),
    ] {
      #expect((ChromaVersion(version).flatMap { ReleaseHole.known(in: $0) } != nil) == hasHole, "\(version)")
    }
  }

  @Test(arguments: [
    ("0.4.6", ChromaRelease.v040), ("0.4.7", .v047), ("0.4.15", .v048), ("0.4.24", .v04), ("0.5.0", .v050),
    ("0.5.2", .v051),
    ("0.5.3", .v06), ("0.6.2", .v06), ("0.6.3", .v063), ("1.0.0", .v1), ("1.5.9-amd64", .v1),
    ("0.5.12.dev19", .v06),
  ])
  func `a version is of one release`(text: String, release: ChromaRelease) {
    #expect(ChromaVersion(text).flatMap { ChromaRelease($0) } == release)
  }

  @Test(arguments: [
    "latest", "0.5", "0.3.29", "", "1", "0.6.x", "0.7.0", "a.b.c", "1.0.0.1", "99999999999999999999.0.0",
  ])
  func `of other versions nothing is known`(text: String) {
    #expect(ChromaVersion(text).flatMap { ChromaRelease($0) } == nil)
  }
}

extension [String: String] {
  fileprivate func with(_ other: [String: String]) -> [String: String] { merging(other) { $1 } }
}
