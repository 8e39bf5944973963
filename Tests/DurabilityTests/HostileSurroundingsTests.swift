import Foundation
import TestSupport
import Testing

/// What somebody may have planted, closed or limited: an answer every time, and nobody else's file touched.
@Suite struct HostileSurroundingsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder(file: "\(Fixture.alice)\n") }

  @Test(arguments: [[], ["--in-place"]])
  func `a link planted under the name of the recovery copy leads nowhere`(options: [String]) throws {
    try folder.write("somebody else's\n", to: "victim")
    try folder.shell("ln -s victim .file.chroma-htpasswd-recovery").expect(exits: 0)
    let outcome = try folder.program(["add"] + options + ["-b", "-C4", "file", "u", "pw"]).run()
    outcome.expect(exits: 0)
    #expect(try folder.text(of: "victim") == "somebody else's\n")
    try folder.expect("u", hasPassword: "pw")
  }

  @Test func `in a folder that everybody may write to, nobody's file is followed or removed`() throws {
    try folder.write("somebody else's\n", to: "victim")
    try folder.shell(
      """
      chmod 1777 .
      for number in $(seq 9); do ln -s victim .file.chroma-htpasswd-000000000000000$number; done
      """
    ).expect(exits: 0)
    try folder.run("add", "-b", "-C4", "file", "u", "pw").expect(exits: 0)
    #expect(try folder.text(of: "victim") == "somebody else's\n")
    #expect(try folder.names.count == 11)
  }

  @Test(arguments: ["mkfifo file", "mknod file c 1 3", "mkdir file"])
  func `what was put in the file's place is not written to, and not waited for`(script: String) throws {
    if script.hasPrefix("mknod") { try #require(geteuid() == 0, "run as root: the test makes a device") }
    try folder.shell("rm file && \(script)").expect(exits: 0)
    for words in [
      ["add", "-b", "-C4", "file", "u", "pw"], ["delete", "file", "alice"],
      ["rename", "file", "alice", "al"],
      ["create", "--force", "-b", "-C4", "file", "u", "pw"], ["lint", "--fix", "file"],
    ] where !(words[0] == "lint" && script.hasPrefix("mkfifo")) {
      try folder.program(words).run().expect(exits: 1).expect(says: "file")
    }
    #expect(try folder.names == ["file"])
  }

  @Test(arguments: [
    ["add", "-b", "-C4", "file", "u", "pw"], ["delete", "file", "alice"],
    ["verify", "-b", "file", "alice", "alice-pw"],
    ["list", "file"], ["lint", "file"],
  ])
  func `a line of two gigabytes is an answer, in little memory`(words: [String]) throws {
    // As sparse as it is, it is read; a fifth of it would not fit the memory that is allowed.
    try folder.shell("truncate -s 2G file").expect(exits: 0)
    let outcome = try Command(
      ["prlimit", "--as=\(400 << 20)", Program.path] + words, in: folder.path
    ).run()
    outcome.expect(exits: 1).expect(says: "a line of more than 64 MiB")
    #expect(try folder.names == ["file"])
  }

  @Test func `a name with terminal escapes reaches no terminal as such`() throws {
    try folder.write("\u{1b}[2J\u{9b}31mred\u{7}:\(Fixture.alice.dropFirst(6))\n", to: "file")
    for words in [
      ["list", "file"], ["lint", "file"], ["lint", "--format", "github", "file"],
      ["delete", "file", "\u{1b}]0;x\u{7}"],
      ["verify", "-b", "file", "\u{1b}[2J\u{9b}31mred\u{7}", "x"], ["add", "-b", "file", "\u{1b}[2J", "x"],
      ["list", "--format", "json", "file"], ["lint", "--format", "sarif", "file"], ["list", "\u{1b}[2J"],
    ] {
      let outcome = try folder.program(words).run()
      let controls = (outcome.text + outcome.messages).unicodeScalars.filter {
        $0.properties.generalCategory == .control && $0 != "\n"
      }
      #expect(controls.isEmpty, "\(outcome)")
    }
  }

  @Test(arguments: [
    ("<&-", 1), (">&-", 0), ("2>&-", 0), ("<&- >&- 2>&-", 1),
  ])
  func `closed streams are no way into a file`(redirection: String, status: Int32) throws {
    // What is opened next must not get the number of a stream, and be written to as one.
    let stdin = redirection.contains("<&-")
    try folder.shell(
      "chroma-htpasswd add \(stdin ? "-i" : "-b") -C4 file u \(stdin ? "" : "pw") \(redirection)"
    ).expect(exits: status)
    #expect(try folder.text(of: "file").hasPrefix(Fixture.alice + "\n"))
    if status == 0 { try folder.expect("u", hasPassword: "pw") }
    let text = try folder.text(of: "file")
    #expect(!text.contains("chroma-htpasswd") && !text.contains("hint"))
  }

  @Test func `a full pipe is waited for`() throws {
    try folder.write((0..<3000).map { "user\($0):\(Fixture.alice.dropFirst(6))\n" }.joined(), to: "file")
    // The reader takes its time until the writer must have filled the pipe.
    try folder.shell(
      """
      mkfifo pipe
      chroma-htpasswd list file >pipe & writer=$!
      exec 3<pipe
      until grep -q pipe_write /proc/$writer/wchan || grep -q ^State:.S /proc/$writer/status; do :; done
      cat <&3 >listing
      wait $writer
      test $(wc -l <listing) -ge 3000
      """
    ).expect(exits: 0)
  }

  @Test(arguments: [
    "--nofile=5", "--fsize=1", "--as=20000000", "--stack=1000000", "--nproc=1", "--core=unlimited",
  ])
  func `within whatever limits, the file is the old one or the new one`(limit: String) throws {
    for words in [
      ["add", "-b", "-C4", "file", "u", "pw"], ["add", "--in-place", "-b", "-C4", "file", "u", "pw"],
    ] {
      try folder.write(Fixture.alice + "\n", to: "file")
      let outcome = try Command(["prlimit", limit, Program.path] + words, in: folder.path).run()
      let text = try folder.text(of: "file")
      if outcome.ending == .exited(0) {
        try folder.expect("u", hasPassword: "pw")
      } else {
        outcome.expect(exits: 1)
        #expect(text == Fixture.alice + "\n")
      }
      #expect(try folder.names == ["file"])
    }
  }
}
