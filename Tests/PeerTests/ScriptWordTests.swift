import Credentials
import Deployments
import Foundation
import Htpasswd
import TestSupport
import Testing

/// The words of scripts against bash.
@Suite struct ScriptWordTests {
  private static let pieces = [
    "a", "b=c", "'q u'", "\"d q\"", "\\ ", "\\\\", "\\'", "'\\'", "\"\\\"\"", "\"\\$X\"", "\"\\a\"", "$X",
    "${X}", "\"$X\"",
    "\"${X}y\"", "${NONE}", "${NONE:-d}", "${NONE-d}", "${EMPTY:-d}", "${EMPTY-d}", "'$X'", "$", "$.", "#",
    "\\\n", "=", ":",
    "{", "}", "%", "@", ",", "^", "~", "\"#\"", "2", ".", "/", "-", "{,}", "..", "\u{E4}", "\"'\"", "''",
    "\"\"", "$1",
    "`pwd`", "!", "\t",
  ]

  /// The words that bash gives a program after `-e`; nil if it does not run the line.
  private static func bash(_ lines: [String]) throws -> [String?] {
    var command = Command([
      "bash", "-c",
      #"""
      docker() { printf '%s' "$3"; printf '\2'; }
      X=val EMPTY=
      while IFS= read -r -d '' line; do (eval "$line") 2>/dev/null; printf '\1'; done
      """#,
    ])
    command.environment = ["LC_ALL": "C.UTF-8"]
    command.input = lines.flatMap { Array($0.utf8) + [0] }
    let output = try command.run().expect(exits: 0).output
    let answers = output.split(separator: 1, omittingEmptySubsequences: false).dropLast()
    try #require(answers.count == lines.count)
    return answers.map { $0.last == 2 ? String(decoding: $0.dropLast(), as: UTF8.self) : nil }
  }

  @Test func `a value that is known is what bash gives docker`() throws {
    var generator = SeededGenerator(stream: 731)
    let words = (0..<2000 * rounds).map { _ in
      "A="
        + (0..<Int.random(in: 0...6, using: &generator)).map { _ in
          Self.pieces.randomElement(using: &generator)!
        }.joined()
    }
    let lines = words.map { "docker run -e \($0) chromadb/chroma:0.6.2\n" }
    var known = 0
    for (line, answer) in zip(lines, try Self.bash(lines)) {
      let context = DeploymentContext(
        FilePath("x.sh"), Array("X=val EMPTY=\n\(line)".utf8), file: { _ in .missing },
        environment: { _ in nil })
      let service = FileKind.shell.deployment(in: context)?.services.first
      // Where a part of the command is not read, nothing is said of what it does.
      guard let variables = service?.variables, variables.unread == nil, let bytes = variables["A"]?.bytes
      else { continue }
      known += 1
      #expect("A=" + String(decoding: bytes, as: UTF8.self) == answer, "\(line)")
    }
    #expect(known > 500 * rounds)
  }
}
