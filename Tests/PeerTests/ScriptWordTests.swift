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

  /// Lines of a script with `e` (A=1), `o` (A=2), `x/e` (A=3) beside it.
  private static let steps = [
    ":", "cp o e", "mv o e", "ln -sf o e", "sed -i s/1/4/ e", "echo A=5 >> e", "echo A=6 >e", "cd x",
    "cd ./x/", "pushd x",
    "cd \"$(dirname \"$0\")\"", "cd \"$(dirname \"$0\")\"/x", "cd `dirname $0`/x", "X=1 cd x", "eval cd x",
    "cd \"${0%/*}\"", "chmod 600 e", "[ -f e ] || exit", "f() { cp o $1; }; f e", "F=e; cat o > $F",
    "rm -f e",
    "cp -r x/. .", "cp x/* .", "cat e", "X=$(cp o e)", "bash -c 'mv o e'",
    "while IFS== read -r k v; do export \"$k=7\"; done <o",
    "export A=8", "A=9 export B", "declare -x A=10", "cd x && cd ..", "(cp o e)", "{ cp o e; } >/dev/null",
    "mkdir -p y",
    "cd \"$(cd \"$(dirname \"$0\")\" && pwd)\"", "for f in *; do echo A=11 >$f; done 2>/dev/null", "unset A",
    "A=12 unset B",
  ]

  @Test func `a file that is known is what bash gives docker`() throws {
    var generator = SeededGenerator(stream: 733)
    var known = 0
    for _ in 0..<100 * rounds {
      let steps = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
        Self.steps.randomElement(using: &generator)!
      }
      let run =
        Bool.random(using: &generator) ? "docker run --env-file e" : "set -a; . ./e; set +a; docker run -e A"
      let text = steps.joined(separator: "\n") + "\n\(run) chromadb/chroma:0.6.2\n"
      let folder = try TemporaryFolder()
      try FileManager.default.createDirectory(atPath: folder["x"], withIntermediateDirectories: false)
      for (name, value) in [("e", 1), ("o", 2), ("x/e", 3)] { try folder.write("A=\(value)\n", to: name) }
      let context = DeploymentContext(
        FilePath(folder["run.sh"]), Array(text.utf8),
        file: { path in
          (try? Data(contentsOf: URL(filePath: path.description))).map { .content(Array($0)) } ?? .missing
        }, environment: { _ in nil })
      let variables = FileKind.shell.deployment(in: context)?.services.first?.variables
      guard let variables, variables.unread == nil, let bytes = variables["A"]?.bytes else { continue }
      known += 1
      let docker =
        "docker() { if [ \"$2\" = -e ]; then printf '\\1%s' \"$A\"; else printf '\\1'; tail -n1 e | cut -d= -f2; fi; }\n"
      try folder.write(docker + text, to: "run.sh")
      var command = Command(["bash", "./run.sh"], in: folder.path)
      command.environment = ["PATH": "/usr/bin:/bin"]
      let output = try command.run().output
      let answer = output[((output.lastIndex(of: 1) ?? -1) + 1)...].filter { $0 != 0x0A }
      #expect(answer == bytes, "\(text)")
    }
    #expect(known > 5 * rounds)
  }
}
