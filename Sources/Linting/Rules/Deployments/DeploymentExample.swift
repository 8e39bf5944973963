extension Rule.Example {
  /// A compose file with one Chroma, reached on loopback.
  ///
  /// - Parameters:
  ///   - tag: of its image.
  ///   - keys: a line of the service, besides.
  ///   - settings: its environment, each `NAME: value` or `- NAME=value`.
  static func chroma(_ tag: String = "0.6.2", keys: String? = nil, settings: [String] = []) -> Rule.Example {
    var text = """
      services:
        chroma:
          image: chromadb/chroma:\(tag)
          ports: ["127.0.0.1:8000:8000"]

      """
    if let keys { text += "    \(keys)\n" }
    if !settings.isEmpty { text += "    environment:\n" }
    for setting in settings { text += "      \(setting)\n" }
    return Rule.Example(text)
  }

  /// One that nothing is found in.
  static var protectedDeployment: Rule.Example { .chroma(settings: [tokenProvider, token]) }

  static let tokenProvider =
    "CHROMA_SERVER_AUTHN_PROVIDER: chromadb.auth.token_authn.TokenAuthenticationServerProvider"
  static let basicProvider =
    "CHROMA_SERVER_AUTHN_PROVIDER: chromadb.auth.basic_authn.BasicAuthenticationServerProvider"
  static let tokenProvider04 = "CHROMA_SERVER_AUTH_PROVIDER: chromadb.auth.token.TokenAuthServerProvider"
  static let rolesProvider =
    "CHROMA_SERVER_AUTHZ_PROVIDER: chromadb.auth.simple_rbac_authz.SimpleRBACAuthorizationProvider"
  static let token = "CHROMA_SERVER_AUTHN_CREDENTIALS: kVv0D5aQx8Zr1nTq-8Zr1nTqkVv0D5aQ"
}
