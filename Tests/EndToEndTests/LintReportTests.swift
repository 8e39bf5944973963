import Foundation
import TestSupport
import Testing

/// The reports of `lint`, held against what their formats ask for.
@Suite struct LintReportTests {
  let folder: TemporaryFolder
  private let names = ["plain", "a,b:c%d", "line\nbreak\r", "mark [x](1) {0}", "jörg/ü"]

  /// A file of each kind of finding, under names that mean something to the formats.
  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder["jörg"], withIntermediateDirectories: true)
    let text = """
      # users
      \(Fixture.alice)
      a%25\u{1b}[31m\r
      [x](1){0}:x\r
      jörg: $apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/
      alice:
      realm\u{7}:::
      \(Fixture.bob)\(Fixture.carol)
      """
    for name in names { try folder.write(text, to: name) }
    try folder.write([0xff, 0xfe] + Array("a\0:\0x\0\n\0".utf8), to: "utf16")
    try folder.write([0x6d, 0xfc, 0x3a] + Array("x:\n".utf8), to: "latin1")
    try folder.write("", to: "empty")
  }

  private func lint(_ format: String, _ options: String...) throws -> Outcome {
    let paths = names + ["utf16", "latin1", "empty"]
    let servers = ["chroma", "chroma-0.4", "nginx", "apache", "lighttpd", "registry", "traefik", "envoy"]
    return try folder.program(
      ["lint", "--format", format] + servers.flatMap { ["--for", $0] } + options + paths
    ).run().expect(exits: 7)
  }

  @Test func `JSON has every key of version 1, with its type`() throws {
    let report = try object(lint("json"), ["version", "files", "summary"])
    #expect(report["version"] as? Int == 1)
    var counts = ["error": 0, "warning": 0, "note": 0]
    let files = try #require(report["files"] as? [[String: Any]])
    #expect(files.map { $0["path"] as? String } == names + ["utf16", "latin1", "empty"])
    for file in files {
      try expect(keys: ["path", "kind", "servers", "services", "findings"], of: file)
      for server in try #require(file["servers"] as? [[String: Any]]) {
        try expect(keys: ["server", "starts", "reason", "users"], of: server)
        let starts = try #require(server["starts"] as? Bool)
        #expect(server["server"] is String && (server["reason"] is NSNull) == starts)
        #expect(server["reason"] is NSNull || server["reason"] is String)
        let users = try #require(server["users"] as? [[String: Any]])
        #expect(starts || users.isEmpty)
        for user in users {
          try expect(keys: ["name", "line", "usable"], of: user)
          #expect(user["name"] is String && user["line"] as? Int ?? 0 >= 1 && user["usable"] is Bool)
        }
      }
      for finding in try #require(file["findings"] as? [[String: Any]]) {
        try expect(
          keys: [
            "rule", "severity", "server", "servers", "line", "column", "user", "message", "hint", "remedy",
            "fix",
          ],
          of: finding)
        counts[try #require(finding["severity"] as? String), default: 0] += 1
        #expect(finding["rule"] is String && finding["message"] is String)
        #expect(finding["line"] as? Int ?? 0 >= 1 && finding["column"] as? Int ?? 0 >= 1)
        #expect(["safe", "unsafe", "none"].contains(finding["fix"] as? String))
        for key in ["server", "user", "hint"] { #expect(finding[key] is NSNull || finding[key] is String) }
        #expect(finding["servers"] is [String])
        let remedy = finding["remedy"] as? [String: Any]
        #expect(
          (remedy == nil) == (finding["hint"] is NSNull) && (remedy == nil || remedy?["kind"] is String))
      }
    }
    #expect(Set(counts.keys) == ["error", "warning", "note"])
    let summary = try #require(report["summary"] as? [String: Int])
    #expect(
      summary == [
        "files": files.count, "errors": counts["error"]!, "warnings": counts["warning"]!,
        "notes": counts["note"]!,
      ])
    #expect(counts.values.allSatisfy { $0 > 0 })
  }

  /// From the standard (SARIF 2.1.0): what must be there, of which type, and which words are allowed.
  @Test func `SARIF has what its schema asks for`() throws {
    let log = try object(lint("sarif"), ["$schema", "version", "runs"])
    #expect(log["version"] as? String == "2.1.0")
    #expect(URL(string: try #require(log["$schema"] as? String))?.scheme == "https")
    let run = try #require((log["runs"] as? [[String: Any]])?.first)
    try expect(keys: ["tool", "columnKind", "results"], of: run)
    #expect(run["columnKind"] as? String == "unicodeCodePoints")
    let tool = try #require(run["tool"] as? [String: Any])
    let driver = try #require(tool["driver"] as? [String: Any])
    #expect(Array(tool.keys) == ["driver"] && driver["name"] as? String == "chroma-htpasswd")
    #expect((driver["version"] as? String)?.isEmpty == false)
    let rules = try #require(driver["rules"] as? [[String: Any]])
    let ids = try rules.map { rule in
      try expect(keys: ["id", "shortDescription", "fullDescription"], of: rule)
      try expect(isMessage: rule["shortDescription"])
      try expect(isMessage: rule["fullDescription"])
      return try #require(rule["id"] as? String)
    }
    #expect(Set(ids).count == ids.count)

    let results = try #require(run["results"] as? [[String: Any]])
    #expect(Set(results.compactMap { $0["level"] as? String }) == ["error", "warning", "note"])
    for result in results {
      try expect(keys: ["ruleId", "ruleIndex", "level", "message", "locations", "properties"], of: result)
      let index = try #require(result["ruleIndex"] as? Int)
      #expect(ids.indices.contains(index) && ids[index] == result["ruleId"] as? String)
      try expect(isMessage: result["message"])
      #expect(result["properties"] is [String: Any])
      let locations = try #require(result["locations"] as? [[String: [String: Any]]])
      #expect(locations.count == 1 && Array(locations[0].keys) == ["physicalLocation"])
      let place = try #require(locations.first?["physicalLocation"])
      try expect(keys: ["artifactLocation", "region"], of: place)
      let region = try #require(place["region"] as? [String: Int])
      #expect(Set(region.keys) == ["startLine", "startColumn"] && region.values.allSatisfy { $0 >= 1 })
      let artifact = try #require(place["artifactLocation"] as? [String: String])
      let uri = try #require(artifact["uri"])
      // RFC 3986: a relative reference, whose first segment holds no colon.
      #expect(uri.contains(/^([A-Za-z0-9._~\/-]|%[0-9A-F]{2})+$/), "\(uri)")
    }
    let uris = Set(results.map { String(describing: $0["locations"]!) }).joined()
    for uri in ["a%2Cb%3Ac%25d", "line%0Abreak%0D", "mark%20%5Bx%5D%281%29%20%7B0%7D", "j%C3%B6rg/%C3%BC"] {
      #expect(uris.contains(uri), "\(uri)")
    }
  }

  @Test func `SARIF names an absolute path by a file URI`() throws {
    let report = try folder.run("lint", "--format", "sarif", folder["plain"]).expect(exits: 7)
    report.expect(says: #""uri":"file:///"#)
  }

  /// Workflow commands: `%`, CR and LF are escaped in a message, `:` and `,` in a property besides.
  @Test func `a GitHub annotation is one line that the runner takes as meant`() throws {
    let lines = try lint("github").text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.last == "")
    var files: Set<String> = []
    for line in lines.dropLast() {
      let match = try #require(
        line.wholeMatch(
          of:
            /::(error|warning|notice) file=([^,:]+),line=([1-9][0-9]*),col=([1-9][0-9]*),title=([a-z0-9-]+)::(.+)/
        ),
        "\(line)")
      files.insert(unescaped(String(match.2)))
      for text in [match.2, match.6] {
        #expect(!text.contains("\r") && !text.contains(/%(?!25|0D|0A|3A|2C)/), "\(line)")
      }
      #expect(!line.contains("\u{1b}"))
    }
    #expect(files == Set(names + ["utf16", "latin1", "empty"]))
  }

  /// GitLab's documentation of Code Quality: the keys that must be there, the words of a severity, a path relative to the
  /// repository, and a fingerprint that no other violation has.
  @Test func `a GitLab report has what Code Quality asks for`() throws {
    let report = try JSONSerialization.jsonObject(with: Data(lint("gitlab").output)) as? [[String: Any]]
    let violations = try #require(report)
    var fingerprints: Set<String> = []
    for violation in violations {
      try expect(keys: ["description", "check_name", "fingerprint", "severity", "location"], of: violation)
      #expect((violation["description"] as? String)?.isEmpty == false && violation["check_name"] is String)
      #expect(["major", "minor", "info"].contains(violation["severity"] as? String))
      fingerprints.insert(try #require(violation["fingerprint"] as? String))
      let location = try #require(violation["location"] as? [String: Any])
      try expect(keys: ["path", "lines"], of: location)
      #expect((location["lines"] as? [String: Int])?["begin"] ?? 0 >= 1)
      #expect((names + ["utf16", "latin1", "empty"]).contains(location["path"] as? String ?? ""))
    }
    #expect(fingerprints.count == violations.count && violations.count > 20)
    #expect(try lint("gitlab").output == lint("gitlab").output)
    // Without ./ a path is the same place.
    let prints = try ["plain", "./plain"].map { path in
      try folder.run("lint", "--format", "gitlab", path).text.matches(
        of: /"fingerprint":"[0-9a-f]+"|"path":"plain"/
      ).map(\.0)
    }
    #expect(prints[0] == prints[1] && !prints[0].isEmpty)
  }

  /// The form that Jenkins and GitLab read: suites of tests, of which some have a failure; as many as the counts say.
  @Test(arguments: [[], ["--fail-on", "note"], ["--fail-on", "world-readable"]])
  func `a JUnit report is XML in which the findings that fail are failures`(options: [String]) throws {
    let servers = ["chroma", "nginx"].flatMap { ["--for", $0] }
    func report(_ format: String) throws -> Outcome {
      try folder.program(["lint", "--format", format] + servers + options + names + ["utf16", "latin1"]).run()
    }
    let document = try folder.shell(
      """
      exec python3 -c '
      import sys, json, xml.etree.ElementTree as tree
      root = tree.fromstring(sys.stdin.buffer.read())
      suites = list(root)
      assert root.tag == "testsuites" and all(s.tag == "testsuite" for s in suites)
      cases = [c for s in suites for c in s]
      assert all(c.tag == "testcase" and c.get("classname") and c.get("name") for c in cases)
      for node, inside in [(root, cases)] + [(s, list(s)) for s in suites]:
          assert int(node.get("tests")) == len(inside), node.attrib
          assert int(node.get("failures")) == sum(c.find("failure") is not None for c in inside), node.attrib
      for f in root.iter("failure"):
          assert f.get("message") and f.get("type") and f.get("message") in f.text
      print(len(cases), int(root.get("failures")))'
      """, input: report("junit").text
    ).expect(exits: 0)
    let json = try JSONSerialization.jsonObject(with: Data(report("json").output)) as? [String: Any]
    let findings = try #require(json?["files"] as? [[String: Any]]).flatMap {
      $0["findings"] as? [[String: Any]] ?? []
    }
    let failing = findings.filter {
      options.contains("note") || $0["severity"] as? String == "error"
        || options.contains($0["rule"] as? String ?? "")
    }
    #expect(document.text == "\(findings.count) \(failing.count)\n" && !failing.isEmpty)
  }

  @Test func `a JUnit report of a good file has a test that passes`() throws {
    try folder.shell("printf '%s\\n' '\(Fixture.alice)' >good; chmod 600 good")
    let report = try folder.run("lint", "--min-cost", "4", "--format", "junit", "good").expect(exits: 0)
    report.expect(says: #"<testcase classname="good" name="lint"/>"#)
  }

  @Test func `on a terminal lines end at words, and a command is not broken`() throws {
    let command = folder.program(["lint", "plain"])
    let shown = try PseudoTerminal(command, columns: 50).finish().text
    let lines = shown.split(whereSeparator: \.isNewline).map { $0.replacing(/\u{1b}\[[0-9;]*m/, with: "") }
    let commands = lines.filter { $0.contains("chroma-htpasswd ") }
    #expect(!commands.isEmpty && lines.count > commands.count)
    for line in lines where !line.contains("chroma-htpasswd ") { #expect(line.count <= 50, "\(line)") }
    let words = { (text: String) in text.split(whereSeparator: \.isWhitespace) }
    #expect(words(lines.joined(separator: " ")) == words(try folder.run("lint", "plain").text))
    for command in commands {
      #expect(command.wholeMatch(of: /.*: chroma.*| +chroma-htpasswd .*/) != nil, "\(command)")
    }
  }

  @Test func `no caret is under what is not shown, and explain is named once`() throws {
    let text = try folder.run("lint", "plain").expect(exits: 7).text
    let lines = text.split(separator: "\n")
    for (line, next) in zip(lines, lines.dropFirst()) where line.hasSuffix("not shown)") {
      #expect(!next.contains("^"), "\(line)")
    }
    #expect(lines.filter { $0.contains(" explain ") } == [lines.last])
    try folder.shell("\(try #require(lines.last?.split(separator: ": ").last))").expect(exits: 0)
  }

  @Test func `text shows the place, and no control character of a file or its name`() throws {
    let text = try lint("text", "--fail-on", "warning").text
    #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
    #expect(text.contains("a,b:c%d:1:1: error: "))
    #expect(text.contains("line\\u{a}break\\u{d}:"))
  }

  // MARK: Expectations

  private func object(_ outcome: Outcome, _ keys: [String]) throws -> [String: Any] {
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any])
    try expect(keys: keys, of: object)
    return object
  }

  private func expect(keys: [String], of object: [String: Any]) throws {
    try #require(Set(object.keys) == Set(keys))
  }

  /// Braces that are no placeholder are doubled, and nothing makes a link.
  private func expect(isMessage value: Any?) throws {
    let message = try #require(value as? [String: String])
    let text = try #require(message["text"])
    #expect(!text.isEmpty && message.count == 1 && !text.contains("]("))
    let undoubled = text.replacing("{{", with: "").replacing("}}", with: "")
    #expect(!undoubled.contains("{") && !undoubled.contains("}"), "\(text)")
  }

  private func unescaped(_ text: String) -> String {
    [("%0A", "\n"), ("%0D", "\r"), ("%3A", ":"), ("%2C", ","), ("%25", "%")].reduce(text) {
      $0.replacing($1.0, with: $1.1)
    }
  }

  @Test func `carets are under what they mean, whatever its width`() throws {
    let folder = try TemporaryFolder(file: "日本語:{SHA}x\njo\u{308}rg:{SHA}x\n")
    let lines = try folder.run("lint", "--ignore", "non-ascii-user", "file").text.split(separator: "\n")
    #expect(lines.contains("  |        ^^^^^^") && lines.contains("  |      ^^^^^^"), "\(lines)")
  }
}
