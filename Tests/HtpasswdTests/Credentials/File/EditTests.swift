import Htpasswd
import Linting
import TestSupport
import Testing

@Suite struct EditTests {
  private let new = "new".bytes

  // MARK: Setting

  @Test(arguments: [
    ("", "eve:new\n"),
    ("alice:1\n", "alice:1\neve:new\n"),
    ("alice:1", "alice:1\neve:new\n"),
    ("alice:1\r\n", "alice:1\r\neve:new\r\n"),
    ("alice:1\r\nbob:2", "alice:1\r\nbob:2\r\neve:new\r\n"),
    ("alice:1\r\nbob:2\n", "alice:1\r\nbob:2\neve:new\n"),
    ("\n\n", "\n\neve:new\n"),
    ("k:1\n# eve\n#eve:1\neve\n", "k:1\n# eve\n#eve:1\neve\neve:new\n"),
    ("k:1\neve :1\n", "k:1\neve :1\neve:new\n"),
    ("Eve:1\n", "Eve:1\neve:new\n"),
    ("   ", "   \neve:new\n"),
  ])
  func `a new user is at the end, with the file's own line ending`(before: String, after: String) throws {
    #expect(try apply(before, .set([("eve".bytes, new)])) == after)
  }

  @Test(arguments: [
    ("eve:old\n", "eve:new\n"),
    ("eve:old", "eve:new"),
    ("eve:old\r\nbob:2\r\n", "eve:new\r\nbob:2\r\n"),
    (" \teve:old \u{3000}\n", " \teve:new \u{3000}\n"),
    ("eve:\n", "eve:new\n"),
    ("eve:  old\n", "eve:new\n"),
    ("eve:old:a:b\n", "eve:new:a:b\n"),
    ("eve::\n", "eve:new:\n"),
  ])
  func `of a user who is there only the hash field is replaced`(before: String, after: String) throws {
    #expect(try apply(before, .set([("eve".bytes, new)])) == after)
  }

  @Test(arguments: [
    ("eve:1\neve:2\n", "eve:new\n"),
    ("eve:1\n\nbob:2\n eve:3\r\n#eve:4\neve:5", "eve:new\n\nbob:2\n#eve:4\n"),
  ])
  func `of a user with two entries the first place is kept`(before: String, after: String) throws {
    #expect(try apply(before, .set([("eve".bytes, new)])) == after)
  }

  @Test(arguments: [
    ("", "eve:1\nbob:2\nzoe:3\n"),
    ("bob:x", "bob:2\neve:1\nzoe:3\n"),
    ("zoe:x\r\n# kept\r\neve:x\r\n", "zoe:3\r\n# kept\r\neve:1\r\nbob:2\r\n"),
    ("zoe:x\neve:x\nbob:x", "zoe:3\neve:1\nbob:2"),
    // The last line goes, and with it what had no line ending.
    ("eve:x\nmallory:x\neve:y", "eve:1\nmallory:x\nbob:2\nzoe:3\n"),
    ("eve:x\nmallory:x\neve:y\nmallory:z", "eve:1\nmallory:x\nmallory:z\nbob:2\nzoe:3\n"),
  ])
  func `several users are set in one edit, new ones in the order given`(before: String, after: String) throws
  {
    let users = ["eve", "bob", "zoe"].map(\.bytes)
    #expect(try apply(before, .set(Array(zip(users, ["1", "2", "3"].map(\.bytes))))) == after)
  }

  @Test func `an edit is applied to a part of the file that holds all of it`() {
    let edit = Edit([Splice(4..<5, "XY".bytes), Splice(7..<7, "Z".bytes), Splice(8..<10, [])])
    #expect(edit.applied(to: "0123456789".bytes) == "0123XY56Z7".bytes)
    #expect(edit.applied(to: "456789ab".bytes, from: 4) == "XY56Z7ab".bytes)
    #expect(Edit().applied(to: "abc".bytes) == "abc".bytes)
  }

  // MARK: Deleting and renaming

  @Test(arguments: [
    ("eve:1\n", ""),
    ("eve:1", ""),
    ("bob:2\neve:1", "bob:2\n"),
    ("eve:1\r\nbob:2\neve:3\n# eve:4", "bob:2\n# eve:4"),
    ("bob:2", "bob:2"),
  ])
  func `deleting removes every line of the user, endings too`(before: String, after: String) throws {
    #expect(try apply(before, .delete(["eve".bytes])) == after)
  }

  @Test func `several users are deleted at once, in any order`() throws {
    let text = "a:1\nb:2\nc:3\na:4\nb:5\n"
    #expect(try apply(text, .delete(["b".bytes, "a".bytes])) == "c:3\n")
    #expect(try apply(text, .delete(["b".bytes])) == "a:1\nc:3\na:4\n")
  }

  @Test(arguments: [
    ("eve:1\n", "mallory:1\n"),
    (" eve:1:x\t\r\nbob:2\neve:3", " mallory:1:x\t\r\nbob:2\nmallory:3"),
    ("bob:2", "bob:2"),
  ])
  func `renaming replaces the name of every entry`(before: String, after: String) throws {
    let mallory = try Username("mallory")
    #expect(try apply(before, .rename("eve".bytes, to: mallory)) == after)
  }

  @Test func `a user whose name is not text is found by its bytes`() throws {
    let bytes: [UInt8] = [0xE4, 0x3A, 0x31, 0x0A, 0xE5, 0x3A, 0x32, 0x0A]
    #expect(try Survey(.memory(bytes), .delete([[0xE4]])).edit == Edit([Splice(0..<4, [])]))
  }

  // MARK: What a survey finds

  @Test func `a match is reported by line and ranges`() throws {
    let survey = try survey("\n eve:old:x\neve:b\n", ["eve".bytes])
    let match = try #require(survey.first("eve".bytes))
    #expect(match.line.number == 2)
    #expect(match.user == 2..<5)
    #expect(match.hash == 6..<9)
    #expect(match.field == "old".bytes)
    #expect(survey.matches["eve".bytes]?.map(\.line.number) == [2, 3])
    #expect(survey.first("bob".bytes) == nil)
  }

  /// Plain entries of others are passed over when there is one user.
  @Test func `of one user is found and edited the same as of one among several`() throws {
    var generator = SeededGenerator(stream: 611)
    let lines = [
      "eve:x", "bob:y", "eva:{SHA}z", "ev:1", "evee:1", "eve", ":x", "eve:", "#eve:1", "", " eve:x", "eve :x",
      "eve:x:y",
      "eve:x\r", "bob:y\r", "bob:y\u{7F}", "bob:y ", "b\u{F6}b:1", "-eve:1", "1eve:1", "eve:\u{F6}", "Eve:x",
    ]
    for round in 0..<400 * rounds {
      var text = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
        lines.randomElement(using: &generator)!
      }.joined(separator: "\n")
      let isOpen = generator.once(in: 2)
      if !isOpen { text += "\n" }
      if round % 100 == 0 { text = String(repeating: "other:y\n", count: 16_380) + text }
      let (user, absent) = ("eve".bytes, "nobody".bytes)
      var changes: [(EntryChange, EntryChange)] = [(.delete([user]), .delete([user, absent]))]
      // A new user ends the last line.
      if !isOpen { changes.append((.set([(user, new)]), .set([(user, new), (absent, [])]))) }
      for (one, two) in changes {
        let alone = try Survey(.memory(text.bytes), one)
        let among = try Survey(.memory(text.bytes), two)
        let comment = Comment("\(text.debugDescription), seed \(SeededGenerator.seed)")
        // Whoever is in a text without entries is known to be a user.
        if among.obstacle == .otherKind(.unknown), alone.matches[user] != nil {
          #expect(alone.obstacle == nil, comment)
          continue
        }
        #expect(alone.obstacle == among.obstacle, comment)
        #expect(alone.matches[user]?.map(\.line.number) == among.matches[user]?.map(\.line.number), comment)
        if alone.obstacle != nil { continue }
        let expected = among.edit.applied(to: text.bytes).text
          .replacing("nobody:\r\n", with: "").replacing("nobody:\n", with: "")
        #expect(alone.edit.applied(to: text.bytes) == expected.bytes, comment)
      }
    }
  }

  @Test func `the cost of a user is the highest among the entries`() throws {
    func field(_ cost: String) -> String { "$2y$\(cost)" + Sample.alice.dropFirst(6) }
    let survey = try survey(
      "eve:\(field("05"))\neve:\(field("12"))\neve:\(field("08"))\nbob:plain\n", ["eve".bytes, "bob".bytes])
    #expect(survey.cost(of: "eve".bytes) == Cost(12))
    #expect(survey.cost(of: "bob".bytes) == nil)
    #expect(survey.cost(of: "carol".bytes) == nil)
  }

  @Test(
    arguments: [
      ("", "", nil), ("abc", "abc", nil), ("", "abc", Splice(0..<0, "abc".bytes)),
      ("abc", "", Splice(0..<3, [])),
      ("abc", "abxc", Splice(2..<2, "x".bytes)), ("abxc", "abc", Splice(2..<3, [])),
      ("abc", "xbc", Splice(0..<1, "x".bytes)), ("abc", "abx", Splice(2..<3, "x".bytes)),
      ("aa", "aaa", Splice(2..<2, "a".bytes)), ("aaa", "aa", Splice(2..<3, [])),
      ("abab", "ab", Splice(2..<4, [])),
    ] as [(String, String, Splice?)])
  func `between two texts lies what is neither their beginning nor their end`(
    old: String, new: String, splice: Splice?
  ) {
    let edit = Edit(from: old.bytes, to: new.bytes)
    #expect(edit.splices == (splice.map { [$0] } ?? []))
    #expect(applied(edit, old) == new)
  }

  @Test func `growth is what the file gains`() {
    #expect(Edit([Splice(0..<3, "12345".bytes), Splice(7..<9, []), Splice(9..<9, [0])]).growth == 1)
    #expect(Edit().growth == 0)
    #expect(Edit().isEmpty)
  }

  @Test(
    arguments: [
      ([0xEF, 0xBB, 0xBF, 0x61], .byteOrderMark), ([0xEF, 0xBB, 0xBF], .byteOrderMark),
      ([0xFF, 0xFE], .utf16), ([0xFF, 0xFE, 0x61, 0x00], .utf16), ([0xFE, 0xFF, 0x00, 0x61], .utf16),
      ([0x61, 0x0A, 0x61, 0x00, 0x0A], .nul(line: 2)), ([0x61, 0x00], .nul(line: 1)),
      ([0x61, 0x0D, 0x62], .loneCarriageReturn(line: 1)),
      ([0x61, 0x0D, 0x0A, 0x62, 0x0D], .loneCarriageReturn(line: 2)),
      ([0x61, 0x0A, 0x0D, 0x00], .loneCarriageReturn(line: 2)),
      ([0xEF, 0xBB, 0x61], nil), ([0xFF, 0x61], nil), ([0x61, 0x0A, 0xEF, 0xBB, 0xBF], nil),
      ([0x61, 0x0D, 0x0A], nil), ([], nil),
    ] as [([UInt8], EditingObstacle?)])
  func `a file that a new line would not fit is reported by its first obstacle`(
    bytes: [UInt8], obstacle: EditingObstacle?
  ) throws {
    #expect(try Survey(.memory(bytes), users: []).obstacle == obstacle)
  }

  // MARK: Any file

  /// A line as it was made, so that what should become of it is known without reading it.
  private struct MadeLine {
    var lead = ""
    /// nil for a line that is not an entry.
    var user: String?
    var hash = ""
    var tail = ""
    var ending = ""

    var text: String { lead + (user.map { $0 + ":" } ?? "") + hash + tail + ending }
  }

  private static let users = ["eve", "bob", "#eve", "eve ", "Eve", "é", "e ve"]

  private static func lines(_ generator: inout SeededGenerator) -> [MadeLine] {
    func one(_ words: [String]) -> String { words.randomElement(using: &generator)! }
    var lines = (0..<Int.random(in: 0...7, using: &generator)).map { _ in
      var line = MadeLine(lead: one(["", "", " ", "\t\u{A0}"]), ending: one(["\n", "\n", "\r\n"]))
      switch Int.random(in: 0...5, using: &generator) {
      case 0: line.hash = one(["", "eve", "# eve", "\u{85}", "eve;1", "x\u{FEFF}"])
      default:
        line.user = one(users)
        line.hash = one(["h", "", Sample.bob, " h", "\u{FEFF}"])
        line.tail = one(["", "", " ", "\u{3000}\t", ":", ":x:y "])
      }
      return line
    }
    // The last line may have no ending; without any byte it would be none.
    if let last = lines.last, generator.once(in: 2), last.text != last.ending {
      lines[lines.count - 1].ending = ""
    }
    return lines
  }

  @Test func `on any file an edit changes what it is about, and keeps every other byte`() throws {
    var generator = SeededGenerator(stream: 4)
    let mallory = try Username("mallory")
    for _ in 0..<2000 * rounds {
      // With one entry that can be nothing else, it is a credential file whatever the others are.
      let lines = [MadeLine(user: "keeper", hash: Sample.bob, ending: "\n")] + Self.lines(&generator)
      let text = lines.map(\.text).joined()
      let user = Self.users.randomElement(using: &generator)!
      let first = lines.firstIndex { $0.user == user }
      let comment = Comment(rawValue: "\(user) in \(text.debugDescription), seed \(SeededGenerator.seed)")

      var expected: String
      if let first {
        var kept = lines
        kept[first].hash = "new"
        expected = kept.indices.filter { $0 == first || kept[$0].user != user }.map { kept[$0].text }.joined()
      } else {
        let ending = lines.last { !$0.ending.isEmpty }?.ending ?? "\n"
        expected = text + (lines.last?.ending == "" ? ending : "") + user + ":new" + ending
      }
      #expect(try apply(text, .set([(user.bytes, new)])) == expected, comment)

      expected = lines.filter { $0.user != user }.map(\.text).joined()
      #expect(try apply(text, .delete([user.bytes])) == expected, comment)

      let renamed = lines.map { line in
        var line = line
        if line.user == user { line.user = "mallory" }
        return line.text
      }
      #expect(try apply(text, .rename(user.bytes, to: mallory)) == renamed.joined(), comment)
    }
  }

  // MARK: Doing it

  private func survey(_ text: String, _ users: [[UInt8]]) throws -> Survey {
    let survey = try Survey(.memory(text.bytes), users: users)
    #expect(survey.obstacle == nil)
    return survey
  }

  private func apply(_ text: String, _ change: EntryChange) throws -> String {
    let survey = try Survey(.memory(text.bytes), change)
    #expect(survey.obstacle == nil)
    return applied(survey.edit, text)
  }

  /// The parts between the splices, and the replacements: all of it by the definition of an edit.
  private func applied(_ edit: Edit, _ text: String) -> String {
    let bytes = text.bytes
    var result: [UInt8] = []
    var done = 0
    for splice in edit.splices {
      result += bytes[done..<splice.range.lowerBound] + splice.replacement
      done = splice.range.upperBound
    }
    result += bytes[done...]
    #expect(result.count == bytes.count + edit.growth)
    return result.text
  }
}
