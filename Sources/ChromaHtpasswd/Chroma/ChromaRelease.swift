internal import Deployments
internal import Htpasswd

extension ChromaRelease {
  /// Those that settings are printed for.
  static let toPrint: [ChromaRelease] = [.v04, .v06, .v1]

  /// The word for `--for`, of those that settings are printed for.
  var word: String {
    switch self {
    case .v040, .v047, .v048, .v04: "chroma-0.4"
    case .v050, .v051, .v06, .v063: "chroma"
    case .v1: "chroma-1"
    }
  }

  init?(word: String) {
    guard let release = Self.toPrint.first(where: { $0.word == word }) else { return nil }
    self = release
  }

  /// The reader of credential files behind it.
  var reader: Server { settings?.server ?? .nginx }

  /// The image of the release to take.
  var image: String {
    switch self {
    case .v040, .v047, .v048, .v04: "chromadb/chroma:0.4.24"
    case .v050, .v051, .v06, .v063: "chromadb/chroma:\(ReleaseHole.soundRelease)"
    case .v1: "chromadb/chroma:1.5.9"
    }
  }

  /// Where its image keeps the data.
  var dataFolder: String { self == .v1 ? "/data" : "/chroma/chroma" }
}

/// What some release of Chroma lets anyone do, authentication or not. Each was tried on the real server.
struct ReleaseHole {
  /// The last release that refuses strangers everywhere with authentication of its own: each GET, PUT and DELETE
  /// route of its openapi.json, and each POST with a valid body, but for heartbeat, version, pre-flight-checks, docs.
  static let soundRelease = "0.6.2"

  /// Releases that have it, as their `version` says.
  let releases: Set<String>
  /// What anyone can do.
  let harm: String
  /// A request that only reads, and that a release without the hole refuses.
  let question: String
  /// A word in the answer of a release that has it.
  let answer: String

  static let all = [
    // 0.6.3 forgets to await its check in delete_database, and in v1's count, where it is seen from the error for a
    // collection that does not exist: 0.6.2 refuses with 403 first.
    ReleaseHole(
      releases: ["0.6.3"], harm: "anyone can delete a database",
      question: "/api/v1/collections/00000000-0000-0000-0000-000000000000/count", answer: "InvalidCollection")
  ]

  /// Whether it is seen from what a server answers to the question.
  func isIn(_ body: [UInt8]) -> Bool {
    Array(body).contains(words: answer)
      || !body.isEmpty && body.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// - Parameter version: as a server says it; nil where it does not.
  static func known(in version: String?) -> ReleaseHole? {
    version.flatMap { version in all.first { $0.releases.contains(version) } }
  }
}

extension ChromaSettings {
  enum Value {
    case text(String)
    /// The token itself: 0.4 reads none from a file.
    case token
  }

  /// - Parameter file: its path as the server sees it.
  static func all(
    _ release: ChromaRelease, _ authentication: Authentication, _ header: TokenHeader, file: String
  ) -> [(name: String, value: Value)] {
    guard let settings = release.settings else { return [] }
    let word = settings.headers.first { $0.value == header }?.key ?? header.rawValue
    return switch (settings.source, authentication) {
    case (.either, .basic):
      [(Name.provider, .text(basicProvider)), (Name.credentialsFile, .text(file))]
    case (.either, .token):
      [
        (Name.provider, .text(tokenProvider)), (Name.credentialsFile, .text(file)),
        (Name.tokenHeader, .text(word)),
      ]
    case (.named, .basic):
      [
        (Name.provider04, .text(basicProvider04)), (Name.credentialsProvider04, .text(fileProvider04)),
        (Name.credentialsFile04, .text(file)),
      ]
    case (.named, .token):
      [
        (Name.provider04, .text(tokenProvider04)),
        (Name.credentialsProvider04, .text(tokenCredentialsProvider04)),
        (Name.credentials04, .token), (Name.tokenHeader04, .text(word)),
      ]
    }
  }
}
