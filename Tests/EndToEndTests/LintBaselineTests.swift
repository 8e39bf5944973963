import Foundation
import TestSupport
import Testing

/// `lint --baseline`: what is known is not reported again, and the file betrays nothing.
@Suite struct LintBaselineTests {
  let folder: TemporaryFolder
  private let secret = "correct-horse"

  init() throws {
    folder = try TemporaryFolder(
      file:
        "bob:$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/\neve:\(secret)\n\(secret)\n\(secret)\n\(Fixture.alice)\n")
    try folder.shell("chmod 600 file")
  }

  private func lint(_ options: String..., exits status: Int32) throws -> Outcome {
    try folder.program(["lint", "--baseline", "known"] + options + ["file"]).run().expect(exits: status)
  }

  @Test func `what is known is not reported, and what is new is`() throws {
    try lint("--write-baseline", exits: 0).expect(says: "known has ")
    try lint("--fail-on", "note", exits: 0).expect(says: "0 errors, 0 warnings, 0 notes; ").expect(
      // The outcome stays true.
      says: "file: Chroma will not start")
    // Lines move, and one more has the fault that two have.
    try folder.shell("sed -i '1i zoe:x' file; echo \(secret) >>file")
    let report = try lint("--format", "json", exits: 7).text
    let rules = report.matches(of: /"rule":"([a-z-]+)","severity"/).map { String($0.1) }.sorted()
    #expect(rules == ["missing-colon", "plain-text-password"], "\(report)")
  }

  @Test func `it has rules, users and digests, and no digest of what is secret`() throws {
    _ = try lint("--write-baseline", exits: 0)
    let text = try folder.text(of: "known")
    #expect(text.contains(" non-bcrypt-hash bob\n") && text.contains(" missing-colon\n"))
    #expect(!text.contains(secret) && !text.contains("$apr1"))
    // Another password, the same findings: the same file.
    try folder.shell("sed -i s/\(secret)/correct-mouse/ file")
    _ = try lint("--write-baseline", exits: 0)
    #expect(try folder.text(of: "known") == text)
    // Another file has other digests.
    try folder.shell("rm known")
    _ = try lint("--write-baseline", exits: 0)
    #expect(try folder.text(of: "known") != text)
  }

  @Test func `no other file is taken for a baseline, or overwritten by one`() throws {
    let before = try folder.text(of: "file")
    for options in [["--write-baseline"], []] {
      try folder.program(["lint", "--baseline", "file"] + options + ["file"]).run().expect(exits: 7).expect(
        says: "file is not a baseline")
    }
    #expect(try folder.text(of: "file") == before)
    _ = try lint(exits: 1)
    _ = try lint("--write-baseline", "--dry-run", exits: 7)
    #expect(try folder.names == ["file"])
    try folder.run("lint", "--write-baseline", "file").expect(exits: 2)
    _ = try lint("--write-baseline", "--fix", exits: 2)
    _ = try lint("--write-baseline", "--diff", exits: 2)
  }

  @Test func `a rule can fail besides the severities`() throws {
    try folder.run("lint", "--only", "low-cost", "file").expect(exits: 0)
    try folder.run("lint", "--only", "low-cost", "--fail-on", "low-cost", "file").expect(exits: 7)
    try folder.run("lint", "--only", "low-cost", "--fail-on", "high-cost", "file").expect(exits: 0)
    try folder.run("lint", "-q", "--only", "low-cost", "--fail-on", "low-cost", "file").expect(
      says: "[low-cost]")
    try folder.run("lint", "--only", "non-bcrypt-hash", "--fail-on", "high-cost", "file").expect(exits: 7)
    try folder.run("lint", "--fail-on", "low-cots", "file").expect(exits: 2).expect(
      says: "did you mean low-cost?")
  }

  @Test func `standard input has the name that it is given, and what is beside that`() throws {
    try folder.run("lint", "--stdin-name", "users.htpasswd", "-", input: "alice:\n").expect(exits: 7)
      .expect(says: "users.htpasswd:1:1: error: ").expect(says: "add users.htpasswd USER")
    try folder.shell("mkdir sub; printf 'CHROMA_SERVER_AUTHN_PROVIDER=x\\n' >sub/.env")
    let compose = """
      services:
        db:
          image: chromadb/chroma:0.6.2
          env_file: .env

      """
    try folder.run("lint", "--stdin-name", "sub/compose.yaml", "-", input: compose).expect(exits: 7).expect(
      says: "sub/.env:1:")
    try folder.run(
      "config", "check", "--stdin-name", "chroma.env", "-", input: "CHROMA_SERVER_AUTHN_PROVIDER=x\n"
    )
    .expect(exits: 7).expect(says: "chroma.env:1: error")
  }

  @Test(arguments: ["gitlab", "junit"])
  func `config check has the same reports, and the same baseline`(format: String) throws {
    try folder.write("CHROMA_SERVER_AUTHN_PROVIDER=x\n", to: ".env")
    let check = ["config", "check", "--baseline", "known"]
    try folder.run("config", "check", "--format", format, ".env").expect(exits: 7).expect(says: ".env")
    try folder.program(check + ["--write-baseline", ".env"]).run().expect(exits: 0)
    try folder.program(check + [".env"]).run().expect(exits: 0).expect(says: "known finding")
    try folder.write("CHROMA_SERVER_AUTHN_PROVIDER=x\nCHROMA_SERVER_AUTHN_PROVIDR=x\n", to: ".env")
    try folder.program(check + ["--fail-on", "note", ".env"]).run().expect(exits: 7).expect(says: "PROVIDR")
  }
}
