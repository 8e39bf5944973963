internal import Deployments
internal import Glibc
internal import Htpasswd

/// The deployment in a folder: the files that are asked about if the folder is named.
enum DeploymentFolder {
  /// - Throws: `SystemError` for a folder that cannot be listed.
  static func names(in folder: FilePath) throws(SystemError) -> [[UInt8]] {
    try FileDescriptor.open(folder, .readOnly, .folder).names()
  }

  /// - Returns: the path alone if it is not a folder.
  static func files(of path: FilePath) throws(Failure) -> [FilePath] {
    guard let status = try? targetStatus(of: path), status.isFolder else { return [path] }
    var files: [FilePath] = []
    for folder in ["", ".github/workflows/"] {
      let prefix =
        path == FilePath(".") ? [] : path.bytes + (path.bytes.last == Ascii.slash ? [] : [Ascii.slash])
      let place = prefix + Array(folder.utf8)
      var names: [[UInt8]] = []
      do throws(SystemError) {
        names = try Self.names(in: FilePath(bytes: place.isEmpty ? Array(".".utf8) : place))
      } catch {
        if folder.isEmpty { throw Failure(.unreachable, "cannot read \(path): \(error)") }
      }
      for name in composeFirst(names, in: place) where isCandidate(name, isWorkflow: !folder.isEmpty) {
        let file = FilePath(bytes: place + name)
        guard let status = try? targetStatus(of: file) else { continue }
        // compose fails with a folder of its file's name, and so does who reads it here.
        if status.isRegular ? isRead(file, name) : status.isFolder && composeNames.contains(name) {
          files.append(file)
        }
      }
    }
    guard !files.isEmpty else {
      throw Failure(
        .unreachable, "\(path) has no file that lint reads",
        hint: "name the file: chroma-htpasswd lint FILE")
    }
    return files
  }

  private static let composeNames = [
    "compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml",
  ].map { Array($0.utf8) }
  private static let overrideNames = [
    "compose.override.yaml", "compose.override.yml", "docker-compose.override.yml",
    "docker-compose.override.yaml",
  ].map { Array($0.utf8) }

  /// The one that compose takes comes first, the others and overrides are left to it.
  private static func composeFirst(_ names: [[UInt8]], in place: [UInt8]) -> [[UInt8]] {
    // compose passes over a link to nothing.
    let taken = composeNames.first {
      names.contains($0) && (try? targetStatus(of: FilePath(bytes: place + $0))) != nil
    }
    guard let taken else { return names.sorted(by: precedes) }
    let left = names.filter { !composeNames.contains($0) && !overrideNames.contains($0) && $0 != dotEnv }
    return [taken] + left.sorted(by: precedes)
  }

  private static let dotEnv = Array(".env".utf8)

  private static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.lexicographicallyPrecedes(right)
  }

  private static func isCandidate(_ name: [UInt8], isWorkflow: Bool) -> Bool {
    let text = String(decoding: name, as: UTF8.self).lowercased()
    if text.hasSuffix(".yaml") || text.hasSuffix(".yml") { return true }
    if isWorkflow { return false }
    let endings = [
      ".env", ".sh", ".service", ".container", ".htpasswd", ".token", ".conf", ".tf", ".dockerfile",
    ]
    return endings.contains { text.hasSuffix($0) }
      || text.hasPrefix("dockerfile") || text.hasPrefix(".env.") || text == "htpasswd" || text == "caddyfile"
      || text.hasPrefix("compose.") || text == "containerfile"
  }

  /// Whether its content is of a kind that lint has rules for.
  private static func isRead(_ path: FilePath, _ name: [UInt8]) -> Bool {
    let kind = try? ByteSource.opening(path).read(path) { (source) throws(SystemError) in
      try source.kind(named: path)
    }
    guard let kind else { return true }
    if kind.isDeployment { return true }
    switch kind {
    case .credentials, .tokens:
      let text = String(decoding: name, as: UTF8.self)
      return text.hasSuffix("htpasswd") || text.hasSuffix(".token")
    case .roles, .conflict: return true
    default: return false
    }
  }
}
