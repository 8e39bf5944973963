internal import Kernel

/// The files that commands may have changed, as far as they name them.
///
/// Names are compared part by part, whatever folder they are in: the commands may have gone to another one.
struct ChangedFiles {
  /// A word of a command.
  struct Word {
    var bytes: [UInt8]
    /// Whether `bytes` is what the command gets.
    var isKnown: Bool
    /// As it is written, if its value is not known.
    var written: [UInt8] = []
    /// Whether the folder that the command runs in is a part of it.
    var hasFolder = false

    var textBytes: [UInt8] { isKnown ? bytes : written }
    var text: String { String(decoding: textBytes, as: UTF8.self) }
    /// The name of the program that it names.
    var name: String { String(decoding: FilePath(bytes: bytes).fileName, as: UTF8.self) }

    /// Whether it is `NAME=value`.
    var isAssignment: Bool {
      guard let equals = textBytes.firstIndex(of: Ascii.equals), let first = textBytes.first else {
        return false
      }
      return first.beginsName && textBytes[..<equals].allSatisfy(\.isInName)
    }
  }

  /// The last parts of names.
  private var names: Set<[UInt8]> = []
  /// The parts before them.
  private var folders: Set<[UInt8]> = []
  /// The starts and the ends of last parts that a shell completes.
  private var patterns: [(start: [UInt8], end: [UInt8])] = []
  /// Whether any file may be changed.
  private(set) var isAny = false
  private var isAnyFolder = false

  private static let maximumCount = 10_000
  private static let maximumPatternCount = 100
  /// Commands within the words of commands.
  private static let maximumDepth = 4

  /// Words before a program, or before a command.
  private static let wrappers: Set<String> = [
    "if", "then", "else", "elif", "while", "until", "do", "{", "!", "time", "sudo", "doas", "env", "nohup",
    "exec", "command", "builtin", "nice", "ionice", "setsid", "stdbuf", "timeout", "xargs",
  ]
  /// Commands that leave files as they are, whatever their words.
  private static let readers: Set<String> = [
    "[", "[[", "]]", "test", "fi", "done", "esac", "}", "for", "select", "case", "exit",
    "return", "unset", ".", "source", "eval", "read", "mapfile", "readarray", "getopts", "let",
    "shift", "wait", "set", "shopt", "umask", "ulimit", "cd", "chdir", "pushd", "popd", "declare", "local",
    "export", "readonly", "typeset", "break", "continue", "true", "false", ":", "echo", "printf", "alias",
    "hash", "times", "pip", "pip3", "pipx", "conda", "mamba", "apt-get", "apt", "apk", "yum", "dnf", "brew",
    "mkdir", "rmdir", "ls", "cat", "touch", "chmod", "chown", "chgrp", "head", "tail", "grep", "egrep",
    "fgrep", "rg", "cut", "tr", "uniq", "wc", "date", "sleep", "which", "type", "whoami", "id", "hostname",
    "uname", "printenv", "ps", "pwd", "pgrep", "pkill", "kill", "killall", "lsof", "ss", "netstat", "nc",
    "ping",
    "jq", "mktemp", "dirname", "basename", "realpath", "readlink", "seq", "stat", "file", "diff", "cmp",
    "md5sum", "sha1sum", "sha256sum", "base64", "xxd", "od", "tac", "rev", "expr", "docker-compose",
    "systemctl", "journalctl", "service", "useradd", "adduser", "groupadd", "addgroup", "usermod",
    "ldconfig", "kubectl", "helm", "ssh", "sync", "df", "du", "free", "uptime", "tput", "clear", "logger",
    "getent", "envsubst", "chroma", "uvicorn", "gunicorn", "hypercorn", "activate", "deactivate",
  ]
  /// Commands that change files that their words name, and no others.
  private static let writers: Set<String> = [
    "cp", "mv", "ln", "install", "rm", "unlink", "truncate", "tee", "sed", "dd", "openssl", "sort", "curl",
    "wget", "gpg", "age", "sops", "yq", "scp", "shred", "split", "tar", "htpasswd", "htdigest",
    "chroma-htpasswd", "aws", "gcloud", "az", "vault", "op",
  ]
  /// Commands of chroma-htpasswd that change no file.
  private static let questions: Set<String> = [
    "verify", "list", "hash", "explain", "can", "config", "check", "header", "token", "calibrate", "help",
  ]
  /// Commands of git that leave the files of the work tree alone, or fetch those that are published.
  private static let gitReaders: Set<String> = [
    "pull", "fetch", "clone", "log", "status", "rev-parse", "diff", "show", "describe", "branch", "config",
    "submodule", "lfs", "add", "commit", "push", "tag", "remote", "ls-files", "init",
  ]

  // MARK: Questions

  /// Whether a file may have been changed or made, or one in it if it is a folder.
  func mayInclude(_ path: FilePath, isFolder: Bool = false) -> Bool {
    if isAny { return true }
    if names.isEmpty, patterns.isEmpty { return false }
    let parts = Self.parts(of: path.bytes[...]).map { Array($0) }
    if isFolder, isAnyFolder || parts.last.map(folders.contains) ?? true { return true }
    return parts.contains { part in
      names.contains(part)
        || patterns.contains { pattern in
          part.count >= pattern.start.count + pattern.end.count && part.starts(with: pattern.start)
            && part.suffix(pattern.end.count).elementsEqual(pattern.end)
        }
    }
  }

  private static func parts(of path: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    path.split(separator: Ascii.slash).filter { !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8) }
  }

  // MARK: Commands

  /// Notes that something may have changed any file.
  mutating func noteAny() { isAny = true }

  /// Notes a file that a command writes to: `> FILE`.
  mutating func note(target: Word) {
    // The commands of `>(...)` are noted by themselves.
    let text = target.textBytes
    if !target.isKnown, text.starts(with: ">(".utf8) { return }
    // The runner's own files.
    if !target.isKnown, ["$GITHUB_", "${GITHUB_"].contains(where: { text.contains(words: $0) }) { return }
    add(target)
  }

  /// Notes what a command changes.
  ///
  /// - Parameter functions: names that are no programs; their own commands are noted.
  mutating func note(_ words: [Word], functions: Set<String> = [], depth: Int = 0) {
    var rest = words[...]
    var isWrapped = false
    var isQuestion = false
    // Whether more words come from elsewhere.
    var isOpen = false
    while let word = rest.first {
      if !word.isAssignment {
        let isOperand =
          isWrapped && word.isKnown
          && (word.bytes.first == Ascii.hyphen || word.bytes.first.map(Self.isDigit) ?? true)
        if !isOperand, !Self.wrappers.contains(word.text) { break }
        // `command -v NAME` only asks.
        if isQuestion, isOperand, word.text.lowercased() == "-v" { return }
        isQuestion = word.text == "command"
        isOpen = isOpen || word.text == "xargs"
        isWrapped = true
      }
      rest = rest.dropFirst()
    }
    guard !isAny, let program = rest.popFirst() else { return }
    let name = program.name
    guard program.isKnown else { return noteAny() }
    if functions.contains(program.text) || Self.readers.contains(name) { return }
    switch name {
    case "function": note(Array(rest.dropFirst()), functions: functions, depth: depth)
    case "trap":
      if rest.contains(where: { ["DEBUG", "ERR", "RETURN"].contains($0.text) }) { noteAny() }
    case "sh", "bash", "ash", "dash": noteScript(rest, depth)
    case "docker", "podman", "nerdctl": noteDocker(rest)
    case "find":
      let changes = ["-delete", "-exec", "-execdir", "-ok", "-okdir", "-fprint", "-fprintf", "-fls"]
      if rest.contains(where: { changes.contains($0.text) }) { noteAny() }
    case "git":
      let verb = rest.first { $0.bytes.first != Ascii.hyphen }
      if verb.map({ !Self.gitReaders.contains($0.text) }) ?? false { noteAny() }
    case "awk", "gawk", "mawk":
      // `print > "file"`, and `-i inplace`.
      let text = rest.flatMap { $0.textBytes }
      if text.contains(UInt8(ascii: ">")) && text.contains(UInt8(ascii: "\""))
        || text.contains(words: "inplace")
      {
        noteAny()
      }
    case _ where name.hasPrefix("python"):
      let options = rest.prefix(2).map(\.text)
      if options != ["-m", "venv"], options != ["-m", "pip"], options.first != "--version" { noteAny() }
    case _ where isOpen && Self.writers.contains(name): noteAny()
    case _ where Self.writers.contains(name): noteWriter(name, rest)
    default: noteAny()
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (Ascii.zero...Ascii.nine).contains(byte) }

  private mutating func noteWriter(_ name: String, _ words: ArraySlice<Word>) {
    let options = words.filter { $0.bytes.first == Ascii.hyphen }.map(\.text)
    let operands = words.filter { $0.bytes.first != Ascii.hyphen || !$0.isKnown }
    /// Whether a letter is among the short options.
    func has(_ letter: Character) -> Bool {
      options.contains { !$0.hasPrefix("--") && $0.contains(letter) }
    }
    switch name {
    case "sed":
      guard has("i") || options.contains(where: { $0.hasPrefix("--in-place") }) else { return }
      // Its script is not a name.
      let isScriptFirst = !has("e") && !has("f") && !options.contains { $0.hasPrefix("--e") }
      for word in operands.dropFirst(isScriptFirst ? 1 : 0) { add(word) }
    case "tar":
      let isMaking = (words.first?.text.hasPrefix("c") ?? false) || has("c") || has("t")
      if !isMaking { return noteAny() }
      for word in words { add(word) }
    case "curl":
      let isSaving = has("o") || has("O") || has("D") || has("K") || has("J")
      guard isSaving || options.contains(where: { ["--output", "--remote"].contains(where: $0.hasPrefix) })
      else { return }
      for word in words { add(word) }
    case "wget":
      // `-qO- URL`.
      if options.contains(where: { !$0.hasPrefix("--") && $0.hasSuffix("O-") }) { return }
      for word in words { add(word) }
    case "htpasswd", "htdigest", "chroma-htpasswd":
      if name == "htpasswd", has("n") || has("v") { return }
      if name == "chroma-htpasswd", let verb = words.first?.text,
        Self.questions.contains(verb) || verb == "lint" && !options.contains("--fix")
      {
        return
      }
      // The user and the password after the file are no names.
      var isNumber = false
      for word in name == "chroma-htpasswd" ? words.dropFirst() : words {
        if word.isKnown, word.bytes.first == Ascii.hyphen || isNumber {
          isNumber = !isNumber && ["C", "r"].contains(where: word.text.hasSuffix)
        } else {
          add(word)
          if word.isKnown { break }
        }
      }
    case "cp", "mv", "ln", "install", "scp":
      // The files of a folder come to be in another one, under any name.
      if has("T") || has("t") { return noteAny() }
      for word in operands.dropLast() {
        let last = word.textBytes.split(separator: Ascii.slash).last ?? []
        if last.elementsEqual(".".utf8)
          || last.contains(where: Self.isSpecial) && !last.contains(Ascii.dollar)
            && Self.pattern(last).start.isEmpty && Self.pattern(last).end.isEmpty
        {
          return noteAny()
        }
      }
      for word in operands { add(word) }
    default: for word in words { add(word) }
    }
  }

  /// `sh -c TEXT`.
  private mutating func noteScript(_ words: ArraySlice<Word>, _ depth: Int) {
    guard
      let option = words.firstIndex(where: {
        $0.bytes.first == Ascii.hyphen && $0.bytes.last == UInt8(ascii: "c")
      }), option + 1 < words.endIndex, words[option + 1].isKnown
    else { return noteAny() }
    note(text: words[option + 1].bytes, depth: depth + 1)
  }

  /// Notes what the commands of a text change.
  mutating func note(text: [UInt8], depth: Int = 0) {
    guard depth < Self.maximumDepth else { return noteAny() }
    var reader = ShellWords(text) { _ in nil }
    reader.forgetAll()
    while !reader.isAtEnd, !isAny {
      var command: [Word] = []
      while let word = reader.word(), command.count < 1000 {
        command.append(word.changing(text))
      }
      if command.count == 1000 { noteAny() }
      for target in reader.targets { note(target: target.changing(text)) }
      for range in reader.substitutions { note(text: Array(text[range]), depth: depth + 1) }
      _ = reader.endCommand()
      note(command, depth: depth)
    }
  }

  private mutating func noteDocker(_ words: ArraySlice<Word>) {
    let verbs = words.prefix(8).map(\.text)
    if verbs.contains("cp") {
      for word in words { add(word) }
      return
    }
    // A server leaves its own files alone.
    guard verbs.contains("run") || verbs.contains("exec") || verbs.contains("create"),
      !words.contains(where: { $0.textBytes.contains(words: "chromadb/chroma") })
    else { return }
    var isFile = false
    for word in words {
      let text = word.textBytes
      if text.elementsEqual("--env-file".utf8) {
        isFile = true
      } else if isFile || text.starts(with: "--env-file=".utf8) {
        isFile = false
      } else if !word.isKnown, !word.hasFolder, !text.contains(Ascii.slash) {
        // The value of an option, such as a password.
        continue
      } else if let colon = text.firstIndex(of: Ascii.colon) {
        // A mount of all that is here.
        if text.suffix(3).elementsEqual(":ro".utf8) { continue }
        if word.hasFolder || text.first == UInt8(ascii: "."), Self.parts(of: text[..<colon]).isEmpty {
          noteAny()
        }
        add(Word(bytes: Array(text[..<colon]), isKnown: word.isKnown, written: Array(text[..<colon])))
      } else {
        add(word)
      }
    }
  }

  // MARK: Names

  private mutating func add(_ word: Word) {
    let text = word.textBytes.filter { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "'") }
    for piece in text.split(whereSeparator: { $0 <= Ascii.space || ";|&<>=,:".utf8.contains($0) }) {
      add(name: piece)
      // `-oFILE`.
      if piece.first == Ascii.hyphen { add(name: piece.dropFirst(2)) }
    }
  }

  private mutating func add(name: ArraySlice<UInt8>) {
    let parts = Self.parts(of: name)
    guard let last = parts.last else { return }
    for part in parts.dropLast() {
      if part.contains(where: Self.isSpecial) { isAnyFolder = true } else { folders.insert(Array(part)) }
    }
    if !last.contains(where: Self.isSpecial) {
      names.insert(Array(last))
    } else {
      let pattern = Self.pattern(last)
      if !pattern.start.isEmpty || !pattern.end.isEmpty {
        patterns.append(pattern)
      } else if let folder = parts.dropLast().last, !folder.contains(where: Self.isSpecial) {
        // All that is in it.
        names.insert(Array(folder))
      } else {
        noteAny()
      }
    }
    if names.count + folders.count > Self.maximumCount || patterns.count > Self.maximumPatternCount {
      noteAny()
    }
  }

  /// Whether a shell may put something else in the place of what begins or ends with a byte.
  private static func isSpecial(_ byte: UInt8) -> Bool { "*?[]{}$`()~!".utf8.contains(byte) }

  /// The text before and after all that a shell computes.
  private static func pattern(_ name: ArraySlice<UInt8>) -> (start: [UInt8], end: [UInt8]) {
    let start = Array(name.prefix { !isSpecial($0) })
    var end = name[((name.lastIndex(where: isSpecial) ?? name.startIndex) + 1)...]
    if end.startIndex > name.startIndex, name[end.startIndex - 1] == Ascii.dollar {
      end = end.drop { $0.isInName }
    }
    // A part that only ends here.
    let isClosed = name.first(where: isSpecial).map { ")]}".utf8.contains($0) } ?? false
    return (isClosed ? [] : start, Array(end))
  }
}

extension ShellWords.Word {
  /// - Parameter text: the file that it is a word of.
  func changing(_ text: [UInt8]) -> ChangedFiles.Word {
    ChangedFiles.Word(
      bytes: bytes, isKnown: !doubt, written: doubt ? Array(text[range]) : [], hasFolder: hasFolder)
  }
}
