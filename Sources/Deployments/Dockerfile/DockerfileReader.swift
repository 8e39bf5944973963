/// Reads files of this kind.
enum DockerfileReader {
  static func deployment(in context: DeploymentContext) -> Deployment? { nil }
}
