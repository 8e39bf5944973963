import Testing

@testable import Credentials
@testable import Deployments
@testable import Hashing
@testable import Linting

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
    ("", 1, StartFailure.Cause.noTokens), ("a\nb\n", 2, .noUserList), ("users:\n- id: a\n", 2, .noTokens),
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
    "users:\n- &a {id: a, tokens: [x]}\n", "users:\n- id: a\n  tokens: [x,\n   y]\n", "%YAML 1.1\n---\n",
    "users: []\n---\n", "users: []\n...\nx: y\n", "--- []\n\n", "users:\n- id: a\n  <<: {tokens: [x]}\n",
    "users:\n- i\td: a\n", "users:\n- id: !!str 12\n  tokens: [x]\n", "users:\n- {id: a, tokens: [what?9]}\n",
    "users:\n- {id: , tokens: [x]}\n", "users:\n- {id: a, tokens: [x], role: }\n",
    "users:\n- id: a\u{2028}\n  tokens: [x]\n",
    "users:\n- id: a\u{85}b\n  tokens: [x]\n", "users:\n- id: a\n  tokens: [x, y\n",
    "users:\n- id: a\n  tokens: [x: y]\n",
    "users:\n- id: 'a\n  tokens: [x]\n",
    "users:\n- id: a\n  tokens: " + String(repeating: "[", count: 40_000) + "\n",
    "users:\n" + String(repeating: "- ", count: 40_000) + "x\n",
    "users:\n- id: a\n  tokens: [x, " + String(repeating: "{a: ", count: 40_000) + "\n",
  ])
  func `YAML that is not read here is no failure`(text: String) {
    #expect(file(text).failure == nil && file(text).unknownLine != nil)
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
