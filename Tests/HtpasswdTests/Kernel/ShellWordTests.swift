import Foundation
import Htpasswd
import TestSupport
import Testing

@Suite struct ShellWordTests {
  @Test(arguments: [
    ("file", "file"), ("/a/b-c_d.e@f+g,h:i%j=k", "/a/b-c_d.e@f+g,h:i%j=k"), ("jörg", "jörg"), ("", "''"),
    ("a b", "'a b'"), ("it's", "\"$(printf 'it\\047s')\""), ("$HOME", "'$HOME'"), ("a;b", "'a;b'"),
    ("~", "'~'"),
    ("`x`", "'`x`'"), ("a\nb", "\"$(printf 'a\\012b')\""), ("-\t%'", "\"$(printf '\\055\\011\\045\\047')\""),
    ("*", "'*'"), ("#a", "'#a'"), ("'", "\"$(printf '\\047')\""),
    (#"a\'; touch PWN #"#, #""$(printf 'a\134\047; touch PWN #')""#), ("=ls", "'=ls'"), ("a=b", "a=b"),
  ])
  func `a word is quoted where a shell would take it for something else`(text: String, word: String) {
    #expect(Array(text.utf8).shellWord == word)
  }

  @Test(arguments: [("-odd", "./-odd"), ("-", "-"), ("a-b", "a-b"), ("-\t", "\"$(printf './-\\011')\"")])
  func `a file's name is not an option`(path: String, word: String) {
    #expect(FilePath(path).shellWord == word)
  }

  @Test(arguments: ["dash", "bash", "zsh", "fish"])
  func `a shell reads back any bytes but NUL, and line feeds at the end`(shell: String) throws {
    var generator = SeededGenerator(stream: 32)
    let words = (0..<200 * rounds).map { _ in
      (0..<Int.random(in: 0...6, using: &generator)).map { _ in UInt8.random(in: 1...255, using: &generator) }
        + [0x2E]
    }
    let script = words.map { "printf '%s\\n' \($0.shellWord)\n" }.joined()
    // As bytes: in other locales a shell may replace what is not text in its encoding.
    var command = Command([shell, "-c", script])
    command.environment["LC_ALL"] = "C.UTF-8"
    let outcome = try command.run().expect(exits: 0)
    #expect(outcome.output == words.flatMap { $0 + [0x0A] }, "seed \(SeededGenerator.seed)")
  }

  @Test(arguments: ["dash", "bash", "zsh", "fish"])
  func `a shell reads back what can be printed`(shell: String) throws {
    var generator = SeededGenerator(stream: 31)
    let texts = (0..<200 * rounds).map { _ in
      String(
        String.UnicodeScalarView(
          (0..<Int.random(in: 0...6, using: &generator)).map { _ in
            Unicode.Scalar(UInt8.random(in: 0x20...0x7E, using: &generator))
          }))
    }
    let words = texts.map { Array($0.utf8).shellWord }
    let script = words.map { "printf '%s\\n' \($0)\n" }.joined()
    let outcome = try Command([shell, "-c", script]).run().expect(exits: 0)
    #expect(outcome.text == texts.map { $0 + "\n" }.joined(), "seed \(SeededGenerator.seed)")
  }
}
