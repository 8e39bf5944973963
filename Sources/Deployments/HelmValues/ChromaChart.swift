internal import Kernel
internal import YAML

/// Versions of the chart amikos-tech/chromadb-chart that do the same with `chromadb.auth` (Helm's renderer, each version).
enum ChromaChart: CaseIterable {
  /// To 0.1.14: renders no settings.
  case withoutAuthentication
  /// 0.1.15 to 0.1.19: names of 0.4, whatever the release.
  case oldNames
  /// 0.1.20 to 0.1.23: names of 0.5.
  case newNames
  /// 0.1.24: runs 1.x, and makes a Secret that nothing uses.
  case unusedSecret
  /// 0.2.0 and later: runs 1.x unless apiVersion says otherwise.
  case byRelease

  init?(_ version: ChromaVersion) {
    switch version {
    case ...ChromaVersion(0, 1, 14): self = .withoutAuthentication
    case ...ChromaVersion(0, 1, 19): self = .oldNames
    case ...ChromaVersion(0, 1, 23): self = .newNames
    case ChromaVersion(0, 1, 24): self = .unusedSecret
    case ChromaVersion(0, 2, 0)...ChromaVersion(0, 2, .max): self = .byRelease
    default: return nil
    }
  }

  /// The release that it runs if the values do not name one.
  var release: ChromaRelease {
    switch self {
    case .withoutAuthentication: .v040
    case .oldNames: .v048
    case .newNames: .v06
    case .unusedSecret, .byRelease: .v1
    }
  }

  /// The settings that it renders.
  enum Settings { case none, oldNames, newNames, unknown }

  /// - Parameter release: by apiVersion.
  func settings(for release: ChromaRelease) -> Settings {
    switch self {
    case .withoutAuthentication: .none
    case .oldNames: .oldNames
    case .newNames: .newNames
    case .unusedSecret: release == .v1 ? .none : .unknown
    case .byRelease: release == .v1 ? .none : .newNames
    }
  }

  // MARK: The version

  /// The version that a comment beside the chart's name says, or the Chart.yaml of the folder; nil if neither does.
  static func version(in context: DeploymentContext) -> ChromaVersion? {
    for line in context.bytes.prefix(Variables.maximumFileSize).split(separator: Ascii.lineFeed) {
      let text = line.drop { $0 == Ascii.space }
      if text.first == Ascii.hash, Array(text).contains(words: "chromadb-chart"),
        let version = version(in: text)
      {
        return version
      }
    }
    for name in ["Chart.lock", "Chart.yaml"] {
      guard case .content(let bytes) = context.file(context.beside(name)),
        let root = (try? YAMLTree(bytes))?.documents.first
      else { continue }
      if let list = root["dependencies"] {
        for item in list.items.prefix(1000) where item["name"]?.string == "chromadb" {
          return item["version"].flatMap { ChromaVersion($0.string) }
        }
      }
      if root["name"]?.string == "chromadb" { return root["version"].flatMap { ChromaVersion($0.string) } }
    }
    return nil
  }

  /// Whether the values are those of a chart that has this one as a dependency.
  static func isDependency(in context: DeploymentContext) -> Bool {
    ["Chart.yaml", "Chart.lock", "requirements.yaml"].contains { name in
      guard case .content(let bytes) = context.file(context.beside(name)),
        let list = (try? YAMLTree(bytes))?.documents.first?["dependencies"]
      else { return false }
      return list.items.prefix(1000).contains { $0["name"]?.string == "chromadb" }
    }
  }

  /// Why the chart may be another, or gets other values; nil if nothing says so.
  static func doubt(in context: DeploymentContext) -> String? {
    guard case .content(let bytes) = context.file(context.beside("Chart.yaml")),
      let list = (try? YAMLTree(bytes))?.documents.first?["dependencies"]
    else { return nil }
    for item in list.items.prefix(1000) where item["name"]?.string == "chromadb" {
      if item["alias"] != nil { return "Chart.yaml gives the chart an alias, and only the values below that" }
      let homes = ["https://amikos-tech.github.io/chromadb-chart", "oci://ghcr.io/amikos-tech/"]
      if let home = item["repository"]?.string, !home.isEmpty, !homes.contains(where: home.hasPrefix) {
        return "Chart.yaml takes the chart from a repository that is not known"
      }
    }
    return nil
  }

  /// The first word that is a version: `0.2.2`, `v0.1.24`, `chromadb-0.1.19`.
  private static func version(in text: ArraySlice<UInt8>) -> ChromaVersion? {
    for word in text.split(whereSeparator: {
      !($0 == UInt8(ascii: ".") || (Ascii.zero...Ascii.nine).contains($0))
    }) {
      let parts = word.split(separator: UInt8(ascii: "."))
      if parts.count == 3, let version = ChromaVersion(String(decoding: word, as: UTF8.self)) {
        return version
      }
    }
    return nil
  }
}
