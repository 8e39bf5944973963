import Foundation
import TestSupport
import Testing

@testable import ChromaHtpasswd

/// The width of characters, held against Python's copy of the Unicode database.
@Suite struct ColumnsTests {
  @Test func `every character is as wide as Unicode says`() throws {
    // Those that take no control of a terminal and are assigned; hexagrams became wide in Unicode 16.
    let script = """
      import unicodedata as u
      for code in range(0x110000):
          c = chr(code)
          kind = u.category(c)
          if kind in ("Cs", "Cn", "Co", "Cc", "Cf", "Zl", "Zp") or 0x4DC0 <= code <= 0x4DFF: continue
          none = kind in ("Mn", "Me") or 0x1160 <= code <= 0x11FF or 0xD7B0 <= code <= 0xD7FF
          print(code, 0 if none else 2 if u.east_asian_width(c) in "WF" else 1, int(kind in ("Mn", "Me")))
      """
    let lines = try Command([Peers.python, "-c", script]).run().expect(exits: 0).text.split(separator: "\n")
    #expect(lines.count > 100_000)
    var wrong: [String] = []
    for line in lines {
      let numbers = line.split(separator: " ").compactMap { Int($0) }
      let scalar = try #require(Unicode.Scalar(UInt32(numbers[0])))
      // Not of those whose category is another one in a newer Unicode.
      let isMark = [.nonspacingMark, .enclosingMark].contains(scalar.properties.generalCategory)
      if isMark == (numbers[2] == 1), scalar.columns != numbers[1] {
        wrong.append("U+\(String(numbers[0], radix: 16)): \(scalar.columns)")
      }
    }
    #expect(wrong == [])
  }

  @Test(arguments: [
    ("", 0), ("abc", 3), ("jo\u{308}rg", 4), ("日本", 4), ("👍🏽", 4), ("🇩🇪", 2), ("é\u{20DD}x", 2),
  ])
  func `a text is as wide as its characters together`(text: String, columns: Int) {
    #expect(text.columns == columns)
    #expect(text.dropFirst(0).columns == columns)
  }
}
