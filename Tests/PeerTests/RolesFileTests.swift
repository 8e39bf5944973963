import Credentials
import Foundation
import Linting
import TestSupport
import Testing

@testable import Deployments

/// `RolesFile` against Chroma's own provider.
@Suite struct RolesFileTests {
  @Test func `every case is answered as Chroma answered it`() throws {
    for example in try RolesCase.all() {
      let file = RolesFile(Array(example.content), for: .current)
      // PyYAML reads a colon before a bracket, libyaml does not: that is unknown.
      if String(decoding: example.content, as: UTF8.self).contains(/:[{\[]/), file.unknownLine != nil {
        continue
      }
      #expect(
        file.unknownLine == nil && file.failure?.exception == example.error,
        "\(example) \(file.failure as Any)")
      for ask in example.asks {
        #expect(file.allows(ask) == ask.allowed, "\(ask) \(example)")
      }
    }
  }

  @Test(arguments: ["0.6.3", "0.6.2", "0.5.23", "0.4.24"])
  func `files that are spoiled at random are answered as Chroma answers them, or not at all`(release: String)
    throws
  {
    let reader = release == "0.4.24" ? RolesReader.first : .current
    let seeds = try RolesCase.all().compactMap { String(data: $0.content, encoding: .utf8) }
    var mutator = YAMLMutator(
      random: SeededGenerator(stream: 7100), seeds: seeds.filter { $0.utf8.count < 500 } + Self.odd)
    let questions = (0..<500 * rounds).map { _ in
      RolesQuestion(content: Data(mutator.file().utf8), asks: Self.asks)
    }
    let answers: [RolesAnswer] = try Oracle.answers(
      of: "chroma_roles_provider.py", chroma: release, to: questions)
    var counts = (starts: 0, fails: 0, unknown: 0, allowed: 0)
    for (question, answer) in zip(questions, answers) {
      let file = RolesFile(Array(question.content), for: reader)
      guard file.unknownLine == nil else {
        counts.unknown += 1
        continue
      }
      if answer.starts { counts.starts += 1 } else { counts.fails += 1 }
      // A finding that says Chroma stops is right, and whatever stops it has a finding.
      let stops = try Linter([reader == .first ? .chromaRoles04 : .chromaRoles], LintOptions()).lint(
        .memory(Array(question.content)), attributes: nil, listsUsers: false
      ).findings.filter { $0.message.contains("Chroma will not start") }.map(\.message)
      #expect(
        stops.isEmpty == answer.starts,
        "\(stops) \(answer) \(String(decoding: question.content, as: UTF8.self).debugDescription)")
      let allowed = question.asks.map(file.allows)
      counts.allowed += answer.allowed.count { $0 }
      if (file.failure == nil) == answer.starts, allowed == answer.allowed { continue }
      Issue.record(
        """
        Chroma \(release) and RolesFile disagree (CHROMA_HTPASSWD_SEED=\(SeededGenerator.seed))
        file:   \(String(decoding: question.content, as: UTF8.self).debugDescription)
        Chroma: \(answer)
        here:   \(String(describing: file.failure)) \(allowed)
        """)
    }
    // Files of which every one is refused, or not known, would prove nothing.
    #expect(counts.starts > questions.count / 8 && counts.fails > questions.count / 8, "\(counts)")
    #expect(counts.allowed > questions.count / 10 && counts.unknown < questions.count / 12, "\(counts)")
  }

  @Test(arguments: ["0.6.3", "0.6.2", "0.5.23", "0.4.24"])
  func `files as careless people write them are answered as Chroma answers them, and what stops it is said`(
    release: String
  ) throws {
    let server = release == "0.4.24" ? Server.chromaRoles04 : .chromaRoles
    let users = [
      "alice", "bob", "carol", "Alice", "anonymous", "Anonymous", "123", "12:30", "1.5", "yes", "y", "*", "",
      "null",
      "alice, bob", "a:b", "j\u{F6}rg", "alice@example.com",
    ]
    let asks = users.flatMap { user in
      RolesAction.all.map { RolesQuestion.Ask(user: .text(user), action: $0.name) }
    }
    let examples = try CarelessFile.all()
    let answers: [RolesAnswer] = try Oracle.answers(
      of: "chroma_roles_provider.py", chroma: release,
      to: examples.map { RolesQuestion(content: $0.content, asks: asks) })
    var unknown: [String] = []
    for (example, answer) in zip(examples, answers) {
      let bytes = Array(example.content)
      let file = RolesFile(bytes, for: release == "0.4.24" ? .first : .current)
      let result = try Linter([server], LintOptions()).lint(
        .memory(bytes), attributes: nil, listsUsers: false)
      let stops = result.findings.filter { $0.message.contains(/will not start|does not start/) }
      #expect(stops.allSatisfy { $0.severity == .error && $0.remedy != nil }, "\(example.name) \(stops)")
      guard file.unknownLine == nil else {
        unknown.append(example.name)
        #expect(result.servers[0].starts == nil && stops.isEmpty, "\(example.name)")
        #expect(result.findings.contains { $0.message.contains("cannot tell") }, "\(example.name)")
        continue
      }
      #expect(
        result.servers[0].starts == answer.starts && stops.isEmpty == answer.starts,
        "\(example.name) \(answer)")
      for (ask, allowed) in zip(asks, answer.allowed) {
        #expect(file.allows(ask) == allowed, "\(example.name) \(ask)")
      }
    }
    #expect(examples.count > 200 && unknown.count < 12, "\(unknown)")
    #expect(answers.count(where: \.starts) > 80 && answers.count { !$0.starts } > 80)
  }

  /// Requests for the names in the cases.
  private static let asks =
    ["alice", "bruno", "emil", "42", "", "1"].flatMap { user in
      (RolesAction.all.map(\.name) + [RolesAction.neverAsked, "a"]).map { action in
        RolesQuestion.Ask(user: .text(user), action: action)
      }
    } + [.init(user: .number(42), action: "collection:get"), .init(user: .number(1), action: "db:reset")]

  /// Files that mutations seldom find.
  private static let odd = [
    "roles_mapping: {r: {actions: [a, 'collection:get']}, 1: {actions: ['db:reset']}}\nusers: [{id: alice, role: r}, {id: 1, role: 1}]\n",
    "roles_mapping:\n  r: &r\n    actions: &a ['collection:get', 'db:reset']\n  s: {<<: *r}\nusers:\n- {id: alice, role: s, tenant: t}\n- {id: alice, role: r}\n",
    "roles_mapping: {r: {actions: 'collection:get'}, s: {actions: []}, t: {actions: {a: b, 'collection:get': c}}}\nusers: [{id: alice, role: t}, {id: bruno, role: r}, {role: s}]\n",
    "roles_mapping: {r: {actions: [1, null, a]}}\nusers:\n- {id: alice, role: r, tenant: default_tenant}\n",
    "roles_mapping: []\nusers: {}\n",
    "roles_mapping: {r: {actions: ['db:reset']}}\nusers: [{id: [a], role: r}]\n",
    "roles_mapping: {r: {actions: ['db:reset', 'db:reset:x', 'collection:get']}}\nusers: [{id: '42', role: r}, {id: alice, role: r, tenant: [t]}]\n",
  ]
}

struct RolesQuestion: Encodable {
  enum User: Codable, CustomStringConvertible {
    case text(String)
    case number(Int)
    case truth(Bool)
    case null

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let text = try? value.decode(String.self) {
        self = .text(text)
      } else if let number = try? value.decode(Int.self) {
        self = .number(number)
      } else if let truth = try? value.decode(Bool.self) {
        self = .truth(truth)
      } else {
        self = .null
      }
    }

    func encode(to encoder: any Encoder) throws {
      var value = encoder.singleValueContainer()
      switch self {
      case .text(let text): try value.encode(text)
      case .number(let number): try value.encode(number)
      case .truth(let truth): try value.encode(truth)
      case .null: try value.encodeNil()
      }
    }

    var description: String {
      switch self {
      case .text(let text): text.debugDescription
      case .number(let number): "\(number)"
      case .truth(let truth): "\(truth)"
      case .null: "null"
      }
    }
  }

  struct Ask: Codable {
    var user: User
    var action: String
    var allowed = false

    enum CodingKeys: CodingKey { case user, action, allowed }

    init(user: User, action: String) { (self.user, self.action) = (user, action) }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      user = try values.decode(User.self, forKey: .user)
      action = try values.decode(String.self, forKey: .action)
      allowed = try values.decode(Bool.self, forKey: .allowed)
    }
  }

  var content: Data
  var asks: [Ask]
}

struct RolesAnswer: Decodable {
  var starts: Bool
  var error: String?
  var allowed: [Bool]
}

private struct RolesCase: Decodable {
  var name: String
  var content: Data
  var error: String?
  var asks: [RolesQuestion.Ask]

  enum CodingKeys: String, CodingKey {
    case name, error, asks
    case content = "content_b64"
  }

  static func all() throws -> [RolesCase] { try recordedCases("roles.jsonl") }
}

/// A roles file: the first one of the cases, something in it replaced, or another text.
private struct CarelessFile {
  let name: String
  let content: Data

  private struct Case: Decodable {
    var name: String
    var replace: String?
    var with: String?
    var content: String?
    var bytes: Data?

    enum CodingKeys: String, CodingKey {
      case name, replace, with, content
      case bytes = "content_b64"
    }
  }

  static func all() throws -> [CarelessFile] {
    let cases = try recordedCases("careless-roles.jsonl", of: Case.self)
    let base = try #require(cases[0].content)
    return try cases.map { example in
      if let bytes = example.bytes { return CarelessFile(name: example.name, content: bytes) }
      let text =
        if let old = example.replace {
          base.replacing(old, with: try #require(example.with))
        } else {
          try #require(example.content)
        }
      return CarelessFile(name: example.name, content: Data(text.utf8))
    }
  }
}

extension RolesFile {
  fileprivate func allows(_ ask: RolesQuestion.Ask) -> Bool {
    let action = Array(ask.action.utf8)
    guard failure == nil else { return false }
    switch ask.user {
    case .text(let name): return actions(of: Array(name.utf8)).contains(action)
    case .number(let number): return actions(ofKey: Array("\(number)".utf8)).contains(action)
    case .truth(let truth): return actions(ofKey: Array((truth ? "1" : "0").utf8)).contains(action)
    case .null: return actions(ofKey: Array("null".utf8)).contains(action)
    }
  }
}
