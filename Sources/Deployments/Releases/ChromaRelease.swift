internal import Kernel

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
      part.utf8.allSatisfy { $0.isDigit } ? Int(part) : nil
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

  /// The facts about a release.
  package struct Facts: Sendable {
    package let versions: ClosedRange<ChromaVersion>
    /// For people.
    package let title: String
    /// The settings that it reads; nil if it has no authentication. Made when they are asked for: they are large.
    package let settings: @Sendable () -> ReleaseSettings?
    /// The version to take of those that read the same settings: the last without a hole.
    package let advised: String
    /// Where its image keeps the data.
    package let dataFolder: String
    /// The holes that it has, authentication or not.
    package let holes: [ReleaseHole]
  }

  /// The one table of releases: all that is said of one is looked up here.
  package var facts: Facts {
    switch self {
    case .v040: .of0(.v040, (4, 0), (4, 6), "Chroma before 0.4.7", nil)
    case .v047: .of0(.v047, (4, 7), (4, 7), "Chroma 0.4.7", .v047)
    case .v048: .of0(.v048, (4, 8), (4, 15), "Chroma 0.4", .v048)
    case .v04: .of0(.v04, (4, 16), (4, 24), "Chroma 0.4", .v04)
    case .v050: .of0(.v050, (5, 0), (5, 0), "Chroma 0.5.0", .v050)
    case .v051: .of0(.v051, (5, 1), (5, 2), "Chroma 0.5 and 0.6", .v051)
    case .v06: .of0(.v06, (5, 3), (6, 2), "Chroma 0.5 and 0.6", .v06)
    case .v063: .of0(.v063, (6, 3), (6, 3), "Chroma 0.6.3", .v06)
    case .v1:
      Facts(
        versions: ChromaVersion(1, 0, 0)...ChromaVersion(1, .max, .max), title: "Chroma 1.x",
        settings: { nil }, advised: "1.5.9", dataFolder: "/data", holes: [.deletionOf1])
    }
  }

  /// The last version that refuses strangers everywhere with authentication of its own: each GET, PUT and DELETE route of
  /// its openapi.json, and each POST with a valid body, but for heartbeat, version, pre-flight-checks, docs.
  package static let sound = "0.6.2"

  package var versions: ClosedRange<ChromaVersion> { facts.versions }
  package var title: String { facts.title }
  package var settings: ReleaseSettings? { facts.settings() }
  package var dataFolder: String { facts.dataFolder }
  /// The image to take.
  package var image: String { "chromadb/chroma:\(facts.advised)" }

  /// nil for a version of which nothing is known.
  package init?(_ version: ChromaVersion) {
    let isAfterLast = version > ChromaVersion(0, 5, 23) && version < ChromaVersion(0, 6, 0)
    guard !isAfterLast, let release = Self.allCases.first(where: { $0.versions.contains(version) })
    else { return nil }
    self = release
  }
}

extension ChromaRelease.Facts {
  /// The facts about a release of 0.x.
  fileprivate static func of0(
    _ release: ChromaRelease, _ first: (Int, Int), _ last: (Int, Int), _ title: String,
    _ settings: @autoclosure @escaping @Sendable () -> ReleaseSettings?
  ) -> ChromaRelease.Facts {
    ChromaRelease.Facts(
      versions: ChromaVersion(0, first.0, first.1)...ChromaVersion(0, last.0, last.1), title: title,
      settings: settings, advised: first.0 == 4 ? "0.4.24" : ChromaRelease.sound,
      dataFolder: "/chroma/chroma",
      holes: release == .v063 ? [.deletionOf063] : [])
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
