import Foundation
import TestSupport
import Testing

/// Commands of hints, typed: each is one that the program takes, and does not refuse.
@Suite struct HintTests {
  /// The commands of this program in a text: after `to do this: ` or `did you mean `.
  static func commands(in text: String) -> [String] {
    text.split(separator: "\n").compactMap { line -> String? in
      guard let hint = line.firstMatch(of: /(?:^chroma-htpasswd: hint: |^ *= help: )(.*)/) else { return nil }
      guard let match = hint.1.firstMatch(of: /(?:^|: |did you mean )(chroma-htpasswd [a-z].*?)\??$/) else {
        return nil
      }
      return String(match.1)
    }
  }

  /// A command with names for what people fill in, that is given a password and asks no server.
  private static func typed(_ command: String) -> String? {
    if command.hasPrefix("chroma-htpasswd check ") || command.hasSuffix(" COMMAND [options]") { return nil }
    let names = [
      "USER...": "zoe", "[PASSWORD]": "", "NEW-FILE": "new-file", "--role admin=USER": "--role admin=alice",
      "--with FILE ...": "--with file no",
    ]
    let words = ["USER": "zoe", "NEW": "zoe2", "FILE": "file", "PATH": "file"]
    var text = names.reduce(command) { $0.replacing($1.key, with: $1.value) }
    text = text.split(separator: " ").map { words[String($0)] ?? String($0) }.joined(separator: " ")
    return text.replacing(/chroma-htpasswd (add|create|hash|verify)(?! .*--generate)/) {
      "chroma-htpasswd \($0.1) --password-file /tmp/password"
    }
  }

  @Test func `the command of each hint is taken, and not refused`() throws {
    var tried = 0
    var refused: [String] = []
    for scene in Scenes.all {
      let folder = try TemporaryFolder()
      try folder.shell(Scenes.preparation).expect(exits: 0)
      for line in scene.lines where !line.contains("  # typed: ") && !line.contains("--stdin-name") {
        var command = Command(["bash", "-c", "exec 2>&1 </dev/null; umask 077; \(line)"], in: folder.path)
        command.environment["NAMESPACE"] = mountNamespace
        for hint in Set(Self.commands(in: try command.run().text)).sorted() {
          guard let typed = Self.typed(hint) else { continue }
          tried += 1
          // In a copy: the scene goes on with its files.
          let copy = try TemporaryFolder()
          try copy.shell(
            "cp -a \(folder.path)/. .; [ -e server.htpasswd ] || cp file server.htpasswd; printf pw >password"
          )
          .expect(exits: 0)
          let outcome = try copy.shell(
            "exec 2>&1 </dev/null; \(typed.replacing("/tmp/password", with: "\(copy.path)/password"))")
          // A file that cannot be edited as it is has a way out; whoever has no role yet is named.
          let isRefused =
            (outcome.ending == .exited(2) || outcome.text.contains(/error: cannot (edit|replace|open)/))
            && !outcome.text.contains(
              /hint: to ((fix it|see what is wrong): chroma-htpasswd lint|give one: --role)/)
          if isRefused { refused.append("\(line)\n\(hint)\n\(outcome.text)") }
        }
      }
    }
    #expect(tried > 150, "\(tried)")
    #expect(refused.isEmpty, "\(refused.joined(separator: "\n"))")
  }
}
