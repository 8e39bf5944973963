import Foundation
import TestSupport
import Testing

/// A real reader of credential files that answers questions in a batch: a Python script in `Oracles`, run with the
/// release of Chroma that it asks.
enum Oracle {
  static func answers<Question: Encodable, Answer: Decodable>(
    of script: String, chroma release: String, to questions: [Question]
  ) throws -> [Answer] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Oracles")
    var command = Command([
      try Peers.chroma(release, "python"), "-B", folder.appending(path: script).path(percentEncoded: false),
    ])
    command.environment = ["LC_ALL": "C.UTF-8", "ANONYMIZED_TELEMETRY": "False"]
    let encoder = JSONEncoder()
    command.input = try questions.flatMap { try encoder.encode($0) + [UInt8(ascii: "\n")] }
    let outcome = try command.run().expect(exits: 0)
    let decoder = JSONDecoder()
    let answers = try outcome.output.split(separator: UInt8(ascii: "\n")).map {
      try decoder.decode(Answer.self, from: Data($0))
    }
    guard answers.count == questions.count else { throw WrongCount(outcome: outcome) }
    return answers
  }

  private struct WrongCount: Error {
    var outcome: Outcome
  }
}

/// A model of a server that `--for` names, with the release and the script that it is held against.
enum ChromaModel: String, CaseIterable, Sendable {
  case current = "chroma"
  case first = "chroma-0.4"

  func answers(to questions: [Question]) throws -> [Answer] {
    switch self {
    case .current: try Oracle.answers(of: "chroma_provider.py", chroma: "0.6.3", to: questions)
    case .first: try Oracle.answers(of: "chroma_0_4_provider.py", chroma: "0.4.24", to: questions)
    }
  }
}

/// A file, and those who try to get in.
struct Question: Encodable {
  var content: Data
  var logins: [Login]
}

struct Login: Encodable {
  var user: Data
  var password: Data
}

/// Whether a server starts with the file, which users it knows, and which logins it accepts.
struct Answer: Decodable, Equatable {
  var starts: Bool
  var users: [Data]
  var logins: [Bool]
}
