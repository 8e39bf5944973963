import Foundation
import TestSupport
import Testing

/// Files with what the real servers did with them, kept as data.
@Suite struct ChromaCaseTests {
  @Test(arguments: try ChromaCase.all(), ChromaModel.allCases)
  func `a case is answered as the real server answered it`(_ example: ChromaCase, _ model: ChromaModel) throws
  {
    // The two models differ in what a file is, not in bcrypt.
    let attempts = example.isSlow && model == .first ? [] : example.logins
    let logins = attempts.filter { !$0.login.user.contains(0) && !$0.login.password.contains(0) }
    let question = Question(content: example.content, logins: logins.map(\.login))
    let answer = try model.programAnswer(to: question, in: TemporaryFolder())
    let truth = model == .current ? example.current : example.first
    #expect(answer.logins == logins.map { $0.accepted[model]! })
    if !logins.isEmpty {
      #expect(answer.starts == truth.starts)
    }
    if let users = truth.users {
      #expect(answer.users == users.map { Data($0.utf8) })
    }
  }
}

struct ChromaCase: Decodable, Sendable, CustomTestStringConvertible {
  struct Truth: Decodable {
    var starts: Bool
    var users: [String]?
  }

  struct Attempt: Decodable {
    var login: Login
    var accepted: [ChromaModel: Bool]

    enum CodingKeys: String, CodingKey {
      case user
      case password = "password_b64"
      case current = "chroma"
      case first = "chroma-0.4"
    }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      login = Login(
        user: Data(try values.decode(String.self, forKey: .user).utf8),
        password: try values.decode(Data.self, forKey: .password))
      accepted = [
        .current: try values.decode(Bool.self, forKey: .current),
        .first: try values.decode(Bool.self, forKey: .first),
      ]
    }
  }

  var name: String
  var content: Data
  var current: Truth
  var first: Truth
  var logins: [Attempt]

  /// Whether each login takes seconds, of a cost that nobody else has.
  var isSlow: Bool { name.hasPrefix("cost 17") }

  enum CodingKeys: String, CodingKey {
    case name
    case content = "content_b64"
    case current = "chroma"
    case first = "chroma-0.4"
    case logins
  }

  var testDescription: String { name }

  static func all() throws -> [ChromaCase] { try recordedCases("chroma.jsonl") }
}
