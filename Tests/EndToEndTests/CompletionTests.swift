import Foundation
import TestSupport
import Testing

/// The scripts of `completions`, in the shells that they are for.
@Suite struct CompletionTests {
  /// Names that mean something to a shell, one that cannot be shown, and lines that are not entries.
  private static let users = """
    admin:$2y$04$x
    john doe:x
    o'neil:x
    bob@example.com:x
    c$ash:x
    "quoted":x
    ev\u{1B}[2Jil:x
    # comment:x
    -dash:x
    $2y$10$abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz0:swapped
    password-alone

    """

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(Self.users, to: "server.htpasswd")
    try folder.write("", to: "names.txt")
  }

  @Test func `a name with an exclamation mark is not offered between double quotes`() throws {
    try folder.write("ad!min:x\nadrian:x\n", to: "server.htpasswd")
    #expect(try bash("delete", "server.htpasswd", "\"ad") == ["adrian"])
    #expect(try bash("delete", "server.htpasswd", "'ad") == ["ad!min", "adrian"])
    #expect(try bash("delete", "server.htpasswd", "ad") == ["ad\\!min", "adrian"])
  }

  // MARK: What may be there

  /// Through bash's function, as bash calls it.
  private func bash(_ words: String...) throws -> [String] { try bash(words) }

  private func bash(_ words: [String]) throws -> [String] {
    let script = """
      source <(chroma-htpasswd completions bash)
      COMP_WORDS=(chroma-htpasswd "$@") COMP_CWORD=$#
      _chroma_htpasswd
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    var command = Command(["bash", "-c", script, "bash"] + words, in: folder.path)
    command.environment["LC_ALL"] = "C.UTF-8"
    return try command.run().expect(exits: 0).text.split(separator: "\n").map(String.init)
  }

  /// Through fish, without what it shows beside each word.
  private func fish(_ line: String) throws -> [String] {
    var command = Command(
      ["fish", "--no-config", "-c", "chroma-htpasswd completions fish | source; complete -C $argv[1]", line],
      in: folder.path)
    command.environment["HOME"] = folder.path
    return try command.run().expect(exits: 0).text.split(separator: "\n").map {
      String($0.split(separator: "\t")[0])
    }
  }

  /// The line after a tab, in an interactive shell on a terminal.
  private func typed(_ line: String, in shell: String) throws -> String {
    let setUp: [String: String] = [
      "bash": """
      PS1=; bind 'set enable-bracketed-paste off'; source <(chroma-htpasswd completions bash)
      show() { printf '<<%s>>' "$READLINE_LINE"; }; bind -x '"\\C-g": show'
      """,
      "zsh": """
      PS1=; autoload -Uz compinit; compinit -u -D; source <(chroma-htpasswd completions zsh)
      show() { print -rn -- "<<$BUFFER>>" }; zle -N show; bindkey '^g' show
      """,
    ]
    let start = ["bash": ["bash", "--norc", "--noprofile", "-i"], "zsh": ["zsh", "-f", "-i"]]
    try folder.write(setUp[shell]!, to: "setup")
    var command = Command(start[shell]!, in: folder.path)
    command.environment = ["HOME": folder.path, "TERM": "dumb", "LC_ALL": "C.UTF-8"]
    let terminal = try PseudoTerminal(command)
    terminal.type(". ./setup; echo rea''dy\n")
    terminal.waitFor("ready")
    terminal.type("\(line)\t\u{7}")
    terminal.waitFor(">>")
    terminal.kill(SIGKILL)
    return terminal.shown.components(separatedBy: "<<").last!.components(separatedBy: ">>")[0]
  }

  @Test(arguments: [
    ("verify server.htpasswd ad", "verify server.htpasswd admin "),
    ("verify server.htpasswd jo", "verify server.htpasswd john\\ doe "),
    ("verify server.htpasswd 'jo", "verify server.htpasswd 'john doe' "),
    ("rename server.htpasswd o", "rename server.htpasswd o\\'neil "),
    ("delete server.htpasswd admin c", "delete server.htpasswd admin c\\$ash "),
    ("verify server.htpasswd bob@ex", "verify server.htpasswd bob@example.com "),
    ("veri", "verify "), ("lint --for=ap", "lint --for=apache "), ("lint --for ap", "lint --for apache "),
    ("lint ser", "lint server.htpasswd "), ("add --password-file=na", "add --password-file=names.txt "),
    ("verify ~/server.htpasswd adm", "verify ~/server.htpasswd admin "),
    ("-vb ser", "-vb server.htpasswd "), ("-vb server.htpasswd adm", "-vb server.htpasswd admin "),
    ("calibrate ", "calibrate "), ("hash admin ", "hash admin "),
    ("verify server.htpasswd admin ", "verify server.htpasswd admin "),
    ("explain crlf", "explain crlf-line-endings "), ("config comp", "config compose "),
  ])
  func `a tab completes the line, in bash and in zsh`(line: String, whole: String) throws {
    for shell in ["bash", "zsh"] {
      #expect(try typed("chroma-htpasswd " + line, in: shell) == "chroma-htpasswd " + whole, "\(shell)")
    }
  }

  @Test func `users are read from the file, and only those that can be typed safely`() throws {
    let names = ["admin", "john doe", "o'neil", "bob@example.com", "c$ash", "\"quoted\""]
    #expect(
      try bash("verify", "server.htpasswd", "")
        == ["admin", "john\\ doe", "o\\'neil", "bob@example.com", "c\\$ash", "\\\"quoted\\\""])
    #expect(Set(try fish("chroma-htpasswd verify server.htpasswd ''")) == Set(names))
    #expect(try bash("delete", "server.htpasswd", "admin", "a") == [])
    #expect(try bash("verify", "--", "server.htpasswd", "-") == ["-dash"])
    #expect(try bash("hash", "") == [])
    #expect(try bash("verify", "missing", "") == [])
  }

  @Test func `htpasswd's own form has files and users too`() throws {
    #expect(try bash("-bBC", "5", "server.htpasswd", "ad") == ["admin"])
    #expect(try bash("-B", "-C", "4", "--", "server.htpasswd", "-") == ["-dash"])
    for words in [
      ["-vb", "server.htpasswd", "admin", ""], ["-nb", "ad"], ["-nb", "server.htpasswd", "ad"], ["-C", ""],
      ["-x", "server.htpasswd", "ad"],
    ] {
      #expect(try bash(words) == [], "\(words)")
    }
  }

  @Test func `a pipe in place of the file is not waited for`() throws {
    try folder.shell("mkfifo pipe").expect(exits: 0)
    #expect(try bash("verify", "pipe", "") == [])
  }

  @Test func `what follows -b is left alone`() throws {
    #expect(try bash("verify", "-b", "server.htpasswd", "admin", "") == [])
    #expect(try bash("add", "-b", "server.htpasswd", "admin", "-") == [])
    #expect(try bash("add", "-b", "server.htpasswd", "admin", "pw", "--dry") == ["--dry-run"])
  }

  @Test func `values are those of the command`() throws {
    #expect(try bash("lint", "--format", "") == ["text", "json", "sarif", "github", "gitlab", "junit"])
    #expect(try bash("list", "--format", "") == ["text", "json"])
    #expect(try bash("config", "--for", "") == ["chroma-0.4", "chroma", "chroma-1"])
    #expect(try bash("completions", "") == ["bash", "zsh", "fish"])
    #expect(try fish("chroma-htpasswd lint --for=ap") == ["--for=apache"])
    #expect(try fish("chroma-htpasswd lint ser") == ["server.htpasswd"])
  }

  @Test func `what is pasted into the line is not run`() throws {
    #expect(try bash("verify", "$(touch made)", "") == [])
    #expect(try bash("verify", "server.htpasswd", "$(touch made)") == [])
    #expect(try folder.names == ["names.txt", "server.htpasswd"])
  }
}
