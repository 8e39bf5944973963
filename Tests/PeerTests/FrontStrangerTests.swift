import Foundation
import TestSupport
import Testing

/// Configurations as careless people write them, put to real fronts and to `lint`: it never says of one that it asks where a
/// request without credentials gets through, and never that it is open where none does.
@Suite struct FrontStrangerTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func command(_ front: String) throws -> [String] {
    switch front {
    case "nginx": [try Peers.nginx, "-p", ".", "-c", "configuration", "-e", "stderr"]
    case "haproxy": [try Peers.haproxy, "-db", "-f", "configuration"]
    case "apache":
      ["bash", "-c", "exec '\(try Peers.system("apache2"))' -X -f \"$PWD/configuration\""]
    case "caddy": [try Peers.caddy, "run", "--config", "configuration", "--adapter", "caddyfile"]
    case "traefik":
      [
        "bash", "-c",
        """
        mv configuration dynamic.yml; exec '\(try Peers.traefik)' --entrypoints.web.address=127.0.0.1:$PORT \\
          --providers.file.filename=dynamic.yml --global.checknewversion=false --global.sendanonymoususage=false
        """,
      ]
    default:
      [
        "bash", "-c",
        "mv configuration envoy.yaml; exec '\(try Peers.envoy)' -c envoy.yaml --concurrency 1 --disable-hot-restart -l error",
      ]
    }
  }

  @Test(arguments: ["nginx", "haproxy", "apache", "caddy", "traefik", "envoy"])
  func `what lint says of a front is what it does with strangers`(front: String) throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let cases = tests.appending(path: "Cases/fronts/\(front).txt")
    let script = tests.appending(path: "Oracles/front_strangers.py").path(percentEncoded: false)
    let configurations = try String(contentsOf: cases, encoding: .utf8).split(separator: #/(?m)^@@ /#)
    var asking = try Command(
      [try Peers.python, "-B", script, cases.path(percentEncoded: false), front] + command(front))
    for _ in 0..<2 * configurations.count {
      let port = try LoopbackConnection.freePort()
      asking.input += Array("\(port)\n".utf8)
    }
    let outcome = try asking.run().expect(exits: 0)
    let answers = outcome.text.split(separator: "\n").map { $0.split(separator: " ", maxSplits: 2) }
    #expect(answers.count == configurations.count && answers.count > 10)
    for (configuration, answer) in zip(configurations, answers) {
      let lines = configuration.split(separator: "\n", maxSplits: 1)
      let words = lines[0].split(separator: " ")
      try #require(words.count == 2 && words[0] == answer[0])
      let text = lines[1].replacing(/\bUPSTREAM\b/, with: "8000").replacing(/\bPORT\b/, with: "8080")
        .replacing(/\bOTHER\b/, with: "8081")
      try folder.write(String(text), to: "configuration")
      let kind = front == "caddy" ? "caddyfile" : front
      let report = try folder.run("lint", "--kind", kind, "--format", "json", "configuration")
      let outcome = report.text.firstMatch(of: /"outcome": ?"([^"]*)"/)?.1 ?? "none"
      #expect(outcome == words[1], "\(answer.joined(separator: " "))\n\(text)\n\(report)")
      switch answer[1] {
      case "reached": #expect(!outcome.hasPrefix("protected"), "\(answer.joined(separator: " "))\n\(text)")
      case "refused": #expect(outcome != "open", "\(answer.joined(separator: " "))\n\(text)")
      default: Issue.record("\(answer.joined(separator: " "))\n\(text)")
      }
    }
  }
}
