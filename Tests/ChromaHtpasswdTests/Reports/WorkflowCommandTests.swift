import Testing

@testable import ChromaHtpasswd

/// Lines that runners of CI take for a command to them (docs of GitHub Actions: workflow commands).
@Suite struct WorkflowCommandTests {
  @Test(arguments: [
    ("::error file=x::y", "\\u{3a}:error file=x::y"), ("##[error]x", "\\u{23}#[error]x"),
    ("  ::debug::x", "  \\u{3a}:debug::x"), (":x", ":x"), ("a::b", "a::b"), ("", ""), ("# x", "# x"),
  ])
  func `a line of a report is not a command`(line: String, shown: String) {
    #expect(line.withoutWorkflowCommand == shown)
  }
}
