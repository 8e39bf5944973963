import Foundation
import TestSupport
import Testing

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
    let answers: [TokenAnswer] = try Oracle.answers(
      of: "chroma_token_provider.py", chroma: "0.6.3",
      to: files.map { TokenQuestion(content: Data($0.utf8)) })
    let names = files.indices.map { "file\($0)" }
    for (name, text) in zip(names, files) { try folder.write(text, to: name) }
    let outcome = try folder.program(["lint", "--for", "chroma-token", "--format", "json"] + names).run()
    let reports = try JSONDecoder().decode(TokenReport.self, from: Data(outcome.output)).files
    try #require(reports.count == files.count)
    var unread = 0
    for ((text, answer), report) in zip(zip(files, answers), reports) {
      if report.findings.contains(where: { $0.message.contains("lint does not read") }) {
        unread += 1
        continue
      }
      let server = report.servers[0]
      #expect(server.starts == answer.starts, "\(text)\n\(answer)\n\(report)")
      let users = server.users.filter(\.usable).map(\.name)
      #expect(Set(users).sorted() == answer.users, "\(text)\n\(answer)\n\(report)")
      // Whatever keeps somebody out is found.
      if !answer.starts || !server.users.allSatisfy(\.usable) {
        #expect(report.findings.contains { $0.severity != "note" }, "\(text)\n\(report)")
      }
    }
    #expect(unread < files.count / 15)
  }

  @Test func `a file of UTF-16, or of bytes that are no UTF-8, stops Chroma, and that is said`() throws {
    let folder = try TemporaryFolder()
    let files: [[UInt8]] = [
      [0xFF, 0xFE] + "kVv0D5aQx8Zr1nTq".utf8.flatMap { [$0, 0] }, Array("kVv0".utf8) + [0xE4],
    ]
    let answers: [TokenAnswer] = try Oracle.answers(
      of: "chroma_token_provider.py", chroma: "0.6.3", to: files.map { TokenQuestion(content: Data($0)) })
    #expect(answers.allSatisfy { $0.error?.contains("UnicodeDecodeError") ?? false })
    for bytes in files {
      try folder.write(bytes, to: "file")
      try folder.run("lint", "--for", "chroma-token", "file").expect(exits: 7).expect(neverSays: "kVv0")
    }
  }
}

private struct TokenQuestion: Encodable {
  var content: Data
}

private struct TokenAnswer: Decodable {
  var starts: Bool
  var error: String?
  var users: [String]
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
