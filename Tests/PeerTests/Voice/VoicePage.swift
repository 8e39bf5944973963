import Foundation
import TestSupport
import Testing

/// A page of messages: it is made by running the program, and compared with what was recorded.
enum VoicePage {
  static let isRecording = ProcessInfo.processInfo.environment["CHROMA_HTPASSWD_RECORD"] != nil

  /// Expects a page to be as it was recorded, or records it.
  ///
  /// - Parameter suite: the tests that record it.
  static func expect(_ said: String, in page: URL, recordedBy suite: String) throws {
    if isRecording { try said.write(to: page, atomically: true, encoding: .utf8) }
    let recorded = try String(contentsOf: page, encoding: .utf8)
    let difference = said.components(separatedBy: "\n").difference(
      from: recorded.components(separatedBy: "\n"))
    #expect(
      difference.isEmpty, "\(difference)\nCHROMA_HTPASSWD_RECORD=1 swift test --filter \(suite) records it")
  }

  /// The answers of the program to the command lines of some scenes.
  static func scenes(_ scenes: [Scenes.Scene], _ servers: MessageServers? = nil) throws -> String {
    var page = ""
    for scene in scenes {
      page += "## \(scene.title)\n\n"
      let folder = try TemporaryFolder()
      try folder.shell(Scenes.preparation).expect(exits: 0)
      for line in scene.lines {
        let typed = line.components(separatedBy: "  # typed: ")
        let outcome: Outcome
        if typed.count == 1 {
          var command = Command(["bash", "-c", "exec 2>&1 </dev/null; umask 077; \(line)"], in: folder.path)
          command.environment = servers?.variables ?? [:]
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
        let shown = masked(outcome.text, folder)
        let text = servers?.masked(shown) ?? shown
        page += "$ \(line)\n\(text)" + (text.isEmpty || text.hasSuffix("\n") ? "" : "\n")
        if case .exited(let status) = outcome.ending, status != 0 { page += "[exit \(status)]\n" }
        page += "\n"
      }
    }
    return page
  }

  /// A text without what differs from run to run: random bytes, places, times.
  static func masked(_ text: String, _ folder: TemporaryFolder) -> String {
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
}
