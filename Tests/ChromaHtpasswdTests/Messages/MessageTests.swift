import Foundation
import Linting
import Testing

@testable import ChromaHtpasswd

/// The table of messages.
@Suite struct MessageTests {
  private func names(in text: String) -> [String] {
    var search = MessageSearch()
    search.read(Array(text.utf8)[...])
    search.finish()
    return search.findings.map(\.message.name)
  }

  @Test func `names are unique, and no rule has one of them`() {
    let names = Message.all.map(\.name) + Rule.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(Message.all.count > 120)
  }

  @Test(arguments: Message.all)
  func `a message is found in each of its wordings, whatever is in the gaps`(message: Message) throws {
    for pattern in message.patterns {
      for gap in ["x", "a b", "'/a/path' \"b\"", String(repeating: "y", count: 300)] {
        let text = "2026-11-27 16:28:58 | \(pattern.replacing("*", with: gap))\nmore"
        #expect(names(in: text) == [message.name], "\(text)")
      }
      #expect(
        names(in: pattern.uppercased().replacing("*", with: "x").replacing(" ", with: "\n")) == [message.name]
      )
      #expect(
        names(in: pattern.replacing("*", with: "x").filter { !"'`".contains($0) }).contains(message.name)
          || pattern.contains("'\"") || pattern.contains("\"'"))
    }
  }

  @Test(arguments: Message.all)
  func `a message has a cause or a rule, a beginning that can be looked up, and a length that is searched`(
    message: Message
  ) {
    #expect(!message.cause.isEmpty || message.rule != nil)
    if let rule = message.rule { #expect(Rule.named(rule) != nil, "\(rule)") }
    #expect(!message.cause.contains("\n"))
    for pattern in message.patterns {
      let parts = MessageText(pattern).bytes.split(separator: UInt8(ascii: "*"))
      #expect(parts[0].count >= MessagePatterns.prefix)
      #expect(
        parts.reduce(0) { $0 + $1.count + MessagePatterns.longestGap } < MessagePatterns.reach)
    }
  }

  @Test(arguments: Message.all)
  func `a command that a message names can be typed`(message: Message) throws {
    for command in message.commands {
      let typed = try #require(command.split(separator: ": ", maxSplits: 1).last).split(separator: " ").map(
        String.init)
      guard typed[0] == "chroma-htpasswd" else {
        #expect(["chgrp"].contains(typed[0]))
        continue
      }
      if typed[1].hasPrefix("-") { continue }
      let known = try #require(ChromaHtpasswd.Command.named(Array(typed[1].utf8)), "\(command)")
      // Values are read too.
      _ = try Invocation(known, .typed(Array(typed.dropFirst())), from: 2)
    }
    // A command in a sentence is not for typing.
    #expect(!message.cause.contains("chroma-htpasswd ") || message.name == "docker-no-htpasswd")
  }

  @Test func `a word of another word is not a message`() {
    #expect(names(in: "KeyError: 'identity'") == ["chroma-roles-key"])
    #expect(names(in: "NoKeyError: 'id'").isEmpty)
    #expect(names(in: "KeyError: '_types'") == ["chroma-roles-key"])
  }

  @Test func `the wording that says more counts`() {
    #expect(names(in: "No module named 'chromadb.auth.basic_authn'") == ["chroma-class-of-0.5"])
    #expect(names(in: "No module named 'chromadb.auth.basic'") == ["chroma-class-of-0.4"])
    #expect(names(in: "No module named 'chromadb'") == ["chroma-no-module"])
    #expect(names(in: #"No module named '"chromadb'"#) == ["chroma-quoted-class"])
  }
}
