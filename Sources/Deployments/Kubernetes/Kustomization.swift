internal import Kernel
internal import YAML

/// The kustomization beside a manifest: what `kubectl apply -k` makes of the manifest is another one.
enum Kustomization {
  /// Fields that leave containers, and what their variables are taken from, as they are.
  private static let harmless: Set<String> = [
    "apiVersion", "kind", "metadata", "resources", "bases", "namespace", "namePrefix", "nameSuffix", "labels",
    "commonLabels", "commonAnnotations", "sortOptions", "buildMetadata",
  ]

  /// Why the manifest alone does not say what runs; nil if nothing changes it.
  static func doubt(in context: DeploymentContext) -> SettingFinding? {
    // Standard input has what kustomize made of it.
    if context.path == FilePath("-") { return nil }
    for name in ["kustomization.yaml", "kustomization.yml", "Kustomization"] {
      let path = context.beside(name)
      var field: String? = "a part that is not read"
      var place = Place(path: path)
      switch context.file(path) {
      case .content(let bytes):
        if let root = (try? YAMLTree(bytes))?.documents.first, root.kind == .mapping {
          let key = root.pairs.first { !harmless.contains($0.key.string) }?.key
          field = key?.string.printed
          if let key { place = SourcePlaces(bytes, at: path)[key] }
        }
      case .missing: continue
      default: break
      }
      guard let field else { continue }
      return .doubt(
        "\(name) changes the manifests beside it, by \(field)", place,
        .lintKustomized)
    }
    return nil
  }
}
