/// Reads files of this kind.
enum ShellReader {
  static func deployment(in context: DeploymentContext) -> Deployment? { nil }
}
