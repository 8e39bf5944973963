import Testing

@testable import ChromaHtpasswd

@Suite struct RequestTests {
  /// The page that is printed; nil if it is not help.
  private func help(_ words: String...) throws -> String? {
    guard case .help(let text) = try Request(.typed(words)) else { return nil }
    return text
  }

  @Test func `no words ask for nothing`() throws {
    guard case .nothing = try Request(.typed([])) else {
      Issue.record("something")
      return
    }
  }

  @Test func `version and help are printed`() throws {
    #expect(try help("--version") == Version.text)
    #expect(
      Version.text.wholeMatch(
        of:
          /chroma-htpasswd 0\.2\.0\ncommit: unknown\nlibcrypt: 4\.[0-9.]+\nChroma: 0\.4\.0 to 0\.6\.3, and 1\.x behind a front\n/
      ) != nil, "\(Version.text)")
    for words in [["--help"], ["-h"], ["help"], ["help", "--help"], ["help", "-h"]] {
      guard case .help(let text) = try Request(.typed(words)) else {
        Issue.record("\(words)")
        return
      }
      #expect(text == Help.overview())
    }
  }

  @Test(arguments: ChromaHtpasswd.Command.all.map(\.name))
  func `a command's page is printed, however it is asked for`(name: String) throws {
    let page = try help("help", name)
    #expect(page?.hasPrefix("usage: chroma-htpasswd \(name) ") == true)
    #expect(try help(name, "--help") == page)
    #expect(try help(name, "-h") == page)
    // The words after the first one of explain are somebody's text.
    if name != "explain" { #expect(try help(name, "-q", "operand", "-h") == page) }
  }

  @Test(arguments: [
    (["nope"], "unknown command nope"), (["help", "nope"], "unknown command nope"),
    (["--nope"], "unknown option --nope"), (["-x", "add"], "unknown option -x"), ([""], "unknown command ''"),
    (["help", ""], "unknown command ''"),
    (["--version", "extra"], "--version takes no argument"),
    (["--version", "--bogus"], "--version takes no argument"),
    (["help", "lint", "extra"], "help takes one command"),
    (["a\nb"], "unknown command a\\u{a}…"), (["ADD", "f", "u"], "unknown command ADD"),
  ])
  func `what is unknown is named`(words: [String], message: String) {
    let failure = #expect(throws: Failure.self) { try Request(.typed(words)) }
    #expect(failure?.message == message)
    #expect(failure?.status == .usage)
    #expect(failure?.hint != nil)
  }

  @Test func `words that only look like a known one are unknown`() {
    #expect(throws: Failure.self) { try Request(.typed(bytes: [[0x61, 0x64, 0x64, 0xFF]])) }
    #expect(throws: Failure.self) { try Request(.typed(["--helpx"])) }
    #expect(throws: Failure.self) { try Request(.typed(["helpx"])) }
  }
}
