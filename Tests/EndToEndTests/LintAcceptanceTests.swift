import Foundation
import TestSupport
import Testing

/// The mistakes that people make, each one finding that says who, where, what Chroma does, and the command that
/// fixes it.
@Suite struct LintAcceptanceTests {
  private static let hash = "$2y$10$hR/J5NXfL73lF9lWFdhJfuM8dRd3BbCw8neQXYBd69OCWW9YmF3Qm"
  private static let other = "$2y$10$ZR/J5NXfL73lF9lWFdhJfuM8dRd3BbCw8neQXYBd69OCWW9YmF3Qm"

  struct Mistake: Sendable, CustomTestStringConvertible {
    var text: String
    var rule: String
    var user: String?
    var place: String
    var says: String
    var command: String

    var testDescription: String { rule }
  }

  @Test(arguments: [
    Mistake(
      text: "admin:\(hash)\nbob:$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/\n", rule: "non-bcrypt-hash",
      user: "bob",
      place: "2:5", says: "bob's hash is apr1 (MD5); Chroma accepts only bcrypt",
      command: "chroma-htpasswd add file bob"),
    Mistake(
      text: "admin:\(hash.replacing("$", with: "$$"))\n", rule: "compose-escaped-dollar", user: "admin",
      place: "1:7", says: "admin cannot log in", command: "chroma-htpasswd lint --fix file"),
    Mistake(
      text: "# users\nadmin:\(hash)\n", rule: "comment-line", place: "1:1", says: "Chroma will not start",
      command: "chroma-htpasswd lint --fix --unsafe-fixes --only comment-line file"),
    Mistake(
      text: "admin:\(hash)\nadmin:\(other)\n", rule: "duplicate-user", user: "admin", place: "2:1",
      says: "duplicate user admin (first on line 1); Chroma will not start",
      command: "chroma-htpasswd add file admin"),
    Mistake(
      text: "admin:\(hash)\nbob:password123\n", rule: "plain-text-password", user: "bob", place: "2:5",
      says: "bob cannot log in", command: "chroma-htpasswd add file bob"),
  ])
  func `a mistake is one finding, and its command fixes it`(mistake: Mistake) throws {
    let folder = try TemporaryFolder(file: mistake.text)
    try folder.shell("chmod 600 file").expect(exits: 0)
    try expect(mistake, in: folder)
  }

  @Test(
    arguments: [
      "bash script", "dash script", "bash -c \"$(cat script)\"", "dash -c \"$(cat script)\"",
      "make -f script",
    ],
    ["T", "0", "7"])
  func `what a shell leaves of a hash in double quotes is one finding`(shell: String, salt: String) throws {
    let folder = try TemporaryFolder()
    let line = #"echo "admin:$2y$05$\#(salt)yiNZLO/WZBUSx55G2JIqOJnbVEe5NNnQ42KmuiuVc7L82xFOMCpm" > file"#
    try folder.write(shell.hasPrefix("make") ? "all:\n\t@\(line)\n" : line + "\n", to: "script")
    try folder.shell("umask 077; \(shell)").expect(exits: 0)
    #expect(try !folder.text(of: "file").contains("$2y"))
    try expect(
      Mistake(
        text: "", rule: "shell-eaten-dollar", user: "admin", place: "1:7",
        says: "admin's hash is damaged: its $ were replaced (shell?); admin cannot log in",
        command: "chroma-htpasswd add file admin"),
      in: folder)
  }

  private func expect(_ mistake: Mistake, in folder: TemporaryFolder) throws {
    let before = try folder.text(of: "file")
    let report = try folder.run("lint", "file").expect(exits: 7)
    report.expect(says: "file:\(mistake.place): error: ").expect(says: "[\(mistake.rule)]")
    report.expect(says: mistake.says).expect(says: ": \(mistake.command)\n")
    report.expect(says: "1 error, 0 warnings, 0 notes")
    for line in before.split(separator: "\n") {
      guard let field = line.split(separator: ":").dropFirst().first else { continue }
      report.expect(neverSays: String(field))
    }
    let json = try folder.run("lint", "--format", "json", "file").expect(exits: 7)
    json.expect(says: #""user":\#(mistake.user.map { "\"\($0)\"" } ?? "null")"#)

    try folder.shell(
      mistake.command + (mistake.command.contains(" add ") ? " -i -C 10" : ""), input: "pw-9\n"
    )
    .expect(exits: 0)
    try folder.run("lint", "--fail-on", "warning", "file").expect(exits: 0)
      .expect(says: "0 errors, 0 warnings, 0 notes")
  }
}
