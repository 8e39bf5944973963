internal import Deployments
internal import Htpasswd
internal import Linting

/// An option: how it is written, what the help says of it, and how its value is read. Parsing, help, completions and the
/// manual all come from these values; `invocation[option]` is the value that was given.
struct Option<Value: Sendable>: Sendable {
  let erased: AnyOption

  private init(_ erased: AnyOption) { self.erased = erased }

  var word: String { erased.word }

  /// - Parameters:
  ///   - word: what the help calls the value.
  ///   - choices: the words that the value is one of, if they are few.
  ///   - standard: the choice that holds without the option; the help lists the choices then.
  init(
    _ name: String?, letter: Unicode.Scalar? = nil, value word: AnyOption.Form, _ text: String,
    choices: (@Sendable () -> [String])? = nil, standard: (@Sendable () -> String)? = nil,
    parse: @escaping @Sendable (OptionValue) throws(Failure) -> Value
  ) {
    erased = AnyOption(
      name: name, letter: letter.map { UInt8(ascii: $0) }, value: word, text: text, listChoices: choices,
      standard: standard, parse: { (value) throws(Failure) -> any Sendable in try parse(value) })
  }

  /// Restricts the value to these words, in one command.
  func taking(_ words: @autoclosure @escaping @Sendable () -> [String]) -> Option {
    Option(erased.taking(words))
  }

  /// Describes the option for one command.
  func saying(_ text: String) -> Option { Option(erased.saying(text)) }
}

extension Option where Value: RawRepresentable<String> & CaseIterable {
  /// One whose value is a case of an enumeration, by its word.
  init(
    _ name: String, choosing word: String, _ text: String, standard: (@Sendable () -> String)? = nil
  ) {
    self.init(
      name, value: .required(word), text, choices: { Value.allCases.map(\.rawValue) }, standard: standard,
      parse: { (value) throws(Failure) in try value.choice(Value.init(rawValue:)) })
  }
}

extension Option<Void> {
  /// One without a value: `invocation.has` it.
  init(_ name: String?, letter: Unicode.Scalar? = nil, _ text: String) {
    erased = AnyOption(
      name: name, letter: letter.map { UInt8(ascii: $0) }, value: .none, text: text, parse: nil)
  }

  // Everywhere.
  static var help: Self { Option("help", letter: "h", "show the help of the command") }
  static var quiet: Self { Option("quiet", letter: "q", "say nothing but errors") }

  // Passwords.
  static var argument: Self { Option(nil, letter: "b", "the password is the argument after USER") }
  static var stdin: Self {
    Option("stdin", letter: "i", "read the password from standard input, to its end")
  }
  static var allowEmpty: Self { Option("allow-empty", "let an empty password be set") }

  // Writing.
  static var dryRun: Self { Option("dry-run", "say what would be done, and write nothing") }
  static var inPlace: Self {
    Option("in-place", "write into the file that is there instead of replacing it")
  }

  // Single commands.
  static var force: Self { Option("force", "replace a file that exists; its mode and owner are kept") }
  static var newOnly: Self { Option("new-only", "refuse a user who already exists") }
  static var updateOnly: Self { Option("update-only", "refuse a user who is not there") }
  static var create: Self { Option("create", "make the file if it is missing") }
  static var ifChanged: Self {
    Option("if-changed", "write nothing when the password already matches at that cost")
  }
  static var hashed: Self {
    Option("hashed", "the lines are user:hash: store the hashes, so that files can be merged")
  }
  static var batch: Self {
    Option("batch", "check user:password lines from standard input, without USER")
  }
  static var writeBaseline: Self {
    Option("write-baseline", "write what is found into the file of --baseline")
  }
  static var fix: Self { Option("fix", "fix what can be fixed without losing a login that was meant") }
  static var unsafeFixes: Self {
    Option(
      "unsafe-fixes",
      "with --fix: also remove comments, duplicates, broken lines and space around names; the old file stays as FILE~"
    )
  }
  static var diff: Self {
    Option("diff", "show what --fix, or --unsafe-fixes, would change, and write nothing")
  }
  static var guess: Self { Option("guess", "try the user's own name and the usual passwords") }

  // Chroma.
  static var token: Self { Option("token", "there is no user, and the password is a token") }
  static var useProxy: Self { Option("use-proxy", "go through the proxy that the environment names") }
  static var curl: Self { Option("curl", "print it as a line of a curl configuration") }

  // Completions.
  static var words: Self {
    Option(
      "words",
      "read words from standard input, each ended by a NUL, and print completions of the last"
    )
  }
}

extension Option<Console.Color> {
  static var color: Self {
    Option(
      "color", choosing: "WHEN",
      "when to colour words: auto (on a terminal, without NO_COLOR), always or never")
  }
}

extension Option<FilePath> {
  private init(_ name: String, letter: Unicode.Scalar? = nil, value word: String, _ text: String) {
    self.init(name, letter: letter, value: .required(word), text) { FilePath(bytes: $0.bytes) }
  }

  static var passwordFile: Self { Option("password-file", value: "PATH", "read it from a file") }
  static var from: Self { Option("from", value: "PATH", "read the lines from a file, not standard input") }
  static var output: Self { Option("output", letter: "o", value: "FILE", "write to this new file") }
  static var baseline: Self {
    Option("baseline", value: "FILE", "leave out the findings that this file has")
  }
  static var standardInputName: Self {
    Option("stdin-name", value: "NAME", "read - as a file of this name")
  }
  static var authorization: Self {
    Option("authz", value: "FILE", "the roles file, for env, docker, compose and kubernetes")
  }
  static var with: Self {
    Option(
      "with", value: "FILE", "compare a roles file with the users of this credential or token file")
  }
}

extension Option<[UInt8]> {
  static var passwordEnvironment: Self {
    Option("password-env", value: .required("NAME"), "take it from an environment variable") { $0.bytes }
  }
  static var hash: Self {
    Option(
      "hash", value: .required("FIELD"), "store this finished hash in place of a password's; it is checked"
    ) { $0.bytes }
  }
}

extension Option<Int> {
  private init(_ name: String, value word: String, in range: ClosedRange<Int>, _ text: String) {
    self.init(name, value: .required(word), text) { (value) throws(Failure) in try value.number(in: range) }
  }

  static var passwordDescriptor: Self {
    Option("password-fd", value: "N", in: 0...Int(Int32.max), "read it from an open file descriptor")
  }
  /// The length of the password.
  static var generate: Self {
    Option(
      "generate", value: .optional("LENGTH"),
      "make a random password (24 characters) and print it, alone, on standard output"
    ) { (value) throws(Failure) in
      try value.bytes.isEmpty ? 24 : value.number(in: OptionValue.passwordLengths)
    }
  }
  /// In seconds.
  static var lockTimeout: Self {
    Option("lock-timeout", value: "SECONDS", in: 0...86_400, "how long to wait for another writer (60)")
  }
  static var length: Self {
    Option("length", value: "N", in: 16...1024, "how many characters, 16 to 1024 (43)")
  }
  /// In seconds.
  static var timeout: Self {
    Option("timeout", value: "SECONDS", in: 1...600, "how long an answer may take, 1 to 600 (10)")
  }
  /// In seconds.
  static var wait: Self {
    Option(
      "wait", value: "SECONDS", in: 0...600, "ask again so long while the server is not up yet, 0 to 600 (0)")
  }
}

extension Option<Double> {
  /// In seconds.
  static var target: Self {
    Option(
      "target", value: .required("TIME"),
      "print the highest cost that takes no longer, such as 50ms or 0.1s"
    ) { (value) throws(Failure) in try value.seconds() }
  }
}

extension Option<Cost> {
  private init(_ name: String, letter: Unicode.Scalar? = nil, _ text: String) {
    self.init(name, letter: letter, value: .required("COST"), text) { (value) throws(Failure) in
      try value.cost()
    }
  }

  static var cost: Self {
    Option("cost", letter: "C", "bcrypt's cost, 4 to 31; each step doubles the time of every login (10)")
  }
  static var minimumCost: Self { Option("min-cost", "bcrypt costs below are findings (10)") }
  static var maximumCost: Self { Option("max-cost", "bcrypt costs above are findings (14)") }
}

extension Option<UInt32> {
  static var mode: Self {
    Option(
      "mode", value: .required("MODE"), "permissions of a new file, in octal (0600, with --group 0640)"
    ) { (value) throws(Failure) in try value.mode() }
  }
  static var group: Self {
    Option("group", value: .required("GROUP"), "group of a new file, whose members can then read it") {
      (value) throws(Failure) in try value.group()
    }
  }
}

extension Option<Server> {
  static var server: Self {
    Option(
      "for", value: .required("SERVER"), "for this server", choices: { Server.all.map(\.name) },
      standard: { Server.chroma.name },
      parse: { (value) throws(Failure) in try value.choice(Server.named) })
  }
}

extension Option<Set<String>> {
  private init(_ name: String, _ text: String) {
    self.init(
      name, value: .required("RULE"), text, choices: { Rule.all.map(\.name) },
      parse: {
        (value) throws(Failure) in
        Set(try value.choices { (word, _) in .unknownRule(word) })
      })
  }

  static var ignore: Self { Option("ignore", "leave a rule out; may be repeated") }
  static var only: Self { Option("only", "ask this rule alone; may be repeated") }
}

extension Option<FileKind> {
  static var kind: Self {
    Option(
      "kind", value: .required("KIND"), "what the files are, whatever they contain",
      choices: { FileKind.readable.map(\.rawValue) },
      parse: { (value) throws(Failure) in try value.choice(FileKind.init(rawValue:)) })
  }
}

extension Option<EnvironmentFile.Reader> {
  static var readAs: Self { Option("as", choosing: "READER", "who reads a file of variables") }
}

extension Option<ChromaVersion> {
  /// One with the SimpleRBAC provider.
  static var release: Self {
    Option(
      "for", value: .required("RELEASE"),
      "for this release: chroma (0.6.2), chroma-0.4 (0.4.24), or one such as 0.6.3"
    ) { (value) throws(Failure) in try value.versionWithRoles() }
  }
}

extension Option<ChromaRelease> {
  /// The release of settings that are printed, or checked.
  static var settingsRelease: Self {
    Option(
      "for", value: .required("SERVER"), "for this server",
      choices: { ChromaRelease.toPrint.map(\.word) }, standard: { ChromaRelease.v06.word },
      parse: { (value) throws(Failure) in try value.choice(ChromaRelease.init(word:)) })
  }
}

extension Option<TokenHeader> {
  static var tokenHeader: Self {
    Option(
      "token-header", choosing: "NAME",
      "the header that carries a token: Authorization or X-Chroma-Token (Authorization)")
  }
}

extension Option<Authentication> {
  static var authentication: Self {
    Option("auth", choosing: "KIND", "how users log in: basic or token (basic)")
  }
}

extension Option<Front> {
  static var proxy: Self {
    Option(
      "proxy", choosing: "SERVER",
      "the front that compose for chroma-1 runs before Chroma: nginx, caddy or traefik"
    ).taking([Front.nginx, .caddy, .traefik].map(\.rawValue))
  }
}

extension Option<String> {
  /// A name of DNS.
  static var host: Self {
    Option(
      "host", value: .required("NAME"),
      "caddy: the name that clients use, for which it gets certificates"
    ) { (value) throws(Failure) in try value.hostName() }
  }
  /// An origin of the web.
  static var cors: Self {
    Option(
      "cors", value: .required("ORIGIN"),
      "of a front: answer browsers that ask, by OPTIONS and without credentials, whether pages of ORIGIN may log in"
    ) { (value) throws(Failure) in try value.origin() }
  }
}

/// Options that several commands have.
enum Options {
  @OptionList static var everywhere: [AnyOption] {
    Option.quiet
    Option.color
    Option.help
  }
  @OptionList static var passwords: [AnyOption] {
    Option.argument
    Option.stdin
    Option.passwordFile
    Option.passwordEnvironment
    Option.passwordDescriptor
  }
  @OptionList static func newPasswords(_ generate: Option<Int> = .generate) -> [AnyOption] {
    passwords
    generate
    Option.allowEmpty
    Option.cost
  }
  @OptionList static var newFile: [AnyOption] {
    Option.mode
    Option.group
  }
  @OptionList static var writing: [AnyOption] {
    Option.dryRun
    Option.inPlace
    Option.lockTimeout
  }
  /// The option of commands that change entries: the new file is judged for that server.
  @OptionList static var editing: [AnyOption] {
    Option.server.saying("judge the new file for this server")
    writing
  }
}
