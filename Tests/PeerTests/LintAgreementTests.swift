import Foundation
import TestSupport
import Testing

/// `lint --format json` against the real providers: whether Chroma starts, the users that it knows, and which of
/// them can log in.
@Suite struct LintAgreementTests {
  @Test(arguments: ChromaRelease.allCases)
  func `lint and Chroma agree on the cases`(release: ChromaRelease) throws {
    let cases = try ChromaCase.all()
    let reports = try agree(on: cases.map(\.content), release)
    for (example, report) in zip(cases, reports) {
      let truth = release == .first ? example.first : example.current
      #expect(report.servers[0].starts == truth.starts, "\(example)")
      if let users = truth.users { #expect(report.servers[0].users.map(\.name) == users, "\(example)") }
      for attempt in example.logins where attempt.accepted[release.model]! {
        let user = report.servers[0].users.first { Data($0.name.utf8) == attempt.login.user }
        #expect(user?.usable == true, "\(example)")
      }
    }
  }

  @Test(arguments: 0..<rounds, ChromaRelease.allCases)
  func `lint and Chroma agree on generated files`(part: Int, release: ChromaRelease) throws {
    var random = SeededGenerator(stream: 4000 + part)
    let pool = try HashPool(using: &random)
    var generator = FileGenerator(random: random, pool: pool)
    let borders = release == .first ? 3 : 10
    let contents = (0..<1000).map { generator.content(atBorder: $0 % borders == 0) }
    let servers = try agree(on: contents, release).map { $0.servers[0] }
    // Files with which every server starts, or none, would prove nothing.
    #expect(servers.count(where: \.starts) > contents.count / 20)
    #expect(servers.count { !$0.starts } > contents.count / 20)
    let users = servers.flatMap(\.users)
    #expect(users.count(where: \.usable) > contents.count / 20)
    #expect(users.count { !$0.usable } > contents.count / 20)
  }

  /// Every place of a hash, with every other character of ASCII in it, and some that are none.
  @Test(arguments: [ChromaRelease.current, .withOldBcrypt])
  func `lint and Chroma agree on a hash with any character spoiled`(release: ChromaRelease) throws {
    var random = SeededGenerator(stream: 4900)
    let hash = Array(try HashPool(using: &random).members.randomElement(using: &random)!.hash.utf8)
    let characters =
      (0x20...0x7e).map { [UInt8($0)] } + ["é", "٤", "\u{0}", "\u{200b}"].map { Array($0.utf8) }
    let contents = hash.indices.map { place in
      let lines = characters.enumerated().map { number, character in
        Array("u\(number):".utf8) + hash[..<place] + character + hash[(place + 1)...] + [0x0a]
      }
      // A colon would stop the server.
      return Data(lines.filter { line in line.count { $0 == UInt8(ascii: ":") } == 1 }.joined())
    }
    let users = try agree(on: contents, release).flatMap { $0.servers[0].users }
    #expect(users.count > 60 * 95)
    #expect(users.count(where: \.usable) > 50 * 64)
    #expect(users.count { !$0.usable } > 50 * 25)
  }

  /// Records an issue for each file on which they disagree.
  private func agree(on contents: [Data], _ release: ChromaRelease) throws -> [LintReport.File] {
    let truths = try release.answers(to: contents.map { Question(content: $0) })
    let reports = try LintedFolder(contents, for: release.model.rawValue).reports()
    for (content, (report, var truth)) in zip(contents, zip(reports, truths)) {
      let answer = report.servers[0].answer
      truth.users = redacted(truth.users, as: answer.users)
      if answer != truth {
        Issue.record(
          """
          Chroma \(release.rawValue) and lint disagree (CHROMA_HTPASSWD_SEED=\(SeededGenerator.seed))
          file:   \(content.hexadecimal)
          server: \(truth)
          lint:   \(answer)
          """)
      }
      // A fault that keeps a server from starting, or a user out, is reported as an error.
      let errors = report.findings.filter { $0.severity == "error" }
      #expect(truth.starts || !errors.isEmpty, "nothing said of \(content.hexadecimal)")
      if errors.contains(where: { $0.rule == "utf16-encoding" }) { continue }
      let lines = Set(errors.map(\.line))
      let unsaid = report.servers[0].users.filter { !$0.usable && !lines.contains($0.line) }
      #expect(unsaid.isEmpty, "nothing said of lines in \(content.hexadecimal)")
    }
    return reports
  }
}
