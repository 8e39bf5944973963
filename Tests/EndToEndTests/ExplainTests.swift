import TestSupport
import Testing

/// From what a program printed to its cause.
@Suite struct ExplainTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  static let toRules = [
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
  ]

  @Test(arguments: toRules)
  func `an error of Chroma's log leads to a rule`(message: String, rule: String) throws {
    try folder.run("explain", message).expect(exits: 0).expect(says: rule)
  }

  @Test(arguments: [
    ("FileNotFoundError: [Errno 2] No such file or directory: '/chroma/server.htpasswd'", "config docker"),
    ("IsADirectoryError: [Errno 21] Is a directory: '/chroma/server.htpasswd'", "rmdir"),
    ("PermissionError: [Errno 13] Permission denied: '/chroma/server.htpasswd'", "chgrp"),
    ("ValueError: Both credentials file and credentials found. Please provide only one.", "unset"),
    (
      "ValueError: No credentials file or credentials found in [chroma_server_authn_credentials].",
      "config env"
    ),
    ("ModuleNotFoundError: No module named '\"chromadb'", "Quotes have become part"),
    ("No module named '\"chromadb'", "config check"),
    ("Could not connect to tenant default_tenant. Are you sure it exists?", "chroma-htpasswd check URL USER"),
    ("crypt_r() failed (22: Invalid argument)", "Amazon Linux 2"),
    ("basic auth: unsupported htpasswd format: please use {SHA}", "accepts {SHA} alone"),
    ("WARN[0000] The \"apr1\" variable is not set. Defaulting to a blank string.", "hash --escape compose"),
    ("exec: \"htpasswd\": executable file not found in $PATH", "chroma-htpasswd -Bn USER"),
    ("503 Service Temporarily Unavailable", "no key called auth"),
  ])
  func `a message has its cause reported, and the command to type`(message: String, words: String) throws {
    let outcome = try folder.run("explain", message).expect(exits: 0)
    #expect(
      outcome.text.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(words), "\(outcome)")
    // Also as words whose quotes the shell removed, and as a log with a time and a container's name.
    let words = message.filter { !"'\"".contains($0) }.split(separator: " ").map(String.init)
    if !message.contains("'\"") {
      #expect(try folder.program(["explain"] + words).run().text == outcome.text)
    }
    let log =
      "chroma-1  | INFO: 2026-11-27 16:28 start\nchroma-1  | \u{1B}[31m2026-11-27T16:28:58Z \(message)\u{1B}[0m\n"
    let found = try folder.run("explain", input: log).expect(exits: 0)
    #expect(found.text == "line 2:\n" + outcome.text)
  }

  @Test func `an option in a message is text`() throws {
    try folder.shell(
      "chroma-htpasswd explain error: unexpected argument --workers found Usage: chroma run -q --help"
    ).expect(exits: 0).expect(says: "chroma-1-option: ")
  }

  @Test func `a log with several messages is a list, one line each, and how to see a page`() throws {
    let log = """
      Traceback (most recent call last):
        File "/usr/lib/python3/site-packages/chromadb/auth/basic_authn/__init__.py", line 83, in __init__
          raise ValueError(
      ValueError: Invalid htpasswd credentials found: ['admin', '$2y$10$secretsecretsecret', 'x']. Lines must be exactly \
      <username>:<bcrypt passwd>.
      2026/11/27 16:18:28 [error] 1#1: *2 user "eve": password mismatch, client: 127.0.0.1
      2026/11/27 16:18:29 [error] 1#1: *3 user "bob": password mismatch, client: 127.0.0.1
      """
    let outcome = try folder.run("explain", input: log).expect(exits: 0).expect(neverSays: "secret")
    #expect(
      outcome.text == """
        line 4             chroma-extra-field       Invalid htpasswd credentials fou...
        line 5 and 1 more  nginx-password-mismatch  user "...": password mismatch (n...

        """)
    #expect(outcome.messages == "chroma-htpasswd: hint: to see a page: chroma-htpasswd explain NAME\n")
    try folder.run("explain", "chroma-extra-field").expect(exits: 0).expect(says: "\nextra-field: ")
  }

  @Test(arguments: [
    "time=\"2026-11-27T16:15:43Z\" level=error msg=\"error parsing BasicUser: bob:$apr1$secret$secret\" routerName=r@file",
    "htpasswd: invalid entry at line 1: \"secret\"",
    "Token secret already in use: wanted to use it for user b",
  ])
  func `what a message shows of a file is not shown again`(log: String) throws {
    try folder.run("explain", input: log).expect(exits: 0).expect(neverSays: "secret$").expect(
      neverSays: "secret\"")
    try folder.run("explain", log).expect(exits: 0).expect(neverSays: "secret$").expect(neverSays: "secret\"")
  }

  @Test func `part of a message is enough, and words of a page lead to it`() throws {
    try folder.run("explain", "FileNotFoundError").expect(exits: 0).expect(says: "chroma-file-missing: ")
    try folder.run("explain", "usernames must be unique").expect(exits: 0).expect(says: "duplicate-user: ")
    try folder.run("explain", "AH01617").expect(exits: 0).expect(says: "apache-password-mismatch: ")
    let several = try folder.run("explain", "password mismatch").expect(exits: 0)
    several.expect(says: "apache-password-mismatch ").expect(says: "nginx-password-mismatch ")
  }

  @Test func `of two lines one is enough, and part of it`() throws {
    for text in ["usernames must be unique\nand so on", "Traceback of it:\r\nusernames must be unique"] {
      try folder.run("explain", text).expect(exits: 0).expect(says: "duplicate-user: ")
    }
    try folder.run("explain", "admin:Secret-1\nbob:Secret-2").expect(exits: 2).expect(neverSays: "Secret")
  }

  @Test func `where nothing is known, what was tried is said and nothing is shown`() throws {
    let outcome = try folder.run("explain", "admin:Secret-1").expect(exits: 2)
    outcome.expect(says: "no rule and no known message has these words").expect(neverSays: "Secret-1")
    outcome.expect(says: "hint: explain knows ").expect(says: "messages of Chroma")
    try folder.run("explain", "nonsense").expect(exits: 2).expect(says: "unknown rule nonsense")
    let log = try folder.run("explain", input: "a Secret-1\nb\n").expect(exits: 2).expect(
      neverSays: "Secret-1")
    log.expect(says: "no known message in the 2 lines of standard input").expect(says: "hint: explain knows ")
    try folder.run("explain", input: "a").expect(exits: 2).expect(says: "in the 1 line of standard input")
  }

  @Test func `alone it lists the rules, whatever standard input is without text`() throws {
    let list = try folder.run("explain").expect(exits: 0).text
    #expect(list.contains("utf16-encoding  ") && list.split(separator: "\n").count > 40)
    #expect(try folder.shell("chroma-htpasswd explain </dev/null").text == list)
    #expect(try folder.shell(": >empty; chroma-htpasswd explain <empty").text == list)
    #expect(try folder.shell("chroma-htpasswd explain <&-").text == list)
  }

  @Test func `a long log is searched in memory that does not grow with it`() throws {
    try folder.shell(
      """
      { yes "127.0.0.1 - - GET /api/v2/heartbeat 200 user user user" | head -c 1000000
        echo; echo 'error parsing BasicUser: x'; } >log
      ulimit -v 60000; chroma-htpasswd explain <log
      """
    ).expect(exits: 0).expect(says: "traefik-bad-line: ")
  }
}
