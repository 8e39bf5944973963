package import Credentials
package import Kernel

extension Deployment {
  /// The answer for each service, in order.
  ///
  /// - Parameters:
  ///   - file: what is under a name of this machine.
  ///   - names: of the files in a folder of this machine.
  ///   - attributes: who owns a file of this machine, and who may use it; nil if that says nothing.
  package func answers(
    file: @escaping (FilePath) -> NamedFile, names: @escaping (FilePath) -> [String] = { _ in [] },
    attributes: @escaping (FilePath) -> FileAttributes? = { _ in nil }
  ) -> [ServiceAnswer] {
    let host = HostFiles(file, names: names, attributes: attributes)
    let answers = CredentialsAnswers()
    let read = DeploymentFronts(services, host, answers)
    let fronts = read.services.filter { $0.program == .front }
    return zip(read.services, read.findings).map { (service, findings) in
      ServiceJudge(service, fronts: fronts, answers, host: host).answer(besides: findings)
    }
  }
}

/// The way from one service to its outcome and what is wrong with it.
private final class ServiceJudge {
  private typealias Rule = SettingFinding.Rule

  private let service: Service
  private let fronts: [Service]
  private let answers: CredentialsAnswers
  private let files: ContainerFiles
  private var findings: [SettingFinding] = []
  private var why: String?

  init(
    _ service: Service, fronts: [Service], _ answers: CredentialsAnswers,
    host: HostFiles
  ) {
    self.answers = answers
    let files = ContainerFiles(service: service, host: host)
    (self.service, self.fronts, self.files) = (files.serviceWithDotEnv, fronts, files)
  }

  /// - Parameter found: what is wrong with the configuration of a front.
  func answer(besides found: [SettingFinding]) -> ServiceAnswer {
    if let front = service.front {
      findings = found
      return answer(of: front)
    }
    var judgement = judge()
    var outcome = judgement.outcome
    findings = judgement.findings.map(placed)
    switch command {
    case .starts, .startsPython:
      if outcome.isProtected || outcome == .open { outcome = checkOptionFiles(outcome) }
    case .fails(let reason) where reason != CommandEffect.lacksChroma || service.hasUnknownFiles == nil:
      outcome = .doesNotStart
      why = reason
      findings = findings.filter { $0.rule == .chroma1IgnoresSettings }
      find(.commandOfOtherRelease, .error, commandPlace, "\(reason); Chroma will not start", commandRemedy)
    case .fails(let reason), .unknown(let reason):
      outcome = .unknown
      why = reason
      // The command may set variables and make files.
      findings.removeAll {
        Self.ofAbsence.contains($0.rule) || $0.rule == .fileNotMounted || $0.rule == .hostFileMissing
      }
      find(
        .cannotTell, .warning, commandPlace,
        "\(reason); cannot tell what the server asks for")
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
      why = "\(settings.credentials) is a number or a boolean to YAML; the server gets another text"
    }
    if let reason = service.obstacles.first?.message ?? service.refusal?.text {
      outcome = .doesNotStart
      why = reason
      findings = service.obstacles
    }
    if outcome.isProtected || outcome == .open { outcome = checkProgram(outcome) }
    if service.mayBeOther, outcome == .open { outcome = doubtChroma() }
    outcome = weighDoubt(outcome)
    if outcome == .unknown, service.variables.unread != nil || service.variables.isCut {
      // A setting that seems absent may be set in what was not read.
      findings.removeAll { Self.ofAbsence.contains($0.rule) }
    }
    if case .unknown(let reason) = service.release, outcome == .unknown, why == nil { why = reason }
    if outcome == .open { weighOpenness() }
    checkImage(outcome)
    // With what each release would do, where they differ.
    if case .unknown = service.release, outcome == .unknown,
      let finding = findings.first(where: { $0.rule == .releaseUnknown })
    {
      why = finding.message
    }
    if outcome == .doesNotStart {
      findings = findings.map { finding in
        guard let end = ["; the server is open", "; it is open"].first(where: finding.message.hasSuffix)
        else {
          return finding
        }
        return SettingFinding(
          rule: finding.rule, severity: finding.severity, place: finding.place,
          message: String(finding.message.dropLast(end.count)), remedy: finding.remedy)
      }
    }
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

  private func find(
    _ rule: Rule, _ severity: Severity, _ place: Place?, _ message: String, _ remedy: SettingRemedy? = nil
  ) {
    findings.append(
      SettingFinding(
        rule: rule, severity: severity, place: place ?? service.place, message: message, remedy: remedy))
  }

  // MARK: Settings

  private lazy var command: CommandEffect =
    switch service.program {
    case .image:
      if let words = scriptWords {
        CommandEffect(entrypoint: words, command: [], release: service.knownRelease)
      } else {
        CommandEffect(
          entrypoint: service.entrypoint?.map(\.text), command: service.command?.map(\.text),
          release: service.knownRelease)
      }
    case .chromaRun, .python: effect((service.entrypoint ?? []) + (service.command ?? []))
    case .front: .starts
    }

  /// The command that a shell in place of the image's entrypoint is given, if it is one alone.
  private var scriptWords: [String]? {
    guard let entrypoint = service.entrypoint,
      let server = ChromaCommand((entrypoint + (service.command ?? [])).map { CommandWord($0) }),
      server.doubt == nil, server.assignments.isEmpty, server.earlier.isEmpty, server.isOfShell
    else { return nil }
    return server.words.map(\.text)
  }

  /// The effect of a command line on a machine where Chroma is installed; nothing is known of an empty one.
  private func effect(_ words: [PlacedText]) -> CommandEffect {
    words.isEmpty ? .starts : CommandEffect.program(words.map(\.text), of: service.knownRelease)
  }

  private var commandPlace: Place? { service.command?.first?.place ?? service.entrypoint?.first?.place }

  private var commandRemedy: SettingRemedy {
    .manual(
      service.knownRelease == .v1 && service.program == .image
        ? "remove the command: the image of 1.x starts by itself"
        : "correct that part of the command, or remove it")
  }

  /// Files that uvicorn's options name: it ends without them.
  private func checkOptionFiles(_ outcome: Outcome) -> Outcome {
    let words = (service.entrypoint ?? []) + (service.command ?? [])
    for (word, next) in zip(words, words.dropFirst()) where UvicornOption(word.text)?.isFile ?? false {
      // The image has a file of its own.
      guard service.isContainer, !next.text.hasSuffix("log_config.yml"),
        !next.text.utf8.contains(Ascii.dollar)
      else { continue }
      switch files.answer(FilePath(next.text)).file {
      case .missing, .folder:
        let finding = absence(of: FilePath(next.text), at: next.place, severity: .error)
        findings.append(finding)
        why = finding.message
        return .doesNotStart
      case .content, .unreadable, .elsewhere: continue
      }
    }
    return outcome
  }

  /// Whether the server in Python is started by this command, which asks in 1.x too.
  private var isPython: Bool { service.program == .python || command == .startsPython }

  private func judge() -> SettingsJudgement {
    let file: (FilePath) -> NamedFile = { [files] in files.answer($0).file }
    guard let release = service.knownRelease else {
      return isPython
        ? service.variables.judgePython(answers, file: file)
        : service.variables.judgeUnknownRelease(answers, file: file)
    }
    // 1.x in Python reads what 0.6 reads.
    if release == .v1, isPython, service.program == .python {
      let version = service.knownVersion ?? release.versions.lowerBound
      return ChromaRelease.v06.judge(service.variables, version: version, answers, file: file)
    }
    var variables = service.variables
    // Whatever the container gets, the start script of the image exports its own (bin/docker_entrypoint.sh).
    if let place = variables["IS_PERSISTENT"]?.place, runsStartScript {
      variables.add(Array("IS_PERSISTENT".utf8)[...], .known([UInt8(ascii: "1")]), place)
    }
    return release.judge(variables, version: service.knownVersion, answers, file: file)
  }

  private var runsStartScript: Bool {
    guard service.program == .image, service.entrypoint == nil else { return false }
    return service.command == nil
      || service.knownRelease.map { [.v050, .v051, .v06, .v063].contains($0) } ?? false
  }

  /// Findings about what is not set.
  private static let ofAbsence: [Rule] = [
    .noAuthentication, .providerMissing, .credentialsMissing, .credentialsProviderMissing, .authzAlone,
    .authzWithoutConfig, .chroma1IgnoresSettings,
  ]

  /// A container that has settings of Chroma, and may be anything.
  private func doubtChroma() -> Outcome {
    findings = findings.map { finding in
      SettingFinding(
        rule: finding.rule, severity: min(finding.severity, .warning), place: finding.place,
        message: finding.message, remedy: finding.remedy)
    }
    find(
      .cannotTell, .warning, service.image?.place,
      "whether \(service.name) is a Chroma is not known; only its settings say so")
    why = "whether it is a Chroma is not known"
    return .unknown
  }

  /// Something else may run instead: the answer is not known, whatever was read.
  private func weighDoubt(_ outcome: Outcome) -> Outcome {
    guard outcome.isProtected || outcome == .open, let doubt = service.doubt else { return outcome }
    findings.removeAll { Self.ofAbsence.contains($0.rule) }
    findings.append(doubt)
    why = doubt.message
    return .unknown
  }

  /// The image of 0.4 to 0.6 starts a program of its folder, /chroma: what becomes of it if that is not there.
  private func checkProgram(_ outcome: Outcome) -> Outcome {
    if outcome.isProtected, let mount = otherProgram() {
      why = "\(mount.target.printed) is not that of the image, and what is in it is not read"
      find(.cannotTell, .warning, mount.place, why ?? "")
      return .unknown
    }
    guard service.program == .image, let release = service.knownRelease, release != .v1 else {
      return outcome
    }
    guard service.hasUnknownFiles == nil else { return outcome }
    if let folder = service.workingFolder, ContainerPath.absolute(folder) != "/chroma" {
      why = "it starts in \(folder.printed), and the image has its program in /chroma"
      find(
        .valueNotTaken, .error, service.place,
        "the working folder is not /chroma; Chroma will not start",
        .manual("remove the working folder"))
      return .doesNotStart
    }
    guard let mount = service.mounts.last(where: { $0.target == "/chroma" && !$0.isCopied }) else {
      return checkData(outcome)
    }
    switch mount.source {
    case .volume where service.isOfPod: break
    // Docker fills an empty volume with what the image has there.
    case .volume: return outcome
    default:
      switch files.answer(FilePath("/chroma/chromadb/log_config.yml")).file {
      case .content: return outcome
      case .missing, .folder:
        why = "the mount at /chroma hides the program of the image"
        find(
          .fileNotMounted, .error, mount.place,
          "this mount hides the image's program in /chroma; Chroma will not start",
          .manual("mount data at /chroma/chroma, and a file by its own name"))
        return .doesNotStart
      case .unreadable, .elsewhere: break
      }
    }
    why = "the program that is mounted at /chroma is not known"
    find(.cannotTell, .warning, mount.place, why ?? "")
    return .unknown
  }

  /// The mount that takes the place of a part of the image's program; nil if there is none.
  private func otherProgram() -> Service.Mount? {
    func isProgram(_ target: String) -> Bool {
      ContainerPath.rest(of: target, below: "/chroma/chromadb").map { $0 != "log_config.yml" } ?? false
        || ["/usr/local/lib", "/usr/local/bin/uvicorn", "/usr/local/bin/chroma"].contains {
          target.hasPrefix($0)
        }
    }
    // A command of its own has no need of the script.
    let hasScript = service.program == .image && service.entrypoint == nil
    if let mount = service.mounts.last(where: {
      isProgram($0.target) || hasScript && $0.target == ContainerPath.startScript
    }) {
      return mount
    }
    let programs = [
      "/chroma/chromadb", ContainerPath.startScript, "/usr/local/bin/uvicorn", "/usr/local/bin/chroma",
      "/usr/local/bin/python3", "/usr/bin/env", "/bin/bash",
    ]
    for path in programs {
      let answer = files.answer(FilePath(path))
      // Others that hide /chroma are looked at later.
      guard let mount = answer.mount, mount.isCopied || !path.hasPrefix("/chroma") else { continue }
      if mount.isCopied, case .missing = answer.file { continue }
      return mount
    }
    return nil
  }

  /// Chroma makes its folder of data, and uvicorn the log of the image's `--log-config`; each ends if it cannot (measured:
  /// PermissionError; ValueError: Unable to configure handler 'file').
  private func checkData(_ outcome: Outcome) -> Outcome {
    guard let limit = service.writeLimit else { return outcome }
    let variable = service.variables["PERSIST_DIRECTORY"]
    let standard = Array("chroma".utf8)
    var needed: [(path: String, remedy: String)] = []
    if let name = variable.map({ $0.value == .unset ? standard : $0.bytes }) ?? standard {
      let folder = ContainerPath.absolute(name, in: "/chroma")
      needed.append((folder, "mount a folder at \(folder.printed) that it can write to"))
    }
    if hasLogFile {
      needed.append(
        ("/chroma/chroma.log", "give it the command uvicorn chromadb.app:app --host 0.0.0.0 --port 8000"))
    }
    guard let missing = needed.first(where: { !$0.path.hasPrefix("/tmp/") && !service.isMounted($0.path) })
    else {
      return checkWriting(needed.map(\.path), outcome)
    }
    why = "\(limit.text), so it cannot write \(missing.path.printed)"
    find(
      .fileNotMounted, .error, limit.place,
      "\(limit.text), so it cannot write \(missing.path.printed); Chroma will not start",
      .manual(missing.remedy))
    return .doesNotStart
  }

  /// Whether the user that it runs as may write to what is mounted there.
  private func checkWriting(_ paths: [String], _ outcome: Outcome) -> Outcome {
    guard let accounts = service.accounts, let user = accounts.users.first else { return outcome }
    for path in paths {
      let answer = files.answer(FilePath(path))
      guard let mount = answer.mount else { continue }
      switch mount.source {
      case .volume:
        why = "whether user \(user) may write to the volume at \(mount.target.printed) is not known"
      case .host where answer.isMadeFolder:
        why = "user \(user) cannot write to \(answer.path ?? FilePath(path)), which docker makes for root"
      case .host(let source, _):
        guard let attributes = files.host.attributes(answer.path ?? source),
          !attributes.grants(0o2, to: accounts)
        else { continue }
        why = "user \(user) cannot write to \(answer.path ?? source) (mode \(attributes.octalMode))"
      case .content, .folder, .elsewhere: continue
      }
      find(
        .cannotTell, .warning, mount.place, "\(why ?? ""); Chroma may not start",
        .manual("give the folder to it: chown \(user) FOLDER"))
      return .unknown
    }
    return outcome
  }

  /// Whether uvicorn has the image's `log_config.yml`, which has it open `chroma.log`: by its own command, or one that
  /// names the file.
  private var hasLogFile: Bool {
    guard let release = service.knownRelease, release != .v1 else { return false }
    let words = ((service.entrypoint ?? []) + (service.command ?? [])).map(\.text)
    // The start script of 0.5 and 0.6 puts it into the image's own command; a command may be the whole of it.
    if words.isEmpty { return service.variables["CHROMA_LOG_CONFIG"] == nil }
    return words.contains { $0.hasSuffix("log_config.yml") }
  }

  /// A file that is not there, or is a folder, as it is for a container.
  private func absence(of path: FilePath, at place: Place?, severity: Severity) -> SettingFinding {
    let answer = files.answer(path)
    var place = place
    let rule: Rule
    let message: String
    var remedy: SettingRemedy?
    if answer.isMadeFolder, let host = answer.path {
      rule = .hostFileMissing
      place = answer.mount?.place ?? place
      message = "no such file: \(host), so docker makes a folder; Chroma will not start"
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
    return SettingFinding(rule: rule, severity: severity, place: place, message: message, remedy: remedy)
  }

  /// A finding as it is for a deployment: with a place, and with the names that files have outside.
  private func placed(_ finding: SettingFinding) -> SettingFinding {
    var finding = finding
    if finding.rule == .credentialsFileMissing, service.isContainer, let path = path(at: finding.place) {
      finding = absence(of: path, at: finding.place, severity: finding.severity)
    }
    let (rule, message, remedy) = (finding.rule, finding.message, finding.remedy)
    var place = finding.place
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

  /// Whether the settings have the names of 0.4 alone.
  private var isOf04: Bool {
    let own = ChromaRelease.v04.settings?.names ?? []
    let names = service.variables.all.map(\.name).filter { ReleaseSettings.allNames.contains($0) }
    return names.allSatisfy(own.contains)
      && !names.allSatisfy((ChromaRelease.v06.settings?.names ?? []).contains)
  }

  private func checkImage(_ outcome: Outcome) {
    let place = service.image?.place
    // Another image may run than the one that is written.
    if service.doubt != nil, outcome == .unknown { return }
    if case .latest = service.release {
      find(
        .latestIs1, hasSettings ? .error : .warning, place,
        service.image.map { ChromaImage($0.text).tag == nil } ?? false
          ? "no tag means latest, which has been 1.x since 2025-04-03"
          : "latest has been 1.x since 2025-04-03",
        hasSettings
          ? isOf04
            ? .renameSettings : .manual("to keep these settings: use the tag \(ChromaRelease.sound)")
          : .manual("name the release: its tag is the version"))
    }
    // In 1.x only the Python server has a check that can be forgotten, and no image runs that.
    if let release = service.knownRelease, release != .v1, let hole = release.facts.holes.first,
      outcome != .doesNotStart
    {
      find(
        .releaseHole, .error, place, "\(release.title): \(hole.harm), without credentials",
        .manual("use the tag \(ChromaRelease.sound)"))
    }
    if isPython, let version = service.knownVersion, version.major > 0, outcome != .doesNotStart,
      let hole = ReleaseHole.known(in: version)
    {
      find(
        .releaseHole, .error, commandPlace, "Chroma \(version): \(hole.harm)",
        .manual("install \(hole.requirement)"))
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
          message: finding.message.contains(words: reason) || reason.isEmpty
            ? finding.message : "\(finding.message): \(reason)",
          remedy: .manual(
            (service.image == nil && service.command == nil
              ? "name it: --for chroma (0.5 and 0.6), --for chroma-0.4 or --for chroma-1"
              : service.image.map { ChromaImage($0.text).isChroma } ?? false
                ? "use a tag that is a version, such as \(ChromaRelease.sound)"
                : "name the release that is installed: chromadb==\(ChromaRelease.sound)")
              + outcomes(in: finding.remedy)))
      }
    }
  }

  /// Why the image of 1.x does not start with its variables, which it reads over its configuration.
  private func release1Obstacle() -> String? {
    guard service.isRelease1, service.program == .image, !isPython else { return nil }
    // With --path it reads none of them.
    if service.command?.contains(where: { $0.text.hasPrefix("--path") }) ?? false { return nil }
    if let reason = configurationObstacle() { return reason }
    for (name, isTaken) in [
      ("CHROMA_PORT", { (text: String) in Int(text).map { 0...65535 ~= $0 } ?? false }),
      ("CHROMA_ALLOW_RESET", { (text: String) in text == "true" || text == "false" }),
    ] {
      guard let variable = service.variables[name], let bytes = variable.bytes else { continue }
      let text = String(decoding: bytes, as: UTF8.self)
      if isTaken(text) { continue }
      let isLink = text.hasPrefix("tcp://") && service.isOfPod
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

  /// Why 1.x does not start with its configuration (tried with 1.5.9: a folder, no file, no YAML, several documents, what
  /// is not a map, a key twice; an empty file is one).
  private func configurationObstacle() -> String? {
    let words = (service.entrypoint ?? []) + (service.command ?? [])
    var path = FilePath("/config.yaml")
    var place: Place?
    if !words.isEmpty {
      guard let run = words.firstIndex(where: { $0.text == "run" }), run + 1 < words.count,
        !words[run + 1].text.hasPrefix("-")
      else { return nil }
      (path, place) = (FilePath(words[run + 1].text), words[run + 1].place)
    }
    let answer = files.answer(path)
    switch answer.file {
    // The image has one of its own.
    case .missing where answer.mount == nil && ContainerPath.absolute(path.bytes) == "/config.yaml":
      return nil
    case .missing, .folder:
      let finding = absence(of: path, at: place, severity: .error)
      findings.append(finding)
      return finding.message
    case .content(let bytes):
      let obstacle = ChromaConfigurationReader.obstacle(in: bytes) {
        service.variables["CHROMA_" + $0.uppercased()] != nil
      }
      guard let obstacle else { return nil }
      let message = "\(answer.path ?? path) \(obstacle.text); Chroma will not start"
      find(.valueNotTaken, .error, answer.mount?.place, message, .manual(obstacle.remedy))
      return message
    case .unreadable, .elsewhere: return nil
    }
  }

  /// ` (0.4: open, later: protected-basic)`, if the outcomes differ from release to release.
  private func outcomes(in remedy: SettingRemedy?) -> String {
    if case .manual(let text)? = remedy { return " (\(text))" }
    return ""
  }

  /// Nothing set is a mistake if others reach it, and what a front is for if one asks.
  private func weighOpenness() {
    let isInCluster = service.isReachedInCluster
    let front = asking
    guard service.publications.isEmpty || isInCluster && front != nil,
      service.unpublishedReach != Service.unknownReach
    else { return }
    let whom =
      isInCluster
      ? "every pod of the cluster"
      : service.unpublishedReach == service.loopbackReach ? service.loopbackReach : "all on its networks"
    for (index, finding) in findings.enumerated() where finding.rule == .noAuthentication {
      let isNote = front != nil && !isInCluster
      findings[index] = SettingFinding(
        rule: finding.rule, severity: isNote ? .note : .warning, place: finding.place,
        message: front.map { "\($0.name) asks for credentials; Chroma is open to \(whom)" }
          ?? "\(finding.message) to \(whom)",
        remedy: isNote
          ? nil
          : front != nil && service.sharedNetwork == front?.sharedNetwork
            ? .manual("set CHROMA_LISTEN_ADDRESS to 127.0.0.1, so that the pod alone reaches it")
            : finding.remedy)
    }
  }

  /// The front that asks for credentials.
  private var asking: Service? { fronts.first { $0.front == .asksBasic || $0.front == .asksToken } }

  private func checkMounts() {
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

  private func checkPublications(_ outcome: Outcome) {
    for publication in service.publications where publication.reach == .everyAddress {
      let isOpen = outcome == .open
      if service.hasTLS, !isOpen { continue }
      find(
        .publishedEverywhere, isOpen ? .error : .warning, publication.place,
        "\(publication.port.map { "port \($0)" } ?? "every port") is published on every address"
          + (isOpen ? ", and the server is open" : ", without TLS"),
        .manual("publish it on 127.0.0.1 alone, or put a front with TLS before it"))
    }
    guard service.program != .front, outcome == .open, !service.isReachedInCluster,
      let front = asking,
      let publication = service.publications.first
    else { return }
    find(
      .bypassedProxy, .error, publication.place,
      "this port bypasses \(front.name), which asks for credentials",
      .manual("do not publish the port of \(service.name)"))
  }

  private func answer(of front: FrontAnswer) -> ServiceAnswer {
    var outcome: Outcome
    switch front {
    case .asksBasic: (outcome, why) = (.protectedBasic, "it asks for a user and a password")
    case .asksToken: (outcome, why) = (.protectedToken, "it asks for a token")
    case .asksNobody(let place):
      (outcome, why) = (.open, "it passes everybody on")
      find(
        .proxyWithoutAuth, .error, place,
        "\(service.name) passes everybody on to Chroma, and asks nobody for credentials",
        .seeFront)
    case .refusesAll(let reason, let place):
      (outcome, why) = (.nobodyGetsIn, reason)
      find(
        .credentialsUnusable, .error, place, "\(reason); nobody can log in",
        .manual("write AuthUserFile FILE below AuthType"))
    case .unknown(let reason):
      (outcome, why) = (.unknown, reason)
      find(.cannotTell, .warning, nil, "cannot tell what \(service.name) does: \(reason)")
    }
    outcome = weighDoubt(outcome)
    if outcome.isProtected,
      let missing = findings.first(where: {
        [.fileNotMounted, .hostFileMissing, .credentialsUnusable].contains($0.rule)
      })
    {
      (outcome, why) = (.nobodyGetsIn, missing.message)
    }
    if let obstacle = service.obstacles.first {
      (outcome, why) = (.doesNotStart, obstacle.message)
      findings += service.obstacles
    }
    checkPublications(outcome)
    return ServiceAnswer(
      service: service, outcome: outcome, why: why ?? "", release: nil, header: nil,
      files: service.credentialFiles.map { .init(path: $0, use: .credentials) },
      findings: findings)
  }

  // MARK: Secrets

  /// Tokens of files that many people copy.
  private static let publicTokens: Set<String> = [
    "difyai123456", "test-token", "chr0ma-t0k3n", "test", "token", "secret", "changeme", "change-me",
    "password",
    "admin:admin", "my-token", "mytoken",
  ]

  private func checkSecrets(_ outcome: Outcome) {
    guard outcome.isProtected || outcome == .unknown else { return }
    for (name, fileName) in [
      (ChromaSettings.Name.credentials, ChromaSettings.Name.credentialsFile),
      (ChromaSettings.Name.credentials04, ChromaSettings.Name.credentialsFile04),
    ] {
      guard let variable = service.variables[name], let bytes = variable.bytes, !bytes.isEmpty else {
        continue
      }
      if service.isWritten(variable) {
        let (what, harm) =
          outcome == .protectedBasic
          ? ("a hash is", "can try passwords on it") : ("credentials are", "can use them")
        find(
          .inlineSecret, .note, variable.place, "\(what) written into this file; whoever reads it \(harm)",
          .manual(
            name == ChromaSettings.Name.credentials || outcome == .protectedBasic
              ? "keep it in a file that is not published, and name it in \(fileName)"
              : "take it from the environment: ${\(name)}"))
      }
      let text = String(decoding: bytes, as: UTF8.self)
      let isPlaceholder =
        text.hasPrefix("your-") || text.hasPrefix("your_") || text.hasPrefix("<") && text.hasSuffix(">")
      if Self.publicTokens.contains(text) || isPlaceholder {
        find(
          .publicDefault, .warning, variable.place, "this token is in examples that everybody can read",
          .makeToken)
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
      // A hole of the release does not matter then.
      let own = findings.first {
        $0.severity == .error && ($0.rule == .noAuthentication || $0.rule == .providerMissing)
      }
      return (own ?? (cause?.rule == .releaseHole ? nil : cause))?.message ?? "it asks nobody"
    case .doesNotStart:
      // Others say what it would do if it started.
      let ofOpenness: [Rule] = [.noAuthentication, .providerMissing, .latestIs1, .publishedEverywhere]
      let end = findings.first { $0.severity == .error && !ofOpenness.contains($0.rule) }
      return (end ?? cause)?.message ?? ""
    case .nobodyGetsIn: return cause?.message ?? ""
    case .unknown:
      return findings.first { [.cannotTell, .releaseUnknown, .clientSettings].contains($0.rule) }?.message
        ?? "the files do not say it"
    }
  }
}

extension Service {
  /// Whether the value is a text of the file that starts the service: not of a file of variables or a Secret, and not
  /// taken from elsewhere.
  fileprivate func isWritten(_ variable: Variables.Variable) -> Bool {
    image != nil && variable.place.path == place.path && !variable.spelling.wasExpanded
      && !variable.spelling.isOfStore
  }
}

extension Variables {
  /// Judges them for a server in Python of unknown release: 0.4, or later.
  fileprivate func judgePython(
    _ answers: CredentialsAnswers, file: (FilePath) -> NamedFile
  ) -> SettingsJudgement {
    let old = ChromaRelease.v04.judge(self, answers, file: file)
    let new = ChromaRelease.v06.judge(self, answers, file: file)
    if old.outcome == new.outcome { return new }
    let finding = SettingFinding(
      rule: .releaseUnknown, severity: .warning, place: nil,
      message: "the release of Chroma is not known",
      remedy: .manual("0.4: \(old.outcome.rawValue), later: \(new.outcome.rawValue)"))
    return SettingsJudgement(
      release: nil, outcome: .unknown, header: nil, refusesStrangers: nil, findings: new.findings + [finding])
  }
}
