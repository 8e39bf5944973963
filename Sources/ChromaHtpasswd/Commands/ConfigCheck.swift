internal import CLinux
internal import Deployments
internal import Glibc
internal import Htpasswd
internal import Linting

/// `config check`: what Chroma does with settings, above all when Chroma does not say so.
final class ConfigCheck {
  private let release: ChromaRelease
  private var variables = Variables()
  /// The environment, or a file, for people.
  private var title = "environment"
  /// Whether Chroma would be started here, so that it sees the files that are seen here.
  private let isHere: Bool
  private let report: LintReport
  private let options: LintOptions

  /// Those of `lint` that it shares.
  @OptionList static var options: [AnyOption] {
    LintReport.options
    Option.standardInputName
  }
  /// Those of `config` that only say how settings are printed.
  @OptionList static var others: [AnyOption] {
    Option.authentication
    Option.tokenHeader
    Option.listen
    Option.upstream
    Option.proxy
  }

  static func run(_ invocation: Invocation, _ console: Console) throws(Failure) -> ExitStatus {
    if let kind = otherKind(invocation) {
      if !kind.isDeployment {
        console.warning("\(FilePath(bytes: invocation.operand(1))) is \(kind.title), which sets nothing")
      }
      return try LintCommand(settings: invocation, of: kind).run(console)
    }
    return try ConfigCheck(invocation).run(console)
  }

  /// The kind of a file that is clearly not one of variables: `lint` reads it as it is meant. A word alone may be a token,
  /// or a name without a value: the file's name decides.
  private static func otherKind(_ invocation: Invocation) -> FileKind? {
    guard invocation.operandCount > 1, invocation.operand(1) != Array("-".utf8) else { return nil }
    // A file that cannot be read is reported where it is read as variables.
    let path = FilePath(bytes: invocation.operand(1))
    guard let kind = Surroundings.kind(of: path) else { return nil }
    switch kind {
    case .environment: return nil
    case .tokens: return path.bytes.reversed().starts(with: ".env".utf8.reversed()) ? nil : kind
    case .roles, .binary: return kind
    case .credentials: return Surroundings.beginsWithEntry(path) ? kind : nil
    default: return kind.isDeployment ? kind : nil
    }
  }

  private init(_ invocation: Invocation) throws(Failure) {
    release = invocation[.settingsRelease] ?? .v06
    report = LintReport(invocation)
    var options = LintOptions()
    options.ignored = invocation[.ignore] ?? []
    options.only = invocation[.only]
    self.options = options
    isHere = invocation.operandCount == 1
    guard isHere else {
      var path = FilePath(bytes: invocation.operand(1))
      let isInput = path == FilePath("-")
      let bytes = try storing { () throws(StorageError) in
        guard isInput else { return try Surroundings.start(of: path) }
        let source = try ByteSource.standardInput()
        return try source.read(path) { (source) throws(SystemError) in
          try source.start(Variables.maximumFileSize + 1)
        }
      }
      if isInput, let name = invocation[.standardInputName] { path = name }
      title = path.description
      variables = EnvironmentFile.variables(
        bytes, from: path, as: EnvironmentFile.likelyReader(of: bytes, at: path))
      return
    }
    if release.settings != nil { readDotEnv() }
    // It comes last: what is in both is taken from here.
    variables.addEnvironment()
  }

  /// Chroma reads such a file in its working folder, before the environment.
  private func readDotEnv() {
    let path = FilePath(".env")
    // Anything but a file is passed over.
    guard let status = try? targetStatus(of: path), status.isRegular else { return }
    do throws(StorageError) {
      let bytes = try Surroundings.start(of: path)
      variables = EnvironmentFile.variables(
        bytes, from: path, as: .chroma, environment: Surroundings.variable)
      title += " and \(path)"
    } catch {
      variables.refuse("\(error)", at: Variables.Place(path: path))
    }
  }

  func run(_ console: Console) throws(Failure) -> ExitStatus {
    let judgement = release.judge(variables) { Surroundings.file($0, isHere: isHere) }
    let findings = judgement.findings.filter { options.asks($0.rule.rawValue) }
    var files = [linted(findings)]
    var report = report
    let knownCount = try report.leaveOutKnown(&files, console)
    let status = report.status(of: files)
    if !report.isText {
      var output = Output()
      if !console.quiet || status != .done { report.write(files, to: &output) }
      try output.end()
    } else {
      // Those that are left, in place.
      let left = Set(files[0].result.findings.map(\.message))
      let known = knownCount.flatMap {
        $0 > 0 ? "\($0) known finding\($0 == 1 ? " is" : "s are") not shown\n" : nil
      }
      try console.verdict(
        text(findings.filter { left.contains($0.message) }) + (known ?? "")
          + "\(title): \(judgement.summary(of: release))\n", isGood: status == .done)
    }
    return status
  }

  private func text(_ findings: [SettingFinding]) -> String {
    var text = ""
    for finding in findings {
      text += "\(place(finding.place).withoutWorkflowCommand): \(finding.severity.word): "
      text += "\(finding.message) [\(finding.rule.rawValue)]\n"
      if let remedy = finding.remedy { text += "  = help: \(remedy.hint)\n" }
    }
    return text
  }

  /// As `lint` has a deployment of one service.
  private func linted(_ findings: [SettingFinding]) -> LintedFile {
    var service = Service(
      name: title, place: Place(), image: nil, release: .known(release), program: .chromaRun)
    service.variables = variables
    service.isRunHere = isHere
    var deployment = Deployments.Deployment()
    deployment.services = [service]
    return LintedFile(
      path: FilePath(title), kind: .environment,
      result: LintResult(servers: [], findings: findings.map { Finding($0) }), servers: [.chroma],
      services: deployment.answers { [isHere] in Surroundings.file($0, isHere: isHere) })
  }

  private func place(_ place: Variables.Place?) -> String {
    guard let place else { return title }
    return (place.path?.description ?? "environment") + (place.line.map { ":\($0)" } ?? "")
  }
}

extension Variables {
  /// Adds those of this process (environ(7)).
  fileprivate mutating func addEnvironment() {
    guard var entry = unsafe clinux_environment() else { return }
    // A null pointer ends the array; each entry is a C string that nobody changes meanwhile.
    while let text = unsafe entry.pointee {
      let bytes = unsafe UnsafeBufferPointer(start: text, count: strlen(text)).map { UInt8(bitPattern: $0) }
      if let equals = bytes.firstIndex(of: Ascii.equals) {
        add(bytes[..<equals], .known(Array(bytes[(equals + 1)...])), Place())
      }
      unsafe entry += 1
    }
  }
}

extension SettingsJudgement {
  /// The server's answer to the settings, in one line.
  fileprivate func summary(of release: ChromaRelease) -> String {
    let asks = "\(release.title) \(release == .v06 ? "ask" : "asks")"
    return switch outcome {
    case .protectedBasic: "\(asks) for credentials"
    case .protectedToken: "\(asks) for a token, in \((header ?? .authorization).rawValue)"
    case .open: "the server is open"
    case .doesNotStart: "the server will not start"
    case .nobodyGetsIn: "nobody can log in"
    case .unknown:
      refusesStrangers == nil
        ? "cannot tell what the server does" : "\(asks) for credentials; who can log in is unknown"
    }
  }
}
