internal import Kernel

/// Reads files of variables: the settings of a server that something else starts.
///
/// A last line such as `# Chroma 0.6.2`, as `config env` prints it, says which release reads them.
enum EnvironmentFileReader {
  static func deployment(in context: DeploymentContext) -> Deployment? {
    let reader = context.reader ?? EnvironmentFile.likelyReader(of: context.bytes, at: context.path)
    // What docker and compose read is for a container.
    let isContainer = reader == .docker || reader == .compose
    var service = Service(
      name: context.path.fileName.printable, place: Place(path: context.path, line: 1), image: nil,
      release: (context.release ?? releaseSaid(by: context.bytes)).map { .known($0) }
        ?? .unknown("a file of variables does not say which release reads it"),
      program: isContainer ? .image : .chromaRun)
    service.isRunHere = !isContainer
    service.hasUnknownFiles = "the file does not say what the container has"
    service.variables = EnvironmentFile.variables(
      context.bytes, from: context.path, as: reader, environment: context.environment)
    var deployment = Deployment()
    // Most files of variables are of something else.
    if context.release != nil || service.variables.concernChroma { deployment.services = [service] }
    return deployment
  }

  private static func releaseSaid(by bytes: [UInt8]) -> ChromaRelease? {
    let last = bytes.split(separator: Ascii.lineFeed).last ?? []
    let mark = Array(EnvironmentFile.releaseMark.utf8)
    guard last.starts(with: mark) else { return nil }
    return ChromaVersion(String(decoding: last.dropFirst(mark.count), as: UTF8.self)).flatMap {
      ChromaRelease($0)
    }
  }
}

extension EnvironmentFile {
  /// The text before the version in a comment that says which release a file of variables is for.
  package static let releaseMark = "# Chroma "
}

extension Variables {
  /// Whether one of them has something to do with Chroma, or cannot be known.
  fileprivate var concernChroma: Bool {
    refusal != nil
      || all.contains {
        $0.name.hasPrefix("CHROMA") || $0.name.hasPrefix("chroma")
          || ReleaseSettings.allNames.contains($0.name)
      }
  }
}
