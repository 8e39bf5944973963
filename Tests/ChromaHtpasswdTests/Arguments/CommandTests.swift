import Testing

@testable import ChromaHtpasswd

/// The table of commands against itself.
@Suite struct CommandTests {
  private let commands = ChromaHtpasswd.Command.all

  @Test func `names are unique, and lead to their command`() {
    #expect(Set(commands.map(\.name)).count == commands.count)
    for command in commands {
      #expect(ChromaHtpasswd.Command.named(Array(command.name.utf8))?.summary == command.summary)
    }
    #expect(ChromaHtpasswd.Command.named(Array("Add".utf8)) == nil)
    #expect(ChromaHtpasswd.Command.named([]) == nil)
    #expect(ChromaHtpasswd.Command.named([0x61, 0x64, 0x64, 0xFF]) == nil)
  }

  @Test(arguments: ChromaHtpasswd.Command.all.map(\.name))
  func `a command has each option once, and each letter means one`(name: String) throws {
    let command = try #require(ChromaHtpasswd.Command.named(Array(name.utf8)))
    let options = command.allOptions
    #expect(Set(options.map(\.word)).count == options.count)
    let letters = options.compactMap(\.letter)
    #expect(Set(letters).count == letters.count)
    for option in options {
      #expect(option.name != nil || option.letter != nil)
      #expect(!option.help.isEmpty)
      #expect(!option.help.hasSuffix("."))
      #expect(option.name.map { $0.allSatisfy { ("a"..."z").contains($0) || $0 == "-" } } ?? true)
    }
    for option in ["--help", "--quiet", "--color"] { #expect(options.map(\.word).contains(option)) }
  }

  @Test func `a letter means the same in every command`() {
    var words: [UInt8: String] = [:]
    for option in commands.flatMap(\.allOptions) {
      guard let letter = option.letter else { continue }
      #expect(words.updateValue(option.word, forKey: letter) ?? option.word == option.word)
    }
  }

  @Test func `an option takes a value in every command, or in none`() {
    var takesValue: [String: Bool] = [:]
    for option in commands.flatMap(\.allOptions) {
      var takes = true
      if case .none = option.value { takes = false }
      #expect(takesValue.updateValue(takes, forKey: option.word) ?? takes == takes, "\(option.word)")
    }
  }

  @Test(arguments: ChromaHtpasswd.Command.all.map(\.name))
  func `operands are in capitals, words in sentences`(name: String) throws {
    let command = try #require(ChromaHtpasswd.Command.named(Array(name.utf8)))
    #expect(command.operands.isEmpty == ["calibrate", "token"].contains(name))
    #expect(command.operands.allSatisfy { $0 == $0.uppercased() })
    #expect(!command.summary.isEmpty && !command.summary.hasSuffix(".") && !command.summary.contains("\n"))
    #expect(command.details.hasSuffix("."))
  }

  @Test func `a command that sets a password takes one from every source`() {
    // import takes its passwords from lines.
    let setting = commands.filter { command in
      command.name != "import" && command.options().contains { $0.word == "--generate" }
    }
    #expect(Set(setting.map(\.name)).isSuperset(of: ["create", "add", "hash"]))
    for command in setting {
      #expect(command.takesPassword)
      let words = Set(command.options().map(\.word))
      #expect(
        words.isSuperset(of: ["--stdin", "--password-file", "--password-env", "--password-fd", "--cost"]))
    }
    #expect(commands.filter { !$0.takesPassword }.map(\.name).contains("delete"))
  }
}
