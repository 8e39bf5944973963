import Foundation
import TestSupport
import Testing

extension ChromaModel {
  /// The program's answer about the file: `list` about the users, `verify` about each login.
  func programAnswer(to question: Question, in folder: TemporaryFolder) throws -> Answer {
    try folder.write(Array(question.content), to: "file")
    let path = folder["file"]
    let listing = try Command([Program.path, "list", "--for", rawValue, "--format", "json", path]).run()
    listing.expect(exits: 0)
    let list = try JSONDecoder().decode(Listing.self, from: Data(listing.output))
    let results = try question.logins.map { login in
      var command = Command(bytes: [
        Array(Program.path.utf8), Array("verify".utf8), Array("--for".utf8), Array(rawValue.utf8),
        Array("--format=json".utf8), Array("-i".utf8), Array("--".utf8), Array(path.utf8), Array(login.user),
      ])
      command.input = Array(login.password) + Array("\r\n".utf8)
      let outcome = try command.run()
      let result = try JSONDecoder().decode(Verification.self, from: Data(outcome.output)).results[0]
      outcome.expect(exits: try #require(exitStatuses[result.reason], "an unknown reason: \(result.reason)"))
      #expect(result.accepted == (result.reason == "cannot-check" ? nil : result.reason == "ok"))
      return result
    }
    let users = list.starts ? list.users : []
    let starts = results.allSatisfy { $0.reason != "server-does-not-start" }
    for (login, result) in zip(question.logins, results) where result.accepted == true {
      let entry = list.users.first { Data($0.name.utf8) == login.user }
      #expect(entry?.usable == true, "\(login.user) gets in with an entry that is listed as unusable")
    }
    return Answer(
      starts: starts, users: users.map { Data($0.name.utf8) }, usable: users.map(\.usable),
      logins: results.map { $0.accepted == true })
  }
}

/// Exit statuses of `verify`, by the reason that it gives.
private let exitStatuses: [String: Int32] = [
  "ok": 0, "wrong-password": 3, "unknown-user": 6, "unusable-entry": 7, "cannot-check": 7,
  "server-does-not-start": 7, "password-too-long": 5, "password-not-utf8": 3,
]

private struct Listing: Decodable {
  struct User: Decodable {
    var name: String
    var usable: Bool
  }
  var starts: Bool
  var users: [User]
}

private struct Verification: Decodable {
  struct Result: Decodable {
    var accepted: Bool?
    var reason: String
  }
  var results: [Result]
}
