/// Reads files of this kind.
enum HelmValuesReader {
  static func deployment(in context: DeploymentContext) -> Deployment? { nil }
}
