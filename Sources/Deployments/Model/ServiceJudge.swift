internal import Credentials
package import Kernel

extension Deployment {
  /// The answer for each service, in order.
  ///
  /// - Parameters:
  ///   - folder: the absolute name of the folder that the files are in; absolute names below it are of this machine.
  ///   - file: what is under a name of this machine.
  package func answers(in folder: FilePath? = nil, file: (FilePath) -> NamedFile) -> [ServiceAnswer] {
    withoutActuallyEscaping(file) { file in
      let files = NamedFiles(file)
      let (services, findings) = readFronts(files)
      let fronts = services.filter { $0.program == .front }
      return zip(services, findings).map { (service, findings) in
        var judge = ServiceJudge(service, fronts: fronts, all: services, folder, host: files.answer)
        return judge.answer(besides: findings)
      }
    }
  }

  /// The services, with the answers of fronts whose configuration they mount, and what is wrong with that.
  private func readFronts(_ files: NamedFiles) -> ([Service], [[SettingFinding]]) {
    func names(_ isIncluded: (Service) -> Bool) -> Set<String> {
      Set(services.filter(isIncluded).flatMap { [$0.name] + $0.aliases }.map { $0.lowercased() })
    }
    let chroma = names { $0.program != .front }
    let peers = FrontPeers(chroma: chroma, others: names { $0.program == .front }.subtracting(chroma))
    var (read, findings) = (services, services.map { _ in [SettingFinding]() })
    for (index, service) in services.enumerated() {
      guard service.program == .front, case .unknown? = service.front,
        let front = service.image.flatMap({ Front(repository: ChromaImage($0.text).repository) })
      else { continue }
      var reading: FrontReading?
      if front == .traefik, let server = services.first(where: { $0.program != .front }) {
        reading = TraefikReader.reading(of: server, among: services, traefik: service)
      }
      if reading == nil {
        reading = front.read(service.configurations(of: front, files), before: peers)
      }
      guard let reading else { continue }
      read[index].front = reading.answer
      findings[index] = reading.findings
    }
    return (read, findings)
  }
}

extension Service {
  /// The files that it mounts as the front's configuration.
  fileprivate func configurations(of front: Front, _ files: NamedFiles) -> [FrontFile] {
    mounts.flatMap { (mount) -> [FrontFile] in
      switch mount.source {
      case .host(let path, _):
        guard front.readsConfiguration(at: mount.target), case .content(let bytes) = files.answer(path) else {
          return []
        }
        return [FrontFile(bytes, at: path, target: mount.target)]
      case .content(let bytes):
        guard front.readsConfiguration(at: mount.target), let path = mount.place.path else { return [] }
        return [FrontFile(bytes, at: path, target: mount.target)]
      case .folder(let contents):
        return contents.sorted { $0.key < $1.key }.compactMap { (name, bytes) in
          let target = mount.target + "/" + name
          guard front.readsConfiguration(at: target), let path = mount.place.path else { return nil }
          return FrontFile(bytes, at: path, target: target)
        }
      case .volume, .elsewhere: return []
      }
    }
  }
}

/// The way from one service to its outcome and what is wrong with it.
private struct ServiceJudge {
  private typealias Rule = SettingFinding.Rule

  private let service: Service
  private let fronts: [Service]
  private let all: [Service]
  private let files: ContainerFiles
  private var findings: [SettingFinding] = []
  private var why: String?

  init(
    _ service: Service, fronts: [Service], all: [Service], _ folder: FilePath?,
    host: @escaping (FilePath) -> NamedFile
  ) {
    (self.service, self.fronts, self.all) = (service, fronts, all)
    files = ContainerFiles(service: service, folder: folder, host: host)
  }

  /// - Parameter found: what is wrong with the configuration of a front.
  mutating func answer(besides found: [SettingFinding]) -> ServiceAnswer {
    if let front = service.front {
      findings = found
      return answer(of: front)
    }
    var judgement = judge()
    var outcome = judgement.outcome
    findings = judgement.findings.map(placed)
    switch command {
    case .starts, .startsPython: break
    case .fails(let reason):
      outcome = .doesNotStart
      why = reason
      findings = findings.filter { $0.rule == .chroma1IgnoresSettings }
      find(.commandOfOtherRelease, .error, commandPlace, "\(reason); Chroma will not start", commandRemedy)
    case .unknown(let reason):
      outcome = .unknown
      why = reason
      find(
        .cannotTell, .warning, commandPlace,
        "\(reason), so whether the server asks for credentials is not known")
    }
    if outcome == .open || outcome == .unknown, let reason = release1Obstacle() {
      outcome = .doesNotStart
      why = reason
    }
    if outcome.isProtected, let settings = service.knownRelease?.settings,
      service.variables[settings.credentials]?.spelling.wasChanged ?? false
    {
      // Whoever wrote the file has another token than the server.
      outcome = .nobodyGetsIn
      why = "\(settings.credentials) is a number or a truth value to YAML; the server gets another text"
    }
    if let reason = service.obstacles.first?.message ?? service.refusal?.text {
      outcome = .doesNotStart
      why = reason
      findings = service.obstacles
    }
    if case .unknown(let reason) = service.release, outcome == .unknown, why == nil { why = reason }
    if outcome == .open { weighOpenness() }
    checkImage(outcome)
    checkMounts()
    checkPublications(outcome)
    checkSecrets(outcome)
    judgement = SettingsJudgement(
      release: judgement.release, outcome: outcome, header: judgement.header,
      refusesStrangers: judgement.refusesStrangers, findings: [])
    return ServiceAnswer(
      service: service, outcome: outcome, why: why ?? phrase(of: judgement), release: service.knownRelease,
      header: outcome == .protectedToken ? judgement.header : nil, files: mountedFiles(), findings: findings)
  }

  private mutating func find(
    _ rule: Rule, _ severity: Severity, _ place: Place?, _ message: String, _ remedy: SettingRemedy? = nil
  ) {
    findings.append(
      SettingFinding(
        rule: rule, severity: severity, place: place ?? service.place, message: message, remedy: remedy))
  }

  // MARK: Settings

  private var command: ServiceCommand {
    switch service.program {
    case .image:
      ServiceCommand(
        entrypoint: service.entrypoint?.map(\.text), command: service.command?.map(\.text),
        release: service.knownRelease)
    case .chromaRun, .python: service.command.map { ServiceCommand.program($0.map(\.text)) } ?? .starts
    case .front: .starts
    }
  }

  private var commandPlace: Place? { service.command?.first?.place ?? service.entrypoint?.first?.place }

  private var commandRemedy: SettingRemedy {
    .manual(
      service.knownRelease == .v1 && service.program == .image
        ? "remove the command: the image of 1.x starts by itself" : "remove what the command does not know")
  }

  /// Whether the server in Python is started by this command, which asks in 1.x too.
  private var isPython: Bool { service.program == .python || command == .startsPython }

  private func judge() -> SettingsJudgement {
    let look: (FilePath) -> NamedFile = { files.answer($0).file }
    guard let release = service.knownRelease else {
      return isPython
        ? service.variables.judgePython(file: look) : service.variables.judgeUnknownRelease(file: look)
    }
    // 1.x in Python reads what 0.6 reads.
    return (release == .v1 && isPython && service.program == .python ? .v06 : release)
      .judge(service.variables, file: look)
  }

  /// A finding as it is for a deployment: with a place, and with the names that files have outside.
  private func placed(_ finding: SettingFinding) -> SettingFinding {
    var (rule, place, message) = (finding.rule, finding.place, finding.message)
    var remedy = finding.remedy
    if rule == .credentialsFileMissing, service.isContainer, let path = path(at: place) {
      let answer = files.answer(path)
      if answer.isMadeFolder, let host = answer.path {
        rule = .hostFileMissing
        place = answer.mount?.place ?? place
        message = "no such file: \(host); docker makes a folder of it, and Chroma will not start"
        remedy = .manual("make \(host) before the container is started")
      } else if case .folder = answer.file {
        rule = .mountIsFolder
        place = answer.mount?.place ?? place
        message = "\(path) is a folder in the container; Chroma will not start"
        let isSecret = if case .folder? = answer.mount?.source { true } else { false }
        remedy = .manual(
          isSecret
            ? "mount one file: subPath: \(Array(path.fileName).printable)"
            : "mount a file, not a folder or a volume")
      } else if let host = answer.path {
        rule = .hostFileMissing
        message = "no such file: \(host); Chroma will not start"
        remedy = .manual("make it, or mount the file that is there")
      } else {
        rule = .fileNotMounted
        message = "nothing is mounted at \(path) in the container; Chroma will not start"
        remedy = service.mounts.isEmpty ? nil : .manual("make the two names the same")
      }
    }
    if rule == .noAuthentication || rule == .releaseUnknown || place == nil {
      place = place ?? (rule == .releaseUnknown ? service.image?.place : nil) ?? service.place
    }
    return SettingFinding(
      rule: rule, severity: finding.severity, place: place, message: message, remedy: remedy.map(outside))
  }

  /// The value of the variable that is written there.
  private func path(at place: Place?) -> FilePath? {
    service.variables.all.last { $0.valuePlace ?? $0.place == place && $0.name.hasSuffix("_FILE") }?.bytes
      .map(
        FilePath.init(bytes:))
  }

  /// With the names that files have on this machine.
  private func outside(_ remedy: SettingRemedy) -> SettingRemedy {
    switch remedy {
    case .lint(let path, let server):
      return files.answer(path).path.map { .lint($0, server: server) }
        ?? .manual("fix the entry where it is written")
    case .takeSettings(let release, let authentication, let path):
      return .takeSettings(release, authentication, path.flatMap { files.answer($0).path })
    case .putInFront(let authentication, let path):
      return .putInFront(authentication, path.flatMap { files.answer($0).path })
    default: return remedy
    }
  }

  // MARK: The image

  private var hasSettings: Bool {
    service.variables.all.contains { ReleaseSettings.allNames.contains($0.name) && $0.bytes != [] }
  }

  private mutating func checkImage(_ outcome: Outcome) {
    let place = service.image?.place
    if case .latest = service.release {
      find(
        .latestIs1, hasSettings ? .error : .warning, place,
        "\(service.image.map { ChromaImage($0.text).tag == nil ? "no tag" : "latest" } ?? "latest") has been 1.x since 2025-04-03",
        hasSettings
          ? .manual("to keep these settings: use the tag \(ChromaRelease.sound)")
          : .manual("name the release: its tag is the version"))
    }
    // Of 1.x only the Python server has a check that can be forgotten, and no image runs that.
    if let release = service.knownRelease, release != .v1, let hole = release.facts.holes.first,
      outcome != .doesNotStart
    {
      find(
        .releaseHole, .error, place, "\(release.title): \(hole.harm), without credentials",
        .manual("use the tag \(ChromaRelease.sound)"))
    }
    if case .unknown(let reason) = service.release, outcome == .unknown,
      !findings.contains(where: { $0.rule == .releaseUnknown || $0.rule == .clientSettings })
    {
      find(.releaseUnknown, .warning, place, "the release of Chroma is not known: \(reason)")
    }
    if case .unknown(let reason) = service.release {
      for (index, finding) in findings.enumerated() where finding.rule == .releaseUnknown {
        findings[index] = SettingFinding(
          rule: .releaseUnknown, severity: .warning, place: place ?? service.place,
          message: finding.message.contains(words: reason)
            ? finding.message : "\(finding.message); \(reason)",
          remedy: .manual("name the release: its tag is the version"))
      }
    }
  }

  /// Why the image of 1.x does not start with its variables, which it reads over its configuration.
  private mutating func release1Obstacle() -> String? {
    guard service.isRelease1, service.program == .image, !isPython else { return nil }
    // With --path it reads none of them.
    if service.command?.contains(where: { $0.text.hasPrefix("--path") }) ?? false { return nil }
    for (name, isTaken) in [
      ("CHROMA_PORT", { (text: String) in UInt16(text) != nil }),
      ("CHROMA_ALLOW_RESET", { (text: String) in text == "true" || text == "false" }),
    ] {
      guard let variable = service.variables[name], let bytes = variable.bytes else { continue }
      let text = String(decoding: bytes, as: UTF8.self)
      if isTaken(text) { continue }
      let isLink = text.hasPrefix("tcp://")
      find(
        isLink ? .serviceLink : .valueNotTaken, .error, variable.place,
        isLink
          ? "\(name) is that of a Kubernetes Service; Chroma will not start"
          : "\(name) is not \(name == "CHROMA_PORT" ? "a number" : "true or false"); Chroma will not start",
        isLink ? .manual("rename the Service, or set enableServiceLinks: false") : .remove(name))
      return "\(name) has a value that Chroma 1.x does not take"
    }
    return nil
  }

  /// Nothing set is a mistake if others reach it, and what a front is for if one asks.
  private mutating func weighOpenness() {
    guard service.publications.isEmpty, service.unpublishedReach != Service.unknownReach else { return }
    for (index, finding) in findings.enumerated() where finding.rule == .noAuthentication {
      let front = asking
      findings[index] = SettingFinding(
        rule: finding.rule, severity: front == nil ? .warning : .note, place: finding.place,
        message: front.map { "\(finding.message) to all on its networks; \($0.name) asks for credentials" }
          ?? "\(finding.message) to all on its networks",
        remedy: front == nil ? finding.remedy : nil)
    }
  }

  /// The front that asks for credentials.
  private var asking: Service? { fronts.first { $0.front == .asksBasic || $0.front == .asksToken } }

  private mutating func checkMounts() {
    guard service.isRelease1, service.program == .image else { return }
    for mount in service.mounts
    where !mount.isCopied && (mount.target == "/chroma/chroma" || mount.target == "/chroma") {
      find(
        .dataPath, .warning, mount.place,
        "1.x keeps its data in /data, not here; it is lost with the container",
        .manual("mount it at /data"))
    }
  }

  // MARK: Who reaches it

  private mutating func checkPublications(_ outcome: Outcome) {
    for publication in service.publications where publication.reach == .everyAddress {
      let isOpen = outcome == .open
      let port = publication.port.map { "port \($0)" } ?? "a port"
      find(
        .publishedEverywhere, isOpen ? .error : .warning, publication.place,
        isOpen
          ? "\(port) is published on every address, and the server is open"
          : "\(port) is published on every address, without TLS",
        .manual("publish it on 127.0.0.1 alone, or put a front with TLS before it"))
    }
    guard service.program != .front, outcome == .open,
      let front = asking,
      let publication = service.publications.first
    else { return }
    find(
      .bypassedProxy, .error, publication.place,
      "whoever takes this port goes around \(front.name), which asks for credentials",
      .manual("do not publish the port of \(service.name)"))
  }

  private mutating func answer(of front: FrontAnswer) -> ServiceAnswer {
    let outcome: Outcome
    switch front {
    case .asksBasic: (outcome, why) = (.protectedBasic, "it asks for a user and a password")
    case .asksToken: (outcome, why) = (.protectedToken, "it asks for a token")
    case .asksNobody(let place):
      (outcome, why) = (.open, "it passes everybody on")
      find(
        .proxyWithoutAuth, .error, place,
        "\(service.name) passes everybody on to Chroma, and asks nobody for credentials",
        .manual("to see a configuration that asks: chroma-htpasswd config nginx server.htpasswd"))
    case .unknown(let reason): (outcome, why) = (.unknown, reason)
    }
    checkPublications(outcome)
    return ServiceAnswer(
      service: service, outcome: outcome, why: why ?? "", release: nil, header: nil, files: [],
      findings: findings)
  }

  // MARK: Secrets

  /// Tokens of files that many people copy.
  private static let publicTokens: Set<String> = [
    "difyai123456", "test-token", "chr0ma-t0k3n", "test", "token", "secret", "changeme", "change-me",
    "password",
    "admin:admin", "my-token", "mytoken",
  ]

  private mutating func checkSecrets(_ outcome: Outcome) {
    guard outcome.isProtected || outcome == .unknown else { return }
    for name in [ChromaSettings.Name.credentials, ChromaSettings.Name.credentials04] {
      guard let variable = service.variables[name], let bytes = variable.bytes else { continue }
      let text = String(decoding: bytes, as: UTF8.self)
      let isPlaceholder =
        text.hasPrefix("your-") || text.hasPrefix("your_") || text.hasPrefix("<") && text.hasSuffix(">")
      if Self.publicTokens.contains(text) || isPlaceholder {
        find(
          .publicDefault, .warning, variable.place, "this token is in examples that everybody can read",
          .manual("to make one: chroma-htpasswd token"))
      }
    }
  }

  // MARK: Files

  private func mountedFiles() -> [ServiceAnswer.MountedFile] {
    guard let settings = service.knownRelease?.settings else { return [] }
    var found: [ServiceAnswer.MountedFile] = []
    let provider =
      service.variables[settings.provider]?.bytes.map { String(decoding: $0, as: UTF8.self) } ?? ""
    let isToken = provider.lowercased().contains(words: "token")
    for (name, use) in [
      (settings.credentialsFile, isToken ? ServiceAnswer.MountedFile.Use.tokens : .credentials),
      (ChromaSettings.Name.authorizationConfigFile, .roles),
    ] {
      guard let bytes = service.variables[name]?.bytes, !bytes.isEmpty else { continue }
      let answer = files.answer(FilePath(bytes: bytes))
      if case .content = answer.file, let path = answer.path { found.append(.init(path: path, use: use)) }
    }
    return found
  }

  // MARK: Words

  private func phrase(of judgement: SettingsJudgement) -> String {
    let cause = findings.first {
      $0.severity == .error && $0.rule != .latestIs1 && $0.rule != .publishedEverywhere
    }
    switch judgement.outcome {
    case .protectedBasic: return "it asks for a user and a password"
    case .protectedToken:
      return "it asks for a token, in \((judgement.header ?? .authorization).rawValue)"
    case .open:
      if service.isRelease1, !isPython { return "1.x has no authentication" }
      return cause?.message ?? "it asks nobody"
    case .doesNotStart, .nobodyGetsIn: return cause?.message ?? ""
    case .unknown:
      return findings.first { [.cannotTell, .releaseUnknown, .clientSettings].contains($0.rule) }?.message
        ?? "the files do not say it"
    }
  }
}

extension Variables {
  /// Judges them for a server in Python of unknown release: 0.4, or later.
  fileprivate func judgePython(file: (FilePath) -> NamedFile) -> SettingsJudgement {
    let (old, new) = (ChromaRelease.v04.judge(self, file: file), ChromaRelease.v06.judge(self, file: file))
    if old.outcome == new.outcome { return new }
    let finding = SettingFinding(
      rule: .releaseUnknown, severity: .warning, place: nil,
      message:
        "the release of Chroma is not known (0.4: \(old.outcome.rawValue), later: \(new.outcome.rawValue))",
      remedy: nil)
    return SettingsJudgement(
      release: nil, outcome: .unknown, header: nil, refusesStrangers: nil, findings: new.findings + [finding])
  }
}
