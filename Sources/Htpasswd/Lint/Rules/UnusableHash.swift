extension Rule {
  static let unusableHash = Rule(
    name: "unusable-hash",
    summary: "a bcrypt hash that the server does not take",
    page: """
      Envoy's basic_auth filter takes {SHA} alone, and refuses its whole configuration for any other hash.

      Put another proxy in front, or make the entry with htpasswd -s for Envoy, which is a weak hash.
      """,
    bad: Example("admin:\(Example.hash)\n", for: "envoy"),
    good: Example("admin:\(Example.hash)\n"),
    check: .line { view in
      guard view.fault == nil, let field = view.field, case .bcrypt = HashFormat(field.span),
        view.server.hashes.bcrypt == nil
      else { return [] }
      return [
        Report(
          .hash, .error, "\(view.name) has a bcrypt hash, which \(view.server.name) does not take",
          hint: view.adding("sets the password anew"))
      ]
    }
  )
}
