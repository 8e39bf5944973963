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

  /// Its reader of credential files.
  var reader: Server { settings?.server ?? .nginx }
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
