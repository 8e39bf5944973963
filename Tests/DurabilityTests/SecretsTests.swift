import Foundation
import TestSupport
import Testing

/// Traces of a password: none in memory, none that others can read.
@Suite struct SecretsTests {
  enum Source: String, CaseIterable, CustomTestStringConvertible {
    case argument, standardInput, variable, file, descriptor

    var testDescription: String { rawValue }

    /// How `add` gets the password; the shell has the password in `$secret`.
    var script: String {
      switch self {
      case .argument: #"exec "${trace[@]}" add -b -C4 file user "$secret""#
      case .standardInput: #"exec "${trace[@]}" add -i -C4 file user <password"#
      case .variable: #"export PW=$secret; exec "${trace[@]}" add --password-env PW -C4 file user"#
      case .file: #"exec "${trace[@]}" add --password-file password -C4 file user"#
      case .descriptor: #"exec "${trace[@]}" add --password-fd 3 -C4 file user 3<password"#
      }
    }
  }

  @Test(arguments: Source.allCases)
  func `once the hash is made, the process's memory holds no password`(_ source: Source) throws {
    let folder = try TemporaryFolder(file: "\(Fixture.alice)\n")
    var random = SeededGenerator(stream: 7100)
    let secret = (0..<32).map { _ in
      String("abcdefghijkmnpqrstuvwxyz23456789".randomElement(using: &random)!)
    }.joined()
    try folder.write(secret + "\n", to: "password")
    let holder = try Command(["flock", "file", "cat"], in: folder.path).start()
    while try Command(["flock", "-n", "file", "true"], in: folder.path).run().ending == .exited(0) {}

    // Hashing comes before the lock, for which it waits: strace shows when it does.
    let script =
      "read -r secret <password; trace=(strace -qq -f -o trace -e trace=flock \"$0\"); \(source.script)"
    let child = try Command(["bash", "-c", script, Program.path], in: folder.path).start()
    var lines: [Substring] = []
    while lines.count < 3 { lines = ((try? folder.text(of: "trace")) ?? "").split(separator: "\n") }
    let process = try #require(lines[0].split(separator: " ").first.flatMap { Int($0) })

    let memory = try Memory(of: process)
    #expect(memory.holds(Fixture.alice.prefix(20)) || memory.holds("--password") || memory.holds("file"))
    for start in stride(from: 0, through: 24, by: 4) {
      let part = secret.dropFirst(start).prefix(8)
      #expect(!memory.holds(part), "\(source): \(memory.count) bytes of memory hold a part of the password")
    }
    for name in ["cmdline", "environ"] {
      let shown = try Data(contentsOf: URL(filePath: "/proc/\(process)/\(name)"))
      #expect(!String(decoding: shown, as: UTF8.self).contains(secret.prefix(8)))
    }

    holder.kill(SIGKILL)
    _ = try holder.finish()
    try child.finish().expect(exits: 0)
    try folder.expect("user", hasPassword: secret)
    try Ledger.record("memory searched after hashing: password from \(source.rawValue)", tried: 1, lost: 0)
  }

  @Test(arguments: ["add", "verify"])
  func `no core can be dumped, and nobody may look, before the password is read`(command: String) throws {
    let folder = try TemporaryFolder(file: "\(Fixture.alice)\n")
    let program = folder.program([command, "--stdin", "-q", "file", "alice"], input: "alice-pw\n")
    let calls = try SystemCalls(of: program).all
    let read = try #require(calls.firstIndex { $0.name == "read" && $0.line.contains("alice-pw") })
    let lines = calls[..<read].map(\.line)
    #expect(lines.contains { $0.contains("PR_SET_DUMPABLE, SUID_DUMP_DISABLE") })
    #expect(lines.contains { $0.contains("RLIMIT_CORE, {rlim_cur=0, rlim_max=0}") })
  }

  @Test(arguments: [
    ["create", "-b", "-C4", "new", "u", "pw"], ["add", "--create", "-b", "-C4", "new", "u", "pw"],
    ["add", "-b", "-C4", "file", "u", "pw"], ["add", "--in-place", "-b", "-C4", "file", "u", "pw"],
    ["delete", "file", "alice"],
  ])
  func `no new file is open to others for a moment, whatever the umask`(words: [String]) throws {
    let folder = try TemporaryFolder(file: "\(Fixture.alice)\n\(Fixture.bob)\n")
    try folder.shell("chmod 600 file").expect(exits: 0)
    var command = folder.program(words)
    command.words = ["bash", "-c", "umask 0; exec \"$@\"", "bash"].map { Array($0.utf8) } + command.words
    let calls = try SystemCalls(of: command).all
    let creations = calls.filter { $0.line.contains("O_CREAT") }
    #expect(!creations.isEmpty)
    for call in creations {
      #expect(
        call.line.contains("O_EXCL") && call.line.contains("O_NOFOLLOW") && call.line.contains(", 0600)"))
    }
    for call in calls where call.name.hasPrefix("fchmod") {
      #expect(call.line.contains("0600"), "\(call.line)")
    }
  }
}

/// The memory of a process as it is (proc(5), `/proc/PID/mem`).
private struct Memory {
  private let parts: [Data]

  init(of process: Int) throws {
    let maps = try String(contentsOf: URL(filePath: "/proc/\(process)/maps"), encoding: .utf8)
    let file = try FileHandle(forReadingFrom: URL(filePath: "/proc/\(process)/mem"))
    defer { try? file.close() }
    parts = try maps.split(separator: "\n").compactMap { line in
      // `start-end rw-p ...`; what is not writable holds nothing that was read.
      let words = line.split(separator: " ")
      guard words[1].hasPrefix("rw") else { return nil }
      let bounds = words[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
      try file.seek(toOffset: bounds[0])
      return try file.read(upToCount: Int(bounds[1] - bounds[0]))
    }
  }

  var count: Int { parts.reduce(0) { $0 + $1.count } }

  func holds(_ text: some StringProtocol) -> Bool {
    parts.contains { $0.range(of: Data(text.utf8)) != nil }
  }
}
