internal import Htpasswd

/// Options about Chroma and its fronts.

extension Option<[RoleGrant]> {
  static var role: Self {
    Option(
      "role", value: .required("ROLE=USERS"),
      "authz: give admin, writer or reader to these users, such as reader=bob,carol; may be repeated"
    ) { (value) throws(Failure) in try value.roleGrants() }
  }
}

extension Option<HashPlace> {
  static var escape: Self {
    Option(
      "escape", choosing: "WHERE",
      "write it for: compose (each $ as $$), traefik (a YAML string), caddy or haproxy (their lines), shell (a word)"
    )
  }
}

extension Option<Address> {
  private init(_ name: String, value word: String, _ text: String) {
    self.init(name, value: .required(word), text) { (value) throws(Failure) in try Address(value) }
  }

  static var listen: Self {
    Option(
      "listen", value: "ADDRESS:PORT",
      "where clients connect (127.0.0.1:8000, of a front 127.0.0.1:8080)")
  }
  static var upstream: Self {
    Option("upstream", value: "HOST:PORT", "where a front finds Chroma (127.0.0.1:8000)")
  }
}
