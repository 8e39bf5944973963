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
