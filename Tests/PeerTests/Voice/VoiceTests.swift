import Foundation
import Htpasswd
import Linting
import TestSupport
import Testing

/// Every message of the program, side by side in `messages.txt`, so that a reader can judge them together. The page is
/// what the program says to the command lines in `Scenes.swift`, real servers among what they ask, and to the bad
/// example of every rule.
///
/// With `CHROMA_HTPASSWD_RECORD` set the page is recorded again; without it, it must be what it is.
@Suite(.serialized) struct VoiceTests {
  private static let sources = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../Sources")
  private static let page = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "messages.txt")

  @Test func `the page holds what the program says`() throws {
    let said = try Self.scenes() + Self.rules()
    if ProcessInfo.processInfo.environment["CHROMA_HTPASSWD_RECORD"] != nil {
      try said.write(to: Self.page, atomically: true, encoding: .utf8)
    }
    let recorded = try String(contentsOf: Self.page, encoding: .utf8)
    let difference = said.components(separatedBy: "\n").difference(
      from: recorded.components(separatedBy: "\n"))
    #expect(
      difference.isEmpty, "\(difference)\nCHROMA_HTPASSWD_RECORD=1 swift test --filter VoiceTests records it")
  }

  @Test func `every message of the sources is on the page`() throws {
    let recorded = Self.words(try String(contentsOf: Self.page, encoding: .utf8))
    let folders = [
      "ChromaHtpasswd/Apache", "ChromaHtpasswd/Arguments", "ChromaHtpasswd/Chroma", "ChromaHtpasswd/Commands",
      "ChromaHtpasswd/Passwords", "ChromaHtpasswd/Reports", "ChromaHtpasswd/Terminal", "Kernel",
      "Credentials", "Deployments", "Linting", "Storage", "Htpasswd",
    ]
    var missing: [String] = []
    var unprovoked: Set<String> = []
    let isRecording = ProcessInfo.processInfo.environment["CHROMA_HTPASSWD_RECORD"] != nil
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
    let recorded = Self.words(try String(contentsOf: Self.page, encoding: .utf8))
    for words in Scenes.unprovoked { #expect(!recorded.contains(words), "\(words)") }
  }

  @Test func `errors, hints and notes begin small and end without a full stop`() throws {
    // Names of things keep their capitals, htpasswd's own messages theirs.
    let capitals = [
      "Chroma", "The file", "Unable to encode", "SHELL", "WHAT", "PASSWORD", "USER", "FILE", "OLD", "NEW",
      "URL", "RULE", "ASCII", "Envoy", "Python", "Caddy", "HAProxy", "Traefik", "Kubernetes",
    ]
    for line in try String(contentsOf: Self.page, encoding: .utf8).split(separator: "\n") {
      guard let match = line.wholeMatch(of: /chroma-htpasswd: (?:(?:error|hint|warning): )?(.*)/) else {
        continue
      }
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

  private static func scenes() throws -> String {
    var page = ""
    let servers = try Servers()
    for scene in Scenes.all {
      page += "## \(scene.title)\n\n"
      let folder = try TemporaryFolder()
      try folder.shell(Scenes.preparation).expect(exits: 0)
      for line in scene.lines {
        let typed = line.components(separatedBy: "  # typed: ")
        let outcome: Outcome
        if typed.count == 1 {
          var command = Command(["bash", "-c", "exec 2>&1 </dev/null; umask 077; \(line)"], in: folder.path)
          command.environment = servers.variables
          command.environment["NAMESPACE"] = mountNamespace
          outcome = try command.run()
        } else {
          // Each answer at its prompt.
          let terminal = try PseudoTerminal(Command(["bash", "-c", typed[0]], in: folder.path))
          for answer in typed[1].components(separatedBy: " then ") {
            terminal.waitFor(": ")
            terminal.type(answer == "^D" ? "\u{4}" : answer + "\n")
          }
          outcome = try terminal.finish()
        }
        let text = servers.masked(masked(outcome.text, folder))
        page += "$ \(line)\n\(text)" + (text.isEmpty || text.hasSuffix("\n") ? "" : "\n")
        if case .exited(let status) = outcome.ending, status != 0 { page += "[exit \(status)]\n" }
        page += "\n"
      }
    }
    return page
  }

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
      page += masked(outcome.text, folder).components(separatedBy: "\n\n").dropLast().joined(
        separator: "\n\n")
      page += "\n\n"
    }
    return page
  }

  /// Without what differs from run to run: random bytes, places, times.
  private static func masked(_ text: String, _ folder: TemporaryFolder) -> String {
    text.replacing(folder.path, with: "/home/me")
      .replacing("\r\n", with: "\n")
      .replacing(/(\$?\$2y\$?\$[0-9]{2}\$?\$)[.\/A-Za-z0-9]{53}/) { "\($0.1)…" }
      .replacing(/^([a-z]+:)?[A-Za-z0-9]{24,43}$/.anchorsMatchLineEndings()) { ($0.1 ?? "") + "RANDOM" }
      .replacing(/process [0-9]+ has/, with: "process 1234 has")
      .replacing(/[0-9]+ (s|min|h|days) here/, with: "2 days here")
      .replacing(/[0-9.]+ ms/, with: "1 ms")
      .replacing(/libcrypt: [0-9.]+/, with: "libcrypt: 4.4.33")
      .replacing(/\u{1B}\[[0-9;]*m/, with: "")
      // A baseline has a key of its own.
      .replacing(/^(key )?[0-9a-f]{40}/.anchorsMatchLineEndings()) { ($0.1 ?? "") + "DIGEST" }
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

/// The servers that scenes ask: their addresses are in variables.
private struct Servers {
  private let all: [(variable: String, server: ListeningServer, shown: String)]

  init() throws {
    let folder = try TemporaryFolder()
    try folder.run("create", "-b", "-C4", "server.htpasswd", "alice", "alice-pw").expect(exits: 0)
    let protected = try ChromaServer("0.6.2", in: folder, settings: "eval \"$(chroma-htpasswd config env)\"")
    let open = try ChromaServer("0.6.2", in: folder, settings: "true")
    let newest = try ChromaServer("1.5.9", in: folder, settings: "true")
    let nginx = try ListeningServer(
      in: folder,
      """
      chroma-htpasswd config nginx --listen 127.0.0.1:$PORT --upstream 127.0.0.1:\(newest.port) >nginx.conf
      root=; [ $EUID = 0 ] || root='sudo -n'
      exec $root \(try Peers.nginx) -c "$PWD/nginx.conf" -g "daemon off; pid $PWD/nginx.pid;"
      """, ready: "/api/v2/heartbeat", before: newest)
    all = [
      ("PROTECTED", protected, "http://127.0.0.1:8000"), ("OPEN", open, "http://127.0.0.1:8001"),
      ("NEWEST", newest, "http://127.0.0.1:8002"), ("BEHIND_NGINX", nginx, "http://127.0.0.1:8003"),
    ]
  }

  var variables: [String: String] {
    Dictionary(uniqueKeysWithValues: all.map { ($0.variable, $0.server.url) })
  }

  /// With ports that are the same in every run.
  func masked(_ text: String) -> String {
    all.reduce(text) { $0.replacing($1.server.url, with: $1.shown) }
  }
}

/// The string literals of a Swift source, each as the parts between its interpolations.
private struct SwiftText {
  private(set) var literals: [[String]] = []

  init(_ source: String) {
    var rest = Substring(source)
    while let next = rest.firstMatch(of: /\/\/[^\n]*|"""|"/) {
      let before = rest[..<next.range.lowerBound]
      rest = rest[next.range.upperBound...]
      if next.0.hasPrefix("//") { continue }
      let literal = Self.literal(&rest, until: String(next.0))
      // Help, pages, configurations, and what a bug would say.
      if next.0 == "\"\"\"" || before.contains(/(?:summary|example|page|title): *$|(?:Example|saying)\(\s*$/)
      {
        continue
      }
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
