import Htpasswd
import Testing

@Suite struct PrintableTests {
  @Test(arguments: [
    ("alice", "alice"),
    ("jörg 用户 🦉", "jörg 用户 🦉"),
    ("a\nb", "a\\u{a}b"),
    ("\u{1B}[2Jx", "\\u{1b}[2Jx"),
    ("a\u{7F}\u{85}\u{9B}", "a\\u{7f}\\u{85}\\u{9b}"),
    ("a\0", "a\\u{0}"),
    ("a\u{2028}b\u{2029}", "a\\u{2028}b\\u{2029}"),
    ("a\u{202E}b\u{2066}c\u{200F}", "a\\u{202e}b\\u{2066}c\\u{200f}"),
    ("\u{FEFF}a\u{200B}", "\\u{feff}a\\u{200b}"),
    ("\u{E0041}", "\\u{e0041}"),
  ])
  func `what could move the cursor, forge a line or hide is escaped`(text: String, shown: String) {
    #expect(text.bytes.printable == shown)
  }

  @Test func `what is not UTF-8 is replaced`() {
    #expect([0x61, 0xE4, 0x62].printable == "a\u{FFFD}b")
    #expect([0x9B, 0x41].printable == "\u{FFFD}A")
  }

  @Test func `of all characters those are escaped that steer a terminal or cannot be seen`() {
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let isEscaped: Bool
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: isEscaped = true
      default: isEscaped = scalar.properties.isDefaultIgnorableCodePoint || value == 0x2800
      }
      let shown = String(scalar).bytes.printable
      if isEscaped ? shown.unicodeScalars.contains(scalar) : shown != String(scalar) {
        Issue.record("U+\(String(value, radix: 16))")
      }
    }
  }
}
