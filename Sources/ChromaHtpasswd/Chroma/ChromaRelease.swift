internal import Htpasswd

/// The releases of Chroma that settings are printed for: each understands other names.
enum ChromaRelease: String, CaseIterable {
  /// 0.4.7 to 0.4.24.
  case v04 = "chroma-0.4"
  /// 0.5.1 to 0.6.3.
  case v06 = "chroma"
  /// 1.0 and later: no authentication of its own.
  case v1 = "chroma-1"

  /// The reader of credential files behind it.
  var reader: Server {
    switch self {
    case .v04: .chroma04
    case .v06: .chroma
    case .v1: .nginx
    }
  }

  var title: String {
    switch self {
    case .v04: "Chroma 0.4"
    case .v06: "Chroma 0.5 and 0.6"
    case .v1: "Chroma 1.0 and later"
    }
  }

  var image: String {
    switch self {
    case .v04: "chromadb/chroma:0.4.24"
    case .v06: "chromadb/chroma:\(ReleaseHole.soundRelease)"
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

  /// - Parameter version: as a server says it; nil where it does not.
  static func known(in version: String?) -> ReleaseHole? {
    version.flatMap { version in all.first { $0.releases.contains(version) } }
  }
}

/// How clients say who they are.
enum Authentication: String, CaseIterable {
  case basic, token
}

/// The names and values of `chromadb/config.py`.
enum ChromaSettings {
  enum Name {
    static let provider = "CHROMA_SERVER_AUTHN_PROVIDER"
    static let credentials = "CHROMA_SERVER_AUTHN_CREDENTIALS"
    static let credentialsFile = "CHROMA_SERVER_AUTHN_CREDENTIALS_FILE"
    static let tokenHeader = "CHROMA_AUTH_TOKEN_TRANSPORT_HEADER"

    static let provider04 = "CHROMA_SERVER_AUTH_PROVIDER"
    static let credentialsProvider04 = "CHROMA_SERVER_AUTH_CREDENTIALS_PROVIDER"
    static let credentials04 = "CHROMA_SERVER_AUTH_CREDENTIALS"
    static let credentialsFile04 = "CHROMA_SERVER_AUTH_CREDENTIALS_FILE"
    static let tokenHeader04 = "CHROMA_SERVER_AUTH_TOKEN_TRANSPORT_HEADER"
  }

  static let basicProvider = "chromadb.auth.basic_authn.BasicAuthenticationServerProvider"
  static let tokenProvider = "chromadb.auth.token_authn.TokenAuthenticationServerProvider"
  static let basicProvider04 = "chromadb.auth.basic.BasicAuthServerProvider"
  static let fileProvider04 = "chromadb.auth.providers.HtpasswdFileServerAuthCredentialsProvider"
  /// An entry in a variable.
  static let entryProvider04 = "chromadb.auth.providers.HtpasswdConfigurationServerAuthCredentialsProvider"
  static let tokenProvider04 = "chromadb.auth.token.TokenAuthServerProvider"
  static let tokenCredentialsProvider04 =
    "chromadb.auth.token.TokenConfigServerAuthCredentialsProvider"
  static let usersProvider04 = "chromadb.auth.token.UserTokenConfigServerAuthCredentialsProvider"

  enum Value {
    case text(String)
    /// The token itself: 0.4 reads none from a file.
    case token
  }

  /// - Parameter file: its path as the server sees it.
  static func all(
    _ release: ChromaRelease, _ authentication: Authentication, _ header: TokenHeader, file: String
  ) -> [(name: String, value: Value)] {
    switch (release, authentication) {
    case (.v1, _): []
    case (.v06, .basic):
      [(Name.provider, .text(basicProvider)), (Name.credentialsFile, .text(file))]
    case (.v06, .token):
      [
        (Name.provider, .text(tokenProvider)), (Name.credentialsFile, .text(file)),
        (Name.tokenHeader, .text(header.rawValue)),
      ]
    case (.v04, .basic):
      [
        (Name.provider04, .text(basicProvider04)), (Name.credentialsProvider04, .text(fileProvider04)),
        (Name.credentialsFile04, .text(file)),
      ]
    case (.v04, .token):
      [
        (Name.provider04, .text(tokenProvider04)),
        (Name.credentialsProvider04, .text(tokenCredentialsProvider04)),
        (Name.credentials04, .token), (Name.tokenHeader04, .text(header.nameIn04)),
      ]
    }
  }
}
