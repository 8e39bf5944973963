internal import Deployments
internal import Htpasswd
internal import Linting

/// An option: how it is written and what the help says of it. Parsing, help and the manual's test all come from
/// these values.
struct Option: Sendable {
  /// Whether a value follows.
  enum Value: Sendable {
    case none
    case required(String)
    /// Only with `=`.
    case optional(String)
  }

  /// Without `--`; nil where there is only the letter.
  let name: String?
  let letter: UInt8?
  let value: Value
  private var text: String
  /// Made when they are asked for: most starts ask for none, and some are the names of every rule.
  private var listChoices: (@Sendable () -> [String])?
  /// What is meant without it, where the help lists the choices.
  private var standard: (@Sendable () -> String)?

  init(_ name: String?, letter: Unicode.Scalar? = nil, value: Value = .none, _ text: String) {
    self.name = name
    self.letter = letter.map { UInt8(ascii: $0) }
    self.value = value
    self.text = text
  }

  /// The same, in a command that takes these words and no others.
  func taking(_ words: @autoclosure @escaping @Sendable () -> [String]) -> Option {
    var option = self
    option.listChoices = words
    return option
  }

  /// The same, with what is meant where it is not given.
  func taking(
    _ words: @autoclosure @escaping @Sendable () -> [String],
    standard: @autoclosure @escaping @Sendable () -> String
  ) -> Option {
    var option = taking(words())
    option.standard = standard
    return option
  }

  /// What the value is one of; none where it may be anything.
  var choices: [String] { listChoices?() ?? [] }

  /// The same, in a command to which it means this.
  func saying(_ text: String) -> Option {
    var option = self
    option.text = text
    return option
  }

  /// What the help says of it.
  var help: String {
    guard let standard else { return text }
    return "\(text): \(choices.joined(separator: ", ")) (\(standard()))"
  }

  /// Whether it is that option, however either's help reads.
  func isSame(as other: Option) -> Bool { name == other.name && letter == other.letter }

  /// What tells options apart, and how messages name them: `--force`, `-b`.
  var word: String {
    if let name { return "--" + name }
    return letter.map { "-" + String(Unicode.Scalar($0)) } ?? ""
  }
}

extension Option {
  // Everywhere.
  static let help = Option("help", letter: "h", "show this help")
  static let quiet = Option("quiet", letter: "q", "say nothing but errors")
  static let color = Option(
    "color", value: .required("WHEN"), "auto (on a terminal, without NO_COLOR), always or never"
  ).taking(["auto", "always", "never"])

  // Passwords.
  static let argument = Option(nil, letter: "b", "the password is the argument after USER")
  static let stdin = Option("stdin", letter: "i", "read the password from standard input, to its end")
  static let passwordFile = Option("password-file", value: .required("PATH"), "read it from a file")
  static let passwordEnvironment = Option(
    "password-env", value: .required("NAME"), "take it from an environment variable")
  static let passwordDescriptor = Option(
    "password-fd", value: .required("N"), "read it from an open file descriptor")
  static let generate = Option(
    "generate", value: .optional("LENGTH"),
    "make a random password (24 characters) and print it, alone, on standard output")
  static let allowEmpty = Option("allow-empty", "let an empty password be set")

  // Hashes.
  static let cost = Option(
    "cost", letter: "C", value: .required("COST"),
    "bcrypt's cost, 4 to 31; each step doubles the time of every login (10)")

  // Writing.
  static let dryRun = Option("dry-run", "say what would be done, and write nothing")
  static let inPlace = Option("in-place", "write into the file that is there instead of replacing it")
  static let lockTimeout = Option(
    "lock-timeout", value: .required("SECONDS"), "how long to wait for another writer (60)")
  static let mode = Option(
    "mode", value: .required("MODE"), "permissions of a new file, in octal (0600, with --group 0640)")
  static let group = Option(
    "group", value: .required("GROUP"), "group of a new file, whose members can then read it")

  // Single commands.
  static let force = Option("force", "replace a file that exists; its mode and owner are kept")
  static let newOnly = Option("new-only", "refuse a user who is there already")
  static let updateOnly = Option("update-only", "refuse a user who is not there")
  static let create = Option("create", "make the file if it is missing")
  static let ifChanged = Option(
    "if-changed", "write nothing when the password already matches at that cost")
  static let hash = Option(
    "hash", value: .required("FIELD"), "store this finished hash in place of a password's; it is checked")
  static let hashed = Option(
    "hashed", "the lines are user:hash: store the hashes, so that files can be merged")
  static let batch = Option("batch", "check user:password lines from standard input, without USER")
  static let target = Option(
    "target", value: .required("TIME"), "print the highest cost that takes no longer, such as 50ms or 0.1s")
  static let from = Option("from", value: .required("PATH"), "read the lines from a file, not standard input")
  static let server = Option("for", value: .required("SERVER"), "for this server")
    .taking(Server.all.map(\.name), standard: Server.chroma.name)
  static let format = Option("format", value: .required("FORMAT"), "how it is written")
    .taking(["text", "json"], standard: "text")
  static let minimumCost = Option(
    "min-cost", value: .required("COST"), "bcrypt costs below are findings (10)")
  static let maximumCost = Option(
    "max-cost", value: .required("COST"), "bcrypt costs above are findings (14)")
  static let ignore = Option("ignore", value: .required("RULE"), "leave a rule out; may be repeated")
    .taking(Rule.all.map(\.name))
  static let only = Option("only", value: .required("RULE"), "ask this rule alone; may be repeated")
    .taking(Rule.all.map(\.name))
  static let failOn = Option(
    "fail-on", value: .required("WHAT"),
    "exit 7 from this severity on, error, warning or note (error), or for this rule too; may be repeated"
  ).taking(["error", "warning", "note"] + Rule.all.map(\.name))
  static let baseline = Option(
    "baseline", value: .required("FILE"), "leave out the findings that this file has")
  static let writeBaseline = Option("write-baseline", "write what is found into the file of --baseline")
  static let standardInputName = Option(
    "stdin-name", value: .required("NAME"), "read - as a file of this name")
  static let fix = Option("fix", "fix what can be fixed without losing a login that was meant")
  static let unsafeFixes = Option(
    "unsafe-fixes",
    "with --fix: also remove comments, duplicates, broken lines and space around names; the old file stays as FILE~"
  )
  static let kind = Option("kind", value: .required("KIND"), "what the files are, whatever they look like")
    .taking(FileKind.readable.map(\.rawValue))
  static let readAs = Option("as", value: .required("READER"), "who reads a file of variables")
    .taking(EnvironmentFile.Reader.allCases.map(\.rawValue))
  static let release = Option(
    "for", value: .required("RELEASE"), "chroma (0.6.2), chroma-0.4 (0.4.24), or a release such as 0.6.3")
  static let authorization = Option(
    "authz", value: .required("FILE"), "the roles file, for env, docker, compose and kubernetes")
  static let role = Option(
    "role", value: .required("ROLE=USERS"),
    "authz: give admin, writer or reader to these users, such as reader=bob,carol; may be repeated")
  static let with = Option(
    "with", value: .required("FILE"), "compare a roles file with the users of this credential or token file")
  static let diff = Option("diff", "show what --fix, or --unsafe-fixes, would change, and write nothing")
  static let guess = Option("guess", "try the user's own name and the usual passwords")
  static let escape = Option(
    "escape", value: .required("WHERE"),
    "write it for: compose (each $ as $$), traefik (a YAML string), caddy or haproxy (their lines), shell (a word)"
  ).taking(HashPlace.allCases.map(\.rawValue))

  // Chroma.
  static let output = Option("output", letter: "o", value: .required("FILE"), "write to this new file")
  static let length = Option("length", value: .required("N"), "how many characters, 16 to 1024 (43)")
  static let token = Option("token", "there is no user, and the password is a token")
  static let tokenHeader = Option(
    "token-header", value: .required("NAME"),
    "the header that carries a token: Authorization or X-Chroma-Token (Authorization)"
  ).taking(TokenHeader.allCases.map(\.rawValue))
  static let authentication = Option(
    "auth", value: .required("KIND"), "basic or token (basic)"
  ).taking(Authentication.allCases.map(\.rawValue))
  static let listen = Option(
    "listen", value: .required("ADDRESS:PORT"),
    "where clients connect (127.0.0.1:8000, of a front 127.0.0.1:8080)"
  )
  static let upstream = Option(
    "upstream", value: .required("HOST:PORT"), "where a front finds Chroma (127.0.0.1:8000)")
  static let proxy = Option(
    "proxy", value: .required("SERVER"),
    "the front that compose for chroma-1 runs before Chroma: nginx, caddy or traefik"
  ).taking(["nginx", "caddy", "traefik"])
  static let host = Option(
    "host", value: .required("NAME"), "caddy: the name that clients use, for which it gets certificates")
  static let timeout = Option(
    "timeout", value: .required("SECONDS"), "how long an answer may take, 1 to 600 (10)")
  static let wait = Option(
    "wait", value: .required("SECONDS"), "ask again so long while the server is not up yet (0)")
  static let useProxy = Option("use-proxy", "go through the proxy that the environment names")
  static let curl = Option("curl", "print it as a line of a curl configuration")

  // Completions.
  static let words = Option(
    "words",
    "print what may stand in place of the last of the words, each with a NUL behind it, that standard input has"
  )

  static let everywhere: [Option] = [.quiet, .color, .help]
  static let passwords: [Option] = [
    .argument, .stdin, .passwordFile, .passwordEnvironment, .passwordDescriptor,
  ]
  static let newPasswords: [Option] = passwords + [.generate, .allowEmpty, .cost]
  static let newFile: [Option] = [.mode, .group]
  static let writing: [Option] = [.dryRun, .inPlace, .lockTimeout]
  /// Of a command that changes entries: the new file is judged for that server.
  static let editing: [Option] = [.server.saying("judge the new file for this server")] + writing
}
