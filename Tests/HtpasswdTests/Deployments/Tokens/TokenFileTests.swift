import Testing

@testable import Credentials
@testable import Deployments
@testable import Hashing
@testable import Linting
@testable import YAML

/// The peer tests hold this against Chroma and PyYAML; here is what each part answers.
@Suite struct TokenFileTests {
  private func file(_ text: String) -> TokenFile { TokenFile(Array(text.utf8)) }

  @Test func `one line is a token, and its line break is known`() {
    let file = file("abc\r\n")
    #expect(file.single?.token == 0..<3)
    #expect(file.single?.lineBreak == 3..<5)
    #expect(file.users.isEmpty && file.failure == nil)
  }

  @Test func `several lines are users with their tokens`() {
    let file = file("users:\n- id: alice # she\n  tokens:\n  - 'a b'\n")
    #expect(file.failure == StartFailure(line: 4, cause: .illegalToken))
    let good = self.file("# all\nusers:\n- id: alice\n  tokens: [abc, '12']\n- {id: bob, tokens: [12]}\n")
    #expect(good.failure == nil)
    #expect(good.users.map { $0.id.map { String(decoding: $0, as: UTF8.self) } } == ["alice", "bob"])
    #expect(good.users.map(\.line) == [3, 5])
    #expect(good.users.map { $0.tokens.map(\.isUsable) } == [[true, true], [false]])
  }

  @Test(arguments: [
    ("", 1, StartFailure.Cause.noTokens), ("a\nb\n", 1, .noUserList), ("users:\n- id: a\n", 2, .noTokens),
    ("users:\n- {id: a, tokens: [x]}\n- {id: b, tokens: [x]}\n", 3, .sharedToken(firstLine: 2)),
    ("users:\n- {id: a, tokens: [yes]}\n- {id: b, tokens: [+1]}\n", 3, .sharedToken(firstLine: 2)),
    ("users:\n- {id: a, tokens: [@x]}\n", 2, .noUserList), ("users:\n- id: a\n  tokens: -\n", 3, .noUserList),
    ("users:\n- id: a\n  tokens: <<\n", 3, .noUserList),
  ])
  func `why Chroma does not start, and where`(text: String, line: Int, cause: StartFailure.Cause) {
    #expect(file(text).failure == StartFailure(line: line, cause: cause))
  }

  @Test func `a file may end in the mark of YAML's end`() {
    #expect(file("---\nusers:\n- {id: a, tokens: [x]}\n... # all\n").users.map(\.tokens.count) == [1])
  }

  @Test(arguments: [
    ("an anchor and its alias", "users:\n- &a {id: a, tokens: [x]}\n- *a\n", ["x", "x"]),
    ("a list over two lines", "users:\n- id: a\n  tokens: [x,\n   y]\n", ["x", "y"]),
    ("a merge key", "users:\n- id: a\n  <<: {tokens: [x]}\n", ["x"]),
    ("a number that is said to be text", "users:\n- id: a\n  tokens: [!!str 12]\n", ["12"]),
    ("an empty value in braces", "users:\n- {id: , tokens: [x], role: }\n", ["x"]),
    ("a line end of Unicode", "users:\n- id: a\u{2028}\n  tokens: [x]\n", ["x"]),
    ("no users", "users: {}\n\n", []),
    ("a version", "%YAML 1.1\n---\nusers: [{id: a, tokens: [x]}]\n", ["x"]),
  ])
  func `YAML that few people write is read`(name: String, text: String, tokens: [String]) {
    #expect(file(text).failure == nil && file(text).unknownLine == nil)
    let found = file(text).users.flatMap(\.tokens)
    #expect(found.map { String(decoding: $0.bytes, as: UTF8.self) } == tokens && found.allSatisfy(\.isUsable))
  }

  @Test(arguments: [
    ("a question mark in brackets", "users:\n- {id: a, tokens: [what?9]}\n", 2),
    ("a list left open", "users:\n- id: a\n  tokens: [x, y\n", 3),
    ("a quote left open", "users:\n- id: 'a\n  tokens: [x]\n", 3),
    ("a line end of Unicode", "users:\n- id: a\u{85}b\n  tokens: [x]\n", 3),
    ("a literal text, whose line ends are doubled", "users:\n- id: a\n  tokens:\n  - |-\n    x\n", 4),
    ("a tab", "users:\n- i\td: a\n", 2), ("two documents", "users: []\n---\nusers: []\n", 3),
    ("text after the end", "users: []\n...\nx: y\n", 3),
    ("a pair in a list", "users:\n- id: a\n  tokens: [x: y]\n", 3),
    ("a tag of Python's", "users:\n- {id: !!python/none x, tokens: [x]}\n", 2),
    ("no such day", "users:\n- {id: 2023-02-29, tokens: []}\n", 2),
    ("a number without digits", "users:\n- {id: 0x_, tokens: []}\n", 2),
    ("an anchor twice", "users:\n- {id: &a a, tokens: [&a x]}\n", 2),
    ("brackets in brackets", "users:\n- id: a\n  tokens: " + String(repeating: "[", count: 40_000) + "\n", 3),
    ("lists in lists", "users:\n" + String(repeating: "- ", count: 40_000) + "x\n", 2),
    (
      "braces in brackets",
      "users:\n- id: a\n  tokens: [x, " + String(repeating: "{a: ", count: 40_000) + "\n", 3
    ),
  ])
  func `YAML that Python does not read stops Chroma`(name: String, text: String, line: Int) {
    #expect(file(text).failure?.line == line, "\(String(describing: file(text).failure))")
  }

  @Test(arguments: [
    "%YAML 1.10\n---\nusers: []\n", "%X\n---\nusers: []\n", "users:\n- {id: a, tokens: [?x]}\n",
    "users:\n- {id: a, tokens: [x:,y]}\n",
    "users:\n- id: a\n\u{FEFF}  tokens: [x]\n", "users:\n- {id: !!binary eA==, tokens: [x]}\n",
    "users: !!set {}\n\n", "users:\n- id: a\n  tokens: !!str {=: x}\n",
    "users:\n- {id: a, tokens: !x,y [x]}\n", "users:\n- &a {id: a, tokens: [*a]}\n",
    "users:\n- &a {id: a, tokens: [x]}\n- &b {id: b, tokens: [y]}\n- {<<: [*a, *b]}\n",
    "users:\n- {id: a, tokens: [" + String(repeating: "9", count: 5000) + "]}\n",
    "users:\n- id: " + String(repeating: "[", count: 300) + String(repeating: "]", count: 300)
      + "\n  tokens: [x]\n",
  ])
  func `where PyYAML may differ, nothing is said`(text: String) {
    #expect(file(text).failure == nil && file(text).unknownLine != nil && file(text).users.isEmpty)
  }

  @Test func `many tokens of one user, and many users, cost what their bytes do`() {
    let tokens = (0..<16_000).map { "token-number-\($0)" }
    let one = file("users:\n- id: a\n  tokens: [\(tokens.joined(separator: ", "))]\n")
    #expect(one.users.map(\.tokens.count) == [16_000])
    let many = file("users:\n" + tokens.map { "- {id: u\($0), tokens: [\($0)]}\n" }.joined())
    #expect(many.users.count == 16_000 && many.failure == nil)
  }

  @Test(arguments: [
    ("12", PlainScalar.number), ("1.5", .number), ("0x1F", .number), ("1:30", .number), ("yes", .boolean),
    ("Off", .boolean), ("", .null), ("~", .null), ("2024-01-31", .date), ("2024-01-31T10:00:00", .time),
    ("abc", nil), ("1e5", nil), ("oFF", nil), ("1.2.3", nil), ("089", nil), ("_1", nil), ("a12", nil),
  ])
  func `what YAML makes of a bare scalar`(text: String, kind: PlainScalar?) {
    #expect(PlainScalar(Array(text.utf8)) == kind)
  }
}
