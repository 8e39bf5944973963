internal import Glibc
internal import Htpasswd

/// Completes the last word of a command line, from the table of commands.
struct Completion {
  struct Candidate {
    let word: [UInt8]
    var note = ""

    init(_ word: String, _ note: String = "") { (self.word, self.note) = (Array(word.utf8), note) }
    init(bytes word: [UInt8]) { self.word = word }
  }

  /// Those that begin as the word does.
  private(set) var candidates: [Candidate] = []
  /// Whether file names are allowed there: the shell completes those.
  private(set) var takesFiles = false

  private var operands: [[UInt8]] = []

  /// - Parameter words: without the program's name, quotes taken off. The last one is not complete.
  init(_ words: [[UInt8]]) {
    guard let last = words.last else { return }
    let isHelp = words.count == 2 && words[0] == Array("help".utf8)
    if words.count == 1 || isHelp {
      candidates = Command.all.map { Candidate($0.name, $0.summary) }
      if !isHelp {
        candidates.append(Candidate("help", "show a command's help"))
        if last.first == Ascii.hyphen { candidates = [Candidate("--help"), Candidate("--version")] }
      }
    } else if ApacheArguments.isCluster(words[0]) {
      completeAsApache(words)
    } else if let command = Command.named(words[0]) {
      var reader = ArgumentReader(command)
      for word in words[1..<(words.count - 1)] {
        let hyphens = word.count == 1 ? 0 : word.prefix(2).prefix { $0 == Ascii.hyphen }.count
        // Nothing is wrong here: what is not an option is passed over.
        reader.read(hyphens: hyphens, { word }, { if case .operand = $0 { operands.append(word) } })
      }
      complete(last, command, reader)
    }
    candidates.removeAll { !$0.word.starts(with: last) }
  }

  // MARK: The last word

  private mutating func complete(_ last: [UInt8], _ command: Command, _ reader: ArgumentReader) {
    if let (option, _) = reader.waiting { return complete(valueOf: option, after: "") }
    if reader.wantsPassword { return }
    if !reader.onlyOperands, last.first == Ascii.hyphen {
      let name = Array(last.prefix { $0 != Ascii.equals })
      let options = command.allOptions
      if name.count < last.count {
        if let option = options.first(where: { Array($0.word.utf8) == name }) {
          complete(valueOf: option, after: option.word + "=")
        }
      } else {
        candidates = options.map { Candidate($0.word, $0.help) }
      }
      return
    }
    let wanted = Array(reader.wanted)
    guard operands.count < wanted.count || command.repeatsLast, let word = wanted.last else { return }
    switch operands.count < wanted.count ? wanted[operands.count] : word {
    case "FILE", "PATH": takesFiles = true
    case "USER", "OLD": if wanted.first == "FILE" { completeUsers(reader.onlyOperands) }
    case _ where operands.isEmpty: candidates = command.choices().map { Candidate($0) }
    default: break
    }
  }

  private mutating func complete(valueOf option: AnyOption, after prefix: String) {
    candidates = option.choices.map { Candidate(prefix + $0) }
    guard case .required(let word) = option.value else { return }
    takesFiles = word == "PATH" || word == "FILE"
  }

  /// As `ApacheArguments` reads it: options up to the first operand, then FILE, but for -n, and USER.
  private mutating func completeAsApache(_ words: [[UInt8]]) {
    var isValue = false
    var takesFile = true
    var onlyOperands = false
    for word in words.dropLast() {
      if isValue {
        isValue = false
      } else if onlyOperands || word.first != Ascii.hyphen || word.count == 1 {
        onlyOperands = true
        operands.append(word)
      } else if word == [Ascii.hyphen, Ascii.hyphen] {
        onlyOperands = true
      } else {
        if word.contains(UInt8(ascii: "n")) { takesFile = false }
        isValue = word.firstIndex { "Cr".utf8.contains($0) } == word.count - 1
      }
    }
    guard !isValue, takesFile else { return }
    if operands.isEmpty { takesFiles = true }
    if operands.count == 1 { completeUsers(onlyOperands) }
  }

  /// The names in the file that the line names, the first operand: not those that could not be typed or would be taken for an option, nor
  /// what may be a hash. Whatever is wrong with the file, there are none then.
  private mutating func completeUsers(_ onlyOperands: Bool) {
    guard let path = operands.first.map(file), (try? targetStatus(of: path))?.isRegular ?? false else {
      return
    }
    var names: [[UInt8]] = []
    var seen: [[UInt8]: Int] = [:]
    do throws(StorageError) {
      let source = try ByteSource.opening(path, lockTimeout: 0, waiting: false)
      try source.read(path) { (source) throws(SystemError) in
        (names, seen) = ([], [:])
        for name in operands.dropFirst() { seen[name] = 0 }
        try source.forEachLine { (bytes, line) in
          guard let entry = Entry(bytes) else { return true }
          let name = bytes.extracting(entry.user).array
          if onlyOperands || name.first != Ascii.hyphen, !name.isEmpty, name.first != Ascii.hash,
            Array(Redaction.user(name).utf8) == name, seen.updateValue(line.number, forKey: name) == nil
          {
            names.append(name)
          }
          return true
        }
      }
    } catch {
      return
    }
    candidates = names.map(Candidate.init(bytes:))
  }

  /// A word as the shell gives it to the program: `~/` is the home folder.
  private func file(_ word: [UInt8]) -> FilePath {
    // The value is a C string that nobody changes.
    guard word.starts(with: "~/".utf8), let home = unsafe getenv("HOME") else { return FilePath(bytes: word) }
    return FilePath(bytes: Array(unsafe String(cString: home).utf8) + word.dropFirst())
  }
}
