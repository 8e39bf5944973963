import Foundation
import TestSupport
import Testing

/// Files made at random, most of them spoiled, put to `chroma-htpasswd` and to the real provider: they agree on
/// whether the server starts, on the users that it knows, and on every login.
@Suite struct GeneratedFileTests {
  @Test(arguments: 0..<4 * rounds)
  func `verify and Chroma agree on every login`(part: Int) throws {
    try agree(on: 150, part: part, model: .current)
  }

  @Test(arguments: 0..<2 * rounds)
  func `verify and Chroma 0_4 agree on every login`(part: Int) throws {
    try agree(on: 100, part: 1000 + part, model: .first)
  }

  private func agree(on count: Int, part: Int, model: ChromaModel) throws {
    var random = SeededGenerator(stream: part)
    let pool = try HashPool(using: &random)
    var generator = FileGenerator(random: random, pool: pool)
    let questions = (0..<count).map { generator.question(atBorder: $0 % (model == .first ? 2 : 10) == 0) }
    let folder = try TemporaryFolder()
    var accepted = 0
    var refused = 0
    for (question, var truth) in zip(questions, try model.answers(to: questions)) {
      let answer = try model.programAnswer(to: question, in: folder)
      truth.users = redacted(truth.users, as: answer.users)
      accepted += truth.logins.count { $0 }
      refused += truth.logins.count { !$0 }
      guard answer != truth else { continue }
      Issue.record(
        """
        \(model.rawValue) and chroma-htpasswd disagree (CHROMA_HTPASSWD_SEED=\(SeededGenerator.seed))
        file:            \(question.content.hexadecimal)
        logins:          \(question.logins.map { "\($0.user.hexadecimal) \($0.password.hexadecimal)" })
        server:          \(truth)
        chroma-htpasswd: \(answer)
        """)
    }
    // Files of which every one is refused, or none, would prove nothing.
    #expect(accepted > count / 10)
    #expect(refused > count / 10)
  }
}

/// The server's names as the program may show them: a hash that is in a name's place by its beginning only.
func redacted(_ names: [Data], as shown: [Data]) -> [Data] {
  guard names.count == shown.count else { return names }
  let ellipsis = Data("…".utf8)
  return zip(names, shown).map { name, text in
    let beginning = text.dropLast(ellipsis.count)
    let isHash = name.count >= 20 && (name.contains(UInt8(ascii: "$")) || name.contains(UInt8(ascii: "{")))
    return isHash && beginning.count > 1 && name.starts(with: beginning) && text == beginning + ellipsis
      ? text : name
  }
}

extension Data {
  var hexadecimal: String {
    map { String(format: "%02x", $0) }.joined()
  }
}
