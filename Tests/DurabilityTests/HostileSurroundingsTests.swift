import Foundation
import TestSupport
import Testing

/// Surroundings that somebody planted, closed or limited: an answer every time, and nobody else's file touched.
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

  @Test func `a link that somebody swaps in a folder like /tmp is never followed, however it is timed`()
    throws
  {
    try #require(geteuid() == 0, "run as root: the test takes on other users")
    try folder.write("root:x\n", to: "victim")
    try folder.write(
      """
      import os, sys
      # A file of their own while it is judged, a link when it is read.
      while not os.path.exists("../stop"):
          for make in (lambda: open("t", "w").write("x:y\\n"), lambda: os.symlink("../victim", "t")):
              try:
                  make()
                  os.unlink("t")
              except OSError:
                  pass
      """, to: "swap.py")
    try folder.shell(
      """
      chmod 711 .; chmod 644 swap.py; mkdir -m 1777 sticky; cd sticky
      setpriv --reuid nobody --clear-groups python3 -B ../swap.py &
      for number in $(seq 200); do chroma-htpasswd add --create -b -C4 t mallory pw; done >/dev/null 2>&1
      touch ../stop; wait
      """
    ).expect(exits: 0)
    #expect(try folder.text(of: "victim") == "root:x\n")
  }

  @Test(arguments: [
    "create -b -C4 theirs/link u pw", "create --force -b -C4 theirs/link u pw",
    "add --create -b -C4 theirs/link u pw",
    "token -o theirs/link", "token --force -o theirs/link", "-cbB theirs/link u pw",
    "import --create -C4 --from pairs theirs/link", "create -b -C4 first u pw",
  ])
  func `nothing is made where a link of somebody else leads to no file`(arguments: String) throws {
    try #require(geteuid() == 0, "run as root: the test takes on other users")
    try folder.write("u:pw\n", to: "pairs")
    try folder.shell(
      """
      mkdir theirs; ln -s ../planted theirs/link; ln -s theirs/link first; chown -h nobody theirs theirs/link
      """
    ).expect(exits: 0)
    let outcome = try folder.shell("chroma-htpasswd \(arguments)").expect(exits: 1)
    if !arguments.hasPrefix("-c") { outcome.expect(says: "a symbolic link of another user") }
    #expect(try !folder.names.contains("planted"))
  }

  @Test func `the cleaner of leftovers opens no FIFO, whose writer would notice`() throws {
    try folder.shell(
      """
      mkfifo .file.chroma-htpasswd-0123456789abcdef
      (echo >.file.chroma-htpasswd-0123456789abcdef; touch opened) & writer=$!
      until grep -q fifo /proc/$writer/wchan || grep -q ^State:.S /proc/$writer/status; do :; done
      chroma-htpasswd add -b -C4 file u pw
      kill -0 $writer && kill $writer
      """
    ).expect(exits: 0)
    #expect(try !folder.names.contains("opened"))
  }

  @Test(arguments: ["create -b -C4 new u pw", "add -b -C4 file u pw", "token -o new"])
  func `a folder that cannot be put on the disk is said, of a file that is changed`(arguments: String) throws
  {
    let outcome = try folder.shell(
      "strace -o trace -e trace=fsync -e inject=fsync:error=EIO:when=2 chroma-htpasswd \(arguments)")
    outcome.expect(exits: 1).expect(
      says: "is changed, but its folder cannot be put on the disk: input/output error"
    )
    .expect(neverSays: "cannot write").expect(neverSays: "cannot create")
    #expect(try !folder.bytes(of: arguments.contains("new") ? "new" : "file").isEmpty)
  }

  @Test(arguments: ["u+s", "g+s"])
  func `it refuses to run with rights that its file gives`(mode: String) throws {
    try #require(geteuid() == 0, "run as root: the test takes on other users")
    // Not where setuid counts for nothing.
    let place = try TemporaryFolder()
    try place.shell("cp \(Program.path) program; chmod 755 . program; chmod \(mode) program").expect(exits: 0)
    let asNobody = "setpriv --reuid nobody --regid nogroup --clear-groups"
    let run = "\(asNobody) ./program --version"
    try place.shell(run).expect(exits: 2).expect(says: "refusing to run with rights from its own file")
    // The shell that evaluates settings is told; a file of htpasswd's gets nothing, whatever its users are called.
    try place.shell("eval \"$(\(asNobody) ./program config env file)\"").expect(exits: 1)
    try place.shell("ln program htpasswd; \(asNobody) ./htpasswd -nb config pw >out; [ ! -s out ]")
      .expect(exits: 0).expect(says: "refusing to run")
    try place.shell("chmod u-s,g-s program && \(run)").expect(exits: 0)
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
    outcome.expect(exits: 1).expect(says: "a line of more than 8 MiB")
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
    // The next file opened must not get the number of a stream, and be written to as one.
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
