internal import Credentials
internal import Deployments
internal import Hashing
internal import Kernel
internal import YAML

extension Rule {
  static let unenforcedTenant = Rule(
    name: "unenforced-tenant",
    summary: "tenant or databases, which do not limit anybody",
    page: """
      Chroma 0.5 and later read id and role of a user, and nothing else: a user of tenant t1 lists the collections of \
      default_tenant. CVE-2026-45831 says the same. Run a Chroma for each tenant if they must be kept apart.

      Chroma 0.4 compares tenant, default_tenant without one, with that of the login, and never databases. With basic \
      authentication the login's tenant is always default_tenant, so any other locks the user out, 401; with a list of \
      tokens it is * unless the user has one there, so write tenant: "*".
      """,
    bad: .roles(
      "roles_mapping:\n  reader: {actions: [\"tenant:get_tenant\", \"db:get_database\"]}\n"
        + "users:\n- {id: alice, role: reader, tenant: t1}\n"),
    good: .roles(),
    check: .roles { view in
      guard let outline = view.outline, let document = view.document else { return [] }
      let logins = view.options.logins
      return outline.entries.flatMap { entry -> [Report] in
        let user = entry.id.map(\.shown) ?? "the user"
        var reports: [Report] = []
        let tenant = document.value(for: "tenant", in: entry.node)
        let databases = document.value(for: "databases", in: entry.node)
        // In a file of tokens too these are keys of that.
        let isAll = { (node: YAMLNode) in
          node.text == [UInt8(ascii: "*")]
            || node.items.count == 1 && node.items[0].text == [UInt8(ascii: "*")]
        }
        if let databases, !isAll(databases) {
          reports.append(
            Report(
              .warning, "databases limits nobody; \(user) reaches every database",
              at: databases.range.isEmpty ? entry.node : databases,
              user: entry.id?.text, remedy: "remove it, or run a Chroma of its own"))
        }
        guard view.reader == .first else {
          if let tenant, !isAll(tenant) {
            reports.append(
              Report(
                tenant.text.elementsEqual("default_tenant".utf8) ? .note : .warning,
                "tenant limits nobody; \(user) reaches every tenant",
                at: tenant.range.isEmpty ? entry.node : tenant,
                user: entry.id?.text, remedy: "remove it, or run a Chroma of its own"))
          }
          return reports
        }
        let key =
          tenant.flatMap { PyYAMLDocument.key(of: $0) }
          ?? PyYAMLDocument.key(ofText: Array("default_tenant".utf8))
        let place = tenant ?? entry.node
        if let logins, let id = entry.id.flatMap({ PyYAMLDocument.key(of: $0) }) {
          if let login = logins.logins.first(where: { $0.key == id }), login.tenant != key {
            let needed = String(decoding: login.tenant.dropFirst(), as: UTF8.self)
            reports.append(
              Report(
                .error, "the tenant of \(user) is not that of the login; every request is refused", at: place,
                user: entry.id?.text, remedy: "write tenant: \"\(Redaction.shortUser(Array(needed.utf8)))\""))
          }
        } else if let tenant, !tenant.text.elementsEqual("default_tenant".utf8) {
          reports.append(
            Report(
              .note, "with basic authentication \(user) has the tenant default_tenant, and is refused",
              at: tenant,
              user: entry.id?.text,
              remedy:
                "to compare it with the logins: chroma-htpasswd lint --for chroma-roles-0.4 --with FILE ..."))
        }
        return reports
      }
    }
  )
}
