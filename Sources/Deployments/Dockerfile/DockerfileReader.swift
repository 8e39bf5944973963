internal import Kernel

/// Reads Dockerfiles: the image of the last stage, as a container of it would run.
enum DockerfileReader {
  static func deployment(in context: DeploymentContext) -> Deployment? {
    guard
      let image = BuiltImage(context.bytes, at: context.path, in: context.path.folder, file: context.file)
    else { return context.bytes.contains(words: "FROM") ? nil : Deployment() }
    var deployment = Deployment()
    let container = ChromaContainer(
      image: image.base, entrypoint: image.entrypoint, command: image.command, variables: image.variables)
    guard
      var service = container.service(
        named: image.base.text.printed, at: image.base.place, packages: image.packages)
    else { return deployment }
    service.workingFolder = image.workingFolder
    service.runs(as: image.limitedUser)
    service.mounts = image.mounts + image.otherFiles(image.variables)
    deployment.services = [service]
    return deployment
  }
}

extension String {
  /// For people.
  var printed: String { Array(utf8).printable }
}
