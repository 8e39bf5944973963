import Foundation
import TestSupport
import Testing

/// The command line of Apache's htpasswd: each row is given to both programs, on the same file, and they answer with
/// the same exit status, the same words, and a file with the same users. Where they differ on purpose, the row says
/// why, in the words of the manual.
@Suite struct ApacheHabitsTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var arguments: [String]
    var input = ""
    var file = Array("bob:\(ApacheHabitsTests.hash)\ncarol:\(ApacheHabitsTests.hash)\n".utf8)
    /// A script that prepares the file, in its folder; the programs then run as a user who is not root.
    var setUp: String?
    /// Why this program answers otherwise; nil if it does not.
    var reason: String?
    /// The exit status then.
    var status: Int32?

    init(
      _ arguments: String..., input: String = "", file: String? = nil, after setUp: String? = nil,
      not reason: String? = nil, exits status: Int32? = nil
    ) {
      self.arguments = arguments
      self.input = input
      if let file { self.file = Array(file.utf8) }
      self.setUp = setUp
      self.reason = reason
      self.status = status
    }

    var testDescription: String { arguments.joined(separator: " ") }
  }

  /// A hash of `pw1`, at cost 4.
  static let hash = "$2y$04$UwRr8/ISK5khIqD/7QDQJuAka1a00iu1lk./4JlUUQkTDsl5j.bq."
  private static let long = String(repeating: "p", count: 73)
  private static let veryLong = String(repeating: "p", count: 256)

  static let rows: [Row] = [
    Row("-bB", "file", "alice", "pw"), Row("-b", "-B", "file", "alice", "pw"),
    Row("-bBC", "4", "file", "bob", "pw"),
    Row("-bBC5", "file", "bob", "pw"), Row("-iB", "file", "alice", input: "pw\n"),
    Row("-iB", "file", "alice", input: "a b\r\n"), Row("-ibB", "file", "alice", "pw"),
    Row("-cbB", "file", "alice", "pw", not: "-c of a file with other users says who is gone"),
    Row("-B", "-b", "--", "file", "alice", "pw"),
    Row("-bB", "missing", "alice", "pw"), Row("-vb", "missing", "alice", "pw"), Row("-D", "missing", "alice"),
    Row("-cbB", "missing/file", "alice", "pw"), Row("-cbB", "file/file", "alice", "pw"),
    Row("-cbB", "", "alice", "pw"),
    Row("-bB", ".", "alice", "pw"), Row("-vb", ".", "alice", "pw"), Row("-D", ".", "alice"),
    Row("-cbB", ".", "alice", "pw"), Row("-vb", "/dev/null", "alice", "pw"),
    Row("-bB", "file", "alice", "pw", after: "chmod 400 file"),
    Row("-D", "file", "nobody", after: "chmod 400 file"),
    Row("-cbB", "file", "alice", "pw", after: "chmod 400 file"),
    Row("-vb", "file", "bob", "pw1", after: "chmod 444 file"),
    Row("-vb", "file", "bob", "pw1", after: "chmod 000 file"),
    Row("-cbB", "new", "alice", "pw", after: "chmod 555 ."),
    Row("-bB", "file", "alice", "pw", after: "chmod 666 file; chmod 555 ."),
    Row("-vbm", "file", "bob", "pw1"), Row("-s", "-D", "file", "bob"),
    Row("-vb", "file", "bob", "pw1"), Row("-vb", "file", "bob", "pw2"), Row("-vb", "file", "nobody", "pw"),
    Row("-vi", "file", "bob", input: "pw1"), Row("-vB", "-i", "file", "bob", input: "pw2\n"),
    Row("-vb", "file", "bob", "pw1", file: "bob:\n"),
    Row("-vb", "file", "bob", "pw1", file: "bob:\(hash)\r\n"),
    Row("-vb", "file", "bob", "pw1", file: "bob:\(hash)\nbob:x\n"),
    Row("-vb", "file", "bob", "pw1", file: "# a comment\n\n  # another\nbob:\(hash)\n"),
    Row("-vb", "file", "bob", "pw1", file: "no colon\nbob:\(hash)\n"),
    Row("-vb", "file", "bob", "pw1", file: "bob:\(hash)\nno colon\n"),
    Row("-vb", "file", "bob", "pw2", file: "bob:\(hash)\nno colon\n"),
    Row("-vb", "file", "bob", "pw1", file: " \tbob:\(hash)\n"),
    Row("-vb", "file", " bob", "pw1", file: " bob:\(hash)\n"),
    Row("-vb", "file", "bob", "pw1", file: "bob :\(hash)\n"),
    Row("-vb", "file", "bob ", "pw1", file: "bob :\(hash)\n"),
    Row("-vb", "file", "bob", "pw1", file: "bob:\(hash) \n"),
    Row("-vb", "file", "bob", "pw1", file: "bob:\(hash)\0:more\n"),
    Row("-vb", "file", "bob", "pw1", file: "bob\0:\(hash)\n"),
    Row("-vb", "file", "#bob", "pw1", file: "#bob:\(hash)\n"),
    Row("-D", "file", "bob"),
    Row(
      "-D", "file", "bob", file: "bob:\(hash)\ncarol:x\nbob:\(hash)\n", not: twice, exits: 0),
    Row("-Db", "file", "bob", "pw"),
    Row("-bB", "file", "a:b", "pw"), Row("-vb", "file", "a:b", "pw"),
    Row("-bB", "file", String(repeating: "u", count: 256), "pw"),
    Row("-bB", "file", String(repeating: "u", count: 255) + ":", "pw"),
    Row("-bB", "file", "alice", veryLong), Row("-vb", "file", "bob", veryLong),
    Row("-Db", "file", "bob", veryLong),
    Row("-vb", "missing", "bob", veryLong), Row("-vb", "file", "bob", String(veryLong.dropLast())),
    Row("-iB", "file", "alice", input: veryLong), Row("-vi", "file", "bob", input: veryLong),
    Row("-vi", "file", "bob", input: String(veryLong.dropLast()) + "\n"),
    Row("-vi", "file", "bob", input: String(veryLong.dropLast(2)) + "\n"),
    Row("-bBC", "0", "file", "alice", "pw"), Row("-bBC", "abc", "file", "alice", "pw"),
    Row("-bBC", "3", "file", "alice", "pw"), Row("-bBC", "18", "file", "alice", "pw"),
    Row("-bBr", "x", "file", "u", "p"), Row("-bBr", "3", "file", "u", "p"),
    Row("-bBr", "18", "file", "u", "p"),
    Row("-bBr", "5", "file", "u", "p"), Row("-bBC", " 4", "file", "alice", "pw"),
    Row("-bBC", "99999999999999999999", "file", "alice", "pw"),
    Row("-cn", "alice"), Row("-nbD", "alice", "pw"), Row("-cv", "file", "bob"), Row("-vD", "file", "bob"),

    Row("-nbB", "alice", "pw", not: "-n prints the entry without an empty line after it"),
    Row("-Bbn", "alice", "pw", not: "-n prints the entry without an empty line after it"),
    Row(not: usage), Row("-bi", "file", "alice", "pw", not: usage), Row("-b", "file", "alice", not: usage),
    Row("-b", "file", "alice", "pw", "more", not: usage), Row("file", not: usage),
    Row("-n", "alice", "pw", not: usage),
    Row("-bB", "file", "alice", "pw", "-C", "5", not: usage), Row("-x", "file", "alice", not: usage),
    Row("-BC", not: usage),
    Row("-bm", "file", "alice", "pw", not: formats, exits: 2),
    Row("-b5", "file", "alice", "pw", not: formats, exits: 2),
    Row("-bs", "file", "alice", "pw", not: formats, exits: 2),
    Row("-bd", "file", "alice", "pw", not: formats, exits: 2),
    Row("-bp", "file", "alice", "pw", not: formats, exits: 2),
    Row("-b2", "file", "alice", "pw", not: formats, exits: 2),
    Row("-D", "file", "nobody", not: unknown, exits: 6),
    Row("-bB", "file", "alice", "", not: empty, exits: 2), Row("-iB", "file", "alice", not: empty, exits: 2),
    Row(
      "-B", "file", "alice", not: "without a terminal, -b or -i it exits 2, and hashes no empty password",
      exits: 2),
    Row(
      "-bB", "file", "alice", long,
      not: "a password of more than 72 bytes is refused with exit 5, and not cut", exits: 5),
    Row("-bB", "file", "", "pw", not: names, exits: 6),
    Row("-bB", "file", "#alice", "pw", not: names, exits: 6),
    Row("-bB", "file", "a\tb", "pw", not: names, exits: 6),
    Row("-bB", "file", "a\nb", "pw", not: names, exits: 6),
    Row("-bB", "file", " alice", "pw", not: names, exits: 6),
    Row("-bB", "file", "alice\u{A0}", "pw", not: names, exits: 6),
    Row("-bB", "file", String(repeating: "u", count: 250), "pw", not: longLine, exits: 0),
    Row("-vb", "file", "bob", "pw1", file: "#\(veryLong)\nbob:\(hash)\n", not: longLine, exits: 0),
    Row("-D", "file", "bob", file: "#\(veryLong)\nbob:\(hash)\n", not: longLine, exits: 0),
    Row("-vb", "file", "bob", "pw1", file: "\(veryLong):x\nbob:\(hash)\n", not: longLine, exits: 0),
    Row(
      "-bB", "file", "alice", "pw", file: "bob:\(hash)",
      not: "a missing final newline is added before a new entry", exits: 0),
    Row(
      "-bB", "file", "alice", "pw", file: "bob:\(hash)\r\n",
      not: "a new entry has the file's own line ending", exits: 0),
    Row(
      "-bB", "file", "alice", "pw", file: "not an entry\nbob:\(hash)\n", not: noEntries, exits: 0),
    Row("-bB", "file", "alice", "pw", file: "not an entry\n", not: otherKind, exits: 7),
    Row("-cbB", "file", "alice", "pw", file: "A=1\nB=2\n", not: otherKind, exits: 7),
    Row("-D", "file", "bob", file: "not an entry\nbob:\(hash)\n", not: noEntries, exits: 0),
    Row("-cbB", "new", "alice", "pw", not: "-c makes a file of mode 0600"),
    Row("-cbB", "/dev/stdout", "alice", "pw", not: "-c writes to no device", exits: 1),
    Row(
      "-bB", "file", "bob", "pw", file: " bob:\(hash):more\n",
      not: "an update replaces the hash and nothing else"),
    Row(
      "-bB", "file", "bob", "pw", file: "bob:\(hash)\ncarol:x\nbob:\(hash)\n",
      not: "an update leaves the first of a user's lines"),
    Row("-bB", "file", "bob", "pw", file: "bob:\(hash)\nbob:\(hash)\n", not: twice),
    Row("-iB", "file", "alice", input: "a\nb\n", not: breaks, exits: 5),
    Row("-iB", "file", "alice", input: "a\r", not: breaks, exits: 5),
    Row("-iB", "file", "alice", input: "a\0b", not: breaks, exits: 5),
    Row("-bB", "file", "alice", "a\nb", not: breaks, exits: 5),
    Row("-bB", "file", "bob", "pw", file: "\u{FEFF}bob:\(hash)\n", not: text, exits: 7),
    Row("-D", "file", "bob", file: "bob:\(hash)\0\n", not: text, exits: 7),
    Row(
      "-vb", "file", "bob", "pw1", file: "bob:$2y$04$short\n",
      not: "-v of a malformed bcrypt entry exits 3", exits: 3),
    Row("-D", "file", "# alice", file: "# alice:\(hash)\n", not: unknown, exits: 6),
    Row("-h", not: "-h and --help print it with exit 0", exits: 0),
    Row("--help", not: "-h and --help print it with exit 0", exits: 0),
    Row(
      "--dry-run", "-bB", "file", "alice", "pw",
      not: "a word that begins with two hyphens and goes on is refused"),
  ]

  private static let twice = "a user with two entries is updated or deleted with one message"
  private static let longLine = "a line may be longer than 255 bytes"
  private static let noEntries =
    "lines that are not entries are kept, and are no error when a password is set or a user deleted"
  private static let otherKind =
    "a file that is clearly something else is not edited or replaced, with exit 7"
  private static let breaks = "a password with a line break or a NUL is refused with exit 5"
  private static let text = "a file in UTF-16, or with a byte order mark or a NUL, is not edited, with exit 7"
  private static let unknown = "-D of an unknown user exits 6"
  private static let usage = "the usage text names bcrypt alone"
  private static let formats = "-m -2 -5 -d -s -p are refused with exit 2"
  private static let empty = "an empty password is refused with exit 2"
  private static let names = "a name that no server reads as written is refused with exit 6"

  @Test(arguments: rows.indices)
  func `both programs answer alike, but where a reason is given`(index: Int) throws {
    let row = Self.rows[index]
    let (theirs, their) = try run(Peers.htpasswd, row)
    let (ours, our) = try run(Program.path, row)
    guard let reason = row.reason else {
      #expect(
        our.ending == their.ending && our.messages == their.messages && our.text == their.text,
        "\(our)\(their)")
      #expect(ours == theirs, "\(our)\(their)")
      return
    }
    let differs =
      our.ending != their.ending || our.messages != their.messages || our.text != their.text || ours != theirs
    #expect(differs, "they do not differ: \(reason)")
    if let status = row.status {
      our.expect(exits: status)
    } else {
      #expect(our.ending == their.ending, "\(our)\(their)")
    }
    let manual = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../man/chroma-htpasswd.1"),
      encoding: .utf8
    ).replacing("\\&", with: "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(manual.contains(reason), "the manual does not say: \(reason)")
  }

  @Test func `the guide's own lines work unchanged`() throws {
    let folder = try TemporaryFolder()
    try folder.shell(
      """
      ln -s "$(type -P chroma-htpasswd)" htpasswd
      PATH=$PWD:$PATH
      htpasswd -Bbn admin password123 >> server.htpasswd
      htpasswd -vb server.htpasswd admin password123
      printf secret | htpasswd -i server.htpasswd bob
      htpasswd -vb server.htpasswd bob secret
      htpasswd -D server.htpasswd admin
      ! htpasswd -vb server.htpasswd admin password123
      htpasswd -cbB server.htpasswd carol pw
      chroma-htpasswd -vb server.htpasswd carol pw
      """
    ).expect(exits: 0).expect(says: "Password for user admin correct.")
    #expect(try folder.text(of: "server.htpasswd").split(separator: "\n").count == 1)
  }

  @Test(arguments: ["-r 6", "-C 5 -r 6", "-r 6 -C 5", "-r5"])
  func `with -B, -r is the cost as -C is, and the last one counts`(options: String) throws {
    let folder = try TemporaryFolder()
    let (theirs, ours) = (
      try folder.shell("htpasswd -nbB \(options) u p"),
      try folder.shell("exec -a htpasswd chroma-htpasswd -nbB \(options) u p")
    )
    #expect(
      ours.text.prefix(9) == theirs.text.prefix(9) && ours.text.hasPrefix("u:$2y$0"), "\(ours)\(theirs)")
  }

  @Test func `a name or a password that is not UTF-8 is refused, or warned of`() throws {
    let folder = try TemporaryFolder()
    try folder.shell("exec -a htpasswd chroma-htpasswd -cbB file $'a\\xff' pw").expect(exits: 6)
    try folder.shell("exec -a htpasswd chroma-htpasswd -cbB file alice $'\\xff'").expect(exits: 0)
      .expect(
        says: "htpasswd: warning: the password is not UTF-8; alice cannot log in to Chroma with it\n")
  }

  @Test func `a cost that would take days is not tried`() throws {
    let folder = try TemporaryFolder(file: "bob:\(Self.hash.replacing("$04$", with: "$31$"))\n")
    try folder.shell("exec -a htpasswd chroma-htpasswd -vb file bob pw1").expect(exits: 7)
      .expect(says: "htpasswd: cannot check: the entry of bob has cost 31, one login takes ")
  }

  /// The files after it, each with its mode, and hashes masked, all but the cost's presence; and what came of it.
  private func run(_ program: String, _ row: Row) throws -> ([String: String], Outcome) {
    let folder = try TemporaryFolder()
    try folder.write(row.file, to: "file")
    var words = ["bash", "-c", "exec -a htpasswd \"$0\" \"$@\"", program] + row.arguments
    if let setUp = row.setUp {
      try folder.shell("chmod 777 .; \(setUp)").expect(exits: 0)
      if geteuid() == 0 { words = ["setpriv", "--reuid", "65534", "--clear-groups"] + words }
    }
    var command = Command(words, in: folder.path)
    command.input = Array(row.input.utf8)
    var outcome = try command.run()
    outcome = Outcome(outcome, output: Array(masked(outcome.text).utf8))
    var files: [String: String] = [:]
    for name in try folder.names {
      let mode =
        try FileManager.default.attributesOfItem(atPath: folder[name])[.posixPermissions] as? Int ?? 0
      files[name] = String(mode, radix: 8) + " " + masked(try folder.text(of: name))
    }
    return (files, outcome)
  }

  private func masked(_ text: String) -> String {
    text.replacing(/\$2[aby]\$[0-9]{2}\$[.\/A-Za-z0-9]{53}/) { $0.0 == Self.hash ? Self.hash : "HASH" }
  }
}
