import Foundation
import Synchronization
import TestSupport
import Testing

/// A real reader of credential files that answers questions, a line each: a Python script in `Oracles`, run with the
/// release of Chroma that it asks.
enum Oracle {
  /// Those that wait for questions, by script and release: to start one takes a second.
  private static let idle = Mutex<[[String]: [Child]]>([:])

  static func answers<Question: Encodable, Answer: Decodable>(
    of script: String, chroma release: String, to questions: [Question]
  ) throws -> [Answer] {
    let kind = [script, release]
    let oracle = try idle.withLock { $0[kind]?.popLast() } ?? start(script, release)
    let encoder = JSONEncoder()
    let decoder = JSONDecoder()
    let answers = try questions.map { question in
      guard let answer = try oracle.answer(to: encoder.encode(question) + [UInt8(ascii: "\n")]) else {
        throw NoAnswer(outcome: try oracle.finish())
      }
      return try decoder.decode(Answer.self, from: Data(answer))
    }
    idle.withLock { $0[kind, default: []].append(oracle) }
    return answers
  }

  private static func start(_ script: String, _ release: String) throws -> Child {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Oracles")
    var command = Command([
      try Peers.chroma(release, "python"), "-Bu", folder.appending(path: script).path(percentEncoded: false),
    ])
    command.environment = ["LC_ALL": "C.UTF-8", "ANONYMIZED_TELEMETRY": "False", "RUST_BACKTRACE": "0"]
    return try command.start()
  }

  private struct NoAnswer: Error {
    var outcome: Outcome
  }
}

/// A model of a server that `--for` names.
enum ChromaModel: String, CaseIterable, Sendable {
  case current = "chroma"
  case first = "chroma-0.4"

  /// The release that it is held against first of all.
  var release: ChromaRelease { self == .current ? .current : .first }

  func answers(to questions: [Question]) throws -> [Answer] { try release.answers(to: questions) }
}

/// A Chroma that `Tests/run` installs, by the name of its virtual environment.
enum ChromaRelease: String, CaseIterable, Sendable {
  case current = "0.6.3"
  /// The oldest bcrypt that it takes.
  case withOldBcrypt = "0.6.3-bcrypt-4.0.1"
  case first = "0.4.24"

  var model: ChromaModel { self == .first ? .first : .current }

  /// The answers of its own provider to each file and each login.
  func answers(to questions: [Question]) throws -> [Answer] {
    let script = self == .first ? "chroma_0_4_provider.py" : "chroma_provider.py"
    return try Oracle.answers(of: script, chroma: rawValue, to: questions)
  }
}

/// A file, and those who try to get in.
struct Question: Encodable {
  var content: Data
  var logins: [Login]

  init(content: Data, logins: [Login] = []) {
    self.content = content
    self.logins = logins
  }
}

struct Login: Encodable, Hashable {
  var user: Data
  var password: Data
}

/// Whether a server starts with the file, which users it knows, which of them can log in with some password, and
/// which logins it accepts.
struct Answer: Decodable, Equatable {
  var starts: Bool
  var users: [Data]
  var usable: [Bool]
  var logins: [Bool]
}
