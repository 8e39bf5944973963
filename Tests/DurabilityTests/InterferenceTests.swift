import Foundation
import TestSupport
import Testing

/// Other programs, and dead or hanging ones of our own, at the same file at the same time.
@Suite struct InterferenceTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder(file: "\(Fixture.alice)\n\(Fixture.bob)\n") }

  @Test(arguments: [[], ["--in-place"]])
  func `a tool that replaces the file meanwhile keeps its entry, and we ours`(options: [String]) throws {
    let count = 5 * rounds
    for number in 0..<count {
      let before = try folder.inode(of: "file")
      let writer = try startStopping(["add"] + options + ["-b", "-C4", "file", "ours\(number)", "pw"])
      try folder.shell(
        "{ cat file; echo 'theirs\(number):\(Fixture.alice.dropFirst(6))'; } >other && mv other file"
      ).expect(exits: 0)
      #expect(try folder.inode(of: "file") != before)
      try signal("CONT", writer)
      try writer.finish().expect(exits: 0)
      let text = try folder.text(of: "file")
      #expect(text.contains("theirs\(number):"), "\(text)")
      try folder.expect("ours\(number)", hasPassword: "pw")
      #expect(try folder.names == ["file"])
    }
    try Ledger.record(
      "another tool replaces the file meanwhile\(options.isEmpty ? "" : ", in place")", tried: 2 * count,
      lost: 0)
  }

  @Test(arguments: [[], ["--in-place"]])
  func `one that is killed while it holds the lock does not keep the next`(options: [String]) throws {
    for number in 0..<5 * rounds {
      let writer = try startStopping(["delete"] + options + ["file", "bob"])
      try signal("KILL", writer)
      _ = try writer.finish()
      try folder.run("add", "--lock-timeout", "10", "-b", "-C4", "file", "next\(number)", "pw").expect(
        exits: 0)
      #expect(try folder.names == ["file"])
      #expect(try folder.text(of: "file").hasPrefix("\(Fixture.alice)\n\(Fixture.bob)\n"))
    }
    try Ledger.record(
      "killed while it holds the lock\(options.isEmpty ? "" : ", in place")", tried: 5 * rounds, lost: 0)
  }

  @Test func `one that hangs is named when the time is up`() throws {
    let holder = try Command(["flock", "file", "cat"], in: folder.path).start()
    waitUntil { try Command(["flock", "-n", "file", "true"], in: folder.path).run().ending == .exited(1) }
    let outcome = try folder.run("add", "--lock-timeout", "0", "-b", "-C4", "file", "new", "pw")
    outcome.expect(exits: 1).expect(says: "process \(holder.process)")
    holder.kill(SIGKILL)
    _ = try holder.finish()
  }

  @Test func `a cost that somebody raised meanwhile is not lowered`() throws {
    let raised = Fixture.bob.replacing("$2y$04$", with: "$2y$11$")
    let holder = try Command(
      ["flock", "file", "bash", "-c", "cat; echo '\(raised)' >file"], in: folder.path
    ).start()
    waitUntil { try Command(["flock", "-n", "file", "true"], in: folder.path).run().ending == .exited(1) }
    var command = folder.program(["add", "-b", "file", "bob", "new"])
    command.words =
      ["strace", "-qq", "-f", "-o", "trace", "-e", "trace=flock"].map { Array($0.utf8) } + command.words
    let writer = try command.start()
    waitUntil { try folder.text(of: "trace").contains("EAGAIN") }
    try holder.finish().expect(exits: 0)
    try writer.finish().expect(exits: 1).expect(says: "bob was given cost 11 meanwhile, file is unchanged")
    #expect(try folder.text(of: "file") == raised + "\n")
  }

  /// The program, stopped while its bytes are on their way to the disk: it holds the lock, and the file is as it was.
  private func startStopping(_ words: [String]) throws -> Child {
    let log = try TemporaryFolder()
    let options = ["-e", "trace=fsync", "-e", "inject=fsync:signal=STOP:when=1", "-o", log["trace"]]
    var command = folder.program(words)
    command.words = (["strace", "-f"] + options).map { Array($0.utf8) } + command.words
    let writer = try command.start()
    waitUntil { try log.text(of: "trace").contains("stopped by SIGSTOP") }
    #expect(try folder.names.contains { $0.hasPrefix(".file") })
    return writer
  }

  private func signal(_ name: String, _ writer: Child) throws {
    try Command(["pkill", "-\(name)", "-s", "\(writer.process)", "chroma-htpasswd"]).run().expect(exits: 0)
  }

  private func waitUntil(_ condition: () throws -> Bool) {
    while (try? condition()) != true { sched_yield() }
  }
}
