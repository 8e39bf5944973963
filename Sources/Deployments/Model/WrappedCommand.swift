internal import Kernel

/// The command that others run in the end, after `exec`, `env NAME=value`, `nice -n 5`, `sh -c` and the like, as far as they
/// are known to leave the environment alone.
struct WrappedCommand {
  /// From the program on.
  private(set) var words: ArraySlice<CommandWord>
  /// Variables that are set for it alone: `NAME=value`.
  private(set) var assignments: [CommandWord] = []
  /// Commands before it, in the text that a shell is given.
  private(set) var earlier: [[CommandWord]] = []
  /// Whether it is in a text that a shell is given.
  private(set) var isOfShell = false
  /// Why its environment is not known, as one phrase; nil if it is.
  private(set) var doubt: String?
  /// The Python that runs it as a module.
  private(set) var interpreter: CommandWord?

  /// The options of a program that runs another with the environment that it has.
  private struct Wrapper {
    var flags: Set<String> = []
    /// Those with a value.
    var options: Set<String> = []
    /// How many words are before the command.
    var operandCount = 0
  }

  /// From the manuals of bash 5.2, coreutils 9.1, util-linux 2.38, dumb-init 1.2 and tini 0.19.
  private static let wrappers: [String: Wrapper] = [
    "exec": Wrapper(), "command": Wrapper(), "nohup": Wrapper(), "env": Wrapper(),
    "time": Wrapper(flags: ["-p", "-v"]),
    "nice": Wrapper(options: ["-n", "--adjustment"]),
    "ionice": Wrapper(flags: ["-t"], options: ["-c", "-n", "--class", "--classdata"]),
    "timeout": Wrapper(
      flags: ["--foreground", "--preserve-status", "-v", "--verbose"],
      options: ["-k", "-s", "--kill-after", "--signal"], operandCount: 1),
    "setsid": Wrapper(flags: ["-f", "-w", "-c", "--fork", "--wait", "--ctty"]),
    "stdbuf": Wrapper(options: ["-i", "-o", "-e", "--input", "--output", "--error"]),
    "taskset": Wrapper(flags: ["-c", "--cpu-list"], operandCount: 1),
    "dumb-init": Wrapper(flags: ["-v", "-c", "--verbose", "--single-child"]),
    "tini": Wrapper(flags: ["-g", "-s", "-v"]),
  ]
  private static let folders: Set<String> = [
    "", "/", "/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/", "/usr/local/bin/",
  ]
  private static let shells: Set<String> = ["sh", "bash", "ash", "dash"]
  /// Programs that change nothing in the shell that runs them.
  private static let harmless: Set<String> = [
    "pip", "pip3", "apt-get", "cat", "cd", "chmod", "chown", "cp", "curl", "date", "echo", "htpasswd", "ls",
    "mkdir", "mv", "rm", "sleep", "touch", "wget",
  ]

  init(_ words: [CommandWord]) {
    self.words = words[...]
    for _ in 0..<16 where doubt == nil {
      guard let first = self.words.first, ChromaCommand.server(self.words) == nil else { return }
      unwrap(first)
    }
    // A program that is never reached.
    if doubt == nil { doubt = "what a script does is not read" }
  }

  private mutating func unwrap(_ first: CommandWord) {
    let name = first.name
    let isPlain = first.isKnown && Self.folders.contains(first.folder)
    if Self.shells.contains(name), isPlain {
      if !takeScript() { doubt = CommandEffect.unread(name) }
    } else if name.hasPrefix("python"), name.dropFirst(6).utf8.allSatisfy({ $0.isDigit || $0 == 0x2E }) {
      takeModule()
    } else if isPlain, let wrapper = Self.wrappers[name] {
      words = words.dropFirst()
      if !takeOptions(of: wrapper) {
        doubt = name == "env" ? CommandEffect.changedByEnv : CommandEffect.unread(name)
      }
      if name == "env" { takeAssignments() }
    } else {
      doubt = CommandEffect.unread(name)
    }
  }

  /// - Returns: whether all of them are known to be harmless.
  private mutating func takeOptions(of wrapper: Wrapper) -> Bool {
    while let word = words.first, word.bytes.first == Ascii.hyphen {
      words = words.dropFirst()
      let text = word.text
      if !word.isCertain { return false }
      if text == "--" { break }
      if wrapper.flags.contains(text) { continue }
      if wrapper.options.contains(text) {
        guard let value = words.popFirst(), value.isCertain else { return false }
        continue
      }
      // `-n5`, `--adjustment=5`.
      let option = text.hasPrefix("--") ? text.prefix { $0 != "=" } : text.prefix(2)
      if !wrapper.options.contains(String(option)) { return false }
    }
    for _ in 0..<wrapper.operandCount {
      guard let operand = words.popFirst(), operand.isCertain else { return false }
    }
    return true
  }

  private mutating func takeAssignments() {
    while let word = words.first, word.assignedName != nil {
      assignments.append(word)
      words = words.dropFirst()
    }
  }

  /// `python3 -m uvicorn`.
  private mutating func takeModule() {
    let modules = ["uvicorn", "gunicorn", "hypercorn", "chromadb.cli.cli"]
    let rest = words.dropFirst().drop { ["-u", "-B", "-E", "-O"].contains($0.text) }
    guard rest.first?.text == "-m", let module = rest.dropFirst().first, modules.contains(module.text) else {
      doubt = "what a script does is not read"
      return
    }
    interpreter = words.first
    words = rest.dropFirst()
  }

  /// The commands in the word that `sh -c` is given.
  ///
  /// - Returns: whether they leave the environment alone.
  private mutating func takeScript() -> Bool {
    var rest = words.dropFirst()
    var script: CommandWord?
    while let option = rest.popFirst(), option.isKnown, option.bytes.first == Ascii.hyphen {
      // A login shell (`-l`) reads files that set variables.
      guard option.bytes.dropFirst().allSatisfy({ "ceux".utf8.contains($0) }) else { return false }
      if option.bytes.last == UInt8(ascii: "c") {
        script = rest.popFirst()
        break
      }
    }
    guard let script, script.isCertain else { return false }
    var server: [CommandWord]?
    var reader = ShellWords(script.bytes) { _ in nil }
    var count = 0
    while !reader.isAtEnd {
      var command: [CommandWord] = []
      while let word = reader.word() {
        count += 1
        if count > 1000 { return false }
        command.append(word.commandWord(of: script.bytes, script.place))
      }
      if let byte = reader.endCommand(), "|()".utf8.contains(byte) { return false }
      if command.isEmpty { continue }
      if server == nil, command.prefix(16).contains(where: { ["chroma", "uvicorn"].contains($0.name) }) {
        server = command
      } else if Self.isHarmless(command) {
        earlier.append(command)
      } else {
        return false
      }
    }
    guard let server else { return false }
    (words, isOfShell) = (server[...], true)
    takeAssignments()
    return true
  }

  private static func isHarmless(_ command: [CommandWord]) -> Bool {
    // `${NAME:=text}`.
    if command.contains(where: { !$0.isKnown && $0.textBytes.contains(Ascii.equals) }) { return false }
    if command[0].text == "set" {
      return command.dropFirst().allSatisfy { ["-e", "-u", "-x", "-eu", "-ex", "-eux"].contains($0.text) }
    }
    return command[0].isKnown && harmless.contains(command[0].name)
  }
}

extension CommandWord {
  /// Whether it is known, and would be if a variable were set elsewhere.
  fileprivate var isCertain: Bool { isKnown && spelling.missing.isEmpty }

  /// The part before `name`, with the slash.
  var folder: String {
    let bytes = textBytes
    let folder = bytes.lastIndex(of: Ascii.slash).map { bytes[...$0] } ?? []
    return String(
      decoding: folder.starts(with: "./".utf8) && folder.count > 2 ? folder.dropFirst(2) : folder,
      as: UTF8.self)
  }

  /// The name in `NAME=value`.
  var assignedName: [UInt8]? {
    guard let equals = textBytes.firstIndex(of: Ascii.equals), !isSeveral else { return nil }
    let name = textBytes[..<equals]
    return (name.first?.beginsName ?? false) && name.allSatisfy(\.isInName) ? Array(name) : nil
  }
}

extension Variables {
  /// Adds variables that are written as `NAME=value`.
  mutating func add(_ assignments: [CommandWord]) {
    for word in assignments {
      guard let name = word.assignedName else { continue }
      add(
        name, word.with(word.bytes.drop { $0 != Ascii.equals }.dropFirst()).value, word.place, word.spelling)
    }
  }
}
