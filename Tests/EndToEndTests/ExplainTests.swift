import TestSupport
import Testing

/// From what a log says to its cause.
@Suite struct ExplainTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [
    (
      "ValueError: Invalid htpasswd credentials found: ['admin']. Lines must be exactly <username>:<bcrypt passwd>.",
      "missing-colon"
    ),
    (
      "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
      "utf16-encoding"
    ),
    (
      "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xfe in position 0: invalid start byte",
      "utf16-encoding"
    ),
    (
      "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xe9 in position 1234: invalid continuation byte",
      "invalid-utf8"
    ),
    (
      "ValueError: Duplicate username found in [chroma_server_authn_credentials]. Usernames must be unique.",
      "duplicate-user"
    ),
    ("IndexError: list index out of range", "no-users"),
    (
      "Failed to authenticate ValueError at /usr/lib/python3/site-packages/chromadb/auth/basic_authn/__init__.py:122",
      "non-bcrypt-hash"
    ),
  ])
  func `an error of Chroma's log leads to a rule`(message: String, rule: String) throws {
    let outcome = try folder.run("explain", message).expect(exits: 0)
    #expect(
      outcome.text.split(separator: "\n").count == 1 && outcome.text.hasPrefix("\(rule) "), "\(outcome)")
  }

  @Test(arguments: [
    ("FileNotFoundError: [Errno 2] No such file or directory: '/chroma/server.htpasswd'", "config docker"),
    ("IsADirectoryError: [Errno 21] Is a directory: '/chroma/server.htpasswd'", "rmdir"),
    ("PermissionError: [Errno 13] Permission denied: '/chroma/server.htpasswd'", "chown"),
    ("ValueError: Both credentials file and credentials found. Please provide only one.", "unset"),
    (
      "ValueError: No credentials file or credentials found in [chroma_server_authn_credentials].",
      "config env"
    ),
    ("ModuleNotFoundError: No module named '\"chromadb'", "config check"),
  ])
  func `an error that is none of the file's content has its cause told`(message: String, words: String) throws
  {
    try folder.run("explain", message).expect(exits: 0).expect(says: words)
  }

  @Test func `what is no word for a rule is not shown`() throws {
    let outcome = try folder.run("explain", "admin:Secret-1").expect(exits: 2)
    outcome.expect(says: "there is no rule with these words").expect(neverSays: "Secret-1")
    try folder.run("explain", "nonsense").expect(exits: 2).expect(says: "there is no rule nonsense")
  }
}
