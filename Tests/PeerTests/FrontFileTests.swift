import Foundation
import Htpasswd
import TestSupport
import Testing

/// Files made at random put to real fronts, or written into their configurations, and to `verify`: they agree on whether the
/// front starts with them, and on every login.
@Suite struct FrontFileTests {
  @Test(arguments: Front.allCases)
  func `verify and a front agree on every generated file`(_ front: Front) throws {
    let count = 500 * rounds
    var random = SeededGenerator(stream: 4100 + Front.allCases.firstIndex(of: front)!)
    let pool = try WebServerHashPool(using: &random)
    let preferred = front.preferred(pool, using: &random)
    var generator = WebServerFileGenerator(random: random, pool: pool, preferred: preferred)
    let questions = (0..<count).map { front.limited(generator.question(), $0) }
    let model = try WebServerModel(front.rawValue)
    var (accepted, refused, notStarting) = (0, 0, 0)
    for (number, (question, truth)) in zip(questions, try FrontProcess.answers(of: front, to: questions))
      .enumerated()
    {
      try expectAgreement(front, question, truth, model, asksProgram: number % 20 == 0)
      if !truth.starts { notStarting += 1 }
      accepted += truth.logins.count { $0 }
      refused += truth.starts ? truth.logins.count { !$0 } : 0
    }
    // Files of which every one is refused, or none, would prove nothing.
    #expect(accepted > count / 4)
    #expect(refused > count / 4)
    // Envoy refuses most of the files, for one entry that is not {SHA}.
    #expect(accepted + refused >= (front == .envoy ? 1 : 3) * count)
    #expect(notStarting > count / 20)
  }

  @Test(arguments: Front.allCases)
  func `a front still answers each case as it did, and verify as it does`(_ front: Front) throws {
    let model = try WebServerModel(front.rawValue)
    let examples = try WebServerCase.all()
    let questions = examples.map(\.question)
    for (example, truth) in zip(examples, try FrontProcess.answers(of: front, to: questions)) {
      #expect(truth.logins == [example.accepted[front.rawValue]], "\(example.name)")
      try expectAgreement(front, example.question, truth, model, asksProgram: true)
    }
  }

  @Test func `every server is held against the real one`() {
    let asked = WebServer.allCases.map(\.rawValue) + Front.allCases.map(\.rawValue)
    #expect(Set(Server.all.map(\.name)) == Set(asked + ["chroma", "chroma-0.4"]))
  }

  /// Why lines without a hash are refused, though `haproxy -c` says nothing.
  @Test func `HAProxy crashes when a user without a password logs in`() throws {
    #expect(try FrontProcess.crashesOfHAProxy(user: Array("alice".utf8)))
    let failure = try WebServerModel("haproxy").failure(Array("alice:\n".utf8))
    #expect(failure?.cause == .emptyHash)
  }
}

extension Front {
  /// The hashes that most entries have.
  fileprivate func preferred(
    _ pool: WebServerHashPool, using random: inout SeededGenerator
  ) -> [WebServerHashPool.Member] {
    let members = pool.members(using: &random)
    let sha = members.filter { $0.hash.starts(with: "{SHA}".utf8) }
    switch self {
    case .traefik: return members + pool.bcrypt
    case .envoy:
      // Envoy asks for the length alone.
      return sha + sha
        + sha.prefix(20).map {
          .init(password: $0.password, hash: $0.hash.dropLast(2) + Array("!\u{7F}".utf8))
        }
    case .caddy:
      return pool.bcrypt
        + pool.bcrypt.prefix(10).map {
          .init(password: $0.password, hash: Array(Data($0.hash).base64EncodedString().utf8))
        }
    case .haproxy: return pool.bcrypt + pool.others + pool.others
    }
  }

  /// Caddy computes bcrypt of cost 14 for a user whom it does not know: only now and then.
  fileprivate func limited(_ question: WebServerQuestion, _ number: Int) -> WebServerQuestion {
    guard self == .caddy, number % 200 != 0 else { return question }
    let names = CopiedEntry.all(of: question.content).map(\.user)
    return WebServerQuestion(
      content: question.content, logins: question.logins.filter { names.contains($0.user) })
  }
}

private func expectAgreement(
  _ front: Front, _ question: WebServerQuestion, _ truth: FrontAnswer, _ model: WebServerModel,
  asksProgram: Bool
) throws {
  let failure = try model.failure(question.content)
  if (failure == nil) != truth.starts, !question.logins.isEmpty || front == .caddy || front == .haproxy {
    Issue.record(
      """
      \(front.rawValue) and chroma-htpasswd disagree (CHROMA_HTPASSWD_SEED=\(SeededGenerator.seed))
      file:            \(question.content.hexDigits)
      front:           \(truth.starts ? "starts" : "does not start")
      chroma-htpasswd: \(failure.map(String.init(describing:)) ?? "starts")
      """)
  }
  for (login, isAccepted) in zip(question.logins, truth.logins) {
    let answer = try model.answer(question.content, login)
    htpasswdAgrees(front, question, login, isAccepted, answer)
    guard asksProgram else { continue }
    htpasswdAgrees(front, question, login, isAccepted, try model.programAnswer(question.content, login))
  }
}

private func htpasswdAgrees(
  _ front: Front, _ question: WebServerQuestion, _ login: WebServerLogin, _ truth: Bool,
  _ answer: WebServerModel.Answer
) {
  expectAgreement(front.rawValue, question.content, login, truth, answer)
}
