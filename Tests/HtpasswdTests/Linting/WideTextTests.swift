import Foundation
import TestSupport
import Testing

@testable import Credentials
@testable import Linting

/// UTF-16 lines below lines of 8 bits, as `>>` of Windows PowerShell leaves them.
@Suite struct WideTextTests {
  private static func little(_ text: String) -> [UInt8] { [UInt8](text.data(using: .utf16LittleEndian)!) }
  private static func big(_ text: String) -> [UInt8] { [UInt8](text.data(using: .utf16BigEndian)!) }

  private static let names = [
    "bob", "x", "Łukasz", "日本語", "jürgen", "上海", "不丹", "用户🦉", "a上b", "Ā", "ਪੰਜਾਬ", "જય",
  ]
  private static let narrow = [
    "# users\n", "# user\n", "\n", "bob:x\n", "ab\nabcd\n", "bob:$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/\n",
    "admin:\(Sample.alice)\n", "admins:\(Sample.alice)\n", "jürgen:\(Sample.alice)\r\n",
  ]

  @Test(arguments: names, ["\r\n", "\n", ""])
  func `what was appended as UTF-16 becomes UTF-8, and what is above is kept`(
    name: String, ending: String
  ) {
    let entry = "\(name):\(Sample.bob)\(ending)"
    for above in Self.narrow.map(\.bytes) + ["j\u{FC}rgen:x\n".unicodeScalars.map { UInt8($0.value) }] {
      #expect(WideText.decoded(above + Self.little(entry)) == above + entry.bytes)
      #expect(WideText.decoded(above + [0xFF, 0xFE] + Self.little(entry)) == above + entry.bytes)
      let two = "carol:\(Sample.carol)\r\n\r\n" + entry
      #expect(WideText.decoded(above + Self.little(two)) == above + two.bytes)
    }
  }

  @Test(arguments: names, ["\r\n", "\n"])
  func `lines of 8 bits may follow, and UTF-16 again`(name: String, ending: String) {
    let wide = "\(name):\(Sample.bob)\(ending)"
    for line in ["carol:\(Sample.carol)\n", "# a comment\n", "carol:x\r\n", "carol:\u{1C}\(Sample.carol)\n"] {
      for mark: [UInt8] in [[0xFF, 0xFE], []] {
        let file = mark + Self.little(wide) + line.bytes + Self.little(wide) + line.bytes
        #expect(WideText.decoded(file).text == wide + line + wide + line)
      }
    }
  }

  @Test(arguments: names)
  func `a whole file becomes UTF-8`(name: String) {
    let text = "\(name):\(Sample.bob)\r\n# 这是一个用户文件，请不要编辑它，谢谢大家\r\nadmin:\(Sample.alice)\n"
    #expect(WideText.decoded([0xFF, 0xFE] + Self.little(text)).text == text)
    #expect(WideText.decoded([0xFE, 0xFF] + Self.big(text)).text == text)
    #expect(WideText.decoded(Self.little(text)).text == text)
  }

  @Test func `what was fused with UTF-16 for want of a line feed is distinguished`() {
    let (alice, bob) = ("alice:\(Sample.alice)", "bob:\(Sample.bob)")
    let below = "\(bob)\r\ncarol:x\n"
    #expect(WideText.decoded(alice.bytes + Self.little(below)).text == alice + below)
    for between in ["", "\n"] {
      let file = [0xFF, 0xFE] + Self.little(alice) + (between + bob + "\n").bytes
      #expect(WideText.decoded(file).text == alice + between + bob + "\n")
    }
  }

  @Test(arguments: [
    "", "\n", "bob\0:\(Sample.bob)\n", "bob:\(Sample.bob)\0\n", "\0\nbob:x\n", "\0", "a:\0\0\0\0\n",
    "bob:\(Sample.bob)\n\n\u{1A}", "日本:\(Sample.bob)\n",
  ])
  func `other lines are kept byte by byte`(text: String) throws {
    #expect(WideText.decoded(text.bytes) == text.bytes)
    #expect(try ByteSource.memory(text.bytes).firstWideLine(.universal) == nil)
  }

  @Test func `the line is known where UTF-16 begins, however long the file is`() throws {
    let above = (0..<5000).map { "user\($0):\(Sample.alice)\n" }.joined()
    for name in ["bob", "上海", "日本"] {
      for breaks in [LineBreaks.universal, .lineFeed] {
        let file = above.bytes + Self.little("\(name):\(Sample.bob)\r\n")
        let place = try #require(try ByteSource.memory(file).firstWideLine(breaks))
        #expect(place.start == above.utf8.count && place.number == 5001)
      }
    }
  }

  // MARK: The corpus

  /// Comments of credential files, and whether each is found to be UTF-16 by itself, without a byte order mark and an
  /// entry: most letters of other scripts are above U+00FF, and if the bytes happen to be UTF-8 too, nothing says that
  /// they are not.
  private static let comments: [(language: String, text: String, isFound: Bool)] = [
    ("English", "# the users of our database, one a line", true),
    ("German", "# die Benutzer unserer Datenbank, für jeden eine Zeile", true),
    ("Polish", "# użytkownicy naszej bazy danych, każdy w jednym wierszu", true),
    ("Vietnamese", "# người dùng của cơ sở dữ liệu, mỗi người một dòng", true),
    ("Greek", "# οι χρήστες της βάσης δεδομένων μας, ένας ανά γραμμή", true),
    ("Hebrew", "# המשתמשים של מסד הנתונים שלנו, אחד בכל שורה", true),
    ("Chinese", "# 我们数据库的用户，每行一个，请不要手动编辑本文件", true),
    ("Chinese without marks", "# 我们数据库的用户每行一个请不要手动编辑本文件否则服务器无法启动", true),
    ("Japanese", "# データベースの利用者、一行に一人ずつ書いてください", true),
    ("Korean", "# 데이터베이스 사용자, 한 줄에 한 명씩", true), ("emoji", "# 🦉🦊🐻 ok 🦁", true),
    ("Gujarati", "# આપણા ડેટાબેઝના વપરાશકર્તાઓ, દરેક લીટીમાં એક", true),
    ("Russian", "# пользователи нашей базы данных, по одному в строке", false),
    ("Arabic", "# مستخدمو قاعدة بياناتنا، كل واحد في سطر", false),
    ("Hindi", "# हमारे डेटाबेस के उपयोगकर्ता, हर पंक्ति में एक", false),
    ("Thai", "# ผู้ใช้ฐานข้อมูลของเรา บรรทัดละหนึ่งคน", false),
    ("Punjabi", "# ਸਾਡੇ ਡੇਟਾਬੇਸ ਦੇ ਵਰਤੋਂਕਾਰ, ਹਰ ਲਾਈਨ ਵਿੱਚ ਇੱਕ", false),
  ]

  private static func order(_ bytes: [UInt8]) -> WideText.ByteOrder? {
    guard let start = WideText.LineStart(bytes[...], after: nil), start.wide != nil else { return nil }
    return start.order
  }

  @Test(arguments: comments)
  func `UTF-16 without a mark is found by a comment in most languages, and by an entry in all`(
    language: String, text: String, isFound: Bool
  ) {
    let comment = text + "\r\n"
    #expect(Self.order(Self.little(comment)) == (isFound ? .little : nil))
    let name = text.split(separator: " ")[1].prefix(6)
    #expect(Self.order(Self.little("\(name):\(Sample.bob)\r\n")) == .little)
    // With the mark, whatever it is.
    #expect(Self.order([0xFF, 0xFE] + Self.little(comment)) == .little)
    #expect(Self.order([0xFE, 0xFF] + Self.big(comment)) == .big)
    // The longest run of ASCII that its bytes have by chance.
    for bytes in [Self.little(text), Self.big(text)] {
      let runs = bytes.split { !(0x20..<0x7F).contains($0) }.map(\.count)
      #expect(runs.max()! * 3 <= WideText.entryRunCount)
    }
    #expect(Self.order(comment.bytes) == nil)
  }

  @Test(
    arguments: [
      (.isoLatin1, "# die Benutzer unserer Datenbank, für jeden eine Zeile"),
      (.windowsCP1250, "# użytkownicy naszej bazy danych, każdy w jednym wierszu"),
      (.windowsCP1251, "# пользователи нашей базы данных, по одному в строке"),
      (.shiftJIS, "# データベースの利用者、一行に一人ずつ書いてください"),
    ] as [(String.Encoding, String)])
  func `text of 8 bits in an encoding of old is not UTF-16`(encoding: String.Encoding, text: String) throws {
    #expect(Self.order([UInt8](try #require((text + "\n").data(using: encoding)))) == nil)
  }

  @Test(
    arguments: [
      ("ELF", [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0x3E, 0, 1, 0, 0, 0]),
      (
        "PNG",
        [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 16, 0, 0]
      ),
      ("gzip", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3, 0x4B, 0xCC, 0xC9, 0x4C, 0x4E, 0xB5, 0x52, 0x31, 0x52]),
      ("SQLite", "SQLite format 3\0".bytes + [0x10, 0, 1, 1, 0, 0x40, 0x20, 0x20, 0, 0, 0, 2, 0, 0, 0, 2]),
      ("zip", [0x50, 0x4B, 3, 4, 20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0x5A, 0x12, 0x34, 0x56, 0x78, 60, 0, 0, 0]),
      ("BMP", [0x42, 0x4D, 0x36, 0, 12, 0, 0, 0, 0, 0, 0x36, 0, 0, 0, 0x28, 0, 0, 0]),
      ("32-bit numbers", [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 65, 0, 0, 0, 66, 0, 0, 0, 10, 0, 0, 0]),
      ("UTF-32", [0x61, 0, 0, 0, 0x62, 0, 0, 0, 0x3A, 0, 0, 0, 0x78, 0, 0, 0, 10, 0, 0, 0]),
    ] as [(String, [UInt8])])
  func `binary files are not UTF-16`(name: String, bytes: [UInt8]) {
    #expect(Self.order(bytes) == nil)
  }

  /// The other side: these are not text, and nothing in them says so.
  @Test func `small numbers of 16 bits pass for UTF-16`() {
    #expect(Self.order([100, 0, 101, 0, 99, 0, 98, 0, 97, 0, 105, 0]) == .little)
  }

  @Test func `whatever the bytes are, the file comes to its end`() {
    // Forty letters, where UTF-16 seems to begin.
    let entry = "admin:$2y$04$ccccccccccccccccccccccO.RFXLYPt".bytes
    #expect(WideText.decoded(entry + [0xFF] + "bbbbbbbbb\n\0".bytes).count > 0)
    var generator = SeededGenerator(stream: 90)
    let parts: [[UInt8]] = [
      entry, entry + [0x0A], "bob:x\n".bytes, Self.little("bob:x\r\n"), Self.big("bob:x\n"),
      Self.little(entry.text), [0],
      [0xFF], [0xFF, 0xFE], [0xFE, 0xFF], [0x0A], [0x0D], [0x0A, 0], [0, 0x0A], "上海:".bytes,
      Self.little("上海:"),
    ]
    for _ in 0..<20_000 * rounds {
      let file = (0..<Int.random(in: 1...8, using: &generator)).flatMap { _ in
        parts.randomElement(using: &generator)!
      }
      #expect(WideText.decoded(file).count <= 2 * file.count)
    }
  }
}
