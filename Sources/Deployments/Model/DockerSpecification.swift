package import Kernel

/// `-p` of docker: `[ADDRESS:][PORT:]PORT[/PROTOCOL]`, ranges too.
package struct PortSpecification: Sendable {
  /// Without brackets; empty if there is none.
  package let address: [UInt8]
  /// In the container; nil for a range, or what is not a number.
  package let port: Int?
  package let isTCP: Bool

  package init(_ text: [UInt8]) {
    var rest = text[...]
    var isTCP = true
    if let slash = rest.lastIndex(of: Ascii.slash) {
      isTCP = rest[(slash + 1)...].elementsEqual("tcp".utf8)
      rest = rest[..<slash]
    }
    self.isTCP = isTCP
    guard let colon = rest.lastIndex(of: Ascii.colon) else {
      (address, port) = ([], Int(String(decoding: rest, as: UTF8.self)))
      return
    }
    port = Int(String(decoding: rest[(colon + 1)...], as: UTF8.self))
    rest = rest[..<colon]
    // The address is before the host's port.
    address = rest.lastIndex(of: Ascii.colon).map { Array(rest[..<$0]) } ?? []
  }

  package var reach: Service.Publication.Reach { .ofAddress(address) }
}

/// Which release of the Python package chromadb commands install.
package struct PythonPackages: Sendable {
  /// The version of each that is named: nil for one without.
  package private(set) var versions: [String?] = []

  package init() {}

  /// Whether something was installed that may bring another release than what was there before.
  package private(set) var mayReplace = false

  /// Changes each time that a command may be found in another folder.
  var search = 0
  /// Where commands installed it: the folder of the installer, and how that was found.
  private var places: Set<InstallationPlace> = []
  /// Whether a program ran after that which may install anything.
  private var isFollowed = false
  /// Whether an extra or a package brings what uvicorn needs of 1.0.13 and later.
  private var hasServer = false
  /// Whether a numpy below 2 is asked for.
  private var hasOldNumpy = false

  private struct InstallationPlace: Hashable {
    let folder: String
    let search: Int
  }

  /// Packages without Chroma among what they need, and options of installers with a value; between blanks.
  private static let others = Array(
    """
     pip setuptools wheel bcrypt numpy pandas scipy torch uvicorn fastapi pydantic pydantic-settings requests httpx gunicorn \
    python-dotenv onnxruntime tokenizers transformers sentence-transformers openai tiktoken pysqlite3-binary hnswlib \
    chroma-hnswlib typer rich tqdm flask cryptography passlib pyyaml posthog pytest opentelemetry-api opentelemetry-sdk \
    opentelemetry-distro opentelemetry-exporter-otlp chromadb install add sync create tool run - \
    -r --requirement -c --constraint -i --index-url --extra-index-url -f --find-links -t --target --python -p --timeout \
    --retries --trusted-host -n --name --prefix \

    """.utf8)

  /// Words with which nothing is installed, or elsewhere, or perhaps.
  private static let doubtful = Array(
    """
     || if then else elif while until do ! download wheel --dry-run --target -t --prefix --root --python \

    """.utf8)

  /// Whether commands run in any case.
  var isCertain = true

  private static func isKnown(_ word: some Sequence<UInt8>) -> Bool {
    others.contains(words: String(decoding: [Ascii.space] + word + [Ascii.space], as: UTF8.self))
  }

  /// Notes what commands install: `pip install chromadb==0.6.2`, `uv add`, `-r requirements.txt`.
  ///
  /// - Parameters:
  ///   - words: of one command, or of several with what is between them.
  ///   - file: what is under a name that a command gives.
  package mutating func note(_ words: [CommandWord], file: @escaping (FilePath) -> NamedFile) {
    let files = Files(named: file)
    let outer = search
    for command in Self.commands(words) {
      // `. venv/bin/activate && pip install`, for this line alone.
      let isElsewhere = command.contains { word in
        [".", "source", "activate"].contains(word.text) || word.bytes.starts(with: "PATH=".utf8)
      }
      if isElsewhere { search = .max }
      note(command: command, files)
    }
    search = outer
  }

  /// Notes commands that may install another Chroma in ways that are not read.
  mutating func noteOthers(_ words: [CommandWord]) {
    guard !versions.isEmpty, !isFollowed else { return }
    isFollowed = Self.commands(words).contains { command in
      let words = command.drop { $0.assignedName != nil || ["sudo", "||"].contains($0.text) }
      guard let first = words.first, !Self.isInstaller(Array(words)) else { return false }
      if Self.harmless.contains(first.name) { return false }
      if Self.writers.contains(first.name) {
        return words.dropFirst().contains { $0.textBytes.contains(words: "bin") }
      }
      // `python -m venv`.
      if first.name.hasPrefix("python"), words.dropFirst().prefix(2).map(\.text) == ["-m", "venv"] {
        return false
      }
      return ChromaCommand(Array(words)) == nil
    }
  }

  /// Commands, and words of the shell, with which nothing is installed.
  private static let harmless: Set<String> = [
    "[", "[[", "test", "fi", "done", "esac", "}", "{", "for", "select", "case", "function", "if", "then",
    "else", "elif",
    "while", "until", "do", "!", "time", "exit", "return", "unset", "exec", "trap", "eval", ".", "source",
    "read", "mapfile",
    "readarray", "getopts", "let", "shift", "wait", "set", "shopt", "umask", "ulimit", "pushd", "popd",
    "declare", "local",
    "export", "readonly", "typeset", "break", "continue", "true", "false", ":", "echo", "printf", "cd",
    "apt-get", "apt",
    "apk", "yum", "dnf", "mkdir", "rmdir", "rm", "ls", "cat", "touch", "chmod", "chown", "chgrp", "head",
    "tail", "grep",
    "egrep", "awk", "cut", "tr", "sort", "uniq", "wc", "find", "date", "sleep", "openssl", "htpasswd",
    "chroma-htpasswd",
    "which", "type", "-v", "-V", "whoami", "id", "hostname", "uname", "printenv", "ps", "pgrep", "pkill",
    "kill", "killall",
    "lsof", "ss",
    "netstat", "nc", "jq", "git", "mktemp", "dirname", "basename", "realpath", "readlink", "seq", "docker",
    "podman",
    "docker-compose", "systemctl", "journalctl", "useradd", "adduser", "groupadd", "addgroup", "usermod",
    "ldconfig",
  ]
  /// Commands that may put a program in a folder of programs.
  private static let writers: Set<String> = [
    "cp", "mv", "ln", "curl", "wget", "tee", "sed", "tar", "unzip", "install",
  ]

  /// The commands of words with what is between them.
  private static func commands(_ words: [CommandWord]) -> [[CommandWord]] {
    var (commands, command): ([[CommandWord]], [CommandWord]) = ([], [])
    for word in words {
      if ["&&", "||", ";", "|", "&"].contains(word.text) {
        commands.append(command)
        command = word.text == "||" ? [word] : []
        continue
      }
      // The words of a Dockerfile still have the quotes around them.
      command.append(word.with(word.bytes.filter { !"\"';".utf8.contains($0) }))
      if word.bytes.last == UInt8(ascii: ";") {
        commands.append(command)
        command = []
      }
    }
    return (commands + [command]).filter { !$0.isEmpty }
  }

  /// Files by the names that a command gives. (Of what takes a closure itself, the compiler makes a copy for each caller.)
  private struct Files {
    let named: (FilePath) -> NamedFile
  }

  private static func installer(of command: [CommandWord]) -> Int? {
    let installers = ["pip", "pip3", "pipx", "uv", "uvx", "poetry", "conda", "mamba"]
    guard let first = command.first, !["echo", "printf"].contains(first.text) else { return nil }
    return command.prefix(8).firstIndex { $0.bytes.first != Ascii.hyphen && installers.contains($0.name) }
  }

  /// Whether all that a command does is what `note` reads of it.
  private static func isInstaller(_ command: [CommandWord]) -> Bool {
    installer(of: command).map { command[..<$0].allSatisfy(isBeforeInstaller) } ?? false
  }

  /// Whether a word before an installer leaves it on this machine.
  private static func isBeforeInstaller(_ word: CommandWord) -> Bool {
    let programs: Set = [
      "sudo", "exec", "nohup", "time", "command", "env", "sh", "bash", "ash", "dash", "nice", "ionice", "||",
      "if", "then",
      "else", "elif", "while", "until", "do", "!", "{", "set",
    ]
    return word.bytes.first == Ascii.hyphen || word.assignedName != nil || word.name.hasPrefix("python")
      || programs.contains(word.name)
  }

  private mutating func note(command: [CommandWord], _ files: Files) {
    guard let start = Self.installer(of: command) else { return }
    let words = command[(start + 1)...]
    let installs = words.contains { ["install", "add", "sync", "create"].contains($0.text) }
    let formerCount = versions.count
    // Without names, a project or its lock file says what is installed.
    let verbs = ["install", "add", "sync", "create", "pip", "env"]
    var bringsOthers = !words.contains { $0.bytes.first != Ascii.hyphen && !verbs.contains($0.text) }
    var isName = true
    for (index, word) in zip(words.indices, words) {
      let next = index + 1 < words.endIndex ? words[index + 1] : nil
      note(word)
      if word.bytes.first == Ascii.hyphen {
        isName = !Self.isKnown(word.bytes)
      } else {
        if isName, !Self.isOther(word) { bringsOthers = true }
        isName = true
      }
      guard ["-r", "--requirement"].contains(word.text), let next, next.isKnown,
        case .content(let bytes) = files.named(FilePath(bytes: next.bytes))
      else {
        if word.text.hasPrefix("-r") || word.text.hasPrefix("--requirement") { bringsOthers = true }
        continue
      }
      for line in bytes.prefix(Variables.maximumFileSize).split(separator: Ascii.lineFeed) {
        let name = line.prefix { $0 > Ascii.space && $0 != UInt8(ascii: ";") && $0 != Ascii.hash }
        if name.isEmpty { continue }
        let requirement = CommandWord(Array(name), word.place)
        note(requirement)
        if !Self.isOther(requirement) { bringsOthers = true }
      }
    }
    // A command keeps to the versions that it asks for itself.
    let isAskedFor = versions.count > formerCount
    if isAskedFor {
      let isDoubtful = command.contains { word in
        let option = [Ascii.space] + word.bytes.prefix { $0 != Ascii.equals } + [Ascii.space]
        return Self.doubtful.contains(words: String(decoding: option, as: UTF8.self))
      }
      let isHere = command[..<start].allSatisfy(Self.isBeforeInstaller)
      if isDoubtful || !isCertain || !isHere { versions[formerCount] = nil }
      // `python -m pip`.
      let program = command[..<start].last { $0.name.hasPrefix("python") } ?? command[start]
      if program.isKnown, !program.hasFolder {
        places.insert(InstallationPlace(folder: program.folder, search: search))
        // Those of the system put programs where they are found by their names.
        if ["/usr/bin/", "/usr/local/bin/", "/bin/"].contains(program.folder) {
          places.insert(InstallationPlace(folder: "", search: search))
        }
      }
      isFollowed = false
    }
    if installs, bringsOthers, !isAskedFor, !words.contains(where: { $0.text == "--no-deps" }) {
      mayReplace = true
    }
    if isAskedFor, mayReplace, versions[formerCount...].allSatisfy({ $0 != nil }) { mayReplace = false }
  }

  /// Whether a word of a command that installs is not a package that may need Chroma.
  private static func isOther(_ word: CommandWord) -> Bool {
    let name = word.bytes.prefix { $0.isWordCharacter || $0 == Ascii.hyphen || $0 == UInt8(ascii: ".") }
    return isKnown(String(decoding: name, as: UTF8.self).lowercased().utf8)
  }

  private mutating func note(_ word: CommandWord) {
    let name = Array("chromadb".utf8)
    if word.bytes.starts(with: "fastapi".utf8) { hasServer = true }
    if word.bytes.starts(with: "numpy".utf8) {
      let limits = ["<2", "<1", "==1", "~=1", "<=1"]
      hasOldNumpy = word.isKnown && limits.contains { word.bytes.contains(words: $0) }
    }
    guard word.bytes.starts(with: name), versions.count < 100 else { return }
    var rest = word.bytes[name.count...]
    // `chromadb[server]`.
    if rest.first == UInt8(ascii: "[") {
      if Array(rest).contains(words: "dev") { hasServer = true }
      rest = rest[(rest.firstIndex(of: UInt8(ascii: "]")).map { $0 + 1 } ?? rest.endIndex)...]
    }
    guard let next = rest.first else { return versions.append(nil) }
    if "-_.".utf8.contains(next) || next.isInName { return }
    let isPinned = rest.starts(with: "==".utf8) && word.isKnown && !rest.contains(UInt8(ascii: ","))
    versions.append(isPinned ? String(decoding: rest.dropFirst(2), as: UTF8.self) : nil)
  }

  /// Whether a program is one of those that were installed, as far as was noted by now.
  ///
  /// - Parameter folder: of the program; nil if that is not known.
  func hasInstalled(in folder: String?) -> Bool {
    guard let folder else { return false }
    return !isFollowed && places.contains(InstallationPlace(folder: folder, search: search))
  }

  /// Whether uvicorn may lack what it needs to start Chroma: from 1.0.13 on that is an extra of its own (measured with
  /// 1.0.13 and 1.5.9).
  var mayLackServer: Bool {
    !hasServer
      && versions.contains { text in
        text.flatMap { ChromaVersion($0) }.map { $0 >= ChromaVersion(1, 0, 13) } ?? false
      }
  }

  /// Whether the Chroma that is installed needs a numpy below 2, which nothing asks for: 0.5.2 and earlier take any, and
  /// end at `np.float_` (measured with 0.4.24 and numpy 2.4).
  var mayHaveNewNumpy: Bool { !hasOldNumpy && version.map { $0 < ChromaVersion(0, 5, 3) } ?? false }

  /// The version, if the release is known.
  var version: ChromaVersion? { versions.first.flatMap { $0.flatMap { ChromaVersion($0) } } }

  /// Versions between others that PyPI has not.
  private static let missing = ["0.5.6", "0.5.8", "0.5.14", "0.5.19", "0.5.22"]

  /// The release, if all agree.
  ///
  /// - Parameters:
  ///   - title: what runs, as the start of a phrase: `which release chroma run is`.
  ///   - isReached: whether that is what was installed.
  package func release(of title: String, isReached: Bool = true) -> Service.Release {
    if mayReplace, !versions.isEmpty {
      return .unknown("what is installed later may bring another release of \(title)")
    }
    guard isReached, let first = versions.first, let text = first, versions.allSatisfy({ $0 == text }),
      !Self.missing.contains(text), let version = ChromaVersion(text), let release = ChromaRelease(version)
    else { return .unknown("the files do not say which release \(title) is") }
    return .known(release)
  }
}
