internal import Credentials
package import Kernel
internal import YAML

extension ChromaRelease {
  /// Judges settings for a server of this release.
  ///
  /// - Parameters:
  ///   - version: nil if any of the release may be meant.
  ///   - file: what the server finds under a name that a setting gives.
  package func judge(
    _ variables: Variables, version: ChromaVersion? = nil, file: (FilePath) -> NamedFile
  ) -> SettingsJudgement {
    judge(variables, version: version, CredentialsAnswers(), file: file)
  }

  /// - Parameters:
  ///   - version: nil if any of the release may be meant.
  ///   - answers: to the credentials of other services.
  func judge(
    _ variables: Variables, version: ChromaVersion? = nil, _ answers: CredentialsAnswers,
    file: (FilePath) -> NamedFile
  ) -> SettingsJudgement {
    withoutActuallyEscaping(file) { file in
      let files = NamedFiles(file)
      return SettingsJudge(
        release: self, version: version, variables: variables, answers: answers, file: files.answer
      ).judgement()
    }
  }
}

extension Variables {
  /// Judges settings for a server of unknown release: says what is the same in every release, else nothing.
  ///
  /// - Parameters:
  ///   - answers: to the credentials of other services.
  ///   - file: what the server finds under a name that a setting gives.
  func judgeUnknownRelease(
    _ answers: CredentialsAnswers = CredentialsAnswers(), file: (FilePath) -> NamedFile
  ) -> SettingsJudgement {
    let releases: [(name: String, release: ChromaRelease)] = [
      ("0.4", .v04), ("0.5 and 0.6", .v06), ("1.x", .v1),
    ]
    let judgements = releases.map { $0.release.judge(self, answers, file: file) }
    // The findings of the release whose names they are.
    let names = ChromaRelease.v04.settings.map { [$0.provider, $0.credentials, $0.credentialsFile] } ?? []
    let isOld = names.contains { self[$0] != nil }
    let judgement = judgements[isOld ? 0 : 1]
    let outcomes = judgements.map(\.outcome)
    if Set(outcomes).count == 1 {
      return SettingsJudgement(
        release: nil, outcome: outcomes[0], header: nil, refusesStrangers: nil, findings: judgement.findings)
    }
    let parts = zip(releases, outcomes).map { "\($0.name): \($1.rawValue)" }
    let finding = SettingFinding(
      rule: .releaseUnknown, severity: .warning, place: nil,
      message: "the release of Chroma is not known",
      remedy: .manual(parts.joined(separator: ", ")))
    return SettingsJudgement(
      release: nil, outcome: .unknown, header: nil, refusesStrangers: nil,
      findings: judgement.findings + [finding])
  }
}

/// Files, each looked at once.
final class NamedFiles {
  private let read: (FilePath) -> NamedFile
  private var answers: [[UInt8]: NamedFile] = [:]

  init(_ read: @escaping (FilePath) -> NamedFile) { self.read = read }

  func answer(_ path: FilePath) -> NamedFile {
    if let answer = answers[path.bytes] { return answer }
    let answer = read(path)
    answers[path.bytes] = answer
    return answer
  }
}

/// The way from settings to an outcome: one for every release, whose differences are in `ReleaseSettings`.
final class SettingsJudge {
  typealias Name = ChromaSettings.Name
  typealias Rule = SettingFinding.Rule

  let release: ChromaRelease
  /// Those that may be meant.
  private let versions: ClosedRange<ChromaVersion>
  let variables: Variables
  private let answers: CredentialsAnswers
  let file: (FilePath) -> NamedFile
  private(set) var findings: [SettingFinding] = []

  /// Facts about the server; the first that is set decides.
  private var stops = false
  private var isUnknown = false
  private var isOpen = false
  private var locksOut = false
  /// Whether what is not known may leave it open.
  private var mayBeOpen = false
  /// Whether some paths are left out of what roles say.
  private var isRolesUnknown = false
  private var authentication: Authentication?
  private var header: TokenHeader?
  /// Who can log in; nil if that is not known.
  private var users: CredentialsAnswer?

  init(
    release: ChromaRelease, version: ChromaVersion?, variables: Variables, answers: CredentialsAnswers,
    file: @escaping (FilePath) -> NamedFile
  ) {
    versions = version.map { $0...$0 } ?? release.versions
    (self.release, self.variables, self.answers, self.file) = (release, variables, answers, file)
  }

  func judgement() -> SettingsJudgement {
    checkReading()
    // A file that is refused, or not read to its end, may set anything.
    if stops || variables.isCut {
      isUnknown = true
    } else if isOnlyOfClient {
      checkClient()
    } else if let settings = release.settings {
      checkSpelling(settings)
      checkValues(settings)
      checkAuthentication(settings)
      checkAuthorization(settings)
      checkOtherReleases(settings)
      checkUnknownNames()
      checkOptionsOfProgram()
    } else {
      checkWithoutAuthentication()
    }
    return SettingsJudgement(
      release: release, outcome: outcome, header: outcome == .protectedToken ? header : nil,
      refusesStrangers: outcome == .unknown && !mayBeOpen ? authentication : nil,
      findings: findings.enumerated().sorted { left, right in
        left.element.severity != right.element.severity
          ? left.element.severity > right.element.severity
          : (left.element.place?.line ?? 0, left.offset) < (right.element.place?.line ?? 0, right.offset)
      }.map(\.element))
  }

  private var outcome: Outcome {
    // Other variables decide nothing if no setting does.
    if variables.unread != nil, release.settings != nil { return .unknown }
    if stops { return .doesNotStart }
    if isOpen { return .open }
    if isUnknown { return .unknown }
    if locksOut { return .nobodyGetsIn }
    switch authentication {
    case .basic: return .protectedBasic
    case .token: return .protectedToken
    case nil: return .unknown
    }
  }

  // MARK: Findings

  func find(
    _ rule: Rule, _ severity: Severity, _ place: Variables.Place?, _ message: String,
    _ remedy: SettingRemedy? = nil
  ) {
    findings.append(
      SettingFinding(rule: rule, severity: severity, place: place, message: message, remedy: remedy))
  }

  func find(
    _ rule: Rule, _ severity: Severity, _ variable: Variables.Variable?, _ message: String,
    _ remedy: SettingRemedy? = nil
  ) {
    let place = rule.isOfNames ? variable?.place : variable?.valuePlace ?? variable?.place
    find(rule, severity, place, message, remedy)
  }

  func takeSettings(_ authentication: Authentication) -> SettingRemedy {
    .takeSettings(release, authentication, credentialsFile)
  }

  /// The kind of authentication that the settings of any release ask for.
  private var likelyAuthentication: Authentication {
    let providers = [Name.provider, Name.provider04].compactMap { filled($0).flatMap(clean) }
    return providers.contains { $0.lowercased().contains(words: "token") } ? .token : .basic
  }

  /// The credential file that the settings name, whatever release they are for, if it can be read.
  private var credentialsFile: FilePath? {
    for name in [Name.credentialsFile, Name.credentialsFile04] {
      guard let variable = filled(name), let path = clean(variable).map({ FilePath($0) }) else { continue }
      if case .content = file(path) { return path }
    }
    return nil
  }

  // MARK: Variables

  /// A variable that is set to something: empty ones are passed over.
  func filled(_ name: String) -> Variables.Variable? {
    guard let variable = variables[name], variable.value != .unset, variable.bytes != [] else { return nil }
    return variable
  }

  /// Whether it has a value, be it an empty one.
  func isSet(_ name: String) -> Bool { variables[name].map { $0.value != .unset } ?? false }

  /// The text without quotes and white space, which have findings of their own.
  func clean(_ variable: Variables.Variable) -> String? {
    guard let bytes = variable.bytes else { return nil }
    return String(decoding: bytes.withoutQuotes, as: UTF8.self)
  }

  /// The text to show of a value that should be a class: never a secret in its place.
  static func shown(_ text: String) -> String {
    let isClass = text.utf8.allSatisfy { $0.isInName || $0 == UInt8(ascii: ".") }
    return isClass && (1...120).contains(text.utf8.count) && text.utf8.contains(UInt8(ascii: "."))
      || text.utf8.count <= 12 && isClass
      ? text : "of this name"
  }

  // MARK: Reading

  private func checkReading() {
    if let refusal = variables.refusal {
      stops = true
      find(
        .fileRefused, .error, refusal.place, "the file is refused: \(refusal.reason)",
        .manual("fix this line: nothing starts with the file as it is"))
    }
    if variables.isCut {
      find(
        .cannotTell, .error, nil as Variables.Place?,
        "more variables than are read; cannot tell what the server asks for")
    }
    if let unread = variables.unread, release.settings != nil {
      mayBeOpen = true
      find(
        .cannotTell, .warning, unread,
        "\(variables.unreadTitle) may set more; cannot tell what the server does")
    }
    for line in variables.oddLines {
      switch line.kind {
      case .notExported(let name):
        guard name.uppercased().hasPrefix("CHROMA_") else { continue }
        find(
          .notExported, .warning, line.place, "\(name) is not exported; programs do not get it",
          .manual("write export before it"))
      case .colon(let name):
        find(
          .oddLine, .warning, line.place, "this line sets no variable; did you mean \(name)=?",
          .manual("write = in place of the colon"))
      case .nameAlone(let name):
        // It may be set where the file is read; then its use has a finding.
        if case .unknown? = variables[name.uppercased()]?.value { continue }
        find(.oddLine, .warning, line.place, "\(name) has no value here, so nothing sets it")
      case .notUnderstood: find(.oddLine, .warning, line.place, "this line sets no variable")
      }
    }
  }

  /// Quotes and white space in values, and names in them that are not set.
  private func checkSpelling(_ settings: ReleaseSettings) {
    for name in settings.names.sorted() {
      for missing in variables[name]?.spelling.missing ?? [] {
        find(
          .variableUnset, .warning, variables[name],
          "\(shown(missing, in: name, settings)) is not set here; nothing takes its place in \(name)")
      }
      guard let variable = filled(name), let bytes = variable.bytes else { continue }
      if variable.spelling.keptDollar, variable.spelling.missing.isEmpty, name == settings.credentials {
        find(
          .dollarEaten, .warning, variable,
          "compose left the $ of this hash by luck: a name after $ is replaced",
          .manual("write each $ as $$"))
      }
      let text = bytes[WhiteSpace.strip(bytes.span)]
      if text.isQuoted {
        find(
          .quotesKept, .error, variable, "the quotes are part of the value of \(name)",
          .manual("leave the quotes out"))
      } else if text.count != bytes.count {
        // Chroma leaves out empty lines of credentials in a variable.
        if name == Name.credentials, bytes.dropLast(while: { $0 == Ascii.lineFeed }) == Array(text) {
          continue
        }
        let isCR = bytes.last == Ascii.carriageReturn
        find(
          .whiteSpaceKept, .error, variable,
          isCR
            ? "a carriage return is part of the value of \(name)"
            : "white space is part of the value of \(name)",
          .manual(isCR ? "end lines in LF, as tr -d '\\r' does" : "leave the white space out"))
      }
    }
  }

  /// A name that is not set; in credentials it may be part of a hash, which is not shown.
  private func shown(_ missing: String, in name: String, _ settings: ReleaseSettings) -> String {
    let isSecret = name == settings.credentials && missing.utf8.contains { (0x61...0x7A).contains($0) }
    return isSecret ? "a name after a $" : Array(missing.utf8).printable
  }

  // MARK: Values

  private func checkValues(_ settings: ReleaseSettings) {
    for (name, rule, isSure) in rules(settings) {
      guard let variable = variables[name] else { continue }
      guard let bytes = variable.bytes else {
        if !rule.isOfText { isUnknown = true }
        continue
      }
      var isAccepted = rule.accepts(bytes)
      if isAccepted == false, !isSure { isAccepted = nil }
      if case .folder = rule, isInFile(bytes) { isAccepted = nil }
      switch isAccepted {
      case true?: continue
      case nil:
        isUnknown = true
        find(
          .cannotTell, .warning, variable, "whether Chroma accepts the value of \(name) is not checked",
          .remove(name))
      case false?:
        stops = true
        if case .removed = rule {
          find(
            .legacySetting, .error, variable,
            "\(name) is a setting of Chroma before 0.4; Chroma will not start",
            .remove(name))
        } else if rule.isOfText || rule.isImplementation {
          let text = String(decoding: bytes, as: UTF8.self)
          find(
            .legacySetting, .error, variable,
            text == ValueRule.clientImplementation
              ? "\(name) names the client; a server never answers with it"
              : "\(name) has a value of Chroma before 0.4; Chroma will not start", .remove(name))
        } else {
          find(
            .valueNotTaken, .error, variable, "\(name) is not \(rule.phrase); Chroma will not start",
            rule.remedy(name))
        }
      }
    }
    if settings.wantsFiles {
      for name in [settings.credentialsFile, Name.authorizationConfigFile]
      where settings.names.contains(name) {
        guard let variable = filled(name), let path = variable.bytes.map(FilePath.init(bytes:)) else {
          continue
        }
        // Chroma looks at the name before it looks at any provider.
        if WhiteSpace.strip(path.bytes.span).isEmpty { stops = true } else { requireFile(path, variable) }
      }
    }
    if settings.wantsFiles, let provider = filled(settings.provider)?.bytes,
      WhiteSpace.strip(provider.span).isEmpty
    {
      stops = true
    }
    if settings.wantsFiles, isSet("CHROMA_SERVER_AUTH_IGNORE_PATHS") {
      (isUnknown, mayBeOpen) = (true, true)
      find(
        .cannotTell, .warning, variables["CHROMA_SERVER_AUTH_IGNORE_PATHS"],
        "Chroma answers everybody on some paths; which ones is not checked")
    }
  }

  /// Whether a file has this name, or that of a folder above it.
  private func isInFile(_ path: [UInt8]) -> Bool {
    for end in path.indices.prefix(4096) where end == path.count - 1 || path[end + 1] == Ascii.slash {
      if case .content = file(FilePath(bytes: Array(path[...end]))) { return true }
    }
    return false
  }

  /// The rules for the values that are set, by name, and whether what breaks one stops every version that may be meant. The
  /// server in Python of 1.x has other parts.
  private func rules(_ settings: ReleaseSettings) -> [(name: String, rule: ValueRule, isSure: Bool)] {
    let is1 = versions.lowerBound.major > 0
    let always = settings.values.filter { isSet($0.key) }
      .map { (name: $0.key, rule: $0.value, isSure: !is1 || !$0.value.isOfParts) }
    let dated = settings.datedValues.compactMap {
      name, dated -> (name: String, rule: ValueRule, isSure: Bool)? in
      if !isSet(name) { return nil }
      let isOf = dated.isOf(versions)
      return isOf == false ? nil : (name, dated.rule, isOf != nil)
    }
    return (always + dated).sorted { $0.name < $1.name }
  }

  /// Checks for a file that has to be there, used or not.
  private func requireFile(_ path: FilePath, _ variable: Variables.Variable) {
    switch file(path) {
    case .missing, .folder:
      stops = true
      // The finding comes with its use.
      if filled(release.settings?.provider ?? "") == nil || variable.name == Name.authorizationConfigFile {
        find(.credentialsFileMissing, .error, variable, "no such file: \(path); Chroma will not start")
      }
    case .content, .unreadable, .elsewhere: break
    }
  }

  // MARK: Authentication

  private func checkAuthentication(_ settings: ReleaseSettings) {
    guard let provider = filled(settings.provider) else {
      isOpen = true
      let set = variables[settings.provider].flatMap { $0.value == .unset ? nil : $0 }
      let lonely = [settings.credentialsFile, settings.credentials].compactMap { filled($0) }.first
      let remedy = SettingRemedy.setOneOf(settings.provider, settings.classes.map(\.name))
      if let set {
        find(.providerMissing, .error, set, "\(settings.provider) is empty; the server is open", remedy)
      } else if let lonely {
        find(.providerMissing, .error, lonely, "\(settings.provider) is not set; the server is open", remedy)
        if !settings.wantsFiles, let value = filled(settings.credentials),
          filled(settings.credentialsFile) != nil
        {
          find(
            .credentialsBoth, .error, value,
            "\(settings.credentials) and \(settings.credentialsFile) are both set; one is enough",
            .remove(settings.credentials))
        }
      } else {
        find(
          .noAuthentication, .error, nil as Variables.Place?,
          "\(settings.provider) is not set; the server is open", takeSettings(likelyAuthentication))
      }
      // Nobody reads it before there is a provider.
      checkHeader(settings, isRead: false)
      return
    }
    guard let bytes = provider.bytes, let text = clean(provider) else {
      isUnknown = true
      findDoubt(provider)
      return
    }
    // Quotes or white space are part of a name that is none then.
    if Array(text.utf8) != bytes { stops = true }
    if let own = settings.classes.first(where: { $0.name == text || $0.alias == text }) {
      authentication = own.authentication
      if ValueRule.legacy.contains(text) { stops = true }
      checkCredentials(settings, own, provider)
      if own.authentication == .token { checkHeader(settings) }
    } else {
      checkForeignClass(settings, text, provider)
    }
  }

  /// A provider that is none of the release's own.
  private func checkForeignClass(
    _ settings: ReleaseSettings, _ text: String, _ provider: Variables.Variable
  ) {
    let meant = settings.classMeant(by: text)
    let remedy =
      meant.map { SettingRemedy.set(settings.provider, to: $0.name) }
      ?? .setOneOf(settings.provider, settings.classes.map(\.name))
    if let client = settings.clientClasses.first(where: { $0.name == text }) {
      checkClientClass(client)
      find(
        .providerUnknown, .error, provider,
        stops
          ? "\(settings.provider) names the client's class; Chroma will not start"
          : "\(settings.provider) names the client's class; nobody can log in", remedy)
    } else if case .named(_, let classes) = settings.source,
      let credentials = classes.first(where: { $0.name == text })
    {
      checkCredentials(of: credentials, settings, provider)
      locksOut = true
      authentication = credentials.authentication
      find(
        .providerUnknown, .error, provider,
        "\(settings.provider) names a class for credentials; nobody can log in", remedy)
    } else if text.isForeignToChroma {
      isUnknown = true
      find(
        .cannotTell, .warning, provider,
        "\(Self.shown(text)) is not a class of Chroma; cannot tell what it asks for", remedy)
    } else {
      stops = true
      find(
        .providerUnknown, .error, provider,
        "\(release.title) \(release.isPlural ? "have" : "has") no provider \(Self.shown(text)); Chroma will not start",
        remedy)
    }
  }

  /// A client's class as a server's: it starts if the client's settings are there, and cannot answer then.
  private func checkClientClass(_ client: ReleaseSettings.Class) {
    guard isSet(Name.clientCredentials) else {
      stops = true
      return
    }
    locksOut = true
    authentication = client.authentication
    let credentials = filled(Name.clientCredentials)?.bytes ?? []
    let isPlain = client.authentication == .basic || credentials.allSatisfy(Token.canHold)
    let hasHeader = isSet(Name.tokenHeader) || isSet("CHROMA_CLIENT_AUTH_TOKEN_TRANSPORT_HEADER")
    if !isPlain || hasHeader || isSet("CHROMA_CLIENT_AUTH_CREDENTIALS_PROVIDER")
      || ValueRule.legacy.contains(String(decoding: credentials, as: UTF8.self))
    {
      isUnknown = true
    }
  }

  private func findDoubt(_ variable: Variables.Variable) {
    guard case .unknown(let doubt) = variable.value else { return }
    let why =
      switch doubt {
      case .tooLong: "it is too long to compute"
      case .computed: "a shell computes it"
      case .repeated: "it is set more than once"
      case .elsewhere(let place): "it is in \(place)"
      }
    find(.cannotTell, .warning, variable, "the value of \(variable.name) is not known: \(why)")
  }

  private func checkHeader(_ settings: ReleaseSettings, isRead: Bool = true) {
    if isRead { header = .authorization }
    guard let name = settings.tokenHeader, let variable = filled(name) else { return }
    guard let text = isRead ? clean(variable) : variable.bytes.map({ String(decoding: $0, as: UTF8.self) }),
      let bytes = variable.bytes
    else {
      if !isRead { return }
      isUnknown = true
      return findDoubt(variable)
    }
    if isRead, Array(text.utf8) != bytes { stops = true }
    if let header = settings.headers[text] {
      if isRead { self.header = header }
      return
    }
    if isRead { stops = true }
    let words = settings.headers.keys.sorted()
    let meant = TokenHeader.allCases.first {
      [$0.rawValue.lowercased(), $0.nameIn04.lowercased()].contains(text.lowercased())
    }
    let word = meant.flatMap { meant in settings.headers.first { $0.value == meant }?.key }
    find(
      .headerValue, isRead ? .error : .warning, variable,
      "\(name) is not \(words.joined(separator: " or "))\(isRead ? "; Chroma will not start" : "")",
      word.map { .set(name, to: $0) } ?? .setOneOf(name, words))
  }

  // MARK: Credentials

  private func checkCredentials(
    _ settings: ReleaseSettings, _ own: ReleaseSettings.Class, _ provider: Variables.Variable
  ) {
    switch settings.source {
    case .either: checkEither(settings, own.authentication, provider)
    case .named(let name, let classes):
      guard isSet(name), let variable = variables[name] else {
        stops = true
        let likely = classes.first { $0.authentication == own.authentication }
        find(
          .credentialsProviderMissing, .error, provider, "\(name) is not set; Chroma will not start",
          likely.map { .set(name, to: $0.name) })
        return
      }
      guard let bytes = variable.bytes, let text = clean(variable) else {
        isUnknown = true
        return findDoubt(variable)
      }
      if Array(text.utf8) != bytes { stops = true }
      let alike = classes.filter { $0.authentication == own.authentication }.map(\.name)
      guard let reader = classes.first(where: { $0.name == text || $0.alias == text }) else {
        if text.isForeignToChroma {
          isUnknown = true
          find(
            .cannotTell, .warning, variable,
            "\(Self.shown(text)) is not a class of Chroma; who can log in is unknown",
            .setOneOf(name, alike))
        } else {
          stops = true
          find(
            .providerUnknown, .error, variable,
            "\(release.title) has no credentials provider \(Self.shown(text)); Chroma will not start",
            .setOneOf(name, alike))
        }
        return
      }
      checkCredentials(of: reader, settings, variable)
      if reader.authentication != own.authentication {
        locksOut = true
        find(
          .providerUnknown, .error, variable,
          "\(name) is for \(reader.authentication == .token ? "tokens" : "entries"); nobody can log in",
          .setOneOf(name, alike))
      }
    }
  }

  /// From 0.5 on.
  private func checkEither(
    _ settings: ReleaseSettings, _ authentication: Authentication, _ provider: Variables.Variable
  ) {
    let (value, path) = (filled(settings.credentials), filled(settings.credentialsFile))
    switch (value, path) {
    case (nil, nil):
      stops = true
      let empty = [settings.credentialsFile, settings.credentials].compactMap { variables[$0] }
        .first { $0.bytes == [] }
      find(
        .credentialsMissing, .error, empty ?? provider,
        empty.map { "\($0.name) is empty; Chroma will not start" }
          ?? "neither \(settings.credentialsFile) nor \(settings.credentials) is set; Chroma will not start")
    case (let value?, let path?):
      if value.bytes == nil || path.bytes == nil { isUnknown = true } else { stops = true }
      find(
        .credentialsBoth, .error, value,
        "\(settings.credentials) and \(settings.credentialsFile) are both set; Chroma will not start",
        .remove(settings.credentials))
    case (let value?, nil):
      guard let bytes = value.bytes else {
        isUnknown = true
        return findDoubt(value)
      }
      judge(
        authentication == .basic
          ? CredentialsAnswer(entriesOf: bytes, settings.server) : CredentialsAnswer(tokensOf: bytes),
        value, nil, settings, authentication)
    case (nil, let path?):
      checkFile(path, settings, authentication, as: authentication == .basic ? settings.server : .chromaToken)
    }
  }

  /// In 0.4.
  private func checkCredentials(
    of reader: ReleaseSettings.CredentialsClass, _ settings: ReleaseSettings, _ place: Variables.Variable
  ) {
    let name = reader.source == .file ? settings.credentialsFile : settings.credentials
    switch (reader.authentication, reader.source) {
    case (_, .list):
      let list = filled(settings.credentialsFile) ?? filled(settings.credentials)
      guard let list else {
        stops = true
        find(
          .credentialsMissing, .error, place, "\(settings.credentialsFile) is not set; Chroma will not start")
        return
      }
      isUnknown = true
      if list.name == settings.credentialsFile { _ = missingFile(list) }
      find(
        .cannotTell, .warning, list, "a list of users with tokens of Chroma 0.4 is not checked")
    case (let authentication, .file):
      guard let path = filled(name) else {
        stops = true
        let message = isSet(name) ? "\(name) is empty" : "\(name) is not set"
        return find(
          .credentialsMissing, .error, variables[name] ?? place, "\(message); Chroma will not start")
      }
      checkFile(path, settings, authentication, as: settings.server)
    case (let authentication, .value):
      guard isSet(name), let value = variables[name] else {
        stops = true
        return find(.credentialsMissing, .error, place, "\(name) is not set; Chroma will not start")
      }
      guard let bytes = value.bytes else {
        isUnknown = true
        return findDoubt(value)
      }
      if bytes.isEmpty, authentication == .token {
        // Whoever sends the header with nothing in it.
        isOpen = true
        return find(
          .emptyToken, .error, value, "\(name) is empty; anyone can log in with an empty token",
          takeSettings(.token))
      }
      judge(
        authentication == .basic
          ? CredentialsAnswer(entryOf: bytes, settings.server) : CredentialsAnswer(tokenOf: bytes),
        value, nil, settings, authentication)
    }
  }

  /// - Parameter reader: of the file.
  private func checkFile(
    _ variable: Variables.Variable, _ settings: ReleaseSettings, _ authentication: Authentication,
    as reader: Server
  ) {
    guard let bytes = variable.bytes else {
      isUnknown = true
      return findDoubt(variable)
    }
    if ValueRule.legacy.contains(String(decoding: bytes, as: UTF8.self)) { stops = true }
    let path = FilePath(bytes: bytes)
    guard !missingFile(variable) else { return }
    switch file(path) {
    case .content(let content):
      judge(answers.answer(to: content, for: reader), variable, path, settings, authentication)
    case .missing, .folder: break
    case .unreadable(let reason, let remedy):
      isUnknown = true
      find(.cannotTell, .error, variable, "\(reason); who can log in is unknown", remedy)
    case .elsewhere(let reason):
      // With quotes or white space it is nowhere.
      if stops || Array((clean(variable) ?? "").utf8) != bytes {
        stops = true
      } else {
        isUnknown = true
        find(.cannotTell, .note, variable, "\(reason); who can log in is unknown")
      }
    }
  }

  /// Whether a file that is needed is not there.
  private func missingFile(_ variable: Variables.Variable) -> Bool {
    guard let bytes = variable.bytes else { return false }
    let path = FilePath(bytes: bytes)
    switch file(path) {
    case .missing:
      stops = true
      // Quotes and white space have been found.
      guard Array((clean(variable) ?? "").utf8) == bytes else { return true }
      find(.credentialsFileMissing, .error, variable, "no such file: \(path); Chroma will not start")
      return true
    case .folder:
      stops = true
      find(.credentialsFileMissing, .error, variable, "\(path) is a folder; Chroma will not start")
      return true
    case .content, .unreadable, .elsewhere: return false
    }
  }

  private func judge(
    _ answer: CredentialsAnswer, _ variable: Variables.Variable, _ path: FilePath?,
    _ settings: ReleaseSettings,
    _ authentication: Authentication
  ) {
    users = answer
    let server = authentication == .basic ? settings.server : .chromaToken
    let remedy = path.map { SettingRemedy.lint($0, server: server.name) }
    let name = path.map { "\($0)" } ?? variable.name
    if path == nil, ValueRule.legacy.contains(String(decoding: variable.bytes ?? [], as: UTF8.self)) {
      stops = true
      return find(
        .legacySetting, .error, variable,
        "the value of \(name) is a word of Chroma before 0.4; Chroma will not start",
        takeSettings(authentication))
    }
    if let failure = answer.failure {
      stops = true
      return find(
        .credentialsUnusable, .error, variable, "Chroma will not start with \(name): \(failure)", remedy)
    }
    if answer.isUnknown {
      isUnknown = true
      return find(
        .cannotTell, .warning, variable, "\(name) has YAML that is not read; who can log in is unknown")
    }
    if answer.hasEmptyToken {
      isOpen = true
      return find(
        .emptyToken, .error, variable, "\(name) has an empty token; anyone can log in by sending nothing",
        remedy)
    }
    // The token with its quotes is the right one, and nobody believes so.
    let text = variable.bytes.map { $0[WhiteSpace.strip($0.span)] }
    if path == nil, text?.isQuoted ?? false, answer.isSingleToken { locksOut = true }
    guard answer.users.isEmpty else { return }
    locksOut = true
    let isFound = findings.contains { finding in
      finding.place == variable.valuePlace ?? variable.place && finding.message.contains(words: variable.name)
        && (finding.rule == .quotesKept || finding.rule == .whiteSpaceKept)
    }
    if path == nil, isFound { return }
    if answer.lostDollar || path == nil && variable.spelling.lostDollar {
      return find(
        .dollarEaten, .error, variable, "a $ in the hash was replaced; nobody can log in with \(name)",
        remedy ?? .manual("put the entry in a file, and set \(settings.credentialsFile)"))
    }
    find(
      .credentialsUnusable, .error, variable,
      answer.reason.map { "nobody can log in: \($0)" } ?? "nobody can log in with \(name)",
      remedy ?? (authentication == .token ? takeSettings(.token) : nil))
  }

  // MARK: Authorization

  private func checkAuthorization(_ settings: ReleaseSettings) {
    guard let authorization = settings.authorization else { return }
    let (value, path) = (filled(Name.authorizationConfig), filled(Name.authorizationConfigFile))
    guard let provider = filled(Name.authorizationProvider) else {
      if let config = path ?? value, !isOpen, !stops {
        find(
          .authzWithoutProvider, .warning, config,
          "\(Name.authorizationProvider) is not set; everyone who can log in may do everything",
          .set(Name.authorizationProvider, to: authorization.className))
      }
      return
    }
    guard let bytes = provider.bytes, let text = clean(provider) else {
      isUnknown = true
      return findDoubt(provider)
    }
    if Array(text.utf8) != bytes { stops = true }
    let remedy = SettingRemedy.set(provider.name, to: authorization.className)
    guard text == authorization.className || text == authorization.alias else {
      if text.isForeignToChroma {
        isUnknown = true
        return find(
          .cannotTell, .warning, provider,
          "\(Self.shown(text)) is not a class of Chroma; cannot tell what it allows", remedy)
      }
      stops = true
      return find(
        .authzUnusable, .error, provider,
        "\(release.title) \(release.isPlural ? "have" : "has") no provider \(Self.shown(text)); Chroma will not start",
        remedy)
    }
    guard authorization.canStart else {
      stops = true
      return find(
        .authzUnusable, .error, provider,
        "\(release.title) cannot load this provider; Chroma will not start",
        .manual("use Chroma \(ChromaRelease.sound)"))
    }
    guard let config = path ?? value else {
      stops = true
      return find(
        .authzWithoutConfig, .error, provider,
        "neither \(Name.authorizationConfigFile) nor \(Name.authorizationConfig) is set; Chroma will not start"
      )
    }
    if !settings.wantsFiles, let value, path != nil {
      stops = true
      return find(
        .authzUnusable, .error, value,
        "\(Name.authorizationConfig) and \(Name.authorizationConfigFile) are both set; Chroma will not start",
        .remove(Name.authorizationConfig))
    }
    if settings.wantsFiles, isSet(Name.authorizationConfigProvider04) { isUnknown = true }
    if settings.wantsFiles, isSet(Name.authorizationIgnored04) {
      // Without authentication strangers are answered there.
      if isOpen { (isUnknown, mayBeOpen) = (true, true) }
      isRolesUnknown = true
      find(
        .cannotTell, .warning, variables[Name.authorizationIgnored04],
        "roles do not hold on some paths; which ones is not checked")
    }
    checkRoles(roles(config, settings), config, authorization)
  }

  /// nil if the file is not to be had.
  private func roles(_ config: Variables.Variable, _ settings: ReleaseSettings) -> RolesAnswer? {
    guard let bytes = config.bytes else {
      isUnknown = true
      findDoubt(config)
      return nil
    }
    if !settings.wantsFiles, ValueRule.legacy.contains(String(decoding: bytes, as: UTF8.self)) {
      stops = true
    }
    if config.name == Name.authorizationConfig {
      if bytes.contains(Ascii.carriageReturn) { return .unknown }
      return RolesAnswer(bytes, for: settings.wantsFiles ? .first : .current, isFile: false)
    }
    guard !missingFile(config) else { return nil }
    switch file(FilePath(bytes: bytes)) {
    case .content(let content):
      return RolesAnswer(content, for: settings.wantsFiles ? .first : .current, isFile: true)
    case .missing, .folder: return nil
    case .unreadable(let reason, let remedy):
      isUnknown = true
      find(.cannotTell, .warning, config, "\(reason), so who may do what is not known", remedy)
      return nil
    case .elsewhere(let reason):
      isUnknown = true
      find(.cannotTell, .note, config, "\(reason), so who may do what is not known")
      return nil
    }
  }

  private func checkRoles(
    _ roles: RolesAnswer?, _ config: Variables.Variable, _ authorization: ReleaseSettings.Authorization
  ) {
    switch roles {
    case nil: break
    case .unknown?:
      isUnknown = true
      find(
        .cannotTell, .warning, config, "the roles have YAML that is not read, so who may do what is not known"
      )
    case .unusable(let reason)?:
      stops = true
      find(.authzUnusable, .error, config, "the roles cannot be used: \(reason); Chroma will not start")
    case .users(let allowed)?: checkAllowed(allowed, config, authorization)
    }
    guard isOpen else { return }
    if authorization.refusesStrangers {
      // A stranger is called Anonymous.
      if case .users(let allowed)? = roles,
        allowed.contains(PyYAMLDocument.key(ofText: Array("Anonymous".utf8)))
      {
        return find(
          .authzAlone, .error, filled(Name.authorizationProvider),
          "roles without authentication let strangers in; the server is open",
          takeSettings(.basic))
      }
      isOpen = false
      locksOut = true
      authentication = .basic
      findings.removeAll { $0.rule == .noAuthentication || $0.rule == .providerMissing }
      find(
        .authzAlone, .error, filled(Name.authorizationProvider),
        "roles without authentication refuse everybody", takeSettings(.basic))
    } else {
      find(
        .authzAlone, .error, filled(Name.authorizationProvider),
        "roles without authentication protect nothing; the server is open", takeSettings(.basic))
    }
  }

  private func checkAllowed(
    _ allowed: Set<[UInt8]>, _ config: Variables.Variable, _ authorization: ReleaseSettings.Authorization
  ) {
    guard !isOpen, !isRolesUnknown, let users, users.failure == nil, !users.users.isEmpty else { return }
    if users.isSingleToken, !authorization.knowsSingleToken {
      locksOut = true
      find(
        .authzLocksOut, .error, config,
        "a single token has no user here; every request is answered with an error")
    } else if !users.users.contains(where: allowed.contains) {
      locksOut = true
      find(
        .authzLocksOut, .error, config,
        users.isSingleToken
          ? "no role for anonymous, the user of a single token; everything is denied"
          : "no user who can log in has a role; everything is denied")
    }
  }

  // MARK: Other names

  /// Names that this release does not read, and another does.
  private func checkOtherReleases(_ settings: ReleaseSettings) {
    for name in ReleaseSettings.allNames.subtracting(settings.names).sorted() {
      guard let variable = filled(name) else { continue }
      let owner =
        name == ChromaSettings.Name.tokenHeader || name.contains(words: "_AUTHN_")
        ? "Chroma 0.5" : "Chroma 0.4"
      let others = settings.wantsFiles ? ("0.4", "s") : ("0.5 and 0.6", "")
      func message(_ verb: String, _ object: String) -> String {
        "\(name) is of \(owner); \(others.0) \(verb)\(others.1) \(object)"
      }
      let own = settings.counterpart(of: name)
      if name == Name.tokenHeader || name == Name.tokenHeader04, authentication == .token {
        let meant = clean(variable).flatMap { text in
          TokenHeader.allCases.first { $0.rawValue == text || $0.nameIn04 == text }
        }
        let isSame = meant == header
        find(
          .otherReleaseName, isSame ? .note : .error, variable,
          isSame ? message("ignore", "it") : message("use", (header ?? .authorization).rawValue),
          own.map { .rename(name, to: $0) })
      } else {
        find(
          .otherReleaseName, isOpen ? .error : .note, variable, message("ignore", "it"),
          // The finding that the server is open has what to do about it.
          isOpen ? nil : own.flatMap { filled($0) == nil ? .rename(name, to: $0) : nil } ?? .remove(name))
      }
    }
  }

  private func checkUnknownNames() {
    for variable in variables.all where variable.name.isLikeSetting {
      let name = Array(variable.name.utf8).printable
      find(
        .unknownSetting, .warning, variable, "unknown setting \(name): no release of Chroma has it",
        release.settings?.nameMeant(by: variable.name).map { .rename(name, to: $0) })
    }
  }

  /// Variables of which uvicorn makes options (its `auto_envvar_prefix`), and those that the start script puts into a command
  /// line as they are (bin/docker_entrypoint.sh of 0.5 and 0.6): one may name a file of other settings, or another program.
  private func checkOptionsOfProgram() {
    for variable in variables.all {
      guard let value = variable.bytes else { continue }
      let name = variable.name
      let isOption =
        ["UVICORN_ENV_FILE", "UVICORN_APP_DIR", "UVICORN_FACTORY"].contains(name)
        || [
          "CHROMA_WORKERS", "CHROMA_HOST_ADDR", "CHROMA_HOST_PORT", "CHROMA_LOG_CONFIG",
          "CHROMA_TIMEOUT_KEEP_ALIVE",
        ].contains(name) && !value.allSatisfy { $0.isWordCharacter || Array("-.:/[]".utf8).contains($0) }
      let message: String
      if isOption, !value.isEmpty {
        message = "\(name) gives uvicorn options of its own; which settings count is not known"
      } else if refusesOption(name, value) {
        message = "whether Chroma accepts the value of \(name) is not checked"
      } else {
        continue
      }
      isUnknown = true
      find(.cannotTell, .warning, variable, message, .remove(name))
    }
  }

  /// Whether uvicorn may end with this value of an option.
  private func refusesOption(_ name: String, _ value: [UInt8]) -> Bool {
    switch name {
    case "CHROMA_WORKERS", "CHROMA_TIMEOUT_KEEP_ALIVE", "CHROMA_HOST_PORT", "UVICORN_WORKERS", "UVICORN_PORT":
      if value.isEmpty { return name.hasPrefix("CHROMA_") }
      let number = value.allSatisfy(\.isDigit) ? Int(String(decoding: value, as: UTF8.self)) : nil
      return number.map { $0 > 65535 } ?? true
    case "CHROMA_HOST_ADDR": return value.isEmpty
    case "CHROMA_LOG_CONFIG":
      if ["chromadb/log_config.yml", "/chroma/chromadb/log_config.yml"].contains(where: {
        value.elementsEqual($0.utf8)
      }) {
        return false
      }
      switch file(FilePath(bytes: value)) {
      case .missing, .folder: return true
      case .content, .unreadable, .elsewhere: return false
      }
    case "UVICORN_LOG_LEVEL":
      let level = String(decoding: value, as: UTF8.self)
      return !value.isEmpty && !(UvicornOption("--log-level")?.lists(level) ?? false)
    case "UVICORN_HOST": return false
    default: return name.hasPrefix("UVICORN_") && !value.isEmpty
    }
  }

  private func checkWithoutAuthentication() {
    isOpen = true
    // In the order in which they are written.
    let set = variables.all.map(\.name).filter { ReleaseSettings.allNames.contains($0) }
      .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.compactMap { filled($0) }
    let remedy: SettingRemedy =
      release == .v1
      ? .putInFront(likelyAuthentication, credentialsFile)
      : .manual("use Chroma \(ChromaRelease.sound), which asks for credentials")
    if set.isEmpty {
      find(
        .noAuthentication, .error, nil as Variables.Place?,
        "\(release.title) has no authentication; it is open", remedy)
    }
    for variable in set {
      find(
        .chroma1IgnoresSettings, .error, variable,
        "\(release.title) ignores \(variable.name); the server is open",
        variable.name == set[0].name ? remedy : nil)
      if let bytes = variable.bytes, bytes[WhiteSpace.strip(bytes.span)].isQuoted {
        find(
          .quotesKept, .warning, variable, "the quotes are part of the value of \(variable.name)",
          .manual("leave the quotes out"))
      }
    }
  }

  // MARK: Clients

  /// Whether a file holds settings of a client, and none of a server.
  private var isOnlyOfClient: Bool {
    let client = [Name.clientProvider, Name.clientCredentials].compactMap { filled($0) }
    return !client.isEmpty && client.allSatisfy { $0.place.path != nil }
      && !ReleaseSettings.allNames.subtracting([Name.tokenHeader]).contains { variables[$0] != nil }
  }

  private func checkClient() {
    isUnknown = true
    let provider = filled(Name.clientProvider)
    find(
      .clientSettings, .note, provider ?? filled(Name.clientCredentials),
      "these are settings of a client; they say nothing of a server")
    guard let provider, let text = clean(provider) else { return }
    let old = ReleaseSettings.v04.clientClasses.first { $0.name == text || text == "\($0.authentication)" }
    let new = old.flatMap { old in
      ReleaseSettings.v06.clientClasses.first { $0.authentication == old.authentication }
    }
    if let new, release.settings.map({ !$0.wantsFiles }) ?? true {
      find(
        .otherReleaseName, .error, provider, "\(Self.shown(text)) is a client's class of Chroma 0.4",
        .set(Name.clientProvider, to: new.name))
    }
  }
}

// MARK: -

extension ChromaRelease {
  /// Whether the title is of several.
  var isPlural: Bool { self == .v06 || self == .v051 }
}

extension SettingFinding.Rule {
  /// Whether it is the name of a variable that has to change, not its value.
  var isOfNames: Bool {
    switch self {
    case .otherReleaseName, .chroma1IgnoresSettings, .unknownSetting, .clientSettings, .oddLine: true
    default: false
    }
  }
}

extension ReleaseSettings {
  /// The class that a wrong name seems to mean.
  func classMeant(by text: String) -> Class? {
    let text = text.lowercased()
    let meant: Authentication? =
      text.contains(words: "token") ? .token : text.contains(words: "basic") ? .basic : nil
    return meant.flatMap { meant in classes.first { $0.authentication == meant } }
  }

  /// This release's name for another release's variable.
  func counterpart(of name: String) -> String? {
    typealias Name = ChromaSettings.Name
    return switch name {
    case Name.provider, Name.provider04: provider
    case Name.credentials, Name.credentials04: credentials
    case Name.credentialsFile, Name.credentialsFile04: credentialsFile
    case Name.tokenHeader, Name.tokenHeader04: tokenHeader
    default: nil
    }
  }

  /// The setting that a name of no release seems to mean.
  func nameMeant(by name: String) -> String? {
    if name.contains(words: "HEADER") { return tokenHeader }
    if name.contains(words: "PROVIDER") || name.contains(words: "ENABLE") { return provider }
    if name.contains(words: "FILE") || name.contains(words: "FIEL") { return credentialsFile }
    return name.contains(words: "TOKEN") || name.contains(words: "CREDENTIAL")
      || name.contains(words: "PASSWORD")
      ? credentials : nil
  }
}

extension ValueRule {
  /// The phrase for what it accepts: `a list in JSON, such as ["*"]`.
  fileprivate var phrase: String {
    switch self {
    case .boolean: "true or false"
    case .number, .numberOrBlank, .count: "a number"
    case .list: #"a list in JSON, such as ["*"]"#
    case .object: "an object in JSON"
    case .oneOf(let words), .oneOfOrEmpty(let words):
      words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
    case .migrations: "apply, none or validate"
    case .hash: "md5 or sha256"
    case .component, .addition: "the name of a class"
    case .removed, .implementation, .text, .folder: "a value of this release"
    }
  }

  fileprivate func remedy(_ name: String) -> SettingRemedy {
    switch self {
    case .list: .set(name, to: #"["*"]"#)
    case .oneOf(let words), .oneOfOrEmpty(let words): .setOneOf(name, words)
    case .migrations: .setOneOf(name, ["apply", "none", "validate"])
    case .hash: .setOneOf(name, ["md5"])
    default: .remove(name)
    }
  }

  fileprivate var isImplementation: Bool {
    if case .implementation = self { true } else { false }
  }

  /// Whether any text will do, but for some words.
  fileprivate var isOfText: Bool {
    switch self {
    case .text, .folder: true
    default: false
    }
  }

  /// Whether it is about parts of which the server in Python of 0.5 and 0.6 is made.
  fileprivate var isOfParts: Bool {
    switch self {
    case .component, .addition, .text, .migrations, .count: true
    default: false
    }
  }
}

extension String {
  /// Whether a class of this name may be one of somebody else's modules.
  fileprivate var isForeignToChroma: Bool {
    let parts = split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 2, !parts.contains(""), parts[0].lowercased() != "chromadb" else { return false }
    return utf8.allSatisfy { $0.isInName || $0 == UInt8(ascii: ".") || $0 == Ascii.hyphen || $0 >= 0x80 }
  }

  /// Whether it looks like a setting of authentication, and is none of any release.
  fileprivate var isLikeSetting: Bool {
    guard hasPrefix("CHROMA_"), !hasPrefix("CHROMA_CLIENT_"), !ReleaseSettings.allNames.contains(self),
      !ReleaseSettings.otherNames.contains(self), !hasPrefix("CHROMA_OVERWRITE_")
    else { return false }
    return ["_AUTH_", "_AUTHN_", "_AUTHZ_", "PASSWORD", "_TOKEN"].contains { contains(words: $0) }
      || hasSuffix("_AUTH")
  }
}

extension RandomAccessCollection<UInt8> where Index == Int {
  /// Whether one kind of quote is at both ends.
  fileprivate var isQuoted: Bool {
    guard count >= 2, let mark = first, mark == last else { return false }
    return mark.isQuote
  }

  func dropLast(while isIn: (UInt8) -> Bool) -> [UInt8] {
    var end = endIndex
    while end > startIndex, isIn(self[end - 1]) { end -= 1 }
    return Array(self[startIndex..<end])
  }
}

extension [UInt8] {
  /// Without white space at both ends, and then without quotes.
  fileprivate var withoutQuotes: [UInt8] {
    let text = self[WhiteSpace.strip(span)]
    return text.isQuoted ? Array(text.dropFirst().dropLast()) : Array(text)
  }
}
