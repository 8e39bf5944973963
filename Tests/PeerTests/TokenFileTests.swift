import Foundation
import TestSupport
import Testing

@testable import Deployments

/// `lint --for chroma-token` against Chroma's own reader of token files.
@Suite struct TokenFileTests {
  private static let scalars = [
    "kVv0D5aQx8Zr1nTq", "abc", "a", "'kVv0 D5'", "'quoted'", "\"quoted\"", "\"a\\\\b\"", "'it''s'", "123456",
    "1_000", "0x1F", "0b11", "017", "089", "1.5", ".5", "1e5", "1.5e+3", "12:30:45", "12:30", "+12", "-5",
    "._", "_1",
    ".inf", "-.INF", ".nan", "yes", "No", "TRUE", "tRue", "off", "y", "~", "null", "Null", "nuLL", "",
    "2024-01-31",
    "2024-1-3", "2024-01-31T10:00:00", "a#b", "a #b", "#a", "a:b", "a: b", "@a", "`a", "%a", "*a", "!a",
    "a,b", "a]b",
    "{a: b}", "[a, b]", "-a", "- a", "?a", "=a", "tök€n", "a b", "a'b", "a\"b", "$a$b", "1.2.3", "v1.0", "0",
    "00", "0o7", "<<", "=", "'<<'", "\"=\"", "<<x", "=>", "-", "- ", "-\tx", "x\t", "...", "---", "?x",
  ]

  /// Each pair is of two users: Python's dictionary takes some of them for one.
  private static let pairs = [
    ("yes", "TRUE"), ("TRUE", "+1"), ("on", "1"), ("off", "no"), ("0", "false"), ("0.0", "-0"), ("1", "0x1"),
    ("1", "1.0"), ("1_0", "10"), ("0b11", "3"), ("010", "8"), ("010.0", "10"), ("12:30", "750"),
    ("~", "null"),
    (".inf", "+.INF"), (".nan", ".NaN"), ("yes", "no"), ("'1'", "1"), ("'yes'", "yes"), ("1.5", "2.5"),
    ("-1", "1"),
    ("5", "6"), ("null", "no"), ("2024-01-31", "2024-02-01"),
    ("12345678901234567890", "12345678901234567891"),
    ("123456789012345678901", "+123456789012345678901"), ("0xFFFFFFFFFFFFFFFFFFFF", "1"), ("-.inf", ".inf"),
  ]

  private static var files: [String] {
    let token = "kVv0D5aQx8Zr1nTq"
    var files = [
      "", "\n", "\n\n", token, token + "\n", token + "\r\n", token + "\r", token + "\n\n", "\n" + token,
      "\(token)\nmWw1E6bRy9As2oUr\n", " \(token)", "\(token) ", "\t\(token)", "\"\(token)\"", "'\(token)'",
      "\u{FEFF}\(token)", "tök€n", "a b", "\(token)\0", "users: [{id: a, tokens: [b]}]", "{\"users\": []}",
      "users:\n", "users:\n  []\n", "users:\n  - alice\n", "users:\n  id: a\n  tokens: [x]\n", "user:\n- a\n",
      "users: # all\n- id: alice # she\n  tokens: [\(token)] # one\n",
      "---\nusers:\n- {id: a, tokens: [b, c]}\n",
      "\u{FEFF}users:\n- {id: a, tokens: [b]}\n", "users:\n- id: a\n", "users:\n- tokens: [x]\n",
      "users:\n- id: 5\n  tokens: [x]\n", "users:\n- id: a\n  tokens: x\n",
      "users:\n- id: a\n  tokens: {x: y}\n",
      "users:\n- id: a\n  tokens: 5\n", "users:\n- id: a\n  tokens:\n", "users:\n- id: a\n  tokens: []\n",
      "users:\n- {id: a, tokens: [x]}\n- {id: b, tokens: [x]}\n",
      "users:\n- {id: a, tokens: [x]}\n- {id: a, tokens: [x]}\n",
      "users:\n- {id: a, tokens: [x, x]}\n", "users:\n\t- {id: a, tokens: [x]}\n",
      "users:\n- id: a\n tokens: [x]\n",
      "users:\n- id: a\n  tokens: [x]\n  tokens: [z]\n", "users:\n- id: a\n  tokens: [x\n",
      "a: b: c\nusers: []\n",
      "users:\n- id: a\n  tokens:\n  - x\n  - z\n  tenant: t\n  databases:\n    - d\n- id: b\n  role: r\n  tokens: [w]\n",
      "users:\r\n- id: a\r\n  tokens: [x]\r\n", "users:\n- id: a\n  tokens: ab\n- id: b\n  tokens: bc\n",
    ]
    files += [
      "users:\n- {id: a, tokens: [b]}\n...\n", "users:\n- {id: a, tokens: [b]}\n... # c\n\n...\n",
      "--- # c\nusers:\n- {id: a, tokens: [b]}\n", "users:\n- {id: a, tokens: [b]}\n...x\n",
      "users:\n- i\td: a\n  tokens: [x]\n", "users:\n- id\t: a\n  tokens: [x]\n",
      "users:\n- id: a\n  tok\tens: [x]\n", "users:\n- id: a\n  tokens: [x]\n  'r\to': r\n",
      "users:\n- id: a\n  tokens: [x,\ty]\n", "users:\n- id: a\n  tokens: [x]\t# c\n", "users:\t\n- id: a\n",
      "users:\n\t\n- id: a\n  tokens: [x]\n", "users:\n- id: a # a\tb\n  tokens: [x]\n",
      "users:\n- id: a\n  tokens: - x\n", "users:\n- id: a\n  tokens: - # c\n", "users: -\n\n",
      "users:\n- id: -\n  tokens: [x]\n", "users:\n- id: <<\n  tokens: [x]\n", "=: 1\nusers: []\n",
      "users:\n- id: a\n  tokens: {=: x}\n", "users:\n- id: a\n  tokens: {x: =}\n",
      "users:\n <<:  []\n", "users: {<<: {}}\n\n", "users:\n  <<: [{a: b}]\n", "users:\n  <<: {}\n  a: b\n",
      "users:\n- {id: a, tokens: [x]}\n- {id: 'a', tokens: [x]}\n",
    ]
    for (one, other) in pairs {
      files.append("users:\n- {id: a, tokens: [\(one)]}\n- {id: b, tokens: [\(other)]}\n")
      files.append("users:\n- {id: a, tokens: [\(one), \(other)]}\n")
    }
    for scalar in scalars {
      files.append(scalar)
      files.append("users:\n- id: u\n  tokens:\n    - \(scalar)\n")
      files.append("users:\n- {id: u, tokens: [\(scalar)]}\n")
      files.append("users:\n- id: u\n  tokens: \(scalar)\n")
    }
    return files
  }

  @Test func `lint says of every file whether Chroma starts, and who gets in`() throws {
    let folder = try TemporaryFolder()
    let files = Self.files
    let answers = try TokenAnswer.answers(to: files.map { TokenQuestion(content: Data($0.utf8)) })
    let names = files.indices.map { "file\($0)" }
    for (name, text) in zip(names, files) { try folder.write(text, to: name) }
    let outcome = try folder.program(["lint", "--for", "chroma-token", "--format", "json"] + names).run()
    let reports = try JSONDecoder().decode(TokenReport.self, from: Data(outcome.output)).files
    try #require(reports.count == files.count)
    var unread = 0
    for ((text, answer), report) in zip(zip(files, answers), reports) {
      let server = report.servers[0]
      guard let starts = server.starts else {
        unread += 1
        #expect(report.findings.contains { $0.message.contains("cannot tell") }, "\(text)\n\(report)")
        continue
      }
      #expect(starts == answer.starts, "\(text)\n\(answer)\n\(report)")
      let users = server.users.filter(\.usable).map(\.name)
      let texts = Set(answer.allowed.values.compactMap(\.first).compactMap(\.self))
      #expect(texts.isSubset(of: users), "\(text)\n\(answer)\n\(report)")
      #expect(users.isEmpty == answer.allowed.isEmpty, "\(text)\n\(answer)\n\(report)")
      // Whatever keeps somebody out is found.
      if !answer.starts || !server.users.allSatisfy(\.usable) {
        #expect(report.findings.contains { $0.severity != "note" }, "\(text)\n\(report)")
      }
    }
    #expect(unread < files.count / 50)
  }

  @Test func `every case is answered as Chroma answered it`() throws {
    for example in try TokenCase.all() {
      let file = TokenFile(Array(example.content))
      #expect(file.unknownLine == nil && (file.failure == nil) == example.starts, "\(example)")
      let allowed = file.allowed
      for ask in example.asks {
        #expect((allowed[ask.token] != nil) == ask.allowed, "\(ask) \(example)")
        if let user = allowed[ask.token] ?? nil { #expect(user == ask.user, "\(ask) \(example)") }
      }
    }
  }

  /// Every one may stop Chroma, let somebody in or make us say that we cannot tell: never the wrong of the two.
  @Test(arguments: 0..<4 * rounds)
  func `files that are spoiled at random are answered as Chroma answers them, or not at all`(part: Int) throws
  {
    let seeds = try TokenCase.all().compactMap { String(data: $0.content, encoding: .utf8) }.filter {
      $0.utf8.count < 400
    }
    var mutator = YAMLMutator(
      random: SeededGenerator(stream: 7000 + part), seeds: seeds + Self.odd + Self.files)
    let files = (0..<2500).map { _ in mutator.file() }
    let answers = try TokenAnswer.answers(to: files.map { TokenQuestion(content: Data($0.utf8)) })
    var counts = (starts: 0, fails: 0, unknown: 0)
    for (text, answer) in zip(files, answers) {
      let file = TokenFile(Array(text.utf8))
      guard file.unknownLine == nil else {
        counts.unknown += 1
        continue
      }
      if answer.starts { counts.starts += 1 } else { counts.fails += 1 }
      if (file.failure == nil) == answer.starts, file.allowed == answer.users { continue }
      Issue.record(
        """
        Chroma and TokenFile disagree (CHROMA_HTPASSWD_SEED=\(SeededGenerator.seed))
        file:   \(text.debugDescription)
        Chroma: \(answer)
        here:   \(String(describing: file.failure)) \(file.allowed)
        """)
    }
    // Files of which every one is refused, or not known, would prove nothing.
    #expect(counts.starts > files.count / 5 && counts.fails > files.count / 5, "\(counts)")
    #expect(counts.unknown < files.count / 12, "\(counts)")
  }

  /// Files that mutations seldom find.
  private static let odd = [
    "users:\n- &a {id: a, tokens: [x, y]}\n- *a\n- {<<: *a, tokens: [z]}\n",
    "users: &u\n- id: a\n  tokens: &t [x]\n",
    "users:\n- id: a\n  tokens:\n  - |\n    x\n  - >-\n    y\n    z\n",
    "users:\n- ? id\n  : a\n  ? tokens\n  : [x, 'y']\n",
    "users: [{id: a, tokens: [\"x\", \"\\x41\"]}, {? id : b, tokens: {w, v}}]\n",
    "users:\n- {id: 1, tokens: [x]}\n- {id: 1.0, tokens: [x]}\n",
    "users: !!seq\n- !!map {id: !!str 5, tokens: [!!str 12]}\n",
    "users:\n- {id: a, tokens: [x], tenant: \"*\"}\n- {id: a, tokens: [x], databases: [\"*\"]}\n",
    "users: {}\n\n", "users: ''\n\n",
    "users:\n- id: 2024-01-31\n  tokens: [x]\n- id: 2024-01-31 10:00:00\n  tokens: [y]\n",
  ]

  @Test func `a file of UTF-16, or of bytes that are not UTF-8, stops Chroma, and that is said`() throws {
    let folder = try TemporaryFolder()
    let files: [[UInt8]] = [
      [0xFF, 0xFE] + "kVv0D5aQx8Zr1nTq".utf8.flatMap { [$0, 0] }, Array("kVv0".utf8) + [0xE4],
    ]
    let answers = try TokenAnswer.answers(to: files.map { TokenQuestion(content: Data($0)) })
    #expect(answers.allSatisfy { $0.error == "UnicodeDecodeError" })
    for bytes in files {
      try folder.write(bytes, to: "file")
      try folder.run("lint", "--for", "chroma-token", "file").expect(exits: 7).expect(neverSays: "kVv0")
    }
  }
}

private struct TokenQuestion: Encodable {
  var content: Data
  var tokens: [String] = []
}

private struct TokenAnswer: Decodable {
  var starts: Bool
  var error: String?
  var allowed: [String: [String?]]

  static func answers(to questions: [TokenQuestion]) throws -> [TokenAnswer] {
    try Oracle.answers(of: "chroma_token_provider.py", chroma: "0.6.3", to: questions)
  }

  /// The user of each token that gets in; nil for an id that is not text.
  var users: [String: String?] { allowed.mapValues { $0.first ?? nil } }
}

extension TokenFile {
  /// The users of the tokens that are known here.
  fileprivate var allowed: [String: String?] {
    var allowed: [String: String?] = [:]
    guard failure == nil else { return allowed }
    for user in users where user.id != nil {
      for token in user.tokens where token.isUsable {
        allowed.updateValue(
          user.isNamed ? user.id.map { String(decoding: $0, as: UTF8.self) } : nil,
          forKey: String(decoding: token.bytes, as: UTF8.self))
      }
    }
    // The last of two users that are one to Python counts.
    if let single, single.lineBreak.isEmpty, isToken(single.token) {
      allowed[String(decoding: bytes[single.token], as: UTF8.self)] = "anonymous"
    }
    return allowed
  }
}

private struct TokenCase: Decodable {
  struct Ask: Decodable {
    var token: String
    var allowed: Bool
    /// A text where it decodes as one.
    var user: String?

    enum CodingKeys: CodingKey { case token, allowed, user }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      token = try values.decode(String.self, forKey: .token)
      allowed = try values.decode(Bool.self, forKey: .allowed)
      user = try? values.decode(String.self, forKey: .user)
    }
  }

  var name: String
  var content: Data
  var starts: Bool
  var asks: [Ask]

  enum CodingKeys: String, CodingKey {
    case name, starts, asks
    case content = "content_b64"
  }

  static func all() throws -> [TokenCase] { try recordedCases("tokens.jsonl") }
}

private struct TokenReport: Decodable {
  struct User: Decodable {
    var name: String
    var usable: Bool
  }
  struct Server: Decodable {
    var starts: Bool?
    var users: [User]
  }
  struct Finding: Decodable {
    var severity: String
    var message: String
  }
  struct File: Decodable {
    var servers: [Server]
    var findings: [Finding]
  }
  var files: [File]
}
