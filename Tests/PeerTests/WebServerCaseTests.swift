import Foundation
import TestSupport
import Testing

/// Files with what the web servers did with them, kept as data, and put to them again.
@Suite struct WebServerCaseTests {
  @Test(arguments: WebServer.allCases)
  func `a web server still answers each case as it did, and verify as it does`(_ server: WebServer) throws {
    let model = try WebServerModel(server.rawValue)
    let process = try WebServerProcess(server)
    let examples = try WebServerCase.all()
    for (example, truth) in zip(examples, try process.answers(to: examples.map(\.question))) {
      #expect(truth == [example.accepted[server.rawValue]], "\(example.name)\n\(process.log)")
      let (content, login) = (example.question.content, example.question.logins[0])
      expectAgreement(server.rawValue, content, login, truth[0], try model.programAnswer(content, login))
    }
  }

  @Test(arguments: try WebServerCase.all())
  func `verify answers a case as Traefik did`(_ example: WebServerCase) throws {
    let (content, login) = (example.question.content, example.question.logins[0])
    let truth = try #require(example.accepted["traefik"] as Bool?)
    expectAgreement(
      "traefik", content, login, truth, try WebServerModel("traefik").programAnswer(content, login))
  }
}

struct WebServerCase: Decodable, Sendable, CustomTestStringConvertible {
  var name: String
  var content: Data
  var user: String
  var password: Data
  /// By the server's name.
  var accepted: [String: Bool]

  enum CodingKeys: String, CodingKey {
    case name
    case content = "content_b64"
    case user
    case password = "password_b64"
    case accepted
  }

  var question: WebServerQuestion {
    WebServerQuestion(
      content: Array(content), logins: [WebServerLogin(Array(user.utf8), Array(password))])
  }

  var testDescription: String { name }

  static func all() throws -> [WebServerCase] { try recordedCases("servers.jsonl") }
}
