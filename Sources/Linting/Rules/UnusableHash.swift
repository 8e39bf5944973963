internal import Credentials
internal import Hashing

extension Rule {
  static let unusableHash = Rule(
    name: "unusable-hash",
    summary: "a bcrypt hash that the server does not accept",
    page: """
      Envoy's basic_auth filter accepts only {SHA}, and refuses its whole configuration for any other hash.

      Put another proxy in front, or make the entry with chroma-htpasswd add --for envoy, which is a weak hash.
      """,
    bad: Example("admin:\(Example.hash)\n", for: "envoy"),
    good: Example("admin:\(Example.hash)\n"),
    triggers: .refusedBcrypt,
    check: .line { view in
      guard view.fault == nil, case .bcrypt = view.format, !view.server.hashes.takesBcrypt else { return [] }
      return [
        Report(
          .hash, .error, "\(view.name)'s hash is bcrypt; \(view.server.refusal)", remedy: view.newPassword())
      ]
    }
  )
}
