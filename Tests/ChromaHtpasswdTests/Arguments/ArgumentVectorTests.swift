import Htpasswd
import Testing

@testable import ChromaHtpasswd

@Suite struct ArgumentVectorTests {
  @Test func `arguments are read as the bytes they are`() {
    let arguments = ArgumentVector.typed(bytes: [Array("add".utf8), [0xFF, 0xFE], []])
    #expect(arguments.count == 4)
    #expect(arguments[0] == Array("chroma-htpasswd".utf8))
    #expect(arguments[1] == Array("add".utf8))
    #expect(arguments[2] == [0xFF, 0xFE])
    #expect(arguments[3] == [])
  }

  @Test(arguments: [
    ("-", "-", true), ("--", "-", true), ("-x", "-", true), ("--name", "--", true), ("-", "--", false),
    ("", "-", false), ("x-", "-", false), ("-é", "-", true),
  ])
  func `a prefix is reported without a copy`(word: String, prefix: String, isPrefix: Bool) {
    let arguments = ArgumentVector.typed([word])
    #expect((prefix == "-" ? arguments.hasPrefix("-", at: 1) : arguments.hasPrefix("--", at: 1)) == isPrefix)
  }

  @Test func `a secret is moved out, and its place is empty`() {
    let arguments = ArgumentVector.typed(["-b", "gehäim", "next"])
    let secret = arguments.takeSecret(at: 2)
    #expect(secret.count == 7)
    let isRight = secret.equals(Secret("gehäim"))
    #expect(isRight)
    #expect(arguments[2] == [])
    #expect(arguments[1] == Array("-b".utf8))
    #expect(arguments[3] == Array("next".utf8))
  }
}
