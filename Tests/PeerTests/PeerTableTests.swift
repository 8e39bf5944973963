import Foundation
import TestSupport
import Testing

/// The manual's table of this program and others: each cell is tried.
@Suite struct PeerTableTests {
  /// A tool that puts a user into a file.
  private struct Tool: Sendable {
    let name: String
    /// For bash: `FILE USER PASSWORD` are `$1 $2 $3`.
    let add: String
  }

  private static let tools = [
    Tool(name: "chroma-htpasswd", add: #"chroma-htpasswd add -q -b "$1" "$2" "$3""#),
    Tool(name: "Apache's htpasswd", add: #"htpasswd -bB "$1" "$2" "$3""#),
    Tool(
      name: "passlib",
      add: #"""
        /usr/bin/python3 -c 'import sys
        from passlib.apache import HtpasswdFile
        file = HtpasswdFile(sys.argv[1]); file.set_password(sys.argv[2], sys.argv[3]); file.save()' "$@"
        """#),
    Tool(
      name: "Apache::Htpasswd",
      add: #"""
        perl -MApache::Htpasswd -e '
        my $file = Apache::Htpasswd->new($ARGV[0]); my @old = grep { $_ eq $ARGV[1] } $file->fetchUsers;
        $file->htpasswd($ARGV[1], $ARGV[2], @old ? {overwrite => 1} : ()) or exit 1' "$@"
        """#),
    Tool(
      name: "Authen::Htpasswd",
      add: #"""
        perl -MAuthen::Htpasswd -e '
        my $file = Authen::Htpasswd->new($ARGV[0]);
        $file->lookup_user($ARGV[1]) ? $file->update_user($ARGV[1], $ARGV[2]) : $file->add_user($ARGV[1], $ARGV[2])' "$@"
        """#),
  ]

  /// Claims about a tool, each with a script that exits 0 if it is true. `add` is the tool, `file` holds alice, whose
  /// password is `alice-pw`, and what others may know of the file.
  private static let claims: [(words: String, script: String)] = [
    (
      "the file has no final newline: both users stay",
      "printf %s \"$(cat file)\" >open; mv open file; add file bob pw; gets_in alice alice-pw && gets_in bob pw"
    ),
    (
      "a password of 73 bytes is not cut",
      "long=$(printf %073d 0); add file bob $long; ! gets_in bob ${long%?}"
    ),
    ("a password of 9 bytes is not cut", "add file bob 123456789; ! gets_in bob 12345678"),
    ("a name with a colon is refused", "! add file a:b pw && ! grep -q '^a:b' file"),
    ("a name with a line break is refused", "! add file $'a\\nb' pw && test $(wc -l <file) = 1"),
    (
      "a new password keeps the cost of the entry",
      "chroma-htpasswd add -q -C 11 -b file bob pw; add file bob other; grep -q '^bob:$2y$11' file"
    ),
    ("Chroma lets the new user in", "add file bob pw; chroma-htpasswd verify -q -b file bob pw"),
    (
      "mode and owner stay",
      "chmod 0640 file; chown :1 file; add file bob pw; test $(stat -c %a:%g file) = 640:1"
    ),
    (
      "a symbolic link stays one", "mkdir real; mv file real/; ln -s real/file; add file bob pw; test -L file"
    ),
    (
      "written beside the file, synchronised, renamed",
      """
      export -f add; strace -f -e trace=fsync,fdatasync,rename,renameat,renameat2 -o trace bash -c 'add file bob pw'
      sync=$(grep -n sync trace | head -1 | cut -d: -f1); rename=$(grep -n rename trace | head -1 | cut -d: -f1)
      test -n "$sync" && test -n "$rename" && test $sync -lt $rename
      """
    ),
  ]

  private static func does(_ tool: Tool, _ script: String) throws -> Bool {
    let folder = try TemporaryFolder(file: Fixture.alice + "\n")
    let outcome = try Command(
      [
        "bash", "-c",
        """
        add() { \(tool.add)
        }
        gets_in() { htpasswd -vb file "$@"; }
        \(script)
        """,
      ], in: folder.path
    ).run()
    guard case .exited(let status) = outcome.ending, !outcome.messages.contains("command not found") else {
      throw Failed(outcome: outcome)
    }
    return status == 0
  }

  private struct Failed: Error { let outcome: Outcome }

  @Test(.enabled(if: geteuid() == 0, "only root gives a file to another group"))
  func `the manual's table says what each tool does`() throws {
    var table = ""
    for claim in Self.claims {
      let cells = try Self.tools.map { try Self.does($0, claim.script) ? "yes" : "no" }
      #expect(cells[0] == "yes", "\(claim)")
      table += ".It \(claim.words) Ta \(cells.joined(separator: " Ta "))\n"
    }
    #expect(try Page("man/chroma-htpasswd.1").source.contains(table), "the manual lacks\n\(table)")
  }
}
