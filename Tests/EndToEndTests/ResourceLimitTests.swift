import Foundation
import TestSupport
import Testing

/// Limits of the process (setrlimit(2)): an error, the file as it was, nothing left behind.
@Suite struct ResourceLimitTests {
  @Test(arguments: [["--fsize=0"], ["--fsize=0", "--in-place"]])
  func `a file that may not grow is an error, and stays as it is`(words: [String]) throws {
    let folder = try TemporaryFolder(file: "\(Fixture.alice)\n")
    let options = Array(words.dropFirst())
    let command = Command(
      ["prlimit", words[0], Program.path, "add"] + options + ["-b", "-C4", folder["file"], "new", "new-pw"])
    try folder.expect(exits: 1, changingNothing: command).expect(says: "file too large")
  }

  @Test func `too few descriptors are an error`() throws {
    let folder = try TemporaryFolder(file: "\(Fixture.alice)\n")
    let command = Command(
      ["prlimit", "--nofile=4", Program.path, "add", "-b", "-C4", folder["file"], "new", "new-pw"])
    try folder.expect(exits: 1, changingNothing: command).expect(says: "too many open files")
  }
}
