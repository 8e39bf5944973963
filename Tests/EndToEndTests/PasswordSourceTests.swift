import Foundation
import TestSupport
import Testing

/// Where a password comes from, and which are refused.
@Suite struct PasswordSourceTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder(file: Fixture.alice + "\n")
  }

  @Test(arguments: [
    "printf %s \"$1\" | chroma-htpasswd $0 -i file u",
    "printf '%s\\n' \"$1\" | chroma-htpasswd $0 --stdin file u",
    "printf '%s\\r\\n' \"$1\" | chroma-htpasswd $0 --stdin file u",
    "printf '%s\\n' \"$1\" >pw; chroma-htpasswd $0 --password-file pw file u",
    "printf '%s' \"$1\" >pw; chroma-htpasswd $0 --password-file=pw file u",
    "SECRET=$1 chroma-htpasswd $0 --password-env SECRET file u",
    "chroma-htpasswd $0 --password-fd 3 file u 3< <(printf '%s\\n' \"$1\")",
    "chroma-htpasswd $0 --password-fd=9 file u 9<<<\"$1\"",
    "chroma-htpasswd $0 -b file u \"$1\"",
  ])
  func `every source gives the password that it was given`(script: String) throws {
    for password in ["secret", " päss wörd: $HOME ", "\"quoted\\", String(repeating: "x", count: 72)] {
      for (command, status): (String, Int32) in [("add -C4", 0), ("verify", 0)] {
        let line = script.replacing("$0", with: command)
        try folder.shell(line, password).expect(exits: status)
      }
      try folder.expect("u", hasPassword: password)
      try folder.run("verify", "-b", "file", "u", "other").expect(exits: 3)
    }
  }

  @Test func `a missing source is an error, never an empty password`() throws {
    try folder.expect(exits: 2, changingNothing: folder.program(["add", "-C4", "file", "u"]))
      .expect(says: "--stdin").expect(says: "--password-file").expect(says: "--generate")
    try folder.expect(exits: 2, changingNothing: folder.program(["add", "-i", "-C4", "file", "u"]))
    for arguments in [["--password-file", "missing"], ["--password-fd", "77"]] {
      try folder.expect(
        exits: 1, changingNothing: folder.program(["add", "-C4"] + arguments + ["file", "u"]))
    }
    try folder.expect(
      exits: 2, changingNothing: folder.program(["add", "--password-env", "UNSET_HERE", "file", "u"]))
    try folder.expect(exits: 2, changingNothing: folder.program(["add", "--password-fd", "x", "file", "u"]))
  }

  @Test func `an empty password is refused unless --allow-empty`() throws {
    for input in ["", "\n", "\r\n"] {
      try folder.expect(
        exits: 2, changingNothing: folder.program(["add", "-i", "-C4", "file", "u"], input: input))
    }
    try folder.expect(exits: 2, changingNothing: folder.program(["add", "-b", "-C4", "file", "u", ""]))
    try folder.run("add", "--allow-empty", "-b", "-C4", "file", "u", "").expect(exits: 0)
    try folder.expect("u", hasPassword: "")
    try folder.run("verify", "-b", "file", "alice", "").expect(exits: 3)
  }

  @Test(arguments: [
    "two\nlines", "two\n\n", "carriage\rreturn", "nul\0inside", "\0", String(repeating: "x", count: 73),
    String(repeating: "ä", count: 37), String(repeating: "x", count: 100_000),
  ])
  func `what would be cut or cannot be typed is refused when it is set`(password: String) throws {
    for command in [["add", "-i", "-C4", "file", "u"], ["create", "--force", "-i", "-C4", "file", "u"]] {
      try folder.expect(exits: 5, changingNothing: folder.program(command, input: password + "\n"))
    }
    try folder.run("hash", "-i", "-C4", "u", input: password + "\n").expect(exits: 5)
  }

  @Test func `a password that is not UTF-8 is warned of`() throws {
    try folder.shell("printf '\\366' | chroma-htpasswd add -i -C4 file u").expect(exits: 0)
      .expect(says: "warning").expect(says: "UTF-8")
    let warned = try folder.run("add", "-b", "-C4", "file", "u", "ö").expect(exits: 0)
    #expect(!warned.messages.contains("warning"))
  }

  @Test func `--generate prints the password alone`() throws {
    var seen: Set<String> = []
    for _ in 0..<20 {
      let outcome = try folder.run("add", "--generate", "-C4", "file", "u").expect(exits: 0)
      let password = String(outcome.text.dropLast())
      #expect(outcome.text.hasSuffix("\n") && password.utf8.count >= 16 && !password.hasPrefix("-"))
      #expect(password.utf8.allSatisfy { (0x21...0x7e).contains($0) })
      try folder.expect("u", hasPassword: password)
      #expect(seen.insert(password).inserted)
    }
    for (length, status): (String, Int32) in [("12", 0), ("72", 0), ("73", 2), ("0", 2), ("x", 2), ("-1", 2)]
    {
      let outcome = try folder.run("add", "--generate=\(length)", "-C4", "file", "u").expect(exits: status)
      #expect(outcome.text.utf8.count == (status == 0 ? Int(length)! + 1 : 0))
    }
  }

  @Test(arguments: [
    "chroma-htpasswd add --generate -C4 file u >/dev/full",
    "chroma-htpasswd add --generate -C4 file alice >/dev/full",
    "chroma-htpasswd create --force --generate -C4 file u >/dev/full",
    "chroma-htpasswd add --create --generate -C4 other u >/dev/full",
    "chroma-htpasswd add --generate -C4 file u >&-",
    "exec 3> >(:); wait $!; chroma-htpasswd add --generate -C4 file u >&3",
  ])
  func `a generated password that nobody can read is not set`(script: String) throws {
    try folder.expect(exits: 1, changingNothing: Command(["bash", "-c", script], in: folder.path))
  }
}
