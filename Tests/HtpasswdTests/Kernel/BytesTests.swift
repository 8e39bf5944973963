import Htpasswd
import Testing

@Suite struct BytesTests {
  @Test(
    arguments: [
      ("abcabc", 0x62, 0..<6, 1), ("abcabc", 0x62, 2..<6, 4), ("abcabc", 0x62, 2..<4, nil),
      ("abcabc", 0x63, 3..<6, 5), ("abcabc", 0x61, 3..<3, nil), ("abcabc", 0x61, 6..<6, nil),
      ("abcabc", 0x78, 0..<6, nil), ("", 0x61, 0..<0, nil),
    ] as [(String, UInt8, Range<Int>, Int?)])
  func `the first place of a byte is found in a part`(
    text: String, byte: UInt8, part: Range<Int>, place: Int?
  ) {
    let found = text.bytes.span.firstIndex(of: byte, in: part)
    #expect(found == place)
  }

  @Test(arguments: [("abc", 0x63, 2), ("abc", 0x78, nil), ("", 0x61, nil)] as [(String, UInt8, Int?)])
  func `the first place of a byte is found in all of them`(text: String, byte: UInt8, place: Int?) {
    let (found, isThere) = (text.bytes.span.firstIndex(of: byte), text.bytes.span.contains(byte))
    #expect(found == place)
    #expect(isThere == (place != nil))
  }

  @Test(arguments: [
    ("abc", "abc", true), ("", "", true), ("abc", "abd", false), ("abc", "ab", false), ("abc", "xbc", false),
    ("", "a", false),
  ])
  func `bytes are equal when all of them are`(one: String, other: String, areEqual: Bool) {
    let (isEqual, isEqualBack) = (
      one.bytes.span.equals(other.bytes.span), other.bytes.span.equals(one.bytes.span)
    )
    #expect(isEqual == areEqual)
    #expect(isEqualBack == areEqual)
  }

  @Test(arguments: [("abc", "ab", true), ("abc", "abc", true), ("abc", "", true), ("ab", "abc", false)])
  func `bytes start with others`(text: String, prefix: String, isPrefix: Bool) {
    let starts = text.bytes.span.starts(with: prefix.bytes)
    #expect(starts == isPrefix)
  }

  @Test func `the only colon of ASCII is found wherever it is, in a text of any length`() {
    for count in 1...40 {
      for place in 0..<count {
        var bytes = [UInt8](repeating: 0x61, count: count)
        bytes[place] = 0x3A
        let found = bytes.span.onlyColonOfASCII
        #expect(found == place)
        // Neighbours of the colon's number, and what must not be there.
        for other in 0..<count where other != place {
          for byte in [0x39, 0x3B, 0x01, 0x7F, 0x3A, 0xBA, 0x80, 0] as [UInt8] {
            let expected = [0x3A, 0xBA, 0x80, 0].contains(byte) ? nil : place
            bytes[other] = byte
            let found = bytes.span.onlyColonOfASCII
            #expect(found == expected, "\(count) \(place) \(other) \(byte)")
          }
          bytes[other] = 0x61
        }
      }
      let none = [UInt8](repeating: 0x3B, count: count).span.onlyColonOfASCII
      #expect(none == nil)
    }
    let empty = "".bytes.span.onlyColonOfASCII
    #expect(empty == nil)
  }

  @Test func `a copy holds the same bytes`() {
    let bytes = "abcabc".bytes
    let (whole, part, none) = (bytes.span.array, bytes.span.extracting(2..<4).array, "".bytes.span.array)
    #expect(whole == bytes)
    #expect(part == "ca".bytes)
    #expect(none == [])
  }
}
