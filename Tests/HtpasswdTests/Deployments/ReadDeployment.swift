import Credentials
import Deployments
import Kernel
import Testing

/// Reads a deployment of one file.
///
/// - Parameters:
///   - files: what is beside it; a name that ends in a slash is a folder.
///   - environment: of the tool.
func read(
  _ text: String, as kind: FileKind, named name: String = "file", files: [String: String] = [:],
  environment: [String: String] = [:]
) throws -> Deployment {
  var context = DeploymentContext(
    FilePath(name), Array(text.utf8),
    file: { path in
      var name = path.description
      if name.hasPrefix("./") { name.removeFirst(2) }
      if let content = files[name] { return .content(Array(content.utf8)) }
      return name == "." || files[name + "/"] != nil ? .folder : .missing
    },
    environment: { environment[String(decoding: $0, as: UTF8.self)].map { Array($0.utf8) } })
  context.names = { folder in
    files.keys.filter { $0.hasPrefix("\(folder)/") }.map { String($0.dropFirst("\(folder)/".count)) }
  }
  return try #require(kind.deployment(in: context))
}

extension Service {
  /// The value of a variable that is known; nil for others.
  func value(_ name: String) -> String? { variables[name]?.bytes.map { String(decoding: $0, as: UTF8.self) } }

  func mount(_ target: String) -> Mount? { mounts.last { $0.target == target } }
}

extension Service.Mount {
  /// For comparisons.
  var sourceText: String {
    switch source {
    case .host(let path, let makesFolder): "host \(path)\(makesFolder ? ", or a folder" : "")"
    case .content(let bytes): "content \(String(decoding: bytes, as: UTF8.self))"
    case .folder(let files):
      "folder "
        + files.sorted { $0.key < $1.key }
        .map { "\($0.key)=\(String(decoding: $0.value, as: UTF8.self))" }.joined(separator: ",")
    case .volume: "volume"
    case .elsewhere(let reason): "elsewhere: \(reason)"
    }
  }
}
