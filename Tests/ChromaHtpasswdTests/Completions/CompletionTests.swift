import Htpasswd
import Linting
import Testing

@testable import ChromaHtpasswd

@Suite struct CompletionTests {
  private func words(_ line: String...) -> [String] {
    Completion(line.map { Array($0.utf8) }).candidates.map { String(decoding: $0.word, as: UTF8.self) }
  }

  @Test func `every command can be completed, also after help`() {
    let all = ChromaHtpasswd.Command.all.map(\.name)
    #expect(words("") == all + ["help"])
    #expect(words("help", "") == all)
    #expect(words("-") == ["--help", "--version"])
    #expect(words("nonsense", "") == [])
  }

  @Test(arguments: ChromaHtpasswd.Command.all.map(\.name))
  func `every option of a command can be completed, and what it takes`(name: String) throws {
    let command = try #require(ChromaHtpasswd.Command.named(Array(name.utf8)))
    #expect(words(name, "-") == command.allOptions.map(\.word))
    for option in command.allOptions {
      #expect(words(name, option.word).contains(option.word))
      guard case .required(let word) = option.value else { continue }
      #expect(words(name, option.word, "") == option.choices)
      #expect(words(name, "\(option.word)=") == option.choices.map { "\(option.word)=\($0)" })
      let takesFiles = Completion([name, option.word, ""].map { Array($0.utf8) }).takesFiles
      #expect(takesFiles == ["PATH", "FILE"].contains(word))
    }
  }

  @Test func `where nothing was typed and no operand fits, there is nothing`() {
    for line in [
      ["calibrate", ""], ["hash", "admin", ""], ["list", "--", "file", ""], ["explain", "low-cost", ""],
    ] {
      #expect(Completion(line.map { Array($0.utf8) }).candidates.isEmpty, "\(line)")
    }
  }

  @Test func `servers and rules can be completed`() {
    #expect(words("lint", "--for", "") == Server.allToLint.map(\.name) + ["chroma-1"])
    #expect(words("verify", "--for", "") == Server.all.map(\.name))
    #expect(words("lint", "--ignore", "") == Rule.all.map(\.name))
    #expect(words("explain", "") == Rule.all.map(\.name))
  }
}
