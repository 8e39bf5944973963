import Foundation
import TestSupport
import Testing

/// Passwords and hashes show nowhere.
@Suite struct SecrecyTests {
  static let secret = "correct-horse-battery"

  @Test(arguments: [
    ["admin:\(secret)"], ["help", "admin:\(secret)"], ["lint", "--for", "admin:\(secret)", "f"],
    ["config", "admin:\(secret)"], ["explain", "admin:\(secret)"], ["--admin:\(secret)"],
    ["lint", "--admin:\(secret)", "f"], ["list", "--format", "admin:\(secret)", "f"],
    ["config", "env", "--auth", "x:\(secret)"],
    ["create", "f", "admin\t\(secret)"], ["create", "--group", "g:\(secret)", "f", "u"],
    ["verify", "f", "admin:\(secret)"],
    ["lint", "--diff", "--unsafe-fixes", "file"], ["lint", "--diff", "--fix", "file"],
  ])
  func `a word in another's place is shown without what may be a password`(arguments: [String]) throws {
    let folder = try TemporaryFolder()
    try folder.write("\(Self.secret)\rx:y\rbob:$2y$04$\r\n", to: "file")
    let outcome = try folder.program(arguments).run()
    outcome.expect(neverSays: Self.secret)
    let hash = "$2y$10$hR/J5NXfL73lF9lWFdhJfuM8dRd3BbCw8neQXYBd69OCWW9YmF3Qm"
    let other = try folder.program(arguments.map { $0.replacing("admin:\(Self.secret)", with: hash) }).run()
    other.expect(neverSays: String(hash.dropFirst(7)))
  }

  @Test(arguments: ["prctl", "prlimit64"])
  func `where core dumps cannot be forbidden, no password is taken`(call: String) throws {
    let folder = try TemporaryFolder(file: "\(Fixture.alice)\n")
    try folder.shell(
      "strace -o trace -e inject=\(call):error=EPERM chroma-htpasswd add -b -C4 file bob \(Self.secret)"
    ).expect(exits: 1).expect(says: "cannot keep the password out of core dumps: operation not permitted")
      .expect(neverSays: Self.secret)
    #expect(try folder.text(of: "file") == "\(Fixture.alice)\n")
  }

  @Test func `import says no password that a tab or a space is before`() throws {
    let folder = try TemporaryFolder()
    var command = folder.program(["import", "--create", "--generate", "f"])
    command.input = Array("admin\t\(Self.secret)\n".utf8)
    try command.run().expect(exits: 6).expect(neverSays: Self.secret)
  }

  @Test(arguments: ["-b", "--password-env"])
  func `while a slow hash runs, neither ps nor the environment shows the password`(source: String) throws {
    let folder = try TemporaryFolder()
    var command = folder.program(
      source == "-b"
        ? ["hash", "-C", "14", "-b", "observed-user", Self.secret]
        : ["hash", "-C", "14", "--password-env", "SECRET", "observed-user"])
    command.environment["SECRET"] = source == "-b" ? nil : Self.secret
    let child = try command.start()
    let process = "/proc/\(child.process)"
    // Until it was read the password is there; afterwards it is gone, while the hash is still being computed.
    var seen = ""
    repeat {
      seen = try shown(by: process)
    } while !seen.contains(") Z ") && (seen.contains(Self.secret) || !seen.contains("observed-user"))
    let listing = try Command(["ps", "-o", "args", "-p", "\(child.process)"]).run().expect(exits: 0)
    listing.expect(says: "observed-user").expect(neverSays: Self.secret)
    #expect(try !shown(by: process).contains(Self.secret))
    try child.finish().expect(exits: 0).expect(neverSays: Self.secret)
  }

  @Test(arguments: [
    ["verify", "-b", "file", "alice", secret], ["add", "-b", "-C4", "--if-changed", "file", "alice", secret],
    ["add", "-b", "-C4", "file", "alice", secret], ["-bB", "file", "alice", secret],
    ["-vb", "file", "alice", secret],
    ["verify", "--password-env", "SECRET", "file", "alice"],
    ["add", "--password-env", "SECRET", "-C4", "file", "alice"], ["config", "env", "file"],
  ])
  func `while a lock is waited for, neither ps nor the environment shows the password`(arguments: [String])
    throws
  {
    let folder = try TemporaryFolder(file: "\(Fixture.alice)\n")
    // A file with two names can only be written in place, so that readers wait too.
    try folder.shell("ln file other").expect(exits: 0)
    // Not inherited by the program: it would seem to have it open.
    let file = unsafe open(folder["file"], O_RDWR | O_CLOEXEC)
    defer { close(file) }
    try #require(flock(file, LOCK_EX) == 0)
    var command = folder.program(arguments)
    command.environment["SECRET"] = arguments.contains("SECRET") ? Self.secret : nil
    let child = try command.start()
    let process = "/proc/\(child.process)"
    // Until it has the file open, and so waits for its lock.
    func hasFile() -> Bool {
      let numbers = (try? FileManager.default.contentsOfDirectory(atPath: process + "/fd")) ?? []
      return numbers.contains {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(process)/fd/\($0)")) == folder["file"]
      }
    }
    while try !hasFile() && !shown(by: process).contains(") Z ") {}
    #expect(try !shown(by: process).contains(Self.secret))
    let limits = try String(contentsOfFile: process + "/limits", encoding: .utf8)
    if arguments != ["config", "env", "file"] {
      #expect(limits.contains(/Max core file size +0 +0/), "\(limits)")
    }
    child.kill(SIGTERM)
    _ = try child.finish()
  }

  /// Its state, arguments and environment, as anybody can read them.
  private func shown(by process: String) throws -> String {
    try ["stat", "cmdline", "environ"].map {
      String(decoding: try Data(contentsOf: URL(filePath: "\(process)/\($0)")), as: UTF8.self)
    }.joined()
  }

  @Test(arguments: [
    ["create", "-b", "-C4", "file", "u", secret], ["create", "-b", "-C4", "new", "u", secret],
    ["add", "-b", "-C4", "file", "u", secret], ["add", "-b", "-C4", "file", "alice", secret],
    ["add", "--dry-run", "-b", "-C4", "file", "alice", secret], ["add", "-b", "-C4", "file", "a:b", secret],
    ["add", "-b", "-C4", "missing/file", "u", secret], ["add", "-b", "-C", "99", "file", "u", secret],
    ["add", "-b", "file", "u", secret, secret], ["add", "-C4", "file", "u", secret],
    ["verify", "-b", "file", "alice", secret], ["verify", "-b", "file", "nobody", secret],
    ["verify", "-b", "file", "plain", secret],
    ["verify", "-b", "--for", "chroma-0.4", "file", "plain", secret],
    ["verify", "-b", "missing", "u", secret],
    ["verify", "--format", "json", "-b", "broken", "plain", secret],
    ["verify", "-b", "broken", "plain", secret], ["add", "-b", "-C4", "broken", "u", secret],
    ["list", "file"], ["list", "--format", "json", "file"], ["list", "broken"],
    ["list", "--format=json", "broken"],
    ["delete", "file", "plain"], ["delete", "file", "alice"], ["delete", "broken", "plain"],
    ["rename", "file", "plain", "other"], ["rename", "file", "alice", "plain"],
    ["hash", "-b", "-C4", "u", secret], ["hash", "-b", "-C4", "u", secret, secret],
  ])
  func `no command says a password, or a hash that it did not make for printing`(arguments: [String]) throws {
    let folder = try TemporaryFolder(file: "\(Fixture.alice)\nplain:\(Self.secret)\n")
    try folder.write("\(Fixture.alice)\nplain:\(Self.secret)\n\(Self.secret)\n", to: "broken")
    let outcome = try folder.program(arguments).run()
    outcome.expect(neverSays: Self.secret)
    let shown = outcome.messages + (arguments[0] == "hash" ? "" : outcome.text)
    #expect(!shown.contains(Fixture.alice.suffix(31)) && !shown.contains(/\$2y\$04\$[.\/A-Za-z0-9]{53}/))
  }

  /// A hash where a user belongs, and a user with the password after a colon.
  @Test(arguments: [
    ["verify", "-b", "file", "*", "pw"], ["verify", "file", "*"],
    ["verify", "--format", "json", "-b", "file", "*", "pw"],
    ["add", "-b", "-C4", "file", "*", "pw"], ["add", "-b", "-C4", "--update-only", "file", "*", "pw"],
    ["create", "-b", "-C4", "new", "*", "pw"], ["create", "-b", "-C4", "--dry-run", "new", "*", "pw"],
    ["delete", "file", "*"], ["delete", "file", "alice", "*"], ["rename", "file", "*", "other"],
    ["rename", "file", "alice", "*"], ["hash", "-b", "-C4", "*"], ["header", "-b", "*", "pw"],
    ["-vb", "file", "*", "pw"], ["-D", "file", "*"], ["-bBC4", "file", "*", "pw"],
  ])
  func `no command says what is in a user's place`(arguments: [String]) throws {
    let hash = String(Fixture.alice.dropFirst(6))
    for (user, secret) in [(hash, String(hash.suffix(31))), ("alice:\(Self.secret)", Self.secret)] {
      let folder = try TemporaryFolder(file: "\(Fixture.alice)\n")
      let outcome = try folder.program(arguments.map { $0 == "*" ? user : $0 }).run()
      let shown = outcome.messages + (["hash", "header"].contains(arguments[0]) ? "" : outcome.text)
      #expect(!shown.contains(secret), "\(outcome)")
    }
  }

  @Test func `the value of a secret variable is not taken for another option`() throws {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    var command = folder.program(["add", "-C4", "--password-env", "SECRET", "file", "u"])
    command.environment["SECRET"] = "--generate"
    try command.run().expect(exits: 0)
    try folder.expect("u", hasPassword: "--generate")
  }
}
