import Foundation
import Htpasswd
import TestSupport
import Testing

@testable import ChromaHtpasswd

/// Which source is taken. Reading one forbids core dumps, and more, of the whole process: the tests of the program
/// do that.
@Suite struct PasswordSourceTests {
  private func source(_ words: String...) throws -> PasswordSource {
    try PasswordSource.chosen(Invocation(.add, .typed(["add"] + words + ["f", "u"]), from: 2))
  }

  private func failure(_ words: String...) -> Failure? {
    #expect(throws: Failure.self) {
      _ = try PasswordSource.chosen(Invocation(.add, .typed(["add"] + words + ["f", "u"]), from: 2))
    }
  }

  /// The kind of a source, by name.
  private func kind(_ source: consuming PasswordSource) -> String {
    switch consume source {
    case .given: "given"
    case .file(_, let name): "file \(name)"
    case .generated(let length): "generated \(length)"
    case .terminal: "terminal"
    }
  }

  @Test func `each option names its source, and none the terminal`() throws {
    let folder = try TemporaryFolder()
    try folder.write("pw\n", to: "pw")
    #expect(try kind(source()) == "terminal")
    #expect(try kind(source("-i")) == "file standard input")
    #expect(try kind(source("--password-file", folder["pw"])) == "file \(folder["pw"])")
    // The arguments are C strings for the call.
    _ = unsafe setenv("CHROMA_HTPASSWD_TEST_SOURCE", "pw", 1)
    #expect(try kind(source("--password-env", "CHROMA_HTPASSWD_TEST_SOURCE")) == "given")
    #expect(failure("--password-env", "CHROMA_HTPASSWD_TEST_NONE")?.status == .usage)
    #expect(try kind(source("--password-fd", "0")) == "file descriptor 0")
    #expect(try kind(source("--generate")) == "generated 24")
    let withArgument = try Invocation(typed: "add", "-b", "f", "u", "pw")
    #expect(try kind(PasswordSource.chosen(withArgument)) == "given")
  }

  @Test func `only the terminal asks somebody, only generating makes one up`() throws {
    let terminal = try source()
    let generated = try source("--generate")
    // The arguments are C strings for the call.
    _ = unsafe setenv("CHROMA_HTPASSWD_TEST_OTHER", "pw", 1)
    let environment = try source("--password-env=CHROMA_HTPASSWD_TEST_OTHER")
    let asks = (terminal.asksSomebody, generated.asksSomebody, environment.asksSomebody)
    #expect(asks == (true, false, false))
    let makes = (terminal.isGenerated, generated.isGenerated, environment.isGenerated)
    #expect(makes == (false, true, false))
  }

  @Test func `two sources cannot be used together`() {
    let failure = failure("--stdin", "--generate")
    #expect(failure?.status == .usage)
    #expect(failure?.message == "--stdin cannot be used with --generate")
    #expect(self.failure("--password-env=X", "--password-fd=0")?.status == .usage)
  }

  @Test(arguments: [("8", 8), ("72", 72), ("24", 24)])
  func `a generated password has 8 to 72 characters`(text: String, length: Int) throws {
    #expect(try kind(source("--generate=\(text)")) == "generated \(length)")
    #expect(try kind(source("--generate")) == "generated 24")
  }

  @Test(arguments: ["7", "73", "0", "-8", "x", "8 "])
  func `another length is refused`(text: String) {
    #expect(failure("--generate=\(text)")?.message == "--generate takes a whole number from 8 to 72")
  }

  @Test func `what cannot be opened is reported`() throws {
    let folder = try TemporaryFolder()
    let missing = failure("--password-file", folder["missing"])
    #expect(missing?.status == .unreachable)
    #expect(
      missing?.message == "cannot read the password from \(folder["missing"]): no such file or directory")
    let closed = failure("--password-fd", "1000000")
    #expect(closed?.status == .unreachable)
    #expect(closed?.message == "cannot read the password from descriptor 1000000: bad file descriptor")
    #expect(failure("--password-fd", "x")?.status == .usage)
    #expect(failure("--password-fd=99999999999")?.status == .usage)
  }
}
