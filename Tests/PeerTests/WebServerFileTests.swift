import Foundation
import TestSupport
import Testing

/// Files made at random, most of them spoiled, put to real web servers over HTTP and to `verify`: they agree on
/// every login.
@Suite struct WebServerFileTests {
  @Test(arguments: WebServer.allCases)
  func `verify and a web server agree on every login to a generated file`(_ server: WebServer) throws {
    let count = 500 * rounds
    var random = SeededGenerator(stream: 4000 + WebServer.allCases.firstIndex(of: server)!)
    let pool = try WebServerHashPool(using: &random)
    var generator = WebServerFileGenerator(random: random, pool: pool)
    let process = try WebServerProcess(server)
    let model = try WebServerModel(server.rawValue)
    var (accepted, refused) = (0, 0)
    let questions = try (0..<count).map { _ in generator.question() }.filter { try !model.canEnd($0.content) }
    for (number, (question, truths)) in zip(questions, try process.answers(to: questions)).enumerated() {
      for (index, (login, truth)) in zip(question.logins, truths).enumerated() {
        let answer = try model.answer(question.content, login)
        if truth { accepted += 1 } else { refused += 1 }
        expectAgreement(server.rawValue, question.content, login, truth, answer)
        // The program itself says what its library says: asked now and then, since a process costs its time.
        guard index == number % 10, number % 3 == 0 else { continue }
        expectAgreement(
          server.rawValue, question.content, login, truth, try model.programAnswer(question.content, login))
      }
    }
    // Files of which every one is refused, or none, would prove nothing.
    #expect(accepted > count / 4)
    #expect(refused > count / 2)
    #expect(accepted + refused >= 3 * questions.count)
    process.expectErrorsKnown()
  }
}
