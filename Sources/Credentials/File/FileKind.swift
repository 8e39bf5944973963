internal import Hashing
package import Kernel

/// The kind that a file seems to be, from its first bytes. A file is called something else than a credential file only if that
/// is clear: whoever edits a damaged credential file is not to be sent away.
public enum FileKind: String, CaseIterable, Sendable {
  case credentials
  /// One token, or YAML with `users` and `tokens`, for Chroma's token provider.
  case tokens
  /// YAML with `roles_mapping`, for Chroma's SimpleRBAC provider.
  case roles
  /// Lines of `NAME=value`.
  case environment = "env-file"
  case compose, kubernetes
  case gitHubActions = "github-actions"
  /// config.yaml of Chroma 1.x.
  case chromaConfiguration = "chroma-config"
  /// Values of a Helm chart with Chroma.
  case helmValues = "helm-values"
  /// Configurations of servers that people put before Chroma 1.x.
  case nginx, caddyfile, haproxy, apache
  /// Traefik's dynamic configuration, in YAML.
  case traefik
  case envoy
  case shell, dockerfile, makefile, systemd, terraform, yaml, json, markup, binary
  /// Sections of `name = value`: INI, TOML.
  case settings
  case sql
  /// PEM, and the files of OpenSSH that hold public keys.
  case keys
  /// Text that age, Ansible or PGP encrypted.
  case encrypted
  /// Lines of as many fields, between commas, semicolons or tabs.
  case table
  case log
  /// The history of a shell.
  case history
  case patch
  /// Any file in which a merge of git left both sides.
  case conflict
  /// passwd(5), shadow(5), group(5), and what else is built like them.
  case accounts
  /// `user:realm:digest`, for digest authentication (htdigest(1)).
  case digest
  /// Text of which nothing looks like an entry.
  case unknown

  /// With its article, for messages.
  package var title: String {
    switch self {
    case .credentials: "a credential file"
    case .tokens: "a token file"
    case .roles: "a roles file"
    case .environment: "an env file"
    case .compose: "a compose file"
    case .kubernetes: "a Kubernetes manifest"
    case .gitHubActions: "a GitHub Actions workflow"
    case .chromaConfiguration: "a configuration of Chroma 1.x"
    case .helmValues: "a file of Helm values"
    case .nginx: "a configuration of nginx"
    case .caddyfile: "a Caddyfile"
    case .haproxy: "a configuration of HAProxy"
    case .apache: "a configuration of Apache"
    case .traefik: "a dynamic configuration of Traefik"
    case .envoy: "a configuration of Envoy"
    case .shell: "a script"
    case .dockerfile: "a Dockerfile"
    case .makefile: "a Makefile"
    case .systemd: "a systemd unit"
    case .terraform: "a Terraform configuration"
    case .yaml: "a YAML file"
    case .json: "a JSON file"
    case .markup: "an XML, HTML or Markdown file"
    case .binary: "a binary file"
    case .settings: "a file of settings"
    case .sql: "SQL"
    case .keys: "a file of keys or certificates"
    case .encrypted: "an encrypted file"
    case .table: "a table (CSV)"
    case .log: "a log"
    case .history: "a shell's history"
    case .patch: "a patch"
    case .conflict: "an unmerged git file"
    case .accounts: "a file of accounts like /etc/passwd"
    case .digest: "a file of htdigest"
    case .unknown: "text without entries"
    }
  }

  /// In bytes: what is looked at.
  package static let headCount = 1 << 16

  /// - Parameters:
  ///   - head: the first `headCount` bytes of the file.
  ///   - isWhole: whether that is all of it.
  package init(_ head: [UInt8], isWhole: Bool) { self = Signs(head, isWhole: isWhole).kindOfText.kind }

  /// The kind that a file of these bytes seems to be.
  package init(of bytes: [UInt8]) {
    self.init(Array(bytes.prefix(Self.headCount)), isWhole: bytes.count <= Self.headCount)
  }

  /// Whether some line is an entry with a hash, or with what was one.
  package static func holdsHash(_ bytes: [UInt8]) -> Bool { signs(of: bytes, meet: { $0.holdsHash }) }

  /// Whether it holds a hash, and not as the example of a text, of which fixes would leave the example alone.
  package static func mayBeFixed(_ bytes: [UInt8]) -> Bool { signs(of: bytes, meet: { $0.mayBeFixed }) }

  /// Whether the signs of the beginning, or of all of it, meet a condition.
  private static func signs(of bytes: [UInt8], meet condition: (Signs) -> Bool) -> Bool {
    let isWhole = bytes.count <= headCount
    return condition(Signs(Array(bytes.prefix(headCount)), isWhole: isWhole).kindOfText)
      || !isWhole && condition(Signs(bytes, isWhole: true))
  }
}

extension FileKind {
  /// The kind that the name of a file with other lines than entries says it is: an example of an entry makes it no credential
  /// file. nil for a name that says nothing.
  fileprivate init?(ofExampleIn path: FilePath) {
    var name = path.fileName[...]
    // The copy that an editor, or `lint` itself, leaves.
    if name.last == UInt8(ascii: "~") { name.removeLast() }
    let text = String(decoding: name, as: UTF8.self).lowercased()
    if let kind = FileKind(named: FilePath(bytes: Array(name))) {
      self = kind
    } else if text.hasSuffix(".md") {
      self = .markup
    } else if [".tf", ".tfvars", ".hcl"].contains(where: text.hasSuffix) {
      self = .terraform
    } else if [".toml", ".ini", ".nix"].contains(where: text.hasSuffix) {
      self = .settings
    } else if text.hasPrefix("makefile") {
      self = .makefile
    } else {
      return nil
    }
  }

  /// The kind of a text or a program, whose name says so whatever is in it; nil for another name.
  fileprivate init?(ofTextIn path: FilePath) {
    var text = String(decoding: path.fileName, as: UTF8.self).lowercased()
    if text.hasSuffix("~") { text.removeLast() }
    if text.hasPrefix("readme")
      || [".md", ".markdown", ".rst", ".adoc", ".html"].contains(where: text.hasSuffix)
    {
      self = .markup
    } else if [".sh", ".bash", ".zsh", ".py", ".pl", ".rb", ".js", ".ts", ".php"].contains(
      where: text.hasSuffix)
    {
      self = .shell
    } else {
      return nil
    }
  }

  /// The kind of which a file of this name usually is; nil for a name that says nothing, or a credential file's.
  package init?(named path: FilePath) {
    let name = String(decoding: path.fileName, as: UTF8.self).lowercased()
    let isYAML = name.hasSuffix(".yaml") || name.hasSuffix(".yml")
    if isYAML, name.hasPrefix("compose.") || name.hasPrefix("docker-compose") {
      self = .compose
    } else if name.hasPrefix("dockerfile") || name.hasSuffix(".dockerfile") || name == "containerfile" {
      self = .dockerfile
    } else if name.hasSuffix(".env") || name.hasPrefix(".env.") {
      self = .environment
    } else if isYAML {
      self = .yaml
    } else if name == "caddyfile" {
      self = .caddyfile
    } else if name == "nginx.conf" {
      self = .nginx
    } else if name.hasSuffix(".sh") {
      self = .shell
    } else {
      return nil
    }
  }
}

extension ByteSource {
  /// Whether the first line is an entry with a hash, as that of most files is.
  package func beginsWithEntry() throws(SystemError) -> Bool {
    let start = try bytes(0..<min(try count(), 512))
    let line = start.prefix { $0 != Ascii.lineFeed && $0 != Ascii.carriageReturn }
    guard let colon = line.firstIndex(of: Ascii.colon),
      line[..<colon].allSatisfy({ $0 > Ascii.space && $0 != Ascii.equals })
    else { return false }
    let field = Array(line[(colon + 1)...])
    return field.span.isWholeHash
  }

  /// The kind that the file seems to be.
  package func kind() throws(SystemError) -> FileKind { try signs().kind }

  /// The kind by the content; by its name, if that says nothing. A name makes no YAML of other text.
  package func kind(named path: FilePath) throws(SystemError) -> FileKind {
    let signs = try signs()
    if signs.holdsHash, let kind = signs.kindOfExample(in: path) { return kind }
    let (kind, named) = (signs.kind, FileKind(named: path))
    // A compose file may have nothing but `name`, or volumes for other files.
    if named == .compose, signs.isYAMLAlone { return .compose }
    let isNamed =
      signs.isBlank || kind == .unknown && named != .compose && named != .yaml
      // The address that begins one may look like an entry.
      || kind == .credentials
        && (named == .caddyfile || named == .shell || named == .yaml && signs.isYAMLAlone)
        && !signs.holdsHash
      // A script holds them as text.
      || named == .shell && (kind == .compose || kind == .kubernetes || kind == .yaml)
    return (isNamed ? named : nil) ?? kind
  }

  /// Whether nothing but blank lines and comments is in it.
  package func isBlank() throws(SystemError) -> Bool { try signs().isBlank }

  /// The kind for those who would write into the file: what `lint` has something to say of, but what has no entry that is one, is
  /// something else to them, and so is what has some by the way, as its name says.
  ///
  /// - Parameter path: the file; nil if its name is not known.
  package func kindToWrite(named path: FilePath? = nil) throws(SystemError) -> FileKind {
    // A file that begins with an entry is a credential file.
    if path.flatMap({ FileKind(ofExampleIn: $0) ?? FileKind(ofTextIn: $0) }) == nil, try beginsWithEntry() {
      return .credentials
    }
    let signs = try signs()
    if let kind = path.flatMap(signs.kindOfExample) { return kind }
    // The name of one whose comments are about anything.
    if signs.isBlank, let kind = signs.kindOfComments,
      path.map({ !Array($0.fileName).contains(words: "passwd") }) ?? true
    {
      return kind
    }
    return signs.kindForWriters
  }

  /// The kind for those who would give it up.
  package func kindToGiveUp(named path: FilePath) throws(SystemError) -> FileKind {
    let signs = try signs()
    return signs.kindOfExample(in: path) ?? signs.kindToGiveUp
  }

  private func signs() throws(SystemError) -> Signs {
    let count = try count()
    return Signs(try bytes(0..<min(count, FileKind.headCount)), isWhole: count <= FileKind.headCount)
      .kindOfText
  }
}

extension Span<UInt8> {
  /// Whether it is a hash of one of the formats that most files have.
  fileprivate var isWholeHash: Bool {
    BcryptField(self) != nil || HashFormat(self) == .apr1 && HashFormat.apr1.isComplete(self)
  }

  /// Whether it is a line of git between the sides of a conflict, or at their ends (git-merge(1)).
  var isConflictMarker: Bool {
    guard count > 7, self[7] == Ascii.space, self[0] == UInt8(ascii: "<") || self[0] == UInt8(ascii: ">")
    else {
      return false
    }
    return (1..<7).allSatisfy { self[$0] == self[0] }
  }
}

/// Counts of the signs of each kind in the lines of a file.
private struct Signs {
  private let head: [UInt8]
  private let isWhole: Bool
  /// Lines that are neither blank nor comments.
  private var lineCount = 0
  private var commentCount = 0
  /// Comments that are a setting which was taken out.
  private var settingCommentCount = 0
  /// The kind of the first of those.
  private var kindOfSetting: FileKind?
  /// Those that are an entry with something like a hash.
  private var entryCount = 0
  /// Those with a hash that can be nothing else.
  private var hashCount = 0
  /// Those that could be an entry, whatever is after the colon.
  private var entryLikeCount = 0
  /// Those of several words, as texts have them.
  private var proseCount = 0
  /// Those that are an entry, or could be one, and no command or text that has one.
  private var ownEntryCount = 0
  private var dockerfile = DockerfileOutline()
  private var frame = EntryFrame()
  private var assignmentCount = 0
  private var accountCount = 0
  /// Lines that begin or end a block in braces.
  private var braceCount = 0
  /// Lines that end in a semicolon.
  private var semicolonCount = 0
  /// First words of lines, as configurations have them.
  private var directives: Set<String> = []
  private var yamlCount = 0
  /// How far the first line of YAML is indented: all of a document may be.
  private var yamlIndent: Int?
  private var itemCount = 0
  private var commandCount = 0
  /// Commands that start something, which no file of settings has.
  private var runCount = 0
  /// Whether the line goes on one with a command.
  private var isContinued = false
  private var sectionCount = 0
  private var instructionCount = 0
  private var terraformBlockCount = 0
  /// Keys at the start of a line, as YAML has them.
  private var keys: Set<String> = []
  private var nestedKeys: Set<String> = []
  private var firstInstruction = ""
  /// Lines that are an entry of htdigest.
  private var digestCount = 0
  /// Keys of YAML without a value, and lines that are indented: together they are a nesting, which no entries have.
  private var openKeyCount = 0
  private var indentedCount = 0
  /// Lines that a unit, or another file with sections, has.
  private var settingCount = 0
  private var unitSectionCount = 0
  private var isFirstLineSection = false
  private var isFirstLineSetting = false
  /// Lines of `name = value`, with blanks or without, that are no entry.
  private var pairCount = 0
  /// Those of them with an entry in quotes as the value.
  private var quotedEntryCount = 0
  private var logCount = 0
  private var historyCount = 0
  private var sqlCount = 0
  private var keyCount = 0
  private var conflictCount = 0
  /// How many of each separator all lines have.
  private var separators: [Int]?

  init(_ head: [UInt8], isWhole: Bool) {
    self.head = head
    self.isWhole = isWhole
    var start = 0
    if head.starts(with: ByteOrderMark.utf8) { start = ByteOrderMark.utf8.count }
    while start < head.count {
      let end = head[start...].firstIndex { $0 == Ascii.lineFeed || $0 == Ascii.carriageReturn } ?? head.count
      note(head[start..<end])
      start = end + 1
    }
  }

  private mutating func note(_ line: ArraySlice<UInt8>) {
    if dockerfile.isOne != false { dockerfile.note(line) }
    if isPlainEntry(line) {
      lineCount += 1
      entryCount += 1
      hashCount += 1
      entryLikeCount += 1
      ownEntryCount += 1
      separators = [0, 0, 0]
      frame.notePlainEntry()
      return
    }
    frame.note(line)
    let isIndented = line.first == Ascii.space || line.first == 0x09
    let text = line.drop { $0 == Ascii.space || $0 == 0x09 }
    if text.isTimeOfHistory { historyCount += 2 }
    guard let first = text.first, first != Ascii.hash, text.contains(where: { $0 != Ascii.nul }) else {
      if text.first == Ascii.hash {
        commentCount += 1
        if let kind = text.kindOfSetting {
          settingCommentCount += 1
          kindOfSetting = kindOfSetting ?? kind
        }
      }
      return
    }
    if isContinued {
      isContinued = text.last == Ascii.backslash
      return
    }
    let isOfUnit = unitSectionCount > 0
    if isOfUnit, first == UInt8(ascii: ";") { return }
    lineCount += 1
    // The lines of a unit go on whatever they set (systemd.syntax(7)).
    if isOfUnit { isContinued = text.last == Ascii.backslash }
    noteText(text, isIndented: isIndented)
    let colonCount = text.count { $0 == Ascii.colon }
    let formerCount = entryLikeCount
    let isEntry = isEntry(text, colonCount)
    if isEntry {
      entryCount += 1
      frame.noteEntry()
    } else if text.isPair {
      pairCount += 1
      if lineCount == 1 { isFirstLineSetting = true }
    }
    // A name alone is also a target of make, or a key of YAML.
    let isLikeEntry = entryLikeCount > formerCount && text.last != Ascii.colon
    if isEntry && !text.hasEntryByTheWay || isLikeEntry { ownEntryCount += 1 }
    if !isEntry, text.isProse { proseCount += 1 }
    let name = text.prefix { $0.isWordCharacter }
    let rest = text.dropFirst(name.count)
    // `NAME=value \`: a variable of the command on the next line.
    if rest.first == Ascii.equals, !name.isEmpty, text.last == Ascii.backslash, !isOfUnit,
      text.dropLast().last == Ascii.space
    {
      commandCount += 1
      isContinued = true
      return
    }
    // `NAME=value docker run ...`
    if rest.first == Ascii.equals, text.contains(Ascii.space), Array(text).contains(words: " docker run ") {
      commandCount += 1
      runCount += 1
    }
    noteAssignment(text)
    let indent = line.count - text.count
    let isNested = indent > yamlIndent ?? indent
    noteYAML(name, rest, isIndented: isNested, text)
    if yamlIndent == nil, yamlCount > 0 { yamlIndent = indent }
    if first == UInt8(ascii: "["), text.last == UInt8(ascii: "]"), !text.contains(Ascii.colon) {
      sectionCount += 1
      if Self.unitSections.contains(String(decoding: text.dropFirst().dropLast(), as: UTF8.self)) {
        unitSectionCount += 1
      }
      if lineCount == 1 { isFirstLineSection = text.dropFirst().first != UInt8(ascii: "\"") }
    } else if text.contains(Ascii.equals) || text.contains(Ascii.colon) || first == UInt8(ascii: ";") {
      settingCount += 1
    }
    let word = String(decoding: name, as: UTF8.self)
    if rest.first == Ascii.space {
      if Self.instructions.contains(word) {
        instructionCount += 1
        if firstInstruction.isEmpty { firstInstruction = word }
      }
      if Self.commands.contains(word) {
        commandCount += 1
        if Self.programs.contains(word) { runCount += 1 }
        isContinued = text.last == Ascii.backslash
      }
    }
    // `resource "google_cloud_run_v2_service" "chroma" {`
    if !isIndented, Self.terraformBlocks.contains(word), text.last == UInt8(ascii: "{"),
      let next = rest.first(where: { $0 != Ascii.space }), next == 0x22 || next == UInt8(ascii: "{")
    {
      terraformBlockCount += 1
    }
    if colonCount > 1 { noteFields(text.split(separator: Ascii.colon, omittingEmptySubsequences: false)) }
    // nginx and others end statements so.
    let isStatement = [UInt8(ascii: ";"), UInt8(ascii: "{"), UInt8(ascii: "}")].contains(text.last)
    if isStatement { if text.last == UInt8(ascii: ";") { semicolonCount += 1 } else { braceCount += 1 } }
    if rest.first.map({ $0 <= Ascii.space }) ?? true { directives.insert(word) }
    if first == UInt8(ascii: "<"), text.last == UInt8(ascii: ">") {
      directives.insert("<" + String(decoding: text.dropFirst().prefix { $0.isWordCharacter }, as: UTF8.self))
    }
  }

  /// - Parameter fields: of a line, three or more.
  private mutating func noteFields(_ fields: [ArraySlice<UInt8>]) {
    func isNumber(_ place: Int) -> Bool { !fields[place].isEmpty && fields[place].allSatisfy(\.isDigit) }
    let hasNumber = fields.count > 3 && isNumber(2)
    // Dovecot's, too, has a user and a group.
    if hasNumber && (fields.count == 7 || isNumber(3) || fields.count == 4 && !fields[1].isHash)
      || fields.count == 9
      || fields.isOtherAccount
    {
      accountCount += 1
    }
    if fields.count == 3, !fields[0].isEmpty, fields[2].count == 32,
      fields[2].allSatisfy(\.isHexadecimalDigit)
    {
      digestCount += 1
    }
  }

  /// Whether it is an entry and nothing else: a name of letters and digits, and a hash. Most lines are.
  private func isPlainEntry(_ line: ArraySlice<UInt8>) -> Bool {
    guard let colon = line.firstIndex(of: Ascii.colon), colon > line.startIndex,
      line[..<colon].allSatisfy({ $0.isWordCharacter })
    else { return false }
    return head.span.extracting(colon + 1..<line.endIndex).isWholeHash
  }

  /// `user:` and at once what was a hash before anything happened to it.
  private mutating func isEntry(_ text: ArraySlice<UInt8>, _ colonCount: Int) -> Bool {
    // `http://chroma.example.com:8080 {` begins a block.
    if text.last == UInt8(ascii: "{"), text.dropLast().last == Ascii.space { return false }
    // Most lines of YAML.
    if let colon = text.firstIndex(of: Ascii.colon), text[colon...].dropFirst().first == Ascii.space,
      !text.hasMarkOfHash
    {
      return text[..<colon].isHash
    }
    let fields = text.split(separator: Ascii.colon, maxSplits: 2, omittingEmptySubsequences: false)
    // A hash alone, or in the user's place, is a credential file gone wrong.
    let areHashes = fields.map(\.isHash)
    if zip(fields, areHashes).contains(where: { $1 && !$0.isWordOfHash }) { hashCount += 1 }
    if areHashes[0] || text.isHash { return true }
    guard fields.count > 1, let next = fields[1].first ?? fields[0].first else { return false }
    // The last word before the colon: `NAME=`, `export NAME=`, `ENV NAME=`.
    let word = fields[0][
      (fields[0].lastIndex(of: Ascii.space) ?? fields[0].startIndex - 1) + 1..<fields[0].endIndex]
    let isQuoted = fields[0].endsInQuotedValue
    if isQuoted, areHashes[1] { quotedEntryCount += 1 }
    let isAssignment =
      isQuoted || word.drop { $0.isWordCharacter }.first == Ascii.equals && word.first != Ascii.equals
    let isName = !isAssignment && !fields[0].starts(with: "- ".utf8)
    if isName, !text.contains(Ascii.space), next != Ascii.space, fields[0].mayBeName, next != Ascii.slash,
      colonCount < 3
    {
      entryLikeCount += 1
    }
    return isName && areHashes[1]
  }

  /// Notes signs that only other files have.
  private mutating func noteText(_ text: ArraySlice<UInt8>, isIndented: Bool) {
    if isIndented { indentedCount += 1 }
    if text.last == Ascii.colon, !isIndented, text.count > 1 { openKeyCount += 1 }
    if text.span.isConflictMarker { conflictCount += 1 }
    if text.startsRecordOfLog { logCount += 1 }
    if text.isLineOfHistory { historyCount += 1 }
    if text.last == UInt8(ascii: ";") || text.last == UInt8(ascii: "("), text.startsStatementOfSQL {
      sqlCount += 1
    }
    if text.starts(with: "-----BEGIN ".utf8) { keyCount += 1 }
    if text.contains(Ascii.space), text.contains(Ascii.hyphen) {
      let words = text.split(separator: Ascii.space, maxSplits: 3)
      if words.count > 1,
        words.prefix(3).contains(where: { word in Self.keyTypes.contains { word.starts(with: $0.utf8) } })
      {
        keyCount += 1
      }
    }
    // The end of a statement separates nothing.
    var counts = [0, 0, 0]
    for byte in text.dropLast() {
      switch byte {
      case UInt8(ascii: ","): counts[0] += 1
      case UInt8(ascii: ";"): counts[1] += 1
      case 0x09: counts[2] += 1
      default: break
      }
    }
    guard let former = separators else {
      separators = counts
      return
    }
    for (index, count) in former.enumerated() where count != 0 && count != counts[index] {
      separators?[index] = 0
    }
  }

  /// Types of public keys (sshd(8), AUTHORIZED_KEYS FILE FORMAT).
  private static let keyTypes = ["ssh-rsa", "ssh-ed25519", "ssh-dss", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"]
  /// systemd.unit(5), systemd.service(5) and podman-systemd.unit(5).
  private static let unitSections: Set<String> = [
    "Unit", "Service", "Install", "Socket", "Timer", "Path", "Mount", "Container", "Pod", "Volume", "Network",
    "Kube", "Build", "Image",
  ]

  private mutating func noteAssignment(_ text: ArraySlice<UInt8>) {
    var text = text
    if text.starts(with: "export ".utf8) { text = text.dropFirst("export ".utf8.count) }
    let name = text.prefix { $0.isWordCharacter }
    guard let first = name.first, !first.isDigit else { return }
    var rest = text.dropFirst(name.count)
    // systemd allows blanks before it.
    if unitSectionCount > 0 { rest = rest.drop { $0 == Ascii.space || $0 == 0x09 } }
    if rest.first == Ascii.equals, !text.isPaddedBase64 { assignmentCount += 1 }
  }

  private mutating func noteYAML(
    _ name: ArraySlice<UInt8>, _ rest: ArraySlice<UInt8>, isIndented: Bool, _ text: ArraySlice<UInt8>
  ) {
    if text.starts(with: "- ".utf8) || text.elementsEqual("-".utf8) || text.elementsEqual("---".utf8) {
      yamlCount += 1
      itemCount += 1
      noteNested(text.dropFirst(2))
      return
    }
    let word = text.prefix { $0 != Ascii.colon && $0 != Ascii.space }
    let key = word.withoutQuotes
    var after = text.dropFirst(word.count)
    if key.elementsEqual("users".utf8) || key.elementsEqual("roles_mapping".utf8) {
      after = after.drop { $0 == Ascii.space }
    }
    guard !key.isEmpty, after.first == Ascii.colon, after.count == 1 || after.dropFirst().first == Ascii.space
    else {
      return
    }
    yamlCount += 1
    if isIndented {
      noteNested(text)
    } else if !key.elementsEqual("services".utf8)
      || after.dropFirst().first(where: { $0 != Ascii.space })?.isWordCharacter != true
    {
      // With a word after it the key is one of nsswitch.conf(5).
      keys.insert(String(decoding: key, as: UTF8.self))
    }
  }

  private mutating func noteNested(_ text: ArraySlice<UInt8>) {
    var rest = text.drop { $0 == Ascii.space || $0 == UInt8(ascii: "{") }
    while !rest.isEmpty {
      let part = rest.prefix { $0 != UInt8(ascii: ",") }
      rest = rest.dropFirst(part.count + 1)
      let word = part.drop { $0 == Ascii.space }
      let name = word.prefix { $0 != Ascii.colon && $0 != Ascii.space }
      let key = name.withoutQuotes.prefix { $0.isWordCharacter || $0 == Ascii.hyphen }
      if key.count == name.withoutQuotes.count, word.dropFirst(name.count).first == Ascii.colon {
        nestedKeys.insert(String(decoding: key, as: UTF8.self))
      }
    }
  }

  /// Those that a short file is called a Dockerfile for.
  fileprivate static let instructions: Set<String> = [
    "FROM", "ARG", "ENV", "RUN", "COPY", "ADD", "CMD", "ENTRYPOINT", "EXPOSE", "USER", "WORKDIR", "VOLUME",
    "LABEL",
  ]
  private static let terraformBlocks: Set<String> = [
    "resource", "data", "variable", "provider", "module", "output", "locals", "terraform",
  ]
  private static let programs: Set<String> = ["docker", "podman", "chroma", "uvicorn", "sudo"]
  private static let commands: Set<String> = programs.union([
    "export", "exec", "cd", "echo", "set", "exit", "if",
    "for", "while",
  ])
  /// The keys of Chroma 1.x's config.yaml (its FrontendServerConfig), besides `port`.
  private static let chromaKeys: Set<String> = [
    "persist_path", "listen_address", "sqlite_filename", "allow_reset", "cors_allow_origins",
    "max_payload_size_bytes",
  ]

  /// The signs of the text, if it is UTF-16 of ASCII, as Windows writes it. (What lines of a credential file are, is found
  /// line by line.)
  var kindOfText: Signs {
    guard kind == .credentials || kind == .unknown, head.count(where: { $0 == Ascii.nul }) * 3 > head.count
    else { return self }
    let signs = Signs(head.filter { $0 != Ascii.nul && $0 < 0xFE }, isWhole: isWhole)
    // A token written so is none yet.
    return signs.kind == .tokens && signs.lineCount == 1 ? self : signs
  }

  var holdsHash: Bool { hashCount > 0 }

  /// The kind that the name says it is, of a text, or of a file in which no more lines are entries than are something else.
  func kindOfExample(in path: FilePath) -> FileKind? {
    guard kind == .credentials || kind == .unknown, lineCount > 0 || commentCount > 0 else { return nil }
    if let named = FileKind(ofTextIn: path) { return named }
    // Few names say anything.
    if FileKind(named: path) == .yaml, lineCount > 0, yamlCount == lineCount { return .yaml }
    guard let named = FileKind(ofExampleIn: path), lineCount > 0, ownEntryCount * 2 <= lineCount
    else { return nil }
    return named
  }

  /// The kind of a file of comments alone that are settings, at least as many as other comments.
  var kindOfComments: FileKind? {
    guard let kindOfSetting, settingCommentCount * 2 >= commentCount else { return nil }
    // Over an empty list of users there may be a date or a name.
    return kindOfSetting != .yaml || settingCommentCount > 1 ? kindOfSetting : nil
  }

  /// Whether it holds a hash, and so many of its lines could be entries that the hash is hardly the example of a text. One
  /// word may be a token, hash or not.
  var mayBeFixed: Bool {
    holdsHash && max(entryCount, entryLikeCount) * 4 >= lineCount && proseCount < max(ownEntryCount, 1)
      && (lineCount > 1 || head.contains(Ascii.colon))
  }

  /// Whether nothing but blank lines and comments is in it.
  var isBlank: Bool { isWhole && lineCount == 0 && kind == .credentials }

  /// Whether every line is YAML, and none has a hash.
  var isYAMLAlone: Bool { yamlCount == lineCount && lineCount > 0 && hashCount == 0 }

  /// The kind for those who would write into the file.
  var kindForWriters: FileKind { kind == .credentials ? kindToWrite : kind }

  /// The kind for those who would give the file up: comments alone are no users, and more than a header has are what the file is
  /// for.
  var kindToGiveUp: FileKind { commentCount > 10 && isBlank ? .unknown : kindForWriters }

  /// An image may be its base alone.
  private var isDockerfile: Bool {
    firstInstruction == "FROM" && instructionCount == lineCount
      || (firstInstruction == "FROM" || firstInstruction == "ARG") && instructionCount > 1
  }

  private var isMostlyEntries: Bool { entryLikeCount * 2 >= lineCount }

  /// The kind of what `lint` reads as a credential file.
  private var kindToWrite: FileKind {
    if lineCount == 0 || hashCount > 0 { return .credentials }
    if digestCount == lineCount { return .digest }
    return isMostlyEntries ? .credentials : .unknown
  }

  var kind: FileKind {
    if isBinary { return .binary }
    if isEncrypted { return .encrypted }
    if conflictCount > 0 { return .conflict }
    if head.starts(with: "#!".utf8) { return .shell }
    if head.starts(with: "#cloud-config".utf8), lineCount > 0 { return kindOfYAML ?? .yaml }
    // Whatever a text in it, or a command, holds.
    if dockerfile.isOne == true { return .dockerfile }
    if let kind = kindWithHashes { return kind }
    // One entry makes it a credential file, whatever else is in it; not one word of a text, as long as a hash of DES.
    // With a blank after every colon it is damaged.
    if entryCount > 0, yamlCount * 2 <= lineCount || keys.isEmpty || entryCount == lineCount,
      hashCount > 0 || isMostlyEntries
    {
      return .credentials
    }
    if lineCount == 0 { return .credentials }
    if let kind = kindOfYAML { return kind }
    if terraformBlockCount > 0 { return .terraform }
    if isDockerfile { return .dockerfile }
    if unitSectionCount > 0, assignmentCount > 0, sectionCount + assignmentCount == lineCount {
      return .systemd
    }
    if isFirstLineSection, settingCount > 0, (sectionCount + settingCount) * 2 > lineCount {
      return .settings
    }
    if runCount > 0, (runCount + assignmentCount) * 2 > lineCount { return .shell }
    if assignmentCount * 2 > lineCount { return .environment }
    if let kind = kindOfFront { return kind }
    if let first = head.first(where: { $0 > Ascii.space }) {
      if first == UInt8(ascii: "{"), head.last(where: { $0 > Ascii.space }) == UInt8(ascii: "}") {
        return kindOfFlow
      }
      if first == UInt8(ascii: "<") { return .markup }
    }
    if commandCount * 2 > lineCount { return .shell }
    if quotedEntryCount > 0, entryCount == 0 { return .settings }
    if isToken { return .tokens }
    if historyCount > 0, historyCount >= lineCount || entryLikeCount == 0 { return .history }
    if lineCount > 1, let separators, separators.contains(where: { $0 > 0 }) { return .table }
    if yamlCount == lineCount, lineCount > 1, entryLikeCount == 0 { return .yaml }
    // `lint` says what a line alone is.
    return lineCount == 1 || isMostlyEntries ? .credentials : .unknown
  }

  /// Files that may hold entries, or whose lines may look like some.
  private var kindWithHashes: FileKind? {
    if lineCount == 0 { return nil }
    if sqlCount > 0 { return .sql }
    if keyCount > 0, keyCount == lineCount || head.contains(words: "-----BEGIN ") { return .keys }
    if logCount * 2 > lineCount, entryCount == 0 { return .log }
    if accountCount == lineCount { return .accounts }
    if head.starts(with: "diff --git ".utf8)
      || head.starts(with: "--- ".utf8) && head.contains(words: "\n+++ ") && head.contains(words: "\n@@ ")
    {
      return .patch
    }
    if beginsLikeJSON { return kindOfFlow }
    // vCard and iCalendar.
    if head.starts(with: "BEGIN:V".utf8) { return .unknown }
    if entryCount > 0, let kind = kindOfFrame { return kind }
    // Entries in a list, or below a key.
    if kindOfYAML == nil, yamlCount == lineCount,
      itemCount == lineCount || openKeyCount > 0 && indentedCount > 0
    {
      return .yaml
    }
    return nil
  }

  /// The kind of a file whose entries are a part of something else.
  private var kindOfFrame: FileKind? {
    if sectionCount > 0, pairCount > 0, isFirstLineSection || isFirstLineSetting {
      return unitSectionCount > 0 ? .systemd : .settings
    }
    switch frame.form(isWhole: isWhole) {
    case nil: return nil
    case .yaml: return kindOfYAML(isOne: true) ?? .yaml
    case .heredoc: return .terraform
    case .shell: return .shell
    case .assignment: return .environment
    case .markup: return kindOfFront ?? .markup
    case .brackets, .text:
      return kindOfYAML ?? (terraformBlockCount > 0 ? .terraform : kindOfFront) ?? .settings
    }
  }

  /// Whether a bracket begins it, and then what is in brackets of JSON.
  private var beginsLikeJSON: Bool {
    guard let start = head.firstIndex(where: { $0 > Ascii.space }),
      head[start] == UInt8(ascii: "{") || head[start] == UInt8(ascii: "["),
      let next = head[(start + 1)...].first(where: { $0 > Ascii.space })
    else { return false }
    let isTable = head[start] == UInt8(ascii: "[") && sectionCount > 0 && settingCount > 0
    switch next {
    case UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "]"): return !isTable
    case UInt8(ascii: "["): return head[start] == next && !isTable
    default: return false
    }
  }

  private var isEncrypted: Bool {
    ["$ANSIBLE_VAULT;", "age-encryption.org/", "-----BEGIN PGP MESSAGE", "-----BEGIN AGE ENCRYPTED"].contains
    {
      head.starts(with: $0.utf8)
    }
  }

  /// By words that no other kind of file begins its lines with.
  private var kindOfFront: FileKind? {
    // Deployments may hold one as text.
    if keys.contains("services") || keys.contains("apiVersion") { return nil }
    func has(_ words: String...) -> Bool { words.contains(where: directives.contains) }
    if has("userlist", "frontend", "backend", "listen", "defaults"), has("bind", "server", "user"),
      has("mode", "bind", "user"), semicolonCount == 0
    {
      return .haproxy
    }
    if has(
      "ProxyPass", "ProxyPassMatch", "AuthUserFile", "<VirtualHost", "<Location", "<LocationMatch",
      "LoadModule")
    {
      return .apache
    }
    let passesOn = head.contains(words: "proxy_pass ")
    if passesOn && has("http", "server", "stream", "upstream", "location", "events", "map")
      || semicolonCount > 0 && braceCount > 0 && has("server", "http", "location")
    {
      return .nginx
    }
    if semicolonCount == 0, has("reverse_proxy", "basic_auth", "basicauth") { return .caddyfile }
    return nil
  }

  /// JSON, or YAML in its flow form.
  private var kindOfFlow: FileKind {
    if head.contains(words: "roles_mapping") { return .roles }
    if head.contains(words: "users"), head.contains(words: "tokens") { return .tokens }
    if head.contains(words: "\"services\"") { return .compose }
    return head.contains(words: "\"apiVersion\"") ? .kubernetes : .json
  }

  private var kindOfYAML: FileKind? { kindOfYAML(isOne: yamlCount * 2 > lineCount) }

  /// - Parameter isOne: whether it is YAML, whatever its lines are.
  private func kindOfYAML(isOne: Bool) -> FileKind? {
    // A deployment may hold a configuration as text, with more lines than its own.
    let isDeployment =
      keys.contains("services") && nestedKeys.contains("image")
      || keys.contains("apiVersion") && keys.contains("kind")
    guard isOne || keys.contains("users") || isDeployment else { return nil }
    if keys.contains("roles_mapping") { return .roles }
    // A user with a role, and perhaps a slip in the name of the roles.
    if keys.contains("users"), nestedKeys.isSuperset(of: ["id", "role"]), !nestedKeys.contains("tokens") {
      return .roles
    }
    if keys.contains("users"), nestedKeys.contains("tokens") || nestedKeys.contains("id") { return .tokens }
    // A list of them is of Render and the like.
    if keys.contains("services"), !head.contains(words: "services:\n  - "),
      !head.contains(words: "services:\n- ")
    {
      return .compose
    }
    // Compose takes a list; a password may be text.
    if keys.contains("include"), isYAMLAlone, itemCount > 0 || head.contains(UInt8(ascii: "[")) {
      return .compose
    }
    if keys.contains("apiVersion"), keys.contains("kind") { return .kubernetes }
    if keys.contains("jobs"), keys.contains("on") || nestedKeys.contains("runs-on") { return .gitHubActions }
    if !keys.isDisjoint(with: Self.chromaKeys) { return .chromaConfiguration }
    if keys.contains("chromadb"), nestedKeys.contains("auth") || nestedKeys.contains("apiVersion") {
      return .helmValues
    }
    if keys.contains("http"), nestedKeys.contains("routers") || nestedKeys.contains("middlewares") {
      return .traefik
    }
    if keys.contains("static_resources") { return .envoy }
    // A key and a value are also what is left of an entry: a list is not.
    return yamlCount == lineCount && itemCount > 0 && !keys.isEmpty && entryCount == 0 ? .yaml : nil
  }

  /// One word as a token is: long, without a colon; not a path, which is what is left if a file's name was written in
  /// place of its content.
  private var isToken: Bool {
    guard isWhole, lineCount == 1, !head.contains(Ascii.colon) else { return false }
    let text = head.drop { $0 == Ascii.space }.prefix { $0 > Ascii.space && $0 < Ascii.delete }
    let isAlone = head.allSatisfy {
      ($0 > Ascii.space && $0 < Ascii.delete) || $0 == Ascii.lineFeed || $0 == Ascii.carriageReturn
    }
    return isAlone && text.count >= 16 && !text.contains(Ascii.slash) && text.first != UInt8(ascii: ".")
      && text.first != Ascii.hash && text.first != UInt8(ascii: "\"") && text.first != UInt8(ascii: "'")
  }

  /// The first bytes of a format, or many control characters.
  private var isBinary: Bool {
    let magics: [[UInt8]] = [
      [0x7F, 0x45, 0x4C, 0x46], [0x89, 0x50, 0x4E, 0x47], [0x1F, 0x8B], [0x50, 0x4B, 0x03, 0x04],
      Array("%PDF-".utf8), Array("SQLite format 3".utf8), [0xFF, 0xD8, 0xFF], [0xFD, 0x37, 0x7A, 0x58, 0x5A],
      [0x28, 0xB5, 0x2F, 0xFD], Array("GIF8".utf8), Array("Rar!".utf8), [0x37, 0x7A, 0xBC, 0xAF],
      // A swap file of Vim, a dump of PostgreSQL, an archive of ar.
      Array("b0VIM ".utf8), Array("PGDMP".utf8), Array("!<arch>\n".utf8),
    ]
    if magics.contains(where: { head.starts(with: $0) }) { return true }
    if entryCount > 0 { return false }
    var (odd, zeros) = (0, 0)
    for byte in head where byte < 0x20 || byte == 0x7F {
      switch byte {
      case 0: zeros += 1
      case 0x09, 0x0A, 0x0C, 0x0D, 0x1A, 0x1B: break
      default: odd += 1
      }
    }
    // Zeros alone are what UTF-16 and UTF-32 have; nothing else than those is what a crash leaves of a file.
    if zeros > 0, zeros == head.count { return true }
    // Samples and compressed data hold few control characters, and hardly ever UTF-8.
    if zeros > 0, zeros * 3 < head.count, !head.span.beginsUTF16,
      (try? UTF8Span(validating: head.span)) == nil
    {
      return true
    }
    let count = head.count - zeros
    return count >= 16 && odd * 10 > count
  }
}

/// Whether lines are those of a Dockerfile and nothing else: instructions that begin with FROM or ARG, lines that go on with
/// one, and texts after it (`COPY <<END /file`).
private struct DockerfileOutline {
  /// nil as long as no line has an instruction.
  private(set) var isOne: Bool?
  private var isContinued = false
  /// Lines that end the texts which begin here.
  private var ends: [ArraySlice<UInt8>] = []

  private static let instructions = Signs.instructions.union([
    "MAINTAINER", "ONBUILD", "STOPSIGNAL", "HEALTHCHECK", "SHELL",
  ])

  mutating func note(_ line: ArraySlice<UInt8>) {
    let text = line.drop { $0 == Ascii.space || $0 == 0x09 }
    if !isContinued, let end = ends.first {
      if line.elementsEqual(end) || line.drop(while: { $0 == 0x09 }).elementsEqual(end) { ends.removeFirst() }
      return
    }
    if text.isEmpty || text.first == Ascii.hash { return }
    if !isContinued {
      let name = text.prefix { $0.isWordCharacter }
      let word = String(decoding: name.prefix(16), as: UTF8.self).uppercased()
      let next = text.dropFirst(name.count).first
      guard next == Ascii.space || next == 0x09, Self.instructions.contains(word),
        isOne != nil || name.elementsEqual("FROM".utf8) || name.elementsEqual("ARG".utf8)
      else {
        isOne = false
        return
      }
      isOne = true
    }
    for word in text.split(whereSeparator: { $0 == Ascii.space || $0 == 0x09 }) where ends.count < 100 {
      let mark = word.drop(while: \.isDigit)
      guard mark.starts(with: "<<".utf8) else { continue }
      let end = mark.dropFirst(2).drop { "-\"'".utf8.contains($0) }.prefix { !"\"'<".utf8.contains($0) }
      if !end.isEmpty { ends.append(end) }
    }
    let last = text.last { $0 != Ascii.space && $0 != 0x09 }
    isContinued = last == Ascii.backslash || last == UInt8(ascii: "`")
  }
}

extension ArraySlice<UInt8> {
  /// Whether a command or a text has an entry in it: words or quotes come before the user.
  fileprivate var hasEntryByTheWay: Bool {
    let user = prefix { $0 != Ascii.colon }
    return user.dropFirst().contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") }
      || user.contains(Ascii.space)
        && ["echo ", "printf ", "RUN ", "@"].contains { user.starts(with: $0.utf8) }
  }

  /// Without the quotes that a key of YAML may be in.
  fileprivate var withoutQuotes: ArraySlice<UInt8> {
    guard count > 1, let first, first == last, first == UInt8(ascii: "\"") || first == UInt8(ascii: "'")
    else {
      return self
    }
    return dropFirst().dropLast()
  }

  /// Whether it is `name = value`.
  fileprivate var isPair: Bool {
    let name = prefix { $0.isWordCharacter || $0 == Ascii.hyphen || $0 == UInt8(ascii: ".") }
    guard let first = name.first, !first.isDigit else { return false }
    return dropFirst(name.count).first { $0 != Ascii.space && $0 != 0x09 } == Ascii.equals
  }

  /// Whether it is `name = "value`, where the value may also be the first one of a list.
  fileprivate var endsInQuotedValue: Bool {
    guard isPair, let equals = firstIndex(of: Ascii.equals) else { return false }
    let value = self[(equals + 1)...].drop { $0 == Ascii.space || "[({".utf8.contains($0) }
    return value.first == UInt8(ascii: "\"") || value.first == UInt8(ascii: "'")
  }

  /// Whether it has a byte that every hash below has, but for single words.
  fileprivate var hasMarkOfHash: Bool { contains { $0 == Ascii.dollar || $0 == UInt8(ascii: "{") } }

  /// A hash, or what was one.
  fileprivate var isHash: Bool {
    if count < 13 { return false }
    if contains(Ascii.space), !hasMarkOfHash { return false }
    // After wide white space it is a hash all the same.
    let field = Array(drop { $0 >= 0x80 })
    switch HashDiagnosis(field.span) {
    case .whole(let format):
      // Nearly anything of a length is one of these.
      switch format {
      case .des, .bsdi: return false
      default: return true
      }
    // A hash whose `$` a shell replaced is one word; with blanks, it is a line of a configuration that has a hash in it.
    case .damaged(.unknown, _): return !contains(Ascii.space)
    case .damaged(.des, _), .damaged(.bsdi, _): return false
    // A setting with an entry as its value, say.
    case .damaged(_, .textBefore): return false
    // `$2` alone is also a variable of a script.
    case .damaged(.malformedBcrypt, _): return field.dropFirst().prefix(3).contains(Ascii.dollar)
    case .damaged: return true
    case .desOrText, .sum, .empty, .text, .lock, .failure: return false
    }
  }

  /// The kind of the file in which a comment, with its mark, is a setting that was taken out; nil for another comment.
  fileprivate var kindOfSetting: FileKind? {
    let text = drop { $0 == Ascii.hash || $0 == Ascii.space || $0 == 0x09 }
    let name = text.prefix { $0.isWordCharacter || $0 == Ascii.hyphen || $0 == UInt8(ascii: ".") }
    let rest = text.dropFirst(name.count)
    guard let first = name.first, !first.isDigit else { return nil }
    if rest.first == Ascii.equals { return .environment }
    if rest.first == Ascii.space, rest.drop(while: { $0 == Ascii.space }).first == Ascii.equals {
      return .settings
    }
    // Words over a list begin with a capital letter.
    return rest.first == Ascii.colon && (0x61...0x7A).contains(first)
      && (rest.count == 1 || rest.dropFirst().first == Ascii.space) ? .yaml : nil
  }

  /// Whether it is one word of base64 with its padding, as random bytes are: no name is written like that.
  fileprivate var isPaddedBase64: Bool {
    let word = prefix { $0 != Ascii.equals }
    let padding = count - word.count
    guard count >= 16, count.isMultiple(of: 4), padding == 1 || padding == 2,
      dropFirst(word.count).allSatisfy({ $0 == Ascii.equals }), word.allSatisfy(\.isAlphanumeric)
    else { return false }
    return padding == 2
      || word.contains(where: \.isDigit) && word.contains { (0x61...0x7A).contains($0) }
        && word.contains { (0x41...0x5A).contains($0) }
  }

  /// Whether it is of three words of letters or more, and has blanks between them as a text has.
  fileprivate var isProse: Bool {
    let words = split(separator: Ascii.space)
    return words.count > 2
      && words.count {
        $0.allSatisfy { $0.isAlphanumeric && !$0.isDigit || $0 >= 0x80 || ".,;:!?'".utf8.contains($0) }
      } > 2
  }
}

extension ArraySlice<UInt8> {
  /// Whether a shell may have left this of a hash; or any long word.
  fileprivate var isWordOfHash: Bool {
    let field = Array(self)
    if case .damaged(.unknown, _) = HashDiagnosis(field.span) { return true }
    return false
  }

  /// Whether somebody may be called so who has no hash: no path, no markup, no part of JSON or of code.
  fileprivate var mayBeName: Bool {
    !elementsEqual("BEGIN".utf8)
      && allSatisfy { byte in
        switch byte {
        case Ascii.slash, UInt8(ascii: "{"), UInt8(ascii: "<"), UInt8(ascii: "("), UInt8(ascii: ","),
          UInt8(ascii: ";"), UInt8(ascii: "\""):
          false
        default: true
        }
      }
  }

  /// `#1700000000`, as bash writes it over a command.
  fileprivate var isTimeOfHistory: Bool {
    first == Ascii.hash && count == 11 && dropFirst().allSatisfy(\.isDigit)
  }

  /// `: 1700000000:0;ls`, as zsh has it, or `- cmd: ls`, as fish has it.
  fileprivate var isLineOfHistory: Bool {
    if starts(with: "- cmd: ".utf8) { return true }
    guard starts(with: ": ".utf8) else { return false }
    let rest = dropFirst(2).drop(while: \.isDigit)
    return rest.count < count - 10 && rest.first == Ascii.colon
  }

  fileprivate var startsStatementOfSQL: Bool {
    let start = String(decoding: prefix(16), as: UTF8.self).uppercased()
    return ["INSERT INTO ", "CREATE TABLE ", "COPY ", "DROP TABLE ", "ALTER TABLE "].contains(
      where: start.hasPrefix)
  }

  /// A date, a time, an address with a date, or a level.
  fileprivate var startsRecordOfLog: Bool {
    let start = Array(prefix(160))
    func digits(_ places: [Int]) -> Bool { places.allSatisfy { start.count > $0 && start[$0].isDigit } }
    // 2026-11-27T10:00 and [2026-11-27 10:00
    let from = start.first == UInt8(ascii: "[") ? 1 : 0
    if start.count > 16, start[from].isDigit, digits([0, 1, 2, 3, 5, 6, 8, 9].map { $0 + from }),
      start[from + 4] == Ascii.hyphen
    {
      return true
    }
    // Nov 27 10:00:00
    if start.count > 15, start[9] == Ascii.colon, start[12] == Ascii.colon, digits([5, 7, 8, 10, 11, 13, 14])
    {
      return true
    }
    if start.contains(UInt8(ascii: "]")), start.contains(words: "] \""), start.contains(words: " - ") {
      return true
    }
    // Few lines begin like one of these.
    guard let first, "IWEDe".utf8.contains(first) else { return false }
    return ["INFO:", "WARN:", "WARNING:", "ERROR:", "DEBUG:", "error:"].contains { starts(with: $0.utf8) }
      && start.contains(Ascii.space)
  }
}

extension [ArraySlice<UInt8>] {
  /// The fields of gshadow(5), smbpasswd(5) or subuid(5).
  fileprivate var isOtherAccount: Bool {
    guard count > 2, !self[0].isEmpty else { return false }
    switch count {
    case 3: return [1, 2].allSatisfy { !self[$0].isEmpty && self[$0].allSatisfy(\.isDigit) }
    case 4: return ["*", "!", "!!", "!*", "x"].contains { self[1].elementsEqual($0.utf8) }
    case 7: return !self[1].isEmpty && self[1].allSatisfy(\.isDigit) && self[4].first == UInt8(ascii: "[")
    default: return false
    }
  }
}
