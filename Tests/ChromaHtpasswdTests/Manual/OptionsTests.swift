import Foundation
import Testing

@testable import ChromaHtpasswd

/// The options of each command in the four places that tell of them: the table, from which the command line is read, the
/// help, the manual and the completions. Each has the same ones, none more.
@Suite struct OptionsTests {
  private static let commands = ChromaHtpasswd.Command.all

  @Test(arguments: commands.map(\.name))
  func `every option is in help, manual and completions, and none besides`(name: String) throws {
    let command = try #require(ChromaHtpasswd.Command.named(Array(name.utf8)))
    let table = Set(command.allOptions.map(Self.spelling))
    #expect(Set(helpOptions(of: command)) == table)
    #expect(try Set(Manual().options(of: name)) == table)
    let offered = Completion([name, "-"].map { Array($0.utf8) }).candidates.map {
      String(decoding: $0.word, as: UTF8.self)
    }
    #expect(Set(offered) == Set(command.allOptions.map(\.word)))
    #expect(offered.count == table.count)
  }

  @Test func `the manual has every command, and no other`() throws {
    #expect(try Manual().commands.sorted() == (Self.commands.map(\.name) + ["help"]).sorted())
  }

  /// `-C --cost`.
  static func spelling(_ option: AnyOption) -> String {
    [option.letter.map { "-\(Unicode.Scalar($0))" }, option.name.map { "--\($0)" }].compactMap(\.self).joined(
      separator: " ")
  }

  /// The options of the page: each begins a line.
  private func helpOptions(of command: ChromaHtpasswd.Command) -> [String] {
    Help.page(command).split(separator: "\n").compactMap { line in
      line.firstMatch(of: /^ {2}(-[a-zA-Z]|   )(?:,? (--[a-z-]+))?/).flatMap { match in
        let words = [String(match.1), match.2.map(String.init) ?? ""].filter { $0.hasPrefix("-") }
        return words.isEmpty ? nil : words.joined(separator: " ")
      }
    }
  }
}

/// The options in chroma-htpasswd(1), read from its mdoc.
struct Manual {
  private(set) var commands: [String] = []
  /// The text of each command's own paragraph, and its list.
  private var texts: [String: String] = [:]
  private var own: [String: [String]] = [:]
  /// The lists before the commands: what is said of each, and the options.
  private var general: [(text: String, options: [String])] = []
  /// Those of PASSWORDS and HASHES, each with what is said of it.
  private var shared: [String: [(option: String, text: String)]] = [:]

  init() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../../man/chroma-htpasswd.1")
    self.init(try String(contentsOf: path, encoding: .utf8))
  }

  init(_ page: String) {
    let page = page.replacing("Fl Fl ", with: "--")
    var (section, depth, paragraph) = ("", 0, "")
    for line in page.split(separator: "\n").map(String.init) {
      let isInCommands = section == "DESCRIPTION" && !commands.isEmpty && depth > 0
      if line.hasPrefix(".Sh ") {
        (section, depth) = (String(line.dropFirst(4)), 0)
      } else if line.hasPrefix(".Bl") {
        depth += 1
        if section == "DESCRIPTION", commands.isEmpty { general.append((paragraph, [])) }
      } else if line == ".El" {
        depth -= 1
      } else if line == ".Pp", !isInCommands {
        paragraph = ""
      } else if section == "DESCRIPTION", depth == 1, line.hasPrefix(".It Cm ") {
        commands.append(String(line.split(separator: " ")[2]))
      } else if line.hasPrefix(".It "), isInCommands {
        own[commands.last!, default: []] += Self.options(in: line)
      } else if line.hasPrefix(".It "), section == "DESCRIPTION" {
        general[general.count - 1].options += Self.options(in: line)
      } else if line.hasPrefix(".It ") {
        shared[section, default: []] += Self.options(in: line).map { ($0, "") }
      } else if isInCommands {
        texts[commands.last!, default: ""] += line + " "
      } else if depth > 0, let last = shared[section]?.indices.last {
        shared[section]![last].text += line + " "
      } else {
        paragraph += line + " "
      }
    }
  }

  /// `.It Fl C , --cost Ar cost`: a letter and the name after it are one option.
  private static func options(in item: String) -> [String] {
    var options: [String] = []
    var letter: String?
    for part in item.dropFirst(4).split(separator: ",") {
      let words = part.split(separator: " ")
      if words[0].hasPrefix("--") {
        options.append((letter.map { $0 + " " } ?? "") + words[0])
        letter = nil
      } else if words[0] == "Fl" {
        letter = "-" + words[1]
      }
    }
    return options + (letter.map { [$0] } ?? [])
  }

  func options(of command: String) -> [String] { (own[command] ?? []) + sharedOptions(of: command) }

  /// Those that are in a list for several commands.
  func sharedOptions(of command: String) -> [String] {
    var options: [String] = []
    for (text, list) in general where text.contains("Every command") || text.contains(".Cm \(command) ") {
      options += list
    }
    let text = texts[command] ?? ""
    if text.contains(".Sx HASHES") { options += (shared["HASHES"] ?? []).map(\.option) }
    let passwords = shared["PASSWORDS"] ?? []
    if let one = text.firstMatch(of: /\.(--[a-z-]+) of \.Sx PASSWORDS/) {
      options += passwords.map(\.option).filter { $0 == one.1 }
    } else if text.contains(/(those|sources?) of \.Sx PASSWORDS/) {
      options += passwords.filter { !$0.text.contains("Not for") || !$0.text.contains(".Cm \(command) ") }
        .map(\.option)
    }
    return options
  }
}
