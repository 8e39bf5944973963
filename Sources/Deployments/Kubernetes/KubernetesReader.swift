/// Reads files of this kind.
enum KubernetesReader {
  static func deployment(in context: DeploymentContext) -> Deployment? { nil }
}
