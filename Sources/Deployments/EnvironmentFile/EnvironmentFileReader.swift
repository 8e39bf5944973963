/// Reads files of this kind.
enum EnvironmentFileReader {
  static func deployment(in context: DeploymentContext) -> Deployment? { nil }
}
