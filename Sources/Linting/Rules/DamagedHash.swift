internal import Credentials

extension Rule {
  static let damagedHash = Rule(
    name: "damaged-hash",
    summary: "a damaged hash of another format than bcrypt",
    page: """
      The field is a hash of a format that is not bcrypt, and not as it was made: cut short, with a space in it, with more \
      text after it, {SHA} in lower case, with hexadecimal digits in place of base64, or with braces around that. No \
      server can match it, whatever formats it accepts. Envoy refuses its whole configuration for a {SHA} of another \
      length: invalid SHA hash length. lighttpd 1.4.69 writes a {SHA} of 55 characters or more past its buffer, and ends: anyone \
      can do that with the user's name and any password.

      If the hash is whole, lint --fix --unsafe-fixes writes it as it was, and the password stays. Else \
      chroma-htpasswd add FILE USER sets a new password.
      """,
    bad: Example("bob:{SHA}e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4\n", for: "nginx"),
    good: Example("admin:\(Example.hash)\n", for: "nginx"),
    triggers: .fault(.damagedHash),
    check: .line { view in
      guard view.fault == .damagedHash, !view.isUsable else { return [] }
      return [view.damageReport(.unsafe, to: "write the hash as it was")]
    }
  )
}
