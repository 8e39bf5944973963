import Foundation
import Htpasswd
import Linting
import TestSupport
import Testing

/// Every message of the program, side by side in `messages.txt` and `servers.txt`, so that a reader can judge them
/// together. The first is what the program says to the command lines in `Scenes.all`, and to the bad example of every
/// rule: it needs no server, and takes seconds. `ServerMessagesTests` makes the second.
///
/// With `CHROMA_HTPASSWD_RECORD` set a page is recorded again; without it, it must be what it is.
@Suite(.serialized) struct VoiceTests {
  private static let sources = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../Sources")

  @Test func `the page holds what the program says`() throws {
    try VoicePage.expect(
      VoicePage.scenes(Scenes.all) + Self.rules(), in: Scenes.page, recordedBy: "VoiceTests")
  }

  private static func recorded() throws -> String {
    try [Scenes.page, Scenes.serversPage].map { try String(contentsOf: $0, encoding: .utf8) }.joined()
  }

  /// The words of both pages.
  private struct Recorded {
    private let bytes: Data

    init() throws { bytes = Data(VoiceTests.words(try VoiceTests.recorded()).utf8) }

    /// Among bytes, since Foundation converts the whole page for each search of a string.
    func contains(_ words: String) -> Bool { bytes.range(of: Data(words.utf8)) != nil }
  }

  @Test func `every message of the sources is on the page`() throws {
    let recorded = try Recorded()
    let folders = [
      "ChromaHtpasswd/Apache", "ChromaHtpasswd/Arguments", "ChromaHtpasswd/Chroma", "ChromaHtpasswd/Commands",
      "ChromaHtpasswd/Passwords", "ChromaHtpasswd/Reports", "ChromaHtpasswd/Terminal", "Kernel",
      "Credentials", "Deployments", "Linting", "Storage", "Htpasswd",
    ]
    var missing: [String] = []
    var unprovoked: Set<String> = []
    let isRecording = VoicePage.isRecording
    for folder in folders {
      let files = try #require(
        FileManager.default.enumerator(
          at: Self.sources.appending(path: folder), includingPropertiesForKeys: nil))
      for case let file as URL in files where file.pathExtension == "swift" {
        // Tables of help, and what is printed for other programs.
        if Scenes.noMessages.contains(file.lastPathComponent) { continue }
        for text in SwiftText(try String(contentsOf: file, encoding: .utf8)).literals {
          for part in text where Self.isMessage(part) && !recorded.contains(Self.words(part)) {
            unprovoked.insert(Self.words(part))
            if !isRecording, !Scenes.unprovoked.contains(Self.words(part)) {
              missing.append("\(file.lastPathComponent): \(part)")
            }
          }
        }
      }
    }
    if isRecording {
      try (unprovoked.sorted().joined(separator: "\n") + "\n").write(
        to: Scenes.unprovokedFile, atomically: true, encoding: .utf8)
    }
    if !missing.isEmpty { Issue.record("not on the page:\n\(missing.joined(separator: "\n"))") }
  }

  @Test func `what is said to be unprovoked is not on the page`() throws {
    let recorded = try Recorded()
    for words in Scenes.unprovoked { #expect(!recorded.contains(words), "\(words)") }
  }

  @Test func `errors, hints and notes begin small and end without a full stop`() throws {
    // Names of things keep their capitals, htpasswd's own messages theirs.
    let capitals = [
      "Chroma", "The file", "Unable to encode", "SHELL", "WHAT", "PASSWORD", "USER", "FILE", "OLD", "NEW",
      "URL", "RULE", "ASCII", "Envoy", "Python", "Caddy", "HAProxy", "Traefik", "Kubernetes",
    ]
    let message = /chroma-htpasswd: (?:(?:error|hint|warning): )?(.*)/
    for line in try Self.recorded().split(separator: "\n") {
      guard let match = line.wholeMatch(of: message) else { continue }
      let words = match.1
      let isApaches = words.hasPrefix("The file ")
      #expect(!words.hasSuffix(".") || words.hasSuffix("...") || isApaches, "\(line)")
      if let first = words.first, first.isUppercase {
        #expect(
          capitals.contains { words.hasPrefix($0) } || words.hasPrefix("CHROMA_"), "\(line)")
      }
    }
  }

  // MARK: The page

  private static func rules() throws -> String {
    var page = "## What lint says to the bad example of each rule\n\n"
    for rule in Rule.all {
      let folder = try TemporaryFolder()
      try folder.write(rule.bad.bytes, to: "file")
      for (name, text) in rule.bad.besides { try folder.write(text, to: name) }
      let mode = ["world-readable": "0644", "group-writable": "0660"][rule.name] ?? "0600"
      try folder.write("bob:x\n", to: "logins")
      let options =
        rule.name == "guessable-password"
        ? "--guess "
        : rule.name.hasSuffix("-without-role") || rule.name.hasSuffix("-without-login")
          ? "--with logins " : ""
      page += "\(rule.name)\n"
      let outcome = try folder.shell(
        "chmod \(mode) file; chroma-htpasswd lint \(options)--for \(rule.bad.server) file 2>&1")
      // The findings, without the summary.
      page += VoicePage.masked(outcome.text, folder).components(separatedBy: "\n\n").dropLast().joined(
        separator: "\n\n")
      page += "\n\n"
    }
    return page
  }

  // MARK: The sources

  /// Two words at least, as people write them.
  private static func isMessage(_ part: String) -> Bool {
    part.contains(/[a-z]{2,} [a-z(]+/) && !part.contains(/\\n *[a-z_]+[:;=]|^ +[a-z-]+:|^[a-z]+:$/)
  }

  private static func words(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

/// The string literals of a Swift source, each as the parts between its interpolations.
private struct SwiftText {
  private(set) var literals: [[String]] = []

  init(_ source: String) {
    var rest = Substring(source)
    // To make them takes longer than to match them.
    let begins = /\/\/[^\n]*|"""|"/
    let isNoMessage = /(?:summary|example|page|title): *$|(?:Example|saying)\(\s*$/
    while let next = rest.firstMatch(of: begins) {
      let before = rest[..<next.range.lowerBound]
      rest = rest[next.range.upperBound...]
      if next.0.hasPrefix("//") { continue }
      let literal = Self.literal(&rest, until: String(next.0))
      // Help, pages, configurations, and what a bug would say.
      if next.0 == "\"\"\"" || before.contains(isNoMessage) { continue }
      if before.hasSuffix("preconditionFailure(") { continue }
      literals.append(literal)
    }
  }

  private static func literal(_ rest: inout Substring, until end: String) -> [String] {
    var parts = [""]
    while !rest.isEmpty {
      if rest.hasPrefix(end) {
        rest = rest.dropFirst(end.count)
        break
      }
      if rest.hasPrefix("\\(") {
        rest = rest.dropFirst(2)
        skipInterpolation(&rest)
        parts.append("")
      } else if rest.hasPrefix("\\\n") {
        rest = rest.dropFirst(2)
      } else if rest.hasPrefix("\\") {
        let escaped = rest.dropFirst().first
        parts[parts.count - 1] += escaped == "n" ? "\n" : escaped.map(String.init) ?? ""
        rest = rest.dropFirst(2)
      } else {
        parts[parts.count - 1].append(rest.removeFirst())
      }
    }
    return parts
  }

  private static func skipInterpolation(_ rest: inout Substring) {
    var depth = 1
    while depth > 0, let next = rest.first {
      rest = rest.dropFirst()
      switch next {
      case "(": depth += 1
      case ")": depth -= 1
      // A literal within: its words are not looked at, since they are single ones.
      case "\"": _ = literal(&rest, until: "\"")
      default: break
      }
    }
  }
}
