package import Credentials

extension FileKind {
  /// Those that have rules.
  package static var readable: [FileKind] {
    [.credentials, .tokens, .roles] + allCases.filter(\.isDeployment)
  }

  /// Whether such a file starts servers, or has their settings.
  package var isDeployment: Bool {
    switch self {
    case .compose, .kubernetes, .helmValues, .shell, .dockerfile, .systemd, .gitHubActions,
      .chromaConfiguration,
      .environment:
      true
    default: Front(kind: self) != nil
    }
  }

  /// Reads a deployment; nil if files of this kind are none.
  package func deployment(in context: DeploymentContext) -> Deployment? {
    switch self {
    case .compose: ComposeReader.deployment(in: context)
    case .kubernetes: KubernetesReader.deployment(in: context)
    case .helmValues: HelmValuesReader.deployment(in: context)
    case .shell: ShellReader.deployment(in: context)
    case .dockerfile: DockerfileReader.deployment(in: context)
    case .systemd: SystemdReader.deployment(in: context)
    case .gitHubActions: GitHubActionsReader.deployment(in: context)
    case .chromaConfiguration: ChromaConfigurationReader.deployment(in: context)
    case .environment: EnvironmentFileReader.deployment(in: context)
    case .nginx, .caddyfile, .haproxy, .apache, .traefik, .envoy:
      Front(kind: self).map { FrontConfigurationReader.deployment($0, in: context) } ?? nil
    default: nil
    }
  }
}
