import Testing

@testable import Kernel

@Suite struct PartsTests {
  @Test func `a separator with a mark after it separates, as in other languages`() {
    #expect("a:\u{301}b:c".parts(by: Ascii.colon) == ["a", "\u{301}b", "c"])
    #expect("a:\u{301}b".split(separator: ":") == ["a:\u{301}b"])
  }

  @Test func `empty parts stay unless they are to be left out`() {
    #expect("/a//b/".parts(by: Ascii.slash) == ["", "a", "", "b", ""])
    #expect("/a//b/".parts(by: Ascii.slash, omittingEmpty: true) == ["a", "b"])
    #expect("a@b@c".parts(by: UInt8(ascii: "@"), maxSplits: 1) == ["a", "b@c"])
    #expect("".parts(by: Ascii.slash) == [""])
  }
}
