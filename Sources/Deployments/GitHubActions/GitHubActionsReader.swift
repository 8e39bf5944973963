/// Reads files of this kind.
enum GitHubActionsReader {
  static func deployment(in context: DeploymentContext) -> Deployment? { nil }
}
