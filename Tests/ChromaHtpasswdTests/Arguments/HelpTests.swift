import Foundation
import Testing

@testable import ChromaHtpasswd

@Suite struct HelpTests {
  private static let pages =
    [("overview", Help.overview())] + ChromaHtpasswd.Command.all.map { ($0.name, Help.page($0)) }

  @Test(arguments: pages)
  func `a page fits 80 columns, and ends in one line feed`(name: String, page: String) {
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      #expect(line.count <= 80, "\(line)")
      #expect(!line.hasSuffix(" "), "\(line)")
      #expect(!line.contains("\t"), "\(line)")
    }
    #expect(page.hasSuffix("\n") && !page.hasSuffix("\n\n"))
    #expect(!page.contains("\n\n\n"))
  }

  @Test func `a page is about its own command alone`() {
    for (name, other) in [
      ("config", "nginx, apache"), ("config", "chroma-token"),
      ("verify", "chroma-token"),
      ("list", "sarif"), ("import", "alone, on"), ("hash", "alone, on"),
    ] {
      let page = Help.page(ChromaHtpasswd.Command.named(Array(name.utf8))!)
      #expect(
        !page.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(other),
        "\(name): \(other)")
    }
    #expect(Help.page(.config).contains("chroma-1"))
    #expect(Help.page(.lint).contains("chroma-token"))
  }

  @Test func `a form without USER is in the usage`() {
    for (command, form) in [
      (ChromaHtpasswd.Command.verify, "verify --batch FILE "), (.header, "header --token [TOKEN] "),
      (.check, "check --token URL [TOKEN] "), (.check, "check URL [USER [PASSWORD]] "),
    ] {
      #expect(Help.page(command).contains("chroma-htpasswd \(form)[options]"))
    }
  }

  @Test func `the overview names every command and its summary`() {
    let words = Help.overview().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for command in ChromaHtpasswd.Command.all {
      for word in [command.name] + command.operands { #expect(words.contains(word), "\(word)") }
      #expect(words.contains(command.summary), "\(command.summary)")
    }
  }

  @Test func `what the overview shows can be typed`() throws {
    let lines = Help.overview().split(separator: "\n").filter { $0.hasPrefix("  chroma-htpasswd ") }
    #expect(lines.count >= 3)
    for line in lines {
      // The words up to the second column.
      let typed = line.dropFirst(2).components(separatedBy: "  ")[0].split(separator: " ").map(String.init)
      guard case .command = try Request(.typed(Array(typed.dropFirst()))) else {
        Issue.record("\(line)")
        continue
      }
    }
  }

  @Test(arguments: ChromaHtpasswd.Command.all.map(\.name))
  func `a page holds every option, the examples and the exit statuses`(name: String) throws {
    let command = try #require(ChromaHtpasswd.Command.named(Array(name.utf8)))
    let page = Help.page(command)
    let words = page.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for example in command.examples.split(separator: "\n") { #expect(page.contains("  \(example)\n")) }
    #expect(words.contains(command.details.split(whereSeparator: \.isWhitespace).joined(separator: " ")))
    for option in command.allOptions {
      #expect(words.contains(option.help.split(separator: " ").joined(separator: " ")), "\(option.word)")
      if let name = option.name { #expect(page.contains("--\(name)")) }
      if let letter = option.letter { #expect(page.contains("-\(Unicode.Scalar(letter))")) }
      switch option.value {
      case .none: break
      case .required(let word): #expect(page.contains("\(option.word) \(word)"))
      case .optional(let word): #expect(page.contains("\(option.word)[=\(word)]"))
      }
    }
    for status in ChromaHtpasswd.ExitStatus.allCases {
      let isThere = status.isEverywhere || command.exits().contains(status)
      #expect(page.contains("\n  \(status.rawValue)  \(status.words(of: command))\n") == isThere, "\(status)")
    }
    #expect(page.contains("[PASSWORD]") == command.takesPassword)
    #expect(page.contains("...") == command.repeatsLast)
  }

  @Test(arguments: ChromaHtpasswd.Command.all.map(\.name))
  func `a command has more than one example, and each can be typed`(name: String) throws {
    let command = try #require(ChromaHtpasswd.Command.named(Array(name.utf8)))
    let examples = command.examples.split(separator: "\n")
    #expect(examples.count > 1)
    for example in examples {
      // Without what is for a shell alone.
      let typed = example.replacing(/^.*[|(] ?(?=chroma-htpasswd)|[)]$| <.*/, with: "")
      let words = typed.split(separator: " ").map(String.init)
      guard words.first == "chroma-htpasswd",
        case .command(let invocation) = try Request(.typed(Array(words.dropFirst()))),
        invocation.command.name == name
      else {
        Issue.record("\(example)")
        continue
      }
    }
  }

  @Test(arguments: [0, 30, 50, 80, 200])
  func `a page is as wide as the terminal, within reason`(columns: Int) {
    let width = Help.width(ofTerminal: columns)
    #expect((40...100).contains(width) && (columns == 0 || columns < 41 || width < columns))
    for command in ChromaHtpasswd.Command.all {
      let page = Help.page(command, width)
      let text = page.split(separator: "\n").filter { !$0.contains("chroma-htpasswd ") }
      for line in text { #expect(line.count <= max(width, 40), "\(line)") }
      let wrapped = page.split(whereSeparator: \.isWhitespace)
      #expect(wrapped == Help.page(command).split(whereSeparator: \.isWhitespace))
    }
  }
}
