/// Reads files of this kind.
enum ComposeReader {
  static func deployment(in context: DeploymentContext) -> Deployment? { nil }
}
