import Foundation
import TestSupport
import Testing

/// The prompt, on a terminal.
@Suite struct PromptTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder(file: Fixture.alice + "\n")
  }

  private func terminal(_ arguments: String...) throws -> PseudoTerminal {
    try PseudoTerminal(folder.program(arguments))
  }

  /// Answers one prompt.
  private func answer(_ terminal: PseudoTerminal, _ text: String) {
    terminal.waitFor(": ")
    #expect(!terminal.echoes)
    terminal.type(text)
  }

  @Test func `two matching entries set the password, and nothing of them is shown`() throws {
    let terminal = try terminal("add", "-C4", "file", "bob")
    answer(terminal, "typed-secret\n")
    answer(terminal, "typed-secret\n")
    try terminal.finish().expect(exits: 0).expect(neverSays: "typed-secret")
    #expect(terminal.echoes)
    try folder.expect("bob", hasPassword: "typed-secret")
  }

  @Test func `two entries that differ are asked for again, three times in all, then exit 3`() throws {
    let before = try folder.bytes(of: "file")
    let terminal = try terminal("add", "-C4", "file", "bob")
    for _ in 1...3 {
      answer(terminal, "typed-secret\n")
      answer(terminal, "typed-secrex\n")
    }
    let outcome = try terminal.finish().expect(exits: 3).expect(neverSays: "typed-secre")
    outcome.expect(says: "passwords do not match, try again")
    #expect(
      outcome.text.contains("passwords do not match\r\n") || outcome.text.contains("passwords do not match\n")
    )
    #expect(terminal.echoes)
    #expect(try folder.bytes(of: "file") == before)
  }

  @Test func `two that match after two that differ set the password`() throws {
    let terminal = try terminal("add", "-C4", "file", "bob")
    for text in ["one", "two", "three", "three"] { answer(terminal, text + "\n") }
    try terminal.finish().expect(exits: 0)
    try folder.expect("bob", hasPassword: "three")
  }

  @Test(arguments: [0, 1])
  func `Ctrl-C exits 4, restores the echo and leaves the file`(answers: Int) throws {
    let before = try folder.bytes(of: "file")
    let terminal = try terminal("add", "-C4", "file", "bob")
    for _ in 0..<answers { answer(terminal, "typed-secret\n") }
    answer(terminal, "typed\u{3}")
    try terminal.finish().expect(exits: 4).expect(neverSays: "typed")
    #expect(terminal.echoes)
    #expect(try folder.bytes(of: "file") == before)
    #expect(try folder.names == ["file"])
  }

  @Test func `called as htpasswd it says so under that name`() throws {
    let terminal = try PseudoTerminal(
      Command(
        ["bash", "-c", "exec -a htpasswd chroma-htpasswd -B file bob"], in: folder.path))
    answer(terminal, "typed\u{3}")
    try terminal.finish().expect(exits: 4).expect(says: "\nhtpasswd: interrupted")
  }

  @Test(arguments: [
    SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU, SIGIO, SIGPWR, SIGABRT,
    SIGSEGV, SIGTRAP, 34, 64,
  ])
  func `any other signal that ends it restores the echo too`(signal: Int32) throws {
    let terminal = try terminal("add", "-C4", "file", "bob")
    answer(terminal, "typed")
    terminal.kill(signal)
    let ending = try terminal.finish().ending
    #expect(ending == ([SIGTERM, SIGHUP, SIGQUIT].contains(signal) ? .exited(4) : .signalled(signal)))
    #expect(terminal.echoes)
    #expect(try folder.text(of: "file") == Fixture.alice + "\n")
  }

  @Test func `started in the background and brought to the front, it reads a line as ever`() throws {
    var command = Command(["bash", "--norc", "--noprofile", "-i"], in: folder.path)
    command.environment["TERM"] = "dumb"
    try folder.shell("mkfifo start").expect(exits: 0)
    let terminal = try PseudoTerminal(command)
    // With -b it says at once that the program has stopped.
    terminal.type("set -b; PS1='rea''dy'\n")
    terminal.waitFor("ready")
    terminal.type("{ read <start; chroma-htpasswd add -C4 file bob; } &\n")
    // From here on bash reads a line itself, and Enter means what it should.
    terminal.waitFor("ready")
    try folder.shell("echo >start").expect(exits: 0)
    terminal.waitFor("Stopped")
    terminal.type("fg\n")
    // The Enter key sends a CR.
    for _ in 1...2 { answer(terminal, "typed-secret\r") }
    terminal.waitFor("added bob")
    terminal.type("exit\n")
    try terminal.finish().expect(exits: 0).expect(neverSays: "typed-secret")
    try folder.expect("bob", hasPassword: "typed-secret")
  }

  @Test func `verify asks once`() throws {
    for (password, status): (String, Int32) in [("alice-pw", 0), ("not-alice-pw", 3)] {
      let terminal = try terminal("verify", "file", "alice")
      answer(terminal, password + "\n")
      try terminal.finish().expect(exits: status).expect(neverSays: password)
    }
  }

  @Test(arguments: [
    ("$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/", "chroma", "refused: bob's hash is apr1"),
    (
      "$6$rounds=999999999$salt$\(String(repeating: ".", count: 86))", "nginx",
      "cannot check: with the entry of bob one login takes "
    ),
    (
      "$y$jHT$salt$\(String(repeating: ".", count: 43))", "nginx",
      "cannot check: with the entry of bob one login takes 4 GiB of memory"
    ),
    ("plain", "chroma", "refused"),
    (
      "$2y$31$UwRr8/ISK5khIqD/7QDQJuAka1a00iu1lk./4JlUUQkTDsl5j.bq.", "chroma",
      "cannot check: the entry of bob has cost 31"
    ),
  ])
  func `verify asks nobody where no password would change the answer`(
    field: String, server: String, answer: String
  ) throws {
    try folder.write("bob:\(field)\n", to: "file")
    try folder.run("verify", "--for", server, "file", "bob").expect(exits: 7).expect(says: answer)
    let terminal = try terminal("verify", "--for", server, "file", "bob")
    try terminal.finish().expect(exits: 7).expect(neverSays: "assword for")
  }

  @Test func `an empty entry is refused`() throws {
    let terminal = try terminal("add", "-C4", "file", "bob")
    answer(terminal, "\n")
    answer(terminal, "\n")
    try terminal.finish().expect(exits: 2)
    #expect(try folder.text(of: "file") == Fixture.alice + "\n")
  }

  @Test func `the prompt is on the terminal where the streams are elsewhere`() throws {
    let terminal = try PseudoTerminal(
      Command(
        ["bash", "-c", "exec chroma-htpasswd add -C4 file bob </dev/null >out 2>err"], in: folder.path))
    answer(terminal, "typed-secret\n")
    answer(terminal, "typed-secret\n")
    try terminal.finish().expect(exits: 0)
    try folder.expect("bob", hasPassword: "typed-secret")
    #expect(try folder.bytes(of: "out").isEmpty)
    #expect(try !folder.text(of: "err").contains("assword:"))
  }

  @Test func `without a terminal and a source it exits 2 and names the sources`() throws {
    try folder.expect(
      exits: 2, changingNothing: folder.program(["add", "-C4", "file", "bob"], input: "secret\n")
    )
    .expect(says: "--stdin").expect(says: "--generate")
    try folder.run("verify", "file", "alice", input: "alice-pw\n").expect(exits: 2)
  }
}
