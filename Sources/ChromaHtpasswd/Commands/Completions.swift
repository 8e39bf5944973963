internal import Glibc
internal import Htpasswd

extension Command {
  static let completions = Command(
    name: "completions",
    operands: ["SHELL"],
    choices: { Shell.allCases.map(\.rawValue) },
    summary: "print a script that makes a shell complete command lines",
    details: """
      SHELL is bash, zsh or fish. The script completes commands, options and what they take, servers, rules, files, and \
      the users of the file that the line names; it asks the program for them, with --words. In bash: source \
      <(chroma-htpasswd completions bash).
      """,
    examples: """
      chroma-htpasswd completions bash
      source <(chroma-htpasswd completions bash)
      """,
    options: {
      Option.words
    },
    run: { (invocation, console) throws(Failure) in
      let word = String(decoding: invocation.operand(0), as: UTF8.self)
      guard let shell = Shell(rawValue: word) else {
        throw .unknown(
          invocation.operand(0), of: invocation.command.choices(),
          "unknown SHELL \(invocation.operand(0).shown)",
          hint: "there are completions for bash, zsh and fish")
      }
      guard invocation.has(.words) else { return try console.print(shell.script.description) }
      return try console.print(answer(shell))
    })

  /// One candidate a line; for zsh and fish its meaning follows a tab. `:files` asks for the names of files: no
  /// candidate has a colon.
  private static func answer(_ shell: Shell) throws(Failure) -> String {
    // The words as they came: one of them may be a password.
    let bytes = try storing { () throws(StorageError) -> [UInt8] in
      switch try ByteSource.standardInput() {
      case .memory(let bytes): return bytes
      case .lines: return []
      case .file: return []
      }
    }
    var words: [[UInt8]] = [[]]
    for byte in bytes {
      if byte == Ascii.nul { words.append([]) } else { words[words.count - 1].append(byte) }
    }
    words.removeLast()
    let typed = BashWords(shell == .bash ? words : Array(words.suffix(1)))
    switch shell {
    case .bash: words = typed.words
    case .fish: words = words.dropLast() + typed.words
    case .zsh: break
    }
    let completion = Completion(words)
    var text = completion.takesFiles ? ":files\n" : ""
    for candidate in completion.candidates {
      switch shell {
      case .bash:
        guard let word = typed.replacement(candidate.word) else { continue }
        text += String(decoding: word, as: UTF8.self)
      case .zsh, .fish:
        text += String(decoding: candidate.word, as: UTF8.self)
        if !candidate.note.isEmpty { text += "\t" + candidate.note }
      }
      text += "\n"
    }
    return text
  }
}
