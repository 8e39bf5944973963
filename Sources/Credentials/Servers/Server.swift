package import Hashing
internal import Kernel

/// A reader of credential files, as a value: what it does with the file, with a line, with a hash field and with a
/// password. Whoever asks whether a user gets in asks this value; nothing else knows a server by name.
public struct Server: Sendable {
  /// The word for `--for`.
  public let name: String
  /// For people: product and versions.
  public let title: String
  /// For messages: `Chroma`.
  package let product: String
  /// The phrase for a file that it cannot use: `will not start`.
  package let failurePhrase: String
  /// The sentence for a file that it cannot use: `Chroma will not start with FILE`. The phrases of others are long enough
  /// without a name.
  package func refusal(of name: String) -> String {
    failurePhrase == "will not start"
      ? "\(product) \(failurePhrase) with \(name)" : "\(product) \(failurePhrase)"
  }
  /// The phrase for a file that it can use: `starts`.
  package var successPhrase = "accepts the file"
  /// The accounts that its workers read the file as, Debian's first; none if it reads as whoever starts it.
  package var workers: [String] = []
  /// The group of the account that Debian's package starts it as, where it reads as whoever starts it; nil for root.
  package var packageGroup: String?
  /// When an edited file takes effect, if that asks for something to be done.
  package let afterEdit: String?

  /// The contents of its files.
  package enum Content: Sendable, Equatable {
    case entries, tokens
    case roles(RolesReader)
  }

  package var content = Content.entries
  package var readsTokens: Bool { content == .tokens }
  /// Which provider reads its roles files; nil if it does not read such files.
  package var rolesReader: RolesReader? {
    if case .roles(let reader) = content { return reader }
    return nil
  }
  /// Whether every line may hold a secret: a token, also in a roles file.
  package var hidesLines: Bool { content != .entries }
  /// Where it sees line ends.
  package var lineBreaks: LineBreaks { file.lineBreaks }
  package let file: FileRules
  package let hashes: HashRules
  package let passwords: PasswordRules
  /// The line of its log about a file that it cannot use, if that is known.
  let logLine: @Sendable (StartFailure.Cause) -> String?

  /// Whether it takes some bcrypt hash.
  package var takesBcrypt: Bool { hashes.takesBcrypt }

  /// The line of its log when it cannot use a file, if that is known.
  public func log(of failure: StartFailure) -> String? { logLine(failure.cause) }

  /// Whether it reads a line of this number at all.
  package func reads(line: Int) -> Bool {
    if case .firstLine = file.extent { return line == 1 }
    return true
  }

  /// Whether it starts only with a file without duplicate users.
  package var refusesDuplicates: Bool {
    if case .wholeFile = file.extent { return file.duplicates == .refused }
    return false
  }

  /// Every reader of credential files, in the order of help and messages.
  public static let all: [Server] = [
    .chroma, .chroma04, .nginx, .nginxAlpine, .apache, .lighttpd, .registry, .traefik, .envoy, .caddy,
    .haproxy,
  ]

  /// Those that a file can be linted for: the readers of token and roles files too.
  package static let allToLint = all + [.chromaToken, .chromaRoles, .chromaRoles04]

  /// - Returns: the server of that name, or nil; the readers of token and roles files have names too.
  package static func named(_ name: String) -> Server? { allToLint.first { $0.name == name } }
}

/// Which of Chroma's SimpleRBAC providers reads a roles file.
package enum RolesReader: Sendable {
  /// 0.5.3 to 0.6.3.
  case current
  /// 0.4.16 to 0.4.24, which compares tenants, and adds up what several entries of one id give.
  case first
}

/// How a server reads the file.
package struct FileRules: Sendable {
  package enum Extent: Sendable {
    case wholeFile
    /// Python's `readline()`: it decodes as many steps of this many bytes as it takes to see the line's end, and
    /// what it decodes must be UTF-8.
    case firstLine(step: Int)
  }

  /// The fate of a line that is not a proper entry.
  package enum Fate: Sendable {
    /// The server cannot use the file.
    case refused
    case skipped
    /// It is an entry all the same.
    case entry
  }

  /// The meaning of a second colon.
  package enum ExtraField: Sendable {
    case refused
    /// The hash ends there.
    case ignored
    case partOfHash
  }

  /// The minimum for a file to be accepted.
  package enum Minimum: Sendable { case nothing, aByte, anEntry }

  package enum Duplicates: Sendable { case refused, firstCounts, lastCounts }

  /// The fate of a line of more than `maximumCount` bytes, the line feed aside.
  /// Text that no quoting brings into a server's configuration.
  package enum Unwritable: Sendable {
    /// Bytes that are not UTF-8, control characters, and braces: Caddy replaces what is between them, quoted or not, and of users
    /// whose names have escaped ones it does not notice that they are the same.
    case ofCaddyfile
    /// Control characters.
    case ofHAProxy
  }

  package struct LongLine: Sendable {
    package enum Effect: Sendable {
      case skipped
      /// It and everything after it is not read.
      case endsFile
      case refused
    }

    package let maximumCount: Int
    package let effect: Effect
  }

  package var extent = Extent.wholeFile
  /// Whether the whole file must be UTF-8.
  package var mustBeUTF8 = false
  package var lineBreaks = LineBreaks.lineFeed
  package var trimming: Trimming
  /// A line that begins with one of these is passed over.
  package var commentStarts: [UInt8] = [Ascii.hash]
  package var missingColon: Fate
  package var extraField: ExtraField
  package var emptyUser: Fate
  package var emptyHash: Fate = .entry
  /// The form that a hash field must have, whatever its user.
  package enum HashForm: Sendable {
    case any
    /// `{SHA}` and 28 bytes, whatever they are.
    case sha
    /// A dollar and anything, or base64.
    case dollarOrBase64
  }

  /// The file is refused for a hash field of another form.
  package var hashForm = HashForm.any
  /// The characters that the server's configuration cannot hold: the file is refused for an entry with one.
  package var unwritable: Unwritable?
  package var duplicates: Duplicates
  package var minimum = Minimum.nothing
  package var longLine: LongLine?
  /// Bytes that end the line, as NUL ends a C string.
  package var lineEnds: [UInt8] = []
  /// Bytes that end the hash field besides.
  package var hashEnds: [UInt8] = []
  /// In bytes; what follows in the field is not read.
  package var maximumHashCount: Int?
  /// A line without colon hides the line after it from a user whose name begins with it: nginx compares byte by
  /// byte, and skips to the next line feed from where the two differ, the line feed included.
  package var bareLineHidesNext = false
  /// The file ends at the first NUL, as a C string does.
  package var endsAtNUL = false
  /// A backslash before a line's end joins the next line to it (`ap_cfg_getline`).
  package var joinsAtBackslash = false
  /// Colons in a row are one between user and hash (`ap_getword`).
  package var joinsColons = false
}

/// The rules by which a server computes hashes.
package struct HashRules: Sendable {
  /// In the order in which it asks them: the first that takes a field decides.
  package var libraries: [CryptLibrary]

  init(_ libraries: CryptLibrary...) { self.libraries = libraries }

  init(_ libraries: [CryptLibrary]) { self.libraries = libraries }

  package var takesBcrypt: Bool { libraries.contains { $0.bcrypt != nil } }

  /// The place of the library that a field is given to, if some password can match it. (An optional library would be
  /// destroyed by its metadata, which the runtime takes 34,000 instructions to make.)
  func place(for field: Span<UInt8>, _ format: HashFormat) -> Int? {
    for place in libraries.indices where libraries[place].canMatch(field, format) { return place }
    return nil
  }

  /// Whether a login with the field, whatever the password, can end the server.
  package func canEndServer(_ field: Span<UInt8>) -> Bool { libraries.contains { $0.canEndServer(field) } }

  /// Whether it computes hashes of this format.
  package func takes(_ format: HashFormat) -> Bool {
    if case .bcrypt = format { return takesBcrypt }
    return libraries.contains { $0.formats.contains(format) }
  }

  /// The one format that it takes, for messages; nil if there are several.
  package var onlyFormat: String? {
    let names = libraries.flatMap { ($0.bcrypt == nil ? [] : ["bcrypt"]) + $0.formats.map(\.name) }
    return Set(names).count == 1 ? names.first : nil
  }
}

/// Which passwords get as far as the hash.
package struct PasswordRules: Sendable {
  /// The limit for user, colon and password together, in bytes.
  package var maximumCredentialsCount: Int?
  package var mustBeUTF8 = false
  package var mayHoldColon = true
}
