internal import Credentials
internal import Kernel

/// Reads files of variables: the settings of a server that something else starts.
///
/// A last line such as `# Chroma 0.6.2`, as `config env` prints it, says which release reads them.
enum EnvironmentFileReader {
  static func deployment(in context: DeploymentContext) -> Deployment? {
    let reader = context.reader ?? EnvironmentFile.likelyReader(of: context.bytes, at: context.path)
    // docker and compose read the file for a container.
    let isContainer = reader == .docker || reader == .compose
    let release = context.release ?? EnvironmentFile.releaseSaid(by: context.bytes)
    var service = Service(
      name: context.path.fileName.printable, place: Place(path: context.path, line: 1), image: nil,
      release: release.map { .known($0) }
        ?? .unknown("a file of variables does not say which release reads it"),
      program: isContainer ? .image : .chromaRun)
    service.isRunHere = !isContainer
    service.hasUnknownFiles = "the file does not say what the container has"
    service.variables = EnvironmentFile.variables(
      context.bytes, from: context.path, as: reader, environment: context.environment)
    if isContainer { service.variables.doubtNamesAlone() }
    var deployment = Deployment()
    if let files = service.variables["COMPOSE_FILE"], files.bytes?.contains(Ascii.slash) ?? false {
      deployment.findings.append(
        SettingFinding(
          rule: .cannotTell, severity: .warning, place: files.place,
          message: "the files that COMPOSE_FILE names are not read with this one"))
    }
    // Variables of something else say nothing of a server, unless somebody asks what they do to one.
    if release == nil, service.variables.isOfSomethingElse { return deployment }
    if isContainer { takeFilesBeside(&service, context, &deployment) }
    deployment.services = [service]
    return deployment
  }

  /// Takes the files that are beside it for those that the container has by the same relative names, and says so.
  private static func takeFilesBeside(
    _ service: inout Service, _ context: DeploymentContext, _ deployment: inout Deployment
  ) {
    for variable in service.variables.all
    where variable.name.hasSuffix("_FILE") && ReleaseSettings.allNames.contains(variable.name) {
      guard let bytes = variable.bytes, let first = bytes.first, first != Ascii.slash,
        String(validating: bytes, as: UTF8.self) != nil
      else { continue }
      let path = context.beside(String(decoding: bytes, as: UTF8.self))
      guard case .content = context.file(path) else { continue }
      service.mounts.append(
        Service.Mount(
          target: ContainerPath.absolute(bytes, in: service.isRelease1 ? "/" : "/chroma"),
          source: .host(path, makesFolder: false), place: variable.place))
      deployment.findings.append(
        SettingFinding(
          rule: .cannotTell, severity: .note, place: variable.place,
          message: "assuming that \(path) is the file of this name in the container"))
    }
  }
}

extension Variables {
  /// Whether they are all known, and none is a setting of Chroma or meant to be one.
  fileprivate var isOfSomethingElse: Bool {
    unread == nil && !isCut && !all.isEmpty
      && all.allSatisfy {
        !ReleaseSettings.allNames.contains($0.name) && !$0.name.uppercased().contains(words: "CHROMA")
      }
  }
}

extension EnvironmentFile {
  /// The text before the version in a comment that says which release a file of variables is for.
  package static let releaseMark = "# Chroma "

  /// Which release the last line says that the variables are for.
  fileprivate static func releaseSaid(by bytes: [UInt8]) -> ChromaRelease? {
    let last = bytes.split(separator: Ascii.lineFeed).last ?? []
    let mark = Array(releaseMark.utf8)
    guard last.starts(with: mark) else { return nil }
    let version = String(decoding: last.dropFirst(mark.count), as: UTF8.self)
    return ChromaVersion(version).flatMap { ChromaRelease($0) }
  }
}
