/// Reads files of this kind.
enum ChromaConfigurationReader {
  static func deployment(in context: DeploymentContext) -> Deployment? { nil }
}
