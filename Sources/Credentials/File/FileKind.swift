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
  case shell, dockerfile, systemd, terraform, yaml, json, markup, binary
  /// passwd(5), shadow(5), group(5).
  case accounts
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
    case .systemd: "a systemd unit"
    case .terraform: "a Terraform configuration"
    case .yaml: "a YAML file"
    case .json: "a JSON file"
    case .markup: "an XML or HTML file"
    case .binary: "a binary file"
    case .accounts: "a file of accounts like /etc/passwd"
    case .unknown: "text without entries"
    }
  }

  /// In bytes: what is looked at.
  package static let headCount = 1 << 16

  /// - Parameters:
  ///   - head: the first `headCount` bytes of the file.
  ///   - isWhole: whether that is all of it.
  package init(_ head: [UInt8], isWhole: Bool) {
    self = Signs(head, isWhole: isWhole).kind
    // UTF-16 of ASCII, as Windows writes it. (What lines of a credential file are, is found line by line.)
    guard self == .credentials, head.count(where: { $0 == Ascii.nul }) * 3 > head.count else { return }
    let text = head.filter { $0 != Ascii.nul && $0 < 0xFE }
    if Signs(text, isWhole: isWhole).kind == .roles { self = .roles }
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
    return BcryptField(field.span) != nil
  }

  /// The kind that the file seems to be.
  package func kind() throws(SystemError) -> FileKind {
    let count = try count()
    return FileKind(try bytes(0..<min(count, FileKind.headCount)), isWhole: count <= FileKind.headCount)
  }
}

/// Counts of the signs of each kind in the lines of a file.
private struct Signs {
  private let head: [UInt8]
  private let isWhole: Bool
  /// Lines that are neither blank nor comments.
  private var lineCount = 0
  /// Those that are an entry with something like a hash.
  private var entryCount = 0
  /// Those that could be an entry, whatever is after the colon.
  private var entryLikeCount = 0
  private var assignmentCount = 0
  private var accountCount = 0
  private var proseCount = 0
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
  /// Whether the line goes on one with a command.
  private var isContinued = false
  private var sectionCount = 0
  private var instructionCount = 0
  private var terraformBlockCount = 0
  /// Keys at the start of a line, as YAML has them.
  private var keys: Set<String> = []
  private var nestedKeys: Set<String> = []
  private var firstInstruction = ""

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
    if isPlainEntry(line) {
      lineCount += 1
      entryCount += 1
      entryLikeCount += 1
      return
    }
    let isIndented = line.first == Ascii.space || line.first == 0x09
    let text = line.drop { $0 == Ascii.space || $0 == 0x09 }
    guard let first = text.first, first != Ascii.hash else { return }
    if isContinued {
      isContinued = text.last == Ascii.backslash
      return
    }
    lineCount += 1
    if isEntry(text) { entryCount += 1 }
    let name = text.prefix { $0.isWordCharacter }
    let rest = text.dropFirst(name.count)
    // `NAME=value \`: a variable of the command on the next line.
    if rest.first == Ascii.equals, !name.isEmpty, text.last == Ascii.backslash,
      text.dropLast().last == Ascii.space
    {
      commandCount += 1
      isContinued = true
      return
    }
    noteAssignment(text)
    let indent = line.count - text.count
    let isNested = indent > yamlIndent ?? indent
    noteYAML(name, rest, isIndented: isNested, text)
    if yamlIndent == nil, yamlCount > 0 { yamlIndent = indent }
    if first == UInt8(ascii: "["), text.last == UInt8(ascii: "]"), !text.contains(Ascii.colon) {
      sectionCount += 1
    }
    let word = String(decoding: name, as: UTF8.self)
    if rest.first == Ascii.space {
      if Self.instructions.contains(word) {
        instructionCount += 1
        if firstInstruction.isEmpty { firstInstruction = word }
      }
      if Self.commands.contains(word) {
        commandCount += 1
        isContinued = text.last == Ascii.backslash
      }
    }
    // `resource "google_cloud_run_v2_service" "chroma" {`
    if !isIndented, Self.terraformBlocks.contains(word), text.last == UInt8(ascii: "{") {
      terraformBlockCount += 1
    }
    let fields = text.split(separator: Ascii.colon, omittingEmptySubsequences: false)
    let isNumber =
      fields.count > 3 && !fields[2].isEmpty && fields[2].allSatisfy { $0.isDigit }
    if fields.count == 4 && isNumber || fields.count == 7 && isNumber || fields.count == 9 {
      accountCount += 1
    }
    // nginx and others end statements so.
    let isStatement = [UInt8(ascii: ";"), UInt8(ascii: "{"), UInt8(ascii: "}")].contains(text.last)
    if isStatement { if text.last == UInt8(ascii: ";") { semicolonCount += 1 } else { braceCount += 1 } }
    if rest.first.map({ $0 <= Ascii.space }) ?? true { directives.insert(word) }
    if first == UInt8(ascii: "<"), text.last == UInt8(ascii: ">") {
      directives.insert("<" + String(decoding: text.dropFirst().prefix { $0.isWordCharacter }, as: UTF8.self))
    }
    // A line with a colon may be an entry; an address of IPv6, as hosts(5) has it, is none.
    let start = Array(text.prefix { $0 != Ascii.space })
    let isAddress = start.contains(words: "::") && start.allSatisfy { $0.isHexadecimalOrColon }
    let hasColon = fields.count > 1 && !isAddress
    if isStatement || text.contains(Ascii.space) && !hasColon {
      proseCount += 1
    }
  }

  /// Whether it is an entry and nothing else: a name of letters and digits, and a bcrypt hash. Most lines are.
  private func isPlainEntry(_ line: ArraySlice<UInt8>) -> Bool {
    guard let colon = line.firstIndex(of: Ascii.colon), colon > line.startIndex,
      line[..<colon].allSatisfy({ $0.isWordCharacter })
    else { return false }
    return BcryptField(head.span.extracting(colon + 1..<line.endIndex)) != nil
  }

  /// `user:` and at once what was a hash before anything happened to it.
  private mutating func isEntry(_ text: ArraySlice<UInt8>) -> Bool {
    let fields = text.split(separator: Ascii.colon, maxSplits: 2, omittingEmptySubsequences: false)
    // A hash alone, or in the user's place, is a credential file gone wrong.
    if text.isHash || fields.first?.isHash == true { return true }
    guard fields.count > 1, let next = fields[1].first ?? fields[0].first else { return false }
    let isName = fields[0].allSatisfy { $0 != Ascii.equals } && !fields[0].starts(with: "- ".utf8)
    if isName, !text.contains(Ascii.space), next != Ascii.space { entryLikeCount += 1 }
    return isName && fields[1].isHash
  }

  private mutating func noteAssignment(_ text: ArraySlice<UInt8>) {
    var text = text
    if text.starts(with: "export ".utf8) { text = text.dropFirst("export ".utf8.count) }
    let name = text.prefix { $0.isWordCharacter }
    guard let first = name.first, !first.isDigit else { return }
    if text.dropFirst(name.count).first == Ascii.equals { assignmentCount += 1 }
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
    let key = text.prefix { $0 != Ascii.colon && $0 != Ascii.space }
    let after = text.dropFirst(key.count)
    guard !key.isEmpty, after.first == Ascii.colon, after.count == 1 || after.dropFirst().first == Ascii.space
    else {
      return
    }
    yamlCount += 1
    if isIndented { noteNested(text) } else { keys.insert(String(decoding: key, as: UTF8.self)) }
  }

  private mutating func noteNested(_ text: ArraySlice<UInt8>) {
    let text = text.drop { $0 == Ascii.space || $0 == UInt8(ascii: "{") }
    for part in text.split(separator: UInt8(ascii: ",")) {
      let key = part.drop { $0 == Ascii.space }.prefix { $0.isWordCharacter || $0 == Ascii.hyphen }
      if part.drop(while: { $0 == Ascii.space }).dropFirst(key.count).first == Ascii.colon {
        nestedKeys.insert(String(decoding: key, as: UTF8.self))
      }
    }
  }

  private static let instructions: Set<String> = [
    "FROM", "ARG", "ENV", "RUN", "COPY", "ADD", "CMD", "ENTRYPOINT", "EXPOSE", "USER", "WORKDIR", "VOLUME",
    "LABEL",
  ]
  private static let terraformBlocks: Set<String> = [
    "resource", "data", "variable", "provider", "module", "output", "locals", "terraform",
  ]
  private static let commands: Set<String> = [
    "docker", "podman", "chroma", "uvicorn", "export", "exec", "sudo", "cd", "echo", "set", "exit", "if",
    "for", "while",
  ]
  /// The keys of Chroma 1.x's config.yaml (its FrontendServerConfig), besides `port`.
  private static let chromaKeys: Set<String> = [
    "persist_path", "listen_address", "sqlite_filename", "allow_reset", "cors_allow_origins",
    "max_payload_size_bytes",
  ]

  var kind: FileKind {
    if isBinary { return .binary }
    if head.starts(with: "#!".utf8) { return .shell }
    // One entry makes it a credential file, whatever else is in it.
    if entryCount > 0, yamlCount * 2 < lineCount || keys.isEmpty { return .credentials }
    if lineCount == 0 { return .credentials }
    if let kind = kindOfYAML { return kind }
    if terraformBlockCount > 0 { return .terraform }
    if firstInstruction == "FROM" || firstInstruction == "ARG", instructionCount > 1 { return .dockerfile }
    if sectionCount > 0, assignmentCount > 0, sectionCount + assignmentCount == lineCount { return .systemd }
    if assignmentCount * 2 > lineCount { return .environment }
    if let kind = kindOfFront { return kind }
    if let first = head.first(where: { $0 > Ascii.space }) {
      if first == UInt8(ascii: "{"), head.last(where: { $0 > Ascii.space }) == UInt8(ascii: "}") {
        return kindOfFlow
      }
      if first == UInt8(ascii: "<") { return .markup }
    }
    if commandCount * 2 > lineCount { return .shell }
    if accountCount == lineCount, lineCount > 1 { return .accounts }
    if isToken { return .tokens }
    return lineCount > 1 && proseCount * 2 > lineCount && entryLikeCount * 4 < lineCount
      ? .unknown : .credentials
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

  private var kindOfYAML: FileKind? {
    // A deployment may hold a configuration as text, with more lines than its own.
    let isDeployment =
      keys.contains("services") && nestedKeys.contains("image")
      || keys.contains("apiVersion") && keys.contains("kind")
    guard yamlCount * 2 > lineCount || keys.contains("users") || isDeployment else { return nil }
    if keys.contains("roles_mapping") { return .roles }
    // A user with a role, and perhaps a slip in the name of the roles.
    if keys.contains("users"), nestedKeys.isSuperset(of: ["id", "role"]), !nestedKeys.contains("tokens") {
      return .roles
    }
    if keys.contains("users"), nestedKeys.contains("tokens") || nestedKeys.contains("id") { return .tokens }
    if keys.contains("services") { return .compose }
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
    if entryCount > 0 { return false }
    let magics: [[UInt8]] = [
      [0x7F, 0x45, 0x4C, 0x46], [0x89, 0x50, 0x4E, 0x47], [0x1F, 0x8B], [0x50, 0x4B, 0x03, 0x04],
      Array("%PDF-".utf8), Array("SQLite format 3".utf8), [0xFF, 0xD8, 0xFF], [0xFD, 0x37, 0x7A, 0x58, 0x5A],
      [0x28, 0xB5, 0x2F, 0xFD],
    ]
    if magics.contains(where: { head.starts(with: $0) }) { return true }
    var (odd, zeros) = (0, 0)
    for byte in head {
      switch byte {
      case 0: zeros += 1
      case 0x09, 0x0A, 0x0C, 0x0D, 0x1A, 0x1B: break
      case ..<0x20, 0x7F: odd += 1
      default: break
      }
    }
    // Zeros alone are what UTF-16 and UTF-32 have; nothing else than those is what a crash leaves of a file.
    if zeros > 0, zeros == head.count { return true }
    let count = head.count - zeros
    return count >= 16 && odd * 10 > count
  }
}

extension ArraySlice<UInt8> {
  /// A hash, or what was one.
  fileprivate var isHash: Bool {
    if count < 13 { return false }
    let field = Array(self)
    switch HashDiagnosis(field.span) {
    case .whole(let format):
      // Nearly anything of a length is one of these.
      switch format {
      case .des, .bsdi: return false
      default: return true
      }
    // A hash whose `$` a shell replaced is one word; with blanks, it is a line of a configuration that has a hash in it.
    case .damaged(.unknown, _): return !contains(Ascii.space)
    case .damaged: return true
    case .desOrText, .sum, .empty, .text: return false
    }
  }
}

extension UInt8 {
  fileprivate var isHexadecimalOrColon: Bool {
    isHexadecimalDigit || self == Ascii.colon
  }
}
