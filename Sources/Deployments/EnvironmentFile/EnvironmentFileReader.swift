internal import Kernel

/// Reads files of variables: the settings of a server that something else starts.
enum EnvironmentFileReader {
  static func deployment(in context: DeploymentContext) -> Deployment? {
    let reader = context.reader ?? EnvironmentFile.likelyReader(of: context.bytes, at: context.path)
    // What docker and compose read is for a container.
    let isContainer = reader == .docker || reader == .compose
    var service = Service(
      name: context.path.fileName.printable, place: Place(path: context.path, line: 1), image: nil,
      release: context.release.map { .known($0) }
        ?? .unknown("a file of variables does not say which release reads it"),
      program: isContainer ? .image : .chromaRun)
    service.isRunHere = !isContainer
    service.hasUnknownFiles = "the file does not say what the container has"
    service.variables = EnvironmentFile.variables(
      context.bytes, from: context.path, as: reader, environment: context.environment)
    var deployment = Deployment()
    deployment.services = [service]
    return deployment
  }
}
