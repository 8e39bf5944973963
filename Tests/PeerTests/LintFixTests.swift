import Credentials
import Foundation
import TestSupport
import Testing

/// Files that `lint --fix` and `--unsafe-fixes` leave, as the real providers see them.
@Suite struct LintFixTests {
  @Test(arguments: 0..<rounds, ChromaModel.allCases)
  func `a safe fix costs no login, and a second one changes nothing`(part: Int, model: ChromaModel) throws {
    let before = try questions(part: 5000 + part, model)
    let folder = try LintedFolder(before.map(\.content), for: model.rawValue)
    try folder.run("--fix")
    let fixed = try folder.contents()
    let meant = zip(before, try model.answers(to: before)).map { question, answer in
      zip(question.logins, answer.logins).filter(\.1).map(\.0)
    }
    #expect(meant.count(where: { !$0.isEmpty }) > before.count / 20)
    #expect(zip(before, fixed).count { $0.content != $1 } > before.count / 20)
    // A byte order mark, or a NUL, is not part of a name.
    let unmarked = meant.map { $0.map(\.withoutMark) }
    let asMeant = try model.answers(to: zip(fixed, meant).map { Question(content: $0, logins: $1) })
    let asUnmarked = try model.answers(to: zip(fixed, unmarked).map { Question(content: $0, logins: $1) })
    for (number, question) in before.enumerated() {
      let isKept = zip(asMeant[number].logins, asUnmarked[number].logins).allSatisfy { $0 || $1 }
      #expect(isKept, failure("a login is lost", question.content, fixed[number]))
    }

    for (number, report) in try folder.reports().enumerated() {
      let left = report.findings.filter { $0.fix == "safe" }.map(\.rule)
      #expect(left.isEmpty, failure("\(left)", before[number].content, fixed[number]))
    }
    try folder.run("--fix")
    #expect(try folder.contents() == fixed)
  }

  @Test(arguments: 0..<rounds, ChromaModel.allCases)
  func `after unsafe fixes Chroma starts`(part: Int, model: ChromaModel) throws {
    let before = try questions(part: 6000 + part, model)
    let folder = try LintedFolder(before.map(\.content), for: model.rawValue)
    let outcomes = try folder.run("--fix", "--unsafe-fixes")
    let fixed = try folder.contents()
    let reports = try folder.reports()
    // Files of which nobody would be left stay as they are.
    let refused = Set(
      outcomes.flatMap {
        $0.messages.matches(of: /would leave no user in (.+?); it is unchanged/).map { String($0.1) }
      })
    let answers = try model.answers(to: fixed.map { Question(content: $0) })
    // Chroma starts with no users at all, Chroma 0.4 does not.
    for (number, answer) in answers.enumerated() where model == .current || !fixed[number].isEmpty {
      if refused.contains(reports[number].path) {
        #expect(fixed[number] == before[number].content)
        continue
      }
      // A file without a hash, but for comments, may be anybody's file, and no fix is offered.
      if fixed[number] == before[number].content, reports[number].findings.allSatisfy({ $0.fix == "none" }),
        !FileKind.holdsHash(Self.withoutComments(fixed[number])) || Self.isHalfUTF16(fixed[number])
      {
        continue
      }
      // A mark that may lock an account, and a hash at the end that may be another user's, are left alone.
      let isLeft =
        model == .current
        && reports[number].findings.contains { $0.rule == "extra-field" && $0.fix == "none" }
      #expect(
        answer.starts != isLeft, failure("starts: \(answer.starts)", before[number].content, fixed[number]))
      let left = reports[number].findings.filter { $0.fix != "none" }.map(\.rule)
      #expect(left.isEmpty, failure("\(left)", before[number].content, fixed[number]))
    }
    #expect(answers.count { $0.usable.contains(true) } > answers.count / 5)
    try folder.run("--fix", "--unsafe-fixes")
    #expect(try folder.contents() == fixed)
  }

  @Test func `unsafe fixes keep everybody who has a good entry`() throws {
    let before = try questions(part: 7000, .current).map(\.content).filter {
      // In a file that is not UTF-8 names are read in another way.
      String(validating: $0, as: UTF8.self) != nil && !$0.starts(with: mark)
    }
    // Each line alone, for Chroma's answer to it.
    let lines = before.map { $0.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } }
    let alone = try ChromaModel.current.answers(
      to: lines.joined().map { Question(content: Data($0)) })
    let folder = try LintedFolder(before, for: "chroma")
    try folder.run("--fix", "--unsafe-fixes")
    let fixed = try folder.contents()
    let after = try ChromaModel.current.answers(to: fixed.map { Question(content: $0) })
    var number = 0
    var count = 0
    for (index, lines) in lines.enumerated() {
      let answers = alone[number..<number + lines.count].filter { $0.usable == [true] }
      number += lines.count
      let users = Set(answers.map { $0.users[0] }.filter(\.isPlain))
      count += users.count
      // A file that does not start, neither before nor after, has its entries all the same.
      let left =
        after[index].starts
        ? zip(after[index].users, after[index].usable).filter(\.1).map(\.0)
        : fixed[index].split(separator: UInt8(ascii: "\n")).map {
          Data($0.prefix { $0 != UInt8(ascii: ":") })
        }
      #expect(users.isSubset(of: left), failure("a good entry is lost", before[index], fixed[index]))
    }
    #expect(count > before.count)
  }

  /// Entries spoiled in the ways that a safe fix fixes, one or several at once.
  @Test func `a safe fix lets everybody in who was meant`() throws {
    var random = SeededGenerator(stream: 8000)
    let pool = try HashPool(using: &random)
    let questions = (0..<400 * rounds).map { _ in
      let members = pool.members.shuffled(using: &random).prefix(Int.random(in: 1...4, using: &random))
      let entries = members.enumerated().map { number, member in
        (
          user: ["user\(number)", "\(number)上海"].randomElement(using: &random)! + ["", "ä", "🦉"]
            .randomElement(using: &random)!, member: member
        )
      }
      let text = spoiled(entries.map { ($0.user, $0.member.hash) }, &random)
      let logins = entries.filter { $0.member.password.count <= 72 }.map {
        Login(user: Data($0.user.utf8), password: Data($0.member.password))
      }
      return Question(content: encoded(text, &random), logins: logins)
    }
    let folder = try LintedFolder(questions.map(\.content), for: "chroma")
    try folder.run("--fix")
    let fixed = zip(questions, try folder.contents()).map { Question(content: $1, logins: $0.logins) }
    for ((before, after), answer) in zip(zip(questions, fixed), try ChromaModel.current.answers(to: fixed)) {
      let areIn = answer.starts && answer.logins.allSatisfy { $0 }
      #expect(areIn, failure("somebody is not let in", before.content, after.content))
    }
  }

  @Test(arguments: ["nginx", "apache", "lighttpd", "registry", "traefik"])
  func `a safe fix costs no login of a recorded case`(server: String) throws {
    let cases = try RecordedLogin.all().filter { $0.accepted[server] == true }
    let folder = try LintedFolder(cases.map(\.content), for: server)
    try folder.run("--fix")
    for (example, report) in zip(cases, try folder.reports()) {
      let user = report.servers[0].users.first { $0.name == example.user }
      #expect(report.servers[0].starts && user?.usable == true, "\(example.name)")
    }
  }

  /// The lines that do not begin with `#`, in UTF-16 neither.
  private static func withoutComments(_ content: Data) -> [UInt8] {
    let lines = content.split { $0 == 0x0A || $0 == 0x0D }
    return Array(lines.filter { $0.first { $0 != 0 } != UInt8(ascii: "#") }.joined(separator: [0x0A]))
  }

  /// Whether it begins as UTF-16, and goes on as something else, which nobody's tool writes.
  private static func isHalfUTF16(_ content: Data) -> Bool {
    let zeros = content.count { $0 == 0 }
    return (content.starts(with: [0xFF, 0xFE]) || content.starts(with: [0xFE, 0xFF]))
      && zeros * 5 < content.count * 2
  }

  // MARK: Files

  /// The cases, with every login that they have, and generated files.
  private func questions(part: Int, _ model: ChromaModel) throws -> [Question] {
    var questions = try ChromaCase.all().map {
      Question(content: $0.content, logins: $0.isSlow ? [] : $0.logins.map(\.login))
    }
    questions += try RecordedLogin.all().map {
      Question(content: $0.content, logins: [Login(user: Data($0.user.utf8), password: $0.password)])
    }
    var random = SeededGenerator(stream: part)
    let pool = try HashPool(using: &random)
    var generator = FileGenerator(random: random, pool: pool)
    questions += (0..<200).map { generator.question(atBorder: $0 % (model == .first ? 3 : 10) == 0) }
    return questions
  }

  private func spoiled(_ entries: [(user: String, hash: String)], _ random: inout SeededGenerator) -> String {
    let spaces = ["", "", " ", "\t", "\u{a0}", "\u{3000}", "\u{85}", "\u{1c}", "\u{feff}"]
    let ending = ["\n", "\r\n", "\r"].randomElement(using: &random)!
    let lines = entries.map { entry in
      let hash = random.once(in: 3) ? entry.hash.replacing("$", with: "$$") : entry.hash
      // A byte order mark is not white space: there is none before a hash.
      return entry.user + ":" + spaces.dropLast().randomElement(using: &random)! + hash
        + spaces.dropLast().randomElement(using: &random)!
    }
    return lines.joined(separator: ending) + (random.once(in: 3) ? "" : ending)
  }

  private func encoded(_ text: String, _ random: inout SeededGenerator) -> Data {
    switch Int.random(in: 0..<9, using: &random) {
    case 6...7:
      // Each line as one tool or the other appends it.
      lines(of: text).map { line in
        guard random.once(in: 2) else { return Data(line.utf8) }
        return (random.once(in: 4) ? Data([0xff, 0xfe]) : Data()) + line.data(using: .utf16LittleEndian)!
      }.reduce(Data(), +)
    case 8: lines(of: text).map { (random.once(in: 2) ? mark : Data()) + Data($0.utf8) }.reduce(Data(), +)
    case 0: mark + Data(text.utf8)
    case 1: Data([0xff, 0xfe]) + text.data(using: .utf16LittleEndian)!
    case 2: Data([0xfe, 0xff]) + text.data(using: .utf16BigEndian)!
    case 3: text.data(using: .utf16LittleEndian)!
    case 4: text.data(using: .utf16BigEndian)!
    default: Data(text.utf8)
    }
  }

  /// Each with its line feed.
  private func lines(of text: String) -> [String] {
    var lines = [""]
    for scalar in text.unicodeScalars {
      lines[lines.count - 1].unicodeScalars.append(scalar)
      if scalar == "\n" { lines.append("") }
    }
    return lines
  }

  private func failure(_ what: String, _ before: Data, _ after: Data) -> Comment {
    """
    \(what) (CHROMA_HTPASSWD_SEED=\(SeededGenerator.seed))
    before: \(before.hexadecimal)
    after:  \(after.hexadecimal)
    """
  }
}

private let mark = Data([0xef, 0xbb, 0xbf])

extension Login {
  /// Without the byte order marks of a name, and the white space after them, which is then that of the line, and
  /// without NUL.
  fileprivate var withoutMark: Login {
    var name = user.filter { $0 != 0 }
    guard name.starts(with: mark) else { return Login(user: name, password: password) }
    while name.starts(with: mark) { name = name.dropFirst(3) }
    let text = String(decoding: name, as: UTF8.self)
    return Login(user: Data(FileGenerator.stripped(text).utf8), password: password)
  }
}

extension Data {
  /// Whether it is a name that no unsafe fix changes, or takes for something else.
  fileprivate var isPlain: Bool {
    let text = String(decoding: self, as: UTF8.self)
    return !text.contains("\0") && FileGenerator.stripped(text) == text
      && !["\"", "'", "$2", "#", "\u{feff}"].contains { text.hasPrefix($0) }
  }
}

/// A login with what real servers did with it.
private struct RecordedLogin: Decodable {
  var name: String
  var content: Data
  var user: String
  var password: Data
  var accepted: [String: Bool]

  enum CodingKeys: String, CodingKey {
    case name, user, accepted
    case content = "content_b64"
    case password = "password_b64"
  }

  static func all() throws -> [RecordedLogin] { try recordedCases("servers.jsonl") }
}
