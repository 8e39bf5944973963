import Foundation
import TestSupport
import Testing

/// The command line itself.
@Suite struct UsageTests {
  static let commands = ["create", "add", "verify", "delete", "rename", "list", "hash"]

  @Test(arguments: commands)
  func `every command has a help page, on standard output`(command: String) throws {
    let folder = try TemporaryFolder()
    let page = try folder.run(command, "--help").expect(exits: 0)
    #expect(page.text.contains("chroma-htpasswd \(command)"))
    #expect(page.messages.isEmpty)
    #expect(try folder.run("help", command).expect(exits: 0).text == page.text)
    #expect(try folder.run("help", "help").expect(exits: 0).text == folder.run("help").text)
  }

  @Test(arguments: [["token", "x"], ["calibrate", "x"], ["import", "file", "u", "p"]])
  func `an option is not suggested for a word that it refuses, nor for several`(arguments: [String]) throws {
    let folder = try TemporaryFolder()
    try folder.program(arguments).run().expect(exits: 2).expect(says: "too many arguments")
      .expect(neverSays: "did you mean")
  }

  @Test func `--help lists every command`() throws {
    let folder = try TemporaryFolder()
    let page = try folder.run("--help").expect(exits: 0).text
    for command in Self.commands {
      #expect(page.contains("\n  \(command)"), "\(command) is not listed")
    }
  }

  @Test func `without arguments it exits 2 and says how to start`() throws {
    let outcome = try TemporaryFolder().run().expect(exits: 2).expect(says: "chroma-htpasswd create ")
    // For a shell that evaluates it: `config env` may have been meant.
    #expect(outcome.text == "\nfalse\n")
  }

  @Test func `--version says the name and a number`() throws {
    let folder = try TemporaryFolder()
    let text = try folder.run("--version").expect(exits: 0).text
    #expect(text.contains(/^chroma-htpasswd [0-9]+\.[0-9]+/) && text.split(separator: "\n").count == 4)
    for word in ["version", "-V"] { #expect(try folder.run(word).expect(exits: 0).text == text) }
  }

  @Test(arguments: [
    ["nonsense"], ["--nonsense"], ["add"], ["add", "file"], ["add", "--nonsense", "file", "u"],
    ["add", "-b", "file", "u"], ["add", "-b", "file", "u", "pw", "extra"],
    ["add", "-b", "-i", "file", "u", "pw"],
    ["add", "-i", "file", "u", "pw"], ["add", "--generate", "--password-env", "HOME", "file", "u"],
    ["add", "-b", "-C", "4"], ["add", "-C"], ["add", "--new-only", "--update-only", "-b", "file", "u", "pw"],
    ["delete", "file"], ["rename", "file", "u"], ["list"], ["hash", "alice", "extra"], ["hash"],
    ["verify", "--for", "nonsense", "-b", "file", "u", "pw"], ["list", "--format", "nonsense", "file"],
    ["help", "nonsense"], ["help", "add", "file"], ["--version", "--bogus"], ["token", "--force"],
    ["token", "--mode", "0600"],
    ["token", "--dry-run"], ["create", "--generate=", "other", "u"], ["verify", "--batch", "file", "u"],
    ["create", "--mode", "nonsense", "-b", "other", "u", "pw"],
  ])
  func `a wrong command line exits 2 and changes nothing`(arguments: [String]) throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    let outcome = try folder.expect(exits: 2, changingNothing: folder.program(arguments))
    outcome.expect(says: "chroma-htpasswd: error: ")
    #expect(outcome.text.isEmpty)
  }

  @Test(arguments: [
    ["-b", "-C", "4", "file", "u", "pw"], ["-bC4", "file", "u", "pw"], ["file", "-bC", "4", "u", "pw"],
    ["-b", "--cost=4", "file", "u", "pw"], ["--cost", "4", "-b", "--", "file", "u", "pw"],
    ["-C4", "file", "u", "-b", "pw"],
  ])
  func `options are anywhere before the password`(arguments: [String]) throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    try folder.program(["add"] + arguments).run().expect(exits: 0)
    try folder.expect("u", hasPassword: "pw")
  }

  @Test func `results on a full device are an error`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    for command in ["--help", "--version", "list file", "list --format json file", "hash -b -C4 u pw"] {
      try folder.shell("chroma-htpasswd \(command) >/dev/full").expect(exits: 1)
    }
  }

  @Test func `a reader of a report who goes away is not an error`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    for command in ["--help", "list file", "list --format json file"] {
      try folder.shell("exec 3> >(:); wait $!; chroma-htpasswd \(command) >&3").expect(exits: 0)
    }
  }

  @Test func `a hint does not name the option that was given`() throws {
    let folder = try TemporaryFolder()
    try folder.run("add", "-b", "-C4", "missing", "u", "pw").expect(exits: 1)
      .expect(says: "chroma-htpasswd create missing u")
    try folder.run("add", "--create", "-b", "-C4", "missing/file", "u", "pw").expect(exits: 1)
      .expect(says: "no such file").expect(neverSays: "--create")
    try folder.run("list", "").expect(exits: 1).expect(says: "''")
  }

  @Test func `what cannot be read exits 1`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    try folder.shell("mkdir folder; mkfifo pipe").expect(exits: 0)
    for path in ["missing", "folder", "missing/file", "file/file", "folder/missing"] {
      try folder.run("list", path).expect(exits: 1).expect(says: path)
      try folder.run("verify", "-b", path, "u", "pw").expect(exits: 1).expect(says: path)
      try folder.run("add", "-b", "-C4", path, "u", "pw").expect(exits: 1).expect(says: path)
      try folder.run("delete", path, "u").expect(exits: 1).expect(says: path)
    }
    try folder.run("add", "-b", "-C4", "pipe", "u", "pw").expect(exits: 1)
    try folder.run("create", "-b", "-C4", "missing/file", "u", "pw").expect(exits: 1)
  }

  @Test func `FILE and USER that changed places are noticed, and nothing is made`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    for command in ["add", "create", "verify", "delete"] {
      let outcome = try folder.run(command, "--dry-run", "bob", "file")
      if command != "verify" {
        outcome.expect(exits: 2).expect(says: "did you mean chroma-htpasswd \(command) file bob?")
      }
    }
    try folder.run("verify", "bob", "file").expect(exits: 2).expect(
      says: "did you mean chroma-htpasswd verify file bob?")
    try folder.run("rename", "bob", "file", "x").expect(exits: 2).expect(says: "rename file bob NEW?")
    try folder.run("create", "--generate", "bob", "new.htpasswd").expect(exits: 2).expect(
      says: "did you mean chroma-htpasswd create new.htpasswd bob?")
    #expect(try folder.names == ["file"])
    // A user may have the name of a file, and a file any name.
    try folder.run("create", "-b", "-C4", "new.htpasswd", "file", "pw").expect(exits: 0)
    try folder.run("create", "-b", "-C4", "other", "bob", "pw").expect(exits: 0)
    try folder.run("add", "-b", "-C4", "other", "file", "pw").expect(exits: 0)
  }

  @Test func `who waits for a lock is told so after a moment, and by whom it is held`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    // The lock is let go when the line has been said, however long that takes.
    let script = """
      mkfifo said
      flock file sh -c 'echo $$ >holder; read line <said' & until [ -s holder ]; do :; done
      chroma-htpasswd add -b -C4 file bob pw 2>&1 | while IFS= read -r line; do
        echo "$line"; case $line in *waiting*) echo >said;; esac
      done
      """
    let outcome = try folder.shell(script).expect(exits: 0)
    #expect(outcome.text.contains(/waiting for file, which process [0-9]+ has locked\n/), "\(outcome)")
    try folder.expect("bob", hasPassword: "pw")
    try folder.run("add", "-b", "-C4", "file", "carol", "pw").expect(exits: 0).expect(neverSays: "waiting")
  }
}
