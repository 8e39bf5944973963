import Foundation
import TestSupport
import Testing

/// The order in which things reach the disk, in the trace of the real calls.
@Suite struct CrashConsistencyTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder(file: "\(Fixture.alice)\n\(Fixture.bob)\n") }

  @Test(arguments: [
    ["create", "-b", "-C4", "new", "u", "pw"], ["create", "--force", "-b", "-C4", "file", "u", "pw"],
    ["add", "-b", "-C4", "file", "u", "pw"], ["add", "--create", "-b", "-C4", "new", "u", "pw"],
    ["delete", "file", "bob"], ["rename", "file", "bob", "robert"],
  ])
  func `the new file is on the disk before it has the name, and the name before the end`(words: [String])
    throws
  {
    let steps = try steps(of: words)
    let writes = steps.indices.filter { steps[$0].hasPrefix("write") }
    let rename = try #require(steps.firstIndex { $0.hasPrefix("rename") })
    let before = steps[..<rename].lastIndex(of: "fsync temporary")
    #expect(try #require(before) > (try #require(writes.last)), "\(steps)")
    #expect(steps[(rename + 1)...].first == "fsync folder", "\(steps)")
  }

  @Test(arguments: [
    ["add", "-b", "-C4", "file", "u", "pw"], ["delete", "file", "alice"], ["rename", "file", "bob", "bo"],
  ])
  func `in place, the recovery copy is on the disk before the file is touched, and goes after it`(
    words: [String]
  )
    throws
  {
    let steps = try steps(of: [words[0], "--in-place"] + words.dropFirst())
    let order = [
      "write temporary", "fsync temporary", "rename to .file.chroma-htpasswd-recovery", "fsync folder",
      "write file", "fsync file", "unlink .file.chroma-htpasswd-recovery", "fsync folder",
    ]
    var rest = order[...]
    for step in steps where step == rest.first { rest.removeFirst() }
    #expect(rest.isEmpty, "\(steps) lacks \(rest)")
    // Not a byte of the file before its copy is safe.
    let first = try #require(steps.firstIndex { $0 == "write file" || $0 == "truncate file" })
    #expect(first > steps.firstIndex(of: "fsync folder") ?? .max, "\(steps)")
    let last = steps.lastIndex { $0 == "write file" || $0 == "truncate file" } ?? .max
    #expect(steps.lastIndex(of: "fsync file") ?? 0 > last, "\(steps)")
  }

  /// Writes, fsyncs, renames and unlinks, each with what it is done to.
  private func steps(of words: [String]) throws -> [String] {
    try SystemCalls(of: folder.program(words)).withFiles.compactMap { (call, file) -> String? in
      if let renamed = call.line.firstMatch(of: /rename[a-z0-9]*\(.*, "([^"]*)"[^"]*$/) {
        return "rename to \(renamed.1)"
      }
      if let removed = call.line.firstMatch(of: /unlinkat\([^,]+, "([^"]*)"/) { return "unlink \(removed.1)" }
      guard let file else { return nil }
      return switch call.name {
      case "fsync": "fsync \(file)"
      case "ftruncate": "truncate \(file)"
      case "write", "pwrite64": "write \(file)"
      default: nil
      }
    }
  }
}
