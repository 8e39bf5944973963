package import Credentials

/// Names and values of `chromadb/config.py`.
package enum ChromaSettings {
  package enum Name {
    package static let provider = "CHROMA_SERVER_AUTHN_PROVIDER"
    package static let credentials = "CHROMA_SERVER_AUTHN_CREDENTIALS"
    package static let credentialsFile = "CHROMA_SERVER_AUTHN_CREDENTIALS_FILE"
    package static let tokenHeader = "CHROMA_AUTH_TOKEN_TRANSPORT_HEADER"

    package static let provider04 = "CHROMA_SERVER_AUTH_PROVIDER"
    package static let credentialsProvider04 = "CHROMA_SERVER_AUTH_CREDENTIALS_PROVIDER"
    package static let credentials04 = "CHROMA_SERVER_AUTH_CREDENTIALS"
    package static let credentialsFile04 = "CHROMA_SERVER_AUTH_CREDENTIALS_FILE"
    package static let tokenHeader04 = "CHROMA_SERVER_AUTH_TOKEN_TRANSPORT_HEADER"

    /// The variable of 0.4.16 and later, 0.5 and 0.6 alike.
    package static let authorizationProvider = "CHROMA_SERVER_AUTHZ_PROVIDER"
    package static let authorizationConfig = "CHROMA_SERVER_AUTHZ_CONFIG"
    package static let authorizationConfigFile = "CHROMA_SERVER_AUTHZ_CONFIG_FILE"
    package static let authorizationConfigProvider04 = "CHROMA_SERVER_AUTHZ_CONFIG_PROVIDER"

    package static let authorizationIgnored04 = "CHROMA_SERVER_AUTHZ_IGNORE_PATHS"

    package static let clientProvider = "CHROMA_CLIENT_AUTH_PROVIDER"
    package static let clientCredentials = "CHROMA_CLIENT_AUTH_CREDENTIALS"
  }

  package static let basicProvider = "chromadb.auth.basic_authn.BasicAuthenticationServerProvider"
  package static let tokenProvider = "chromadb.auth.token_authn.TokenAuthenticationServerProvider"
  package static let authorizationProvider =
    "chromadb.auth.simple_rbac_authz.SimpleRBACAuthorizationProvider"
  package static let basicProvider04 = "chromadb.auth.basic.BasicAuthServerProvider"
  package static let fileProvider04 =
    "chromadb.auth.providers.HtpasswdFileServerAuthCredentialsProvider"
  /// An entry in a variable.
  package static let entryProvider04 =
    "chromadb.auth.providers.HtpasswdConfigurationServerAuthCredentialsProvider"
  package static let tokenProvider04 = "chromadb.auth.token.TokenAuthServerProvider"
  package static let tokenCredentialsProvider04 =
    "chromadb.auth.token.TokenConfigServerAuthCredentialsProvider"
  package static let usersProvider04 =
    "chromadb.auth.token.UserTokenConfigServerAuthCredentialsProvider"
  package static let authorizationProvider04 = "chromadb.auth.authz.SimpleRBACAuthorizationProvider"
}

/// How clients say who they are.
package enum Authentication: String, CaseIterable, Sendable {
  case basic, token
}

/// The variables that a release reads, as data: one judge reads all of them.
package struct ReleaseSettings: Sendable {
  /// A class that a setting can name.
  package struct Class: Sendable {
    package let name: String
    /// Its short name (`register_provider`).
    package var alias: String?
    package let authentication: Authentication
  }

  /// A class that gets credentials from a variable or a file, if the release has such.
  package struct CredentialsClass: Sendable {
    package let name: String
    package var alias: String?
    package let authentication: Authentication
    package let source: Source

    package enum Source: Sendable {
      case file, value
      /// A list of users with tokens: the file, or the value if no file is set.
      case list
    }
  }

  /// Where the credentials are.
  package enum Credentials: Sendable {
    /// In one of the two variables, and not in both.
    case either
    /// Where a class looks, that another variable names.
    case named(by: String, [CredentialsClass])
  }

  package struct Authorization: Sendable {
    package let className: String
    package var alias: String?
    /// Whether the class can be imported.
    package var canStart = true
    /// Whether strangers are refused by it if no provider asks who they are.
    package let refusesStrangers: Bool
    /// Whether whoever has the only token gets in, under the name `anonymous`.
    package let knowsSingleToken: Bool
  }

  package let provider: String
  package let credentials: String
  package let credentialsFile: String
  package let tokenHeader: String?
  package let classes: [Class]
  /// Classes of the client, which start as a server's if the client's credentials are set, and then fail.
  package let clientClasses: [Class]
  package let source: Credentials
  /// The values that the header's setting can have.
  package let headers: [String: TokenHeader]
  package let authorization: Authorization?
  /// Whether it starts only if the files that its variables name are there, used or not.
  package let wantsFiles: Bool
  /// The reader of a credential file.
  package let server: Server
  /// The values that other variables must have for it to start.
  package let values: [String: ValueRule]
  /// Those that some of its versions have.
  let datedValues: [String: DatedRule]

  /// Every name that decides about authentication.
  package var names: [String] {
    var names = [provider, credentials, credentialsFile]
    if let tokenHeader { names.append(tokenHeader) }
    if case .named(let name, _) = source { names.append(name) }
    if authorization != nil {
      names += [
        ChromaSettings.Name.authorizationProvider, ChromaSettings.Name.authorizationConfig,
        ChromaSettings.Name.authorizationConfigFile,
      ]
      if wantsFiles { names.append(ChromaSettings.Name.authorizationConfigProvider04) }
    }
    return names
  }

  /// Those of every release.
  package static let allNames = Set([v04, v06].flatMap(\.names))

  /// Names that some release reads and that decide nothing about who gets in, or that nobody sets.
  package static let otherNames: Set<String> = [
    "CHROMA_SERVER_AUTH_IGNORE_PATHS", "CHROMA_SERVER_AUTHZ_IGNORE_PATHS",
    "CHROMA_SERVER_AUTH_CONFIGURATION_PROVIDER", "CHROMA_SERVER_AUTH_CONFIGURATION_FILE",
  ]
}

extension ReleaseSettings {
  private typealias Name = ChromaSettings.Name

  private static let newHeaders = Dictionary(
    uniqueKeysWithValues: TokenHeader.allCases.map { ($0.rawValue, $0) })
  private static let oldHeaders = Dictionary(
    uniqueKeysWithValues: TokenHeader.allCases.map { ($0.nameIn04, $0) })

  // MARK: 0.4

  private static let basicClass04 = Class(
    name: ChromaSettings.basicProvider04, alias: "basic", authentication: .basic)
  private static let tokenClass04 = Class(
    name: ChromaSettings.tokenProvider04, alias: "token", authentication: .token)
  private static let entryClasses04 = [
    CredentialsClass(
      name: ChromaSettings.fileProvider04, alias: "htpasswd_file", authentication: .basic, source: .file),
    CredentialsClass(name: ChromaSettings.entryProvider04, authentication: .basic, source: .value),
  ]
  private static let tokenCredentials04 = CredentialsClass(
    name: ChromaSettings.tokenCredentialsProvider04, alias: "token_config", authentication: .token,
    source: .value)
  private static let tokenList04 = CredentialsClass(
    name: ChromaSettings.usersProvider04, alias: "user_token_config", authentication: .token, source: .list)

  private static func of04(
    _ classes: [Class], _ credentials: [CredentialsClass], authorization: Authorization?
  ) -> ReleaseSettings {
    let hasTokens = classes.contains { $0.authentication == .token }
    return ReleaseSettings(
      provider: Name.provider04, credentials: Name.credentials04,
      credentialsFile: Name.credentialsFile04, tokenHeader: hasTokens ? Name.tokenHeader04 : nil,
      classes: classes,
      clientClasses: [
        Class(name: "chromadb.auth.basic.BasicAuthClientProvider", authentication: .basic),
        Class(name: "chromadb.auth.token.TokenAuthClientProvider", authentication: .token),
      ],
      source: .named(by: Name.credentialsProvider04, credentials), headers: oldHeaders,
      authorization: authorization, wantsFiles: true, server: .chroma04, values: ValueRule.of04,
      datedValues: ValueRule.datedOf04)
  }

  static let v047 = of04([basicClass04], entryClasses04, authorization: nil)
  static let v048 = of04(
    [basicClass04, tokenClass04], entryClasses04 + [tokenCredentials04], authorization: nil)
  static let v04 = of04(
    [basicClass04, tokenClass04], entryClasses04 + [tokenCredentials04, tokenList04],
    authorization: Authorization(
      className: ChromaSettings.authorizationProvider04, alias: "simple_rbac", refusesStrangers: true,
      knowsSingleToken: false))

  // MARK: 0.5 and 0.6

  private static func of06(
    _ headers: [String: TokenHeader], authorizationStarts: Bool
  ) -> ReleaseSettings {
    ReleaseSettings(
      provider: Name.provider, credentials: Name.credentials, credentialsFile: Name.credentialsFile,
      tokenHeader: Name.tokenHeader,
      classes: [
        Class(name: ChromaSettings.basicProvider, authentication: .basic),
        Class(name: ChromaSettings.tokenProvider, authentication: .token),
      ],
      clientClasses: [
        Class(name: "chromadb.auth.basic_authn.BasicAuthClientProvider", authentication: .basic),
        Class(name: "chromadb.auth.token_authn.TokenAuthClientProvider", authentication: .token),
      ],
      source: .either, headers: headers,
      authorization: Authorization(
        className: ChromaSettings.authorizationProvider, canStart: authorizationStarts,
        refusesStrangers: false, knowsSingleToken: true),
      wantsFiles: false, server: .chroma, values: ValueRule.of06, datedValues: ValueRule.datedOf06)
  }

  /// It imports `hypothesis`, a library for tests that pip does not install with it.
  static let v050 = of06(oldHeaders, authorizationStarts: false)
  static let v051 = of06(newHeaders, authorizationStarts: false)
  static let v06 = of06(newHeaders, authorizationStarts: true)
}
