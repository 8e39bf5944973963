/// A version of Chroma, as its `version` says it.
package struct ChromaVersion: Sendable, Comparable, Hashable {
  package let major: Int
  package let minor: Int
  package let patch: Int

  package init(_ major: Int, _ minor: Int, _ patch: Int) {
    (self.major, self.minor, self.patch) = (major, minor, patch)
  }

  /// - Parameter text: `0.5.23`, and what tags of images have after that: `1.0.13-amd64`, `0.5.12.dev19`.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count >= 3 else { return nil }
    let patch = parts[2].prefix { $0 != "-" }
    let numbers = [parts[0], parts[1], patch].map { part in
      part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(part) : nil
    }
    guard let major = numbers[0], let minor = numbers[1], let patch = numbers[2] else { return nil }
    if parts.count == 4, !parts[3].hasPrefix("dev") { return nil }
    self.init(major, minor, patch)
  }

  package static func < (left: ChromaVersion, right: ChromaVersion) -> Bool {
    (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
  }
}

/// Releases of Chroma that read the same settings, with the same effect. Read from `chromadb/config.py` and `chromadb/auth`
/// of 0.4.7, 0.4.8, 0.4.16, 0.4.24, 0.5.0, 0.5.1, 0.5.3, 0.5.23, 0.6.2 and 0.6.3; tried with 0.4.24, 0.5.23, 0.6.2 and
/// 0.6.3.
package enum ChromaRelease: Sendable, CaseIterable {
  /// 0.4.0 to 0.4.6: no authentication.
  case v040
  /// 0.4.7: basic authentication.
  case v047
  /// 0.4.8 to 0.4.15: basic and token authentication.
  case v048
  /// 0.4.16 to 0.4.24: authorization too.
  case v04
  /// 0.5.0: the names of 0.5, the header values of 0.4.
  case v050
  /// 0.5.1 and 0.5.2: an authorization provider that cannot be imported.
  case v051
  /// 0.5.3 to 0.6.2.
  case v06
  /// 0.6.3, which forgets to await its checks (`ReleaseHole`).
  case v063
  /// 1.0 and later, `chroma run`: no authentication of its own.
  case v1

  package var versions: ClosedRange<ChromaVersion> {
    switch self {
    case .v040: ChromaVersion(0, 4, 0)...ChromaVersion(0, 4, 6)
    case .v047: ChromaVersion(0, 4, 7)...ChromaVersion(0, 4, 7)
    case .v048: ChromaVersion(0, 4, 8)...ChromaVersion(0, 4, 15)
    case .v04: ChromaVersion(0, 4, 16)...ChromaVersion(0, 4, 24)
    case .v050: ChromaVersion(0, 5, 0)...ChromaVersion(0, 5, 0)
    case .v051: ChromaVersion(0, 5, 1)...ChromaVersion(0, 5, 2)
    case .v06: ChromaVersion(0, 5, 3)...ChromaVersion(0, 6, 2)
    case .v063: ChromaVersion(0, 6, 3)...ChromaVersion(0, 6, 3)
    case .v1: ChromaVersion(1, 0, 0)...ChromaVersion(1, .max, .max)
    }
  }

  /// nil for a version of which nothing is known.
  package init?(_ version: ChromaVersion) {
    guard let release = Self.allCases.first(where: { $0.versions.contains(version) }) else { return nil }
    self = release
  }

  /// For people.
  package var title: String {
    switch self {
    case .v040: "Chroma before 0.4.7"
    case .v047: "Chroma 0.4.7"
    case .v048, .v04: "Chroma 0.4"
    case .v050: "Chroma 0.5.0"
    case .v051, .v06: "Chroma 0.5 and 0.6"
    case .v063: "Chroma 0.6.3"
    case .v1: "Chroma 1.x"
    }
  }

  /// What it reads; nil where it has no authentication.
  package var settings: ReleaseSettings? {
    switch self {
    case .v040, .v1: nil
    case .v047: .v047
    case .v048: .v048
    case .v04: .v04
    case .v050: .v050
    case .v051: .v051
    case .v06, .v063: .v06
    }
  }
}

/// Which header carries a token.
package enum TokenHeader: String, CaseIterable, Sendable {
  /// After `Bearer `.
  case authorization = "Authorization"
  /// Alone.
  case chromaToken = "X-Chroma-Token"

  /// The setting's value for Chroma 0.4, and for 0.5.0.
  package var nameIn04: String { self == .authorization ? "AUTHORIZATION" : "X_CHROMA_TOKEN" }
}
