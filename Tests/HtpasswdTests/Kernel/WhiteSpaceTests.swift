import Htpasswd
import TestSupport
import Testing

@Suite struct WhiteSpaceTests {
  /// The characters that Python 3.11 strips, and no more (`str.strip()`).
  private static let list: [UInt32] =
    [0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1C, 0x1D, 0x1E, 0x1F, 0x20, 0x85, 0xA0, 0x1680]
    + Array(0x2000...0x200A) + [0x2028, 0x2029, 0x202F, 0x205F, 0x3000]

  @Test func `the list is Unicode's white space and the four separators of ASCII`() {
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let expected = scalar.properties.isWhitespace || (0x1C...0x1F).contains(value)
      if WhiteSpace.contains(scalar) != expected { Issue.record("U+\(String(value, radix: 16))") }
    }
    #expect(Self.list.allSatisfy { WhiteSpace.contains(Unicode.Scalar($0)!) })
  }

  @Test func `of every character up to U+FFFF, those of the list are stripped at both ends`() {
    let list = Set(Self.list)
    for value in UInt32(0)...0xFFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let character = Array(String(scalar).utf8)
      let range = list.contains(value) ? character.count..<character.count + 1 : 0..<2 * character.count + 1
      if WhiteSpace.strip((character + [0x78] + character).span) != range {
        Issue.record("U+\(String(value, radix: 16))")
      }
    }
  }

  @Test(arguments: [
    "", " ", "\t\u{85}\u{3000} ", "\u{2003}\u{A0}\u{1C}",
  ])
  func `text of nothing but white space is stripped to nothing`(text: String) {
    let left = WhiteSpace.strip(text.bytes.span)
    #expect(left.isEmpty)
  }

  @Test func `Go and C strip less`() {
    let text = " \t\u{0B}\u{1C}\u{A0}x\u{A0}\u{1F}\r ".bytes
    let (python, go, ascii) = (
      WhiteSpace.strip(text.span), WhiteSpace.strip(text.span, where: WhiteSpace.isGoSpace),
      WhiteSpace.strip(text.span, where: WhiteSpace.isASCIISpace)
    )
    #expect(python == 6..<7)
    #expect(go == 3..<10)
    #expect(ascii == 3..<10)
    for value in UInt32(0)...0xFFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let isASCII = [0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20].contains(value)
      if WhiteSpace.isASCIISpace(scalar) != isASCII
        || WhiteSpace.isGoSpace(scalar) != scalar.properties.isWhitespace
      {
        Issue.record("U+\(String(value, radix: 16))")
      }
    }
  }

  @Test func `white space inside is kept`() {
    let left = WhiteSpace.strip(" \u{3000}a \u{A0} b\u{85}\t".bytes.span)
    #expect(left == 4..<10)
  }

  @Test(
    arguments: [
      [0x85], [0xA0], [0xC2], [0xE2, 0x80], [0x80, 0x8A], [0xE3, 0x80], [0xE1, 0x9A],
      // Overlong forms of the space, U+0085 and U+2003.
      [0xC0, 0xA0], [0xE0, 0x80, 0xA0], [0xE0, 0x82, 0x85], [0xF0, 0x82, 0x80, 0x83],
      // A surrogate.
      [0xED, 0xA0, 0x80],
    ] as [[UInt8]])
  func `bytes that are not UTF-8 are not white space`(bytes: [UInt8]) {
    let (before, after) = (bytes + [0x78], [0x78] + bytes)
    let (fromStart, fromEnd) = (WhiteSpace.strip(before.span), WhiteSpace.strip(after.span))
    #expect(fromStart == 0..<before.count)
    #expect(fromEnd == 0..<after.count)
  }

  @Test func `around bytes that are not UTF-8 white space is stripped`() {
    let bytes = [0x20, 0xE2, 0x80, 0x83, 0xE2, 0x78, 0xE2, 0xC2, 0xA0, 0x09] as [UInt8]
    let left = WhiteSpace.strip(bytes.span)
    #expect(left == 4..<7)
  }

  @Test func `on random bytes, stripping takes encoded white space off as long as there is some`() {
    var generator = SeededGenerator(stream: 2)
    let encoded = Self.list.map { Array(String(Unicode.Scalar($0)!).utf8) }
    let pieces: [UInt8] = [0x20, 0x09, 0xC2, 0x85, 0xA0, 0xE1, 0x9A, 0x80, 0xE2, 0x8A, 0xA8, 0xE3, 0x78]
    for _ in 0..<5000 * rounds {
      let bytes = (0..<Int.random(in: 0...10, using: &generator)).map { _ in
        pieces.randomElement(using: &generator)!
      }
      var expected = bytes[...]
      while let space = encoded.first(where: { expected.starts(with: $0) }) {
        expected.removeFirst(space.count)
      }
      while let space = encoded.first(where: { expected.suffix($0.count).elementsEqual($0) }) {
        expected.removeLast(space.count)
      }
      let left = WhiteSpace.strip(bytes.span)
      #expect(Array(bytes[left]) == Array(expected), "\(bytes), seed \(SeededGenerator.seed)")
    }
  }
}
