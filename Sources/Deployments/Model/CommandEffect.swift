internal import Kernel

/// The effect of a service's command on its image, by release. Read from the Dockerfiles and
/// `bin/docker_entrypoint.sh` of every tag; 1.x measured with 1.5.9.
enum CommandEffect: Equatable {
  /// Chroma starts, and reads its settings.
  case starts
  /// The server in Python of 1.x, which asks if its settings say so.
  case startsPython
  /// One phrase: `chroma has no subcommand uvicorn`.
  case fails(String)
  /// One phrase.
  case unknown(String)

  /// - Parameters:
  ///   - entrypoint: nil for the image's; empty, or of one empty word, for none.
  ///   - command: nil for the image's.
  ///   - release: nil if it is not known.
  init(entrypoint: [String]?, command: [String]?, release: ChromaRelease?) {
    guard let entrypoint else {
      self = Self.of(command, release)
      return
    }
    if entrypoint == [""], command == nil {
      self = .fails("docker run needs a command where the entrypoint is empty")
      return
    }
    if entrypoint.allSatisfy(\.isEmpty) {
      self = Self.alone(command ?? [], release)
      return
    }
    var words = entrypoint + (command ?? [])
    if words.first == "dumb-init" || words.first == "tini" || words.first == "/usr/bin/tini" {
      words = Array(words.dropFirst())
    }
    if words.first == "--" { words = Array(words.dropFirst()) }
    if words.first.map(Self.isChromaScript) ?? false {
      self = Self.of(Array(words.dropFirst()), release == .v1 ? nil : release)
    } else if words.first == "chroma", release == .v1 {
      self = Self.of(Array(words.dropFirst()), release)
    } else {
      self = Self.program(words, release)
    }
  }

  private static func isChromaScript(_ word: String) -> Bool {
    word == "/docker_entrypoint.sh" || word == "docker_entrypoint.sh" || word == "./docker_entrypoint.sh"
  }

  /// Without an entrypoint.
  private static func alone(_ command: [String], _ release: ChromaRelease?) -> CommandEffect {
    if !command.isEmpty { return program(command, release) }
    return switch release {
    // Most of 0.4 have no entrypoint, and a command that Docker may take for an empty one.
    case nil, .v040, .v047, .v048, .v04: .unknown("what starts without an entrypoint depends on the release")
    default: .fails("the image has no program but its entrypoint, and that is taken away")
    }
  }

  /// With the image's entrypoint.
  private static func of(_ command: [String]?, _ release: ChromaRelease?) -> CommandEffect {
    guard let command else { return .starts }
    guard let release else {
      guard let first = command.first else {
        return .unknown("what an empty command does depends on the release")
      }
      let python = program(command)
      if isInvented(python) { return python }
      return first.isEmpty ? .starts : .unknown("what the command does depends on the release")
    }
    switch release {
    case .v1: return ofRelease1(command)
    case .v040, .v047, .v048: return command.isEmpty ? .starts : program(command, release)
    case .v04:
      // 0.4.23 and 0.4.24 have an entrypoint; which of them it is does not show in the group of releases.
      if command.isEmpty { return .starts }
      let first = command[0]
      if isChromaScript(first) || first == "uvicorn" { return program(command) }
      return first.hasPrefix("-") ? uvicorn(command, hasApp: true) : program(command, release)
    case .v050, .v051, .v06, .v063:
      if command.isEmpty { return .starts }
      if command[0] == "uvicorn" { return program(command) }
      // As the image's own command is.
      if command.contains(where: { $0.utf8.contains { $0 == Ascii.space || $0 == Ascii.dollar } }) {
        return .unknown("the start script takes a command of several words apart")
      }
      if isChromaScript(command[0]) { return .fails("uvicorn does not know the argument \(command[0])") }
      return uvicorn(command, hasApp: true)
    }
  }

  /// The subcommands of `chroma` 1.5.9 (`chroma --help`).
  private static let subcommands: Set<String> = [
    "browse", "copy", "db", "docs", "install", "login", "profile", "run", "support", "update", "vacuum",
    "help",
  ]

  private static func ofRelease1(_ command: [String]) -> CommandEffect {
    // Docker takes an empty list for none, and compose's page says that it overrides.
    guard let first = command.first else { return .unknown("the command is empty") }
    if first == "run" { return chromaRun(Array(command.dropFirst()), release: .v1) }
    if subcommands.contains(first) { return .unknown("chroma \(first) starts no server") }
    return .fails(
      first.hasPrefix("-")
        ? "chroma has no option \(shown(first))" : "chroma has no subcommand \(shown(first))")
  }

  /// A command line of its own in the image of a release: from 1.0 on that has no Python, and before no `chroma`, since the
  /// package is copied and not installed (Dockerfiles of 0.4.0 to 0.6.3).
  private static func program(_ words: [String], _ release: ChromaRelease?) -> CommandEffect {
    let effect = program(words, of: release)
    if release == .v1 { return effect == .startsPython ? .unknown(unread("uvicorn")) : effect }
    return release != nil && effect == .starts ? .fails(lacksChroma) : effect
  }

  /// An image of one's own may have it.
  static let lacksChroma = "the image has no program chroma"

  /// A command line of its own.
  ///
  /// - Parameter release: of what is installed; nil if it is not known.
  static func program(_ words: [String], of release: ChromaRelease? = nil) -> CommandEffect {
    guard let first = words.first else { return .unknown("the command is empty") }
    let name = first.split(separator: "/").last.map(String.init) ?? first
    switch name {
    case "uvicorn": return uvicorn(Array(words.dropFirst()), hasApp: false)
    case "chroma":
      guard words.count > 1 else { return .fails("chroma needs a subcommand") }
      return words[1] == "run"
        ? chromaRun(Array(words.dropFirst(2)), release: release) : .unknown("it is not chroma run")
    case _ where isChromaScript(first): return uvicorn(Array(words.dropFirst()), hasApp: true)
    case "env" where words.count > 1 && (words[1].hasPrefix("-") || words[1].utf8.contains(Ascii.equals)):
      return .unknown(changedByEnv)
    case "exec", "dumb-init", "tini", "env":
      return program(Array(words.dropFirst().drop { $0 == "--" }), of: release)
    case "python", "python3":
      if words.count > 2, words[1] == "-m", words[2] == "uvicorn" {
        return uvicorn(Array(words.dropFirst(3)), hasApp: false)
      }
      return .unknown("what a script does is not read")
    default:
      if first.hasPrefix("-") { return .fails("there is no program \(shown(first))") }
      return .unknown(unread(name))
    }
  }

  static let changedByEnv = "env changes the variables"

  static func unread(_ name: String) -> String {
    let name = shown(name)
    return "what \(name.isEmpty || name == hidden ? "the program" : name) does is not read"
  }

  /// In place of a word that is not shown.
  private static let hidden = "of this name"

  /// `chroma run` of Python takes options alone, that of 1.x a configuration too (`chroma run --help` of 0.4.24, 0.5.23,
  /// 1.5.9).
  private static func chromaRun(_ words: [String], release: ChromaRelease?) -> CommandEffect {
    var options: Set<String> = ["--path", "--host", "--port"]
    if release != .v1 { options.insert("--log-path") }
    var (doubt, configurations) = (CommandEffect?.none, 0)
    var words = words[...]
    while let word = words.popFirst() {
      guard word.hasPrefix("-") else {
        // A shell's variable may be empty, and no option is about authentication.
        if !word.utf8.contains(Ascii.dollar) { configurations += 1 }
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let option = parts[0]
      if option == "--help" || option == "--test" && release != .v1 || option == "-h" && release == .v1 {
        return .fails("chroma run \(option) starts no server")
      }
      guard options.contains(option) else { return .fails("chroma run has no option \(shown(option))") }
      guard let value = parts.count > 1 ? parts[1] : words.popFirst() else {
        return .fails("chroma run needs a value after \(option)")
      }
      if option == "--port" {
        switch takesPort(value) {
        case true?: break
        case false?: return .fails("chroma run takes no --port \(shown(value))")
        case nil: doubt = .unknown("whether chroma run takes the port \(shown(value)) is not known")
        }
      }
    }
    if configurations > 1 { return .fails("chroma run takes one configuration") }
    if configurations > 0, let release, release != .v1 {
      return .fails("chroma run takes no configuration before 1.0")
    }
    if release == nil, configurations > 0 {
      return .unknown("what chroma run does with a configuration depends on the release")
    }
    return doubt ?? .starts
  }

  private static func takesPort(_ value: String) -> Bool? {
    Int(value).map { 0...65535 ~= $0 } ?? UvicornOption("--port")?.takes(value)
  }

  private static func uvicorn(_ words: [String], hasApp: Bool) -> CommandEffect {
    var apps = hasApp ? ["chromadb.app:app"] : []
    var doubt: CommandEffect?
    var words = words[...]
    while let word = words.popFirst() {
      guard word.hasPrefix("-") else {
        if word.utf8.contains(Ascii.dollar) {
          doubt = .unknown("what a shell adds to the command is not known")
        }
        apps.append(word)
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let name = parts[0]
      if UvicornOption.later.contains(name) {
        doubt = .unknown("whether uvicorn has the option \(name) depends on its release")
        continue
      }
      guard let option = UvicornOption(name) else { return .fails("uvicorn has no option \(shown(name))") }
      if option.ends { return .fails("uvicorn \(name) starts no server") }
      if option.isOfVariables { return .unknown("uvicorn reads variables from a file of the container") }
      if option.isFlag, parts.count == 1 { continue }
      guard let value = parts.count > 1 ? parts[1] : words.popFirst() else {
        return .fails("uvicorn needs a value after \(name)")
      }
      switch name == "--port" ? takesPort(value) : option.takes(value) {
      case true?: break
      case false?: return .fails("uvicorn takes no \(name) \(shown(value))")
      case nil: doubt = .unknown("whether uvicorn takes \(name) \(shown(value)) is not known")
      }
    }
    guard apps.count <= 1 else {
      if let doubt { return doubt }
      return .fails("uvicorn takes one application, and gets \(shown(apps[1])) too")
    }
    guard let app = apps.first else { return .fails("uvicorn needs an application") }
    return doubt
      ?? (app == "chromadb.app:app" ? .startsPython : .unknown("the application is not chromadb.app:app"))
  }

  private static func isInvented(_ answer: CommandEffect) -> Bool {
    if case .fails(let reason) = answer { return reason.utf8.starts(with: "chroma run has no option".utf8) }
    return false
  }

  /// A word of a command in messages; what may be a secret is not shown.
  private static func shown(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { $0.isWordCharacter || Array("-./".utf8).contains($0) }
    return isPlain && word.utf8.count <= 60 ? word : hidden
  }
}
