/// Reads files of this kind.
enum SystemdReader {
  static func deployment(in context: DeploymentContext) -> Deployment? { nil }
}
