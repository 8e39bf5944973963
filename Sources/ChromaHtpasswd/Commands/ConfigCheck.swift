internal import CLinux
internal import Deployments
internal import Glibc
internal import Htpasswd

/// `config check`: what Chroma does with settings, above all where Chroma does not say so.
struct ConfigCheck {
  private let release: ChromaRelease
  private var variables = Variables()
  /// The environment, or a file, for people.
  private var title = "environment"
  /// Whether Chroma would be started here, so that it sees the files that are seen here.
  private let isHere: Bool

  init(_ invocation: Invocation) throws(Failure) {
    for option in [Option.authentication, .tokenHeader, .listen, .upstream, .proxy]
    where invocation.has(option) {
      throw invocation.usage("check takes no \(option.word)")
    }
    release = try invocation.release() ?? .v06
    isHere = invocation.operandCount == 1
    guard isHere else {
      let path = FilePath(bytes: invocation.operand(1))
      title = path.description
      let bytes = try storing { () throws(StorageError) in try Self.bytes(of: path) }
      variables = EnvironmentFile.variables(
        bytes, from: path, as: EnvironmentFile.likelyReader(of: bytes, at: path))
      return
    }
    if release.settings != nil { readDotEnv() }
    // It comes last: what is in both is taken from here.
    variables.addEnvironment()
  }

  /// As much as is read of a file of variables, and a byte more.
  private static func bytes(of path: FilePath) throws(StorageError) -> [UInt8] {
    let source = try ByteSource.opening(path)
    return try source.read(path) { (source) throws(SystemError) in
      var bytes = [UInt8](repeating: 0, count: min(try source.count(), Variables.maximumFileSize + 1))
      var count = 0
      while count < bytes.count {
        let read = try source.read(into: &bytes, count..<bytes.count, at: count)
        if read == 0 { break }
        count += read
      }
      return Array(bytes[..<count])
    }
  }

  /// Chroma reads such a file in its working folder, before the environment.
  private mutating func readDotEnv() {
    let path = FilePath(".env")
    // Anything but a file is passed over.
    guard let status = try? targetStatus(of: path), status.isRegular else { return }
    do throws(StorageError) {
      let bytes = try Self.bytes(of: path)
      variables = EnvironmentFile.variables(bytes, from: path, as: .chroma, environment: Self.environment)
      title += " and \(path)"
    } catch {
      variables.refuse("\(error)", at: Variables.Place(path: path))
    }
  }

  private static func environment(_ name: [UInt8]) -> [UInt8]? {
    // The value is a C string that nobody changes.
    guard !name.isEmpty, let value = unsafe getenv(String(decoding: name, as: UTF8.self)) else { return nil }
    return unsafe Array(String(cString: value).utf8)
  }

  func run(_ console: Console) throws(Failure) -> ExitStatus {
    let judgement = release.judge(variables, file: named)
    var text = ""
    for finding in judgement.findings {
      text += "\(place(finding.place).withoutWorkflowCommand): \(finding.severity.word): \(finding.message)\n"
      if let remedy = finding.remedy { text += "  = help: \(remedy.hint)\n" }
    }
    let hasError = judgement.findings.contains { $0.severity == .error }
    text += "\(title): \(judgement.summary(of: release))\n"
    try console.verdict(text)
    return hasError ? .unusable : .done
  }

  private func place(_ place: Variables.Place?) -> String {
    guard let place else { return title }
    return (place.path?.description ?? "environment") + (place.line.map { ":\($0)" } ?? "")
  }

  /// What is under a name that a setting gives.
  private func named(_ path: FilePath) -> NamedFile {
    let status: FileDescriptor.Status
    do throws(SystemError) {
      status = try targetStatus(of: path)
    } catch {
      // A file of variables may be for another place: a container.
      if !isHere { return .elsewhere("cannot open \(path): \(error)") }
      return [ENOENT, ENOTDIR].contains(error.code) ? .missing : .unreadable("cannot open \(path): \(error)")
    }
    if status.isFolder { return isHere ? .folder : .elsewhere("\(path) is a folder here") }
    if path == FilePath("/dev/null") { return .content([]) }
    guard status.isRegular else { return .unreadable("\(path) is not a regular file") }
    do throws(StorageError) {
      let source = try ByteSource.opening(path)
      return .content(try source.read(path) { (source) throws(SystemError) in try source.bytes() })
    } catch {
      return isHere ? .unreadable("\(error)") : .elsewhere("\(error)")
    }
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
  /// What the server does, in one line.
  fileprivate func summary(of release: ChromaRelease) -> String {
    let asks = "\(release.title) \(release == .v06 ? "ask" : "asks")"
    return switch outcome {
    case .protectedBasic: "\(asks) for credentials"
    case .protectedToken: "\(asks) for a token, in \((header ?? .authorization).rawValue)"
    case .open: "the server is open"
    case .doesNotStart: "the server does not start"
    case .nobodyGetsIn: "nobody gets in"
    case .unknown:
      refusesStrangers == nil
        ? "what the server does is not known" : "\(asks) for credentials; who gets in is not known"
    }
  }
}

extension SettingRemedy {
  /// `to do this: COMMAND`, or one imperative.
  fileprivate var hint: String {
    switch self {
    case .set(let name, let value): "set \(name)=\(value)"
    case .setOneOf(let name, let values):
      "set \(name) to " + values.dropLast().joined(separator: ", ") + (values.count > 1 ? " or " : "")
        + (values.last ?? "")
    case .remove(let name): "remove \(name)"
    case .rename(_, let name): "did you mean \(name)?"
    case .lint(let path, let server): "to see why: chroma-htpasswd lint --for \(server) \(path.shellWord)"
    case .takeSettings(let release, let authentication, let path):
      "to see the settings: chroma-htpasswd config env"
        + (release.word == ChromaRelease.v06.word ? "" : " --for \(release.word)")
        + Self.words(authentication, path)
    case .putInFront(let authentication, let path):
      "to put nginx in front of it: chroma-htpasswd config nginx" + Self.words(authentication, path)
    case .manual(let text): text
    }
  }

  private static func words(_ authentication: Authentication, _ path: FilePath?) -> String {
    (authentication == .token ? " --auth token" : "") + (path.map { " " + $0.shellWord } ?? "")
  }
}
