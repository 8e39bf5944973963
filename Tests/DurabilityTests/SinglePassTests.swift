import Foundation
import TestSupport
import Testing

/// A large file is read once while its lock is held, and written once.
@Suite struct SinglePassTests {
  @Test(arguments: [
    ["add", "-b", "-C4", "file", "new", "pw"], ["add", "-b", "-C4", "file", "user9", "pw"],
    ["delete", "file", "user7"], ["rename", "file", "user8", "renamed"],
    ["import", "-C4", "--from", "logins", "file"],
  ])
  func `each byte is read once and written once`(words: [String]) throws {
    let folder = try TemporaryFolder(
      file: (0..<20_000).map { "user\($0):\(Fixture.alice.dropFirst(6))\n" }.joined())
    try folder.write("user1:pw\nnew:pw\nuser19999:pw\n", to: "logins")
    let size = try folder.bytes(of: "file").count
    let calls = try SystemCalls(of: folder.program(words)).withFiles
    let lock = try #require(calls.firstIndex { $0.call.name == "flock" && $0.call.line.contains("LOCK_EX") })
    // Afterwards the new file is judged for its server, without the lock.
    let rename = try #require(calls.lastIndex { $0.call.name.hasPrefix("rename") })
    func count(_ names: [String], _ file: String) -> Int {
      calls[lock..<rename].filter { names.contains($0.call.name) && $0.file == file }
        .compactMap { Int($0.call.line.split(separator: " ").last ?? "") }.reduce(0, +)
    }
    // The last part is small, and read again.
    let (read, written) = (count(["read", "pread64"], "file"), count(["write", "pwrite64"], "temporary"))
    #expect(read >= size && read <= size + 1 << 17 + 3, "\(read) of \(size)")
    #expect(try written == folder.bytes(of: "file").count)
  }
}
