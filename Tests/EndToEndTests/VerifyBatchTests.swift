import Foundation
import TestSupport
import Testing

/// Many logins against one file.
@Suite struct VerifyBatchTests {
  @Test func `a name that begins as options do is hinted at after --, and -b goes with no batch`() throws {
    let folder = try TemporaryFolder(file: "-x:$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/\n")
    try folder.run("verify", "-b", "--", "file", "-x", "pw").expect(exits: 7).expect(says: "add -- file -x")
    try folder.run("verify", "--batch", "-b", "file").expect(exits: 2).expect(says: "--batch")
      .expect(neverSays: "needs the password")
  }

  private func file() throws -> TemporaryFolder {
    try TemporaryFolder(
      file: "\(Fixture.alice)\n\(Fixture.bob)\n\(Fixture.carol)\ndave:$apr1$Kz7.pQ1a$GpfVgfOc9Yx.pUyjCx3pH0\n"
    )
  }

  @Test func `everybody is let in, or some are refused, in the order of the lines`() throws {
    let folder = try file()
    let logins = "carol:carol-pw\n\nalice:alice-pw\r\nbob:bob-pw"
    let all = try folder.run("verify", "--batch", "file", input: logins).expect(exits: 0)
    #expect(all.text == ["carol", "alice", "bob"].map { "accepted: Chroma lets \($0) in\n" }.joined())
    let some = try folder.run(
      "verify", "--batch", "file", input: "alice:alice-pw\nalice:other\nnobody:pw\n:pw\ndave:pw\nbob:bob-pw\n"
    ).expect(exits: 3)
    let lines = some.text.split(separator: "\n").map(String.init)
    let verdicts = lines.map { String($0.prefix { $0 != ":" }) }
    #expect(verdicts == ["accepted", "refused", "refused", "refused", "refused", "accepted"])
    #expect(lines[1].contains("wrong password for alice") && lines[2].contains("no user nobody"))
    #expect(lines[4].contains("dave's hash is apr1 (MD5); Chroma accepts only bcrypt"))
    let quiet = try folder.run("verify", "-q", "--batch", "file", input: "alice:other\n").expect(exits: 3)
    #expect(quiet.text == "refused: wrong password for alice\n" && quiet.messages.isEmpty)
    let good = try folder.run("verify", "-q", "--batch", "file", input: "alice:alice-pw\n").expect(exits: 0)
    #expect(good.text.isEmpty && good.messages.isEmpty)
    try folder.run("verify", "--batch", "file").expect(exits: 0).expect(says: "nobody is verified")
    try folder.write(logins, to: "logins")
    let named = try folder.run("verify", "--batch", "--from", "logins", "file").expect(exits: 0)
    #expect(named.text == all.text)
    try folder.run("verify", "--from", "logins", "file", "alice").expect(exits: 2).expect(
      says: "--from needs --batch")
  }

  @Test func `a hash in the place of a password is said once`() throws {
    let answer = try file().run(
      "verify", "--batch", "file", input: "\(Fixture.alice)\n\(Fixture.bob)\ncarol:carol-pw\n"
    ).expect(exits: 3)
    #expect(answer.messages.split(separator: "\n").count { $0.contains("password is itself a hash") } == 1)
    #expect(answer.messages.contains("alice's password is itself a hash (bcrypt); servers hash it again"))
  }

  @Test func `the answers are those of single questions`() throws {
    let folder = try file()
    let logins = [
      ("alice", "alice-pw"), ("alice", "x"), ("nobody", "x"), ("dave", "x"), ("", "x"),
      ("bob", String(repeating: "x", count: 73)), ("bob", "p:w"), ("carol", "carol-pw"),
    ]
    for server in ["chroma", "chroma-0.4", "nginx", "apache", "lighttpd", "registry", "traefik"] {
      let batch = try folder.run(
        "verify", "--batch", "--format=json", "--for", server, "file",
        input: logins.map { "\($0):\($1)\n" }.joined())
      let results = try JSONDecoder().decode(Report.self, from: Data(batch.output)).results
      let singles = try logins.map { user, password in
        let single = try folder.run("verify", "--format=json", "--for", server, "-b", "file", user, password)
        return try JSONDecoder().decode(Report.self, from: Data(single.output)).results[0]
      }
      #expect(results == singles, "\(server)")
      batch.expect(exits: 3)
    }
  }

  @Test func `where the server does not start nobody gets in`() throws {
    let folder = try TemporaryFolder(file: "\(Fixture.alice)\n# comment\n")
    for input in ["alice:alice-pw\nbob:x\n", ""] {
      let outcome = try folder.run("verify", "--batch", "file", input: input).expect(exits: 7)
        .expect(says: "line 2 has no colon").expect(says: "lint")
      #expect(outcome.text.split(separator: "\n").count == 1)
    }
    let json = try folder.run("verify", "--batch", "--format=json", "file", input: "alice:alice-pw\nbob:x\n")
      .expect(exits: 7)
    let report = try JSONDecoder().decode(Report.self, from: Data(json.output))
    #expect(report.results.map(\.reason) == ["server-does-not-start", "server-does-not-start"])
    #expect(report.version == 1 && report.path == "file" && report.server == "chroma")
  }

  @Test func `usage comes first, then the file`() throws {
    let folder = try file()
    let lines = "alice:alice-pw\nthe-secret\n"
    let outcome = try folder.run("verify", "--batch", "missing", input: lines).expect(exits: 2)
      .expect(says: "line 2 of standard input: missing colon").expect(neverSays: "the-secret")
    #expect(outcome.text.isEmpty)
    try folder.run("verify", "--batch", "missing", input: "a:b\n").expect(exits: 1)
    try folder.run("verify", "--batch", "file", "alice", input: "a:b\n").expect(exits: 2)
    try folder.run("verify", "--batch", "--stdin", "file", input: "a:b\n").expect(exits: 2)
  }

  @Test func `on a terminal a bar shows how far it is`() throws {
    let folder = try file()
    let script = "seq 2000 | sed s/^.*/alice:alice-pw/ | chroma-htpasswd verify --batch file >out"
    let terminal = try PseudoTerminal(Command(["bash", "-c", script], in: folder.path))
    terminal.waitFor(" of 2000, ")
    try terminal.finish().expect(exits: 0)
    #expect(try folder.text(of: "out").split(separator: "\n").count == 2000)
  }
}

private struct Report: Decodable {
  struct Result: Decodable, Equatable {
    var user: String
    var accepted: Bool?
    var reason: String
    var message: String
  }
  var version: Int
  var path: String
  var server: String
  var results: [Result]
}
