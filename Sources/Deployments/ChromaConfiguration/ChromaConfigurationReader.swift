internal import Credentials
internal import Kernel
internal import YAML

/// Reads the configuration of Chroma 1.x (`chroma run config.yaml`), which has no key for authentication and passes over
/// what it does not know.
enum ChromaConfigurationReader {
  static func deployment(in context: DeploymentContext) -> Deployment? {
    var deployment = Deployment()
    let start = Place(path: context.path, line: 1)
    var service = Service(
      name: context.path.fileName.printable, place: start, image: nil, release: .known(.v1),
      program: .chromaRun)
    do throws(YAMLError) {
      let places = SourcePlaces(context.bytes, at: context.path)
      if let root = try YAMLTree(context.bytes).documents.first {
        for (key, value) in root.pairs {
          let name = key.string.lowercased()
          if name == "listen_address" {
            service.publications = [
              .init(
                reach: .ofAddress(value.text), port: root["port"].flatMap { Int($0.string) } ?? 8000,
                place: places[key])
            ]
          }
          if isForAuthentication(name), deployment.findings.count < 100 {
            deployment.findings.append(
              SettingFinding(
                rule: .configYAMLKey, severity: .error, place: places[key],
                message: "Chroma 1.x has no key \(key.text.printable) and ignores it",
                remedy: .putInFront(name.contains(words: "token") ? .token : .basic, nil)))
          }
        }
      }
    } catch {
      deployment.findings.append(.ofYAML(error, context))
    }
    deployment.services = [service]
    return deployment
  }

  /// Whether 1.x may start with a configuration, as far as its form goes.
  static func isConfiguration(_ bytes: [UInt8]) -> Bool {
    do throws(YAMLError) {
      let documents = try YAMLTree(bytes).documents
      guard let root = documents.first else { return true }
      if documents.count > 1 { return false }
      if root.kind == .scalar { return root.text.isEmpty || root.plainType == .null }
      let names = root.pairs.map { $0.key.text }
      return root.kind == .mapping && Set(names).count == names.count
    } catch {
      switch error.cause {
      case .scanner, .parser, .notUTF8: return false
      default: return true
      }
    }
  }

  /// Whether somebody means authentication by a key: those of other releases, and invented ones.
  private static func isForAuthentication(_ name: String) -> Bool {
    name.hasPrefix("chroma_server_") || name.hasPrefix("chroma_auth")
      || ["auth", "token", "credential", "htpasswd", "password"].contains { name.contains(words: $0) }
  }
}
